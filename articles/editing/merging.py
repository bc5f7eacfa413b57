"""Bringing together what two people made of one article: a three-way merge, field by field.

What only one of them changed lands. What both changed is a conflict, for a section as a whole. A text is
worth more than its deletion: a section that one deleted and the other changed stays. Tags are a set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.editing.sheets import Base, Cell, Row, Sheet, mark

ORDER = "order"  # stands for the order of a list's rows
STEP = 10  # between the places of merged rows, so that a row can be moved between any two
Whose = Literal["mine", "theirs"]
Kind = Literal["changed", "added", "deleted", "kept", "order"]


@dataclass(frozen=True)
class Place:
    """A field (`listed` empty), a row, or a list's order (`key` is ORDER)."""

    key: str
    listed: str = ""

    @property
    def name(self) -> str:
        return f"{self.listed}.{self.key}" if self.listed else self.key


@dataclass(frozen=True)
class Conflict:
    """What both changed: each side's cells, and the mark of theirs, by which a choice is known to be
    about what was shown.
    """

    place: Place
    mine: dict[str, Cell]
    theirs: dict[str, Cell]
    seen: str


@dataclass(frozen=True)
class Landed:
    """What of theirs is in the merged sheet: `kept` where one side had deleted what the other changed."""

    place: Place
    kind: Kind


@dataclass
class Merge:
    """The merged sheet (mine where there is a conflict) and the base from which it is to go on."""

    sheet: Sheet
    base: Base
    conflicts: list[Conflict] = field(default_factory=list)
    landed: list[Landed] = field(default_factory=list)


Choices = Mapping[str, tuple[Whose, str]]
Cells = dict[str, Cell]


def merge(base: Base, mine: Sheet, theirs: Sheet, *, choices: Choices) -> Merge:
    """`choices` says whose a conflict's place shall be, with the mark that was seen; an old one is none."""
    return _Merging(base, mine, theirs, choices).done()


