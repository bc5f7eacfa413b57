"""The archive: everything, newest first, and by month and year of the publication's time zone."""

from __future__ import annotations

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


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Everything that is live, and the years to choose from. Three queries."""
    live = Window.objects.live(at=clock.now(request))
    page = keyset.page(live.for_lists().newest(), request, id_field="article_id")
    years = sorted({day.year for day in live.months()}, reverse=True) if page.is_first else []
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


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """What first ran in that year, and its months. Raises 404 for a year without articles."""
    span = Span(_midnight(year, 1), _midnight(year + 1, 1))
    live = Window.objects.live(at=clock.now(request)).published_within(span)
    return _span(request, live, "articles/archive_year.html", str(year), day=date(year, 1, 1))


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What first ran in that month. Raises 404 for a month without articles."""
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    span = Span(_midnight(year, month), _midnight(*following))
    live = Window.objects.live(at=clock.now(request)).published_within(span)
    day = date(year, month, 1)
    return _span(request, live, "articles/archive_month.html", wording.month(day), day=day)


def _span(
    request: HttpRequest, live: WindowQuerySet, template: str, title: str, *, day: date
) -> HttpResponse:
    page = keyset.page(live.for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows:
        raise Http404
    months = live.months()
    shown, around = stories.plain(page.rows), chrome.of(request)
    said = _("Articles of %(name)s from this time: %(time)s.") % {
        "name": around.name.text,
        "time": title,
    }
    under = Step(_("All articles"), reverse("archive"))
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, title, said, under=under, entries=shown),
        "page": page,
        "stories": shown,
        "day": day,
        "months": months,
    }
    return chrome.respond(request, template, context)


def _midnight(year: int, month: int) -> datetime:
    """Where a month begins in the publication's time zone, as an instant."""
    return timezone.make_aware(datetime(year, month, 1)).astimezone(UTC)
