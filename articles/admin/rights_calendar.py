"""The rights calendar: over twelve months, which permissions are in force, ending and dark, drawn.

A row is a permission with its renewals. The drawing is made here as geometry, so that no page needs a
script for it; on a narrow screen the same stands as a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.said import row_number
from articles.models import Article, Permission, Source
from articles.models.rights import COUNTED, FAR_FUTURE, FAR_PAST, PermissionState, Span
from articles.rights import days, timeline
from articles.rights.darkness import dark_articles
from articles.rights.timeline import BLIND, Segment, Stretch

MONTHS, STEP, BEFORE = 12, 6, 2  # shown; gone on by; of the past, where nothing else is asked
ROWS = 50
MOST_SOURCES = 500
MOST_ARTICLES = 10  # named beside one dark time
UNIT = 100  # of the drawing, a month: months are columns of one width
LEAST = 4  # of the drawing: what is shorter would not be seen
SIGNS = {
    Stretch.COUNTS: "▬",
    Stretch.ENDING: "◣",
    Stretch.KEPT: "▭",
    Stretch.SUSPENDED: "▨",
    Stretch.UNPAID: "▢",
    Stretch.DARK: "■",
}
_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
FIRST, LAST = date(1900, 1, 1), date(2198, 12, 1)


@dataclass(frozen=True)
class Months:
    """The months that are shown, from the first moment of `starts[0]`; aware, in the publication's zone."""

    starts: list[datetime]  # of each month, and of the one after the last

    @property
    def span(self) -> Span:
        return Span(self.starts[0], self.starts[-1])

    def x(self, at: datetime) -> int:
        """Where an instant lies on the drawing; what lies outside is put to its edge."""
        at = min(max(at, self.starts[0]), self.starts[-1])
        for number, (start, end) in enumerate(zip(self.starts, self.starts[1:], strict=False)):
            if at < end:
                return round(UNIT * (number + (at - start) / (end - start)))
        return UNIT * (len(self.starts) - 1)


@dataclass(frozen=True)
class Bar:
    """A stretch as it is drawn: where, in which words, and where it leads."""

    kind: Stretch
    x: int
    width: int
    when: str
    address: str = ""

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]

    @property
    def is_blind(self) -> bool:
        return self.kind in BLIND


@dataclass
class Row:
    """A permission with its renewals: the latest of them, its bars, and the articles that are dark."""

    latest: Permission
    bars: list[Bar]
    blind: list[Span]
    dark: list[Article] = field(default_factory=list)

    @property
    def address(self) -> str:
        return _address(self.latest)

    @property
    def named(self) -> list[Article]:
        return self.dark[:MOST_ARTICLES]

    @property
    def unnamed(self) -> int:
        return max(0, len(self.dark) - MOST_ARTICLES)


def rights_calendar(request: HttpRequest) -> HttpResponse:
    """Twelve months, fifty permissions a page. At most 7 queries besides those of every page of the desk.

    Months, sources and pages that cannot be are a 404.
    """
    user: Any = request.user
    if not user.has_perm("articles.view_permission"):
        raise PermissionDenied
    now = timezone.now()
    first = _first(request, timezone.localdate(now))
    months = Months([_midnight(_moved(first, number)) for number in range(MONTHS + 1)])
    has_one = Exists(Permission.objects.filter(source=OuterRef("pk")))
    sources = list(Source.objects.filter(has_one).only("name", "translations")[:MOST_SOURCES])
    source = _source(request)
    page = _page(request, _firsts(months.span, source))
    rows = _rows([head.pk for head in page], months, now)
    earlier, later = _moved(first, -STEP), _moved(first, STEP)
    context = {
        **admin.site.each_context(request),
        "title": _("Rights calendar"),
        "first": first,
        "last": _moved(first, MONTHS - 1),
        "months": [start.date() for start in months.starts[:-1]],
        "size": UNIT * MONTHS,
        "today": months.x(now) if months.span.holds(now) else None,
        "earlier": earlier if earlier >= FIRST else None,
        "later": later if later <= LAST else None,
        "is_now": first == _moved(timezone.localdate(now), -BEFORE),
        "sources": sources,
        "source": source,
        "rows": rows,
        "dark_rows": [row for row in rows if row.dark],
        "legend": [
            (kind, kind.label, SIGNS[kind])
            for kind in Stretch
            if any(bar.kind == kind for row in rows for bar in row.bars)
        ],
        "page": page,
    }
    return TemplateResponse(request, "admin/rights_calendar.html", context)


