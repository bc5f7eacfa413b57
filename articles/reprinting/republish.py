"""The kit's page and its files: where we or the licence may pass a text on, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Edition, Window
from articles.outputs import fulltext, kit, kit_words, signals
from articles.outputs.fulltext import Surroundings
from articles.reading import chrome, clock, heads, mentions
from articles.reading.kept import kept
from articles.reading.live import of_article
from articles.rights.statements import asking, statement

# What each file is, by its ending.
MIMES = {"html": "text/html", "md": "text/markdown", "txt": "text/plain"}


@kept()
@require_safe
@of_article
def republish(request: HttpRequest, window: Window) -> HttpResponse:
    """The text in each format, ready to be selected. At most 4 queries. Raises 404 where it may not be
    handed on; a removal notice where the article is gone.
    """
    return _answer(request, window, _page)


@kept()
@require_safe
@of_article
def download(request: HttpRequest, window: Window, ending: str) -> HttpResponse:
    """One format as a file. Costs like `republish`."""
    return _answer(request, window, partial(_file, ending=ending))


def _answer(
    request: HttpRequest,
    window: Window,
    give: Callable[[HttpRequest, dict[str, Any]], HttpResponse],
) -> HttpResponse:
    at = clock.now(request)
    edition = window.edition
    with chrome.asked_with(request, *asking(edition)):
        page = chrome.of(request, has_other_languages=False)
        said = statement(edition, at=at, masthead=page.masthead)
    if not said.has_kit:
        raise Http404
    made = kit.make(
        edition,
        said,
        _around(request, edition, at=at),
        publication=page.name.text,
        published_at=window.published_at,
    )
    title = _("Republish “%(title)s”") % {"title": edition.title}
    context = {
        "chrome": page,
        "head": heads.under_article(request, page, edition, title),
        "edition": edition,
        "kit": made,
        "conditions": kit_words.conditions(said),
    }
    response = give(request, context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers[signals.USAGE] = signals.usage(is_allowed=said.allows_training)
    return response


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return chrome.respond(request, "articles/republish.html", context)


def _file(request: HttpRequest, context: dict[str, Any], *, ending: str) -> HttpResponse:
    made: kit.Kit = context["kit"]
    texts = {"html": made.document, "md": made.markdown, "txt": made.text}
    response = HttpResponse(texts[ending], content_type=f"{MIMES[ending]}; charset=utf-8")
    name = f"{context['edition'].slug}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _around(request: HttpRequest, edition: Edition, *, at: datetime) -> Surroundings:
    """What its links lead to and what its pictures are. One query each, none where there are none."""
    pieces = [edition.piece]
    return Surroundings(
        origin=request.build_absolute_uri("/").removesuffix("/"),
        links=mentions.addresses_of(fulltext.keys(pieces), at=at),
        pictures=fulltext.largest(fulltext.digests(pieces)),
    )
