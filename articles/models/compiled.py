"""Queries whose SQL is written once.

Django takes ten times as long to write the SQL of a page's queries as a database takes to answer them. A
function under `@compiled` is called once for each shape of its arguments, with slots in place of the
values; its SQL is kept, and every later call binds values to it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from types import MappingProxyType
from typing import Any, Generic, ParamSpec

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Args = ParamSpec("Args")
Row = tuple[Any, ...]  # as the database gave it

FIELDS: dict[type, type[models.Field[Any, Any]]] = {
    int: models.BigIntegerField,
    str: models.TextField,
    datetime: models.DateTimeField,
}
SEVERAL = (list, tuple, set, frozenset)  # of a tuple the order counts


class Slot(Expression):
    """Where a value will stand: one argument, or one of several. It is a column's value to Django, so a
    query that would compute with it in Python fails when it is written.
    """

    def __init__(self, kind: type, place: int) -> None:
        super().__init__(output_field=FIELDS[kind]())
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True)
class Question:
    """A compiled query with the values that it is told, to be asked together with others
    (`articles.models.together`).
    """

    key: Hashable
    written: Written
    values: list[Any]


class Compiled(Generic[Args]):
    """A query that is written once. Called, it answers with a list."""

    def __init__(self, build: Callable[Args, models.QuerySet[Any, Any]], holding: str) -> None:
        update_wrapper(self, build)
        self._build, self._holding = build, holding
        self._known: dict[Any, Written] = {}

    def __call__(self, *args: Args.args, **named: Args.kwargs) -> list[Any]:
        answers = answered.get()
        if answers and (made := answers.get(self._key(args, named))):
            return made()
        written, values = self._bound(args, named)
        return written.rows(values)

    def asking(self, *args: Args.args, **named: Args.kwargs) -> Question:
        """What a call with these arguments would ask. No query."""
        return Question(self._key(args, named), *self._bound(args, named))

    def _bound(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Written, list[Any]]:
        shape, values = _parted([*args, *named.values()])
        key = (connections["default"].vendor, tuple(named), *shape)
        written = self._known.get(key)
        if written is None:
            slots = iter(_slots(shape))
            rows = self._build(
                *[next(slots) for _arg in args],
                **{name: next(slots) for name in named},
            )
            written = self._known[key] = Written(rows, self._holding)
        return written, values

    def _key(self, args: tuple[Any, ...], named: dict[str, Any]) -> Hashable:
        """By what one call is known from another: by the order of a tuple, and of no list."""
        told = [*args, *named.values()]
        return self, tuple(named), *(_held_apart(arg) for arg in told)


# What was asked together, as long as it is answered from there: what a call makes of it, by question.
answered: ContextVar[Mapping[Hashable, Callable[[], list[Any]]]] = ContextVar(
    "compiled_answered", default=MappingProxyType({})
)


def compiled(
    build: Callable[Args, models.QuerySet[Any, Any]], *, holding: str = ""
) -> Compiled[Args]:
    """Makes of a function that builds a query one that answers it, with a list. One query.

    It is told numbers, words, instants, tuples of one kind of these, and lists or sets of them, whose order
    and repetitions must not matter; None, booleans and empty ones are part of the shape. What it builds may
    hang on nothing else: no clock, no active language, no other query. Related rows are asked for by
    `x__pk__in`. What holds its rows holds them, and raises `TransactionManagementError` where nothing ends
    that; `holding` is a clause for what Django has no word for, unless the database is SQLite, which holds
    everything. Raises `TypeError` for other arguments.
    """
    return Compiled(build, holding)


class Written:
    """A query with its SQL, in which some parameters are slots."""

    def __init__(self, rows: models.QuerySet[Any, Any], holding: str) -> None:
        self.rows_of, self.holding = rows, holding
        self.compiler = rows.query.get_compiler(using=rows.db)
        can_hold = self.compiler.connection.features.has_select_for_update
        self.is_holding = can_hold and bool(holding or rows.query.select_for_update)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()
        if self.sql and self.is_holding and holding:
            self.sql += f" {holding}"

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.compiler.select)

    @property
    def is_plain(self) -> bool:
        """Whether it only reads, and nothing but what it tells."""
        holds = self.rows_of.query.select_for_update or self.holding
        return not holds and not (self.sql and self.compiler.has_extra_select)

    def rows(self, values: list[Any]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.compiler.using]
        if self.is_holding and connection.get_autocommit():
            raise TransactionManagementError(
                "what holds its rows needs a transaction to hold them in"
            )
        params = self.bound(values)
        return self._read(connection, as_sql=lambda *_args, **_named: (self.sql, params))

    def made_of(self, rows: list[Row]) -> list[Any]:
        """What a call would have made of these rows. No query."""
        if not self.sql:
            return []
        connection = connections[self.compiler.using]
        return self._read(connection, execute_sql=lambda *_args, **_named: [rows])

    def bound(self, values: list[Any]) -> tuple[Any, ...]:
        """The parameters of its SQL, with these values."""
        adapt = connections[self.compiler.using].ops.adapt_datetimefield_value
        return tuple(
            param
            if not isinstance(param, Slot)
            else adapt(value)
            if isinstance(value := values[param.place], datetime)
            else value
            for param in self.params
        )

    def _read(self, connection: Any, **replaced: Any) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.get_converters = lambda columns: self._converters(connection, columns)
        compiler.__dict__.update(replaced)
        rows: Any = object.__new__(type(self.rows_of))
        rows.__dict__ = self.rows_of.__dict__ | {"_query": _Bound(self.rows_of.query, compiler)}
        return list(rows._iterable_class(rows))

    def _converters(self, connection: Any, columns: list[Any]) -> Any:
        """What makes Python's values of the database's. They hang on the connection, and so does what keeps
        them.
        """
        kept: dict[Written, Any] = connection.__dict__.setdefault("compiled_converters", {})
        if self not in kept:
            there = copy.copy(self.compiler)
            there.connection = connection
            kept[self] = there.get_converters(columns)
        return kept[self]


class _Bound:
    """A query that hands out the compiler to which values were bound, and is itself otherwise."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)

    def get_compiler(self, *_args: Any, **_named: Any) -> SQLCompiler:
        return self._compiler


