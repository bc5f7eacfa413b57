"""What the parts of search hand to each other: the tables, their fields, and where hits come from."""

from __future__ import annotations

from typing import NamedTuple

FIELDS = ("title", "deck", "headings", "people", "tags", "meta", "body")

# Tokens that filters ask for: of each group one.
Groups = tuple[tuple[str, ...], ...]


class Condition(NamedTuple):
    """What must hold of a document (`d`), with its values."""

    sql: str
    values: list[int]


class Source(NamedTuple):
    """Where hits come from: what follows FROM (the table is `d`), the condition on it with its values,
    and the column by which the newest is the largest.
    """

    tables: str
    condition: str
    values: list[str]
    order: str
