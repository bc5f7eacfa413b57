"""The outline in Chromium: it leads to sections, and moves them, by keys and by pointer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import makers
from tests.browser.writing import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page) -> Article:
    article = makers.make_article(bodies=("<p>one</p>", "<p>two words</p>", "<p>three</p>"))
    for heading, section in zip("ABC", article.sections.all(), strict=True):
        section.heading = heading
        section.save()
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    return article


def headings(article: Article) -> list[str]:
    return [section.heading for section in article.sections.all()]


def test_it_leads_to_a_section_by_keys_though_it_is_folded(someone: Page) -> None:
    opened(someone)
    someone.click(".fold-all")
    expect(someone.locator("#id_sections-1-heading")).to_be_hidden()
    link = someone.locator(".outline a", has_text="B")
    link.focus()
    someone.keyboard.press("Enter")
    expect(someone.locator("#id_sections-1-heading")).to_be_focused()
    expect(link).to_have_attribute("aria-current", "location")
    expect(someone.locator(".outline a[aria-current]")).to_have_count(1)
    expect(someone.locator(".outline li").nth(1).locator(".count")).to_have_text("2")


def test_it_moves_a_section_by_keys_and_keeps_the_focus(someone: Page) -> None:
    article = opened(someone)
    link = someone.locator(".outline a", has_text="C")
    link.focus()
    someone.keyboard.press("Alt+Shift+ArrowUp")
    expect(link).to_be_focused()
    expect(someone.locator("#desk-announcements")).to_contain_text("place 2 of 3")
    someone.keyboard.press("Alt+Shift+ArrowUp")
    expect(someone.locator(".outline a")).to_have_text(["C", "A", "B"])
    save(someone)
    assert headings(article) == ["C", "A", "B"]


def test_it_moves_a_section_by_drawing_its_entry(someone: Page) -> None:
    article = opened(someone)
    places = [someone.locator(".outline li").nth(n).bounding_box() for n in range(3)]
    assert places[0]
    assert places[2]
    x, y = places[0]["x"] + 20, places[0]["y"] + 8
    someone.mouse.move(x, y)
    someone.mouse.down()
    someone.mouse.move(x, places[2]["y"] + places[2]["height"], steps=6)
    someone.keyboard.press("Escape")
    someone.mouse.up()
    expect(someone.locator(".outline a")).to_have_text(["A", "B", "C"])
    someone.mouse.move(x, y)
    someone.mouse.down()
    someone.mouse.move(x, places[2]["y"] + places[2]["height"], steps=6)
    someone.mouse.up()
    expect(someone.locator(".outline a")).to_have_text(["B", "C", "A"])
    save(someone)
    assert headings(article) == ["B", "C", "A"]
