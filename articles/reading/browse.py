"""Browsing by contributor and by source. Nothing that is not live ever shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Contributor, Source, Window
from articles.reading import chrome, clock, keyset, lookup, stories


@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public."""
    at = clock.now(request)
    found = get_object_or_404(Contributor, slug=slug)
    rows = Window.objects.by(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    context = {"contributor": found, "page": page, "stories": stories.plain(page.rows)}
    return chrome.respond(request, "articles/contributor_detail.html", context)


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """What was reprinted from a source and from those merged into it, whose addresses answer 301; 404 for
    one that nothing public came from.
    """
    at = clock.now(request)
    found = get_object_or_404(Source.objects.select_related("merged_into"), slug=slug).kept
    rows = Window.objects.reprinted_from(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    if found.slug != slug:
        return lookup.moved(found.get_absolute_url())
    context = {"source": found, "page": page, "stories": stories.plain(page.rows)}
    return chrome.respond(request, "articles/source_detail.html", context)
