"""Keeps the tallies of how much is in each list: what changes when, and what it came to by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone

from articles.models import EditionTag, Tally
from articles.models.lists import EVERYTHING, tag_list
from articles.models.rights import FAR_FUTURE
from articles.models.tallies import SETTLED, TOTAL

PORTION = 500  # rows added up in one transaction

Change = tuple[str, int, str, datetime]  # list, period, language, instant
Told = tuple[Change, int, bool]  # a change, by how many, and whether something ends there


class Row(NamedTuple):
    """A list row as it is to be; `list` is the name of the list, a tag's too."""

    edition: int
    list: str
    live_from: datetime
    live_until: datetime
    published_at: datetime
    updated_at: datetime | None


def changes(row: Row, language: str, sign: int) -> Iterator[Told]:
    """What a row does to the tallies of its list: one more when it begins, one less when it ends."""
    day = timezone.localdate(row.published_at, timezone.get_default_timezone())
    period = day.year * 100 + day.month if row.list == EVERYTHING else day.year
    for at, step, is_end in ((row.live_from, sign, False), (row.live_until, -sign, True)):
        if at < FAR_FUTURE:
            yield (row.list, TOTAL, "", at), step, is_end
            yield (row.list, period, language, at), step, is_end


def add(changes: Iterable[Told]) -> None:
    """Notes what changes when. One query, none where it comes to nothing.

    Of a whole list, what ends is noted beside what begins at that instant: a list is read by its ends, so
    one that is made up for must be known, too.
    """
    counted: Counter[tuple[Change, bool]] = Counter()
    for change, step, is_end in changes:
        counted[change, is_end and change[1] == TOTAL] += step
    Tally.objects.bulk_create(
        (
            Tally(list=name, period=period, language=language, at=at, count=count)
            for ((name, period, language, at), _is_end), count in counted.items()
            if count
        ),
        batch_size=500,
    )


def settle(*, at: datetime) -> int:
    """Adds up a portion of the tallies that are past; how many. Two at once add nothing twice."""
    with transaction.atomic():
        past = Tally.objects.select_for_update().filter(at__gt=SETTLED, at__lte=at)
        rows = list(past.order_by("list", "at", "pk")[:PORTION])
        steps: Counter[Change] = Counter()
        for row in rows:
            steps[row.list, row.period, row.language, row.at] += row.count
        sums: Counter[tuple[str, int, str]] = Counter()
        for (*key, _at), count in steps.items():
            if count:  # else it was called off before it came
                sums[tuple(key)] += count  # type: ignore[index]
        base = Tally.objects.filter(at=SETTLED)
        fresh = []
        for (name, period, language), count in sums.items():
            mine = base.filter(list=name, period=period, language=language)
            # The first of them: a verb on tags may have begun another meanwhile.
            one = mine.order_by("pk").values("pk")[:1]
            if not base.filter(pk__in=one).update(count=F("count") + count):
                fresh.append(
                    Tally(list=name, period=period, language=language, at=SETTLED, count=count)
                )
        Tally.objects.bulk_create(fresh)
        Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def recount(tag: int, *, at: datetime) -> None:
    """Makes a tag's tallies anew from its rows. That it was public stays known where these were swept. Six
    queries, however many rows there are.
    """
    name = tag_list(tag)
    was_public = Tally.objects.ever(name, at=at)
    Tally.objects.filter(list=name).delete()
    if was_public:
        reopen(tag)
    add(together(EditionTag.objects.filter(tag=tag), name, 1, at=at))


def recount_coming(tag: int, *, at: datetime) -> None:
    """What is to come in a tag's list, anew from its rows: one that was called off is none. Five queries."""
    name = tag_list(tag)
    rows = EditionTag.objects.filter(Q(live_from__gt=at) | Q(live_until__lt=FAR_FUTURE), tag=tag)
    told = list(together(rows, name, 1, at=at))
    Tally.objects.filter(list=name, at__gt=at).delete()
    add(one for one in told if one[0][-1] > at)


def reopen(tag: int) -> None:
    """Of a tag's list that holds nothing it stays known that it was public. One query."""
    Tally.objects.create(list=tag_list(tag), at=SETTLED, count=0)


def together(rows: QuerySet[EditionTag], name: str, sign: int, *, at: datetime) -> Iterator[Told]:
    """What rows of tags do to a list if they come at `at` or go then (-1), all at once; what is over by then
    does nothing. Three queries, however many rows there are.
    """
    rows = rows.filter(live_until__gt=at).order_by()
    came = Case(When(live_from__lte=at, then=Value(at)), default=F("live_from"))
    ended, year_of = rows.filter(live_until__lt=FAR_FUTURE), _year_of(rows)
    begins, ends = (rows, came, sign, False), (ended, F("live_until"), -sign, True)
    for told, instant, step, is_end in (begins, ends):
        grouped = told.values_list(year_of, "edition__language", instant)
        for year, language, when, count in grouped.annotate(Count("pk")):
            yield (name, TOTAL, "", when), step * count, is_end
            yield (name, year, language, when), step * count, is_end


def _year_of(rows: QuerySet[EditionTag]) -> Case:
    """The year of publication where the publication is, told by where years begin: a database asks Python
    for the year of each row, or knows other time zones. One query.
    """
    zone = timezone.get_default_timezone()
    between = rows.aggregate(first=Min("published_at"), last=Max("published_at"))
    first, last = (timezone.localtime(at or SETTLED, zone).year for at in between.values())
    begins = ((year, datetime(year, 1, 1, tzinfo=zone)) for year in range(last, first, -1))
    return Case(
        *(When(published_at__gte=at, then=Value(year)) for year, at in begins), default=Value(first)
    )
