"""The values of an article's form as plain data, and short marks of them that a page can carry along.

A sheet has fields of its own and lists of rows (sections, bylines, the credit). Two values with the same
mark say the same thing; a base is the marks of the sheet that a form was made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

Value = tuple[str, ...]
ONLY = "only"  # the key of a row that an article has at most once


@dataclass(frozen=True)
class Cell:
    """What a field says, as a browser sends it, and the mark of that (empty if it says nothing)."""

    value: Value
    mark: str


@dataclass(frozen=True)
class Row:
    """One row of a list. `key` is its identity, `pk` its primary key, empty while it is not stored."""

    key: str
    pk: str
    cells: dict[str, Cell]
    position: float = 0

    def marks(self) -> dict[str, str]:
        return {name: cell.mark for name, cell in self.cells.items() if cell.mark}


@dataclass(frozen=True)
class Sheet:
    """A whole form; rows in reading order, those ticked for deletion apart, by key."""

    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    deleted: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)  # fields that are sets of names


@dataclass(frozen=True)
class Base:
    """Marks of the sheet that a form was made from; rows with their position, in reading order."""

    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, float, dict[str, str]]]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def row(self, listed: str, key: str) -> dict[str, str] | None:
        return next((marks for own, _place, marks in self.rows.get(listed, ()) if own == key), None)

    def places(self, listed: str) -> dict[str, float]:
        return {key: place for key, place, _marks in self.rows.get(listed, ())}

    def order(self, listed: str) -> list[str]:
        return [key for key, _place, _marks in self.rows.get(listed, ())]

    def encoded(self) -> str:
        return json.dumps([self.fields, self.rows, self.names], separators=(",", ":"))


def mark(texts: Iterable[str]) -> str:
    """40 bits of a hash; line ends and the spaces around make no difference."""
    plain = "\n".join(text.replace("\r\n", "\n").strip() for text in texts).strip()
    return hashlib.blake2s(plain.encode(), digest_size=5).hexdigest() if plain else ""


def base_of(sheet: Sheet) -> Base:
    return Base(
        fields={name: cell.mark for name, cell in sheet.cells.items() if cell.mark},
        rows={
            listed: [(row.key, row.position, row.marks()) for row in rows]
            for listed, rows in sheet.rows.items()
        },
        names=sheet.names,
    )


def decoded(text: str) -> Base:
    """The base that a page carried along; one of nothing if it is garbled, so that everything differs."""
    try:
        fields, rows, names = json.loads(text)
        return Base(
            fields={str(name): str(known) for name, known in fields.items()},
            rows={
                str(listed): [(str(key), float(place), dict(marks)) for key, place, marks in found]
                for listed, found in rows.items()
            },
            names={str(name): [str(one) for one in found] for name, found in names.items()},
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Base()
