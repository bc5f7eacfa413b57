"""What an editor does at the desk, a step a function, whichever way the hand points."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from articles.models import Article, Permission
from tests import personas
from tests.browser.hands import Hand

NOTE = "Said at a talk in Hangzhou."
ALT = "A chip under a lamp"
WRONG, RIGHT = "A last word, and a wrong one.", "A last word, and the right one."
ORIGINAL = {
    "title": "The original",
    "url": "https://example.org/original",
    "authors": "A. Quiet",
}
CORRECTION = "The last word of the first part was wrong."


def sign_in(hand: Hand, username: str) -> None:
    page = hand.page
    page.goto("/admin/login/")
    hand.write(page.locator("input[name=username]"), username)
    hand.write(page.locator("input[name=password]"), personas.PASSWORD)
    hand.follow(page.locator("[type=submit]"))
    expect(page).to_have_url(re.compile("/admin/$"))


def import_document(hand: Hand, document: Path) -> Article:
    page = hand.page
    page.goto("/admin/articles/article/")
    hand.follow(page.get_by_role("link", name="Import a document").first)
    _hand_over(hand, page.locator("input[type=file]"), document)
    hand.follow(page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_text("Cool Play Lab may reprint it")).to_be_visible()
    hand.follow(page.get_by_role("link", name="Open the draft"))
    return Article.objects.get()


def mend_pictures(hand: Hand) -> None:
    """The checklist leads to each place; the library has what stood there."""
    for number, name in ((2, "chips"), (3, "server")):
        finding = hand.page.get_by_role("link", name=f"Section {number}: picture missing")
        hand.press(finding)
        section = _section(hand.page, number)
        expect(section.get_by_role("button", name="Choose a picture…")).to_be_focused()
        _open_library(hand, section)
        hand.write(hand.page.locator("#library-search"), name)
        expect(hand.page.locator(".library-picture")).to_have_count(1)
        hand.pick(hand.page.locator(".library-picture"))
        expect(section.get_by_role("button", name="Change picture…")).to_be_visible()


def add_figure(hand: Hand, photograph: Path) -> None:
    section = _section(hand.page, 1)
    _open_library(hand, section)
    own = hand.page.get_by_role("dialog").get_by_role("button", name="Choose a file…")
    _hand_over(hand, own, photograph)
    alt = hand.page.locator("#id_sections-0-alt")
    expect(alt).to_be_focused()
    hand.write(alt, ALT)


def mend_credit(hand: Hand, permission: Permission) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="This is a reprint: choose the source"))
    source = page.locator("#id_credit_record-0-source")
    expect(source).to_be_focused()
    hand.choose(source, permission.source.name)
    granted = page.locator("#id_credit_record-0-original_permissions")
    hand.choose(granted, f"{permission.reference} · In force · without end")
    for name, words in ORIGINAL.items():
        hand.write(page.locator(f"#id_credit_record-0-{name}"), words)


def add_words_and_a_note(hand: Hand) -> None:
    page = hand.page
    text = _section(hand.page, 1).get_by_role("textbox", name="Text", exact=True)
    hand.go_to_end(text)
    page.keyboard.press("Enter")
    page.keyboard.type(WRONG)
    hand.command("Footnote", page.get_by_role("button", name="Footnote", exact=True))
    expect(page.get_by_role("textbox", name="Note 1")).to_be_focused()
    page.keyboard.type(NOTE)
    page.keyboard.press("Enter")
    expect(text).to_be_focused()


def tag(hand: Hand) -> None:
    page = hand.page
    entry = page.get_by_role("combobox", name="Tags")
    hand.write(entry, "chips，large models，")
    proposed = page.get_by_role("group", name="Found in the text")
    hand.press(proposed.get_by_role("button", name="+ Hangzhou ("))
    expect(page.locator("#id_tags")).to_have_value("chips, large models, Hangzhou")


def save(hand: Hand) -> None:
    button = hand.page.locator("[name=_continue]").first
    hand.leave_to(lambda: hand.command("save", button))
    expect(hand.page.locator(".messagelist .success")).to_be_visible()


def accept_the_warning(hand: Hand) -> None:
    page = hand.page
    warning = page.get_by_role("listitem").filter(has_text="Nobody is named as the author.")
    hand.press(warning.get_by_role("link", name="Accept"))
    dialog = page.get_by_role("dialog")
    hand.write(dialog.get_by_role("textbox"), "The document names nobody.")
    hand.press(dialog.locator("[type=submit]"))
    expect(page.get_by_text("The document names nobody.")).to_be_visible()
    expect(page.get_by_role("link", name="All in order")).to_be_visible()


def take_step(hand: Hand, name: str) -> None:
    """What is not the next step waits behind the bar's last button; a page asks once more."""
    _open_more(hand)
    hand.follow(_in_bar(hand.page, f"{name}…"))
    confirm(hand, name)


