"""Checks JSON-LD by schema.org's own vocabulary, of which tests/files/schemaorg.json is an extract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "files" / "schemaorg.json"
WORDS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KEYWORDS = {"@context", "@graph", "@id", "@type"}
FORMS: dict[str, re.Pattern[str]] = {
    "Text": re.compile(r".+", re.DOTALL),
    "URL": re.compile(r"https?://\S+"),
    "Date": DATE,
    "DateTime": INSTANT,
    "Distance": re.compile(r"\d+ px"),  # "<Number> <Length unit of measure>", as its page has it
}


def mistakes(data: dict[str, Any]) -> list[str]:
    """Every class, property or value that the vocabulary does not have at that place."""
    nodes = data.get("@graph", [data])
    return ([] if data.get("@context") == "https://schema.org" else ["no context"]) + [
        mistake for node in nodes for mistake in _of_node(node, "")
    ]


def _of_node(node: dict[str, Any], where: str) -> Iterator[str]:
    kind = node.get("@type", "")
    if not kind and set(node) == {"@id"}:
        return  # it is described elsewhere
    if kind not in WORDS["classes"]:
        yield f"{where or 'page'}: {kind or 'nothing'} is no class"
        return
    for name, value in node.items():
        if name not in KEYWORDS:
            yield from _of_property(kind, name, value, f"{where}/{kind}.{name}")


def _of_property(kind: str, name: str, value: Any, where: str) -> Iterator[str]:
    known = WORDS["properties"].get(name.removesuffix("-input"))
    if known is None:
        yield f"{where}: no such property"
        return
    if not name.endswith("-input") and _above(kind).isdisjoint(known["domain"]):
        yield f"{where}: a {kind} has none"
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if "@type" in one and _above(one["@type"]).isdisjoint(known["range"]):
                yield f"{where}: may not be a {one['@type']}"
            yield from _of_node(one, where)
        elif not _fits(one, known["range"]):
            yield f"{where}: {one!r} is none of {', '.join(known['range'])}"


def _fits(value: Any, kinds: list[str]) -> bool:
    if isinstance(value, bool):
        return "Boolean" in kinds
    if isinstance(value, int):
        return bool({"Integer", "Number"} & set(kinds))
    return any(kind in FORMS and FORMS[kind].fullmatch(value) for kind in kinds)


def _above(kind: str) -> set[str]:
    """The class with all that it is a kind of."""
    found = {kind}
    for above in WORDS["classes"].get(kind, []):
        found |= _above(above)
    return found
