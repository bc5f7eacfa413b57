"""Readers in a browser: reading, browsing by tag, commenting; by mouse, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles import moderation
from articles.models import Comment, Edition, Masthead
from tests import makers, personas
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def published() -> Edition:
    """A publication with a name, an essay in English and one in Chinese."""
    masthead = Masthead.objects.get()
    masthead.name, masthead.contact_email = "The Lantern", "desk@lantern.example"
    masthead.save()
    now = timezone.now()
    makers.make_live(
        at=now - 3 * makers.DAY,
        title="路口的灯",
        language="zh-Hans",
        bodies=("<p>红灯停，绿灯行。</p>",),
        tags=["lamps", "traffic"],
    )
    return makers.make_live(
        at=now - 2 * makers.DAY,
        title="On lamps",
        kicker="Light",
        bodies=("<p>Lamps were lit at dusk.</p>", "<p>And put out at dawn.</p>"),
        tags=["lamps"],
    )


def test_it_leads_from_the_front_page_to_an_article_and_its_tag(
    page: Page, published: Edition
) -> None:
    page.goto("/")
    page.get_by_role("link", name="On lamps").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On lamps")
    expect(page.locator("article")).to_contain_text("Lamps were lit at dusk.")
    page.get_by_role("link", name="lamps", exact=True).click()
    expect(page).to_have_url(page.url.split("/tags/")[0] + "/tags/lamps/")
    rows = page.locator("ol.rows > li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("On lamps")
    page.get_by_role("link", name="路口的灯").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("main")).to_contain_text("红灯停")


def test_it_can_be_read_by_keyboard_alone(page: Page, published: Edition) -> None:
    page.goto(published.get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0, "the skip link is off the screen while it has the focus"  # type: ignore[index]
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Leave a comment":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Send the comment")).to_be_visible()


def test_it_takes_a_comment_that_appears_once_it_is_let_through(
    page: Page, published: Edition
) -> None:
    page.goto(published.get_absolute_url())
    page.get_by_role("link", name="Leave a comment").click()
    page.get_by_label("Your name").fill("Ida")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ida")
    page.get_by_label("Your comment").fill("I remember <b>those</b> lamps.")
    page.wait_for_timeout(3_200)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    comment = Comment.objects.get()
    page.goto(published.get_absolute_url())
    expect(page.locator("main")).not_to_contain_text("those")
    moderation.let_through(comment, actor=personas.moderator())
    page.reload()
    expect(page.locator("main")).to_contain_text("I remember <b>those</b> lamps.")
    assert mail.outbox == []


def test_it_needs_no_script(
    open_context: Callable[..., BrowserContext], published: Edition
) -> None:
    page = open_context(java_script_enabled=False, viewport=PHONE).new_page()
    for address in ("/", "/tags/", "/tags/lamps/", "/articles/", published.get_absolute_url()):
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
