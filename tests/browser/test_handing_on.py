"""A reader hands an article on: copies its address and a reference, or opens the system's share sheet."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import makers
from tests.browser.conftest import accessibility_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = """navigator.share = async (given) => {
  document.documentElement.dataset.given = JSON.stringify(given);
}"""


def test_it_copies_shares_and_cites(page: Page) -> None:
    edition = makers.make_live(
        title="On lamps", slug="lamps", tags=["x"], at=timezone.now() - makers.DAY
    )
    makers.make_live(title="On wicks", tags=["x"], at=timezone.now() - makers.DAY)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(SHEET)
    page.goto(edition.get_absolute_url())
    address = page.locator("#permalink").evaluate("(link) => link.href")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share [role=status]")).to_have_text("Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == address
    page.get_by_role("button", name="Share…").click()
    given = page.evaluate("() => JSON.parse(document.documentElement.dataset.given)")
    assert given == {"title": "On lamps", "url": address}
    page.get_by_text("How to cite").click()
    reference = page.get_by_role("textbox", name="BibTeX")
    reference.locator("xpath=..").get_by_role("button", name="Copy").click()
    assert page.evaluate("() => navigator.clipboard.readText()") == reference.input_value()
    assert accessibility_findings(page) == []
    page.context.clear_permissions()
