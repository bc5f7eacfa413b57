"""The desk measured: `python -m tests.benchmarks.desk [--peers]`.

Does twelve named tasks by script, counting clicks, keys and seconds, and loads the page of an article
of thirty sections; with `--peers` the same in Wagtail 8, which it installs from PyPI in an environment
of its own. Prints Markdown. Exits 1 if the budget is missed or a task could not be done.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.desk import (
    loading,
    material,
    running,
    servers,
    table,
    tearsheet,
    wagtail,
)
from tests.benchmarks.desk.loading import Load
from tests.benchmarks.desk.tasks import TASKS, Desk

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MOST_SCRIPT = 330_000  # bytes after gzip, on the page of thirty sections


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.desk")
    parser.add_argument("--peers", action="store_true", help="measure Wagtail 8 as well")
    parser.add_argument(
        "--wagtail-python", type=Path, help="a Python that has wagtail, gunicorn and whitenoise"
    )
    parser.add_argument("--task", action="append", choices=TASKS, help="only this; may be repeated")
    parser.add_argument("--no-tasks", action="store_true", help="only the page of many sections")
    parser.add_argument("--no-loads", action="store_true", help="only the tasks")
    parser.add_argument(
        "--shots", type=Path, default=Path("var/desk-failures"), help="pictures of what went wrong"
    )
    return parser.parse_args()


def open_desks(stack: ExitStack, folder: Path, options: argparse.Namespace) -> list[Desk]:
    base, begins = stack.enter_context(servers.tearsheet(folder / "tearsheet"))
    desks = [tearsheet.desk(base, begins)]
    if options.peers or options.wagtail_python:
        python = options.wagtail_python or servers.wagtail_python()
        base, begins = stack.enter_context(servers.wagtail(folder / "wagtail", python))
        desks.append(wagtail.desk(base, begins))
    return desks


def missed(loads: dict[str, Load]) -> list[str]:
    """Which part of the budget the first desk misses."""
    own, *others = loads.values()
    found = []
    if own.script > MOST_SCRIPT:
        found.append(f"JavaScript: {own.script / 1000:.0f} KB, at most {MOST_SCRIPT / 1000:.0f}")
    for peer in others:
        if own.first > peer.first or own.last > peer.last:
            found.append("The page takes what is typed later than the peer's.")
    return found


def measure(browser: Browser, desks: list[Desk], options: argparse.Namespace) -> list[str]:
    """Prints the tables; what was missed or failed."""
    people = {desk.name: running.sign_in(browser, desk) for desk in desks}
    problems = []
    if not options.no_tasks:
        found, problems = running.efforts(desks, people, options.task or [], options.shots)
        print("\n".join(table.tasks(desks, found)), end="\n\n")
    if not options.no_loads:
        states = {name: contexts["editor"].storage_state() for name, contexts in people.items()}
        loads = loading.interleaved(browser, desks, states)
        print("\n".join(table.loads(desks, loads, material.MANY_SECTIONS)))
        problems += missed(loads)
    return problems


def main() -> None:
    options = read_arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-measure-")))
        desks = open_desks(stack, folder, options)
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        problems = measure(browser, desks, options)
        browser.close()
    sys.exit("\n".join(["", *problems]) if problems else 0)


if __name__ == "__main__":
    main()
