"""Tags in Chromium: typed, pasted, suggested, and warned of, with the server's own commas."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.language import words
from articles.models import Article, Tag, TagAlias
from tests import makers, personas
from tests.browser.conftest import DESKTOP, PHONE, accessibility_findings, sign_in, watch
from tests.browser.test_figures import SET
from tests.browser.writing import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENTRY = "#id_tags-entry"
SAMPLES = [
    "a, b，c、d;e；f",
    "one\ntwo\r\nthree\tfour",
    "شعر، فن؛ مدن",
    "ﾊﾟﾝ､米﹐茶﹑水﹔酒",
    "ሰላም፣ፍቅር፤ ꘍ x ꛵ y ꓾ z",
    " ,, climate change ,",
    "1.5 °C · a/b 𠀀",
    "",
]
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { bubbles: true, cancelable: true, clipboardData };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def open_article(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector(ENTRY)


def chips(page: Page) -> Any:
    return page.locator(".chips li > span:first-child")


def tags_of(article: Article) -> list[str]:
    return sorted(article.tags.values_list("name", flat=True))


def test_tags_are_typed_suggested_and_removed_by_keys_alone(someone: Page) -> None:
    makers.make_article(tags=["rivers", "river boats"])
    TagAlias.objects.create(tag=Tag.objects.get(name="rivers"), name="Streams")
    article = makers.make_article(tags=["essays"])
    open_article(someone, article)
    someone.focus(ENTRY)
    someone.keyboard.type("riv")
    expect(someone.locator("[role=option]")).to_have_count(3)
    someone.keyboard.press("ArrowDown")
    assert someone.get_attribute(ENTRY, "aria-activedescendant") == "id_tags-list-0"
    expect(someone.locator("[aria-selected=true]")).to_contain_text("river boats")
    expect(someone.locator("[aria-selected=true]")).to_contain_text("1 article")
    someone.keyboard.press("Enter")
    someone.keyboard.type("streams")
    expect(someone.locator("[role=option]").first).to_contain_text("also called “Streams”")
    someone.keyboard.press("Escape")
    expect(someone.locator("[role=listbox]")).to_be_hidden()
    someone.keyboard.type("，sea，")
    expect(chips(someone)).to_have_text(["essays", "river boats", "rivers", "sea"])
    expect(someone.locator(".chips .is-new")).to_have_text("seanew×")
    someone.keyboard.press("Backspace")
    expect(chips(someone)).to_have_text(["essays", "river boats", "rivers"])
    someone.keyboard.press("ArrowLeft")
    someone.keyboard.press("ArrowLeft")
    someone.keyboard.press("Delete")
    expect(chips(someone)).to_have_text(["essays", "rivers"])
    assert someone.input_value("#id_tags") == "essays, rivers"
    save(someone)
    assert tags_of(article) == ["essays", "rivers"]


def test_several_are_pasted_and_what_is_left_in_the_field_counts(someone: Page) -> None:
    article = makers.make_article(tags=[])
    open_article(someone, article)
    someone.focus(ENTRY)
    someone.evaluate(PASTE, "rivers、boats\nclimate change; Rivers")
    expect(chips(someone)).to_have_text(["rivers", "boats", "climate change"])
    someone.keyboard.type("left over")
    save(someone)
    assert tags_of(article) == ["boats", "climate change", "left over", "rivers"]


def test_the_script_parts_names_as_the_server_does(someone: Page) -> None:
    open_article(someone, makers.make_article())
    parted = someone.evaluate(
        """async (samples) => {
          const { splitNames } = await import(document.querySelector('script[src*="desk/tags."]').src);
          const { separators } = document.getElementById("id_tags").dataset;
          return samples.map((sample) => splitNames(sample, separators));
        }""",
        SAMPLES,
    )
    assert parted == [words.split_tags(sample) for sample in SAMPLES]


def test_a_name_that_is_nearly_a_tag_is_warned_of_and_one_click_takes_the_tag(
    someone: Page,
) -> None:
    makers.make_article(tags=["rivers", "黑神话", "OpenAI"])
    article = makers.make_article(tags=[])
    open_article(someone, article)
    someone.focus(ENTRY)
    someone.keyboard.type("黑神話")
    expect(someone.locator("[role=option]").first).to_contain_text("nearly the same")
    for key in ("ArrowDown", "Enter"):
        someone.keyboard.press(key)
    expect(chips(someone)).to_have_text(["黑神话"])
    someone.evaluate(PASTE, "River, Open-AI")
    notes = someone.locator(".tag-notes li")
    expect(notes).to_have_count(2)
    expect(notes.first).to_contain_text("“River” is nearly “rivers”")
    someone.click("text=Take “rivers”")
    expect(chips(someone)).to_have_text(["黑神话", "rivers", "Open-AI"])
    someone.click("text=Keep mine")
    expect(notes).to_have_count(0)
    save(someone)
    expect(someone.locator(".messagelist .warning")).to_have_count(0)
    assert tags_of(article) == ["Open-AI", "rivers", "黑神话"]
    # The page offers the older tag again.
    someone.click("text=Take “OpenAI”")
    save(someone)
    assert tags_of(article) == ["OpenAI", "rivers", "黑神话"]


def test_what_was_found_in_the_text_is_taken_over_by_one_click(someone: Page) -> None:
    found = [{"name": "River", "count": 2, "known": False}, {"name": "Sea", "count": 1}]
    article = makers.make_imported(tags=found)
    open_article(someone, article)
    someone.click("text=+ River")
    expect(chips(someone)).to_have_text(["essays", "River"])
    expect(someone.locator("text=+ River")).to_be_hidden()
    save(someone)
    assert tags_of(article) == ["River", "essays"]
    expect(someone.locator(".proposals button")).to_have_count(1)


def test_tags_that_are_set_from_elsewhere_show_themselves(someone: Page) -> None:
    open_article(someone, makers.make_article())
    someone.evaluate(SET, ["id_tags", "rivers，boats"])
    expect(chips(someone)).to_have_text(["rivers", "boats"])


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_the_combobox_is_open_to_everyone(open_context: Any, scheme: str, size: Any) -> None:
    personas.everyone()
    makers.make_article(tags=["rivers"])
    article = makers.make_imported(tags=[{"name": "Sea", "count": 2, "known": False}])
    page = open_context(viewport=size, color_scheme=scheme).new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    open_article(page, article)
    page.focus(ENTRY)
    page.keyboard.type("River, riv")
    page.wait_for_selector(".tag-notes li")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
    assert accessibility_findings(page) == []
