"""The kit: an edition as others may take it over, as clean HTML, Markdown and plain text of the same words.

Whether it may be handed on at all is for `RightsStatement.has_kit` to say. What may not go stays out:
pictures without leave, links that lead nowhere, and whatever acts, counts or styles. No query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NamedTuple

import nh3
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.language import html, vocabulary
from articles.models import Edition
from articles.outputs import commonmark_lines, kit_words
from articles.outputs.commonmark import Writer
from articles.outputs.commonmark_lines import Run
from articles.outputs.fulltext import Bodies, Surroundings
from articles.outputs.plain import to_plain
from articles.piece import Figure, Part, Piece, RightsStatement

# All that the kit's HTML may hold, tag to attributes: what a body may, but nothing with a class, and
# what stands round bodies.
ALLOWED: dict[str, frozenset[str]] = {
    **{tag: kept for tag, kept in vocabulary.ALLOWED.items() if tag not in {"span", "aside"}},
    **{"h2": vocabulary.SPEECH, "figure": vocabulary.NOTHING, "figcaption": vocabulary.NOTHING},
    "img": frozenset({"src", "alt"}),
}
SCHEMES = {"http", "https", "mailto"}

_PULLED = re.compile(r'<(/?)aside(?: class="pullquote")?>')
_UNMARKED = re.compile(r"<(p|h3|h4|blockquote)>")
_BETWEEN_BLOCKS = re.compile(r"(</(?:p|h3|h4|ul|ol|li|blockquote|table|tr|pre)>|<hr>)(?=<[a-z])")
_WIDE_SPACE = re.compile(r"(\s{2,})")


class LeftOut(NamedTuple):
    """A picture that may not be taken over: what it shows, and whom to ask; each empty if not known."""

    what: str
    holder: str


@dataclass(frozen=True)
class Kit:
    """The three texts. `left_out` are the pictures that may not go, each once."""

    title: str
    language: str
    html: str
    markdown: str
    text: str
    left_out: list[LeftOut]

    @property
    def document(self) -> str:
        """The HTML as a file that a browser opens in the right characters."""
        return (
            f'<!doctype html>\n<html lang="{escape(self.language)}">\n<meta charset="utf-8">\n'
            f"<title>{escape(self.title)}</title>\n{self.html}"
        )


class Block(NamedTuple):
    """One block in both forms. The HTML is clean by `ALLOWED`."""

    html: str
    markdown: str


def make(
    edition: Edition,
    said: RightsStatement,
    around: Surroundings,
    *,
    publication: str,
    published_at: datetime,
) -> Kit:
    """The kit of an edition that first ran at `published_at`; of the pictures `around` it, those go along
    that may be reprinted.
    """
    piece = edition.piece
    address = around.absolute(edition.get_absolute_url())
    head = kit_words.head(piece, publication=publication, published_at=published_at)
    foot = kit_words.foot(edition, said, publication=publication, address=address)
    blocks = [
        _heading(piece.title, level=1),
        *_paragraphs([conditional_escape(piece.deck), *head]),
        *_Body(around, page=edition.get_absolute_url()).blocks(piece),
        _text("<hr>"),
        *_prescribed(said.required_credit),
        *_paragraphs(foot),
    ]
    whole = "\n".join(block.html for block in blocks)
    return Kit(
        title=piece.title,
        language=piece.language,
        html=_BETWEEN_BLOCKS.sub(r"\1\n", whole) + "\n",
        markdown="\n\n".join(block.markdown for block in blocks) + "\n",
        text=to_plain(whole),
        left_out=list(_left_out(piece, around)),
    )


def sieve(text: str) -> str:
    """HTML with nothing in it but what is `ALLOWED`; of any other tag the words stay."""
    attributes = {tag: set(names) for tag, names in ALLOWED.items() if names}
    return nh3.clean(
        text, tags=set(ALLOWED), attributes=attributes, url_schemes=SCHEMES, link_rel=None
    )


def _text(body: str) -> Block:
    clean = sieve(body)
    return Block(clean, Writer().body(clean))


def _heading(words: str, *, level: int = 2) -> Block:
    """In HTML the title is a heading of the second level, too: the page that takes it has its own."""
    line = commonmark_lines.written([Run(words)])
    return Block(f"<h2>{escape(words, quote=False)}</h2>", commonmark_lines.heading(level, line))


def _paragraphs(lines: Iterable[SafeString]) -> Iterator[Block]:
    return (_text(f"<p>{line}</p>") for line in lines if line)


def _prescribed(words: str) -> Iterator[Block]:
    """What the holder prescribed, to the letter: every space of it, and every line where it ended."""
    lines = words.replace("\r\n", "\n").strip().split("\n")
    if not lines[0]:
        return
    shown = "<br>".join(escape(line, quote=False) for line in lines)
    yield Block(f"<p>{shown}</p>", "\\\n".join(map(_exactly, lines)))


def _exactly(line: str) -> str:
    pieces = _WIDE_SPACE.split(line)
    return "".join(
        piece if piece.isspace() else commonmark_lines.written([Run(piece)]) for piece in pieces
    )


class _Body:
    """Writes the parts of one piece; its notes are numbered from the first part to the last."""

    def __init__(self, around: Surroundings, *, page: str) -> None:
        self.around = around
        self.bodies = Bodies(around, page=page)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        yield from self._figure(piece.lead)
        for place, part in enumerate(piece.parts):
            if part.heading:
                yield _heading(part.heading)
            elif place:
                yield _text("<hr>")
            yield from self._figure(part.figure)
            yield _text(self._body(part))
        if self.bodies.notes:
            yield _heading(_("Notes"))
        for number, note in enumerate(self.bodies.notes, start=1):
            yield _text(f"<p>[{number}] {note}</p>")

    def _figure(self, figure: Figure | None) -> Iterator[Block]:
        rendition = self.around.picture(figure)
        if figure is None or rendition is None or not rendition.image.may_be_reprinted:
            return
        source = self.around.absolute(rendition.get_absolute_url())
        alt = "" if figure.is_decorative else figure.alt
        line = kit_words.picture_line(figure, rendition.image)
        below = _text(f"<p>{line}</p>") if line else Block("", "")
        caption = f"<figcaption>{line}</figcaption>" if line else ""
        shown = f'<figure><img src="{escape(source)}" alt="{escape(alt)}">{caption}</figure>'
        named = commonmark_lines.written([Run(alt)])
        picture = f"![{named}]({commonmark_lines.address(source)})"
        yield Block(sieve(shown), "\n\n".join(filter(None, [picture, below.markdown])))

    def _body(self, part: Part) -> str:
        body = self.bodies.write(_PULLED.sub(r"<\1blockquote>", html.clean(part.body)))
        said_in = escape(part.language)
        return _UNMARKED.sub(rf'<\1 lang="{said_in}">', body) if said_in else body


def _left_out(piece: Piece, around: Surroundings) -> Iterator[LeftOut]:
    seen = set()
    for figure in piece.figures:
        rendition = around.picture(figure)
        if rendition is None or rendition.image.may_be_reprinted or figure.image in seen:
            continue
        seen.add(figure.image)
        image = rendition.image
        what = figure.caption or figure.alt or image.alt
        yield LeftOut(what, image.creator or figure.credit or image.credit)
