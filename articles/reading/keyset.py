"""Paging by keyset: a page begins after a row, not at a number, so page 1,000 costs what page 1 does.

`?after=<microseconds>.<id>` names the last row seen. Whatever else is asked for is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import BadRequest
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from articles.models.lists import ListQuerySet, first_of
from articles.models.rights import Span
from articles.models.together import at_once

Row = TypeVar("Row", bound=Model)

Rows = Callable[
    [datetime | None, int | None], list[Any]
]  # behind a place, one more than a page has

SIZE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 16 digits of microseconds reach the year 2286, 18 digits of an id fit every database.
_AFTER = re.compile(r"(-?[0-9]{1,16})\.([0-9]{1,18})", re.ASCII)


class Place(NamedTuple):
    """A row's place in a list that is ordered by an instant and an id, both falling."""

    at: datetime
    id: int


class Page(NamedTuple):
    """The rows of one page; `next` is the query of the following one, empty on the last; `previous` that
    of the one before, empty on the first and on the second. `after` is where a later page begins.
    """

    rows: Sequence[Any]
    next: str
    previous: str
    after: Place | None

    @property
    def is_first(self) -> bool:
        return self.after is None

    @property
    def here(self) -> str:
        """The query of this page; empty on the first."""
        return query(self.after) if self.after else ""


def place(request: HttpRequest) -> Place | None:
    """After which row the page begins; None for the first. Raises `BadRequest` for anything else."""
    asked = request.GET.get("after")
    if asked is None:
        return None
    found = _AFTER.fullmatch(asked)
    if found is None:
        raise BadRequest("after")
    return Place(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))


def page(
    rows: QuerySet[Row],
    request: HttpRequest,
    *,
    id_field: str,
    at_field: str = "published_at",
    size: int = SIZE,
) -> Page:
    """One page of rows that are ordered by `at_field` and `id_field`, both falling. One query."""
    after = place(request)
    previous = ""
    if after is None:
        found = list(rows[: size + 1])
    else:
        same_instant = Q(**{at_field: after.at})
        earlier = Q(**{f"{at_field}__lt": after.at}) | (
            same_instant & Q(**{f"{id_field}__lt": after.id})
        )
        later = Q(**{f"{at_field}__gt": after.at}) | (
            same_instant & Q(**{f"{id_field}__gte": after.id})
        )
        before = rows.filter(later, **{f"{at_field}__gte": after.at}).reverse()[size : size + 1]
        behind = rows.filter(earlier, **{f"{at_field}__lte": after.at})[: size + 1]
        found, nearest = at_once(behind, before)
        previous = "".join(query(_place(row, at_field, id_field)) for row in nearest)
    shown = found[:size]
    following = query(_place(shown[-1], at_field, id_field)) if len(found) > size else ""
    return Page(shown, following, previous, after)


def page_of(
    runs: Sequence[ListQuerySet],
    request: HttpRequest,
    *,
    show: Callable[[ListQuerySet], ListQuerySet] = ListQuerySet.told,
    within: Span | None = None,
    size: int = SIZE,
    newer: Sequence[ListQuerySet] | None = None,
) -> Page:
    """One page of a list that is read in runs, or of what of it was published in a span; `newer` are the runs
    in which the page before is looked for, if others. One query.
    """
    after = place(request)
    if not runs:
        return Page([], "", "", after)
    rows = show(first_of(behind(runs, after, within), size + 1))
    if after is None:
        return _page(list(rows), "", after, size)
    found, nearest = at_once(rows, _nearest(newer or runs, after, within, size))
    return _page(found, _previous(nearest, size), after, size)


def page_by(
    rows: Rows, request: HttpRequest, *, runs: Callable[[], Sequence[ListQuerySet]]
) -> Page:
    """One page of a list of which a compiled query hands out the rows behind a place; later pages ask its
    `runs` where the page before begins. One query, on later pages two.
    """
    after = place(request)
    previous = _previous(_nearest(runs(), after, None, SIZE), SIZE) if after else ""
    return _page(rows(*(after or (None, None))), previous, after, SIZE)


def _nearest(
    runs: Sequence[ListQuerySet], after: Place, within: Span | None, size: int
) -> QuerySet[Any, Any]:
    """The places of what stands before a page, the nearest first."""
    later = before(runs, after)
    if within:
        later = [run.filter(published_at__lt=within.until) for run in later]
    nearest = first_of(later, size + 1, is_oldest=True)
    return nearest.values_list("published_at", "article_id")


def _previous(nearest: Iterable[Any], size: int) -> str:
    """The query of the page before; empty where that is the first."""
    return "".join(query(Place(*row)) for row in list(nearest)[size : size + 1])


def _page(found: list[Any], previous: str, after: Place | None, size: int) -> Page:
    shown = found[:size]
    is_last = len(found) <= size
    following = "" if is_last else query(Place(shown[-1].published_at, shown[-1].article_id))
    return Page(shown, following, previous, after)


def _earlier(after: Place) -> Q:
    same_instant = Q(published_at=after.at, article_id__lt=after.id)
    return Q(published_at__lt=after.at) | same_instant


def _later(after: Place) -> Q:
    same_instant = Q(published_at=after.at, article_id__gte=after.id)
    return Q(published_at__gt=after.at) | same_instant


def _place(row: Any, at_field: str, id_field: str) -> Place:
    return Place(getattr(row, at_field), getattr(row, id_field))


def behind(
    runs: Sequence[ListQuerySet], after: Place | None, within: Span | None = None
) -> Sequence[ListQuerySet]:
    """The runs from behind a row on, or from their beginning; in a span. An index is given one bound at each
    end: of two it might take the one that leads through more rows.
    """
    if within:
        runs = [run.filter(published_at__gte=within.from_) for run in runs]
        if after is None or after.at >= within.until:
            return [run.filter(published_at__lt=within.until) for run in runs]
    if after is None:
        return runs
    return [run.filter(_earlier(after), published_at__lte=after.at) for run in runs]


def before(runs: Sequence[ListQuerySet], after: Place) -> Sequence[ListQuerySet]:
    """The runs up to a row, that one among them."""
    return [run.filter(_later(after), published_at__gte=after.at) for run in runs]


def query(after: Place) -> str:
    """Of the page that begins behind a row."""
    return f"?after={(after.at - _EPOCH) // timedelta(microseconds=1)}.{after.id}"
