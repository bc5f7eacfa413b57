"""Readers search: by the keyboard with names offered while they type, and without any script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import makers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_names_are_offered_and_taken_by_the_keyboard(page: Page) -> None:
    makers.make_live(slug="slack", title="Slack water", tags=["rivers"])
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("riv")
    offered = page.get_by_role("option")
    expect(offered.first).to_have_text("rivers tag")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(offered).to_have_count(0)
    field.press_sequentially("e")
    expect(offered.first).to_be_visible()
    field.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "suggested-0")
    field.press("Enter")
    page.wait_for_url("**/tags/rivers/")


def test_without_script_the_same_form_searches(
    open_context: Callable[..., BrowserContext],
) -> None:
    makers.make_live(slug="slack", title="Slack water", tags=["rivers"])
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("link", name="Search").click()
    page.locator("#search").fill("rivers")
    page.locator("#search").press("Enter")
    assert page.url.endswith("/search/?q=rivers")
    expect(page.get_by_role("link", name="rivers").first).to_have_attribute("href", "/tags/rivers/")
    page.get_by_role("link", name="Slack water").click()
    page.wait_for_url("**/articles/slack/")
