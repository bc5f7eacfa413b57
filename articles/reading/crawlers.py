"""The files that crawlers read about the whole site; each is one for all languages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import Masthead
from articles.outputs import signals
from articles.reading.kept import kept

CLOSED = ("admin/", "preview/")


@kept()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is closed to crawlers, and what the publication says of training. One query."""
    closed = [
        addresses.front(code) + place for code, _name in settings.LANGUAGES for place in CLOSED
    ]
    sitemap = request.build_absolute_uri(addresses.front(settings.LANGUAGE_CODE) + "sitemap.xml")
    text = signals.robots_txt(_masthead(), closed=closed, sitemap=sitemap)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@kept()
@require_safe
def tdmrep(request: HttpRequest) -> HttpResponse:
    """Whether text and data mining is reserved here. One query."""
    return JsonResponse(signals.tdmrep(_masthead()), safe=False)


def _masthead() -> Masthead:
    return Masthead.objects.first() or Masthead()