def confirm(hand: Hand, name: str) -> None:
    hand.follow(hand.page.get_by_role("button", name=name, exact=True))
    expect(hand.page.locator(".messagelist .success")).to_be_visible()


def open_from_home(hand: Hand, article: Article) -> None:
    """What waits for somebody stands on the first page."""
    hand.page.goto("/admin/")
    panel = hand.page.get_by_role("region", name="Waiting for review")
    hand.follow(panel.get_by_role("link", name=article.title))


def schedule(hand: Hand, moment: datetime) -> None:
    page = hand.page
    hand.follow(_in_bar(page, "Publish…"))
    hand.press(page.get_by_role("radio", name="Later"))
    hand.set_moment(page.locator("input[type=datetime-local]"), moment)
    expect(page.get_by_role("status")).to_contain_text("Goes out on")
    confirm(hand, "Schedule")
    expect(page.locator(".messagelist")).to_contain_text("Scheduled")


def correct(hand: Hand) -> None:
    """Says the right word, what kind of change it is, and what readers are told."""
    page = hand.page
    text = _section(hand.page, 1).get_by_role("textbox", name="Text", exact=True)
    hand.go_to_end(text)
    for _letter in range(len(WRONG) + 1):  # the note goes with them
        page.keyboard.press("Backspace")
    page.keyboard.type(RIGHT)
    hand.follow(_in_bar(page, "Publish…"))
    hand.press(page.get_by_role("radio", name="Correction"))
    hand.write(page.get_by_role("textbox", name="Note for readers"), CORRECTION)
    confirm(hand, "Publish")


def compare_and_restore(hand: Hand) -> None:
    page = hand.page
    _open_more(hand)
    hand.follow(_bar(page).get_by_role("link", name="Compare versions"))
    hand.choose(page.get_by_label("Before"), _side(page, "Version 1"))
    hand.choose(page.get_by_label("After"), _side(page, "Version 2"))
    hand.follow(page.get_by_role("button", name="Compare", exact=True))
    hand.command("next change", page.get_by_role("button", name="Next change"))
    expect(page.locator(".compared ins").first).to_contain_text("right")
    expect(page.locator(".compared del").first).to_contain_text("wrong")
    hand.follow(page.get_by_role("link", name="Restore version 1…"))
    confirm(hand, "Restore version 1")


# --- parts of the pages ---------------------------------------------------------------------------


def _hand_over(hand: Hand, field: Locator, path: Path) -> None:
    with hand.page.expect_file_chooser() as chooser:
        hand.press(field)
    chooser.value.set_files(path)


def _open_library(hand: Hand, section: Locator) -> None:
    hand.press(section.get_by_role("button", name="Choose a picture…"))
    expect(hand.page.locator(".library-picture").first).to_be_visible()


def _section(page: Page, number: int) -> Locator:
    return page.locator(f"#sections-{number - 1}")


def _bar(page: Page) -> Locator:
    return page.get_by_role("group", name="Where it stands and what is next")


def _in_bar(page: Page, name: str) -> Locator:
    return _bar(page).get_by_role("button", name=name)


def _open_more(hand: Hand) -> None:
    hand.press(_bar(hand.page).locator("summary"))


def _side(page: Page, begins: str) -> str:
    option = page.get_by_label("Before").locator("option").filter(has_text=begins)
    return (option.text_content() or "").strip()
