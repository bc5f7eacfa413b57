"""A stranger asks to reprint, in a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import OutboundGrant, ReprintRequest
from articles.reading import guarded
from articles.reprinting import inbox
from tests import makers, personas
from tests.browser.conftest import PHONE
from tests.makers import DAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _crossing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SECONDS_TO_TYPE", 0)
    makers.name_publication("The Quay")
    makers.make_live(at=timezone.now() - DAY, slug="crossing", title="The crossing")


def fill_in(page: Page) -> None:
    page.get_by_label("Your name").fill("Noor Partner")
    page.get_by_label("Your e-mail address").fill("noor@partner.example")
    page.get_by_label("Where it is to appear").fill("Partner Weekly")
    page.get_by_label("Which use").select_option("print")
    page.get_by_label("I agree that").check()
    page.get_by_role("button", name="Send the request").click()


def test_it_goes_from_the_article_to_the_letter_without_scripts(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/articles/crossing/rights/")
    page.get_by_role("link", name="Write a request").click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("This was not sent yet.")
    fill_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    row = ReprintRequest.objects.get()
    page.goto(f"/reprint-requests/{row.token}/")
    page.get_by_role("button", name="Yes, this is my request").click()
    expect(page.locator(".deck")).to_contain_text("Somebody will read it")
    page.get_by_label("Your answer").fill("From May, please.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".thread")).to_contain_text("From May, please.")
    granted(row)
    page.reload()
    page.get_by_role("link", name="Read and print the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Permission to reprint")


def granted(row: ReprintRequest) -> OutboundGrant:
    facts = {"use": "print", "portion": "full", "credit": "By Ada Example, The Quay."}
    now = timezone.now()
    return inbox.approve(row, actor=personas.rights_desk(), valid_from=now, at=now, **facts)
