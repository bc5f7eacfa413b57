"""Tallies: how much is in each list, and when something in it will end. Derived, never edited.

`articles.listing` alone writes them. Nothing public is ever counted row by row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Max, Min, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from articles.models.compiled import Question, compiled
from articles.models.lists import ENDS
from articles.models.rights import FAR_FUTURE

SETTLED = datetime(1970, 1, 1, tzinfo=UTC)  # where what is past is added up
TOTAL = 0  # the period of a tally that counts all of them


class Instants(Subquery):
    """Instants of a query as one text, parted by commas."""

    template = "(SELECT group_concat(told.at) FROM (%(subquery)s) told)"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT string_agg(told.at::text, ',') FROM (%(subquery)s) told)"
        return self.as_sql(compiler, connection, template=template, **context)

    @staticmethod
    def read(text: str | None) -> list[datetime]:
        found = (datetime.fromisoformat(one) for one in (text or "").split(",") if one)
        return sorted(one.replace(tzinfo=one.tzinfo or UTC) for one in found)


@dataclass
class Tallied:
    """What a list holds at an instant: how many by period (a year, for `all` a month like 202611) and by
    language, and when something in it will end, the soonest first. `is_known`: ever was anything in it.
    """

    total: int = 0
    periods: dict[int, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)
    ends: list[datetime] = field(default_factory=list)
    is_known: bool = False

    @property
    def languages(self) -> list[tuple[str, int]]:
        """With how many each, the most first."""
        told = ((name, count) for name, count in self.by_language.items() if count)
        return sorted(told, key=lambda one: (-one[1], one[0]))

    @property
    def language_tags(self) -> list[str]:
        return [language for language, _count in self.languages]

    def count(self, period: int, language: str, count: int) -> None:
        if period == TOTAL:
            self.total += count
        else:
            self.periods[period] = self.periods.get(period, 0) + count
            self.by_language[language] = self.by_language.get(language, 0) + count


class TallyQuerySet(models.QuerySet["Tally"]):
    def each(self, lists: Iterable[str], *, at: datetime) -> dict[str, Tallied]:
        """What each of these lists holds, by its name. One query over tallies, none over rows."""
        found = {name: Tallied() for name in lists}
        for name, period, language, since, until, counted in _told(set(found), at):
            if until <= at:
                found[name].count(period, language, counted)
                found[name].is_known |= period == TOTAL and _was_there(since, until, counted)
            elif until not in found[name].ends:
                found[name].ends.append(until)
        for tallied in found.values():
            tallied.ends.sort()
        return found

    def asking(self, lists: Iterable[str], *, at: datetime) -> Question:
        """What `each` would ask. No query."""
        return _told.asking(set(lists), at)

    def summed(self, lists: set[str], *, at: datetime) -> models.QuerySet[Any, Any]:
        """What these lists hold (list, period, language, the first and the last instant that are past, how
        many) and by how many they will shrink (the instant to come, twice).
        """
        mine = self.filter(list__in=lists).order_by()
        far = mine._ending(at).order_by("at").values("at").distinct()[ENDS : ENDS + 1]
        ending = mine._ending(at).filter(at__lte=Coalesce(Subquery(far), Value(FAR_FUTURE)))
        columns = ("list", "period", "language")
        now = mine.filter(at__lte=at).values_list(*columns)
        return now.annotate(since=Min("at"), until=Max("at"), counted=Sum("count")).union(
            ending.annotate(since=F("at")).values_list(*columns, "since", "at", "count"), all=True
        )

    def ends(self, *, at: datetime) -> models.QuerySet[Any, datetime]:
        """When something in these lists will end, the soonest first; no more than runs are made for."""
        ending = self._ending(at).order_by("at")
        return ending.values_list("at", flat=True).distinct()[: ENDS + 1]

    def ends_of(self, name: Any, *, at: datetime) -> Instants:
        """The ends of the list that an expression names, as a column for `Instants.read`."""
        ending = self.filter(list=name)._ending(at).order_by("at")
        return Instants(ending.values("at").distinct()[: ENDS + 1])

    def _ending(self, at: datetime) -> TallyQuerySet:
        return self.filter(period=TOTAL, at__gt=at, count__lt=0)

    def totals(self, lists: Any, *, at: datetime) -> dict[str, int]:
        """How many each of these lists holds, by its name; none that holds nothing. One query."""
        now = self.filter(list__in=lists, period=TOTAL, at__lte=at).order_by()
        counted = now.values_list("list").annotate(counted=Sum("count"))
        return {name: count for name, count in counted if count}

    def ever(self, name: str, *, at: datetime) -> bool:
        """Whether anything was in a list by then. One query."""
        return self.tells_of_any(self.past(name, at=at))

    def past(self, name: Any, *, at: datetime) -> models.QuerySet[Any, Any]:
        """What `tells_of_any` goes by, of the list that is named so, also by an expression: a row or none."""
        mine = self.filter(list=name, period=TOTAL, at__lte=at).order_by().values("list")
        told = mine.annotate(since=Min("at"), until=Max("at"), counted=Sum("count"))
        return told.values_list("since", "until", "counted")

    @staticmethod
    def tells_of_any(past: Iterable[tuple[datetime, datetime, int]]) -> bool:
        """Whether anything was in that list by then. No query."""
        return any(_was_there(*row) for row in past)

    def most(self, prefix: str, number: int, *, at: datetime) -> list[tuple[str, int]]:
        """The fullest lists of a kind with how many each holds, the fullest first. One query: it looks at
        those that were fullest when tallies were added up last, and at whatever changed since.
        """
        mine = self.filter(period=TOTAL, list__startswith=prefix).order_by()
        settled = mine.filter(at=SETTLED).order_by("-count").values("list")[: number * 2]
        fresh = mine.filter(at__gt=SETTLED, at__lte=at).values("list")
        counted = mine.filter(Q(list__in=settled) | Q(list__in=fresh), at__lte=at)
        found = counted.values_list("list").annotate(counted=Sum("count")).filter(counted__gt=0)
        return list(found.order_by("-counted", "list")[:number])


def _was_there(since: datetime, until: datetime, counted: int) -> bool:
    """Whether something came, of tallies from the first instant to the last: what was planned for one and
    called off before it came comes to nothing there. `settle` leaves none of those.
    """
    return bool(counted) or since == SETTLED or since < until


@compiled
def _told(lists: set[str], at: datetime) -> models.QuerySet[Any, Any]:
    return Tally.objects.summed(lists, at=at)


class Tally(models.Model):
    """By how many a list grows at an instant, in a period and a language, or in all (period 0).

    Sums up to an instant are counts, so what is to come counts from its second on. Rows are only ever
    added; `articles.listing.settle` adds up those that are past, at `SETTLED`.
    """

    list = models.CharField(max_length=40)
    period = models.IntegerField(default=TOTAL)
    language = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    count = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="tally_of_list", fields=["list", "period", "at"]),
            models.Index(name="tally_at", fields=["at"]),
            models.Index(name="tally_most", fields=["period", "at", "-count"]),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.period} {self.language}: {self.count:+d}"
