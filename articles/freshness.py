"""Whether what was made of what the public sees still holds: until somebody changes it, or the clock does.

`generation()` names what the database holds, `boundary()` is the next instant at which something goes live
or ends without anybody's doing, and `remembered()` keeps a value in this process as long as both allow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast

from django.db import DatabaseError, connection, models
from django.db.models import Model, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from articles import watched
from articles.models import Article, Edition, Freshness, Masthead, Permission, Upstream, Window
from articles.models.compiled import Question, compiled
from articles.models.rights import FAR_FUTURE, Span

Made = TypeVar("Made")

KEPT = 60  # seconds of a connection
MOST = 200  # values that are remembered at a time
CLOSING, DAYS = "closing", "comments_open_days"
NEVER = Span(FAR_FUTURE, FAR_FUTURE)

# Everything that a public page compares with its instant; each has an index.
INSTANTS: tuple[tuple[type[Model], str], ...] = (
    (Window, "live_from"),
    (Window, "live_until"),
    (Edition, "at"),
    (Article, "planned_takedown_at"),
    (Article, "withdrawn_at"),
    (Permission, "valid_from"),
    (Permission, "valid_until"),
    (Permission, "stopped_at"),
    (Permission, "paid_at"),
    (Upstream, "looked_at"),
)
_Kept = tuple[Any, Span | None]  # a value, and for when it holds


@dataclass
class _Memory:
    """What was made of one generation, each for a span if it depends on one; and the span that was last
    found to be without a boundary.
    """

    generation: int | None
    values: dict[Hashable, _Kept] = field(default_factory=dict)
    calm: Span = NEVER


@dataclass
class _Asked:
    """What one request was told, once it asked."""

    generation: int | None = None
    is_told: bool = False
    at: datetime | None = None


_memory = _Memory(None)
_asked: ContextVar[_Asked | None] = ContextVar("freshness_asked", default=None)


def generation() -> int | None:
    """The name of what the public sees at the moment, of what this transaction changed among it. None where
    there is none: before the first migration.

    It is read past Django, which would spend more on it than the database does; and within `held()` once.
    """
    asked = _asked.get()
    if asked is None:
        return _read()
    if not asked.is_told:
        asked.generation, asked.is_told = _read(), True
    return asked.generation


def committed() -> int:
    """The name as everybody sees it, over a connection that this process keeps for that: no transaction is
    looked into, and nothing of what Django does around a request is needed. Raises the driver's error, or
    `LookupError` where there is no name.
    """
    with _reader.lock:
        return _reader.ask()


class _Reader:
    """One connection for all threads, renewed as often as Django renews its own."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.raw: Any = None
        self.kept_until = 0.0

    def ask(self) -> int:
        if self.raw is None or monotonic() >= self.kept_until:
            self.close()
            wrapper = connection.copy()
            wrapper.connect()
            self.raw, self.sql = wrapper.connection, watched.READ[wrapper.vendor]
            self.kept_until = monotonic() + KEPT
        try:
            row = self.raw.execute(self.sql).fetchone()
        except Exception:
            self.close()
            raise
        if row is None:
            raise LookupError("Freshness has no row")
        return int(row[0])

    def close(self) -> None:
        raw, self.raw = self.raw, None
        if raw is not None:
            raw.close()


_reader = _Reader()


@contextmanager
def held(name: int | None = None, *, at: datetime | None = None) -> Iterator[None]:
    """Asks for the generation once within, and only if somebody wants it; not at all if its `name` is known.
    Who asks about the present within may be told of the instant `at`.

    For what only reads. A request within another goes by what that one was told.
    """
    if _asked.get() is not None:
        yield
        return
    token = _asked.set(_Asked(name, is_told=name is not None, at=at))
    try:
        yield
    finally:
        _asked.reset(token)


def instant() -> datetime | None:
    """That of `held`, if there is one."""
    asked = _asked.get()
    return asked.at if asked else None


