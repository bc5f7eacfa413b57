"""The calendar of the desk: what went out, what is to come, what leaves, and which permissions end."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import as_of
from articles.models import Edition, Permission, Window
from articles.models.editions import EditionKind
from articles.models.rights import PermissionState, Span

# What happens on a day: its sign, which says it without colour, and its words.
KINDS: dict[str, tuple[str, str | Promise]] = {
    "out": ("●", gettext_lazy("Went out")),
    "changed": ("◐", gettext_lazy("New version of a published article")),
    "back": ("↺", gettext_lazy("Back online")),
    "coming": ("○", gettext_lazy("Scheduled")),
    "held": ("!", gettext_lazy("Scheduled, but its permission does not reach so far")),
    "leaves": ("◇", gettext_lazy("Leaves the site")),
    "permission": ("§", gettext_lazy("Permission ends")),
}
_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 1)


@dataclass(frozen=True)
class Entry:
    """One thing that happens at an instant; `then` is where the site is seen as of it."""

    at: datetime
    kind: str
    text: str
    address: str
    language: str = ""
    remark: str = ""
    then: str = ""

    @property
    def sign(self) -> str:
        return KINDS[self.kind][0]

    @property
    def said(self) -> str | Promise:
        return KINDS[self.kind][1]


@dataclass(frozen=True)
class Day:
    """A day of the month with what happens on it, in order."""

    day: date
    entries: list[Entry]
    is_today: bool


def month(request: HttpRequest) -> HttpResponse:
    """One month as a grid and as a list. At most 4 queries besides those of every page of the desk.

    A month that cannot be is a 404.
    """
    user: Any = request.user
    if not as_of.may_look(user):
        raise PermissionDenied
    first, view = _asked(request)
    following = _month_after(first)
    entries = sorted(
        _entries(Span(_midnight(first), _midnight(following)), user), key=lambda entry: entry.at
    )
    days = _days(first, entries)
    starts_on = formats.get_format("FIRST_DAY_OF_WEEK")
    order = [(starts_on + number + 6) % 7 for number in range(7)]  # Python's Monday is 0
    weeks = calendar.Calendar(order[0]).monthdatescalendar(first.year, first.month)
    context = {
        **admin.site.each_context(request),
        "title": _("Calendar"),
        "first": first,
        "view": view,
        "previous": _month_before(first),
        "following": following if first < LAST else None,
        "is_now": first == timezone.localdate().replace(day=1),
        "weekdays": [(WEEKDAYS[number], WEEKDAYS_ABBR[number]) for number in order],
        "weeks": [[days.get(day) for day in week] for week in weeks],
        "days": [day for day in days.values() if day.entries],
        "legend": [(*KINDS[kind], kind) for kind in KINDS if any(e.kind == kind for e in entries)],
    }
    return TemplateResponse(request, "admin/calendar.html", context)


def _asked(request: HttpRequest) -> tuple[date, str]:
    """The first day of the month, and which of the two views; empty leaves that to the window's width."""
    view = request.GET.get("view", "")
    if view not in {"", "month", "list"}:
        raise Http404
    if "month" not in request.GET:
        return timezone.localdate().replace(day=1), view
    found = _MONTH.fullmatch(request.GET["month"])
    if found is None:
        raise Http404
    return date(int(found[1]), int(found[2]), 1), view


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _month_before(first: date) -> date | None:
    if first == FIRST:
        return None
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    """Where a day begins in the publication's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _days(first: date, entries: list[Entry]) -> dict[date, Day]:
    today = timezone.localdate()
    numbers = range(1, calendar.monthrange(first.year, first.month)[1] + 1)
    days = {
        first.replace(day=number): Day(first.replace(day=number), [], False) for number in numbers
    }
    if today in days:
        days[today] = Day(today, [], True)
    for entry in entries:
        days[timezone.localdate(entry.at)].entries.append(entry)
    return days


def _entries(span: Span, user: Any) -> Iterator[Entry]:
    now = timezone.now()
    yield from _appearing(span, now)
    yield from _leaving(span)
    yield from _held(span, now)
    if user.has_perm("articles.view_permission"):
        yield from _permissions(span)


def _appearing(span: Span, now: datetime) -> Iterator[Entry]:
    again = Window.objects.filter(edition=OuterRef("edition"), live_from__lt=OuterRef("live_from"))
    rows = Window.objects.filter(live_from__gte=span.from_, live_from__lt=span.until)
    for window in rows.for_lists().annotate(is_again=Exists(again)):
        edition = window.edition
        is_first = edition.kind == EditionKind.FIRST
        kind = "back" if window.is_again else "out" if is_first else "changed"
        remark = "" if is_first else edition.get_kind_display()
        is_coming = window.live_from > now
        yield _of(edition, window.live_from, "coming" if is_coming else kind, remark)


def _leaving(span: Span) -> Iterator[Entry]:
    """Ends of windows that no other version follows at once."""
    next_ones = Window.objects.filter(article=OuterRef("article"), live_from=OuterRef("live_until"))
    rows = Window.objects.filter(live_until__gte=span.from_, live_until__lt=span.until)
    for window in rows.filter(~Exists(next_ones)).for_lists().select_related("article"):
        article = window.article
        remark = ""
        if article.withdrawn_at == window.live_until:
            remark = _("withdrawn")
        elif article.planned_takedown_at == window.live_until:
            remark = _("planned take-down")
        yield _of(window.edition, window.live_until, "leaves", remark)


def _held(span: Span, now: datetime) -> Iterator[Entry]:
    """Scheduled versions that will not appear, since what they need does not reach so far."""
    from_ = max(span.from_, now)
    rows = Edition.objects.filter(at__gte=from_, at__lt=span.until, windows=None)
    for edition in rows.filter(article__withdrawn_at=None).defer("content"):
        yield _of(edition, edition.at, "held", "")


def _of(edition: Edition, at: datetime, kind: str, remark: str) -> Entry:
    return Entry(
        at=at,
        kind=kind,
        text=edition.title,
        address=reverse("admin:articles_article_change", args=[edition.article_id]),
        language=edition.language,
        remark=remark,
        then=as_of.address(at),
    )


def _permissions(span: Span) -> Iterator[Entry]:
    rows = Permission.objects.filter(
        state=PermissionState.GRANTED, valid_until__gte=span.from_, valid_until__lt=span.until
    )
    for permission in rows.only("reference", "valid_until"):
        assert permission.valid_until is not None, "the query asked for it"
        address = reverse("admin:articles_permission_change", args=[permission.pk])
        then = as_of.address(permission.valid_until)
        yield Entry(permission.valid_until, "permission", permission.reference, address, then=then)


def urls(desk: admin.AdminSite) -> list[URLPattern]:
    return [path("calendar/", desk.admin_view(month), name="calendar")]
