"""The clinic in Chromium, without JavaScript: two tags that are one are merged, and that is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import makers, personas
from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_spellings_become_one_tag_and_two_again_without_scripts(open_context: Any) -> None:
    before = timezone.now() - timedelta(hours=1)
    for title, name in (("One", "e-mail"), ("Two", "e-mail"), ("Three", "email")):
        makers.make_live(title=title, tags=[name], at=before)
    personas.everyone()
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, "everyone")
    page.goto("/admin/articles/tag/tidy/")
    alike = page.get_by_role("region", name="Near-duplicates")
    alike.get_by_role("button", name="Merge…").click()
    expect(page.locator(".findings")).to_contain_text("1 article online: Three")
    page.get_by_role("button", name="Merge", exact=True).click()
    told = page.locator(".messagelist")
    expect(told).to_contain_text("They are one tag now: “e-mail”.")
    undo = told.get_by_role("link", name="Undo").get_attribute("href")
    moved = page.request.get("/tags/email/", max_redirects=0)
    assert (moved.status, moved.headers["location"]) == (301, "/tags/e-mail/")
    page.goto("/tags/email/")
    for title in ("One", "Two", "Three"):
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.goto(undo)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("It is as it was: email → e-mail.")
    page.goto("/tags/email/")
    expect(page.get_by_role("link", name="Three", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="One", exact=True)).to_have_count(0)
