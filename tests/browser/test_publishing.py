"""An editor in a browser: writes, saves, looks at it as readers will, publishes, corrects, withdraws."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Edition
from tests import makers, personas
from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor() -> str:
    personas.everyone()
    return "everyone"


def write(page: Page, *, title: str, text: str) -> None:
    page.goto("/admin/articles/article/add/")
    page.fill("#id_title", title)
    page.fill("#id_tags", "rivers，boats")
    page.locator(".ProseMirror[contenteditable=true]").first.click()
    page.keyboard.type(text)


def save(page: Page) -> None:
    page.locator("input[name=_save], input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_an_article_goes_from_the_first_word_to_its_readers(page: Page, editor: str) -> None:
    sign_in(page, editor)
    write(page, title="Low water", text="The river was low that year.")
    save(page)
    article = Article.objects.get(title="Low water")
    assert article.sections.get().body == "<p>The river was low that year.</p>"
    assert {tag.name for tag in article.tags.all()} == {"rivers", "boats"}

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Preview").click()
    preview = page.frame_locator(".preview-panel iframe").locator("main")
    expect(preview).to_contain_text("The river was low that year.")
    assert page.request.get("/articles/low-water/").status == 404

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Publish…").click()
    page.locator("input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/articles/low-water/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Low water")
    expect(page.locator("main")).to_contain_text("The river was low that year.")


def test_what_the_editor_does_not_know_survives_it(page: Page, editor: str) -> None:
    body = (
        '<p>A river<span class="footnote" data-footnote="It was the Po."></span> and its '
        "<ruby>河<rp>(</rp><rt>hé</rt><rp>)</rp></ruby>.</p>"
        '<aside class="pullquote"><p>Low water.</p></aside>'
    )
    article = makers.make_article(bodies=(body,))
    stored = article.sections.get().body
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".ProseMirror[contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Very low.")
    save(page)
    changed = article.sections.get().body
    assert changed != stored
    for kept in ('data-footnote="It was the Po."', "<ruby>河", 'class="pullquote"'):
        assert kept in changed


def test_a_blocker_leads_to_its_field_and_loses_nothing(page: Page, editor: str) -> None:
    article = makers.make_article()
    section = article.sections.get()
    section.is_picture_missing = True
    section.save()
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Publish…").click()
    finding = page.get_by_role("link", name="picture missing")
    expect(finding).to_be_visible()
    expect(page.locator("#content-main input[type=submit]")).to_have_count(0)
    assert not Edition.objects.exists()
