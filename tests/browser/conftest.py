"""Chromium against a live server: one browser a run, no error left unsaid.

Most tests take `page`, a window of one context that remembers nothing from test to test but the files
it has loaded; `open_context` makes one that has never been here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests import personas
from tests.conftest import found_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What hangs on width or colours: all that is asked again of a page that was asked everything.
CHANGING = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "scrollable-region-focusable"],
}
AXE = """async ([within, options]) => {
  const found = await axe.run(within ?? document, options);
  return found.violations.flatMap(({id, nodes}) => nodes.map(({html, any, all}) =>
    `${id}: ${html.slice(0, 160)}: ${[...any, ...all][0]?.message ?? ""}`));
}"""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
PATIENCE = 30_000  # milliseconds; a machine that runs everything at once is slow

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found_chromium(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def _real_static_files() -> Iterator[None]:
    """Hashed files by WhiteNoise, as in life; Django's test server would look for them unhashed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda self, path: False)
        yield


@pytest.fixture
def open_context(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts at the live server's address, and closes them at the end."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url, **{"viewport": DESKTOP, "locale": "en-GB", **options}
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def known_context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_server.url, viewport=DESKTOP, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(known_context: BrowserContext, live_server: Any) -> Iterator[Page]:
    """A page that fails its test if anything was refused by the policy or thrown by a script."""
    page = known_context.new_page()
    complaints = watch(page)
    yield page
    forget(known_context, live_server.url)
    assert complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """A failure tells what its window showed and where the cursor stood."""
    report = yield
    window = item.funcargs.get("page") if hasattr(item, "funcargs") else None
    if report.when == "call" and report.failed and window and not window.is_closed():
        report.sections.append(("what the window showed", seen(window)))
    return report


def seen(page: Page) -> str:
    """The address, what has the focus, and the words of the page; or why nothing can be told."""
    try:
        focus = page.evaluate("() => document.activeElement.outerHTML.slice(0, 300)")
        return f"{page.url}\nfocus: {focus}\n{page.inner_text('body')[:3000]}"
    except Error as error:
        return str(error)


def forget(context: BrowserContext, origin: str) -> None:
    """Closes all windows; takes cookies and whatever scripts have stored."""
    last = context.new_page()
    context.set_offline(False)
    for window in context.pages:
        if window is not last:
            window.close()
    context.clear_cookies()
    stored = {"origin": origin, "storageTypes": "local_storage,indexeddb,service_workers"}
    context.new_cdp_session(last).send("Storage.clearDataForOrigin", stored)
    last.close()


@pytest.fixture
def someone(page: Page) -> Page:
    """Signed in, with every right."""
    personas.everyone()
    sign_in(page, "everyone")
    return page


def watch(page: Page) -> list[str]:
    """Collects what the console and the page complain of."""
    complaints: list[str] = []

    def on_console(message: Any) -> None:
        is_policy = "Content Security Policy" in message.text
        is_status = message.text.startswith("Failed to load resource: the server responded")
        if message.type == "error" and (is_policy or not is_status):
            complaints.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def accessibility_findings(
    page: Page,
    rules: dict[str, Any] = ALL_RULES,
    *,
    within: str | None = None,
    preload: bool = True,
) -> list[str]:
    """What axe finds by the WCAG A and AA rules in the page or a part of it, a line a node. It preloads
    stylesheets, to look whether they turn the page with the phone, which the policy refuses and the
    console tells.
    """
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    options = {
        "runOnly": rules,
        "resultTypes": ["violations"],
        "selectors": False,
        "preload": preload,
    }
    found: list[str] = page.evaluate(AXE, [within, options])
    return found


def sign_in(page: Page, username: str) -> None:
    """Who has come in by the door already; the journeys go through it."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    (session,) = client.cookies.values()
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}]
    )


def sign_in_at_the_door(page: Page, username: str) -> None:
    page.goto("/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", personas.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
