"""The desk measured: `python -m tests.benchmarks.desk [--peers]`.

Does twelve named tasks by script, counting clicks, keys and seconds, and loads the page of an article
of thirty sections and of sixty; with `--peers` the same in Wagtail 8, which it installs from PyPI in an
environment of its own. Prints Markdown. Exits 1 if a task could not be done or there is too much script.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks import serving
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
MOST_SCRIPT = 330_000  # bytes as they come, compressed


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
        python = options.wagtail_python or serving.wagtail_python()
        base, begins = stack.enter_context(servers.wagtail(folder / "wagtail", python))
        desks.append(wagtail.desk(base, begins))
    return desks


def too_much_script(load: Load) -> list[str]:
    """The one figure that is the same on every machine; times are printed, never judged."""
    if load.script <= MOST_SCRIPT:
        return []
    return [f"JavaScript: {load.script / 1000:.0f} KB, at most {MOST_SCRIPT / 1000:.0f}"]


def measure(browser: Browser, desks: list[Desk], options: argparse.Namespace) -> list[str]:
    """Prints the tables; what was missed or failed."""
    people = {desk.name: running.sign_in(browser, desk) for desk in desks}
    problems: list[str] = []
    if not options.no_tasks:
        found, problems = running.efforts(desks, people, options.task or [], options.shots)
        print("\n".join(table.tasks(desks, found)), end="\n\n")
    if not options.no_loads:
        states = {name: contexts["editor"].storage_state() for name, contexts in people.items()}
        for sections in material.MANY:
            loads = loading.interleaved(browser, desks, states, sections)
            print("\n".join(table.loads(desks, loads, sections)), end="\n\n")
            problems += too_much_script(loads[desks[0].name])
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
