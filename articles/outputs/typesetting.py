"""Letters for pictures that are drawn: which face has them, how wide they run, where lines may break.

Latin is set in the site's own text face. Chinese is set only where this machine has a face for it, since
none small enough comes with us: `CHINESE_FACE` names one, else the usual places are looked through.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

OURS = Path(settings.BASE_DIR) / "articles" / "static" / "articles" / "fonts"
LATIN = ("tearsheet-serif-latin.woff2", "tearsheet-serif-latin-ext.woff2")
PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
)
CHINESE = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJKsc-Bold.otf",
    "NotoSerifSC-Bold.otf",
    "SourceHanSerifSC-Bold.otf",
    "NotoSerifCJK-Regular.ttc",
    "Songti.ttc",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "wqy-zenhei.ttc",
)
_FACES_OF_A_FILE = 10
_NO_CHARACTER = "\U0010fffe"  # every face shows it as it shows what it lacks

# What may not begin a line, and what may not end one (GB/T 15834, section 5; W3C, Chinese layout).
_NOT_FIRST = frozenset("，。、；：？！）》」』】〉”’…—～·,.;:?!)]}%")
_NOT_LAST = frozenset("（《「『【〈“‘([{")


class Style(NamedTuple):
    """How letters are set: their size in pixels, and their weight (400 to 700) where the face has it."""

    size: int
    weight: int = 400


@lru_cache(maxsize=1)
def chinese_face() -> str:
    """The file of the face for Chinese, empty if there is none."""
    if settings.CHINESE_FACE:
        return settings.CHINESE_FACE if Path(settings.CHINESE_FACE).is_file() else ""
    roots = [root for place in PLACES if (root := Path(place).expanduser()).is_dir()]
    found = {path.name: path for root in roots for path in root.rglob("*") if path.name in CHINESE}
    return next((str(found[name]) for name in CHINESE if name in found), "")


@lru_cache(maxsize=32)
def _faces(style: Style) -> tuple[FreeTypeFont, ...]:
    """In the order in which a letter is looked for."""
    faces = [_latin(str(OURS / name), style) for name in LATIN]
    if path := chinese_face():
        faces.append(_simplified(path, style.size))
    return tuple(faces)


def _latin(path: str, style: Style) -> FreeTypeFont:
    face = ImageFont.truetype(path, style.size, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([style.weight, min(60, max(20, style.size))])
    return face


def _simplified(path: str, size: int) -> FreeTypeFont:
    """Of a file with faces for several countries the one for simplified Chinese, else the first."""
    for index in range(_FACES_OF_A_FILE):
        try:
            face = ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            break
        if "SC" in (face.getname()[0] or "").split():
            return face
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _face_of(character: str) -> int:
    """Which of the faces has it; -1 if none does."""
    for place, face in enumerate(_faces(Style(24))):
        shown, lacking = face.getmask(character), face.getmask(_NO_CHARACTER)
        if shown.getbbox() and bytes(shown) != bytes(lacking):
            return place
    return -1


def settable(text: str) -> str:
    """The text as it can be set: without signs (emoji, control characters) that no face has. Empty if
    a letter is lacking: half a title would say something else.
    """
    kept = []
    for character in " ".join(unicodedata.normalize("NFC", text).split()):
        if character == " " or _face_of(character) >= 0:
            kept.append(character)
        elif unicodedata.category(character)[0] in "LNM" and not _is_variant(character):
            return ""
    return " ".join("".join(kept).split())


def _is_variant(character: str) -> bool:
    return "VARIATION SELECTOR" in unicodedata.name(character, "")


def _runs(text: str, style: Style) -> Iterator[tuple[FreeTypeFont, str]]:
    faces = _faces(style)
    for place, run in groupby(text, key=lambda one: 0 if one == " " else _face_of(one)):
        yield faces[place], "".join(run)


def width(text: str, style: Style) -> float:
    return sum(face.getlength(run) for face, run in _runs(text, style))


def draw(
    on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: Style, ink: str
) -> None:
    """One line of settable text; `at` is where its baseline begins."""
    left, baseline = at
    for face, run in _runs(text, style):
        on.text((left, baseline), run, fill=ink, font=face, anchor="ls")
        left += face.getlength(run)


def lines(text: str, style: Style, room: float) -> list[str]:
    """Settable text in lines no wider than `room`, broken between words, and in Chinese between any two
    characters that may stand apart.
    """
    broken = [""]
    for piece in _pieces(text):
        if width((broken[-1] + piece).rstrip(), style) <= room:
            broken[-1] += piece
        elif width(piece.rstrip(), style) <= room:
            broken.append(piece)
        else:  # one word, wider than a line
            for character in piece:
                if broken[-1] and width(broken[-1] + character, style) > room:
                    broken.append("")
                broken[-1] += character
    return [line.strip() for line in broken if line.strip()]


def shortened(text: str, style: Style, room: float) -> str:
    """The text in one line no wider than `room`, with dots for what was cut."""
    if width(text, style) <= room:
        return text
    while text and width(f"{text}…", style) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: words with the space behind them, characters with their punctuation."""
    piece = ""
    for place, character in enumerate(text):
        piece += character
        following = text[place + 1 : place + 2]
        if character == " " or (following.strip() and _may_break(character, following)):
            yield piece
            piece = ""
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    has_chinese = any(unicodedata.east_asian_width(one) in "WF" for one in (before, after))
    return has_chinese and before not in _NOT_LAST and after not in _NOT_FIRST
