"""The rows that lists are read from: derived, never edited.

`articles.listing` alone writes them. A list is read in runs: what never ends, and for each coming end what
ends then. Each run is one range of one index, in the list's own order, so that no list wades: neither
through what lapsed nor through what is older.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from articles.models.articles import Article
from articles.models.editions import Edition
from articles.models.rights import FAR_FUTURE
from articles.models.taxonomy import Tag
from articles.models.terms import Terms
from articles.models.topics import Topic, TopicPick

WITH_SOURCE = "edition__source__merged_into"  # for `Edition.reprinted_from`
TEXT = "edition__content"
# Other columns that no list shows.
_OF_EDITION = ("note", "digest", "created_by", "created_at", "cut_from", "lead_alt")
_OF_SOURCE = [
    *("kind", "about", "url", "public_contact", "private_contact"),
    *(field.name for field in Terms._meta.local_fields),
]
UNTOLD = [
    *(f"edition__{column}" for column in _OF_EDITION),
    *(f"edition__source__{column}" for column in _OF_SOURCE),
    *(f"{WITH_SOURCE}__{column}" for column in _OF_SOURCE),
]
ENDS = 60  # coming ends of a list that get a run of their own; what ends later shares one
RUNS = 400  # of lists together, if they are not too many: databases put no more than 500 parts together
NEAR = 60  # rows that are looked at for a neighbour: further on there is none
# Only the last editions can have a current or coming window: at most one lies in the future.
LISTED_EDITIONS = 2
EVERYTHING = "all"
TAG_PREFIX, BY_PREFIX, FROM_PREFIX = "tag:", "by:", "from:"


class Place(NamedTuple):
    """Where an article stands among others, newest first; `root` is the original that it translates, or
    the article itself.
    """

    at: datetime
    article: int
    root: int


class Run(Subquery):
    """The beginning of one run, as a part of what is merged."""

    template = "SELECT * FROM (%(subquery)s) run"
    output_field = models.BigIntegerField()


class Joined(Func):
    """Parts put together, as one part."""

    template = "SELECT * FROM (%(expressions)s) joined"
    arg_joiner = " UNION ALL "
    output_field = models.BigIntegerField()


class Merged(Func):
    """The ids of the first `most` rows of several runs, each article once."""

    template = (
        "(SELECT MAX(met) FROM (%(expressions)s) merged GROUP BY met_at, met_article"
        " ORDER BY met_at %(order)s, met_article %(order)s LIMIT %(most)d)"
    )
    arg_joiner = " UNION ALL "
    output_field = models.BigIntegerField()


class ListQuerySet(models.QuerySet[Any]):
    """Rows of one list or of several."""

    def live(self, *, at: datetime) -> ListQuerySet:
        """Rows of what readers see at that instant: of an article at most one in each list."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def begun(self, *, at: datetime) -> ListQuerySet:
        """Rows of what is or was public."""
        return self.filter(live_from__lte=at)

    def newest(self) -> ListQuerySet:
        """Newest article first; ties break by article, the later-made first."""
        return self.order_by("-published_at", "-article_id")

    def told(self) -> ListQuerySet:
        """With what a list shows, and without the rest, the text above all."""
        return self.select_related(WITH_SOURCE).defer(TEXT, *UNTOLD)

    def whole(self) -> ListQuerySet:
        """With all that an output is written from, the text among it."""
        return self.defer(None).select_related(WITH_SOURCE, "edition__article")

    def runs(self, *, at: datetime, ends: Sequence[datetime], lists: int = 1) -> list[ListQuerySet]:
        """What is live in one list, in runs, if these are its coming ends. Of several `lists` that are read
        together fewer ends get a run of their own.
        """
        most = max(0, min(ENDS, RUNS // lists - 2))
        begun = self.filter(live_from__lte=at)
        runs = [begun.filter(live_until=end) for end in (FAR_FUTURE, *ends[:most])]
        if len(ends) > most:
            since = ends[most - 1] if most else at
            runs.append(begun.filter(live_until__gt=since, live_until__lt=FAR_FUTURE))
        return runs


def first_of(runs: Sequence[ListQuerySet], most: int, *, is_oldest: bool = False) -> ListQuerySet:
    """The newest rows of these runs, or the oldest: at most so many, and no run is read further."""
    order = ("published_at", "article_id") if is_oldest else ("-published_at", "-article_id")
    if len(runs) == 1:
        return runs[0].order_by(*order)[:most]
    columns = {"met": F("pk"), "met_at": F("published_at"), "met_article": F("article_id")}
    parts: list[Any] = [Run(run.order_by(*order).values(**columns)[:most]) for run in runs]
    if len(parts) > RUNS:
        parts = [Joined(*parts[start : start + RUNS]) for start in range(0, len(parts), RUNS)]
    merged = Merged(*parts, most=most, order="ASC" if is_oldest else "DESC")
    rows: ListQuerySet = runs[0].model._default_manager.filter(pk__in=merged)
    return rows.order_by(*order)


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


class EditionTagQuerySet(ListQuerySet):
    def beside(
        self, topic: Topic | int, *, at: datetime, place: Place, is_later: bool
    ) -> EditionTagQuerySet:
        """For each tag that feeds the topic the one live row next to that place of its order, which is
        newest first: `is_later` asks for what comes after. Without chosen articles. One seek a tag.
        """
        order, sign = ("lt", "-") if is_later else ("gt", "")
        rows = self.filter(tag=OuterRef(OuterRef("tag"))).filter(
            Q(**{f"published_at__{order}": place.at})
            | Q(**{f"article__{order}": place.article}, published_at=place.at),
            **{f"published_at__{order}e": place.at},
        )
        near = rows.order_by(f"{sign}published_at", f"{sign}article_id").values("pk")[:NEAR]
        live = self.filter(pk__in=near).live(at=at).exclude(article=place.root)
        chosen = TopicPick.objects.filter(topic=topic)
        live = live.exclude(article__in=chosen.values("article"))
        live = live.exclude(article__translation_of=place.root)
        first = live.order_by(f"{sign}published_at", f"{sign}article_id").values("pk")[:1]
        feeding = Topic.tags.through.objects.filter(topic=topic)
        return self.filter(pk__in=feeding.values_list(Subquery(first)))


class ListRow(models.Model):
    """A window of an edition in a list. Only of an article's last editions are there any, and what the
    clock ended is pruned.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()

    objects = ListQuerySet.as_manager()

    class Meta:
        abstract = True


class EditionTag(ListRow):
    """A row of a tag's list."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, db_index=False, related_name="tag_rows"
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, db_index=False, related_name="edition_tags"
    )

    objects = EditionTagQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="edition_tagged_once", fields=["edition", "tag", "live_from"]
            )
        ]
        indexes = [
            models.Index(
                name="tag_runs", fields=["tag", "live_until", "-published_at", "-article"]
            ),
            models.Index(name="tag_newest", fields=["tag", "-published_at", "-article"]),
            models.Index(name="tag_over", fields=["live_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.tag}"


class Listing(ListRow):
    """A row of another list, which is named by what is in it: `all`, `by:<contributor>`, `from:<source>`,
    `in:<language>`.
    """

    list = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="edition_listed_once", fields=["edition", "list", "live_from"]
            )
        ]
        indexes = [
            models.Index(
                name="list_runs", fields=["list", "live_until", "-published_at", "-article"]
            ),
            models.Index(name="list_over", fields=["live_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.list}"


def named(prefix: str, number: Any) -> Concat:
    """The name of a list, of an expression for the id of what it is of."""
    return Concat(Value(prefix), Cast(number, models.CharField()))


def tag_list(tag: int) -> str:
    """The name of a tag's list, as tallies have it."""
    return f"{TAG_PREFIX}{tag}"


def by_list(contributor: int, role: str = "") -> str:
    """What a contributor stands over, in any role or in one."""
    return f"{BY_PREFIX}{contributor}:{role}" if role else f"{BY_PREFIX}{contributor}"


def from_list(source: int) -> str:
    return f"{FROM_PREFIX}{source}"


def in_list(language: str) -> str:
    return f"in:{language}"
