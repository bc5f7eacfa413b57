"""The whole text as HTML that can stand anywhere: absolute links, pictures by address, notes at the end.

It relies on the one shape that `articles.language.html.clean` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import escape, format_html

from articles.language import html
from articles.models import Edition, Rendition
from articles.models.compiled import Question
from articles.models.images import renditions_of
from articles.piece import Figure, Piece

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_OUR_LINK = re.compile(r'(<a (?:[^>]*)href=")/')


@dataclass(frozen=True)
class Surroundings:
    """What a text leads to: our `origin` (https://…, no slash), live addresses by the key of an article,
    and the picture that stands for each master, by its digest.
    """

    origin: str
    links: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Rendition] = field(default_factory=dict)

    def absolute(self, path: str) -> str:
        return f"{self.origin}{path}"

    def picture(self, figure: Figure | None) -> Rendition | None:
        return self.pictures.get(figure.image) if figure else None

    def leads_to(self, href: str, page: str) -> str:
        """Where a link of a stored body leads, from outside; empty where nothing public stands there.

        `page` is the path of the article that the link stands in.
        """
        if href.startswith("#"):
            return self.absolute(page + href)
        if not href.startswith("article:"):
            return href
        key, _sign, section = href.removeprefix("article:").partition("#")
        address = self.links.get(key, "")
        return self.absolute(address + (f"#{section}" if section else "")) if address else ""


def keys(pieces: Iterable[Piece]) -> set[str]:
    """The keys of the articles of ours that these texts link to."""
    return html.linked_keys(part.body for piece in pieces for part in piece.parts)


def digests(pieces: Iterable[Piece]) -> set[str]:
    """The pictures that these texts show."""
    return {figure.image for piece in pieces for figure in piece.figures if figure.image}


def largest(wanted: Iterable[str]) -> dict[str, Rendition]:
    """The widest rendition of each picture in the format that every program reads. One query or none."""
    wanted = set(wanted)
    if not wanted:
        return {}
    found: dict[str, Rendition] = {}
    for rendition in renditions_of(wanted):
        known = found.get(rendition.image.digest)
        if known is None or rendition.mime != "image/webp" or known.mime == "image/webp":
            found[rendition.image.digest] = rendition
    return found


def asking(wanted: set[str]) -> list[Question]:
    """What `largest` would ask. No query."""
    return [renditions_of.asking(wanted)] if wanted else []


class Bodies:
    """Writes the bodies of one piece as they can stand anywhere: of a link that leads nowhere from outside
    the words alone, and for each footnote its number; `notes` are the texts of those written so far.
    """

    def __init__(self, around: Surroundings, *, page: str) -> None:
        self.around = around
        self.page = page
        self.notes: list[str] = []

    def write(self, body: str) -> str:
        return _LINK.sub(self._linked, html.NOTE.sub(self._noted, body))

    def _noted(self, found: re.Match[str]) -> str:
        self.notes.append(found[1])
        return f"<sup>[{len(self.notes)}]</sup>"

    def _linked(self, found: re.Match[str]) -> str:
        address = self.around.leads_to(unescape(found[1]), self.page)
        return f'<a href="{escape(address)}">{found[2]}</a>' if address else found[2]


def whole(edition: Edition, around: Surroundings, *, with_lead: bool = True) -> str:
    """The sections under their headings; footnotes are numbers, and their texts a list at the end."""
    piece, bodies = edition.piece, Bodies(around, page=edition.get_absolute_url())
    shown = [_figure(piece.lead, around)] if with_lead else []
    for part in piece.parts:
        if part.heading:
            shown.append(f"<h2>{escape(part.heading)}</h2>")
        shown.append(_figure(part.figure, around))
        shown.append(bodies.write(part.body))
    if bodies.notes:
        shown += ["<hr><ol>", *(f"<li><p>{note}</p></li>" for note in bodies.notes), "</ol>"]
    return "".join(shown)


def absolute_links(words: str, around: Surroundings) -> str:
    """HTML of ours with its links to places of this site made absolute."""
    return _OUR_LINK.sub(rf"\g<1>{around.origin}/", words)


def _figure(figure: Figure | None, around: Surroundings) -> str:
    picture = around.picture(figure)
    if figure is None or picture is None:
        return ""
    caption = " ".join(filter(None, (figure.caption, figure.credit)))
    return str(
        format_html(
            '<figure><img src="{}" alt="{}" width="{}" height="{}">{}</figure>',
            around.absolute(picture.get_absolute_url()),
            "" if figure.is_decorative else figure.alt,
            picture.width,
            picture.height,
            format_html("<figcaption>{}</figcaption>", caption) if caption else "",
        )
    )
