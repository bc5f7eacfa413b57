"""What a verb on tags would touch, counted and named when somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from articles.models import (
    Article,
    Edition,
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
        """Articles that have one of the tags at the desk, and that readers do not see now."""
        live = Window.objects.live(at=self.at).filter(article=OuterRef("pk"))
        has = Article.objects.filter(tags__in=self.tags).values("pk")
        return Article.objects.filter(pk__in=has).exclude(Exists(live)).order_by("-pk")

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
        """Where their pages stand, and stood. One query."""
        former = TagAddress.objects.filter(tag__in=self.tags).values_list("slug", flat=True)
        slugs = [*(tag.slug for tag in self.tags), *former.order_by("slug")]
        return [reverse("tag", args=[slug]) for slug in slugs]
