"""Counts as small bars: numbers for SVG geometry, since no page may carry a style of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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
    def svg(self) -> SafeString:
        """As numbers in text as well, for whoever sees no drawing."""
        if not self.years:
            return SafeString()
        width = STEP * len(self.years)
        said = "; ".join(f"{year.number}: {year.count}" for year in self.years)
        drawn = "".join(
            f'<rect x="{year.x}" y="{year.y}" width="27" height="{year.length}"/>'
            for year in self.years
        )
        return format_html(
            '<svg class="years" viewBox="0 0 {0} 54" width="{0}" height="54" role="img" aria-label="{1} {2}">'
            '{3}<text x="0" y="52">{4}</text><text x="{5}" y="52" text-anchor="end">{6}</text></svg>',
            *(width, _("Articles a year:"), said, mark_safe(drawn)),
            *(self.years[0].number, width - 3, self.years[-1].number),
        )


def by_year(periods: Mapping[int, int]) -> Drawing:
    """The years of counts by year, or by month (as 202611)."""
    years: Counter[int] = Counter()
    for period, count in periods.items():
        years[period if period < 10_000 else period // 100] += count
    known = [year for year, count in years.items() if count > 0]
    span = range(min(known), max(known) + 1) if known else range(0)
    may_be_drawn = 1 < len(span) <= MOST_YEARS
    return Drawing(bars((year, years[year]) for year in span) if may_be_drawn else [])
