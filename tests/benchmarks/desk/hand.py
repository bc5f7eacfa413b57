"""The hand at the desk: every click and key goes through it and is counted; waiting is not.

A character typed is one key, a chord as many keys as are held down, a double click two clicks. A drag
and a file dropped are one click. A file chosen in the system's dialog is two more than
the click that opened the dialog. What a person only looks at costs
nothing, nor does coming to one's own desk. The seconds are the machine's, from the task's first act to the
server's answer to its last, with no time to think: they compare two desks on one machine, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Locator, Page

DIALOG_CLICKS = 2  # the file, and "Open"
SWITCH = "Alt+Tab"  # to another window and back


class Hand:
    """One person's clicks and keys, also where the task takes several people in turn."""

    def __init__(self, windows: dict[str, Page], at: str, papers: Path) -> None:
        self.windows = windows
        self.papers = papers
        self.page = windows[at]
        self.clicks = 0
        self.keys = 0
        self.seconds = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        begun = perf_counter()
        yield
        self.seconds += perf_counter() - begun

    def sit_at(self, who: str) -> None:
        """Goes on in that person's window. Costs nothing: two people have a desk each."""
        self.page = self.windows[who]

    def arrive(self, who: str, address: str) -> None:
        """That person comes to their desk, where the page stands that they look at first. Costs nothing."""
        self.sit_at(who)
        self.page.goto(address)

    def find(self, target: str | Locator) -> Locator:
        return (self.page.locator(target) if isinstance(target, str) else target).first

    def button(self, name: str, *, within: str = "body") -> Locator:
        """The first visible button or link whose name begins so."""
        place = self.page.locator(within)
        begins = re.compile(rf"^\s*{re.escape(name)}", re.IGNORECASE)
        either = place.get_by_role("button", name=begins).or_(
            place.get_by_role("link", name=begins)
        )
        return either.locator("visible=true").first

    # --- what counts ----------------------------------------------------------------------------

    def click(self, target: str | Locator) -> None:
        self.find(target).click()
        self.clicks += 1

    def click_word(self, target: str | Locator, word: str, *, times: int = 1) -> None:
        """Clicks into the middle of a word of a text; twice selects it."""
        text = self.find(target)
        text.scroll_into_view_if_needed()
        x, y = text.evaluate(MIDDLE_OF_WORD, word)
        self.page.mouse.click(x, y, click_count=times)
        self.clicks += times

    def drag(self, source: str | Locator, target: str | Locator, *, below: float = 0.5) -> None:
        """From the middle of one to a height of the other, slowly enough to be seen as a drag."""
        self.find(target).evaluate("place => place.scrollIntoView({block: 'center'})")
        start = self.find(source).bounding_box()
        end = self.find(target).bounding_box()
        assert start
        assert end
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + start["width"] / 2, end["y"] + end["height"] * below, steps=12)
        mouse.move(end["x"] + start["width"] / 2 + 1, end["y"] + end["height"] * below + 1)
        mouse.up()
        self.clicks += 1

    def draw(
        self, target: str | Locator, start: tuple[float, float], end: tuple[float, float]
    ) -> None:
        """Drags from one point of a picture to another, both as parts of its width and height."""
        box = self.find(target).bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        mouse.down()
        mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=8)
        mouse.up()
        self.clicks += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, chord: str, *, times: int = 1) -> None:
        for _unused in range(times):
            self.page.keyboard.press(chord)
        self.keys += times * len(chord.split("+"))

    def choose_file(self, opener: str | Locator, path: Path) -> None:
        with self.page.expect_file_chooser() as dialog:
            self.click(opener)
        dialog.value.set_files(path)
        self.clicks += DIALOG_CLICKS

    def drop_file(self, target: str | Locator, path: Path, mime: str) -> None:
        """Drops a file from the system's window, which stands beside the browser's."""
        self.find(target).evaluate(DROP, [list(path.read_bytes()), path.name, mime])
        self.clicks += 1

    def fetch(self, html: str) -> None:
        """Copies a passage from the document's own program: there, drag over it, copy, and back."""
        self.page.evaluate(COPY, html)
        self.clicks += 1
        self.keys += len(["Control", "c"]) + 2 * len(SWITCH.split("+"))

    # --- what does not --------------------------------------------------------------------------

    def see(self, target: str | Locator, *, state: str = "visible") -> None:
        self.find(target).wait_for(state=state)  # type: ignore[arg-type]


MIDDLE_OF_WORD = """(root, word) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(word);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const box = range.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
  throw new Error(`no ${word} here`);
}"""
DROP = """(target, [bytes, name, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type}));
  for (const kind of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
COPY = """(html) => navigator.clipboard.write([new ClipboardItem({
  "text/html": new Blob([html], {type: "text/html"}),
  "text/plain": new Blob([new DOMParser().parseFromString(html, "text/html").body.textContent],
    {type: "text/plain"}),
})])"""
