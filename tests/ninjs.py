"""What ninjs 3.1 allows of the names that we use: its schema's rules in our own words.

Nothing else may stand in an item: the schema closes every object. (IPTC, ninjs-schema_3.1.json.)
"""

from __future__ import annotations

import re
from typing import Any

URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

_TEXT = {"role", "contentType", "value"}
_ENTITY = {"name", "rel", "uri", "literal"}
STRINGS = [
    "representationType",
    "pubStatus",
    "version",
    "profile",
    "language",
    "title",
    "by",
    "slugline",
    "located",
    "edNote",
    "copyrightHolder",
    "copyrightNotice",
    "usageTerms",
    "type",
]
INSTANTS = ["firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "expires"]
LISTS = {
    "headlines": _TEXT,
    "descriptions": _TEXT,
    "bodies": _TEXT | {"charCount", "wordCount"},
    "people": _ENTITY | {"contactInfo"},
    "subjects": _ENTITY | {"creator", "relevance", "confidence"},
    "infoSources": {"name", "role", "uri", "literal", "contactInfo"},
    "altIds": {"role", "value"},
}
CHOICES = {
    "type": {"text", "audio", "video", "picture", "graphic", "composite", "component"},
    "representationType": {"full", "partial"},
    "pubStatus": {"usable", "withheld", "canceled"},
}


def faults(item: dict[str, Any]) -> list[str]:
    """What in an item its schema would refuse."""
    found = [] if URI.fullmatch(item.get("uri", "")) else ["uri"]
    for name, value in item.items():
        if not _fits(name, value):
            found.append(name)
    return found


def _fits(name: str, value: Any) -> bool:
    if name == "uri":
        return True
    if name in STRINGS:
        return isinstance(value, str) and value in CHOICES.get(name, {value})
    if name in INSTANTS:
        return bool(INSTANT.fullmatch(value))
    if name in LISTS:
        must_have_value = name in {"headlines", "descriptions", "bodies"}
        return all(
            set(row) <= LISTS[name]
            and (not must_have_value or isinstance(row.get("value"), str))
            and ("uri" not in row or bool(URI.fullmatch(row["uri"])))
            for row in value
        )
    if name == "associations":
        return all(
            row.get("name")
            and not faults({k: v for k, v in row.items() if k not in {"name", "rel"}})
            for row in value
        )
    if name == "rightsInfo":
        is_one = len(value.keys() & {"linkedRights", "encodedRights"}) == 1
        return is_one and set(value) <= {"langId", "linkedRights", "encodedRights"}
    return name == "standard" and set(value) <= {"name", "version", "schema"}
