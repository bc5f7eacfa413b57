"""Readers search: by the keyboard with names offered while they type, and without any script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import makers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_names_are_offered_and_taken_by_the_keyboard(page: Page, live_server: LiveServer) -> None:
    makers.make_live(slug="slack", title="Slack water", tags=["rivers"])
    page.goto(f"{live_server.url}/search/")
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


def test_without_script_the_same_form_searches(browser: Browser, live_server: LiveServer) -> None:
    makers.make_live(slug="slack", title="Slack water", tags=["rivers"])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Search").click()
    page.locator("#search").fill("rivers")
    page.locator("#search").press("Enter")
    assert page.url.endswith("/search/?q=rivers")
    expect(page.get_by_role("link", name="rivers").first).to_have_attribute("href", "/tags/rivers/")
    page.get_by_role("link", name="Slack water").click()
    page.wait_for_url("**/articles/slack/")
    context.close()
