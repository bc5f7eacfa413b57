"""Counts as small bars: numbers for SVG geometry, since no page may carry a style of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LENGTH = 40
STEP = 30


@dataclass(frozen=True)
class Bar:
    """`length` of 40 for the highest count; a count of one can still be seen."""

    number: int
    count: int
    length: int
    index: int

    @property
    def x(self) -> int:
        return self.index * STEP

    @property
    def y(self) -> int:
        return LENGTH - self.length


def bars(counts: Iterable[tuple[int, int]]) -> list[Bar]:
    pairs = list(counts)
    most = max((count for _number, count in pairs), default=1)
    return [
        Bar(number, count, max(round(LENGTH * count / most), 2) if count else 0, index)
        for index, (number, count) in enumerate(pairs)
    ]
