"""Never losing a word: closed tabs, two tabs, no network, and a session that is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article, EditingSession
from tests import makers, personas
from tests.browser.conftest import sign_in, sign_in_at_the_door
from tests.browser.kept import STATE, change, expect_state, kept_text, save, wait_for, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article() -> Article:
    return makers.make_article(title="The ferry", bodies=("<p>One.</p>", "<p>Two.</p>"))


def is_someone_at(article: Article) -> bool:
    return EditingSession.objects.here(article, at=timezone.now()).exists()


def test_a_tab_that_is_closed_at_once_loses_nothing(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    tab = page.context.new_page()
    tab.goto(change(article))
    expect_state(tab, "saved")
    write(tab, " And gone")
    tab.close(run_before_unload=True)
    wait_for(lambda: "And gone" in kept_text())
    page.goto(change(article))
    expect(page.locator("#kept-offer")).to_be_visible()


def test_a_letter_typed_and_deleted_leaves_nothing_behind(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    wait_for(lambda: is_someone_at(article))
    write(page, "x")
    page.keyboard.press("Backspace")
    page.goto("/admin/")
    wait_for(lambda: not is_someone_at(article))
    assert kept_text() == ""


def test_a_tab_goes_on_after_another_took_over_what_it_typed_and_saved_that(
    page: Page, article: Article
) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    write(page, " In one tab")
    expect_state(page, "kept")
    other = page.context.new_page()
    other.goto(change(article))
    other.click("#kept-offer a")
    with other.expect_navigation():
        other.get_by_role("button", name="Take it over").click()
    expect_state(other, "kept")
    save(other)
    other.close()
    assert kept_text() == ""
    write(page, " and on")
    wait_for(lambda: "In one tab and on" in kept_text())
    expect_state(page, "kept")


def test_after_a_save_that_was_stopped_it_goes_on_keeping(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    write(page, " Before")
    # No content: the browser stays where it is, as after Esc.
    page.route("**/change/", lambda route: route.fulfill(status=204))
    with page.expect_response("**/change/"):
        page.locator(".bar button.save").click(no_wait_after=True)
    write(page, " after")
    wait_for(lambda: "Before after" in kept_text())
    expect_state(page, "kept")


def test_an_answer_that_is_not_the_desk_s_does_not_count(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    page.route(
        "**/keep/", lambda route: route.fulfill(content_type="text/html", body="<p>Pay here.</p>")
    )
    write(page, " In a café")
    expect_state(page, "failed")
    page.unroute("**/keep/")
    expect_state(page, "kept")
    assert "In a café" in kept_text()


def test_offline_is_said_and_ends(
    open_context: Callable[..., BrowserContext], article: Article
) -> None:
    personas.writer()
    page = open_context().new_page()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    page.context.set_offline(True)
    write(page, " In a tunnel")
    expect_state(page, "failed")
    expect(page.locator(STATE)).to_contain_text("This device is offline.")
    page.context.set_offline(False)
    expect_state(page, "kept")
    assert "In a tunnel" in kept_text()


def test_after_signing_in_again_the_page_goes_on_and_saves(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    Session.objects.all().delete()
    write(page, " Signed out")
    expect_state(page, "failed")
    expect(page.locator(STATE)).to_contain_text("Sign in again in another tab")
    tab = page.context.new_page()
    sign_in_at_the_door(tab, "writer")
    tab.close()
    expect_state(page, "kept")
    page.click(".bar button.save")
    page.wait_for_selector(".messagelist .success")
    assert article.sections.get(position=1).body == "<p>One. Signed out</p>"


def test_saving_after_the_session_is_over_leads_back_to_the_text(
    page: Page, article: Article
) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    write(page, " Not lost")
    Session.objects.all().delete()
    page.click(".bar button.save")
    page.fill("input[name=username]", "writer")
    page.fill("input[name=password]", personas.PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#kept-offer")).to_be_visible()
    page.click("#kept-offer a")
    expect(page.locator(".change ins").first).to_contain_text("Not lost")
