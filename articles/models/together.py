"""Several queries in one statement: each is answered as if it had been asked alone.

A page knows early what it will want, while what it wants is asked for here and there. It says so at once,
and each function under `@compiled` finds its answer there. What costs is the way to the database, and what
Django does around it: neither is gone more than once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from articles.models.compiled import Question, Row, Written, answered


@contextmanager
def asked_together(*questions: Question) -> Iterator[None]:
    """Within, a call of a compiled query with the same arguments as one of these is answered by what was
    read when the block was entered: for what only reads. One query; none for a single question, which is
    asked by its call. Raises `TypeError` for what holds its rows.
    """
    known = answered.get()
    wanted = {question.key: question for question in questions if question.key not in known}
    if len(wanted) < 2:
        yield
        return
    parts = [(question.written, question.values) for question in wanted.values()]
    made = (partial(parts[n][0].made_of, rows) for n, rows in enumerate(_asked(parts)))
    token = answered.set({**known, **dict(zip(wanted, made, strict=True))})
    try:
        yield
    finally:
        answered.reset(token)


def at_once(*queries: QuerySet[Any, Any]) -> list[list[Any]]:
    """What each of these queries gives, which are written for this time alone. One query."""
    written = [Written(rows, "") for rows in queries]
    found = _asked([(one, []) for one in written])
    return [one.made_of(rows) for one, rows in zip(written, found, strict=True)]


Part = tuple[Written, list[Any]]


def _asked(parts: Iterable[Part]) -> list[list[Row]]:
    """The rows of each."""
    parts = list(parts)
    if not all(written.is_plain for written, _values in parts):
        raise TypeError("what holds its rows is asked alone")
    found: list[list[Row]] = [[] for _part in parts]
    asked = [number for number, (written, _values) in enumerate(parts) if written.sql]
    if not asked:
        return found
    written = [parts[number][0] for number in asked]
    connection = connections[written[0].compiler.using]
    is_postgresql = connection.vendor == "postgresql"
    sql = _side_by_side(written) if is_postgresql else _one_by_one(written)
    params = [param for number in asked for param in parts[number][0].bound(parts[number][1])]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    mine = [found[number] for number in asked]
    deal = _from_side_by_side if is_postgresql else _from_one_by_one
    deal(rows, written, mine)
    return found


def _side_by_side(written: list[Written]) -> str:
    """For PostgreSQL: each has columns of its own, which are null in the rows of the others, so that types
    stay what they are. Nothing is joined with anything; and each is planned by itself, as it is alone.
    """
    parts = (
        f"q{number} AS MATERIALIZED (SELECT true AS told, q.* FROM ({one.sql}) q)"
        for number, one in enumerate(written)
    )
    others = (f" FULL JOIN q{number} ON false" for number in range(1, len(written)))
    return f"WITH {', '.join(parts)} SELECT * FROM q0" + "".join(others)


def _from_side_by_side(rows: list[Row], written: list[Written], found: list[list[Row]]) -> None:
    spans, begin = [], 0
    for one in written:
        spans.append((begin, begin + 1, begin + 1 + one.width))
        begin += 1 + one.width
    for row in rows:
        for mine, (told, start, end) in zip(found, spans, strict=True):
            if row[told]:
                mine.append(row[start:end])


def _one_by_one(written: list[Written]) -> str:
    """For SQLite: each row says whose it is, and is filled up. The first row, of nothing, keeps the type
    that a column was declared with from those that share it; and SQLite forgets the order of a query
    within another that has no limit.
    """
    width = max(one.width for one in written)
    parts = [f"SELECT {', '.join(['NULL'] * (width + 1))} WHERE 0"]
    for number, one in enumerate(written):
        limit = "" if one.rows_of.query.is_sliced else " LIMIT -1"
        filling = ", NULL" * (width - one.width)
        parts.append(f"SELECT {number}, q.*{filling} FROM ({one.sql}{limit}) q")
    return " UNION ALL ".join(parts)


def _from_one_by_one(rows: list[Row], written: list[Written], found: list[list[Row]]) -> None:
    ends = [one.width + 1 for one in written]
    for row in rows:
        found[row[0]].append(row[1 : ends[row[0]]])
