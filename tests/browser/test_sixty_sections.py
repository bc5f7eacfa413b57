"""Sixty sections in Chromium: what is opened, asked and changed does not grow with them.

How long it takes is measured by the benchmark (tests/benchmarks/desk), not here.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import makers
from tests.browser.writing import editor_of, go_to_end, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "<p>" + "The ferry left the quay at dawn, and nobody counted the boats. " * 30 + "</p>"
# A browser that never has nothing to do, until it is told to.
BUSY = """globalThis.idle = [];
globalThis.requestIdleCallback = (callback) => idle.push(callback);"""
REST = "() => { while (idle.length) idle.shift()(); }"
NEAR = """() => [...document.querySelectorAll("#sections-group textarea[id$=-body]")].filter(
    (text) => text.closest(".inline-related").id !== "sections-empty"
        && text.closest(".field-body").getBoundingClientRect().top < 2 * innerHeight).length"""
# What a move writes: rows of which a word changed, and rows that went to another place.
WATCH = """() => {
    const group = document.getElementById("sections-group");
    const form = document.getElementById("article_form");
    const rows = [...group.querySelectorAll(".inline-related:not(.empty-form)")];
    globalThis.values = () => Object.fromEntries(
        [...new FormData(form)].filter(([name]) => name.startsWith("sections-")));
    globalThis.before = values();
    globalThis.written = new Set();
    new MutationObserver((changes) => {
        for (const { target } of changes) written.add(rows.find((row) => row.contains(target))?.id);
    }).observe(group, { childList: true, characterData: true, subtree: true });
}"""
CHANGED = "() => Object.entries(values()).filter(([name, value]) => before[name] !== value)"


def test_sixty_sections_cost_what_is_in_sight(someone: Page) -> None:
    article = makers.make_article(bodies=(TEXT,) * 60)
    someone.set_default_timeout(60_000)
    someone.add_init_script(BUSY)
    asked: list[str] = []
    someone.on("request", lambda request: asked.append(request.url))
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    editors = someone.locator("#sections-group .ProseMirror")
    expect(editors.first).to_be_visible()
    assert 1 <= editors.count() <= someone.evaluate(NEAR) < 10
    someone.evaluate(REST)
    expect(editors).to_have_count(60)
    fetched = [url for url in asked if "/static/" not in url]
    assert len(fetched) < 10, fetched

    someone.evaluate(WATCH)
    someone.click("#sections-1 [aria-label='Move down']")
    assert dict(someone.evaluate(CHANGED)) == {
        "sections-1-position": "3",
        "sections-2-position": "2",
    }
    written = set(someone.evaluate("() => [...written]"))
    assert written <= {None, "sections-1", "sections-2"}
    go_to_end(someone, 1)
    someone.keyboard.type("xxxx")
    expect(editor_of(someone, 1)).to_contain_text("xxxx")
    save(someone)
    assert "xxxx" in article.sections.all()[2].body
