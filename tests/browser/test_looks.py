"""How the desk looks in Chromium: nothing is cut off or covered, and fingers hit what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import makers, personas
from tests.browser.conftest import PHONE, accessibility_findings, sign_in
from tests.browser.writing import body_of, editor_of, opened, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT_STARTS = """part => {
    const range = document.createRange();
    range.selectNodeContents(part);
    return range.getBoundingClientRect().left;
}"""
LONG = "A title that goes on about rivers and ledgers and never quite stops " * 4


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    personas.everyone()
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, "everyone")
    return page


def box(part: Locator) -> dict[str, Any]:
    found: Any = part.bounding_box()
    assert found
    return dict(found)


def test_a_long_title_and_heading_are_read_whole_on_a_phone(phone: Page) -> None:
    article = makers.make_article(title=LONG.strip(), deck=LONG)
    section = article.sections.get()
    section.heading = LONG.strip()
    section.save()
    phone.goto(f"/admin/articles/article/{article.pk}/change/")
    for name in ("title", "deck", "sections-0-heading"):
        field = phone.locator(f"#id_{name}")
        for _ in ("at rest", "tapped"):
            assert field.evaluate("box => box.scrollHeight - box.clientHeight") <= 4, name
            field.tap()


def test_the_toolbar_has_a_place_of_its_own_over_the_sections(someone: Page, phone: Page) -> None:
    for page in (someone, phone):
        opened(page)
        editor_of(page).click()
        page.evaluate("document.querySelector('.toolbar-place').scrollIntoView({block: 'center'})")
        toolbar = box(page.locator(".prose-toolbar.is-shown"))
        assert toolbar["y"] + toolbar["height"] <= box(page.locator(".fold-all"))["y"]


def test_an_empty_text_says_where_to_write_and_keeps_none_of_it(phone: Page) -> None:
    article = opened(phone, "")
    words = editor_of(phone).locator("[data-placeholder='Write here']")
    expect(words).to_have_count(1)
    assert accessibility_findings(phone) == []
    save(phone)
    assert body_of(article) == ""
    editor_of(phone).click()
    phone.keyboard.type("Words")
    expect(words).to_have_count(0)


def test_who_may_only_read_the_text_sees_how_long_it_is(phone: Page) -> None:
    personas.rights_desk()
    sign_in(phone, "rights")
    opened(phone, "<p>Two words.</p>", "<p>And three more.</p>")
    expect(phone.locator(".outline li .count")).to_have_text(["2", "3"])
    expect(phone.locator(".outline summary .count")).to_contain_text("5 words")
    assert accessibility_findings(phone) == []


def test_a_moment_that_has_passed_promises_nothing(someone: Page) -> None:
    article = makers.make_article()
    someone.goto(f"/admin/articles/article/{article.pk}/do/publish/")
    someone.check("[name=when][value=later]")
    someone.fill("input[type=datetime-local]", "2021-01-01T09:00")
    expect(someone.locator(".outcome")).to_have_text("This moment has passed.")
    someone.fill("input[type=datetime-local]", "2190-01-01T09:00")
    expect(someone.locator(".outcome")).to_contain_text("Goes out on Friday")


def test_the_calendar_marks_what_the_width_has_chosen(someone: Page, phone: Page) -> None:
    for page, chosen in ((someone, "As a month"), (phone, "As a list")):
        page.goto("/admin/calendar/")
        marked = page.locator(".calendar-views a[aria-current]").filter(visible=True)
        expect(marked).to_have_text(chosen)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("", ".panel a, summary"),
        ("articles/article/", ".action-checkbox input, .breadcrumbs a, .way-back a, summary"),
        ("articles/article/import/", ".way-back a, summary"),
    ],
)
def test_fingers_hit_what_is_small(phone: Page, path: str, parts: str) -> None:
    makers.make_article(stage="in_review")
    phone.goto(f"/admin/{path}")
    found = [box(part) for part in phone.locator(parts).filter(visible=True).all()]
    assert found
    assert [one for one in found if min(one["width"], one["height"]) < 24] == []


def test_one_button_is_the_first_and_headings_stand_over_their_cells(someone: Page) -> None:
    makers.make_permission(reference="A letter")
    someone.goto("/admin/articles/permission/add/")
    colours = someone.locator(".submit-row input").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(colours) == 4
    assert colours.count(colours[0]) == 1
    someone.goto("/admin/articles/permission/")
    heading = someone.locator("#result_list thead th .text > *").first
    starts = [part.evaluate(TEXT_STARTS) for part in (heading, someone.locator("tbody th a").first)]
    assert starts[0] == pytest.approx(starts[1], abs=1)


def test_no_label_is_larger_than_what_it_names_on_a_phone(phone: Page) -> None:
    row = makers.make_request(makers.make_live())
    phone.goto(f"/admin/articles/reprintrequest/{row.pk}/change/")
    sizes = phone.locator(".form-row label, .form-row .readonly").evaluate_all(
        "all => all.map(one => [one.tagName, parseFloat(getComputedStyle(one).fontSize)])"
    )
    labels = [size for name, size in sizes if name == "LABEL"]
    assert labels
    assert max(labels) <= min(size for name, size in sizes if name != "LABEL")
