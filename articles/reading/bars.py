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
MOST = 30  # that are drawn: of more years, decades


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
    """Years side by side, or decades by their first year; empty for one alone."""

    years: list[Bar]
    are_decades: bool = False

    @property
    def svg(self) -> SafeString:
        """As numbers in text as well, for whoever sees no drawing."""
        if not self.years:
            return SafeString()
        label = _("Articles a decade:") if self.are_decades else _("Articles a year:")
        width = STEP * len(self.years)
        said = "; ".join(f"{year.number}: {year.count}" for year in self.years)
        drawn = "".join(
            f'<rect x="{year.x}" y="{year.y}" width="27" height="{year.length}"/>'
            for year in self.years
        )
        return format_html(
            '<svg class="years" viewBox="0 0 {0} 54" width="{0}" height="54" role="img" aria-label="{1} {2}">'
            '{3}<text x="0" y="52">{4}</text><text x="{5}" y="52" text-anchor="end">{6}</text></svg>',
            *(width, label, said, mark_safe(drawn)),
            *(self.years[0].number, width - 3, self.years[-1].number),
        )


def by_year(periods: Mapping[int, int]) -> Drawing:
    """The years of counts by year, or by month (as 202611)."""
    years: Counter[int] = Counter()
    for period, count in periods.items():
        years[period if period < 10_000 else period // 100] += count
    drawn = _spanned(years, step=1)
    if len(drawn) <= MOST:
        return Drawing(bars(drawn) if len(drawn) > 1 else [])
    decades: Counter[int] = Counter()
    for year, count in years.items():
        decades[year - year % 10] += count
    return Drawing(bars(_spanned(decades, step=10)[-MOST:]), are_decades=True)


def _spanned(counts: Counter[int], *, step: int) -> list[tuple[int, int]]:
    """From the first with anything to the last, those between without a count as well."""
    known = [number for number, count in counts.items() if count > 0]
    span = range(min(known), max(known) + 1, step) if known else ()
    return [(number, counts[number]) for number in span]
