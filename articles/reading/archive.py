"""The archive: everything, newest first, and by month and year of the publication's time zone.

Years and months are asked for by their span, so that an index answers and nobody truncates dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.language import wording
from articles.models import Window
from articles.models.rights import Span
from articles.models.windows import WindowQuerySet
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, heads, keyset, stories
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
    """Everything that is live, and the years to choose from. Five queries."""
    live = Window.objects.live(at=clock.now(request))
    page = keyset.page(live.for_lists().newest(), request, id_field="article_id")
    years = _years(live, page) if page.is_first else []
    shown, around = stories.plain(page.rows), chrome.of(request)
    said = _("All articles of %(name)s, the newest first.") % {"name": around.name.text}
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, _("All articles"), said, entries=shown),
        "page": page,
        "stories": shown,
        "years": years,
    }
    return chrome.respond(request, "articles/archive.html", context)


@kept("after")
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """What first ran in that year, and its months with their counts. Raises 404 for a year without
    articles. Five queries.
    """
    live = Window.objects.live(at=clock.now(request))
    span = _year(year)
    counts = live.published_within(span).counts([_month(year, month) for month in MONTHS])
    months = [
        Month(date(year, bar.number, 1), bar)
        for bar in bars(zip(MONTHS, counts, strict=True))
        if bar.count
    ]
    day = date(year, 1, 1)
    return _span(
        request, live, "articles/archive_year.html", str(year), day=day, span=span, months=months
    )


@kept("after")
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What first ran in that month. Raises 404 for a month without articles. Four queries."""
    live = Window.objects.live(at=clock.now(request))
    day = date(year, month, 1)
    said, span = wording.month(day), _month(year, month)
    return _span(request, live, "articles/archive_month.html", said, day=day, span=span)


def _span(
    request: HttpRequest,
    live: WindowQuerySet,
    template: str,
    title: str,
    *,
    day: date,
    span: Span,
    **context: object,
) -> HttpResponse:
    """A page of what ran in a span, with the days in which something ran before and after it."""
    rows = live.published_within(span).for_lists().newest()
    page = keyset.page(rows, request, id_field="article_id")
    if page.is_first and not page.rows:
        raise Http404
    before = live.filter(published_at__lt=span.from_).newest()
    after = live.filter(published_at__gte=span.until).oldest()
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
        "earlier": _first_day(before),
        "later": _first_day(after),
    }
    return chrome.respond(request, template, context)


def _first_day(rows: WindowQuerySet) -> date | None:
    at = rows.values_list("published_at", flat=True).first()
    return timezone.localdate(at) if at else None


def _years(live: WindowQuerySet, page: keyset.Page) -> list[int]:
    """The years with articles, latest first. Two queries, none where there are no articles."""
    if not page.rows:
        return []
    first = _first_day(live.oldest())
    assert first is not None, "what has rows has an oldest"
    latest = timezone.localdate(page.rows[0].published_at)
    years = range(latest.year, first.year - 1, -1)
    found = live.any_within([_year(one) for one in years])
    return [one for one, is_found in zip(years, found, strict=True) if is_found]


def _year(year: int) -> Span:
    return Span(_midnight(year, 1), _midnight(year + 1, 1))


def _month(year: int, month: int) -> Span:
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    return Span(_midnight(year, month), _midnight(*following))


def _midnight(year: int, month: int) -> datetime:
    """Where a month begins in the publication's time zone, as an instant."""
    return timezone.make_aware(datetime(year, month, 1)).astimezone(UTC)
