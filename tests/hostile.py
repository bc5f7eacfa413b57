"""Texts that want to act: the filter-evasion list of OWASP and our own, and what may be left of them."""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.language.vocabulary import ALLOWED, ALLOWED_CLASSES

# One a line; ␤, ⇥ and ␀ stand for the line's end, the tab and the zero byte.
_SIGNS = str.maketrans({"␤": "\n", "⇥": "\t", "␀": "\0"})
VECTORS = [
    line.translate(_SIGNS)
    for line in (Path(__file__).parent / "files" / "xss_vectors.txt")
    .read_text(encoding="utf-8")
    .splitlines()
]
_LEADS = re.compile(
    r"https?://[^@\s]+|mailto:[^\s:]+@[^\s:]+|article:[0-9a-z]+(#[\w-]+)?|#[\w.:-]+"
)
_SCHEME = re.compile(r"[\s\0-\x1f]*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)


def left_over(body: str) -> list[str]:
    """What of a body is none of the vocabulary's, as a browser would read it."""
    parsed = LexborHTMLParser(f"<!doctype html><body>{body}").body
    assert parsed is not None
    return [found for node in parsed.css("body *") for found in _strange(node)]


def _strange(node: LexborNode) -> list[str]:
    allowed = ALLOWED.get(node.tag or "")
    if allowed is None:
        return [node.html or ""]
    found = [name for name in node.attributes if name not in allowed]
    if node.tag == "a" and not _LEADS.fullmatch(node.attributes.get("href") or ""):
        found.append(node.html or "")
    classes = set((node.attributes.get("class") or "").split())
    return found + sorted(classes - ALLOWED_CLASSES.get(node.tag or "", frozenset()))


def acts(page: str) -> list[str]:
    """What in a whole page of ours could act: handlers, scripts written in it, addresses that run."""
    found = []
    for node in LexborHTMLParser(page).css("*"):
        if node.tag == "script" and "src" not in node.attributes:
            kind = node.attributes.get("type") or ""
            found += [] if kind.endswith("json") else [node.html or ""]
        if node.tag in {"iframe", "object", "embed", "base", "style", "applet", "frame", "math"}:
            found.append(node.html or "")
        for name, value in node.attributes.items():
            scheme = _SCHEME.match(value or "") if name in {"href", "src", "action"} else None
            runs = scheme and scheme[1].lower() not in {"http", "https", "mailto"}
            if name.startswith("on") or name in {"style", "formaction", "srcdoc"} or runs:
                found.append(f"{name}={value}")
    return found
