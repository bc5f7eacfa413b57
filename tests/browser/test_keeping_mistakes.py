"""A form that is refused, the checklist of what is typed, and the pages of both for everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article
from tests import makers, personas
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    accessibility_findings,
    sign_in,
    watch,
)
from tests.browser.kept import SET, change, expect_state, save, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article() -> Article:
    return makers.make_article(title="The ferry", bodies=("<p>One.</p>", "<p>Two.</p>"))


def test_save_pressed_twice_makes_one_article(someone: Page) -> None:
    someone.goto("/admin/articles/article/add/")
    expect(someone.locator("#id_title")).to_be_focused()
    someone.keyboard.type("The ferry")
    someone.dblclick(".bar button.save")
    expect(someone.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.count() == 1


def test_a_refused_form_keeps_everything_and_jumps_to_the_first_mistake(
    page: Page, article: Article
) -> None:
    personas.everyone()
    picture = makers.make_image(alt="A quay")
    sign_in(page, "everyone")
    page.goto(change(article))
    page.locator("#sections-1 .add-here button").click()
    page.keyboard.type("A new section")
    for name, value in (
        ("image", str(picture.pk)),
        ("sections-1-language", "no language at all"),
        ("tags", "essays, rivers"),
    ):
        page.evaluate(SET, [f"id_{name}", value])
    write(page, " Typed.")
    page.locator("#sections-1 .fold").click()
    save(page)
    expect(page.locator(".mistakes h2")).to_contain_text("1 thing to mend")
    expect(page.locator("#id_sections-1-language")).to_be_focused()
    page.locator("#id_title").focus()
    page.click(".mistakes a")
    expect(page.locator("#id_sections-1-language")).to_be_focused()
    assert Article.objects.get().version == 1
    assert page.input_value("#id_sections-2-heading") == "A new section"
    assert page.input_value("#id_image") == str(picture.pk)
    page.fill("#id_sections-1-language", "fr")
    save(page)
    saved = Article.objects.get()
    assert saved.image == picture
    assert sorted(saved.tags.values_list("name", flat=True)) == ["essays", "rivers"]
    rows = [(part.heading, part.body, part.language) for part in saved.sections.all()]
    assert rows == [
        ("", "<p>One. Typed.</p>", ""),
        ("A new section", "", ""),
        ("", "<p>Two.</p>", "fr"),
    ]


def test_the_checklist_follows_what_is_typed(page: Page, article: Article) -> None:
    personas.everyone()
    sign_in(page, "everyone")
    page.goto(change(article))
    expect(page.locator(".to-checklist")).to_contain_text("All in order")
    page.fill("#id_deck", "")
    findings = page.locator("#checklist .findings.warnings")
    expect(findings).to_contain_text("no deck")
    expect(findings.locator(".weigh")).to_have_count(0)  # the saved text has a deck
    page.click("#checklist .findings a")
    expect(page.locator("#id_deck")).to_be_focused()
    page.keyboard.type("A deck.")
    expect(page.locator(".to-checklist")).to_contain_text("All in order")


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_its_pages_are_open_to_everyone(
    open_context: Callable[..., BrowserContext], article: Article, scheme: str, size: Any
) -> None:
    personas.everyone()
    context = open_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    page.goto(change(article))
    Article.objects.update(title="Theirs", version=2)
    page.fill("#id_title", "Mine")
    expect_state(page, "kept")
    page.evaluate(SET, ["id_kicker", "A topic that is much too long " * 20])
    save(page)
    expect(page.locator("#meeting")).to_be_visible()
    fits(page, complaints)
    page.locator("#meeting label").filter(has_text="Mine").check()
    save(page)
    expect(page.locator(".mistakes")).to_be_visible()
    fits(page, complaints)
    page.goto(change(article))
    expect(page.locator("#kept-offer")).to_be_visible()
    fits(page, complaints)
    page.click("#kept-offer a")
    expect(page.locator(".change").first).to_be_visible()
    fits(page, complaints)


def fits(page: Page, complaints: list[str]) -> None:
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert accessibility_findings(page) == []
    complaints.clear()  # axe's own styles are refused by the policy
