"""Comments in a browser: threads on a phone, and the queue at the desk by keys; axe finds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles import moderation
from articles.models import Comment, Edition
from tests import makers, personas
from tests.browser.conftest import PHONE, accessibility_findings, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
QUEUE = "/admin/comments-to-decide/"


@pytest.fixture
def edition() -> Edition:
    at = timezone.now() - timedelta(hours=3)
    return makers.make_live(at=at, slug="crossing", title="The crossing")


def leave(edition: Edition, text: str, **facts: Any) -> Comment:
    at = timezone.now() - timedelta(minutes=30)
    return moderation.leave(edition, **{"name": "Rae", "text": text, "at": at, **facts})


def states() -> dict[str, str]:
    return dict(Comment.objects.values_list("text", "state"))


def test_whatever_was_written_fits_on_a_phone_in_both_themes(
    open_context: Any, edition: Edition
) -> None:
    moderator = personas.moderator()
    long = leave(edition, "https://example.com/" + "a" * 900 + "\n\n" + "ا" * 300, name="W" * 80)
    long = moderation.let_through(long, actor=moderator)
    reply = leave(edition, "👩‍👩‍👧" * 300, name="ا" * 80, to=long)
    moderation.let_through(reply, actor=moderator)
    moderation.answer(reply, actor=moderator, text="x" * 4000)
    for scheme in ("light", "dark"):
        context: BrowserContext = open_context(
            viewport={**PHONE, "width": 320}, color_scheme=scheme, java_script_enabled=True
        )
        page = context.new_page()
        for path in (
            "/articles/crossing/",
            f"/articles/crossing/comments/?from={reply.pk}",
            f"/articles/crossing/comment/?to={reply.pk}",
        ):
            page.goto(path)
            assert page.evaluate(TOO_WIDE) <= 0, path
            assert accessibility_findings(page) == [], path


def test_a_moderator_walks_and_decides_by_keys(page: Page, edition: Edition) -> None:
    personas.moderator()
    sign_in(page, "moderator")
    for text in ("One", "Two", "Three"):
        leave(edition, text)
    page.goto(QUEUE)
    assert accessibility_findings(page) == []
    heard = page.locator("#desk-announcements")
    page.keyboard.press("a")
    expect(heard).to_contain_text("Choose a comment first")
    page.keyboard.press("j")
    expect(page.locator(".queue-row").first).to_be_focused()
    page.keyboard.press("a")
    expect(heard).to_have_text("1 comment approved.")
    expect(page.locator("#queue-waiting")).to_have_text("2 comments wait")
    expect(page.locator(".queue-row").first).to_be_focused()
    assert states() == {"One": "public", "Two": "held", "Three": "held"}
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("With 2 that are chosen:")
    page.keyboard.press("s")
    expect(heard).to_have_text("2 comments marked as spam.")
    page.keyboard.press("u")
    expect(heard).to_have_text("2 comments are as before.")
    assert states() == {"One": "public", "Two": "held", "Three": "held"}
    page.locator(".queue-row input").first.focus()
    page.keyboard.press("s")
    page.keyboard.press("?")
    expect(page.locator(".keys-sheet")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator(".queue-row").first.focus()
    page.keyboard.press("?")
    expect(page.locator(".keys-sheet")).to_contain_text("undo the last decision")
    page.keyboard.press("s")
    assert states() == {"One": "public", "Two": "held", "Three": "held"}


def test_the_queue_works_without_scripts(open_context: Any, edition: Edition) -> None:
    personas.moderator()
    leave(edition, "One")
    page = open_context(java_script_enabled=False, viewport=PHONE).new_page()
    sign_in(page, "moderator")
    page.goto(QUEUE)
    page.get_by_label("Rae").check()
    page.locator(".queue-bar").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_have_text("1 comment approved.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("1 comment is as before.")
    assert states() == {"One": "held"}
    assert page.evaluate(TOO_WIDE) <= 0