class _Merging:
    def __init__(self, base: Base, mine: Sheet, theirs: Sheet, choices: Choices) -> None:
        self.base, self.mine, self.theirs, self.choices = base, mine, theirs, choices
        self.result = Merge(Sheet(), Base())

    def done(self) -> Merge:
        for name, their in self.theirs.cells.items():
            self._field(name, self.mine.cells.get(name, their), their)
        for name, names in self.theirs.names.items():
            self.result.sheet.names[name] = self._names(name)
            self.result.base.names[name] = names
        for listed in self.theirs.rows:
            self._list(listed)
        return self.result

    def _field(self, name: str, mine: Cell, their: Cell) -> None:
        known = {name: self.base.fields.get(name, "")}
        cells, goes_on = self._agreed(Place(name), {name: mine}, {name: their}, known)
        self.result.sheet.cells.update(cells)
        self.result.base.fields.update({key: found for key, found in goes_on.items() if found})

    def _agreed(
        self, place: Place, mine: Cells, theirs: Cells, base: Mapping[str, str]
    ) -> tuple[Cells, dict[str, str]]:
        """The cells that stand there now, and the marks from which the next form goes on."""
        now = {name: cell.mark for name, cell in theirs.items()}
        # Mine, with theirs in the fields that I left alone.
        mixed = {
            name: mine[name] if name in mine and mine[name].mark != base.get(name, "") else their
            for name, their in theirs.items()
        }
        if all(cell.mark == now[name] for name, cell in mixed.items()):
            if any(known != base.get(name, "") for name, known in now.items()):
                self.result.landed.append(Landed(place, "changed"))
            return theirs, now
        if not _differs(theirs, base):
            return mixed, now
        seen = mark(f"{name}={known}" for name, known in sorted(now.items()))
        whose, chosen_from = self.choices.get(place.name, ("mine", ""))
        if chosen_from != seen:
            self.result.conflicts.append(Conflict(place, mixed, theirs, seen))
            return mixed, {name: base.get(name, "") for name in now}
        return (mixed if whose == "mine" else theirs), now

    def _names(self, name: str) -> list[str]:
        """Theirs, without what I took away, and with what I added."""
        base, mine, theirs = (
            {known.casefold(): known for known in side.names.get(name, [])}
            for side in (self.base, self.mine, self.theirs)
        )
        if set(theirs) != set(base):
            self.result.landed.append(Landed(Place(name), "changed"))
        kept = {key: known for key, known in theirs.items() if key in mine or key not in base}
        added = {key: known for key, known in mine.items() if key not in base}
        return list((kept | added).values())

    def _list(self, listed: str) -> None:
        mine = {row.key: row for row in self._known_again(listed)}
        theirs = {row.key: row for row in self.theirs.rows[listed]}
        marks: dict[str, dict[str, str]] = {}
        merged: dict[str, Row] = {}
        for key in dict.fromkeys([*theirs, *mine]):
            place = Place(key, listed)
            row, marks[key] = self._row(place, mine.get(key), theirs.get(key))
            if row is not None:
                merged[key] = row
        order, goes_on = self._order(listed, [*mine], [*theirs])
        staying = [merged[key] for key in order if key in merged]
        rows = [replace(row, position=STEP * n) for n, row in enumerate(staying, start=1)]
        self.result.sheet.rows[listed] = rows
        self.result.sheet.deleted[listed] = set(theirs) - set(merged)
        places = {row.key: row.position for row in [*theirs.values(), *rows]}
        self.result.base.rows[listed] = [(key, places[key], marks[key]) for key in goes_on]

    def _known_again(self, listed: str) -> Iterator[Row]:
        """My rows. One that they do not have, and that says what a new one of theirs says, is that one: it
        was sent twice.
        """
        known = {key for key, _place, _marks in self.base.rows.get(listed, ())}
        there = {row.key for row in self.theirs.rows[listed]}
        added = [row for row in self.theirs.rows[listed] if row.key not in known]
        for row in self.mine.rows.get(listed, []):
            twin = next((their for their in added if their.marks() == row.marks()), None)
            if (row.pk and row.key in there) or twin is None:
                yield row
            else:
                added.remove(twin)
                yield replace(row, key=twin.key)

    def _row(
        self, place: Place, mine: Row | None, theirs: Row | None
    ) -> tuple[Row | None, dict[str, str]]:
        """The row that stands there now, None if it goes, and the marks to go on from."""
        base = self.base.row(place.listed, place.key)
        if theirs is None:
            return self._without_theirs(place, mine, base), {}
        if mine is None:
            return self._without_mine(place, theirs, base), theirs.marks()
        cells, marks = self._agreed(place, mine.cells, theirs.cells, base or {})
        goes_on = {name: known for name, known in marks.items() if known}
        return Row(place.key, theirs.pk, {**mine.cells, **cells}), goes_on

    def _without_theirs(
        self, place: Place, mine: Row | None, base: dict[str, str] | None
    ) -> Row | None:
        """New by me, or deleted by them."""
        if mine is None:
            return None
        if base is not None and not _differs(mine.cells, base):
            self.result.landed.append(Landed(place, "deleted"))
            return None
        if base is not None:
            self.result.landed.append(Landed(place, "kept"))
        return Row(mine.key, "", mine.cells)

    def _without_mine(self, place: Place, theirs: Row, base: dict[str, str] | None) -> Row | None:
        """New by them, or deleted by me, or just not sent."""
        is_deleted = place.key in self.mine.deleted.get(place.listed, set())
        if base is None:
            self.result.landed.append(Landed(place, "added"))
        elif _differs(theirs.cells, base):
            self.result.landed.append(Landed(place, "kept" if is_deleted else "changed"))
        elif is_deleted:
            return None
        return theirs

    def _order(
        self, listed: str, mine: list[str], theirs: list[str]
    ) -> tuple[list[str], list[str]]:
        """The order of all rows now, and the order of theirs from which the next form goes on."""
        old = self.base.order(listed)
        base = [key for key in old if key in mine and key in theirs]
        my, their = ([key for key in side if key in base] for side in (mine, theirs))
        if my in (base, their):
            if their != base:
                self.result.landed.append(Landed(Place(ORDER, listed), "order"))
            return _woven(theirs, mine), theirs
        if their == base:
            return _woven(mine, theirs), theirs
        place, seen = Place(ORDER, listed), mark(theirs)
        whose, chosen_from = self.choices.get(place.name, ("mine", ""))
        if chosen_from == seen:
            return (_woven(mine, theirs) if whose == "mine" else _woven(theirs, mine)), theirs
        cells = [{ORDER: Cell(tuple(side), mark(side))} for side in (my, their)]
        self.result.conflicts.append(Conflict(place, cells[0], cells[1], seen))
        goes_on = _woven([key for key in old if key in theirs], theirs)
        return _woven(mine, theirs), goes_on


def _differs(cells: Cells, base: Mapping[str, str]) -> bool:
    return any(cell.mark != base.get(name, "") for name, cell in cells.items())


def _woven(order: list[str], other: list[str]) -> list[str]:
    """The order, with each row that only the other has behind the one that it follows there."""
    woven = list(order)
    for number, key in enumerate(other):
        if key not in woven:
            before = next((known for known in reversed(other[:number]) if known in woven), None)
            woven.insert(0 if before is None else woven.index(before) + 1, key)
    return woven
