"""What a verb on tags would touch, counted and named when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.encoding import uri_to_iri

from articles.models import (
    Article,
    ArticleTag,
    Edition,
    Filing,
    Tag,
    TagAddress,
    TagAlias,
    Topic,
    TopicPick,
    Window,
)


@dataclass(frozen=True)
class Outlook:
    """These tags, and what stands under them at that instant. Each property is a query."""

    tags: tuple[Tag, ...]
    at: datetime

    @property
    def online(self) -> QuerySet[Edition]:
        """What readers see now under one of the tags, each once."""
        live = Edition.objects.live(at=self.at).filter(tag_rows__tag__in=self.tags)
        return Edition.objects.filter(pk__in=live.values("pk")).defer("content").order_by("-pk")

    @property
    def drafts(self) -> QuerySet[Article]:
        """Those of the articles that readers do not see now."""
        live = Window.objects.live(at=self.at).filter(article=OuterRef("pk"))
        return articles_of(self.tags).exclude(Exists(live))

    @property
    def seen_without(self) -> QuerySet[Article]:
        """Those that readers see now, but under none of the tags: the working copy has one, or a version that
        is not online has.
        """
        live = Window.objects.live(at=self.at).filter(article=OuterRef("pk"))
        under = live.filter(edition__tag_rows__tag__in=self.tags)
        return articles_of(self.tags).filter(Exists(live)).exclude(Exists(under))

    @property
    def topics(self) -> QuerySet[Topic]:
        """Topics that one of the tags feeds."""
        fed = Topic.objects.filter(tags__in=self.tags)
        return Topic.objects.filter(pk__in=fed.values("pk"))

    @property
    def picks(self) -> QuerySet[TopicPick]:
        """What was chosen for these topics by hand; no verb on tags touches it."""
        return TopicPick.objects.filter(topic__in=self.topics)

    @property
    def names(self) -> list[str]:
        """What the tags are called, in their own order. One query."""
        others = TagAlias.objects.filter(tag__in=self.tags).values_list("name", flat=True)
        return [*(tag.name for tag in self.tags), *others]

    @property
    def addresses(self) -> list[str]:
        """Where their pages stand, and what leads there: where they stood, and their other names, but where
        another tag stands or stood. Each once. Two queries.
        """
        numbers = [tag.pk for tag in self.tags]
        former = TagAddress.objects.filter(tag__in=numbers)
        same = {"slug": OuterRef("slug")}
        others = TagAlias.objects.filter(tag__in=numbers)
        others = others.exclude(Exists(Tag.objects.filter(**same).exclude(pk__in=numbers)))
        others = others.exclude(Exists(TagAddress.objects.filter(**same).exclude(tag__in=numbers)))
        slugs = [tag.slug for tag in self.tags]
        for rows in (former, others):
            slugs += rows.order_by("slug").values_list("slug", flat=True)
        return list(map(address, dict.fromkeys(slugs)))


def address(slug: str) -> str:
    """Where a tag's page stands, as people read it."""
    return uri_to_iri(reverse("tag", args=[slug]))


def articles_of(tags: Iterable[Tag]) -> QuerySet[Article]:
    """Those that have one of the tags at the desk or by any version, the newest first."""
    tags = list(tags)
    has = ArticleTag.objects.order_by().filter(tag__in=tags).values_list("content_object")
    filed = Filing.objects.order_by().filter(tag__in=tags).values_list("edition__article")
    return Article.objects.filter(pk__in=has.union(filed)).order_by("-pk")
