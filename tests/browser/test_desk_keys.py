"""The desk's own keys in Chromium: on a Mac, on other layouts, while characters are composed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.writing import editor_of, go_to_end, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A key as another keyboard sends it. Says whether the page took it for itself.
PRESS = """(key) => !document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...key }))"""
HELD = {"altKey": True, "shiftKey": True}


def press(page: Page, **key: str | int | bool) -> bool:
    return bool(page.evaluate(PRESS, key))


def test_on_a_mac_control_commands_and_option_types(someone: Page) -> None:
    someone.add_init_script("Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })")
    opened(someone, "<p>One two.</p>")
    go_to_end(someone)
    assert not press(someone, key="Ś", code="KeyS", **HELD)
    assert not press(someone, key="Î", code="KeyD", **HELD)
    split = someone.locator("#sections-0 .part-menu button", has_text="Split at the cursor")
    expect(split).to_have_attribute("aria-keyshortcuts", "Control+Shift+S")
    up = someone.locator("#sections-0 [aria-label='Move up']")
    expect(up).to_have_attribute("aria-keyshortcuts", "Alt+Shift+ArrowUp")
    someone.keyboard.press("Control+Shift+D")
    expect(someone.locator("#id_sections-1-heading")).to_be_focused()
    someone.keyboard.press("Alt+Shift+ArrowUp")
    expect(someone.locator("#desk-announcements")).to_contain_text("place 1 of 2")
    someone.locator("[data-keys]").click()
    sheet = someone.locator(".keys-sheet tr", has_text="split the section").locator("kbd")
    expect(sheet).to_have_text(["⌃", "⇧", "S"])
    saves = someone.locator(".keys-sheet tr", has_text="save").first.locator("kbd")
    expect(saves).to_have_text(["⌘", "S"])


def test_a_key_is_the_letter_it_types_and_else_its_place(someone: Page) -> None:
    opened(someone, "<p>One two.</p>")
    editor_of(someone).click()
    assert not press(someone, key="Y", code="KeyZ", **HELD)  # QWERTZ
    assert press(someone, key="Z", code="KeyY", **HELD)
    expect(someone.locator("#desk-announcements")).to_have_text("Nothing was deleted.")
    assert press(someone, key="В", code="KeyD", **HELD)  # a Russian layout
    expect(someone.locator("#id_sections-1-heading")).to_be_focused()


def test_the_enter_that_ends_a_composition_only_ends_it(someone: Page) -> None:
    opened(someone)
    someone.focus("#id_title")
    assert not press(someone, key="Enter", keyCode=229)
    expect(someone.locator("#id_title")).to_be_focused()
    someone.keyboard.press("Enter")
    expect(someone.locator("#id_deck")).to_be_focused()


def test_what_is_said_is_said_inside_an_open_dialog(someone: Page) -> None:
    opened(someone)
    said = someone.locator("#desk-announcements")
    expect(someone.locator("body > #desk-announcements")).to_have_count(1)
    someone.locator("[data-keys]").click()
    someone.uncheck("#single-keys")
    expect(someone.locator("dialog #desk-announcements")).to_have_text("Single keys are off.")
    someone.keyboard.press("Escape")
    expect(someone.locator("dialog")).to_have_count(0)
    expect(someone.locator("body > #desk-announcements")).to_have_count(1)
    expect(said).to_have_attribute("aria-live", "polite")
