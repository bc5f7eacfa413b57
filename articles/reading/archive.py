"""The archive: everything, newest first, and by month and year of the publication's time zone.

Years and months are asked for by their span, so that an index answers and nobody truncates dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.language import wording
from articles.models.lists import EVERYTHING
from articles.models.rights import Span
from articles.models.tallies import Tallied
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, heads, keyset, lists, stories
from articles.reading.bars import Bar, bars
from articles.reading.kept import kept

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Month:
    day: date
    bar: Bar


@kept("after")
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Everything that is live, and the years to choose from. Three queries."""
    at = clock.now(request)
    tally = _tally(at)
    rows = partial(lists.page_of_lists, (EVERYTHING,), tuple(tally.ends), at)
    runs = partial(lists.in_lists, [EVERYTHING], at=at, ends=tally.ends)
    page = keyset.page_by(rows, request, runs=runs)
    shown, around = stories.plain(page.rows), chrome.of(request)
    said = _("All articles of %(name)s, the newest first.") % {"name": around.name.text}
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, _("All articles"), said, entries=shown),
        "page": page,
        "stories": shown,
        "years": sorted({day.year for day in _months(tally)}, reverse=True)
        if page.is_first
        else [],
    }
    return chrome.respond(request, "articles/archive.html", context)


@kept("after")
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """What first ran in that year, and its months with their counts. Raises 404 for a year without
    articles. Three queries.
    """
    tally = _tally(clock.now(request))
    counts = [(month, tally.periods.get(year * 100 + month, 0)) for month in MONTHS]
    months = [Month(date(year, bar.number, 1), bar) for bar in bars(counts) if bar.count]
    day, span = date(year, 1, 1), _year(year)
    return _span(
        request, tally, "articles/archive_year.html", str(year), day=day, span=span, months=months
    )


@kept("after")
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What first ran in that month. Raises 404 for a month without articles. Three queries."""
    day = date(year, month, 1)
    said, span = wording.month(day), _month(year, month)
    tally = _tally(clock.now(request))
    return _span(request, tally, "articles/archive_month.html", said, day=day, span=span)


def _span(
    request: HttpRequest,
    tally: Tallied,
    template: str,
    title: str,
    *,
    day: date,
    span: Span,
    **context: object,
) -> HttpResponse:
    """A page of what ran in a span, with the months in which something ran before and after it."""
    runs = lists.in_lists([EVERYTHING], at=clock.now(request), ends=tally.ends)
    page = keyset.page_of(runs, request, within=span)
    if page.is_first and not page.rows:
        raise Http404
    first, behind = (timezone.localdate(end) for end in span)
    months = _months(tally)
    shown, around = stories.plain(page.rows), chrome.of(request)
    said = _("Articles of %(name)s from this time: %(time)s.") % {
        "name": around.name.text,
        "time": title,
    }
    under = Step(_("All articles"), reverse("archive"))
    context |= {
        "chrome": around,
        "head": heads.page_of(request, around, title, said, under=under, entries=shown),
        "page": page,
        "stories": shown,
        "day": day,
        "earlier": max((month for month in months if month < first), default=None),
        "later": min((month for month in months if month >= behind), default=None),
    }
    return chrome.respond(request, template, context)


def _tally(at: datetime) -> Tallied:
    """One query over the months that there are."""
    return lists.tallied(EVERYTHING, at=at)[EVERYTHING]


def _months(tally: Tallied) -> list[date]:
    """The months in which something ran, each by its first day."""
    return [date(*divmod(period, 100), 1) for period, count in tally.periods.items() if count]


def _year(year: int) -> Span:
    return Span(_midnight(year, 1), _midnight(year + 1, 1))


def _month(year: int, month: int) -> Span:
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    return Span(_midnight(year, month), _midnight(*following))


def _midnight(year: int, month: int) -> datetime:
    """Where a month begins in the publication's time zone, as an instant."""
    return timezone.make_aware(datetime(year, month, 1)).astimezone(UTC)
