"""What one place of one output says of one article, as far as it was read from the bytes served."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Where a text may stand only with a channel of its own.
PAGE, FEED, DATA, KIT = "web", "feed", "api", "kit"

NEWS = "googlebot-news"

_END = re.compile(r"unavailable_after:\s*([^,]+)")
_TRAIN = re.compile(r"\btrain-ai\s*=\s*([yn])\b")
_AGENT = re.compile(r"\s*(?!unavailable_after\b|max-)([a-z][a-z0-9-]*):\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Says:
    """`where` is the address, and the place in it. None means that it says nothing of a matter; an empty
    text says that there is none: no licence, no end, no canonical address.

    `text` is all that it tells, with its spaces; `texts` are the strings that a credit must stand in
    whole. `usage` and `tdm` are whether machines may be trained on it, in the words of AIPREF and TDMRep.
    """

    where: str
    channel: str = PAGE
    text: str = ""
    texts: tuple[str, ...] = ()
    must_credit: bool = False
    licences: frozenset[str] | None = None
    is_listed: bool | None = None
    is_in_news: bool = True
    canonical: str | None = None
    end: str | None = None
    changed: str | None = None
    version: str | None = None
    usage: bool | None = None
    tdm: bool | None = None
    original: Any = None
    relation: str | None = None


def robots(rules: str) -> dict[str, Any]:
    """The rules for crawlers at large in a robots meta tag or an `X-Robots-Tag` header."""
    general = [rule for agent, rule in _by_agent(rules) if agent in {"", "googlebot"}]
    end = _END.search(", ".join(general))
    is_listed = not {"noindex", "none"} & set(general)
    return {"is_listed": is_listed, "end": instant(end[1]) if end else ""}


def bars_news(rules: str) -> bool:
    """Whether an `X-Robots-Tag` header keeps an article out of searches for news."""
    ours = {rule for agent, rule in _by_agent(rules) if agent in {"", "googlebot", NEWS}}
    return bool({"noindex", "none"} & ours)


def _by_agent(rules: str) -> Iterator[tuple[str, str]]:
    """Every rule with the crawler that was named last before it, in small letters."""
    agent = ""
    for rule in rules.split(","):
        named = _AGENT.fullmatch(rule)
        if named:
            agent, rule = named.groups()
        yield agent.lower(), rule.strip().lower()


def usage(headers: Mapping[str, str]) -> bool | None:
    """Whether header fields let machines be trained, in AIPREF's words; None where they say nothing."""
    said = _TRAIN.search(headers.get("content-usage", ""))
    return said[1] == "y" if said else None


def instant(text: str) -> str:
    """An instant as it is compared: RFC 3339 in UTC to the second; what is none stays as it is."""
    try:
        found = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        return text.strip()
    return written(found) if found.tzinfo else text.strip()


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def strings(value: Any) -> Iterable[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside)
