"""What is pasted from other programs, in Chromium: the structure stays, and nothing else comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import makers, personas
from tests.browser.conftest import sign_in
from tests.browser.writing import editor_of, opened, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLIPBOARD = Path(__file__).parent.parent / "files" / "clipboard"
KEPT = (
    "<p>The ferry had <strong>always</strong> crossed at <em>dusk</em>, says "
    '<a href="https://example.org/ferry">its keeper</a>'
)
NOTE = '<span class="footnote" data-footnote="{}"></span>'
BY_HAND = NOTE.format("Kept by hand until 1931.")


@pytest.fixture
def article(page: Page) -> Article:
    """An empty text, open at the desk, with nothing asked of any other host."""
    personas.everyone()
    sign_in(page, "everyone")
    article = makers.make_article(bodies=("",))
    page.on("request", lambda request: _stay_here(request.url))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    return article


def _stay_here(url: str) -> None:
    assert url.startswith(("http://localhost", "http://127.0.0.1", "data:")), url


def paste(page: Page, *, html: str = "", text: str = "") -> None:
    page.locator(".ProseMirror").first.click()
    paste_here(page, html=html, text=text)


def paste_here(page: Page, *, html: str = "", text: str = "") -> None:
    """Sends the event that the browser sends for Ctrl+V."""
    page.evaluate(
        """([html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            if (text) data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.querySelector(".ProseMirror").dispatchEvent(event);
        }""",
        [html, text],
    )


def copied(name: str) -> str:
    return (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")


def saved(page: Page, article: Article) -> str:
    save(page)
    return article.sections.all()[0].body


def in_one(page: Page) -> None:
    page.click(".desk-dialog >> text=in one")


def test_word(page: Page, article: Article) -> None:
    paste(page, html=copied("word"))
    in_one(page)
    expect(page.locator(".prose-missing")).to_contain_text("A picture was not taken over")
    expect(page.locator(".prose-missing li")).to_contain_text("land On the water”")
    assert saved(page, article) == (
        "<h3>The Crossing</h3><h4>At the quay</h4>"
        f"{KEPT}.{BY_HAND} H<sub>2</sub>O and "
        '<span class="smallcaps">caps</span>.</p>'
        "<ul><li><p>rope</p><ul><li><p>of hemp</p></li></ul></li><li><p>oars</p></li></ul>"
        '<p>In between.</p><ol start="3"><li><p>row</p></li><li><p>land</p></li></ol>'
        "<h4>On the water</h4><h4>A table</h4>"
        '<table><tbody><tr><td colspan="2"><p><strong>Boats</strong></p></td></tr>'
        "<tr><td><p>1900</p></td><td><p>12</p></td></tr></tbody></table><p>Not a link.</p>"
    )


def test_wps(page: Page, article: Article) -> None:
    paste(page, html=copied("wps"))
    assert saved(page, article) == (
        f"<h3>渡口</h3><p>船在<strong>黄昏</strong>渡河{NOTE.format('直到1931年。')}。</p>"
        "<ul><li><p>缆绳</p></li></ul><ol><li><p>桨</p></li></ol>"
    )


def test_google_docs(page: Page, article: Article) -> None:
    paste(page, html=copied("google_docs"))
    expect(page.locator(".prose-missing li")).to_have_count(1)
    assert saved(page, article) == (
        f"<h3>At the quay</h3>{KEPT}.{BY_HAND}<s> gone</s></p>"
        "<ul><li><p>rope</p><ul><li><p>of hemp</p></li></ul></li><li><p>oars</p></li></ul>"
        "<table><tbody><tr><td><p><strong>Year</strong></p></td>"
        "<td><p><strong>Boats</strong></p></td></tr></tbody></table>"
    )


def test_pages(page: Page, article: Article) -> None:
    paste(page, html=copied("pages"))
    assert saved(page, article) == (
        f"<h3>At the quay</h3>{KEPT}, and nobody thought of it.</p>"
        "<ul><li><p>rope</p></li><li><p>oars</p></li></ul>"
    )


def test_libreoffice(page: Page, article: Article) -> None:
    paste(page, html=copied("libreoffice"))
    assert saved(page, article) == (
        "<p>The ferry had <strong>always</strong> crossed at <em>dusk</em>."
        f"{BY_HAND}</p><ol><li><p>row</p></li></ol>"
    )


def test_a_web_page(page: Page, article: Article) -> None:
    paste(page, html=copied("web_page"))
    in_one(page)
    expect(page.locator(".prose-missing li")).to_contain_text("A ferry at dusk: after")
    assert saved(page, article) == (
        f"<h3>The Crossing</h3><h4>At the quay</h4>{KEPT}.{BY_HAND}</p><p>The ferry</p>"
        "<h4>On the water</h4><p>Loose words</p><p>and more</p>"
        "<blockquote><p>It gives back late.</p></blockquote><pre><code>let x\n  = 1</code></pre>"
        "<table><tbody><tr><th><p>Year</p></th></tr><tr><td><p>1900</p></td></tr></tbody></table>"
    )


def test_a_whole_article_is_offered_as_sections(page: Page, article: Article) -> None:
    page.evaluate(
        """() => document.addEventListener("prose:split", (event) => {
            event.preventDefault();
            globalThis.parts = event.detail;
        })"""
    )
    page.locator(".ProseMirror").first.click()
    page.keyboard.type("Before.")
    paste(page, html=copied("word"))
    page.click(".desk-dialog .is-main >> text=Make 2 sections")
    parts: dict[str, Any] = page.evaluate("globalThis.parts")
    assert parts["before"] == "<p>Before.</p><h3>The Crossing</h3>"
    assert [one["heading"] for one in parts["sections"]] == ["At the quay", "On the water"]
    assert parts["sections"][0]["body"].startswith("<p>The ferry had <strong>always</strong>")
    assert parts["sections"][1]["body"].startswith("<h3>A table</h3>")
    assert parts["after"] == ""
    expect(page.locator(".prose-missing li")).to_have_count(1)


def test_a_whole_article_over_chosen_words_comes_in_one_and_is_undone(someone: Page) -> None:
    opened(someone, "<p>Not yet</p>")
    text = editor_of(someone)
    text.click()
    someone.keyboard.press("Control+a")
    chosen = "text => !text.editor.state.selection.empty"
    someone.wait_for_function(chosen, arg=text.element_handle())
    paste_here(someone, html="<h2>A</h2><p>a</p><h2>B</h2><p>b</p>")
    expect(text).to_have_text("AaBb")
    expect(someone.locator("dialog")).to_have_count(0)
    someone.keyboard.press("Control+z")
    expect(text).to_have_text("Not yet")


def test_the_notes_of_a_heading_stand_before_what_it_heads(page: Page, article: Article) -> None:
    mark = '<a href="#_ftn1">[1]</a>'
    note = '<p><a id="_ftn1">[1]</a> Kept by hand until 1931.</p>'
    paste(page, html=f"<h2>A{mark}</h2><p>a</p><h2>B</h2><p>b</p>{note}")
    page.click(".desk-dialog .is-main")
    expect(page.locator("#sections-1 .footnote")).to_have_count(1)
    assert page.input_value("#id_sections-1-body") == f"<p>{BY_HAND}</p><p>a</p>"


def test_a_whole_article_comes_in_one_where_nobody_makes_sections(
    page: Page, article: Article
) -> None:
    page.evaluate(
        """() => document.addEventListener(
            "prose:split", (event) => event.stopImmediatePropagation(), true
        )"""
    )
    paste(page, html="<h2>A</h2><p>a</p><h2>B</h2><p>b</p>")
    page.click(".desk-dialog .is-main")
    assert saved(page, article) == "<h3>A</h3><p>a</p><h3>B</h3><p>b</p>"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("one\ntwo", "<p>one</p><p>two</p>"),
        ("one\nstill one\n\n \ntwo\r\n\r\nthree", "<p>one still one</p><p>two</p><p>three</p>"),
        ("渡河\n之时\n\n二", "<p>渡河之时</p><p>二</p>"),
        ("<b>no tag</b>", "<p>&lt;b&gt;no tag&lt;/b&gt;</p>"),
    ],
)
def test_plain_text(page: Page, article: Article, text: str, wanted: str) -> None:
    paste(page, text=text)
    assert saved(page, article) == wanted


def test_our_own_text_stays_as_it_is(page: Page, article: Article) -> None:
    page.evaluate(
        """html => document.querySelector(".ProseMirror").editor.commands.setContent(
            html, {emitUpdate: true}
        )""",
        f'<p lang="fr">Un{NOTE.format("n")} <a href="article:abcd#efgh">lien</a></p>',
    )
    page.locator(".ProseMirror").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("End")
    page.keyboard.press("Control+v")
    body = saved(page, article)
    assert body.count('data-footnote="n"') >= 1
    assert 'href="article:abcd#efgh"' in body
