"""Readers of documents: bytes or pasted text in, a `Manuscript` out, or a named refusal. No database."""

from __future__ import annotations

from articles.importing.documents import (
    ENDINGS,
    embedded_pictures,
    read_document,
    read_pasted,
)
from articles.importing.unreadable import UnreadableDocument

__all__ = [
    "ENDINGS",
    "UnreadableDocument",
    "embedded_pictures",
    "read_document",
    "read_pasted",
]
