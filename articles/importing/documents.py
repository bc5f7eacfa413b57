"""Chooses the reader for a document, by its name or by what the desk says was pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Literal

from django.utils.translation import gettext as _

from articles.importing import charsets, markdown, plain, web, word
from articles.importing.unreadable import UnreadableDocument
from articles.piece import Manuscript

MAX_BYTES = 5_000_000
MAX_LINES = 100_000  # each line is accounted for: a million blank ones would cost gigabytes

Kind = Literal["text", "markdown", "html"]

READERS: dict[Kind, Callable[[str], Manuscript]] = {
    "text": plain.read,
    "markdown": markdown.read,
    "html": web.read,
}
KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
WORD = ".docx"
ENDINGS = (*KINDS, WORD)


def read_document(data: bytes, *, filename: str, encoding: str | None = None) -> Manuscript:
    """Reads a file by its ending: .txt .text .md .markdown .html .htm, at most 5 MB; .docx, at most 20.

    `encoding` overrules what the bytes seem to be. Raises `UnreadableDocument`.
    """
    kind = KINDS.get(PurePath(filename).suffix.lower())
    if kind is None and not is_word(filename):
        raise UnreadableDocument(
            _("Files of this kind cannot be read. Use one of: %s.") % " ".join(ENDINGS)
        )
    most = MAX_BYTES if kind else word.MAX_BYTES
    if len(data) > most:
        raise UnreadableDocument(_("This file is larger than %d MB.") % (most // 10**6))
    if not data:
        raise UnreadableDocument(_("The document is empty."))
    if kind is None:
        return word.read(data)
    declared = charsets.declared_in_html(data) if kind == "html" else None
    return _read(charsets.decode(data, encoding=encoding, declared=declared), kind)


def is_word(filename: str) -> bool:
    return PurePath(filename).suffix.lower() == WORD


def embedded_pictures(data: bytes, *, filename: str) -> dict[str, bytes]:
    """The pictures that a document which was read brings along, by their figures' `origin`."""
    return word.pictures(data) if is_word(filename) else {}


def read_pasted(text: str, *, kind: Kind) -> Manuscript:
    """Reads text that was pasted, as plain text, Markdown or HTML. Raises `UnreadableDocument`."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise UnreadableDocument(_("This text is larger than %d MB.") % (MAX_BYTES // 10**6))
    text = charsets.tidy(text)
    return _read(markdown.titled(text) if kind == "markdown" else text, kind)


def _read(text: str, kind: Kind) -> Manuscript:
    if not text.strip():
        raise UnreadableDocument(_("The document is empty."))
    if text.count("\n") >= MAX_LINES:
        raise UnreadableDocument(
            _("This document has more than %d lines.") % MAX_LINES, line=MAX_LINES + 1
        )
    return READERS[kind](text)
