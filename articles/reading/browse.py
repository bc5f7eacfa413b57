"""Browsing by contributor and by source. Nothing that is not live ever shows."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Contributor
from articles.models.lists import by_list
from articles.reading import chrome, clock, figures, heads, keyset, lists, lookup, stories, tallies
from articles.reading.kept import kept


@kept("after")
@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public. Four queries, on
    later pages five.
    """
    at = clock.now(request)
    found = get_object_or_404(Contributor.objects.select_related("image"), slug=slug)
    tally, roles = tallies.of_contributor(found, at=at)
    if not tally.is_known:
        raise Http404
    runs = partial(lists.in_lists, [by_list(found.pk)], at=at, ends=tally.ends)
    rows = partial(lists.page_of_lists, (by_list(found.pk),), tuple(tally.ends), at)
    page = keyset.page_by(rows, request, runs=runs)
    shown, portrait = stories.plain(page.rows), [found.image.digest] if found.image else []
    with chrome.asked_with(request, *figures.asking(portrait)):
        around, known = chrome.of(request), figures.pictures(portrait)
    context = {
        "chrome": around,
        "head": heads.person(request, around, found, shown),
        "contributor": found,
        "portrait": known.get(found.image.digest) if found.image else None,
        "tally": tally,
        "roles": roles,
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
    found, names = lists.of_source(slug)
    tally = tallies.together(lists.tallied(*names, at=at).values())
    if not tally.is_known:
        raise Http404
    if found.slug != slug:
        return lookup.moved(found.get_absolute_url())
    runs = partial(lists.in_lists, names, at=at, ends=tally.ends)
    rows = partial(lists.page_of_lists, tuple(names), tuple(tally.ends), at, has_first=True)
    page = keyset.page_by(rows, request, runs=runs)
    around, shown = chrome.of(request), stories.plain(page.rows)
    newest = page.rows[0] if page.is_first and page.rows else None
    context = {
        "chrome": around,
        "head": heads.source(request, around, found, shown),
        "source": found,
        "tally": tally,
        "newest": newest,
        "how_reprinted": tallies.how_reprinted(newest and newest.edition, at=at),
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/source_detail.html", context)
