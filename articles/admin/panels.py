"""What the first page of the desk is made of: short lists, each for those who may enter its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from articles.admin.fields import when

SHORT = 6  # rows a panel
Text = str | Promise


@dataclass(frozen=True)
class Row:
    """A line of a panel: where it leads, what it says, when, and a remark; `undo` leads to taking it back."""

    text: Text
    address: str
    at: Any = None
    remark: Text = ""
    language: str = ""
    undo: str = ""

    @property
    def when(self) -> SafeString:
        return when(self.at)


@dataclass(frozen=True)
class Panel:
    """A short list; `nothing` is said where it has no row, and `more` is where the whole list is."""

    name: str
    title: Text
    rows: list[Row]
    more: str = ""
    nothing: Text = ""
