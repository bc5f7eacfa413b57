"""What tests of keeping share: a page that is written into, what it says of itself, and what is kept."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from articles.models import Article, EditingSession
from tests.browser.conftest import PATIENCE
from tests.browser.writing import go_to_end

STATE = "#saving-state"
# What a module of the desk does that fills a field.
SET = """([id, value]) => {
  const field = document.getElementById(id);
  field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}"""


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def write(page: Page, text: str, section: int = 0) -> None:
    """As someone types at the end of a section."""
    go_to_end(page, section)
    page.keyboard.type(text)


def expect_state(page: Page, name: str) -> None:
    expect(page.locator(f"{STATE}[data-state={name}]")).to_be_visible()


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.2)


def kept_text() -> str:
    """Everything that is kept beside the articles."""
    return " ".join(str(row.kept) for row in EditingSession.objects.exclude(kept=None))


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click(".bar button.save")
