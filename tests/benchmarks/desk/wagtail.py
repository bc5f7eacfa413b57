"""Wagtail's ways. Its drafts are kept by themselves: a task is over when the draft stands on the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, Request

from tests.benchmarks.desk import material, papers
from tests.benchmarks.desk.hand import Hand
from tests.benchmarks.desk.tasks import Desk, Way

EDITOR = ".public-DraftEditor-content"
MENU = "footer [data-w-dropdown-target=toggle]"


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", material.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def ready(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    if page.locator("#page-edit-form").count():
        page.locator(EDITOR).first.wait_for()
        page.wait_for_timeout(1_000)  # its own snapshot, by which it knows what was changed


def section(page: Page, number: int) -> Locator:
    """By its place among those that stand; a removed one stays in the page, hidden."""
    children = page.locator("[data-contentpath=body] [data-streamfield-child]")
    return children.locator("visible=true").nth(number - 1)


def editor(page: Page, number: int) -> Locator:
    return section(page, number).locator(EDITOR)


def _is_draft(request: Request) -> bool:
    return request.method == "POST" and "/admin/pages/" in request.url


@contextmanager
def kept(hand: Hand) -> Iterator[None]:
    """Waits after the last change until the draft was kept."""
    yield
    with hand.page.expect_request(_is_draft) as request:
        pass
    request.value.response()


def choose_action(hand: Hand, name: str) -> None:
    """An entry of the menu that opens upwards beside "Save draft"."""
    hand.click(MENU)
    hand.click(hand.button(name, within="footer"))


def import_document(hand: Hand) -> None:
    """A new page, into which the document is copied part by part."""
    hand.click(hand.page.get_by_role("link", name="Add child page"))
    hand.see("#id_title")
    for field, html in (("#id_title", material.IMPORTED_TITLE), ("#id_deck", material.DECK)):
        hand.fetch(html)
        hand.click(field)
        hand.press("Control+v")
    parts = material.bodies(material.IMPORTED_SECTIONS)
    for number, (heading, body) in enumerate(parts, start=1):
        hand.click(hand.page.get_by_title("Insert a block").nth(number - 1))
        hand.see(editor(hand.page, number))
        hand.fetch(heading)
        hand.press("Control+v")
        hand.fetch(body)
        hand.click(editor(hand.page, number))
        hand.press("Control+v")
    with kept(hand):
        mend(hand, 2)


def mend(hand: Hand, number: int) -> None:
    hand.click_word(editor(hand.page, number), material.SLIP, times=2)
    hand.type("the")


def figure(hand: Hand) -> None:
    place = section(hand.page, 1)
    hand.click(place.get_by_role("button", name="Choose an image"))
    hand.click(hand.page.get_by_role("tab", name="Upload"))
    hand.choose_file("#id_image-chooser-upload-file", hand.papers / papers.PICTURE)
    hand.see("#id_image-chooser-upload-title:valid")  # it takes the title from the file's name
    hand.click("[data-chooser-modal-creation-form] [type=submit]")
    hand.click(place.get_by_role("button", name="Actions"))
    with hand.page.expect_popup() as popup:
        hand.click(hand.button("Edit this image"))
    _focal_point(hand, popup.value)
    with kept(hand):
        hand.click(place.locator("input[name$='-value-alt']"))
        hand.type(material.ALT)


def _focal_point(hand: Hand, page: Page) -> None:
    """In the picture's own window: a rectangle drawn on it, saved, and the window closed."""
    article, hand.page = hand.page, page
    picture = page.locator(".focal-point-chooser")
    hand.see(picture)
    page.wait_for_load_state("networkidle")
    hand.draw(picture, (0.3, 0.3), (0.6, 0.6))
    hand.click(hand.button("Save", within="form"))
    hand.see(".messages .success")
    hand.press("Control+w")
    page.close()
    hand.page = article


def move(hand: Hand) -> None:
    """Everything folded, the body unfolded again: its sections are then lines to drag."""
    hand.click(hand.button("Collapse all"))
    hand.click("[aria-controls=panel-child-content-body-content]")
    moved, other = section(hand.page, 9), section(hand.page, 2)
    hand.drag(moved.get_by_title("Drag"), other.get_by_title("Drag"), below=0.2)
    hand.press("Control+s")
    hand.see(".messages .success")


def link(hand: Hand) -> None:
    hand.click_word(editor(hand.page, 1), "ferry", times=2)
    hand.press("Control+k")
    hand.click(".modal input[name=q]")
    hand.type("harbour d")
    with kept(hand):
        hand.click(hand.page.locator(".modal").get_by_role("link", name=material.TARGET))


