"""What a machine reads of a page: its metas, its links, its data; and the page without that data."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_OURS = re.compile(
    r'<script(?: type="module")? src="/static/articles/reading/[a-z]+(?:\.\w+)?\.js"></script>'
)
_META = re.compile(r'<meta name="([^"]+)" content="([^"]*)">')
_PROPERTY = re.compile(r'<meta property="([^"]+)" content="([^"]*)">')
_LINK = re.compile(r'<link rel="([^"]+)" href="([^"]*)">')


def structured(html: str) -> dict[str, Any]:
    """The one block of JSON-LD; fails unless there is exactly one."""
    (found,) = _DATA.findall(html)
    data: dict[str, Any] = json.loads(found)
    return data


def markup(html: str) -> str:
    """The page without the block of data, which no browser executes, and without our own scripts."""
    return _OURS.sub("", _DATA.sub("", html))


def metas(html: str) -> dict[str, str]:
    return {name: unescape(content) for name, content in _META.findall(html)}


def all_metas(html: str, name: str) -> list[str]:
    """The contents of every meta of that name or property, in order."""
    found = [*_META.findall(html), *_PROPERTY.findall(html)]
    return [unescape(content) for told, content in found if told == name]


def properties(html: str) -> dict[str, str]:
    """The Open Graph; of what stands several times, the last."""
    return {name: unescape(content) for name, content in _PROPERTY.findall(html)}


def links(html: str) -> dict[str, str]:
    return {rel: unescape(href) for rel, href in _LINK.findall(html)}