def while_reading(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware: whoever only reads goes by what the public saw when the request came."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with held(generation()):
            return get_response(request)

    return middleware


def boundary(*, at: datetime) -> datetime:
    """The first instant after `at` at which what the public sees may change though nobody changes anything;
    `FAR_FUTURE` if there is none. One query, none while the last answer holds.
    """
    return _calm(_of(generation()), at).until


def missing(
    key: Hashable, asking: Callable[[], Iterable[Question]], *, at: datetime | None = None
) -> list[Question]:
    """What a call of `remembered` with this key is going to ask, for whoever asks it together with more:
    what `asking` says, and where the boundary is; nothing of what is still known. No query.
    """
    memory = _of(generation())
    if memory.generation is None or _recalled(memory, (get_script_prefix(), key), at):
        return []
    return [*asking(), *(_for_boundary(memory, at) if at else ())]


def remembered(key: Hashable, make: Callable[[], Made], *, at: datetime | None = None) -> Made:
    """What `make` returned for this key since the public last saw something else; made again after that.
    It is another value under another root of addresses: the desk looks at other times under one of its own.

    What depends on the instant is told `at`, and is also made again from the next boundary on. Nobody may
    change the value: others are handed the same.
    """
    memory = _of(generation())
    if memory.generation is None:
        return make()
    key = get_script_prefix(), key
    if known := _recalled(memory, key, at):
        memory.values.pop(key, None)
        memory.values[key] = known  # behind all that was asked for less lately
        return cast(Made, known[0])
    span = None if at is None else _calm(memory, at)
    value = make()
    memory.values[key] = value, span
    for longest_ago in list(memory.values)[:-MOST]:
        memory.values.pop(longest_ago, None)
    return value


def _recalled(memory: _Memory, key: Hashable, at: datetime | None) -> _Kept | None:
    """What is remembered under this key, if it holds at that instant."""
    known = memory.values.get(key)
    if known is None:
        return None
    span = known[1]
    holds = span is None or (at is not None and span.holds(at))
    return known if holds else None


def forget() -> None:
    """For whoever changes what no trigger watches: the settings, or the database itself, in tests."""
    global _memory
    _memory = _Memory(None)
    with _reader.lock:
        _reader.close()


def _of(name: int | None) -> _Memory:
    """The memory of that generation: an empty one if the last was of another."""
    global _memory
    memory = _memory
    if memory.generation is None or memory.generation != name:
        memory = _memory = _Memory(name)
    return memory


def _calm(memory: _Memory, at: datetime) -> Span:
    """A span around that instant in which nothing changes by the clock."""
    calm = memory.calm
    if memory.generation is None or not calm.holds(at):
        calm = memory.calm = Span(at, _next(at))
    return calm


def _for_boundary(memory: _Memory, at: datetime) -> list[Question]:
    return [] if memory.calm.holds(at) else [_following.asking(at)]


def _read() -> int | None:
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            row = connection.connection.execute(watched.READ[connection.vendor]).fetchone()
    except DatabaseError:
        return None
    return row[0] if row else None


def _next(at: datetime) -> datetime:
    found = []
    for row in _following(at):
        open_for = timedelta(days=row.pop(DAYS) or 0)
        closing = row.pop(CLOSING)
        found += [instant for instant in row.values() if instant]
        found += [closing + open_for] if closing else []
    return min(found, default=FAR_FUTURE)


@compiled
def _following(at: datetime) -> QuerySet[Any, Any]:
    """Of each column of instants the first after that one; for how many days comments are taken, and what was
    published first of that whose comments are not closed by then.
    """
    wanted: dict[str, Any] = {
        f"n{number}": _after(model, column, at) for number, (model, column) in enumerate(INSTANTS)
    }
    days = Masthead.objects.order_by().values(DAYS)[:1]
    wanted[DAYS] = Subquery(days)
    day = models.Value(timedelta(days=1))
    open_for = models.ExpressionWrapper(models.F(DAYS), models.IntegerField()) * day
    span = models.ExpressionWrapper(open_for, models.DurationField())
    ran = models.ExpressionWrapper(at - span, models.DateTimeField())
    wanted[CLOSING] = _after(Window, "published_at", Subquery(days.values(ran=ran)))
    return Freshness.objects.filter(pk=1).values(**wanted)


def _after(model: type[Model], column: str, at: datetime | Subquery) -> Subquery:
    rows = model._default_manager.filter(**{f"{column}__gt": at})
    return Subquery(rows.order_by(column).values(column)[:1])
