"""Every hostile text by every way into an editor at once, with the policy switched off: nothing acts."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.publishing.release import publish
from tests import makers, personas
from tests.browser.conftest import sign_in
from tests.browser.writing import save
from tests.hostile import VECTORS, left_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTEN = """
globalThis.acted = [];
for (const name of ["alert", "confirm", "prompt", "open"]) {
    globalThis[name] = (...words) => { globalThis.acted.push([name, ...words].join(" ")); };
}
"""
# Each vector alone in an empty text, so that none hides in another and no text grows long; at the end
# all that became of them stands in the text together, and is saved and published.
PASTE = """([n, vectors, way]) => {
    const {editor} = document.querySelectorAll("#sections-group .ProseMirror")[n];
    const written = [];
    for (const vector of vectors) {
        editor.commands.setContent(way === "set" ? vector : "", {emitUpdate: false});
        if (way !== "set") {
            const clipboardData = new DataTransfer();
            clipboardData.setData(way, vector);
            const options = {clipboardData, bubbles: true, cancelable: true};
            editor.view.dom.dispatchEvent(new ClipboardEvent("paste", options));
            for (const close of document.querySelectorAll(".desk-dialog .verb:not(.is-main)")) close.click();
        }
        written.push(editor.getHTML());
    }
    editor.commands.setContent(written.join(""), {emitUpdate: true});
    return written;
}"""


@pytest.fixture
def unguarded(open_context: Any, live_server: Any) -> tuple[Page, list[str]]:
    personas.everyone()
    page: Page = open_context(bypass_csp=True).new_page()
    page.add_init_script(LISTEN)
    strangers: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:image"))
            else strangers.append(request.url)
        ),
    )
    sign_in(page, "everyone")
    return page, strangers


def test_nothing_acts_however_it_comes_in(unguarded: tuple[Page, list[str]]) -> None:
    page, strangers = unguarded
    article = makers.make_article(bodies=("",) * 4)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator("#sections-group .ProseMirror")).to_have_count(4)
    for number, way in enumerate(("text/html", "text/plain", "set")):
        written = page.evaluate(PASTE, [number, VECTORS, way])
        assert len(written) == len(VECTORS)
        assert [left_over(html) for html in written if left_over(html)] == []
    page.locator("#sections-3 .ProseMirror").click()
    page.keyboard.insert_text("\n".join(VECTORS).replace("\0", ""))
    page.mouse.move(300, 300)
    texts = page.evaluate(
        "[0, 1, 2, 3].map(n => document.getElementById(`id_sections-${n}-body`).value)"
    )
    assert all(texts)
    assert [left_over(text) for text in texts] == [[]] * 4
    save(page)
    assert all(left_over(section.body) == [] for section in article.sections.all())
    assert page.evaluate("globalThis.acted") == []

    article = Article.objects.get(pk=article.pk)
    with time_machine.travel(timezone.now(), tick=False):
        edition = publish(article, actor=personas.editor(), at=timezone.now(), now=timezone.now())
    page.goto(edition.get_absolute_url())
    assert page.locator(".body > [id]").count() == 4
    assert page.evaluate("globalThis.acted") == []
    assert strangers == []
