"""Finding: which published versions fit a query at an instant, in which order, a page at a time.

The database says which fit, the newest first and no more than it can rank; their order is made here, of the
fields in which the words stand, so that every database gives the same one. Of equals the newest is first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from articles.search import lagging, tables
from articles.search.lagging import Lag
from articles.search.queries import Query, Term
from articles.search.shapes import Groups, Source

SIZE = 20
COUNTED = 1000
# How much a word says of a text that has it there; it stands in the text itself in any case.
WEIGHTS = {"title": 16, "tags": 8, "people": 8, "deck": 6, "headings": 4}
_WEIGHTS = tuple(WEIGHTS.values())
OFTEN = 3
LIVE = (
    "EXISTS (SELECT 1 FROM articles_window w WHERE w.edition_id = d.edition_id"
    " AND w.live_from <= %s AND w.live_until > %s)"
)
_AFTER = re.compile(r"([0-9]{1,6})\.(-?[0-9]{1,18})", re.ASCII)


class Hit(NamedTuple):
    """`id` is the document's, `edition` the version's."""

    score: int
    id: int
    edition: int


@dataclass(frozen=True)
class Found:
    """One page of hits. `count` is exact up to `COUNTED`, and one more where there are more; `after` names
    the page that follows, if there is one; `tally` counts the tokens of filters among the hits that were
    ranked, on the first page.
    """

    hits: Sequence[Hit] = ()
    count: int = 0
    after: str = ""
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED


def is_place(after: str) -> bool:
    return bool(_AFTER.fullmatch(after))


def find(
    query: Query,
    groups: Groups,
    *,
    at: datetime,
    after: str = "",
    by_date: bool = False,
    lag: Lag = lagging.NONE,
) -> Found:
    """One page of what fits the query and has one token of each group; nothing without either. `after`
    is what the page before said; `lag` is what documents do not say yet. One query, two by date on later
    pages, and on PostgreSQL one that asks for its plan; there each comes twice where most of the newest went
    by the clock. One more on the first page while documents lag.
    """
    if not query.wanted and not groups:
        return Found()
    found = _AFTER.fullmatch(after)
    place = (int(found[1]), int(found[2])) if found else None
    search = _Search(query, groups, at, lag)
    if by_date or not query.wanted:
        return search.by_date(before=place[1] if place else None)
    return search.by_rank(place)


def which_fit(
    queries: Iterable[Query], groups: Groups, *, at: datetime, lag: Lag = lagging.NONE
) -> list[Query]:
    """Those of these queries that look for something and find it. One query, none without one."""
    asked = [query for query in queries if query.wanted]
    exist, values = [], list[Any]()
    for query in asked:
        search = _Search(query, groups, at, lag)
        found, (live, told) = search.source(is_ordered=False), search.live
        exist.append(f"EXISTS (SELECT 1 FROM {found.tables} WHERE {found.condition} AND {live})")
        values += [*found.values, *told]
    if not exist:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(exist)}", values)
        fits = cursor.fetchone()
    return [query for query, is_found in zip(asked, fits, strict=True) if is_found]


@dataclass(frozen=True)
class _Search:
    query: Query
    groups: Groups
    at: datetime
    lag: Lag = lagging.NONE

    def by_rank(self, place: tuple[int, int] | None) -> Found:
        columns = ", ".join(f"' ' || d.{name} || ' '" for name in (*WEIGHTS, "often"))
        rows = self.rows(
            f"d.id, d.edition_id, d.meta, {columns}", limit=tables.vendor().MOST_RANKED
        )
        asked = _Asked.of(self.query)
        hits = sorted((Hit(asked.score(row[3:]), row[0], row[1]) for row in rows), reverse=True)
        rest = [hit for hit in hits if place is None or hit[:2] < place]
        return Found(
            hits=rest[:SIZE],
            count=min(len(hits), COUNTED + 1),
            after=f"{rest[SIZE - 1].score}.{rest[SIZE - 1].id}" if len(rest) > SIZE else "",
            tally=Counter() if place else self.lag.tally(row[1:3] for row in rows),
        )

    def by_date(self, *, before: int | None) -> Found:
        newest = self.rows("d.id, d.edition_id, d.meta", limit=COUNTED + 1)
        rows, tally = newest, Counter[str]()
        if before is None:
            tally = self.lag.tally(row[1:] for row in newest)
        else:
            rows = self.rows("d.id, d.edition_id, d.meta", limit=SIZE + 1, before=before)
        hits = [Hit(0, *row[:2]) for row in rows[:SIZE]]
        return Found(
            hits=hits,
            count=len(newest),
            after=f"0.{hits[-1].id}" if len(rows) > SIZE else "",
            tally=tally,
        )

    def rows(self, columns: str, *, limit: int, before: int | None = None) -> list[Any]:
        """The newest rows of what fits and is live at that instant."""
        kept, found = tables.vendor(), self._ordered
        condition, values = found.condition, list[Any](found.values)
        if before is not None:
            condition += f" AND {found.order} < %s"
            values.append(before)
        live, told = self.live
        found = found._replace(condition=condition)
        return kept.rows(columns, found, live, [*values, *told], limit)

    @property
    def live(self) -> tuple[str, list[Any]]:
        """What holds of a hit besides, with its values: that it is live, and stands where its document does
        not say yet that it does.
        """
        now = connection.ops.adapt_datetimefield_value(self.at)
        conditions, values = [LIVE], list[Any]([now, now])
        for told in self.lag.conditions(self.groups):
            conditions.append(told.sql)
            values += told.values
        return " AND ".join(conditions), values

    @cached_property
    def _ordered(self) -> Source:
        """On PostgreSQL one query."""
        return self.source()

    def source(self, *, is_ordered: bool = True) -> Source:
        query, groups = self.lag.understood(self.query), self.lag.widened(self.groups)
        return tables.vendor().source(tables.PUBLISHED, query, groups, is_ordered=is_ordered)


class _Asked(NamedTuple):
    """What is looked for in the fields of a hit: each term as it would stand there, and its tokens."""

    needles: list[tuple[str, list[str]]]
    whole: str

    @classmethod
    def of(cls, query: Query) -> _Asked:
        terms = [(term.needle, [f" {token} " for token in term.tokens]) for term in query.wanted]
        together = tuple(token for term in query.wanted for token in term.tokens)
        whole = Term(together, is_prefix=query.wanted[-1].is_prefix).needle
        if len(query.wanted) > 1:
            terms.append((whole, [whole]))
        return cls(terms, whole)

    def score(self, row: Sequence[str]) -> int:
        """Of `row`, the fields of `WEIGHTS` in their order, and what is often said."""
        often, score = row[-1], 0
        for needle, parts in self.needles:
            for text, weight in zip(row, _WEIGHTS, strict=False):
                if needle in text:
                    score += weight
            for part in parts:
                if part not in often:
                    break
            else:
                score += OFTEN
        return score + (WEIGHTS["title"] if row[0].startswith(self.whole) else 0)
