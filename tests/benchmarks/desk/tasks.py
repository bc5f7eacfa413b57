"""The twelve named tasks: what is asked of both desks, in words that name neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.benchmarks.desk.hand import Hand

TASKS = {
    "import": "Import a document of five parts and mend a word",
    "footnote": "Add a footnote",
    "figure": "Add a picture from a file, with description and focal point",
    "move": "Move the ninth section to the second place",
    "link": "Link a word to an article",
    "tag": "Add a known tag and a new one",
    "review": "Review round: submitted, sent back, mended, approved",
    "schedule": "Schedule for next week",
    "correct": "Correct a live article and tell readers",
    "compare": "Compare with the published version and restore it",
    "reprint": "Find last month's reprint",
    "undo": "Undo: a section was removed by mistake",
}


@dataclass(frozen=True)
class Way:
    """How one desk does a task. `before` is what has happened already: it is not counted."""

    do: Callable[[Hand], None]
    at: str = "editor"  # at whose desk it begins
    before: Callable[[Hand], None] | None = None
    note: str = ""  # what a reader of the figures should know


@dataclass(frozen=True)
class Desk:
    """A product with its server running: where it is, how one signs in, and how each task is done."""

    name: str
    base: str
    begins: Mapping[str, list[str]]  # for each task, and each page that is measured
    sign_in: Callable[[Page, str], None]
    ready: Callable[[Page], None]  # waits until nothing moves any more
    editor: Callable[[Page, int], Locator]  # of a section's text, by its number from 1
    ways: Mapping[str, Way]
    lacks: Mapping[str, str] = field(default_factory=dict)  # tasks that it does not have, and why
