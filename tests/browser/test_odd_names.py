"""Texts as long as their columns let them be, without a place to break: no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page

from articles.models import Tag
from tests import odd_names
from tests.makers import DAY, NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What reaches beyond the window's edge, and is not held by something that scrolls or cuts on its own.
BEYOND = """() => {
  const width = document.documentElement.clientWidth;
  const held = (node) => {
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.querySelectorAll("body *")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1) && !held(node)
      && !node.closest(".visually-hidden, .skip, .trap");
  }).map((node) => `${node.tagName}.${node.className}`);
  return { wide: document.documentElement.scrollWidth - width, out: [...new Set(out)].slice(0, 9) };
}"""


@pytest.fixture
def addresses(live_server: Any) -> Iterator[list[str]]:
    article = odd_names.furnish()
    with time_machine.travel(NOON + 2 * DAY, tick=True):
        yield [
            *("/", "/articles/", "/articles/2026/11/", "/tags/", "/topics/", "/topics/odd/"),
            *("/articles/odd/", "/articles/odd/editions/", "/articles/odd/rights/"),
            *(
                "/articles/odd/rights/request/",
                "/articles/odd/republish/",
                "/articles/odd/comment/",
            ),
            *("/articles/odd/comments/", "/articles/odd/comment/thanks/", "/articles/gone/"),
            *("/sources/odd/", "/corrections/", "/feeds/", "/about/", "/nothing/"),
            *(tag.get_absolute_url() for tag in Tag.objects.all()[:1]),
            article.bylines.all()[0].contributor.get_absolute_url(),
        ]


def test_no_page_scrolls_sideways(page: Page, addresses: list[str]) -> None:
    found = {}
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(address)
            seen = page.evaluate(BEYOND)
            if seen["wide"] > 0 or seen["out"]:
                found[width, address[:40]] = seen
    assert found == {}
