"""The manuscript in Chromium: sections moved, folded, split, merged, taken out and brought back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.language import html, words
from articles.models import Article
from tests import makers, personas
from tests.browser.conftest import sign_in
from tests.browser.test_desk_editing import VOCABULARY, editor_of, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLES = (
    *(
        "I’ve read 3.5 long-term plans.",
        "三个小时 and a half",
        "cafe\u0301 हिन्दी भाषा",
        "a_b c@d",
        "",
    ),
    *(
        "word " * 575,
        "字" * 1000,
        "word " * 115,
        "ひらがな・カタカナ 한국어 Ⅷ",
        "so\u00adft zero\u200bwidth",
    ),
)


def opened(page: Page, *bodies: str) -> Article:
    personas.everyone()
    sign_in(page, "everyone")
    article = makers.make_article(bodies=bodies)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector("#sections-group .add-row a")
    return article


def bodies(article: Article) -> list[str]:
    return [section.body for section in article.sections.all()]


def test_it_moves_by_keys_and_says_so_and_keeps_the_cursor(page: Page) -> None:
    article = opened(page, "<p>A</p>", "<p>B</p>", "<p>C</p>")
    editor_of(page, 2).click()
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.press("End")
    page.keyboard.type("!")
    said = (
        "() => document.getElementById('desk-announcements')?.textContent.includes('place 2 of 3')"
    )
    page.wait_for_function(said)
    page.click("#sections-0 [aria-label='Move down']")
    save(page)
    assert bodies(article) == ["<p>C!</p>", "<p>A</p>", "<p>B</p>"]


def test_it_drags_by_the_handle(page: Page) -> None:
    article = opened(page, "<p>A</p>", "<p>B</p>", "<p>C</p>")
    box = page.locator("#sections-0 .handle").bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] + 30)
    page.mouse.move(box["x"] + 8, box["y"] + 700, steps=4)
    page.wait_for_function(
        "() => document.querySelector('#sections-0').nextElementSibling.id === 'sections-empty'"
    )
    page.mouse.up()
    save(page)
    assert bodies(article) == ["<p>B</p>", "<p>C</p>", "<p>A</p>"]


def test_it_adds_between_two_and_takes_out_and_brings_back(page: Page) -> None:
    article = opened(page, "<p>A</p>", "<p>B</p>", "<p>C</p>")
    page.locator("#sections-1 .add-here button").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Between")
    for number in (0, 2):
        page.click(f"#sections-{number} .part-menu summary")
        page.click(f"#sections-{number} .part-menu button >> text=Delete")
    page.click("#sections-2 .undo")
    save(page)
    rows = [(section.heading, section.body) for section in article.sections.all()]
    assert rows == [("Between", ""), ("", "<p>B</p>"), ("", "<p>C</p>")]


def test_it_splits_at_the_cursor_and_merges_again(page: Page) -> None:
    article = opened(page, "<p>One two.</p><h3>Three</h3><p>Four.</p>")
    editor_of(page).locator("h3").click()
    page.keyboard.press("Home")
    page.keyboard.press("Alt+Shift+S")
    page.wait_for_selector("#sections-1")
    assert page.input_value("#id_sections-1-heading") == "Three"
    save(page)
    assert bodies(article) == ["<p>One two.</p>", "<p>Four.</p>"]
    page.focus("#id_sections-1-heading")
    page.keyboard.press("Alt+Shift+M")
    save(page)
    assert bodies(article) == ["<p>One two.</p><h3>Three</h3><p>Four.</p>"]


def test_it_doubles_and_folds_and_a_link_unfolds(page: Page) -> None:
    article = opened(page, "<p>A</p>", "<p>B</p>")
    page.click(".fold-all")
    assert not page.locator("#id_sections-1-heading").is_visible()
    page.reload()
    page.wait_for_selector("#sections-1.is-folded")
    page.evaluate("location.hash = '#id_sections-1-heading'")
    page.wait_for_selector("#id_sections-1-heading", state="visible")
    page.keyboard.press("Alt+Shift+D")
    page.wait_for_selector("#sections-2")
    save(page)
    assert bodies(article) == ["<p>A</p>", "<p>B</p>", "<p>B</p>"]


def test_a_heading_with_a_note_stays_in_the_text_that_is_split_off(page: Page) -> None:
    noted = '<h3>Three<span class="footnote" data-footnote="n"></span></h3>'
    article = opened(page, f"<p>One two.</p>{noted}<p>Four.</p>")
    editor_of(page).locator("h3").click()
    page.keyboard.press("Home")
    page.keyboard.press("Alt+Shift+S")
    page.wait_for_selector("#sections-1")
    assert page.input_value("#id_sections-1-heading") == ""
    save(page)
    assert bodies(article) == ["<p>One two.</p>", f"{noted}<p>Four.</p>"]


def test_all_fold_by_a_key_and_the_focus_stays_with_its_section(page: Page) -> None:
    opened(page, "<p>A</p>", "<p>B</p>")
    editor_of(page, 1).click()
    page.keyboard.press("Alt+Shift+A")
    expect(page.locator("#sections-1 .fold")).to_be_focused()


def test_the_menu_of_a_section_closes_by_a_click_on_the_page(page: Page) -> None:
    opened(page, "<p>A</p>")
    page.click("#sections-0 .part-menu summary")
    expect(page.locator("#sections-0 .part-menu > div")).to_be_visible()
    page.click("#sections-0 .part-kind")
    expect(page.locator("#sections-0 .part-menu > div")).to_be_hidden()


def test_a_pasted_article_becomes_sections(page: Page) -> None:
    article = opened(page, "<p>A</p>", "<p>Z</p>")
    page.evaluate(
        """() => document.getElementById("id_sections-0-body").dispatchEvent(new CustomEvent("prose:split", {
        bubbles: true, cancelable: true, detail: {before: "<p>A</p>", after: "<p>end</p>",
        sections: [{heading: "H1", body: "<p>x</p>"}, {heading: "H2", body: "<p>y</p>"}]}}))"""
    )
    save(page)
    assert bodies(article) == ["<p>A</p>", "<p>x</p>", "<p>y</p><p>end</p>", "<p>Z</p>"]


def test_it_counts_as_the_server_does(page: Page) -> None:
    opened(page, VOCABULARY)
    source = page.get_attribute("script[src*='outline']", "src")
    page.evaluate(
        "async (path) => { window.outlineSource = await (await fetch(path)).text(); }", source
    )
    counts = page.evaluate(
        """async ([path, samples, body]) => {
        const name = window.outlineSource.match(/counting[.\\w]*\\.js/)[0];
        const own = await import(new URL(name, new URL(path, location)));
        return [...samples, own.plainText(body)].map((text) => {
          const both = own.countBoth(text);
          return [both.characters + both.words, own.readingMinutes(both)];
        });
        }""",
        [source, list(SAMPLES), VOCABULARY],
    )
    texts = (*SAMPLES, html.plain_text(VOCABULARY))
    assert counts == [[words.count_words(text), words.reading_minutes(text)] for text in texts]
