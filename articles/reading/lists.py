"""The lists that readers browse, as they are at an instant: in runs, for pages and feeds to be cut from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from articles import freshness
from articles.models import EditionTag, Listing, Source, Tally, Topic
from articles.models.compiled import Question, compiled
from articles.models.lists import (
    EVERYTHING,
    TAG_PREFIX,
    ListQuerySet,
    first_of,
    from_list,
    named,
)
from articles.models.tallies import Instants, Tallied
from articles.models.together import asked_together
from articles.reading import keyset

Runs = Sequence[ListQuerySet]

REACH = 400  # articles of the rarest tag that a page of several looks through


def tallied(*lists: str, at: datetime) -> dict[str, Tallied]:
    """What each of these lists holds. One query, none while it is remembered."""

    def asked() -> dict[str, Tallied]:
        return Tally.objects.each(lists, at=at)

    with freshness.held(), asked_together(*asking_tallied(*lists, at=at)):
        return freshness.remembered(("tallied", lists), asked, at=at)


def asking_tallied(*lists: str, at: datetime) -> list[Question]:
    """What `tallied` would ask. No query."""
    return freshness.missing(
        ("tallied", lists), lambda: [Tally.objects.asking(lists, at=at)], at=at
    )


def everything(*, at: datetime) -> Runs:
    """All that is live. One query, or none (`tallied`)."""
    return in_lists([EVERYTHING], at=at, ends=ends_of_everything(at=at))


def ends_of_everything(*, at: datetime) -> tuple[datetime, ...]:
    """When something will end, the soonest first. One query, none while it is remembered."""

    def asked() -> tuple[datetime, ...]:
        return tuple(_ends(EVERYTHING, at))

    with freshness.held(), asked_together(*asking_ends_of_everything(at=at)):
        return freshness.remembered(("ends", EVERYTHING), asked, at=at)


def asking_ends_of_everything(*, at: datetime) -> list[Question]:
    """What `ends_of_everything` would ask. No query."""
    return freshness.missing(("ends", EVERYTHING), lambda: [_ends.asking(EVERYTHING, at)], at=at)


@compiled
def _ends(name: str, at: datetime) -> QuerySet[Any, datetime]:
    return Tally.objects.filter(list=name).ends(at=at)


def in_lists(lists: Sequence[str], *, at: datetime, ends: Sequence[datetime]) -> Runs:
    """What is live in these lists, which share no article and have these ends. No query."""
    rows, many = Listing.objects.all(), len(lists)
    return [
        run for name in lists for run in rows.filter(list=name).runs(at=at, ends=ends, lists=many)
    ]


def of_tags(
    tags: Sequence[int], *, at: datetime, ends: Sequence[datetime], without: Any = ()
) -> Runs:
    """What is live and has one of these tags, by their ids, without these articles. No query."""
    rows, many = EditionTag.objects.exclude(article__in=without), len(tags)
    return [run for tag in tags for run in rows.filter(tag=tag).runs(at=at, ends=ends, lists=many)]


@compiled
def page_of_lists(
    lists: tuple[str, ...],
    ends: tuple[datetime, ...],
    at: datetime,
    after: datetime | None,
    number: int | None,
    *,
    has_first: bool = False,
) -> ListQuerySet:
    """What `in_lists` holds behind a place, for a page."""
    return _page(in_lists(lists, at=at, ends=ends), after, number, has_first=has_first)


@compiled
def page_of_tag(
    tag: int, ends: tuple[datetime, ...], at: datetime, after: datetime | None, number: int | None
) -> ListQuerySet:
    """What `of_tags` holds behind a place, for a page, each with when the oldest of all was published."""
    return _page(of_tags([tag], at=at, ends=ends), after, number, has_first=True)


def _page(
    runs: Runs, after: datetime | None, number: int | None, *, has_first: bool
) -> ListQuerySet:
    place = None if after is None or number is None else keyset.Place(after, number)
    rows = first_of(keyset.behind(runs, place), keyset.SIZE + 1).told()
    oldest = Subquery(first_of(runs, 1, is_oldest=True).values("published_at")[:1])
    return rows.annotate(first_at=oldest) if has_first else rows


def of_source(slug: str) -> tuple[Source, list[str]]:
    """The source at an address (the kept one, where it was merged) and the names of its lists: its own and
    those of what was merged into it. Raises 404. One query.
    """
    called = Source.objects.filter(slug=slug)
    kept = called.annotate(kept_pk=Coalesce("merged_into", "pk")).values("kept_pk")
    family = Source.objects.filter(Q(pk__in=kept) | Q(merged_into__in=kept))
    rows = {row.pk: row for row in family.order_by("pk")}
    found = next((row for row in rows.values() if row.merged_into_id is None), None)
    if found is None:
        raise Http404
    return found, [from_list(pk) for pk in rows]


def of_topic(slug: str, *, at: datetime) -> tuple[Topic, list[int], list[datetime]]:
    """A public topic, the ids of the tags that feed it, and the coming ends of their lists. Raises 404. One
    query.
    """
    public = Topic.objects.public().filter(slug=slug).select_related("image")
    ends_of = Tally.objects.ends_of(named(TAG_PREFIX, OuterRef("tags")), at=at)
    rows = list(public.annotate(tag=F("tags"), ends=ends_of))
    if not rows:
        raise Http404
    ends = sorted({end for row in rows for end in Instants.read(row.ends)})
    return rows[0], [row.tag for row in rows if row.tag], ends


@dataclass(frozen=True)
class Together:
    """What has several tags: of the rarest, so many in all, what has the others, too. A page looks through
    `REACH` of the rarest tag's articles; where it found too few, the next one goes on from there.
    """

    rarest: int
    others: Sequence[int]
    total: int
    ends: Sequence[datetime]

    def runs(
        self, *, at: datetime, after: keyset.Place | None = None, is_newer: bool = False
    ) -> Runs:
        """What is within reach from a place on, or before it."""
        runs = of_tags([self.rarest], at=at, ends=self.ends)
        if self.total > REACH:
            reached = self._reached(at, after, is_newer=is_newer).values("pk")
            runs = [EditionTag.objects.filter(pk__in=reached)]
        for tag in self.others:
            also = EditionTag.objects.filter(edition=OuterRef("edition"), tag=tag)
            runs = [run.filter(Exists(also)) for run in runs]
        return runs

    def page(self, request: HttpRequest, *, at: datetime) -> keyset.Page:
        """One query, and one more where on a side it found too few among all that it reached."""
        after = keyset.place(request)
        newer = self.runs(at=at, after=after, is_newer=True) if after else None
        page = keyset.page_of(self.runs(at=at, after=after), request, newer=newer)
        missing = {False: not page.next, True: bool(after) and not page.previous}
        sides = [is_newer for is_newer, is_missing in missing.items() if is_missing]
        if self.total <= REACH or not sides:
            return page
        beyond = self._ends_of_reach(at, after, sides)
        return page._replace(
            next=page.next or beyond.get(False, ""), previous=page.previous or beyond.get(True, "")
        )

    def _reached(
        self, at: datetime, after: keyset.Place | None, *, is_newer: bool = False
    ) -> ListQuerySet:
        runs = of_tags([self.rarest], at=at, ends=self.ends)
        if is_newer and after:
            return first_of(keyset.before(runs, after), REACH, is_oldest=True)
        return first_of(keyset.behind(runs, after), REACH)

    def _ends_of_reach(
        self, at: datetime, after: keyset.Place | None, sides: Sequence[bool]
    ) -> dict[bool, str]:
        """The query of the page that goes on where this one's reach ends, by whether that is on the newer
        side; none where nothing is beyond. One query.
        """
        reached = (self._reached(at, after, is_newer=is_newer) for is_newer in sides)
        last = [rows[REACH - 1 : REACH].values("pk") for rows in reached]
        ends = first_of([EditionTag.objects.filter(pk__in=row) for row in last], len(last))
        places = (keyset.Place(*row) for row in ends.values_list("published_at", "article_id"))
        return {after is not None and place >= after: keyset.query(place) for place in places}
