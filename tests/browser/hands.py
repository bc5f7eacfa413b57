"""Three ways to use a page, behind one set of verbs: the mouse, the keyboard alone, and touch.

Words are typed in all three; the keyboard never points, and takes its commands from the sheet of keys.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 400  # of the tab key to any place of a page
# Where the target lies from what has the focus: 0 there, 1 further on, -1 further back, None: a radio
# of its group has it. Whoever tabs sees the same.
WHERE = """(target) => {
  const now = document.activeElement;
  if (now === target) return 0;
  if (target.type === "radio" && now.type === "radio" && now.name === target.name) return null;
  if (now === document.body) return 1;
  return now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}"""

SHEET = """() => [...document.querySelectorAll(".keys-sheet tr")].map(
  ({cells: [keys, does]}) => [does.textContent, [...keys.children].map(({textContent}) => textContent)])"""

# An editor that gets the focus puts its cursor back where it was a moment later, quicker than any hand.
SETTLED = "() => new Promise((done) => setTimeout(done, 40))"


class Hand:
    """What a person does to a page; `touch` and `keyboard` do the same otherwise."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def point(self, target: Locator, **options: Any) -> None:
        target.click(**options)

    def press(self, target: Locator) -> None:
        self.point(target)

    def command(self, says: str, button: Locator) -> None:
        """What the page has a button for, and the sheet of keys (under `says`) a key."""
        self.press(button)

    def pick(self, option: Locator) -> None:
        """One of several that the arrow keys walk through."""
        self.press(option)

    def write(self, field: Locator, words: str) -> None:
        """Puts words in the place of what a field holds."""
        self.point(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def go_to_end(self, text: Locator) -> None:
        last = text.locator("p").last
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert box
        self.point(last, position={"x": box["width"] - 4, "y": box["height"] - 4})

    def choose(self, select: Locator, label: str) -> None:
        """The list of a native select is the system's own, which no script can point at."""
        select.select_option(label=label)

    def set_moment(self, field: Locator, moment: datetime) -> None:
        """The picker is the system's own, too."""
        field.fill(f"{moment:%Y-%m-%dT%H:%M}")

    def leave_to(self, act: Callable[[], None]) -> None:
        """Does what opens another page, and waits until it stands there."""
        with self.page.expect_navigation(wait_until="load"):
            act()

    def follow(self, target: Locator) -> None:
        self.leave_to(lambda: self.press(target))


class Touch(Hand):
    def point(self, target: Locator, **options: Any) -> None:
        target.tap(**options)


class Keyboard(Hand):
    """Tab to it, then Enter; never a pointer."""

    def point(self, target: Locator, **options: Any) -> None:
        self.reach(target)

    def reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _step in range(MOST_STEPS):
            where = target.evaluate(WHERE)
            if where in {0, None}:
                return
            self.page.keyboard.press("Tab" if where > 0 else "Shift+Tab")
        raise AssertionError(f"the tab key never reaches {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        kind = target.get_attribute("type")
        if kind == "radio":
            self._walk(target, lambda: target.is_checked())
        else:
            self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def command(self, says: str, button: Locator) -> None:
        self.page.keyboard.press(self.key_for(says))

    def key_for(self, says: str) -> str:
        """As the sheet has it, which is opened where the cursor is and closed again."""
        sheet = self.page.locator(".keys-sheet")
        self.page.locator("[data-keys]").evaluate("button => button.click()")
        expect(sheet).to_be_visible()
        keys = dict(self.page.evaluate(SHEET))
        self.page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        return "+".join(keys[says]).replace("Ctrl", "Control")

    def pick(self, option: Locator) -> None:
        expect(option).to_be_visible()
        self._walk(option, lambda: option.evaluate("it => it === document.activeElement"))
        self.page.keyboard.press("Enter")

    def _walk(self, target: Locator, is_there: Callable[[], bool]) -> None:
        for _step in range(MOST_STEPS):
            if is_there():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys never reach {target}")

    def go_to_end(self, text: Locator) -> None:
        self.reach(text)
        self.page.evaluate(SETTLED)
        self.page.keyboard.press("Control+End")

    def choose(self, select: Locator, label: str) -> None:
        """A closed list, or one of several lines: both follow how the wanted one begins."""
        self.reach(select)
        self.page.keyboard.type(label.split(" · ")[0])
        expect(select.locator("option:checked")).to_have_text([label])

    def set_moment(self, field: Locator, moment: datetime) -> None:
        self.reach(field)
        self.page.keyboard.type(f"{moment:%m%d%Y}")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(f"{moment:%I%M%p}")
        expect(field).to_have_value(f"{moment:%Y-%m-%dT%H:%M}")
