"""The article as readers will see it, before they do: as it is saved, and as it is being typed.

Nothing is written: what is typed is read into rows that are never saved (see `typed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation

from articles import addresses
from articles.admin.pages import Page
from articles.admin.typed import Typed
from articles.clearance import Need
from articles.language import words
from articles.models import Article, CreditPermission, Edition, Tag
from articles.publishing import cutting
from articles.reading.article_page import render_article

NO_ROW = 0  # the number of an article that is not saved yet: queries about it find nothing


def preview(request: HttpRequest, article: Article) -> HttpResponse:
    """The saved working copy as a page; by POST the form as it is typed, as JSON: `html` is the page,
    `doubts` are sentences about what could not be read.
    """
    now = timezone.now()
    if request.method == "POST":
        return _typed(request, article, at=now)
    edition = cutting.preview(article, at=now)
    tags = Tag.objects.filter(article_tags__content_object=article)
    needs = CreditPermission.objects.filter(credit__article=article)
    return _page(request, edition, at=now, needs=needs, tags=tags)


def _typed(request: HttpRequest, article: Article, *, at: datetime) -> HttpResponse:
    user: Any = request.user
    is_new = article.pk == NO_ROW
    if not (is_new or user.has_perm("articles.change_article")):
        raise PermissionDenied
    typed = Typed(article, request.POST)
    source = typed.credit.source if typed.credit else None
    edition = Edition.objects.unsaved(article, typed.piece, at=at, source=source)
    may_choose = user.has_perm("articles.change_creditpermission")
    page = _page(
        request,
        edition,
        at=at,
        needs=typed.needs(may_choose=may_choose),
        **_tags(typed.tags),
    )
    return JsonResponse({"html": page.content.decode(), "doubts": typed.doubts})


def _page(
    request: HttpRequest, edition: Edition, *, at: datetime, needs: Iterable[Need], **filed: Any
) -> HttpResponse:
    """Readers' page; in the frame beside the text (`?framed`) without the line that says what it is."""
    article = edition.article
    back = reverse("admin:articles_article_change", args=[article.pk]) if article.pk else ""
    with translation.override(addresses.interface_language(edition.language)):
        return render_article(
            request,
            edition,
            at=at,
            needs=needs,
            is_preview=True,
            is_framed="framed" in request.GET,
            back=back,
            **filed,
        )


def _tags(names: list[str]) -> dict[str, Any]:
    """The tags of these names that exist, and those that saving would make."""
    known = Tag.objects.resolve(names)
    new = {words.slugify(name): name for name in names if name not in known}
    return {
        "tags": Tag.objects.filter(pk__in=[tag.pk for tag in known.values()]),
        "new_tags": [Tag(name=name, slug=slug) for slug, name in new.items() if slug],
    }


PAGES = (Page("preview", preview, permission="view_section"),)


class UnsavedAdmin(admin.ModelAdmin):
    """The preview of an article that was never saved."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_unsaved)
        return [path("preview/", view, name="articles_article_unsaved"), *super().get_urls()]

    def preview_unsaved(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return preview(request, Article(pk=NO_ROW))
