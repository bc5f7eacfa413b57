"""The article as readers will see it, before they do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from articles import addresses
from articles.admin.pages import Page
from articles.models import Article, CreditPermission, Tag
from articles.publishing import cutting
from articles.reading.article_page import render_article


def preview(request: HttpRequest, article: Article) -> HttpResponse:
    """The saved working copy as readers will see it."""
    now = timezone.now()
    with translation.override(addresses.interface_language(article.language)):
        return render_article(
            request,
            cutting.preview(article, at=now),
            at=now,
            needs=CreditPermission.objects.filter(credit__article=article),
            tags=Tag.objects.filter(article_tags__content_object=article),
            is_preview=True,
        )


PAGES = (Page("preview", preview),)
