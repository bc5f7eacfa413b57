"""Finding one's way in Chromium: lists, forms and small pages, the keyboard sheet, the filters."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import moderation
from articles.models import Contributor, DeskEvent, StandingPage, Tag, Topic
from tests import makers, personas
from tests.browser.conftest import DESKTOP, PHONE, accessibility_findings, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = ".desk-dialog .keys-sheet"
LABELLED = {
    "article": ["State", "Language", "Changed"],
    "permission": ["Who allowed it", "Source", "Until", "How it stands", "Articles"],
}
BEFORE = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
# What a sighted person at the keys would miss: a control in focus that looks as it did.
UNMARKED = """() => {
  const seen = getComputedStyle(document.activeElement);
  if (document.activeElement === document.body) return "";  // past the last one
  return seen.outlineStyle === "none" && seen.boxShadow === "none" ? document.activeElement.outerHTML : "";
}"""


@pytest.fixture
def everything() -> None:
    """A row of every kind, and someone who may see them all."""
    user = personas.everyone()
    user.is_superuser = True
    user.save()
    edition = makers.make_live(at=timezone.now(), title="Out there")
    moderation.leave(edition, name="Ann", text="Well said.", at=timezone.now())
    makers.make_article(title="To be read", stage="in_review")
    permission = makers.make_permission()
    makers.credit(makers.make_imported(), permission)
    Tag.objects.create(name="River", slug="river")
    Topic.objects.create(name="Chips", slug="chips")
    Contributor.objects.create(name="Ann")
    StandingPage.objects.create(title="About", slug="about", body="<p>We.</p>")
    DeskEvent.objects.log("rename_tag", actor=user, at=timezone.now(), old="Rivers", new="River")


@pytest.mark.parametrize("path", ["", "articles/article/", "articles/article/import/", "calendar/"])
def test_whoever_goes_by_tab_sees_where_they_are(page: Page, everything: None, path: str) -> None:
    sign_in(page, "everyone")
    page.goto(f"/admin/{path}")
    for _step in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(UNMARKED) == ""


def test_the_sheet_opens_by_its_key_lists_the_keys_and_closes(page: Page, everything: None) -> None:
    sign_in(page, "everyone")
    page.goto("/admin/articles/article/")
    page.keyboard.press("?")
    sheet = page.locator(SHEET)
    expect(sheet).to_contain_text("search the list")
    expect(sheet).to_contain_text("write a new article")
    assert accessibility_findings(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.keyboard.type("?c g")
    expect(sheet).to_have_count(0)
    expect(page.locator("#searchbar")).to_have_value("?c g")


def test_keys_lead_about_the_desk_and_can_be_turned_off(page: Page, everything: None) -> None:
    sign_in(page, "everyone")
    page.goto("/admin/")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/articles/article/")
    page.get_by_role("button", name="Keys").click()
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.locator(SHEET)).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    page.check("#single-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url("**/articles/article/add/")


def test_filters_are_folded_on_a_phone_alone(open_context: Any, everything: None) -> None:
    for size, is_open in ((PHONE, False), (DESKTOP, True)):
        page = open_context(viewport=size).new_page()
        sign_in(page, "everyone")
        page.goto("/admin/articles/article/")
        assert page.locator("#changelist-filter").is_visible() is is_open
        if not is_open:
            page.click(".filters > summary")
        page.locator("#changelist-filter").get_by_role("link", name="In review").click()
        expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_on_a_phone_each_cell_says_what_its_column_is_called(
    open_context: Any, everything: None
) -> None:
    page = open_context(viewport=PHONE).new_page()
    sign_in(page, "everyone")
    for path, columns in LABELLED.items():
        page.goto(f"/admin/articles/{path}/")
        row = page.locator("#result_list tbody tr").first
        cells = row.locator("td:not(.action-checkbox)")
        shown = cells.evaluate_all(BEFORE)
        assert shown == [f'"{column}"' for column in columns], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_bulk_action_says_what_it_will_do_and_does_it(page: Page, everything: None) -> None:
    sign_in(page, "everyone")
    page.goto("/admin/articles/article/")
    page.check("#result_list tbody tr:has-text('To be read') input")
    page.check("#result_list tbody tr:has-text('Out there') input")
    page.select_option("select[name=action]", "approve")
    page.click("#changelist-form .actions button")
    expect(page.locator(".outcomes")).to_contain_text("Will be approved")
    expect(page.locator(".outcomes")).to_contain_text("Stays as it is.")
    page.click("button[name=do]")
    expect(page.locator(".messagelist")).to_contain_text("Done for 1 article.")
