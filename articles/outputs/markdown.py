"""An article as Markdown with TOML front matter, in the form that our own importer reads.

The whole text is in it only where the statement's channels let it be passed on as data; else the
summary, and a sentence that says so.
"""

from __future__ import annotations

import json
from typing import Any

from articles.outputs import commonmark_lines, saying
from articles.outputs.commonmark import Writer
from articles.outputs.commonmark_lines import Run
from articles.outputs.entries import Entry, Gathered
from articles.outputs.signals import instant
from articles.piece import Byline, Figure, Original
from articles.rights import credit_words

TYPE = "text/markdown; charset=utf-8; variant=CommonMark"
FENCE = "+++"


def document(entry: Entry, gathered: Gathered) -> str:
    """Front matter and text. No query."""
    piece = entry.edition.piece
    parts = [front_matter(entry, gathered), f"# {_line(piece.title)}"]
    if "api" in entry.statement.channels:
        parts += _text(entry, gathered)
    else:
        parts += [_line(piece.deck)] if piece.deck else []
        parts.append(_line(saying.kept_back(gathered.address(entry))))
    return "\n\n".join(filter(None, parts)) + "\n"


def _text(entry: Entry, gathered: Gathered) -> list[str]:
    piece, page = entry.edition.piece, entry.edition.get_absolute_url()
    writer = Writer(resolve=lambda href: gathered.around.leads_to(href, page))
    written: list[str] = []
    for n, part in enumerate(piece.parts):
        if part.heading:
            written.append(commonmark_lines.heading(2, _line(part.heading)))
        elif n:
            written.append("***")
        written += [_picture(part.figure, gathered), writer.body(part.body)]
    return [*written, writer.definitions()]


def _picture(figure: Figure | None, gathered: Gathered) -> str:
    picture = gathered.around.picture(figure)
    if figure is None or picture is None:
        return ""
    alt = "" if figure.is_decorative else figure.alt
    caption = " ".join(filter(None, (figure.caption, figure.credit)))
    title = _line(caption).replace('"', '\\"')
    address = gathered.around.absolute(picture.get_absolute_url())
    return f'![{_line(alt)}]({address} "{title}")' if title else f"![{_line(alt)}]({address})"


def _line(text: str) -> str:
    return commonmark_lines.written([Run(text)])


def front_matter(entry: Entry, gathered: Gathered) -> str:
    """What is known of it. `[extra]` is ours alone: address, dates, version, credit, licence, terms."""
    piece, said = entry.edition.piece, entry.statement
    lead = gathered.around.picture(piece.lead)
    tables = [
        _table(
            title=piece.title,
            deck=piece.deck,
            kicker=piece.kicker,
            language=piece.language,
            slug=entry.edition.slug,
            tags=[str(tag) for tag in entry.tags],
        ),
        *(_table("[[byline]]", **_byline(byline)) for byline in piece.bylines),
        _table(
            "[lead]",
            picture=gathered.around.absolute(lead.get_absolute_url()),
            alt=piece.lead.alt,
            caption=piece.lead.caption,
            credit=piece.lead.credit,
        )
        if piece.lead and lead
        else "",
        _table("[original]", **_original(piece.original)) if piece.original else "",
        _table(
            "[extra]",
            id=gathered.identity(entry),
            address=gathered.address(entry),
            version=entry.edition.number,
            published=instant(entry.published_at),
            updated=instant(entry.changed_at),
            byline=saying.byline(piece),
            credit=credit_words.plain(said, piece),
            copyright=saying.copyright_notice(
                said, gathered.masthead, year=entry.published_at.year
            ),
            licence=said.licence,
            licence_url=said.licence_url,
            onward=saying.onward(said, gathered.masthead),
            terms=gathered.rights_page(entry),
        ),
    ]
    return "\n".join([FENCE, "\n\n".join(filter(None, tables)), FENCE])


def _byline(byline: Byline) -> dict[str, Any]:
    return {"name": byline.name, "role": byline.role, "contributor": byline.contributor}


def _original(original: Original) -> dict[str, Any]:
    return {
        "relation": original.relation,
        "source": original.source,
        "title": original.title,
        "url": original.url,
        "language": original.language,
        "authors": list(original.authors),
        "first_published_on": original.first_published_on,
        "issue": original.issue,
        "copyright_holder": original.copyright_holder,
        "copyright_notice": original.copyright_notice,
        "changes": original.changes,
        "required_credit": original.required_credit,
    }


def _table(head: str = "", **values: Any) -> str:
    """One table of TOML; keys without a value are left out."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value not in ("", [])]
    return "\n".join(filter(None, [head, *lines]))


def _value(value: str | int | list[str]) -> str:
    """A string of JSON is a basic string of TOML, but that TOML wants DEL escaped, too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
