"""The desk in Chromium: rich text under the strict policy, and pages that everyone can use."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from articles.models import Article
from tests import makers
from tests.browser.writing import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Everything that a body may hold, as the cleaner leaves it.
VOCABULARY = (
    "<p>Plain <strong>bold</strong> <em>slanted</em> <s>gone</s> H<sub>2</sub>O m<sup>2</sup> "
    '<code>x = 1</code> <a href="https://example.org/">out</a> '
    '<a href="article:abcdefgh#jklmnpqr">ours</a> <span class="smallcaps">caps</span> '
    '<span lang="fr">mot</span> note<span class="footnote" data-footnote="Its text"></span> '
    "<ruby>漢<rt>kan</rt></ruby><br>after</p>"
    '<h3>Three</h3><h4>Four</h4><p lang="zh-Hans">中文</p>'
    '<ul><li><p>one</p><ul><li><p>inner</p></li></ul></li></ul><ol start="3"><li><p>three</p></li></ol>'
    '<blockquote lang="de"><p>Zitat</p></blockquote><aside class="pullquote"><p>Pulled</p></aside>'
    "<pre>a  b\nc</pre><hr>"
    '<table><tbody><tr><th><p>h</p></th><td colspan="2"><p>d</p></td></tr></tbody></table>'
)


def editor_of(page: Page, number: int = 0) -> Any:
    return page.locator(f"#sections-{number} [contenteditable=true]")


def test_it_writes_rich_text_and_saves_it(someone: Page) -> None:
    article = makers.make_article()
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(someone).click()
    someone.keyboard.press("Control+End")
    someone.keyboard.press("Enter")
    someone.keyboard.type("Then ")
    someone.keyboard.press("Control+b")
    someone.keyboard.type("more")
    save(someone)
    assert article.sections.get().body == "<p>Some words.</p><p>Then <strong>more</strong></p>"


def test_opening_and_changing_a_text_loses_nothing_of_it(someone: Page) -> None:
    article = makers.make_article(bodies=(VOCABULARY,))
    before = article.sections.get().body
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(someone).locator("h4").click()
    someone.keyboard.press("End")
    someone.keyboard.type("!")
    save(someone)
    assert article.sections.get().body == before.replace("Four", "Four!")


def test_it_adds_a_section_that_is_an_editor_too(someone: Page) -> None:
    article = makers.make_article()
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    someone.click("#sections-group .add-row a")
    someone.fill("#id_sections-1-heading", "The second")
    editor_of(someone, 1).click()
    someone.keyboard.type("New words.")
    save(someone)
    assert [section.body for section in article.sections.all()] == [
        "<p>Some words.</p>",
        "<p>New words.</p>",
    ]


def test_it_publishes_from_the_form_with_what_was_just_typed(someone: Page) -> None:
    article = makers.make_article(title="Before")
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    someone.fill("#id_title", "After")
    someone.click("button[value=publish]")
    someone.wait_for_url("**/do/publish/")
    someone.click("form input[type=submit].default")
    someone.wait_for_selector(".messagelist .success")
    someone.goto(Article.objects.get().editions.get().get_absolute_url())
    assert someone.text_content("h1") == "After"


def test_the_checklist_leads_to_a_field_that_was_folded_away(someone: Page) -> None:
    article = makers.make_article()
    article.sections.update(is_picture_missing=True)
    someone.goto(f"/admin/articles/article/{article.pk}/do/publish/")
    someone.click(".findings.blockers a")
    someone.wait_for_url("**/change/#id_sections-0-image")
    someone.wait_for_selector("#sections-0 .field-image button:focus")
