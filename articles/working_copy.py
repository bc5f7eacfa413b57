"""An article as editors have it, read once for all that asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.models import (
    Article,
    ArticleByline,
    CreditPermission,
    Image,
    ReprintCredit,
    Section,
    Tag,
)
from articles.models.compiled import compiled
from articles.verbs import held_tags

CREDIT = "credit_record__source"


@dataclass(frozen=True)
class WorkingCopy:
    """An article with its parts in reading order, read once for all that asks about them."""

    article: Article
    sections: list[Section]
    bylines: list[ArticleByline]
    credit: ReprintCredit | None
    needs: list[CreditPermission]
    tags: list[Tag]

    @property
    def pictures(self) -> list[Image]:
        """Each once. A query for the lead picture, unless it comes with the article."""
        places = (self.article, *self.sections)
        return list(dict.fromkeys(place.image for place in places if place.image))


def read(article: Article, *, is_held: bool = False) -> WorkingCopy:
    """Four queries, five for a reprint. For whoever holds the article, and read it with `CREDIT`, it is one
    less, and the tags are held.
    """
    if is_held:
        credit = getattr(article, "credit_record", None)
    else:
        credit = ReprintCredit.objects.filter(article=article).select_related("source").first()
    sections, bylines = _sections(article.pk), _bylines(article.pk)
    for row in (*sections, *bylines):
        row.article = article
    return WorkingCopy(
        article,
        sections=sections,
        bylines=bylines,
        credit=credit,
        needs=list(credit.needs.all()) if credit else [],
        tags=held_tags(article) if is_held else list(article.tags.all()),
    )


@compiled
def _sections(article: int) -> QuerySet[Any, Section]:
    return Section.objects.filter(article=article).select_related("image")


@compiled
def _bylines(article: int) -> QuerySet[Any, ArticleByline]:
    return ArticleByline.objects.filter(article=article).select_related("contributor")
