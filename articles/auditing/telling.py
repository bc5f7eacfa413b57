"""What an answer tells, whatever it is written as: to be compared by its letters alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from articles.auditing.fetching import Answer
from articles.auditing.said import strings

_NOT_A_LETTER = re.compile(r"[\W_]+")
_DATA = re.compile(r'<script[^>]*"application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)


def letters(text: str) -> str:
    """A text without all that formats write differently: only its letters and digits."""
    return _NOT_A_LETTER.sub("", text)


def told(answer: Answer) -> str:
    """The letters of an answer as it stands, and of what its escapes stand for: those of HTML, and of
    JSON in a file or a page. Feeds and JSON hold HTML in turn, so that is undone twice.
    """
    parts = [answer.text, *_decoded(answer)]
    return letters("\n".join(parts) + "\n" + unescape(unescape("\n".join(parts))))


def _decoded(answer: Answer) -> Iterator[str]:
    is_json = "json" in answer.headers.get("content-type", "")
    for text in [answer.text] if is_json else _DATA.findall(answer.text):
        try:
            found = json.loads(text)
        except ValueError:
            continue
        yield from strings(found)
