"""What an article's data says: ninjs, Markdown, and one entry of a feed of either kind."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from articles.auditing.fetching import Answer
from articles.auditing.said import DATA, FEED, Says, instant, strings

_ATOM = "{http://www.w3.org/2005/Atom}"
_DEED = re.compile(r"https?://creativecommons\.org/\S+?/(?=[\s.,;]|$)")
_KEY = re.compile(r"[:/]([0-9a-z]+)/?$")


def ninjs(answer: Answer) -> Says:
    """A news item; its terms are told in words, in which a licence stands by its address."""
    where = f"{answer.path} (ninjs)"
    try:
        item = json.loads(answer.text)
    except ValueError:
        return Says(where, DATA, original="broken")
    terms = item.get("usageTerms", "")
    bodies = [body.get("value", "") for body in item.get("bodies", [])]
    return Says(
        where,
        DATA,
        text=" ".join([_plain(body) for body in bodies]),
        texts=(terms, *bodies),
        must_credit=True,
        licences=frozenset(_DEED.findall(terms)),
        version=item.get("version"),
    )


def is_called_off(answer: Answer) -> bool:
    """Whether a news item says that it is not to be used."""
    try:
        return json.loads(answer.text).get("pubStatus") in {"canceled", "withheld"}
    except ValueError:
        return False


def markdown(answer: Answer) -> Says:
    """A document with TOML between lines of three plus signs."""
    where = f"{answer.path} (Markdown)"
    try:
        _before, matter, text = answer.text.split("+++\n", 2)
        told = tomllib.loads(matter)
    except ValueError:
        return Says(where, DATA, original="broken")
    extra = told.get("extra", {})
    deed = extra.get("licence_url", "")
    return Says(
        where,
        DATA,
        text=text,
        texts=tuple(strings(told)),
        must_credit=True,
        licences=frozenset([deed] if deed else []),
        changed=instant(extra["updated"]) if "updated" in extra else None,
        version=str(extra["version"]) if "version" in extra else None,
    )


def entries(answer: Answer) -> Iterator[tuple[str, Says]]:
    """Every entry of a feed with the key of its article. Raises `ValueError` for what is no feed."""
    if "json" in answer.headers.get("content-type", ""):
        for item in json.loads(answer.text)["items"]:
            yield _key(item["id"]), _item(answer, item)
        return
    try:
        feed = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    for entry in feed.iter(f"{_ATOM}entry"):
        yield _key(entry.findtext(f"{_ATOM}id", "")), _entry(answer, entry)


def _key(identity: str) -> str:
    found = _KEY.search(identity)
    return found[1] if found else identity


def _item(answer: Answer, item: dict[str, Any]) -> Says:
    deed = item.get("_rights", {}).get("license", "")
    changed = item.get("date_modified") or item.get("date_published")
    return Says(
        f"{answer.path} ({item.get('url', '')})",
        FEED,
        text=_plain(item.get("content_html", "")) + item.get("content_text", ""),
        texts=tuple(strings(item)),
        must_credit=True,
        licences=frozenset([deed] if deed else []),
        changed=instant(changed) if changed else None,
    )


def _entry(answer: Answer, entry: ElementTree.Element) -> Says:
    links = entry.findall(f"{_ATOM}link")
    addresses = [link.get("href", "") for link in links if link.get("rel") == "alternate"]
    deeds = (link.get("href", "") for link in links if link.get("rel") == "license")
    texts = tuple(filter(None, (part.text for part in entry.iter())))
    return Says(
        f"{answer.path} ({''.join(addresses[:1])})",
        FEED,
        text=_plain(entry.findtext(f"{_ATOM}content", "")),
        texts=texts,
        must_credit=True,
        licences=frozenset(deeds),
        changed=instant(entry.findtext(f"{_ATOM}updated", "")),
    )


def _plain(html: str) -> str:
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    return body.text(separator=" ") if body else ""
