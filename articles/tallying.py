"""Keeps the tallies of how much is in each list: what changes when, and what it came to by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import EditionTag, Tally
from articles.models.lists import EVERYTHING, tag_list
from articles.models.rights import FAR_FUTURE
from articles.models.tallies import SETTLED, TOTAL

PORTION = 500  # rows added up in one transaction

Change = tuple[str, int, str, datetime]  # list, period, language, instant


class Row(NamedTuple):
    """A list row as it is to be; `list` is the name of the list, a tag's too."""

    edition: int
    list: str
    live_from: datetime
    live_until: datetime
    published_at: datetime
    updated_at: datetime | None


def changes(row: Row, language: str, sign: int) -> Iterator[tuple[Change, int]]:
    """What a row does to the tallies of its list: one more when it begins, one less when it ends."""
    day = timezone.localdate(row.published_at, timezone.get_default_timezone())
    period = day.year * 100 + day.month if row.list == EVERYTHING else day.year
    for at, step in ((row.live_from, sign), (row.live_until, -sign)):
        if at < FAR_FUTURE:
            yield (row.list, TOTAL, "", at), step
            yield (row.list, period, language, at), step


def add(changes: Iterable[tuple[Change, int]]) -> None:
    """Notes what changes when. One query, none where it comes to nothing."""
    counted: Counter[Change] = Counter()
    for change, step in changes:
        counted[change] += step
    Tally.objects.bulk_create(
        (
            Tally(list=name, period=period, language=language, at=at, count=count)
            for (name, period, language, at), count in counted.items()
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
            if not mine.update(count=F("count") + count):
                fresh.append(
                    Tally(list=name, period=period, language=language, at=SETTLED, count=count)
                )
        Tally.objects.bulk_create(fresh)
        Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def recount(tag: int, *, at: datetime) -> None:
    """Makes a tag's tallies anew from its rows. That it was public stays known where these were swept."""
    name = tag_list(tag)
    mine = Tally.objects.filter(list=name)
    was_public = mine.filter(period=TOTAL, at__lte=at).exists()
    mine.delete()
    if was_public:
        Tally.objects.create(list=name, at=SETTLED, count=0)
    rows = (
        EditionTag.objects.filter(tag=tag)
        .order_by()
        .values_list(
            "edition", "live_from", "live_until", "published_at", "updated_at", "edition__language"
        )
    )
    add(
        change
        for edition, *times, language in rows.iterator()
        for change in changes(Row(edition, name, *times), language, 1)
    )
