"""Every page of the desk, closed and with all of it opened: axe finds nothing, the policy refuses nothing.

The pages come from the desk's own list of addresses. Each is loaded once, and everything on it is opened:
width and colours are changed under it. All rules are asked in the wide window and the light; what hangs on
width or colours again on a phone in the dark.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page

from tests import personas
from tests.browser.conftest import (
    ALL_RULES,
    CHANGING,
    DESKTOP,
    PHONE,
    accessibility_findings,
    sign_in,
    watch,
)
from tests.desk.every_page import addresses
from tests.house import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = 2  # of the list, so that two workers share it; each opens every dialog it meets
STANDS_ALONE = {"/admin/login/"}  # leads away whoever is signed in
# The menu of rooms is the same on every page, and covers some of it: it is opened on the first alone.
OPEN = """(isFirst) => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const part of closed) part.open = isFirst || !part.matches(".rooms-menu");
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is refused from now on; what axe itself would load is no page's fault, and is not asked for.
LISTEN = """
globalThis.refused = [];
addEventListener("securitypolicyviolation", (event) => {
  globalThis.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
});
"""
# Whatever opens a dialog is a button that sends no form, or says that it opens one.
OPENERS = """() => [...document.querySelectorAll(
  "button[type=button]:not([disabled], .theme-toggle), a.weigh"
)].filter((one) => one.checkVisibility({visibilityProperty: true})).map((one, place) => {
  one.dataset.opener = place;
  return [place, `${one.className} ${one.dataset.tool ?? one.textContent.trim().replace(/^[+] .*/, "+")}`];
})"""


class Look:
    """One person's window on the desk, and what was found wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints = watch(page)
        self.findings: list[str] = []
        self.seen: set[str] = set()
        self.known: set[str] = set()
        self.dialogs: set[str] = set()
        page.on("dialog", lambda dialog: dialog.accept())

    def at(self, address: str) -> None:
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        answer = self.page.request.get(address)
        assert answer.status in {200, 403, 405}, f"{address}: {answer.status}"
        is_page = answer.status == 200 and "html" in answer.headers["content-type"]
        if not is_page or answer.url in self.seen:  # it led to another one
            return
        self.seen.add(answer.url)
        self.page.goto(answer.url)
        address = urlsplit(answer.url)._replace(scheme="", netloc="").geturl()
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        self.page.evaluate(OPEN, not self.dialogs)
        self.everywhere(address)
        self.dialogs_of(address)

    def everywhere(self, where: str, within: str | None = None) -> None:
        """Both schemes, both widths."""
        self.wide(where)
        self.rules(where, ALL_RULES, within)
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="dark")
        self.wide(f"{where} on a phone")
        self.rules(f"{where} on a phone, dark", CHANGING, within)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        refused = self.page.evaluate("globalThis.refused.splice(0)")
        self.findings += [f"{where}: {said}" for said in [*refused, *self.complaints]]
        self.complaints.clear()

    def wide(self, where: str) -> None:
        if self.page.evaluate(TOO_WIDE) > 0:
            self.findings.append(f"{where}: wider than the window")

    def rules(self, where: str, rules: dict[str, Any], within: str | None) -> None:
        for found in accessibility_findings(self.page, rules, within=within, preload=False):
            if found not in self.known:  # every page has the same head
                self.known.add(found)
                self.findings.append(f"{where}: {found}")

    def dialogs_of(self, address: str) -> None:
        """Presses what may open a dialog, each kind of button once."""
        for place, kind in self.page.evaluate(OPENERS):
            button = self.page.locator(f"[data-opener='{place}']")
            if kind in self.dialogs or not button.is_visible():
                continue
            self.dialogs.add(kind)
            self.press(button)
            if self.page.url.split("/admin")[-1] != address.split("/admin")[-1]:
                self.findings.append(f"{address}: {kind} leads to {self.page.url}")
                return
            if self.page.locator("dialog[open]").count():
                self.page.wait_for_load_state("networkidle")
                self.everywhere(f"{address} in the dialog of “{kind}”", "dialog[open]")
                self.close(kind)

    def close(self, kind: str) -> None:
        """By Escape, which empties a search or folds its suggestions first."""
        dialog = self.page.locator("dialog[open]")
        for _time in range(3):
            if dialog.count():
                self.page.keyboard.press("Escape")
                self.page.wait_for_timeout(200)
        assert not dialog.count(), f"Escape does not close the dialog of “{kind}”"

    def press(self, button: Locator) -> None:
        button.focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(100)


@pytest.fixture
def look(open_context: Callable[..., BrowserContext]) -> Look:
    user = personas.everyone()
    user.is_superuser = True  # who manages accounts holds all the rest
    user.save()
    furnish(at=timezone.now())
    context = open_context(reduced_motion="reduce")
    context.add_init_script(LISTEN)
    page = context.new_page()
    sign_in(page, "everyone")
    return Look(page)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_open_to_everyone(look: Look, part: int) -> None:
    found = addresses(at=timezone.now())
    assert len(found) > 100
    for address in found[part::PARTS]:
        look.at(address)
    assert "\n".join(look.findings) == ""


def test_who_is_not_signed_in_finds_the_door(look: Look) -> None:
    found = addresses(at=timezone.now())
    look.page.context.clear_cookies()
    for address in found:
        if address in STANDS_ALONE or "/password/" in address:
            look.at(address)
    assert "\n".join(look.findings) == ""