# --- what is asked for ------------------------------------------------------------------------


def _first(request: HttpRequest, today: date) -> date:
    if "from" not in request.GET:
        return _moved(today, -BEFORE)
    found = _MONTH.fullmatch(request.GET["from"])
    month = date(int(found[1]), int(found[2]), 1) if found else None
    if month is None or month > LAST:
        raise Http404
    return month


def _moved(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _source(request: HttpRequest) -> Source | None:
    asked = request.GET.get("source", "")
    if not asked:
        return None
    rows = Source.objects.select_related("merged_into")
    found = rows.filter(pk=row_number(asked) or 0).first()
    if found is None:
        raise Http404
    return found.kept


def _page(request: HttpRequest, heads: QuerySet[Permission]) -> Page[Permission]:
    try:
        return Paginator(heads, ROWS).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error


# --- what is shown ----------------------------------------------------------------------------


def _firsts(span: Span, source: Source | None) -> QuerySet[Permission]:
    """The first permission of each chain that says something of this time; what ends first comes first."""
    same = Q(pk=OuterRef("pk")) | Q(first=OuterRef("pk"))
    chain = Permission.objects.order_by().filter(same, state__in=COUNTED)
    began = chain.filter(Q(valid_from=None) | Q(valid_from__lt=span.until))
    lasts = chain.filter(
        Q(valid_until=None) | Q(valid_until__gt=span.from_),
        Q(stopped_at=None) | Q(stopped_at__gt=span.from_) | Q(state=PermissionState.SUSPENDED),
    )
    latest = chain.filter(superseded_by=None)
    heads = Permission.objects.filter(Exists(began), Exists(lasts), first=None)
    if source:
        heads = heads.filter(source=source)
    return heads.annotate(ends=latest.values("valid_until")[:1]).order_by(
        F("ends").asc(nulls_last=True), "reference", "pk"
    )


def _rows(heads: list[int], months: Months, now: datetime) -> list[Row]:
    """The rows in the order of their heads. At most 4 queries, the dark articles included."""
    chains: dict[int, list[Permission]] = {head: [] for head in heads}
    found = Permission.objects.filter(Q(pk__in=heads) | Q(first__in=heads))
    for permission in found.select_related("source").order_by("pk"):
        chains[permission.chain_id].append(permission)
    rows = {}
    for head, chain in chains.items():
        shown = [
            segment
            for segment in timeline.segments(chain, at=now)
            if segment.span.from_ < months.span.until and segment.span.until > months.span.from_
        ]
        if shown:
            blind = [segment.span for segment in shown if segment.kind in BLIND]
            bars = [_bar(segment, months, chain[-1].zone) for segment in shown]
            rows[head] = Row(chain[-1], bars, blind)
    times = {head: row.blind for head, row in rows.items()}
    for head, articles in dark_articles(times, within=months.span).items():
        rows[head].dark = articles
    return list(rows.values())


def _bar(segment: Segment, months: Months, zone: ZoneInfo) -> Bar:
    """Its days are those of whoever allowed it."""
    from_, until = months.x(segment.span.from_), months.x(segment.span.until)
    width = max(LEAST, until - from_)
    from_ = min(from_, UNIT * MONTHS - width)
    address = _address(segment.permission) if segment.permission else ""
    begins, ends = (at if FAR_PAST < at < FAR_FUTURE else None for at in segment.span)
    return Bar(segment.kind, from_, width, days.period(begins, ends, zone), address)


def _address(permission: Permission) -> str:
    return reverse("admin:articles_permission_change", args=[permission.pk])


def urls(desk: admin.AdminSite) -> list[URLPattern]:
    return [path("rights-calendar/", desk.admin_view(rights_calendar), name="rights_calendar")]
