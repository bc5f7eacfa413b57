"""What an answer tells, whatever it is written as: to be compared by its letters alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from articles.auditing.fetching import Answer
from articles.auditing.said import strings

_NOT_A_LETTER = re.compile(r"[\W_]+")
# Most of what is no letter, and in UTF-8 no part of one: to be left out at the speed of bytes.
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_DATA = re.compile(r'<script[^>]*"application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)


def letters(text: str) -> str:
    """A text without all that formats write differently: only its letters and digits."""
    dense = text.encode("utf-8", "surrogatepass").translate(None, _SIGNS)
    found = dense.decode("utf-8", "surrogatepass")
    return found if found.isascii() else _NOT_A_LETTER.sub("", found)


def told(answer: Answer) -> str:
    """The letters of an answer as it stands, and of what its escapes stand for: those of HTML, and of
    JSON in a file or a page. Feeds and JSON hold HTML in turn, so that is undone twice.
    """
    text = "\n".join([answer.text, *_decoded(answer)])
    plain = unescape(unescape(text))
    return letters(text if plain == text else f"{text}\n{plain}")


def _decoded(answer: Answer) -> Iterator[str]:
    is_json = "json" in answer.headers.get("content-type", "")
    for text in [answer.text] if is_json else _DATA.findall(answer.text):
        try:
            found = json.loads(text)
        except ValueError:
            continue
        yield from strings(found)
