"""Tearsheet's ways. What is typed is kept by itself; a task is over when it is saved into the article."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Locator, Page

from tests.benchmarks.desk import material, papers
from tests.benchmarks.desk.hand import Hand
from tests.benchmarks.desk.tasks import Desk, Way

EDITOR = ".ProseMirror[contenteditable=true]"
DONE = ".messagelist .success"
TOOLS = "#sections-group.has-tools .fold-all"


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", material.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def ready(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    if page.locator("#article_form").count():
        page.locator(TOOLS).wait_for()


def section(page: Page, number: int) -> Locator:
    """By its place among those that stand; a removed one stays in the page, hidden."""
    rows = page.locator("#sections-group .inline-related[id^=sections-]:not(.empty-form)")
    return rows.locator("visible=true").nth(number - 1)


def editor(page: Page, number: int) -> Locator:
    return section(page, number).locator(EDITOR)


def save(hand: Hand) -> None:
    hand.press("Control+s")
    hand.see(DONE)


def follow(hand: Hand, title: str) -> None:
    hand.click(hand.page.get_by_role("link", name=title))
    hand.see(TOOLS)


def mend(hand: Hand, number: int) -> None:
    hand.click_word(editor(hand.page, number), material.SLIP, times=2)
    hand.type("the")


def decide(hand: Hand, name: str) -> None:
    """A verb of the bar, which saves what is typed and leads to the verb's page; it may stand in the menu."""
    if not hand.button(name, within=".bar").count():
        hand.click(".bar-menu summary")
    hand.click(hand.button(name, within=".bar"))
    hand.see("form[data-verb]")


def confirm(hand: Hand) -> None:
    hand.click("form[data-verb] input[type=submit]")
    hand.see(DONE)


def import_document(hand: Hand) -> None:
    hand.click(hand.button("Import a document"))
    hand.drop_file("#import-form", hand.papers / papers.DOCUMENT, papers.DOCUMENT_TYPE)
    hand.click("#import-form input[type=submit]")
    hand.click(hand.button("Open the draft"))
    hand.see(TOOLS)
    mend(hand, 2)
    save(hand)


def footnote(hand: Hand) -> None:
    hand.click_word(editor(hand.page, 1), "waits")
    hand.press("End")
    hand.press("Control+Alt+f")
    hand.see(".prose-notes textarea:focus")
    hand.type(material.NOTE)
    save(hand)


def figure(hand: Hand) -> None:
    place = section(hand.page, 1)
    hand.drop_file(place.locator(".desk-figure"), hand.papers / papers.PICTURE, papers.PICTURE_TYPE)
    hand.see(place.locator("[name$=-alt]:focus"))
    hand.type(material.ALT)
    hand.click(hand.button("Focal point"))
    hand.click("dialog .focal-picture")
    hand.click(hand.button("Keep this point", within="dialog"))
    hand.see("dialog", state="detached")
    save(hand)


def move(hand: Hand) -> None:
    """Everything folded: the sections are then lines to drag."""
    hand.click(hand.button("Fold all"))
    moved, other = section(hand.page, 9), section(hand.page, 2)
    hand.drag(moved.locator(".handle"), other.locator(".handle"), below=0.2)
    save(hand)


def link(hand: Hand) -> None:
    hand.click_word(editor(hand.page, 1), "ferry", times=2)
    hand.press("Control+k")
    hand.see("#link-target:focus")
    hand.type("harbour d")
    hand.see(hand.page.get_by_role("option", name=material.TARGET, selected=True))
    hand.press("Enter", times=2)
    save(hand)


def tag(hand: Hand) -> None:
    hand.click("#id_tags-entry")
    hand.type("riv")
    hand.see("[role=option]")
    hand.press("ArrowDown")
    hand.press("Enter")
    hand.type(material.NEW_TAG)
    hand.press("Enter")
    save(hand)


def review(hand: Hand) -> None:
    title = hand.page.locator("#id_title").input_value()
    decide(hand, "Send to review")
    confirm(hand)

    hand.arrive("editor", "/admin/")
    follow(hand, title)
    decide(hand, "Ask for changes")
    hand.see("textarea[name=said]:focus")
    hand.type(material.REQUEST)
    confirm(hand)

    hand.arrive("writer", "/admin/")
    follow(hand, title)
    mend(hand, 1)
    decide(hand, "Send to review")
    confirm(hand)

    hand.arrive("editor", "/admin/")
    follow(hand, title)
    decide(hand, "Approve")
    confirm(hand)


def schedule(hand: Hand) -> None:
    decide(hand, "Publish")
    hand.click("input[name=when][value=later]")
    hand.see("input[name=at]")
    hand.press("Tab")
    hand.type(f"{date.today() + timedelta(days=7):%m%d%Y}")  # Chromium's own order
    hand.press("Tab")
    hand.type("0900AM")
    confirm(hand)


def correct(hand: Hand) -> None:
    mend(hand, 1)
    decide(hand, "Publish")
    hand.click("input[name=kind][value=correction]")
    hand.click("textarea[name=note]")
    hand.type(material.CORRECTION)
    confirm(hand)


def compare(hand: Hand) -> None:
    hand.click(".bar-menu summary")
    hand.click(hand.button("Compare versions"))
    hand.see(".compared")
    hand.click(hand.button("Restore version 1"))
    hand.click(hand.page.get_by_role("button", name="Restore version 1"))
    hand.see(DONE)


def find_reprint(hand: Hand) -> None:
    """The list of articles by its keys, those reprinted; each says since when it is online."""
    hand.press("g")
    hand.press("a")
    hand.see("#changelist")
    hand.click(hand.page.locator("#changelist-filter").get_by_role("link", name="Reprints"))
    follow(hand, material.REPRINT)


def remove_section(hand: Hand) -> None:
    removed = section(hand.page, 3)
    removed.locator(".part-menu summary").click()
    removed.get_by_role("button", name="Delete").click()


def undo(hand: Hand) -> None:
    hand.click(hand.button("Undo", within=".removed"))
    hand.see(editor(hand.page, material.SECTIONS))


WAYS = {
    "import": Way(import_document),
    "footnote": Way(footnote),
    "figure": Way(figure),
    "move": Way(move),
    "link": Way(link),
    "tag": Way(tag),
    "review": Way(review, at="writer"),
    "schedule": Way(schedule),
    "correct": Way(correct),
    "compare": Way(compare),
    "reprint": Way(find_reprint),
    "undo": Way(undo, before=remove_section),
}


def desk(base: str, begins: dict[str, list[str]]) -> Desk:
    return Desk("Tearsheet", base, begins, sign_in, ready, editor, WAYS)
