"""The page of an article of many sections: how much script it fetches, and when it takes what is typed.

The clock is the page's own and begins with the navigation. It stops when a character typed into the
first section's editor stands in the page, and again for the last section's. Every load has an empty cache.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Locator, Page, Response

from tests.benchmarks.desk import material
from tests.benchmarks.desk.tasks import Desk

RUNS = 5
SIGN = "§"
STANDS = "(sign) => [...document.querySelectorAll('[contenteditable=true]')]"
STANDS += (
    ".filter((editor) => editor.textContent.includes('§')).length >= sign && performance.now()"
)


@dataclass(frozen=True)
class Load:
    """Milliseconds until the first and the last editor took a character, and the scripts fetched."""

    first: float
    last: float
    script: int  # bytes after gzip
    raw_script: int
    requests: int


def interleaved(browser: Browser, desks: list[Desk], states: dict[str, str]) -> dict[str, Load]:
    """The medians of several loads each, taken in turn so that both meet the same machine."""
    runs: dict[str, list[Load]] = {desk.name: [] for desk in desks}
    for number in range(RUNS + 1):
        for desk in desks:
            load = _load(browser, desk, states[desk.name])
            if number:  # the first warms the servers
                runs[desk.name].append(load)
    return {name: _median(loads) for name, loads in runs.items()}


def _median(loads: list[Load]) -> Load:
    last = loads[-1]
    return Load(
        first=median(load.first for load in loads),
        last=median(load.last for load in loads),
        script=last.script,
        raw_script=last.raw_script,
        requests=last.requests,
    )


def _load(browser: Browser, desk: Desk, state: str) -> Load:
    context = browser.new_context(
        base_url=desk.base, viewport={"width": 1440, "height": 900}, storage_state=state
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(desk.begins["many"][0], wait_until="commit")
    first = _accepts(page, desk.editor(page, 1), 1)
    last = _accepts(page, desk.editor(page, material.MANY_SECTIONS), 2)
    desk.ready(page)
    scripts = [
        response.body()
        for response in responses
        if response.request.resource_type == "script" and response.ok
    ]
    load = Load(
        first=first,
        last=last,
        script=sum(len(gzip.compress(body, 9)) for body in scripts),
        raw_script=sum(map(len, scripts)),
        requests=len(responses),
    )
    context.close()
    return load


def _accepts(page: Page, editor: Locator, count: int) -> float:
    """When so many editors hold the sign, after it was typed into this one."""
    editor.click()
    page.keyboard.type(SIGN)
    stands: float = page.wait_for_function(STANDS, arg=count).json_value()
    return stands
