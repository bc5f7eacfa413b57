"""One essay's way through the desk, from the file to its readers and back: by mouse, by keys, by touch."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from PIL import Image as PillowImage
from playwright.sync_api import BrowserContext, Locator, Page, expect

from articles.library import add_image
from articles.models import Article, Image, Permission
from tests import makers, personas
from tests.browser.conftest import DESKTOP, PHONE, sign_in, watch
from tests.browser.hands import Hand, Keyboard, Touch
from tests.operator.test_seed_document import ELSEWHERE, TITLE, stand_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
WAYS: dict[str, tuple[type[Hand], dict[str, Any]]] = {
    "mouse": (Hand, {"viewport": DESKTOP}),
    "keyboard": (Keyboard, {"viewport": DESKTOP}),
    "touch": (Touch, ON_A_PHONE),
}
NOTE = "Said at a talk in Hangzhou."
ALT = "A chip under a lamp"
WRONG, RIGHT = "A last word, and a wrong one.", "A last word, and the right one."
CORRECTION = "The last word of the first part was wrong."


@pytest.fixture(params=WAYS)
def sit_down(
    request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]
) -> Callable[[str], tuple[Hand, list[str]]]:
    """Opens the desk for one person, who uses it in one of the ways."""
    kind, options = WAYS[request.param]

    def open_desk(username: str) -> tuple[Hand, list[str]]:
        page = open_context(reduced_motion="reduce", **options).new_page()
        complaints = watch(page)
        sign_in(page, username)
        return kind(page), complaints

    return open_desk


@pytest.fixture
def permission() -> Permission:
    """What the rights desk has settled before: the author's word for this one essay."""
    source = makers.make_source("A Quiet Publisher")
    return makers.make_permission(source=source, reference="A Quiet Publisher, one essay")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "essay.txt"
    found = sorted(ELSEWHERE.glob("*.txt")) if ELSEWHERE.is_dir() else []
    path.write_bytes(found[0].read_bytes() if found else stand_in().encode())
    return path


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.jpg"
    path.write_bytes(_jpeg("navy"))
    return path


def _jpeg(colour: str) -> bytes:
    out = io.BytesIO()
    PillowImage.new("RGB", (600, 400), colour).save(out, "JPEG")
    return out.getvalue()


# --- the steps ------------------------------------------------------------------------------------


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
    hand.choose(granted, f"{permission.reference} · Granted")


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
    hand.press(proposed.get_by_role("button", name="Hangzhou"))
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


def schedule(hand: Hand, moment: Any) -> None:
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


def body(article: Article) -> str:
    return article.sections.all()[0].body


# --- the journey ----------------------------------------------------------------------------------


def test_an_essay_goes_all_the_way(
    sit_down: Callable[[str], tuple[Hand, list[str]]],
    permission: Permission,
    document: Path,
    photograph: Path,
) -> None:
    for colour, name in (("teal", "chips"), ("olive", "server")):
        alt = f"A picture of {name}"
        add_image(_jpeg(colour), actor=personas.editor(), file_name=f"{name}.jpg", alt=alt)
    personas.everyone()
    writing, complaints = sit_down("everyone")

    article = import_document(writing, document)
    assert article.title == TITLE
    mend_pictures(writing)
    add_figure(writing, photograph)
    mend_credit(writing, permission)
    add_words_and_a_note(writing)
    tag(writing)
    save(writing)
    accept_the_warning(writing)
    assert Image.objects.count() == 3
    assert article.sections.all()[0].alt == ALT
    assert f'data-footnote="{NOTE}"' in body(article)
    take_step(writing, "Send to review")

    reviewing, other_complaints = sit_down("editor")
    open_from_home(reviewing, article)
    take_step(reviewing, "Approve")
    moment = (timezone.localtime() + timedelta(days=1)).replace(hour=13, minute=30, second=0)
    schedule(reviewing, moment)
    reader = reviewing.page.context.browser.new_page()  # type: ignore[union-attr]
    address = f"{reviewing.page.url.split('/admin/')[0]}/articles/{article.slug}/"
    assert reader.goto(address).status == 404  # type: ignore[union-attr]

    with time_machine.travel(moment + timedelta(minutes=1)):
        reader.goto(address)
        expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(reader.locator("main")).to_contain_text(WRONG)
        expect(reader.locator("main")).to_contain_text(NOTE)
        expect(reader.get_by_role("img", name=ALT)).to_be_visible()
        reviewing.page.reload()
        correct(reviewing)
        reader.goto(address)
        expect(reader.locator("main")).to_contain_text(RIGHT)
        reader.get_by_role("link", name="what changed").click()
        expect(reader.locator("main")).to_contain_text(CORRECTION)
        compare_and_restore(reviewing)
        assert WRONG in body(article)
        reader.goto(address)
        expect(reader.locator("main")).to_contain_text(RIGHT)
    reader.close()
    assert complaints == other_complaints == []
