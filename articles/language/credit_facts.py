"""Facts inside the words of a credit line: a date, the title of the original, where to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from articles.language import words
from articles.language.credit_rules import URL

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# The most precise first: what one of them read is not read again.
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR} ?[-./年] ?(?P<number>\d{{1,2}}) ?[-./月] ?(?P<day>\d{{1,2}})(?!\d)日?",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? {_YEAR}(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR} ?年 ?(?P<number>\d{{1,2}}) ?月",
        rf"(?<!\d){_YEAR}[-/.](?P<number>\d{{1,2}})(?!\d)",
        rf"\b{_MONTH},? {_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}(?!\d)",
    )
]
_TITLES = (
    re.compile(r"原题(?:目|为|:|：)*\s*《([^》]{1,200})》"),
    re.compile(r"\b(?:as|titled|entitled) [“\"]([^”\"]{1,200})[”\"]"),
)
_MAIL = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_URL = re.compile(URL)


def date_in(text: str) -> str:
    """The one date that is written there, as precisely as it is: 2026, 2026-05 or 2026-05-03. Empty
    without one, and where several differ.
    """
    found = set(_dates(_URL.sub(" ", words.without_invisible(text))))
    return found.pop() if len(found) == 1 else ""


def _dates(text: str) -> Iterator[str]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if written := _written(match.groupdict()):
                yield written
        text = pattern.sub(" ", text)


def _written(parts: dict[str, str]) -> str:
    year = int(parts["year"])
    month = parts.get("month")
    number = _MONTHS.index(month[:3].lower()) + 1 if month else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    try:
        whole = date(year, number or 1, day or 1).isoformat()
    except ValueError:
        return ""
    return whole if day else whole[:7] if number else whole[:4]


def title_in(text: str) -> str:
    """What the original is called, where the line says so; else empty."""
    found = next(filter(None, (pattern.search(text) for pattern in _TITLES)), None)
    return found[1].strip() if found else ""


def address_in(text: str) -> str:
    """The address of mail, else the web address, that is written there; else empty."""
    found = _MAIL.search(text) or _URL.search(text)
    return found[0] if found else ""
