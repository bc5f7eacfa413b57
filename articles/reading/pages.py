"""Standing pages: about, privacy and the like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.language import html
from articles.models import StandingPage
from articles.outputs import describing
from articles.reading import bodies, chrome, clock, heads
from articles.reading.kept import kept
from articles.reading.mentions import addresses_of


@kept()
@require_safe
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page in the reader's language, else in the default one. Two queries, three with links."""
    page = get_object_or_404(StandingPage.objects.filter(is_public=True), slug=slug)
    body = page.said("body")
    links = addresses_of(html.linked_keys([body.text]), at=clock.now(request))
    shown = bodies.show(bodies.raise_headings(body.text), links=links)
    around, title = chrome.of(request), page.said("title").text
    said = describing.body(body.text)
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, title, said, kind="WebPage"),
        "page": page,
        "body": shown.html,
        "body_said": body,
    }
    return chrome.respond(request, "articles/standing_page.html", context)