Kind = tuple[type, int] | type | bool | None


def _parted(args: Iterable[Any]) -> tuple[list[Kind], list[Any]]:
    """What of the arguments is part of the shape, and the values that are not. A list is filled up to a
    power of two, so that there are few shapes of lists.
    """
    shape: list[Kind] = []
    values: list[Any] = []
    for arg in args:
        if arg is None or isinstance(arg, bool):
            shape.append(arg)
        elif isinstance(arg, SEVERAL):
            first = next(iter(arg), 0)
            is_exact = isinstance(arg, tuple) or not arg
            length = len(arg) if is_exact else 1 << (len(arg) - 1).bit_length()
            shape.append((_kind(first), length))
            values += (*arg, *[first] * (length - len(arg)))
        else:
            shape.append(_kind(arg))
            values.append(arg)
    return shape, values


def _held_apart(arg: Any) -> Hashable:
    """An argument as a key has it: True is not 1 there."""
    if isinstance(arg, SEVERAL) and not isinstance(arg, tuple):
        return frozenset(arg)
    return type(arg), arg


def _kind(value: Any) -> type:
    for kind in FIELDS:
        if isinstance(value, kind):
            return kind
    raise TypeError(f"a compiled query is told numbers, words and instants, not {value!r}")


def _slots(shape: Iterable[Kind]) -> Iterator[Any]:
    """The arguments again, with slots for values."""
    place = 0
    for part in shape:
        if isinstance(part, tuple):
            kind, length = part
            yield [Slot(kind, place + n) for n in range(length)]
            place += length
        elif isinstance(part, type):
            yield Slot(part, place)
            place += 1
        else:
            yield part
