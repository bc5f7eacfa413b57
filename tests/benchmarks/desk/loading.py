"""The page of an article of many sections: how much script it fetches, and when one can work on it.

Every load has an empty cache, and the clock is the page's own, from the navigation on. *Interactive* is
where the last long task ends (the browser's word for 50 ms and more), or DOMContentLoaded if that is
later; what the main thread worked until then is counted in the processor's time, which a busy machine
stretches least. A second load asks the page itself: it is typed into as soon as it has an editor, and
the clock stops when the character stands in the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from statistics import median

from playwright.sync_api import Browser, Locator, Page, Response, StorageState

from tests.benchmarks.desk import material
from tests.benchmarks.desk.running import PATIENCE, VIEWPORT
from tests.benchmarks.desk.tasks import Desk

QUIET = 2_000  # milliseconds without a long task, after which none is expected
INTERACTIVE = """(quiet) => new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) last = Math.max(last, task.startTime + task.duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const [page] = performance.getEntriesByType("navigation");
    const since = Math.max(last, page.domContentLoadedEventEnd);
    if (page.loadEventEnd && performance.now() > since + quiet) done(since);
    else setTimeout(look, 100);
  };
  setTimeout(look, 100);
})"""
SIGN = "§"
STANDS = "(count) => [...document.querySelectorAll('[contenteditable=true]')]"
STANDS += ".filter((one) => one.textContent.includes('§')).length >= count && performance.now()"


@dataclass(frozen=True)
class Load:
    """Milliseconds, bytes as they came and unpacked, and the number of requests."""

    interactive: float
    work: float  # of the processor, on the main thread
    first: float  # until the first section's editor took a character
    last: float  # and after it the last section's
    script: float
    raw_script: float
    requests: float


def interleaved(
    browser: Browser, desks: list[Desk], states: dict[str, StorageState], sections: int
) -> dict[str, Load]:
    """The medians of several loads each, taken in turn so that both meet the same machine."""
    runs: dict[str, list[Load]] = {desk.name: [] for desk in desks}
    for number in range(material.LOADS):
        for desk in desks:
            address = desk.begins[f"page of {sections}"][number]
            load = _load(browser, desk, states[desk.name], address, sections)
            if number:
                runs[desk.name].append(load)
    return {
        name: Load(*map(median, zip(*map(astuple, loads), strict=True)))
        for name, loads in runs.items()
    }


def _load(browser: Browser, desk: Desk, state: StorageState, address: str, sections: int) -> Load:
    with _empty_cache(browser, desk, state) as page:
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response))
        processor = page.context.new_cdp_session(page)
        processor.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address, wait_until="commit")
        interactive: float = page.evaluate(INTERACTIVE, QUIET)
        metrics = processor.send("Performance.getMetrics")["metrics"]
        work = next(one["value"] for one in metrics if one["name"] == "TaskDuration") * 1000
        scripts = [one for one in responses if one.request.resource_type == "script" and one.ok]
        script = sum(one.request.sizes()["responseBodySize"] for one in scripts)
        raw_script = sum(len(one.body()) for one in scripts)
    with _empty_cache(browser, desk, state) as page:
        page.goto(address, wait_until="commit")
        first = _accepts(page, desk.editor(page, 1), 1)
        last = _accepts(page, desk.editor(page, sections), 2)
    return Load(interactive, work, first, last, script, raw_script, len(responses))


@contextmanager
def _empty_cache(browser: Browser, desk: Desk, state: StorageState) -> Iterator[Page]:
    context = browser.new_context(base_url=desk.base, viewport=VIEWPORT, storage_state=state)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def _accepts(page: Page, editor: Locator, count: int) -> float:
    """When so many editors hold the sign, after it was typed into this one."""
    editor.click()
    page.keyboard.type(SIGN)
    stands: float = page.wait_for_function(STANDS, arg=count).json_value()
    return stands
