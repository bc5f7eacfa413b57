"""The Chinese catalogues, of Python and of JavaScript: complete, Chinese, and compiled."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "articles" / "locale" / "zh_Hans" / "LC_MESSAGES"
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Punctuation that Chinese has marks of its own for; nothing in it to be read.
MARKS = re.compile(r"[\W_]+")


def _joined(block: str, keyword: str) -> str:
    found = re.search(rf"^{re.escape(keyword)} ((?:\".*\"\n?)+)", block, re.MULTILINE)
    return "".join(STRING.findall(found.group(1))) if found else ""


def _entries(domain: str, source: str = "msgid") -> list[tuple[str, str]]:
    blocks = (CATALOGUE / f"{domain}.po").read_text(encoding="utf-8").split("\n\n")[1:]
    return [
        (
            _joined(block, source) or _joined(block, "msgid"),
            _joined(block, "msgstr") or _joined(block, "msgstr[0]"),
        )
        for block in blocks
    ]


@pytest.mark.parametrize(("domain", "at_least"), [("django", 500), ("djangojs", 5)])
def test_it_is_complete(domain: str, at_least: int) -> None:
    entries = _entries(domain)
    assert len(entries) > at_least
    assert [source for source, said in entries if not said] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_it_is_chinese(domain: str) -> None:
    """Nothing was left in English; pure punctuation needs no characters."""
    left = [
        source
        for source, said in _entries(domain)
        if source == said or not (HAN.search(said) or MARKS.fullmatch(PLACEHOLDER.sub("", said)))
    ]
    assert left == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_it_keeps_every_placeholder(domain: str) -> None:
    """Chinese has one form for one and for many: it says what the English says of many."""
    for source, said in _entries(domain, "msgid_plural"):
        assert set(PLACEHOLDER.findall(source)) == set(PLACEHOLDER.findall(said)), source


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_it_has_no_guesses(domain: str) -> None:
    assert "fuzzy" not in (CATALOGUE / f"{domain}.po").read_text(encoding="utf-8")


@pytest.mark.parametrize(("source", "said"), [("published version", "发布版本"), ("topic", "专题")])
def test_it_is_compiled(source: str, said: str) -> None:
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext(source) == said
