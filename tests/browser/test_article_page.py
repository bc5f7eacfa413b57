"""The page of an article in Chromium: notes at their marks, contents that follow, colours, pictures that
leave the text; by keyboard, in scripts from either side, at every width.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from articles.models import Edition, Section
from articles.publishing.release import publish
from tests import makers, personas
from tests.browser.conftest import accessibility_findings, watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTE = '<span class="footnote" data-footnote="{}"></span>'
WORDS = "The ferry carries what nobody could carry alone. " * 12
LONG = "A note that has much to explain. " * 14
WIDE = "<th><p>{}</p></th>".format("</p></th><th><p>".join(f"Column{n}ofmany" for n in range(12)))
# How far the page has moved under its reader's eyes.
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Notes, tables and pictures that lie over one another.
COVERED = """() => {
  const parts = [...document.querySelectorAll(".note, .scroll, .body figure")];
  const boxes = parts.map((part) => part.getBoundingClientRect());
  return boxes.flatMap((a, i) => boxes.slice(i + 1)
    .filter((b) => a.left < b.right - 1 && b.left < a.right - 1)
    .filter((b) => a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(() => parts[i].outerHTML));
}"""
# How far the first line of each note stands from the line of its mark.
APART = """() => [...document.querySelectorAll(".noteback")].map((back) => {
  const [a, b] = [back, document.querySelector(back.hash)].map((part) => part.getBoundingClientRect());
  return Math.abs(a.top + a.bottom - b.top - b.bottom) / 2;
})"""


def laid_out(language: str = "en", **columns: Any) -> Edition:
    """Three sections: notes close together and a long one at the end, a wide picture, a full one."""
    article = makers.make_article(
        title="Every kind of thing",
        language=language,
        image=makers.make_image(),
        alt="A ferry",
        bodies=(
            f"<p>{WORDS}First{NOTE.format('One')} and second{NOTE.format(LONG)}. {WORDS}</p>"
            f"<p>{WORDS}</p><p>The last{NOTE.format(LONG)}.</p>",
            f"<p>{WORDS}{NOTE.format('Four')}</p><table><tbody><tr>{WIDE}</tr></tbody></table>",
            f"<p>{WORDS}</p><table><tbody><tr><td><p>1</p></td></tr></tbody></table><p>{WORDS * 4}</p>",
        ),
        **columns,
    )
    for section, (heading, width) in zip(
        article.sections.all(),
        (("Ashore", ""), ("Afloat", "wide"), ("Across", "full")),
        strict=True,
    ):
        figure = {"image": makers.make_image(), "alt": "A boat", "figure_width": width}
        Section.objects.filter(pk=section.pk).update(heading=heading, **(figure if width else {}))
    return publish(article, actor=personas.editor(), at=makers.NOON, now=makers.NOON)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_notes_stand_at_their_marks_and_over_nothing(page: Page, language: str) -> None:
    page.goto(laid_out(language).get_absolute_url())
    first, second, last, table = page.evaluate(APART)
    assert max(first, last, table) <= 8
    assert second > 20, "it stands on the line of the first, which has its own note there"
    assert page.evaluate(COVERED) == []
    text, note = (page.locator(part).first.bounding_box() for part in (".body p", ".note"))
    assert text is not None
    assert note is not None
    is_beside = note["x"] >= text["x"] + text["width"]
    assert is_beside if language == "en" else note["x"] + note["width"] <= text["x"]
    page.set_viewport_size(ViewportSize(width=900, height=900))
    assert page.evaluate(COVERED) == []
    mark, note = (page.locator(part).first.bounding_box() for part in (".noteref", ".note"))
    assert mark is not None
    assert note is not None
    assert note["y"] > mark["y"] + mark["height"], "without room it stands under its paragraph"


def test_keys_lead_to_a_note_and_back(page: Page) -> None:
    page.goto(laid_out().get_absolute_url())
    mark, back = page.locator("#noteref-3"), page.locator("#note-3 > .noteback")
    expect(mark).to_have_accessible_name("Note 3")
    expect(back).to_have_accessible_name("Back to note 3 in the text")
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#note-3")
    expect(page.locator("#note-3")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#noteref-3")
    expect(mark).to_be_in_viewport()


def test_contents_say_where_one_is(page: Page) -> None:
    page.goto(laid_out().get_absolute_url())
    contents = page.get_by_role("navigation", name="In this article")
    current = contents.locator("[aria-current]")
    page.locator("#note-1").scroll_into_view_if_needed()
    expect(current).to_have_text("Ashore")
    contents.get_by_role("link", name="Across").click()
    expect(current).to_have_text("Across")
    place = page.get_by_role("link", name="Address of the section “Across”")
    expect(place).to_have_css("opacity", "0")
    place.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(place).to_have_css("opacity", "1")
    assert page.evaluate("getComputedStyle(document.body, '::before').scale") != "0 1"
    page.set_viewport_size(ViewportSize(width=390, height=844))
    link = contents.get_by_role("link", name="Ashore")
    expect(link).to_be_hidden()
    contents.get_by_text("In this article").locator("visible=true").click()
    link.click()
    page.wait_for_url(f"**{link.get_attribute('href')}")


def test_only_a_table_that_scrolls_takes_the_focus(page: Page) -> None:
    page.goto(laid_out().get_absolute_url())
    wide, narrow = page.locator(".scroll").all()
    expect(wide).to_have_role("region")
    expect(wide).to_have_attribute("tabindex", "0")
    for name in ("role", "tabindex", "aria-label"):
        expect(narrow).not_to_have_attribute(name, "")
        assert narrow.get_attribute(name) is None
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.scroll').scrollLeft > 0")


def test_the_reader_chooses_the_colours_for_good(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    address = laid_out().get_absolute_url()
    page.goto(address)
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    paper = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(paper)
    button = page.get_by_role("button", name="Colours: ")
    expect(button).to_have_accessible_name("Colours: as your system has them")
    button.click()
    expect(button).to_have_accessible_name("Colours: light")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_accessible_name("Colours: dark")
    assert (page.evaluate(scheme), page.evaluate(paper) == day) == ("dark", False)
    page.goto("/")
    assert page.evaluate(scheme) == "dark"
    page.get_by_role("button", name="Colours: dark").click()
    assert page.evaluate(scheme) == "light dark"
    page.goto(address)
    assert page.evaluate(paper) == day


def test_without_scripts_nothing_is_missing(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(laid_out().get_absolute_url())
    expect(page.locator("button.theme")).to_be_hidden()
    expect(page.get_by_role("link", name="Afloat", exact=True)).to_be_visible()
    page.locator("#noteref-2").click()
    expect(page.locator("#note-2")).to_be_in_viewport()
    expect(page.locator(".scroll").first).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ar"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_shifts_overflows_or_hides(
    open_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    scheme: Any = "dark" if width == 768 else "light"
    page = open_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    complaints = watch(page)
    page.goto(laid_out(language, kicker="K" * 100).get_absolute_url())
    page.evaluate("scrollTo(0, 900)")
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(COVERED) == []
    assert page.evaluate(SHIFTS) < 0.001
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == "none"
    full = page.locator(".is-full").bounding_box()
    assert full is not None
    assert abs(full["x"]) < 1
    assert abs(full["width"] - page.evaluate("document.documentElement.clientWidth")) < 1
    if language == "ar":  # the others are walked with every page
        assert accessibility_findings(page) == []
    assert complaints == []
