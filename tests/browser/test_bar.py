"""The bar over the article in Chromium: findings, warnings, the preview of unsaved text, signed links."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import makers, personas
from tests.browser.conftest import DESKTOP, PHONE, accessibility_findings, sign_in, watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def someone(page: Page) -> Page:
    personas.everyone()
    sign_in(page, "everyone")
    return page


def change(article: Article, anchor: str = "") -> str:
    return f"/admin/articles/article/{article.pk}/change/{anchor}"


def test_a_finding_leads_to_its_folded_field_and_a_second_time_too(someone: Page) -> None:
    article = makers.make_article()
    article.sections.update(is_picture_missing=True)
    someone.goto(change(article))
    for _time in range(2):
        someone.click("#checklist .findings.blockers a")
        # What stands for the field: the picture's own button.
        expect(someone.locator("#sections-0 .picture-choice button").first).to_be_focused()
        someone.locator("#id_title").focus()


def test_a_warning_is_accepted_in_place_and_taken_back(someone: Page) -> None:
    article = makers.make_article(deck="")
    someone.goto(change(article))
    someone.fill("#id_title", "Typed and not saved")
    someone.click("#checklist a.weigh")
    expect(someone.locator("dialog [role=alert]")).to_be_hidden()
    someone.keyboard.press("Tab")
    someone.keyboard.press("Enter")
    expect(someone.locator("dialog [role=alert]")).to_contain_text("required")
    someone.fill("#weigh-said", "A poem needs none.")
    someone.click("dialog button[type=submit]")
    expect(someone.locator("#checklist .findings.accepted")).to_contain_text("A poem needs none.")
    expect(someone.locator(".to-checklist")).to_contain_text("All in order")
    someone.click("#checklist a.weigh")
    someone.keyboard.press("Enter")
    expect(someone.locator("#checklist .findings.warnings")).to_contain_text("no deck")
    assert someone.input_value("#id_title") == "Typed and not saved"


def test_the_preview_shows_unsaved_text_at_three_widths_and_in_the_dark(someone: Page) -> None:
    article = makers.make_article(title="Saved")
    someone.goto(change(article))
    someone.keyboard.press("Alt+Shift+KeyP")
    frame = someone.frame_locator(".preview-panel iframe")
    someone.fill("#id_title", "Not saved at all")
    expect(frame.locator("h1")).to_have_text("Not saved at all")
    for name, width in (("Phone", 390), ("Tablet", 820), ("Desktop", 1280)):
        someone.get_by_role("button", name=name, exact=True).click()
        assert frame.locator("html").evaluate("() => innerWidth") == width
    light = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    someone.get_by_role("button", name="Dark", exact=True).click()
    dark = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert light != dark
    frame.locator("h1").click()
    someone.keyboard.press("Escape")
    expect(someone.locator(".preview-panel")).to_have_count(0)
    expect(someone.locator(".bar [data-preview]")).to_be_focused()
    assert Article.objects.values_list("title", "version").get() == ("Saved", 1)


def test_the_keyboard_saves_and_the_menu_closes_by_escape(someone: Page) -> None:
    article = makers.make_article()
    someone.goto(change(article))
    someone.locator(".bar-menu summary").focus()
    someone.keyboard.press("Enter")
    expect(someone.locator(".bar-menu .menu")).to_be_visible()
    someone.keyboard.press("Escape")
    expect(someone.locator(".bar-menu .menu")).to_be_hidden()
    someone.fill("#id_title", "By keyboard")
    someone.keyboard.press("Control+s")
    someone.wait_for_selector(".messagelist .success")
    assert Article.objects.get().title == "By keyboard"


def test_a_signed_link_opens_without_an_account_until_it_is_revoked(
    someone: Page, open_context: Any
) -> None:
    article = makers.make_article(title="Before it is out", image=makers.make_image(alt="A quay"))
    someone.goto(f"/admin/articles/article/{article.pk}/share/")
    someone.get_by_label("1 day").check()
    someone.get_by_role("button", name="Make a link").click()
    address = someone.locator(".open-links input[readonly]").input_value()
    reader = open_context().new_page()
    reader.goto(address)
    assert reader.text_content("h1") == "Before it is out"
    assert reader.request.get(reader.locator("picture img").get_attribute("src") or "").ok
    assert reader.context.cookies() == []
    someone.get_by_role("button", name="Revoke").click()
    assert (response := reader.goto(address)) is not None
    assert response.status == 410


def look(page: Page, complaints: list[str]) -> None:
    """Nothing was refused until now, and axe finds nothing (its own styles are refused by the policy)."""
    assert complaints == []
    assert accessibility_findings(page) == []
    complaints.clear()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_it_is_open_to_everyone(open_context: Any, scheme: str, size: Any) -> None:
    personas.everyone()
    article = makers.make_live(at=timezone.now(), deck="").article
    Article.objects.update(title="Changed")
    page = open_context(viewport=size, color_scheme=scheme).new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    page.goto(f"/admin/articles/article/{article.pk}/share/")
    page.get_by_role("button", name="Make a link").click()
    look(page, complaints)
    page.goto(change(article))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    bar = page.locator(".bar")
    height = bar.evaluate("bar => bar.offsetHeight")
    assert height <= (70 if size is DESKTOP else 100)
    page.evaluate("scrollTo(0, 500)")
    assert abs(bar.evaluate("bar => bar.getBoundingClientRect().y")) < 1
    page.locator(".bar-menu summary").click()
    look(page, complaints)
    page.keyboard.press("Escape")
    page.locator("#checklist a.weigh").click()
    look(page, complaints)
    page.keyboard.press("Escape")
    page.locator(".bar [data-preview]").click()
    expect(page.frame_locator(".preview-panel iframe").locator("h1")).to_have_text("Changed")
    look(page, complaints)
