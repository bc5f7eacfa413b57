"""What a page says of itself in one or two sentences, for those who list it."""

from __future__ import annotations

from articles.language import html, words
from articles.piece import Piece

MOST = 160  # characters: about what search engines show
MOST_CHINESE = 80  # which are twice as wide


def piece(told: Piece) -> str:
    """The deck, else the first words of the text."""
    if told.deck:
        return told.deck
    return next(filter(None, (body(part.body) for part in told.parts)), "")


def body(text: str) -> str:
    """The first words of a cleaned body, without its footnotes."""
    return cut(html.plain_text(html.NOTE.sub("", text)))


def cut(text: str) -> str:
    """As much of the text as fits, on one line, cut after a word."""
    line = " ".join(text.split())
    most = MOST_CHINESE if words.is_chinese(line[:MOST]) else MOST
    if len(line) <= most:
        return line
    head = line[: most - 1]
    kept = head.rpartition(" ")[0] if most == MOST else head
    return (kept or head).rstrip(" ,;:—–-，、；：") + "…"
