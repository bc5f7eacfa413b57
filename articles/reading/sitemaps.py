"""The sitemap's addresses: one list of parts, and the parts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models import Masthead
from articles.outputs import signals, sitemaps
from articles.reading import clock
from articles.reading.kept import kept


@kept()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which parts there are."""
    masthead = _masthead()
    found = sitemaps.parts(at=clock.now(request), masthead=masthead)
    return _answer(sitemaps.index(found, _origin(request)), masthead)


@kept()
@require_safe
def part(request: HttpRequest, section: str, number: str) -> HttpResponse:
    """One part. Raises 404 for one that has nothing in it."""
    wanted = sitemaps.Part(section, int(number))
    masthead = _masthead()
    found = list(sitemaps.places(wanted, at=clock.now(request), masthead=masthead))
    if not found:
        raise Http404
    return _answer(sitemaps.part(found, _origin(request)), masthead)


def _answer(body: str, masthead: Masthead) -> HttpResponse:
    usage = signals.usage_of(masthead)
    return HttpResponse(body, content_type=sitemaps.TYPE, headers=usage)


def _masthead() -> Masthead:
    return Masthead.objects.first() or Masthead()


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")
