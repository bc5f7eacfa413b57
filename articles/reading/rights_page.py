"""What may be done with an article, in words, at an address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.reading import chrome, clock, lookup, tombstones
from articles.rights import credit_words
from articles.rights.statements import statement


@require_safe
def rights(request: HttpRequest, slug: str) -> HttpResponse:
    """The credit and how to ask for more, while the article is live. Three queries."""
    at = clock.now(request)
    window = lookup.latest(slug, at=at)
    if away := lookup.elsewhere(window.edition, slug, "rights"):
        return away
    if not window.is_open(at=at):
        return tombstones.show(request, window.edition, at=at)
    page = chrome.of(request, has_other_languages=False)
    said = statement(window.edition, at=at, masthead=page.masthead)
    context = {
        "chrome": page,
        "edition": window.edition,
        "credit": credit_words.credit(said, window.edition.piece, page.masthead.contact_email),
    }
    return chrome.respond(request, "articles/article_rights.html", context)
