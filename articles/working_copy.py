"""An article as editors have it, read once for all that asks about it."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import (
    Article,
    ArticleByline,
    CreditPermission,
    Image,
    ReprintCredit,
    Section,
    Tag,
)
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
    return WorkingCopy(
        article,
        sections=list(article.sections.select_related("image")),
        bylines=list(article.bylines.select_related("contributor")),
        credit=credit,
        needs=list(credit.needs.all()) if credit else [],
        tags=held_tags(article) if is_held else list(article.tags.all()),
    )
