"""Two at one article: they see each other, and neither overwrites the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article
from tests import makers, personas
from tests.browser.conftest import sign_in, watch
from tests.browser.kept import change, expect_state, save, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def article() -> Article:
    return makers.make_article(title="The ferry", bodies=("<p>One.</p>", "<p>Two.</p>"))


@pytest.fixture
def two(open_context: Callable[..., BrowserContext], article: Article) -> Iterator[list[Page]]:
    """A writer and an editor with the same article open; nothing they meet is an error."""
    personas.writer()
    personas.editor()
    pages, complaints = [], []
    for name in ("writer", "editor"):
        context = open_context()
        page = context.new_page()
        complaints.append(watch(page))
        sign_in(page, name)
        page.goto(change(article))
        expect_state(page, "saved")
        pages.append(page)
    yield pages
    assert complaints == [[], []]


def test_two_see_each_other_and_their_different_sections_both_land(
    two: list[Page], article: Article
) -> None:
    writer, editor = two
    expect(editor.locator("#others-names")).to_have_text("writer")
    writer.evaluate("dispatchEvent(new Event('focus'))")
    expect(writer.locator("#others-names")).to_have_text("editor")
    write(writer, " By the writer.", section=0)
    write(editor, " By the editor.", section=1)
    save(writer)
    editor.evaluate("dispatchEvent(new Event('focus'))")
    expect(editor.locator("#newer-version")).to_contain_text("nothing is overwritten")
    save(editor)
    expect(editor.locator(".messagelist")).to_contain_text("Brought together")
    bodies = [section.body for section in article.sections.all()]
    assert bodies == ["<p>One. By the writer.</p>", "<p>Two. By the editor.</p>"]


@pytest.mark.parametrize("whose", ["Mine", "Theirs"])
def test_the_same_section_is_shown_side_by_side_and_one_chooses(
    two: list[Page], article: Article, whose: str
) -> None:
    writer, editor = two
    write(writer, " By the writer.")
    write(editor, " By the editor.")
    save(writer)
    save(editor)
    assert article.sections.get(position=1).body == "<p>One. By the writer.</p>"
    meeting = editor.locator("#meeting")
    expect(meeting).to_be_focused()
    expect(meeting.locator(".side-by-side ins").first).to_contain_text("editor")
    expect(meeting.locator(".side-by-side del").first).to_contain_text("writer")
    save(editor)  # without a choice nothing is saved
    assert article.sections.get(position=1).body == "<p>One. By the writer.</p>"
    editor.locator("#meeting label").filter(has_text=whose).check()
    save(editor)
    author = {"Mine": "editor", "Theirs": "writer"}[whose]
    assert article.sections.get(position=1).body == f"<p>One. By the {author}.</p>"
