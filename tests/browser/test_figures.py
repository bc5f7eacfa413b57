"""Figures in Chromium: picked by keys alone, dropped, known again, described, and pointed at."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PillowImage
from playwright.sync_api import Page, expect

from articles.library import add_image
from articles.models import Article, Image
from tests import makers, personas
from tests.browser.conftest import DESKTOP, PHONE, accessibility_findings, sign_in, watch
from tests.browser.writing import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECTION = "#sections-0 .desk-figure"
# What a person does who drags a file from a window of their computer onto a part of the page.
DROP = """([selector, bytes]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" }));
  const options = { bubbles: true, cancelable: true, dataTransfer };
  const place = document.querySelector(selector);
  for (const type of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(type, options));
}"""
# What another module does that restores a field.
SET = """([id, value]) => {
  const field = document.getElementById(id);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def jpeg(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    PillowImage.new("RGB", (600, 400), colour).save(out, "JPEG")
    return out.getvalue()


def add(colour: str, **facts: Any) -> Image:
    return add_image(jpeg(colour), actor=personas.editor(), file_name=f"{colour}.jpg", **facts)


def open_article(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector(".picture-choice.is-drawn")


def test_a_picture_is_picked_and_described_by_keys_alone(someone: Page) -> None:
    names = ("teal", "olive", "navy", "brown")
    images = {name: add(name, alt=f"All {name}") for name in names}
    images["olive"].alt = ""
    images["olive"].save()
    article = makers.make_article()
    open_article(someone, article)
    someone.focus(f"{SECTION} button")
    someone.keyboard.press("Enter")
    someone.wait_for_selector(".library-picture")
    expect(someone.locator("#library-search")).to_be_focused()
    someone.keyboard.press("ArrowDown")  # the newest: brown, navy, olive, teal
    someone.keyboard.press("End")
    someone.keyboard.press("Home")
    someone.keyboard.press("ArrowRight")
    someone.keyboard.press("ArrowRight")
    expect(someone.locator(".library-picture:focus")).to_have_text("olive.jpg")
    someone.keyboard.press("Enter")
    expect(someone.locator("#id_sections-0-alt")).to_be_focused()
    assert someone.input_value("#id_sections-0-image") == str(images["olive"].pk)
    note = someone.locator("#id_sections-0-alt-note")
    expect(note).to_contain_text("told nothing yet")
    someone.keyboard.type("A grove of olive trees")
    expect(note).to_be_hidden()
    someone.fill("#id_sections-0-caption", "In the south")
    assert someone.text_content(f"{SECTION} figcaption") == "In the south"
    save(someone)
    section = article.sections.get()
    assert (section.image, section.alt) == (images["olive"], "A grove of olive trees")


def test_pictures_are_searched_and_more_are_shown(someone: Page, monkeypatch: Any) -> None:
    monkeypatch.setattr("articles.admin.picking.AT_ONCE", 2)
    for name in ("teal", "olive", "navy"):
        add(name, alt=f"All {name}")
    open_article(someone, makers.make_article())
    someone.click(f"{SECTION} button")
    expect(someone.locator(".library-picture")).to_have_count(2)
    someone.click("text=More pictures")
    expect(someone.locator(".library-picture")).to_have_count(3)
    expect(someone.locator(".library-picture:focus")).to_have_text("All teal")
    someone.fill("#library-search", "TEAL")
    expect(someone.locator(".library-picture")).to_have_text(["All teal"])
    someone.fill("#library-search", "no such thing")
    expect(someone.locator(".library-said")).to_have_text("No picture has these words.")
    someone.keyboard.press("Escape")  # empties the search
    expect(someone.locator(".library-picture")).to_have_count(2)
    someone.keyboard.press("Escape")
    expect(someone.locator("dialog")).to_have_count(0)
    expect(someone.locator(f"{SECTION} button").first).to_be_focused()


def test_a_dropped_file_is_taken_in_and_known_again(someone: Page) -> None:
    article = makers.make_article(bodies=("<p>One.</p>", "<p>Two.</p>"))
    open_article(someone, article)
    someone.evaluate(DROP, [SECTION, list(jpeg())])
    said = someone.locator(f"{SECTION} .figure-said")
    expect(said).to_have_text("“dropped.jpg” stands here now.")
    # Elsewhere in a section it falls to that section's figure, which has none yet.
    someone.evaluate(DROP, ["#sections-1 .field-heading", list(jpeg())])
    other = someone.locator("#sections-1 .desk-figure .figure-said")
    expect(other).to_contain_text("in the library already, as “dropped.jpg”")
    someone.evaluate(DROP, [".desk-figure", list(b"no picture")])
    expect(someone.locator(".desk-figure .figure-said").first).to_contain_text("not a picture")
    image = Image.objects.get()
    save(someone)
    assert [section.image for section in article.sections.all()] == [image, image]


def test_a_file_is_chosen_in_the_dialog_and_the_picture_removed_again(
    someone: Page, tmp_path: Path
) -> None:
    (tmp_path / "chosen.jpg").write_bytes(jpeg())
    (tmp_path / "words.jpg").write_bytes(b"no picture")
    article = makers.make_article()
    open_article(someone, article)
    someone.click(f"{SECTION} button")
    someone.set_input_files("dialog input[type=file]", tmp_path / "words.jpg")
    expect(someone.locator(".library-said")).to_contain_text("not a picture")
    someone.set_input_files("dialog input[type=file]", tmp_path / "chosen.jpg")
    expect(someone.locator(f"{SECTION} figure img")).to_be_visible()
    assert someone.input_value("#id_sections-0-image") == str(Image.objects.get().pk)
    someone.click(f"{SECTION} >> text=Remove picture")
    expect(someone.locator(f"{SECTION} figure")).to_be_hidden()
    assert someone.input_value("#id_sections-0-image") == ""


def test_the_focal_point_is_set_by_keys_and_by_pointer(someone: Page) -> None:
    image = add("teal")
    article = makers.make_article(image=image)
    open_article(someone, article)
    someone.click(".desk-figure >> text=Focal point…")
    expect(someone.locator("#focal-x")).to_be_focused()
    for key in ("Home", "ArrowRight", "ArrowRight", "Tab", "End"):
        someone.keyboard.press(key)
    crop = someone.locator("dialog .crop-wide img")
    assert crop.evaluate("crop => crop.style.objectPosition") == "0% 100%"
    someone.keyboard.press("Tab")
    someone.keyboard.press("Enter")
    expect(someone.locator("dialog")).to_have_count(0)
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (2, 100)

    someone.goto(f"/admin/articles/image/{image.pk}/change/")
    surface = someone.locator(".focal-picture").bounding_box()
    assert surface is not None
    someone.mouse.click(surface["x"] + surface["width"] / 2, surface["y"] + surface["height"] / 4)
    someone.click("input[name=_continue]")
    someone.wait_for_selector(".messagelist .success")
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (50, 25)
    assert someone.input_value("#id_focal_y") == "25"


def test_a_missing_picture_is_given_its_file_where_it_is_named(someone: Page) -> None:
    article = makers.make_article()
    article.sections.update(is_picture_missing=True, picture_origin="fig-1.jpg: a map")
    open_article(someone, article)
    expect(someone.locator(f"{SECTION} .figure-said")).to_contain_text("fig-1.jpg: a map")
    someone.evaluate(DROP, ["[aria-labelledby=missing-pictures] li", list(jpeg())])
    someone.wait_for_selector("[aria-labelledby=missing-pictures] li.is-done")
    save(someone)
    section = article.sections.get()
    assert (section.image, section.is_picture_missing) == (Image.objects.get(), False)


def test_a_picture_that_is_set_from_elsewhere_shows_itself(someone: Page) -> None:
    image = add("teal", alt="A pond")
    open_article(someone, makers.make_article())
    someone.evaluate(SET, ["id_sections-0-image", str(image.pk)])
    expect(someone.locator(f"{SECTION} figure img")).to_have_attribute("alt", "A pond")
    someone.click("#sections-group .add-row a")
    expect(someone.locator("#sections-1 .picture-choice.is-drawn")).to_have_count(1)


def test_a_doubled_section_shows_its_picture(someone: Page) -> None:
    open_article(someone, makers.make_article(bodies=("<p>One.</p>",)))
    someone.evaluate(SET, ["id_sections-0-image", str(add("teal", alt="A pond").pk)])
    expect(someone.locator(f"{SECTION} figure img")).to_have_attribute("alt", "A pond")
    someone.focus("#id_sections-0-heading")
    someone.keyboard.press("Alt+Shift+D")
    expect(someone.locator("#sections-1 figure img")).to_have_attribute("alt", "A pond")


def test_a_file_that_arrives_takes_the_cursor_from_nobody_who_writes(someone: Page) -> None:
    open_article(someone, makers.make_article())
    someone.focus("#id_title")
    someone.evaluate(DROP, [SECTION, list(jpeg())])
    expect(someone.locator(f"{SECTION} .figure-said")).to_contain_text("stands here now")
    expect(someone.locator("#id_title")).to_be_focused()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_the_dialogs_are_open_to_everyone(open_context: Any, scheme: str, size: Any) -> None:
    personas.everyone()
    image = add("teal")
    article = makers.make_article(image=image)
    page = open_context(viewport=size, color_scheme=scheme).new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    open_article(page, article)
    for button, part in (("Change picture…", ".library-picture"), ("Focal point…", ".crops")):
        page.click(f".desk-figure >> text={button}")
        page.wait_for_selector(part)
        page.wait_for_load_state("networkidle")
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert accessibility_findings(page) == []
        complaints.clear()
        page.keyboard.press("Escape")
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    page.wait_for_selector(".crops")
    assert accessibility_findings(page) == []
