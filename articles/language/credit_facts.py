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
_ISSUE = re.compile(
    r"(?:(?:19|20)\d\d ?年 ?)?(?:总)?第 ?\d{1,4} ?期(?:[（(]总第? ?\d{1,4} ?期[)）])?"
    r"|\b(?:no\.|issue) ?\d{1,4}\b",
    re.IGNORECASE,
)
# One year, and a name in one piece: a span of years or a sentence is left to a person.
_NOTICE = re.compile(
    r"(?=.*(?:©|\(c\)|（c）|(?:19|20)\d\d))(?:copyright|版权所有)? ?"
    r"(?:©|\(c\)|（c）)? ?(?P<year>(?:19|20)\d\d)?,? (?:by )?"
    r"(?P<holder>(?!by |belongs |held |the author|all rights|版权|必究)[^\d.;,:。；，：©()（）–]{2,80}?)\.?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:originally|first)\b|首发|原载|首刊|原刊", re.IGNORECASE)
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


def issue_in(text: str) -> str:
    """The issue of a periodical as the line has it: 2026年第3期, 总第120期, No. 12; else empty."""
    found = _ISSUE.search(words.without_invisible(text))
    return found[0].strip() if found else ""


def holder_in(notice: str) -> tuple[str, str]:
    """Who holds the copyright by a notice, and since which year; each empty if it does not say."""
    found = _NOTICE.fullmatch(words.without_invisible(notice).strip())
    return (found["holder"].strip(), found["year"] or "") if found else ("", "")


def is_first(text: str) -> bool:
    """Whether the line speaks of where it stood first."""
    return bool(_FIRST.search(text))


def title_in(text: str) -> str:
    """What the original is called, where the line says so; else empty."""
    found = next(filter(None, (pattern.search(text) for pattern in _TITLES)), None)
    return found[1].strip() if found else ""


def address_in(text: str) -> str:
    """The address of mail, else the web address, that is written there; else empty."""
    found = _MAIL.search(text) or _URL.search(text)
    return found[0] if found else ""
