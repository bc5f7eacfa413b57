"""Counts as small bars: numbers for SVG geometry, since no page may carry a style of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LENGTH = 40
STEP = 30
MOST_YEARS = 30  # that are drawn


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


@dataclass(frozen=True)
class Drawing:
    """Years side by side; empty for one year, and for more than can be told apart."""

    years: list[Bar]

    @property
    def width(self) -> int:
        return STEP * len(self.years)

    @property
    def end(self) -> int:
        return self.width - 3


def by_year(periods: Mapping[int, int]) -> Drawing:
    """The years of counts by year, or by month (as 202611)."""
    years: Counter[int] = Counter()
    for period, count in periods.items():
        years[period if period < 10_000 else period // 100] += count
    known = [year for year, count in years.items() if count > 0]
    span = range(min(known), max(known) + 1) if known else range(0)
    may_be_drawn = 1 < len(span) <= MOST_YEARS
    return Drawing(bars((year, years[year]) for year in span) if may_be_drawn else [])
