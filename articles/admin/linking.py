"""Where a text may lead: our own articles by their title, and how links that stand in a text fare.

Answers the desk's scripts in JSON; an article is named by its key, so that no address stands in a text.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.language import wording, words
from articles.models import Article, Section, Window

MOST_FOUND = 8
MOST_KEYS = 500
LONGEST_WORDS = 200

_KEY = re.compile(r"[0-9a-z]{1,20}")


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """What the article's admin puts before its own addresses."""
    return [path("links/", site.admin_view(links), name="articles_article_links")]


def links(request: HttpRequest) -> JsonResponse:
    """With `q`, articles whose title holds its words (without words the last changed); with `keys`
    (parted by commas), those articles. One query, one more for the sections' headings.
    """
    user: Any = request.user
    if not user.has_perm("articles.view_section"):
        return JsonResponse({"message": _("You may not see articles.")}, status=403)
    rows = _with_sections(Article.objects.all())
    if "keys" in request.GET:
        keys = _KEY.findall(request.GET["keys"].lower())[:MOST_KEYS]
        return JsonResponse({"articles": [_told(row) for row in rows.filter(key__in=keys)]})
    for word in words.storable(request.GET.get("q", ""))[:LONGEST_WORDS].split():
        rows = rows.filter(title__icontains=word)
    return JsonResponse({"articles": [_told(row) for row in rows[:MOST_FOUND]]})


def _with_sections(rows: QuerySet[Article]) -> QuerySet[Article]:
    live = Window.objects.live(at=timezone.now()).filter(article=OuterRef("pk"))
    sections = Section.objects.only("article_id", "key", "heading")
    return (
        rows.only("key", "title", "language", "changed_at")
        .annotate(is_live=Exists(live))
        .prefetch_related(Prefetch("sections", queryset=sections))
    )


def _told(row: Any) -> dict[str, Any]:
    return {
        "key": row.key,
        "title": str(row),
        "language": wording.endonym(row.language) if row.language else "",
        "is_public": row.is_live,
        "sections": [
            {"key": section.key, "heading": section.heading} for section in row.sections.all()
        ],
    }
