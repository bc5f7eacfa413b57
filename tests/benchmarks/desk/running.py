"""Does every task a few times in both desks, in turn, and keeps the medians."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

from tests.benchmarks.desk import material, papers
from tests.benchmarks.desk.hand import Hand
from tests.benchmarks.desk.tasks import TASKS, Desk

PEOPLE = ("editor", "writer")
PATIENCE = 60_000  # milliseconds, on a machine that does other things
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Effort:
    """What a task cost: the medians of its rounds."""

    clicks: float
    keys: float
    seconds: float


class Failed(Exception):
    """A task that could not be done as written down."""


def sign_in(browser: Browser, desk: Desk) -> dict[str, BrowserContext]:
    """A browser for each person, signed in; both may use the clipboard."""
    contexts = {}
    for username in PEOPLE:
        context = browser.new_context(
            base_url=desk.base,
            viewport=VIEWPORT,
            locale="en-GB",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        desk.sign_in(page, username)
        page.close()
        contexts[username] = context
    return contexts


def efforts(
    desks: list[Desk], people: dict[str, dict[str, BrowserContext]], only: list[str], shots: Path
) -> tuple[dict[tuple[str, str], Effort], list[str]]:
    """By (task, desk) what it cost, and what went wrong, each with a picture in `shots`."""
    found: dict[tuple[str, str], Effort] = {}
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        rounds = [papers.write(Path(folder) / str(n), n) for n in range(1, material.ROUNDS + 1)]
        for task in only or TASKS:
            for desk in desks:
                if task not in desk.ways:
                    continue
                try:
                    done = [
                        _once(desk, people[desk.name], task, number, paper)
                        for number, paper in enumerate(rounds)
                    ]
                except Failed as failed:
                    failures.append(f"{desk.name}, {task}: {failed}")
                    _picture(people[desk.name], shots / f"{desk.name}-{task}".lower())
                    continue
                found[task, desk.name] = _median(done)
                print(f"{desk.name:10} {task:10} {found[task, desk.name]}", file=sys.stderr)
    return found, failures


def _median(hands: list[Hand]) -> Effort:
    return Effort(
        clicks=median(hand.clicks for hand in hands),
        keys=median(hand.keys for hand in hands),
        seconds=median(hand.seconds for hand in hands),
    )


def _once(
    desk: Desk, contexts: dict[str, BrowserContext], task: str, number: int, paper: Path
) -> Hand:
    """One round of a task, in windows of its own, which stay open only where it failed."""
    way = desk.ways[task]
    windows = {who: context.new_page() for who, context in contexts.items()}
    page = windows[way.at]
    hand = Hand(windows, way.at, paper)
    try:
        page.goto("/admin/")
        page.evaluate("localStorage.clear()")  # which panel stood open the last time
        page.goto(desk.begins[task][number])
        desk.ready(page)
        if way.before:
            way.before(Hand(windows, way.at, paper))
        with hand.timed():
            way.do(hand)
    except (Error, AssertionError) as error:
        raise Failed(" ".join(str(error).split())[:300]) from error
    for window in windows.values():
        window.close()
    return hand


def _picture(contexts: dict[str, BrowserContext], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for who, context in contexts.items():
        for number, page in enumerate(context.pages):
            _picture_of(page, path.with_name(f"{path.name}-{who}-{number}.png"))
            page.close()


def _picture_of(page: Page, path: Path) -> None:
    if page.url != "about:blank":
        page.screenshot(path=path, timeout=PATIENCE)
