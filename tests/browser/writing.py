"""What tests of the article's page share: opening it, going to a text, saving, and reading what was saved."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from articles.models import Article
from tests import makers


def editor_of(page: Page, number: int = 0) -> Any:
    return page.locator(f"#sections-{number} .ProseMirror")


def go_to_end(page: Page, number: int = 0) -> None:
    """Puts the cursor behind the last word, and waits until the editor has noticed."""
    editor_of(page, number).click()
    page.keyboard.press("Control+End")
    page.wait_for_function(
        "text => text.editor.state.selection.to === text.editor.state.doc.content.size - 1",
        arg=editor_of(page, number).element_handle(),
    )


def opened(page: Page, *bodies: str, **columns: Any) -> Article:
    article = makers.make_article(bodies=bodies or ("<p>Some words.</p>",), **columns)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    return article


def save(page: Page) -> None:
    """Saves, and waits for the page that answers: the one before may bear a message of its own."""
    with page.expect_navigation():
        page.click("input[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def body_of(article: Article, number: int = 0) -> str:
    return list(article.sections.all())[number].body
