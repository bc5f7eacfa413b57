"""What a machine reads of a page: its metas, its links, its data; and the page without that data."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# By its whole form: whatever else asks for a script is none of ours.
_MODULE = re.compile(r'<script type="module" src="/static/articles/reading/[\w.]+\.js"></script>')
_META = re.compile(r'<meta name="([^"]+)" content="([^"]*)">')
_LINK = re.compile(r'<link rel="([^"]+)" href="([^"]*)">')


def structured(html: str) -> dict[str, Any]:
    """The one block of JSON-LD; fails unless there is exactly one."""
    (found,) = _DATA.findall(html)
    data: dict[str, Any] = json.loads(found)
    return data


def markup(html: str) -> str:
    """The page without the block of data, which no browser executes, and without our own modules."""
    return _MODULE.sub("", _DATA.sub("", html))


def metas(html: str) -> dict[str, str]:
    return {name: unescape(content) for name, content in _META.findall(html)}


def links(html: str) -> dict[str, str]:
    return {rel: unescape(href) for rel, href in _LINK.findall(html)}
