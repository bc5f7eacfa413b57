"""How an article is cited: in a line, and as data that programs for references read (BibTeX, RIS).

All of it is told from the frozen piece: whoever stands over it as author and translator, and of a reprint
where it stood first. No query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, pgettext

from articles.language import names, wording
from articles.language.names import Name
from articles.models import Edition, Masthead
from articles.outputs import saying
from articles.piece import Original

BIBTEX = "application/x-bibtex; charset=utf-8"
RIS = "application/x-research-info-systems; charset=utf-8"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What TeX would take for its own. Braces are named, since BibTeX counts those that are escaped, too.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_NO_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Citation:
    """What is told of an article to whoever cites it. `address` is absolute, in ASCII; `key` names it for
    good.
    """

    key: str
    title: str
    language: str
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    publication: str
    published_at: datetime
    address: str
    original: Original | None


def citation(
    edition: Edition, masthead: Masthead, *, address: str, published_at: datetime
) -> Citation:
    """What there is to say of an edition that stands at this address since that instant.

    Where nobody stands over it, the authors of the original do; a machine that translated it is nobody.
    """
    piece = edition.piece
    original = piece.original
    is_machine = original is not None and original.is_machine_translated
    authors = tuple(byline.name for byline in saying.names(piece, "author"))
    return Citation(
        key=edition.article.key,
        title=piece.title,
        language=piece.language,
        authors=authors or (original.authors if original else ()),
        translators=()
        if is_machine
        else tuple(byline.name for byline in saying.names(piece, "translator")),
        publication=masthead.said("name").text,
        published_at=published_at,
        address=address,
        original=original,
    )


# --- in a line --------------------------------------------------------------------------------


def line(cited: Citation) -> str:
    """All of it in one line, in the active language."""
    title = wording.quoted(cited.title, cited.language)
    by = _listed(cited.authors)
    translated = _listed(cited.translators)
    parts = [
        pgettext("citation", "%(authors)s, %(title)s") % {"authors": by, "title": title}
        if by
        else title,
        translated and pgettext("citation", "translated by %(names)s") % {"names": translated},
        _publication(cited.publication),
        wording.day(cited.published_at),
        _original_in_words(cited.original),
    ]
    said = pgettext("between the parts of a citation", ", ").join(filter(None, parts))
    return _one_line(f"{said}{pgettext('before an address in a citation', ', ')}{cited.address}")


def _publication(name: str) -> str:
    """Chinese sets marks round the name of a publication, as round a title."""
    is_chinese = wording.primary(get_language() or "") == "zh"
    return wording.quoted(name, "zh") if name and is_chinese else name


def _original_in_words(original: Original | None) -> str:
    """Where it stood first, as far as that is known."""
    if original is None:
        return ""
    facts = [
        original.title and wording.quoted(original.title, original.language),
        _publication(original.source),
        wording.partial_date(original.first_published_on),
    ]
    comma = pgettext("between the parts of a citation", ", ")
    known = comma.join(filter(None, facts))
    return known and pgettext("citation", "originally %(facts)s") % {"facts": known}


def _listed(people: Iterable[str]) -> str:
    return saying.plain(wording.join_names(people))


# --- BibTeX -----------------------------------------------------------------------------------


def bibtex(cited: Citation) -> str:
    """One `@article`, ended by a line's end; what old styles do not know (BibLaTeX's fields of
    translations) they pass over. Unicode as it is.
    """
    written = "".join(f"  {name} = {value},\n" for name, value in _fields(cited))
    return f"@article{{{cited.key},\n{written}}}\n"


def _fields(cited: Citation) -> Iterator[tuple[str, str]]:
    day = timezone.localdate(cited.published_at)
    original = cited.original
    told = [
        ("author", _tex_people(cited.authors)),
        ("title", _tex_whole(cited.title)),
        ("translator", _tex_people(cited.translators)),
        ("journal", _tex_whole(cited.publication)),
        ("year", f"{{{day.year}}}"),
        ("month", _MONTHS[day.month - 1]),
        ("day", f"{{{day.day}}}"),
        ("language", _tex(cited.language)),
        ("url", f"{{{cited.address}}}"),
    ]
    if original:
        told += [
            ("origtitle", _tex_whole(original.title)),
            ("origpublisher", _tex_whole(original.source)),
            ("origdate", _tex(original.published_on)),
            ("origlanguage", _tex(original.language)),
            ("note", _tex(_one_line(_original_in_words(original)))),
        ]
    return ((name, value) for name, value in told if value)


def _tex(text: str) -> str:
    text = _one_line(text)
    return f"{{{text.translate(_TEX)}}}" if text else ""


def _tex_whole(text: str) -> str:
    """Words whose capitals no style may change."""
    return f"{{{_tex(text)}}}" if text else ""


def _tex_people(people: Iterable[str]) -> str:
    written = " and ".join(_tex_name(names.split(name)) for name in people)
    return f"{{{written}}}" if written else ""


def _tex_name(name: Name) -> str:
    """Family, Jr, Given (BibTeX's third form); a name that stays whole is held together by braces."""
    if name.is_whole:
        return _tex(name.family)
    parts = filter(None, (name.family, name.after, name.given))
    return ", ".join(_one_line(part).translate(_TEX) for part in parts)


# --- RIS --------------------------------------------------------------------------------------


def ris(cited: Citation) -> str:
    """One reference of the kind magazine article: its type first, its end last, a value a line, each line
    ended as RIS ends them. `A4` is whom Zotero and EndNote take for a translator.
    """
    day = timezone.localdate(cited.published_at)
    original = cited.original
    told = [
        ("TY", "MGZN"),
        *(("AU", _ris_name(name)) for name in cited.authors),
        *(("A4", _ris_name(name)) for name in cited.translators),
        ("TI", cited.title),
        ("T2", cited.publication),
        ("PY", str(day.year)),
        ("DA", f"{day:%Y/%m/%d}/"),
        ("LA", cited.language),
        ("OP", _original_in_words(original)),
        ("UR", cited.address),
        ("ID", cited.key),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in told if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _ris_name(name: str) -> str:
    parts = names.split(name)
    if parts.is_whole:
        return parts.family
    return ", ".join(filter(None, (parts.family, parts.given, parts.after)))


def _one_line(text: str) -> str:
    """The text without line ends and control characters."""
    return " ".join(_NO_LINE.sub(" ", text).split())
