"""Footnotes in Chromium: typed in place, numbered through the article, with a way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.writing import body_of, editor_of, go_to_end, opened, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTE = '<span class="footnote" data-footnote="{}"></span>'


def test_it_numbers_notes_through_the_article_and_leads_back(someone: Page) -> None:
    article = opened(someone, f"<p>One{NOTE.format('first')}.</p>", "<p>Two.</p>")
    go_to_end(someone, 1)
    someone.keyboard.press("Control+Alt+f")
    field = someone.locator("#sections-1 .prose-notes textarea")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-label", "Note 2")
    someone.keyboard.type("The second note")
    assert field.evaluate("field => field.closest('li').classList.contains('is-in-place')")
    someone.keyboard.press("Enter")
    expect(editor_of(someone, 1)).to_be_focused()
    someone.keyboard.type(" More.")
    expect(editor_of(someone, 1).locator(".footnote")).to_have_text("2")
    save(someone)
    assert body_of(article, 1) == f"<p>Two.{NOTE.format('The second note')} More.</p>"


def test_notes_are_numbered_anew_when_sections_move_or_leave(someone: Page) -> None:
    opened(someone, f"<p>One{NOTE.format('a')}</p>", f"<p>Two{NOTE.format('b')}</p>")
    second = editor_of(someone, 1).locator(".footnote")
    expect(second).to_have_text("2")
    someone.evaluate(
        """() => {
            const first = document.querySelector("#sections-0");
            document.querySelector("#sections-1").after(first);
            first.querySelector("input").dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    expect(second).to_have_text("1")
    expect(someone.locator("#sections-1 .note-number")).to_have_attribute(
        "aria-label", "Back to note 1 in the text"
    )
    expect(editor_of(someone, 0).locator(".footnote")).to_have_text("2")


def test_a_note_is_changed_in_the_list_and_goes_with_its_mark(someone: Page) -> None:
    article = opened(someone, f"<p>A{NOTE.format('a')} B{NOTE.format('b')}</p>")
    someone.locator(".prose-notes textarea").nth(1).fill("b, but better")
    editor_of(someone).locator(".footnote").first.click()
    expect(someone.locator(".prose-notes textarea").first).to_be_focused()
    someone.click("[aria-label='Remove note 1']")
    expect(someone.locator(".prose-notes li")).to_have_count(1)
    expect(someone.locator("#desk-announcements")).to_contain_text("Undo brings it back")
    save(someone)
    assert body_of(article) == f"<p>A B{NOTE.format('b, but better')}</p>"
