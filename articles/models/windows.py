"""When editions are public, and under which tags they are listed: rows that are derived, never edited.

`articles.windows` alone writes them. Every public list is a query over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery

from articles import addresses
from articles.models.articles import Article
from articles.models.editions import Edition, EditionByline, EditionKind
from articles.models.people import Contributor
from articles.models.rights import Span
from articles.models.sources import Source
from articles.models.taxonomy import Tag, Topic, TopicPick


class Place(NamedTuple):
    """Where an article stands among others, newest first; `root` is the original that it translates, or
    the article itself.
    """

    at: datetime
    article: int
    root: int


WITH_SOURCE = "edition__source__merged_into"  # for `Edition.reprinted_from`


class Filing(models.Model):
    """A tag that a version was published under, by identity: a tag that is merged, split or retired later
    takes its versions along, while their content goes on saying what it was called.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="filings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="filings")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_filed_once", fields=["edition", "tag"])
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.tag}"


class EditionTagQuerySet(models.QuerySet["EditionTag"]):
    def live(self, *, at: datetime) -> EditionTagQuerySet:
        """List rows of editions that are live at that instant, with what a list shows, newest first."""
        return (
            self.filter(edition__windows__live_from__lte=at, edition__windows__live_until__gt=at)
            .annotate(updated_at=F("edition__windows__updated_at"))
            .select_related(WITH_SOURCE)
            .defer("edition__content")
            .order_by("-published_at", "-edition_id")
        )

    def whole(self) -> EditionTagQuerySet:
        """With all that an output is written from, the text among it."""
        return self.defer(None).select_related(WITH_SOURCE, "edition__article")

    def begun(self, *, at: datetime) -> EditionTagQuerySet:
        """List rows of editions that are or were public."""
        return self.filter(edition__windows__live_from__lte=at)

    def beside(
        self, topic: Topic, *, at: datetime, place: Place, is_later: bool
    ) -> EditionTagQuerySet:
        """For each tag that feeds the topic the one live list row next to that place of its order, which
        is newest first: `is_later` asks for what comes after. Without chosen articles. One seek a tag.
        """
        order, sign = ("lt", "-") if is_later else ("gt", "")
        rows = self.filter(tag=OuterRef("tag")).live(at=at)
        near = rows.filter(
            Q(**{f"published_at__{order}": place.at})
            | Q(**{f"edition__article__{order}": place.article}, published_at=place.at),
            **{f"published_at__{order}e": place.at},
        )
        chosen = TopicPick.objects.filter(topic=topic)
        near = near.exclude(edition__article__in=chosen.values("article"))
        near = near.exclude(edition__article=place.root)
        near = near.exclude(edition__article__translation_of=place.root)
        first = near.order_by(f"{sign}published_at", f"{sign}edition__article_id").values("pk")[:1]
        feeding = Topic.tags.through.objects.filter(topic=topic)
        return self.filter(pk__in=feeding.values_list(Subquery(first)))


class EditionTag(models.Model):
    """A list row: exists only for editions with a current or coming window, newest first."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tag_rows")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="edition_tags")
    published_at = models.DateTimeField()

    objects = EditionTagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_tagged_once", fields=["edition", "tag"])
        ]
        indexes = [models.Index(name="tag_newest", fields=["tag", "-published_at", "-edition"])]

    def __str__(self) -> str:
        return f"{self.edition}: {self.tag}"


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

    def for_lists(self) -> WindowQuerySet:
        """With what a list shows, and without the text."""
        return self.select_related(WITH_SOURCE).defer("edition__content")

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
        rows = self.filter(article__key__in=wanted).order_by()
        found = rows.values_list("article__key", "edition__slug", "edition__language")
        return {key: addresses.article(slug, language) for key, slug, language in found}

    def counts(self, spans: Sequence[Span]) -> list[int]:
        """How many of these articles first ran in each span. One query, none without spans."""
        within = {
            f"n{number}": Count("pk", filter=_published_within(span))
            for number, span in enumerate(spans)
        }
        counted = self.order_by().aggregate(**within) if within else {}
        return [counted[name] for name in within]

    def any_within(self, spans: Sequence[Span]) -> list[bool]:
        """Whether any of these articles first ran in each span. One query that looks at one row a span,
        none without spans.
        """
        asked = {
            f"n{number}": Exists(self.published_within(span)) for number, span in enumerate(spans)
        }
        found = Window.objects.order_by().values(**asked).first() if asked else None
        return [bool(found and found[name]) for name in asked]

    def written_in(self, language: str) -> WindowQuerySet:
        """By language: zh-Hans by that tag, zh in every script and region."""
        narrower = Q(edition__language__startswith=f"{language}-")
        return self.filter(narrower | Q(edition__language=language))

    def languages(self) -> list[str]:
        """The languages of these editions, each once, by tag."""
        tags = self.order_by().values_list("edition__language", flat=True).distinct()
        return sorted(tags)

    def published_within(self, span: Span) -> WindowQuerySet:
        return self.filter(_published_within(span))

    def by(self, contributor: Contributor) -> WindowQuerySet:
        """Windows of editions that the contributor stands over, in any role, each once."""
        rows = EditionByline.objects.filter(contributor=contributor)
        return self.filter(edition__in=rows.values("edition"))

    def reprinted_from(self, source: Source) -> WindowQuerySet:
        """Windows of editions from this source, or from one that was merged into it."""
        return self.filter(edition__source__in=Source.objects.same_as(source))

    def chosen_for(self, topic: Topic) -> WindowQuerySet:
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

    def fed_to(self, topic: Topic, *, chosen: Iterable[int] | None = None) -> WindowQuerySet:
        """Windows of what the topic's tags bring, without its chosen articles, or without these."""
        rows = EditionTag.objects.filter(tag__topics=topic)
        picked = topic.picks.values("article") if chosen is None else chosen
        return self.filter(edition__in=rows.values("edition")).exclude(article__in=picked)

    def on(self, topic: Topic) -> WindowQuerySet:
        """Windows of the topic's chosen articles and of what its tags bring."""
        fed = EditionTag.objects.filter(tag__topics=topic)
        return self.filter(
            Q(article__in=topic.picks.values("article")) | Q(edition__in=fed.values("edition"))
        )

    def picked_for(self, article: Article) -> WindowQuerySet:
        """Windows of what an editor chose to follow the article, each with its `place` and `reason`."""
        return self.filter(article__picked_beside__article=article).annotate(
            place=F("article__picked_beside__position"), reason=F("article__picked_beside__reason")
        )

    def oldest(self) -> WindowQuerySet:
        return self.order_by("published_at", "article_id")

    def newest(self) -> WindowQuerySet:
        """Newest article first; ties break by article, the later-made first."""
        return self.order_by("-published_at", "-article_id")


def _published_within(span: Span) -> Q:
    return Q(published_at__gte=span.from_, published_at__lt=span.until)


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
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.live_from:%Y-%m-%d %H:%M} – {self.live_until:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()

    def is_open(self, *, at: datetime) -> bool:
        return self.live_from <= at < self.live_until
