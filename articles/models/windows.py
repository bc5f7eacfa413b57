"""When editions are public: rows that are derived, never edited.

`articles.windows` alone writes them. What the public sees is a query over them, or over the list rows that
are derived with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q

from articles import addresses
from articles.models.articles import Article
from articles.models.editions import Edition, EditionKind
from articles.models.lists import TEXT, UNTOLD, WITH_SOURCE
from articles.models.rights import Span
from articles.models.topics import Topic


class WindowQuerySet(models.QuerySet["Window"]):
    def live(self, *, at: datetime) -> WindowQuerySet:
        """Windows open at that instant: at most one of an article."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def begun(self, *, at: datetime) -> WindowQuerySet:
        """Windows that are open or over at that instant."""
        return self.filter(live_from__lte=at)

    def span(self) -> Span | None:
        """From when to when an article ran in these windows of it, gaps included. One query."""
        found = self.aggregate(from_=Min("live_from"), until=Max("live_until"))
        return Span(found["from_"], found["until"]) if found["from_"] else None

    def at_address(self, slug: str) -> WindowQuerySet:
        """Windows of the article that this slug belongs to, the latest first, with all a page needs."""
        return (
            self.filter(article__addresses__slug=slug)
            .select_related("edition__article__upstream", WITH_SOURCE)
            .order_by("-live_from")
        )

    def for_lists(self, *, with_text: bool = False) -> WindowQuerySet:
        """With what a list shows, and without the rest, the text above all."""
        rows = self.select_related(WITH_SOURCE).defer(*UNTOLD)
        return rows if with_text else rows.defer(TEXT)

    def of_reprints(self) -> WindowQuerySet:
        """Windows of what we took over from others, by what ran."""
        return self.exclude(edition__relation="")

    def corrections(self, *, at: datetime) -> WindowQuerySet:
        """The first window of each correction that ran, if its article is live; the latest first."""
        live = Window.objects.live(at=at).filter(article=OuterRef("article"))
        corrected = self.begun(at=at).filter(
            Exists(live), edition__kind=EditionKind.CORRECTION, live_from=F("updated_at")
        )
        return corrected.order_by("-live_from", "-pk")

    def whole(self) -> WindowQuerySet:
        """With all that an output is written from, the text among it."""
        return self.select_related(WITH_SOURCE, "edition__article")

    def addresses_of(self, keys: Iterable[str]) -> dict[str, str]:
        """Where these articles stand, by their keys. One query, none without keys."""
        wanted = set(keys)
        if not wanted:
            return {}
        found = self.at_keys(wanted)
        return {key: addresses.article(slug, language) for key, slug, language in found}

    def at_keys(self, keys: set[str]) -> models.QuerySet[Window, tuple[str, str, str]]:
        """Of these articles the key, the slug and the language."""
        rows = self.filter(article__key__in=keys).order_by()
        return rows.values_list("article__key", "edition__slug", "edition__language")

    def languages(self) -> list[str]:
        """The languages of these editions, each once, by tag."""
        tags = self.order_by().values_list("edition__language", flat=True).distinct()
        return sorted(tags)

    def chosen_for(self, topic: Topic | int) -> WindowQuerySet:
        """Windows of the topic's chosen articles in their order, each with its `blurb`."""
        return (
            self.filter(article__picks__topic=topic)
            .annotate(blurb=F("article__picks__blurb"))
            .order_by("article__picks__position", "article__picks")
        )

    def chosen_for_front_of(self, language: str) -> WindowQuerySet:
        """Like `chosen_for`, for the front page of an interface language."""
        return (
            self.filter(article__picks__topic__front_of=language)
            .annotate(blurb=F("article__picks__blurb"))
            .order_by("article__picks__position", "article__picks")
        )

    def picked_for(self, article: Article | int) -> WindowQuerySet:
        """Windows of what an editor chose to follow the article, each with its `place` and `reason`."""
        return self.filter(article__picked_beside__article=article).annotate(
            place=F("article__picked_beside__position"), reason=F("article__picked_beside__reason")
        )

    def newest(self) -> WindowQuerySet:
        """Newest article first; ties break by article, the later-made first."""
        return self.order_by("-published_at", "-article_id")


class Window(models.Model):
    """A span `[live_from, live_until)` in which an edition is public. Derived; never edited.

    `published_at` is when the article first ran; `updated_at` when its last update or correction began.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="windows")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="windows")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="window_ends_after_it_begins", condition=Q(live_until__gt=F("live_from"))
            )
        ]
        indexes = [
            models.Index(name="window_newest", fields=["-published_at", "-article"]),
            models.Index(name="window_of_article", fields=["article", "live_from"]),
            models.Index(name="window_opens", fields=["live_from"]),
            models.Index(name="window_closes", fields=["live_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.live_from:%Y-%m-%d %H:%M} – {self.live_until:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()

    def is_open(self, *, at: datetime) -> bool:
        return self.live_from <= at < self.live_until
