"""A picture for a page that has none, as programs show it beside a link: title, people and the publication.

What it says decides its address, so the same address is the same picture forever.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import astuple, dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from articles.models import Edition, Masthead
from articles.models.masthead import Accent
from articles.outputs import saying, typesetting
from articles.outputs.typesetting import Style

TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630
DRAWN = 1  # counted up when the drawing changes, so that the addresses do, too

PAPER, INK, SOFT, RULE, ON_SEAL = "#faf7f0", "#1d1b16", "#655f52", "#d9d1bf", "#fffaf2"
SEALS = {
    Accent.SEAL: "#a82a17",
    Accent.INK: "#1d4f87",
    Accent.PINE: "#1c5c44",
    Accent.PLUM: "#7a2a63",
    Accent.OCHRE: "#7c5200",
}

MARGIN, SEAL, FOOT, TOOTH = 84, 72, 40, 20
ROOM = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_BOTTOM = 196, 490
TITLES = [Style(size, 600) for size in (112, 92, 80, 70, 60, 52)]
NAME, PEOPLE = Style(44, 700), Style(32)
LEADING = 1.16

_one_at_a_time = threading.Lock()  # a face of FreeType is not safe to share


@dataclass(frozen=True)
class Card:
    """What a card says. `line` are the people, or what stands beside the publication's name."""

    title: str
    line: str
    name: str
    mark: str
    accent: str

    @property
    def digest(self) -> str:
        """Names the picture: 32 hexadecimal digits of the SHA-256 of what it says."""
        told = json.dumps([DRAWN, *astuple(self)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def has_letters(self) -> bool:
        """Whether this machine can set its title; else it is an emblem."""
        return bool(typesetting.settable(self.title))


def of_article(edition: Edition, masthead: Masthead) -> Card:
    """In the active language. No query."""
    return _of(masthead, title=edition.title, line=saying.byline(edition.piece))


def of_site(masthead: Masthead) -> Card:
    """For every page that is no article."""
    name = masthead.said("name").text
    return _of(masthead, title=name, line=masthead.said("tagline").text)


def _of(masthead: Masthead, *, title: str, line: str) -> Card:
    name = masthead.said("name").text
    return Card(title, line, "" if name == title else name, masthead.mark, masthead.accent)


def draw(card: Card) -> bytes:
    """The picture. Takes about a tenth of a second."""
    with _one_at_a_time:
        picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        on = ImageDraw.Draw(picture)
        accent = SEALS[Accent(card.accent)]
        _tear(on, accent)
        if card.has_letters:
            _write(on, card, accent)
        else:
            _emblem(on, card, accent)
        out = BytesIO()
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _tear(on: ImageDraw.ImageDraw, accent: str) -> None:
    """The foot, torn off."""
    top = HEIGHT - FOOT
    teeth = [
        (left, top + (TOOTH if place % 2 else 0))
        for place, left in enumerate(range(0, WIDTH + TOOTH, TOOTH))
    ]
    on.polygon([(0, HEIGHT), *teeth, (WIDTH, HEIGHT)], fill=accent)


def _write(on: ImageDraw.ImageDraw, card: Card, accent: str) -> None:
    _head(on, card, accent)
    style, lines = _title(typesetting.settable(card.title))
    baseline = float(TITLE_TOP + style.size)
    for line in lines:
        typesetting.draw(on, (MARGIN, baseline), line, style, INK)
        baseline += style.size * LEADING
    if people := typesetting.settable(card.line):
        on.line((MARGIN, 516, WIDTH - MARGIN, 516), fill=RULE, width=2)
        shown = typesetting.shortened(people, PEOPLE, ROOM)
        typesetting.draw(on, (MARGIN, 560), shown, PEOPLE, SOFT)


def _head(on: ImageDraw.ImageDraw, card: Card, accent: str) -> None:
    """The seal, and the publication's name where the title is not that."""
    _seal(on, (MARGIN, 76), SEAL, card.mark, accent)
    if name := typesetting.settable(card.name):
        shown = typesetting.shortened(name, NAME, ROOM - SEAL - 24)
        typesetting.draw(on, (MARGIN + SEAL + 24, 76 + 51), shown, NAME, INK)


def _title(text: str) -> tuple[Style, list[str]]:
    """In the largest size in which all of it has room; in the smallest it is cut."""
    for style in TITLES:
        lines = typesetting.lines(text, style, ROOM)
        most = int((TITLE_BOTTOM - TITLE_TOP) / (style.size * LEADING))
        if len(lines) <= most:
            return style, lines
    last = typesetting.shortened(" ".join(lines[most - 1 :]), style, ROOM)
    return style, [*lines[: most - 1], last]


def _seal(on: ImageDraw.ImageDraw, at: tuple[int, int], side: int, mark: str, accent: str) -> None:
    left, top = at
    on.rounded_rectangle((left, top, left + side, top + side), radius=side // 12, fill=accent)
    if letters := typesetting.settable(mark):
        style = Style(round(side * (0.66 if len(letters) == 1 else 0.46)), 600)
        inside = left + (side - typesetting.width(letters, style)) / 2
        typesetting.draw(on, (inside, top + side * 0.74), letters, style, ON_SEAL)


def _emblem(on: ImageDraw.ImageDraw, card: Card, accent: str) -> None:
    """Where letters are lacking: the seal, and lines as of a text."""
    side = 240
    top = (HEIGHT - FOOT - side) // 2
    _seal(on, (MARGIN, top), side, card.mark, accent)
    left = MARGIN + side + 64
    for place, share in enumerate((1.0, 0.86, 0.94, 0.52)):
        line = top + 18 + place * 62
        right = left + (WIDTH - MARGIN - left) * share
        on.rounded_rectangle((left, line, right, line + 18), radius=9, fill=RULE)
