"""What taking over one sheet in place of another would change: fields, rows, their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.editing.merging import ORDER, Cells, Kind, Place
from articles.editing.sheets import Cell, Sheet, mark


@dataclass(frozen=True)
class Difference:
    """One place and its cells on either side: only those that differ, empty where there is no row."""

    place: Place
    kind: Kind
    before: Cells
    after: Cells


def differences(before: Sheet, after: Sheet) -> Iterator[Difference]:
    """Fields first, then the rows of each list in the order of `after`, those that go last."""
    for name, cell in after.cells.items():
        old = before.cells.get(name, Cell((), ""))
        if old.mark != cell.mark:
            yield Difference(Place(name), "changed", {name: old}, {name: cell})
    for name, names in after.names.items():
        had = before.names.get(name, [])
        if {known.casefold() for known in names} != {known.casefold() for known in had}:
            sides = ({name: Cell((", ".join(side),), mark(side))} for side in (had, names))
            yield Difference(Place(name), "changed", *sides)
    for listed in after.rows:
        yield from _rows(listed, before, after)


def _rows(listed: str, before: Sheet, after: Sheet) -> Iterator[Difference]:
    old = {row.key: row for row in before.rows.get(listed, [])}
    new = {row.key: row for row in after.rows[listed]}
    for key, row in new.items():
        had = old[key].cells if key in old else {}
        changed = {
            name: cell
            for name, cell in row.cells.items()
            if cell.mark != (had[name].mark if name in had else "")
        }
        if changed or key not in old:
            kind: Kind = "changed" if key in old else "added"
            was = {name: had[name] for name in changed if name in had}
            yield Difference(Place(key, listed), kind, was, changed)
    for key, row in old.items():
        if key not in new:
            yield Difference(Place(key, listed), "deleted", row.cells, {})
    orders = [[key for key in side if key in old and key in new] for side in (old, new)]
    if orders[0] != orders[1]:
        cells = [{ORDER: Cell(tuple(order), mark(order))} for order in orders]
        yield Difference(Place(ORDER, listed), "order", cells[0], cells[1])
