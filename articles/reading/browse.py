"""Browsing by contributor and by source. Nothing that is not live ever shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Contributor, Source, Window
from articles.reading import chrome, clock, figures, heads, keyset, lookup, stories, tallies
from articles.reading.kept import kept


@kept("after")
@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public. Four queries, and one
    for a portrait.
    """
    at = clock.now(request)
    found = get_object_or_404(Contributor.objects.select_related("image"), slug=slug)
    rows = Window.objects.by(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    around, shown = chrome.of(request), stories.plain(page.rows)
    known = figures.pictures([found.image.digest]) if found.image else {}
    context = {
        "chrome": around,
        "head": heads.person(request, around, found, shown),
        "contributor": found,
        "portrait": known.get(found.image.digest) if found.image else None,
        "tally": tallies.of_contributor(found, at=at),
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/contributor_detail.html", context)


@kept("after")
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """What was reprinted from a source and from those merged into it, whose addresses answer 301; 404 for
    one that nothing public came from. Five queries.
    """
    at = clock.now(request)
    found = get_object_or_404(Source.objects.select_related("merged_into"), slug=slug).kept
    rows = Window.objects.reprinted_from(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    if found.slug != slug:
        return lookup.moved(found.get_absolute_url())
    around, shown = chrome.of(request), stories.plain(page.rows)
    newest = page.rows[0].edition if page.is_first and page.rows else None
    context = {
        "chrome": around,
        "head": heads.source(request, around, found, shown),
        "source": found,
        "tally": tallies.of_source(found, at=at),
        "how_reprinted": tallies.how_reprinted(newest, at=at),
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/source_detail.html", context)
