"""The article and the list of its published versions; what once stood there is told by its removal notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.reading import chrome, clock, lookup, tombstones
from articles.reading.article_page import render_article


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition; 301 to its one address; a removal notice where it is gone. At most 7 queries."""
    at = clock.now(request)
    window = lookup.latest(slug, at=at)
    if away := lookup.elsewhere(window.edition, slug, "article"):
        return away
    if not window.is_open(at=at):
        return tombstones.show(request, window.edition, at=at)
    return render_article(request, window.edition, at=at, window=window)


@require_safe
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions that ran, latest first, while the article is live."""
    at = clock.now(request)
    window = lookup.latest(slug, at=at)
    if away := lookup.elsewhere(window.edition, slug, "editions"):
        return away
    if not window.is_open(at=at):
        return tombstones.show(request, window.edition, at=at)
    ran = window.edition.article.editions.ran(at=at)
    context = {"edition": window.edition, "editions": ran}
    return chrome.respond(
        request, "articles/article_editions.html", context, has_other_languages=False
    )
