"""What leaves the manuscript comes back in Chromium, words, picture and cursor; and people are moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import makers
from tests.browser.writing import editor_of, go_to_end, opened, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def bodies(article: Article) -> list[str]:
    return [section.body for section in article.sections.all()]


def test_a_merge_leaves_the_cursor_at_the_joint_and_is_undone_by_a_key(someone: Page) -> None:
    article = opened(someone, "<p>One.</p>", "<p>Two.</p>")
    go_to_end(someone)
    someone.keyboard.type(" More.")
    editor_of(someone, 1).click()
    someone.keyboard.press("Alt+Shift+M")
    expect(editor_of(someone)).to_be_focused()
    someone.keyboard.type("Then ")
    expect(editor_of(someone)).to_have_text("One. More.Then Two.")
    someone.keyboard.press("Backspace")
    for _ in range(4):
        someone.keyboard.press("Backspace")
    # The text's own undo never takes the merged words away with it.
    for _ in range(6):
        someone.keyboard.press("Control+z")
    expect(editor_of(someone)).to_contain_text("Two.")
    someone.keyboard.press("Alt+Shift+Z")
    expect(someone.locator("#id_sections-1-heading")).to_be_focused()
    expect(someone.locator("#desk-announcements")).to_contain_text("is back")
    save(someone)
    assert bodies(article)[1] == "<p>Two.</p>"
    assert bodies(article)[0].startswith("<p>One.")


@pytest.mark.parametrize(
    ("typed_in", "left"),
    [
        ("two", ["<p>One.</p>", "<p>Two and more.</p>"]),
        ("one", ["<p>One and more.</p>", "<p>Two.</p>"]),
    ],
)
def test_a_merge_is_undone_after_typing_and_no_word_stands_twice(
    someone: Page, typed_in: str, left: list[str]
) -> None:
    article = opened(someone, "<p>One.</p>", "<p>Two.</p>")
    someone.fill("#id_sections-1-heading", "Both & more")
    editor_of(someone, 1).click()
    someone.keyboard.press("Alt+Shift+M")
    text = editor_of(someone)
    expect(text).to_be_focused()
    text.locator("p").nth(1 if typed_in == "two" else 0).click()
    someone.keyboard.press("End")
    someone.keyboard.press("ArrowLeft")
    someone.keyboard.type(" and more")
    someone.keyboard.press("Alt+Shift+Z")
    expect(someone.locator("#id_sections-1-heading")).to_have_value("Both & more")
    save(someone)
    assert bodies(article) == left


def test_what_was_deleted_comes_back_in_its_place_the_last_first(someone: Page) -> None:
    article = opened(someone, "<p>A</p>", "<p>B</p>", "<p>C</p>")
    for number in (0, 2):
        someone.click(f"#sections-{number} .part-menu summary")
        someone.click(f"#sections-{number} .part-menu button >> text=Delete")
        expect(someone.locator(f"#sections-{number} .undo")).to_be_focused()
    someone.keyboard.press("Alt+Shift+Z")
    expect(editor_of(someone, 2)).to_be_visible()
    expect(editor_of(someone, 0)).to_be_hidden()
    someone.keyboard.press("Alt+Shift+Z")
    someone.keyboard.press("Alt+Shift+Z")
    expect(someone.locator("#desk-announcements")).to_have_text("Nothing was deleted.")
    save(someone)
    assert bodies(article) == ["<p>A</p>", "<p>B</p>", "<p>C</p>"]


def test_a_split_is_not_undone_by_half(someone: Page) -> None:
    article = opened(someone, "<p>One two.</p>")
    go_to_end(someone)
    for _ in range(4):
        someone.keyboard.press("ArrowLeft")
    someone.keyboard.press("Alt+Shift+S")
    expect(someone.locator("#id_sections-1-heading")).to_be_focused()
    editor_of(someone).click()
    someone.keyboard.press("Control+z")
    save(someone)
    assert [body.replace(" <", "<") for body in bodies(article)] == ["<p>One</p>", "<p>two.</p>"]


def test_a_picture_moves_and_merges_with_its_section(someone: Page) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>"))
    picture = makers.make_image()
    second = article.sections.all()[1]
    second.image, second.alt, second.heading = picture, "Boats", "Quay"
    second.save()
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    someone.focus("#id_sections-1-heading")
    someone.keyboard.press("Alt+Shift+ArrowUp")
    save(someone)
    first, second = article.sections.all()
    assert (first.heading, first.image, first.alt) == ("Quay", picture, "Boats")
    assert second.image is None
    someone.focus("#id_sections-0-heading")
    someone.keyboard.press("Alt+Shift+ArrowDown")
    someone.keyboard.press("Alt+Shift+M")
    expect(someone.locator("#sections-1 .figure-picture")).to_be_visible()
    save(someone)
    only = article.sections.get()
    assert (only.body, only.image, only.alt) == ("<p>A</p><h3>Quay</h3><p>B</p>", picture, "Boats")


def test_words_of_a_picture_and_the_mark_that_it_is_missing_merge_too(someone: Page) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>"))
    second = article.sections.all()[1]
    second.caption, second.credit, second.is_picture_missing = "At dusk", "Ada", True
    second.save()
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(someone, 1).click()
    someone.keyboard.press("Alt+Shift+M")
    expect(editor_of(someone)).to_have_text("AB")
    save(someone)
    only = article.sections.get()
    assert (only.caption, only.credit, only.is_picture_missing) == ("At dusk", "Ada", True)


def test_words_of_two_pictures_do_not_merge(someone: Page) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>"))
    article.sections.update(caption="At dusk")
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(someone, 1).click()
    someone.keyboard.press("Alt+Shift+M")
    expect(someone.locator("#sections-1 .part-said")).to_contain_text("Take one out first")
    expect(editor_of(someone)).to_have_text("A")


def test_bylines_move_by_keys_and_leave_and_come_back(someone: Page) -> None:
    article = makers.make_article()
    article.bylines.all().delete()
    for place, name in enumerate(("Ada", "Bo", "Cy"), 1):
        article.bylines.create(contributor=makers.make_contributor(name), position=place)
    someone.goto(f"/admin/articles/article/{article.pk}/change/")
    someone.focus("#id_bylines-2-role")
    someone.keyboard.press("Alt+Shift+ArrowUp")
    expect(someone.locator("#id_bylines-2-role")).to_be_focused()
    expect(someone.locator("#desk-announcements")).to_contain_text("Cy moved to place 2 of 3")
    someone.click("#bylines-0 [aria-label='Move down']")
    someone.click("#bylines-1 .remove")
    someone.click("#bylines-1 .undo")
    someone.click("#bylines-0 .remove")
    save(someone)
    names = [byline.contributor.name for byline in article.bylines.order_by("position")]
    assert names == ["Cy", "Bo"]