def tag(hand: Hand) -> None:
    hand.click(".tagit-new input")
    hand.type("riv")
    hand.see(".ui-autocomplete .ui-menu-item")
    hand.press("ArrowDown")
    hand.press("Enter")
    with kept(hand):
        hand.type(material.NEW_TAG)
        hand.press("Enter")


def review(hand: Hand) -> None:
    title = hand.page.locator("#id_title").input_value()
    choose_action(hand, "Submit to")
    hand.see(".messages .success")

    hand.arrive("editor", "/admin/")
    hand.click(hand.page.get_by_role("link", name=title))
    choose_action(hand, "Request changes")
    hand.click(".modal textarea")
    hand.type(material.REQUEST)
    hand.click(".modal [type=submit]")
    hand.see(".messages .success")

    hand.arrive("writer", "/admin/")
    hand.click(hand.page.get_by_role("link", name=title))
    mend(hand, 1)
    choose_action(hand, "Resubmit")
    hand.see(".messages .success")

    hand.arrive("editor", "/admin/")
    hand.click(hand.page.get_by_role("link", name=title))
    choose_action(hand, "Approve and Publish")
    hand.see(".messages .success")


def schedule(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("button", name="Toggle status"))
    hand.click(hand.button("Set schedule"))
    hand.click("#id_go_live_at")
    hand.type(f"{date.today() + timedelta(days=7)} 09:00")
    hand.press("Control+s")  # the calendar lies over the button
    hand.see(".messages .success")
    choose_action(hand, "Schedule to publish")
    hand.see(".messages .success")


def correct(hand: Hand) -> None:
    mend(hand, 1)
    last = editor(hand.page, material.SECTIONS)
    hand.click(last.locator("[data-block]").last)
    hand.press("Control+End")
    hand.press("Enter")
    hand.type(material.CORRECTION)
    choose_action(hand, "Publish")
    hand.see(".messages .success")


def compare(hand: Hand) -> None:
    """The published version stands under the note that it went out."""
    hand.click(hand.page.get_by_role("link", name="History"))
    hand.click(_version(hand))
    hand.click(hand.button("Compare with current"))
    hand.see(".comparison")
    hand.press("Alt+ArrowLeft")
    hand.page.go_back()
    hand.click(_version(hand))
    _restore(hand)


def _version(hand: Hand) -> Locator:
    published = hand.page.locator("main tbody tr", has_text="Published").first
    version = published.locator("xpath=following-sibling::tr[1]")
    return version.get_by_role("button", name="Actions")


def _restore(hand: Hand) -> None:
    hand.click(hand.button("Review this version"))
    hand.click(hand.button("Replace current draft"))
    hand.see(".messages .success")


def find_reprint(hand: Hand) -> None:
    """By the credit line in the text, since nothing says that an article is a reprint; newest first."""
    hand.click("main input[name=q]")
    hand.type(material.MAGAZINE)
    hand.press("Enter")
    hand.click(hand.page.get_by_role("link", name=material.REPRINT))
    hand.see("#id_title")


def remove_section(hand: Hand) -> None:
    removed = section(hand.page, 3)
    removed.get_by_title("Delete").click()
    hand.page.wait_for_timeout(1_000)


def undo(hand: Hand) -> None:
    """By loading the page anew, since nothing takes a removal back."""
    hand.press("F5")
    hand.page.reload()
    hand.see(editor(hand.page, material.SECTIONS))


WAYS = {
    "import": Way(
        import_document,
        note="it reads no documents: each part is copied in the document's own program and pasted",
    ),
    "figure": Way(figure, note="the focal point is set in the picture's own window"),
    "move": Way(
        move, note="neither moving nor removing a section is kept by itself, so the draft is saved"
    ),
    "link": Way(link),
    "tag": Way(tag),
    "review": Way(review, at="writer", note="approving publishes as well"),
    "schedule": Way(schedule),
    "correct": Way(
        correct,
        note="it has no kinds of change and no note for readers: the note is typed as a last paragraph",
    ),
    "compare": Way(compare),
    "reprint": Way(
        find_reprint, note="it knows no reprints: the magazine's name is searched in the text"
    ),
    "undo": Way(
        undo,
        before=remove_section,
        note="the page is loaded anew, before anything else is typed and the removal is kept with it",
    ),
}
LACKS = {"footnote": "it has none; an extension adds them"}


def desk(base: str, begins: dict[str, list[str]]) -> Desk:
    return Desk("Wagtail", base, begins, sign_in, ready, editor, WAYS, LACKS)
