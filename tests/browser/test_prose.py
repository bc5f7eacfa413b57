"""Rich text in Chromium: the vocabulary, the toolbar, links, tables and readings, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.language.vocabulary import ITEMS
from tests import makers, personas
from tests.browser.conftest import PHONE, accessibility_findings, sign_in, watch
from tests.browser.writing import body_of, editor_of, go_to_end, opened, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_item_of_the_vocabulary_goes_through_the_editor(someone: Page) -> None:
    article = opened(someone, *(item.example for item in ITEMS))
    # Every text is opened, changed and changed back, so that what is saved is what the editor writes.
    someone.evaluate(
        """() => document.querySelectorAll("#sections-group .ProseMirror").forEach(text => {
            text.editor.chain().insertContentAt(0, "<p>x</p>").deleteRange({from: 0, to: 3}).run();
        })"""
    )
    save(someone)
    saved = {item.name: body_of(article, number) for number, item in enumerate(ITEMS)}
    assert saved == {item.name: item.example for item in ITEMS}


def test_marks_may_stand_in_each_other(someone: Page) -> None:
    body = (
        '<p><a href="https://example.org/"><strong><em><code>all</code></em></strong></a> '
        '<span class="smallcaps"><span lang="fr">mot</span></span></p>'
    )
    article = opened(someone, body)
    go_to_end(someone)
    someone.keyboard.type("!")
    save(someone)
    for tag in ("<strong>", "<em>", "<code>", 'lang="fr"', "smallcaps", "example.org"):
        assert tag in body_of(article)


def test_the_toolbar_is_one_stop_and_works_by_arrows(someone: Page) -> None:
    article = opened(someone, "<p>Some words.</p>", "<p>Others.</p>")
    assert someone.locator("[role=toolbar]").count() == 1
    expect(someone.locator("[role=toolbar]")).to_be_hidden()
    assert someone.locator("[role=toolbar] [tabindex='0']").count() == 1
    editor_of(someone, 1).click()
    someone.keyboard.press("Control+a")
    someone.keyboard.press("Alt+F10")
    expect(someone.locator(".kinds")).to_be_focused()
    someone.keyboard.press("ArrowRight")
    bold = someone.locator("[data-tool=bold]")
    expect(bold).to_be_focused()
    expect(bold).to_have_attribute("title", "Bold (Ctrl+B)")
    someone.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "true")
    someone.keyboard.press("Alt+F10")
    expect(bold).to_be_focused()
    someone.keyboard.press("Home")
    someone.keyboard.press("ArrowDown")
    someone.keyboard.press("Escape")
    expect(editor_of(someone, 1)).to_be_focused()
    expect(someone.locator("[role=toolbar]")).to_be_visible()
    someone.focus("#id_sections-0-heading")
    expect(someone.locator("[role=toolbar]")).to_be_hidden()
    save(someone)
    assert body_of(article, 1) == "<h3><strong>Others.</strong></h3>"
    assert body_of(article, 0) == "<p>Some words.</p>"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("heading4", "<h4>Words</h4>"),
        ("blockquote", "<blockquote><p>Words</p></blockquote>"),
        ("pullQuote", '<aside class="pullquote"><p>Words</p></aside>'),
        ("codeBlock", "<pre><code>Words</code></pre>"),
    ],
)
def test_a_paragraph_becomes_another_kind_and_back(someone: Page, kind: str, wanted: str) -> None:
    article = opened(someone, "<p>Words</p>")
    editor_of(someone).click()
    someone.select_option(".kinds", kind)
    save(someone)
    assert body_of(article) == wanted
    editor_of(someone).locator("text=Words").click()
    expect(someone.locator(".kinds")).to_have_value(kind)
    someone.select_option(".kinds", "paragraph")
    save(someone)
    assert body_of(article) == "<p>Words</p>"


def test_it_links_to_an_article_by_title(someone: Page) -> None:
    edition = makers.make_live(at=timezone.now(), title="The river at night")
    key = edition.article.key
    article = opened(someone, "<p>See there</p>")
    editor_of(someone).click()
    someone.keyboard.press("Control+a")
    someone.keyboard.press("Control+k")
    someone.locator("#link-target").fill("river night")
    option = someone.locator("[role=option]")
    expect(option).to_have_count(1)
    expect(option).to_have_attribute("aria-selected", "true")
    someone.keyboard.press("Enter")
    someone.keyboard.press("Enter")
    expect(editor_of(someone)).to_be_focused()
    save(someone)
    assert body_of(article) == f'<p><a href="article:{key}">See there</a></p>'
    assert someone.locator(".is-broken").count() == 0


def test_it_takes_an_address_and_refuses_what_is_none(someone: Page) -> None:
    article = opened(someone, "<p>See there</p>")
    editor_of(someone).click()
    someone.keyboard.press("Control+a")
    someone.click("[data-tool=link]")
    someone.locator("#link-target").fill("javascript:alert(1)")
    someone.click(".prose-dialog .is-main")
    expect(someone.locator(".dialog-error")).to_contain_text("whole address")
    someone.locator("#link-target").fill("example.org/a")
    someone.click(".prose-dialog .is-main")
    save(someone)
    assert body_of(article) == '<p><a href="https://example.org/a">See there</a></p>'


def test_a_broken_link_says_so(someone: Page) -> None:
    draft = makers.make_article(title="Not out yet")
    opened(
        someone, f'<p><a href="article:{draft.key}">soon</a> <a href="article:zzzz">never</a></p>'
    )
    expect(someone.locator(".is-broken")).to_have_count(2)
    said = someone.locator(".prose-links")
    expect(said).to_contain_text("“soon” leads to “Not out yet”, which is not public.")
    expect(said).to_contain_text("“never” leads to an article that does not exist.")


def take(page: Page, tool: str) -> None:
    """A tool by the keyboard; the text has the cursor again before anybody types on."""
    button = page.locator(f"[data-tool={tool}]")
    expect(button).to_be_visible()
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_be_focused()


def test_a_table_is_made_by_keyboard(someone: Page) -> None:
    article = opened(someone, "<p>Before</p>")
    go_to_end(someone)
    someone.keyboard.press("Enter")
    take(someone, "table")
    for place, words in enumerate(("a", "b", "c", "d")):
        someone.keyboard.type(words)
        expect(editor_of(someone).locator("th, td").nth(place)).to_have_text(words)
        someone.keyboard.press("Tab")
    for tool in ("addRowAfter", "deleteColumn", "toggleHeaderRow", "deleteRow"):
        take(someone, tool)
    save(someone)
    body = body_of(article)
    assert "<td><p>a</p></td>" in body or "<th><p>a</p></th>" in body
    assert body.count("<tr>") == 3
    assert body.count("<p>b</p>") == 0  # the cursor stood in its column


def test_characters_get_their_reading(someone: Page) -> None:
    article = opened(someone, "<p>漢字</p>")
    editor_of(someone).click()
    someone.keyboard.press("Control+a")
    someone.keyboard.press("Control+Alt+r")
    someone.locator("#ruby-reading").fill("hàn zì")
    someone.keyboard.press("Enter")
    save(someone)
    assert body_of(article) == "<p><ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby></p>"


def test_a_passage_speaks_another_language(someone: Page) -> None:
    article = opened(someone, "<p>mot</p>")
    editor_of(someone).click()
    someone.keyboard.press("Control+a")
    someone.keyboard.press("Control+Alt+l")
    someone.locator("#passage-language").fill("no language")
    someone.keyboard.press("Enter")
    expect(someone.locator(".dialog-error")).to_contain_text("language tag")
    someone.locator("#passage-language").fill("ar")
    someone.keyboard.press("Enter")
    save(someone)
    assert body_of(article) == '<p><span lang="ar" dir="rtl">mot</span></p>'


def test_the_text_is_spelled_in_its_language(someone: Page) -> None:
    opened(someone, language="en")
    text = editor_of(someone)
    assert text.get_attribute("spellcheck") == "true"
    expect(text).to_have_attribute("lang", "en")
    someone.evaluate("document.getElementById('id_language').closest('details').open = true")
    someone.fill("#id_language", "fr")
    expect(text).to_have_attribute("lang", "fr")
    expect(someone.locator("#id_sections-0-language")).to_be_hidden()
    someone.click("#sections-0 .part-menu summary")
    someone.click("#sections-0 .part-menu button >> text=Language")
    expect(someone.locator("#id_sections-0-language")).to_be_focused()
    someone.fill("#id_sections-0-language", "zh-Hans")
    expect(text).to_have_attribute("lang", "zh-Hans")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_toolbar_fits_a_phone(open_context: Any, scheme: str) -> None:
    personas.everyone()
    page = open_context(viewport=PHONE, color_scheme=scheme).new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    opened(page, "".join(item.example for item in ITEMS))
    editor_of(page).locator("td").first.click()
    page.wait_for_selector("[data-tool=addRowAfter]:not([hidden])")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".prose-toolbar").bounding_box()["height"] < 64
    assert complaints == []  # before axe, whose own styles the policy refuses
    assert accessibility_findings(page) == []
    for tool in ("link", "language", "ruby"):
        page.locator(f"[data-tool={tool}]").scroll_into_view_if_needed()
        page.click(f"[data-tool={tool}]")
        page.wait_for_selector(".desk-dialog")
        assert (tool, accessibility_findings(page)) == (tool, [])
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_selector(".desk-dialog", state="detached")


def test_the_page_loads_little_script(someone: Page) -> None:
    sizes: dict[str, int] = {}

    def on_response(response: Any) -> None:
        if response.url.split("?")[0].endswith(".js") or "jsi18n" in response.url:
            sizes[response.url] = response.request.sizes()["responseBodySize"]

    someone.on("requestfinished", lambda request: on_response(request.response()))
    opened(someone, *("<p>Some words.</p>",) * 30)
    someone.wait_for_load_state("networkidle")
    assert sizes
    assert sum(sizes.values()) <= 330_000, sizes
