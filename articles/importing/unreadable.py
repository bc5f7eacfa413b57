"""The one error of the readers, with the line it is about."""

from __future__ import annotations


class UnreadableDocument(ValueError):
    """A document that cannot be read. `message` is for people; `line` is 0 for the whole document."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        self.message = message
        self.line = line
        super().__init__(message)
