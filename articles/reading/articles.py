"""The article and the list of its published versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Window
from articles.reading import chrome, clock, heads
from articles.reading.article_page import render_article
from articles.reading.kept import kept
from articles.reading.live import of_article


@kept()
@require_safe
@of_article
def article(request: HttpRequest, window: Window) -> HttpResponse:
    """The live edition. Three queries, one while nothing that the public sees has changed."""
    return render_article(request, window.edition, at=clock.now(request), window=window)


@kept()
@require_safe
@of_article
def editions(request: HttpRequest, window: Window) -> HttpResponse:
    """The versions that ran, latest first, while the article is live."""
    ran = window.edition.article.editions.ran(at=clock.now(request))
    edition, page = window.edition, chrome.of(request, has_other_languages=False)
    title = _("Versions of “%(title)s”") % {"title": edition.title}
    head = heads.under_article(request, page, edition, title)
    context = {"chrome": page, "head": head, "edition": edition, "editions": ran}
    return chrome.respond(request, "articles/article_editions.html", context)
