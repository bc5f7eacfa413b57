"""What we corrected: one dated list of all articles that stand here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Edition, Window
from articles.reading import chrome, clock, heads, keyset
from articles.reading.kept import kept


@dataclass(frozen=True)
class Corrected:
    """One correction: its note, since when it stands, and the article as it is now."""

    at: datetime
    note: str
    language: str
    edition: Edition


@kept("after")
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The corrections of live articles, newest first. Three queries."""
    at = clock.now(request)
    rows = Window.objects.corrections(at=at).select_related("edition").defer("edition__content")
    page = keyset.page(rows, request, id_field="pk", at_field="live_from")
    around = chrome.of(request)
    said = _("What we got wrong in the articles that stand here, and when we put it right.")
    head = heads.page_of(request, around, _("Corrections"), said, kind="WebPage")
    corrected = _corrected(page.rows, at=at)
    context = {"chrome": around, "head": head, "page": page, "corrections": corrected}
    return chrome.respond(request, "articles/corrections.html", context)


def _corrected(rows: Iterable[Window], *, at: datetime) -> list[Corrected]:
    rows = list(rows)
    live = Window.objects.live(at=at).filter(article__in=[row.article_id for row in rows])
    now = {window.article_id: window.edition for window in live.for_lists()}
    return [
        Corrected(row.live_from, row.edition.note, row.edition.language, now[row.article_id])
        for row in rows
    ]
