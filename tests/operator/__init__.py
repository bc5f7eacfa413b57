"""The operator installs Tearsheet, starts a publication and imports documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """What a command left behind: its exit status, what it printed, and what it complained of."""

    status: int
    printed: str
    complaint: str


class Ferry(NamedTuple):
    """The demo as loaded, when, by whom, in how many seconds, and what was said meanwhile."""

    now: datetime
    said: list[str]
    seconds: float
    media: Path
