"""Every page that readers meet, by every measure of who cannot see, point or hear it: axe's rules, widths,
both colours, the outline, the tongue of each part, names of links, larger text; and an article by keys.

Each page is loaded once: width, colours and size of text are changed under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from articles.reading import guarded
from tests.browser.conftest import (
    ALL_RULES,
    CHANGING,
    DESKTOP,
    PHONE,
    accessibility_findings,
    watch,
)
from tests.reader.every_page import Shown, pages
from tests.reader.furnished import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = 2  # of the list, so that two workers share it
LARGE = {"width": 640, "height": 900}  # of a window of 1280 half is left to text of twice the size
NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: a window of 1280 at 400 %
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is wrong with headings, landmarks, and links of one name that lead to several places.
OUTLINE = """() => {
  const wrong = [];
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => +one.tagName[1]);
  if (levels.filter((level) => level === 1).length !== 1) wrong.push(`h1: ${levels}`);
  levels.reduce((last, level) => { if (level > last + 1) wrong.push(`a jump: ${levels}`); return level; }, 0);
  for (const part of ["body > header", "main", "body > footer"])
    if (document.querySelectorAll(part).length !== 1) wrong.push(`not one ${part}`);
  const names = [...document.querySelectorAll("nav, main aside:not(.pullquote)")].map((part) => part.ariaLabel
    ?? document.getElementById(part.getAttribute("aria-labelledby"))?.textContent);
  if (names.some((name) => !name) || new Set(names).size < names.length) wrong.push(`landmarks: ${names}`);
  const known = new Map();
  for (const link of document.querySelectorAll("main a[href]:not([aria-hidden])")) {
    const name = (link.ariaLabel ?? link.textContent).trim() || link.querySelector("img")?.alt;
    if (!name) wrong.push(`no name: ${link.outerHTML}`);
    else if (link.querySelector("time")) continue;
    else if ((known.get(name) ?? link.href) !== link.href) wrong.push(`${name}: leads to several`);
    known.set(name, link.href);
  }
  return wrong;
}"""
# Every text with the language that it is said to be in.
TEXTS = """() => {
  const found = [];
  const others = "script, textarea, code, pre, rt, .trap, .seal, .picture-credit, .to-copy";
  const people = ".comments, .thread, .answered";  // in whichever language they write
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (holder.closest(`${others}, ${people}`)) continue;
    const text = walk.currentNode.data.trim();
    if (text) found.push([holder.closest("[lang]").lang, text]);
  }
  for (const part of document.body.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (part.getAttribute(name)) found.push([part.closest("[lang]").lang, part.getAttribute(name)]);
  return found;
}"""
HAN = re.compile(r"[\u4e00-\u9fff]")
GAP = re.compile(
    r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef] +[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)
HALF = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"https?://\S*|[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+")
PEOPLE = re.compile(
    "Ada Example|Cy Translator|Ida Lens|The (?:Example Review|Lantern)|No[.] 1|Noor Partner, Granted"
    "|Wolfe.* the Elder, of Nanxing|essays|rivers|ferrey"
)
# Names, and what is called so in Chinese, too.
NAMES = {
    *(
        "Tearsheet",
        "Atom",
        "JSON",
        "Feed",
        "BibTeX",
        "RIS",
        "HTML",
        "Markdown",
        "Ctrl",
        "Mac",
        "English",
    ),
    *("CC", "BY", "ND", "head"),
}
FOCUSED = """(regions) => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const boxes = [...one.getClientRects()];
  const seen = boxes.some((box) => {
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return at && (one.contains(at) || at.contains(one));
  });
  const style = getComputedStyle(one);
  return {
    what: one.outerHTML.slice(0, 120),
    region: regions.find((part) => one.closest(part)) ?? "",
    isSeen: seen && style.opacity !== "0",
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
# An article in the order in which it is read.
REGIONS = [
    *(".skip", ".masthead", ".piece-head", ".toc", ".body"),
    *(".credit", ".related", ".hand-on", ".leave-comment", ".foot"),
]
# Whose place in the window is taken by something else.
COVERED = """links => links.filter((link) => link.checkVisibility()).filter((link) => {
  const box = link.getBoundingClientRect();
  return !link.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
}).length"""
# How much there is that keys stop at.
STOPS = """() => [...document.querySelectorAll("a[href], button, summary, input, textarea, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && !one.hidden).length"""


@pytest.fixture(autouse=True)
def _furnished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SECONDS_TO_TYPE", 0)
    furnish(at=timezone.now())


class Look:
    """One reader's window, and what was found wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints = watch(page)
        self.findings: list[str] = []
        self.known: set[str] = set()

    def at(self, shown: Shown) -> None:
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        answer = self.page.goto(shown.address)
        assert answer is not None
        self.say(shown.name, [] if answer.status == shown.status else [f"status {answer.status}"])
        if shown.is_sent:
            self.page.locator("main form [type=submit]").last.click()
        self.say(shown.name, self.page.evaluate(OUTLINE))
        self.say(shown.name, self.tongues())
        self.look(shown.name, ALL_RULES)
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="dark")
        self.look(f"{shown.name} at {NARROW['width']}, dark", CHANGING)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(LARGE)  # type: ignore[arg-type]
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self.fits(f"{shown.name} in large text")
        self.say(shown.name, self.complaints)
        self.complaints.clear()

    def look(self, where: str, rules: dict[str, Any]) -> None:
        self.fits(where)
        self.say(where, accessibility_findings(self.page, rules, preload=False))

    def fits(self, where: str) -> None:
        excess = self.page.evaluate(TOO_WIDE)
        self.say(where, [f"{excess} px too wide"] if excess > 0 else [])

    def tongues(self) -> list[str]:
        """Texts that are not in the language that they are marked with; of Chinese, how it is set."""
        return [
            f"{tongue}: {text[:80]}"
            for tongue, text in self.page.evaluate(TEXTS)
            if not (is_set_in_chinese(text) if tongue.startswith("zh") else is_other(text, tongue))
        ]

    def say(self, where: str, found: list[str]) -> None:
        """Every page has the same head, whose faults are told once."""
        self.findings += [f"{where}: {one}" for one in found if one not in self.known]
        self.known.update(found)


def is_set_in_chinese(text: str) -> bool:
    """No English is left but names and addresses, no gap between characters, no half-width marks."""
    words = set(LATIN.findall(PEOPLE.sub("", ADDRESS.sub("", text))))
    return words <= NAMES and not GAP.search(text) and not HALF.search(text)


def is_other(text: str, tongue: str) -> bool:
    return tongue.startswith("ja") or not HAN.search(text)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_open_to_everyone(
    open_context: Callable[..., BrowserContext], part: int
) -> None:
    context = open_context(reduced_motion="reduce")
    look = Look(context.new_page())
    for shown in list(pages())[part::PARTS]:
        look.at(shown)
    assert "\n".join(look.findings) == ""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_article_is_walked_by_keys(
    open_context: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    page = open_context(viewport=size, reduced_motion="reduce").new_page()
    page.goto("/articles/carried-over/")
    assert page.eval_on_selector_all(".toc a", COVERED) == 0
    most = page.evaluate(STOPS)
    walked = []
    for _step in range(most + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED, REGIONS)
        if stop is None:
            break
        walked.append(stop)
    else:
        pytest.fail("the keys never leave the page")
    assert [stop["what"] for stop in walked if not stop["isSeen"]] == []
    assert [stop["what"] for stop in walked if not stop["isMarked"]] == []
    regions = list(dict.fromkeys(stop["region"] for stop in walked if stop["region"]))
    assert regions == REGIONS
