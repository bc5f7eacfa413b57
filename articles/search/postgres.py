"""Search on PostgreSQL: a column of tokens (tsvector) beside the fields, kept by a trigger, and a GIN index.

The column holds no positions: they end at 16,383, which a long Chinese essay passes. Tokens that must stand
one after the other are looked for in the stored fields of the rows that have them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q

from articles.search.queries import Query, Term
from articles.search.shapes import FIELDS, Groups, Source

MOST_RANKED = 1001
BESIDES = 200  # hits that are looked at because some of the newest may not be live
OFTEN = 40_000  # rows

_TEXT = "concat_ws(' | ', '', d.title, d.deck, d.headings, d.people, d.tags, d.body, '')"


def structure(table: str) -> list[str]:
    names = ", ".join(FIELDS)
    new = ", ".join(f"NEW.{name}" for name in FIELDS)
    keep = f"{table}_vector"
    return [
        f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS vector tsvector",
        f"CREATE OR REPLACE FUNCTION {keep}() RETURNS trigger AS $$ BEGIN NEW.vector := "
        f"array_to_tsvector(array_remove(string_to_array(concat_ws(' ', {new}), ' '), '')); "
        "RETURN NEW; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {keep} ON {table}",
        f"CREATE TRIGGER {keep} BEFORE INSERT OR UPDATE OF {names} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {keep}()",
        f"CREATE INDEX IF NOT EXISTS {keep} ON {table} USING gin (vector) WITH (fastupdate = off)",
    ]


def source(table: str, query: Query, groups: Groups, *, is_ordered: bool = True) -> Source:
    """One query where rows are wanted in their order."""
    condition, values = _condition(query, groups)
    is_often = not is_ordered or _estimate(table, values[0]) > OFTEN
    order = "d.id" if is_often else "(d.id + 0)"
    return Source(f"{table} d", condition, values, order)


def fitting(table: str, query: Query) -> tuple[str, list[str]]:
    condition, values = _condition(query, ())
    return f"SELECT d.id FROM {table} d WHERE {condition}", values


def _condition(query: Query, groups: Groups) -> tuple[str, list[str]]:
    """What is asked of the column of tokens is the first of its values."""
    asked = [_said(term) for term in query.wanted]
    asked += map(_any_of, groups)
    conditions, values = ["d.vector @@ %s::tsquery"], [""]
    for term in query.terms:
        if len(term.tokens) > 1:
            said = f"{_TEXT} LIKE %s"
            values.append(_like(term))
            if term.also:
                said = f"({said} OR d.vector @@ %s::tsquery)"
                values.append(_any_of(term.also))
            conditions.append(f"NOT {said}" if term.is_excluded else said)
        elif term.is_excluded:
            asked.append(f"!{_said(term)}")
    values[0] = " & ".join(asked)
    return " AND ".join(conditions), values


def rows(columns: str, found: Source, live: str, values: list[Any], limit: int) -> list[Any]:
    """First the newest that fit, then those of them that are live: few others are there, since tidying takes
    out what is over. One query; two where there are more.
    """
    looked_at = limit + BESIDES
    newest = (
        f"SELECT d.id FROM {found.tables} WHERE {found.condition}"
        f" ORDER BY {found.order} DESC LIMIT {looked_at}"
    )
    told = _told(
        f"WITH newest AS MATERIALIZED ({newest})"
        f" SELECT (SELECT count(*) FROM newest), hit.* FROM (SELECT 1) once LEFT JOIN ("
        f"SELECT d.id AS place, {columns} FROM {found.tables}"
        f" WHERE d.id IN (SELECT id FROM newest) AND {live} ORDER BY d.id DESC LIMIT {limit}"
        ") hit ON TRUE ORDER BY place DESC",
        values,
    )
    hits = [row[2:] for row in told if row[1] is not None]
    if len(hits) == limit or told[0][0] < looked_at:
        return hits
    return _told(
        f"SELECT {columns} FROM {found.tables} WHERE {found.condition} AND {live}"
        f" ORDER BY {found.order} DESC LIMIT {limit}",
        values,
    )


def _told(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _estimate(table: str, asked: str) -> int:
    """How many rows the database expects. It takes the test of a row for cheap, though it has to fetch a
    long column for it, and would walk through half a table for a word that few rows have: so rows are
    taken in their order only for words that many have.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} WHERE vector @@ %s::tsquery", [asked]
        )
        (plan,) = cursor.fetchone()
    found = json.loads(plan) if isinstance(plan, str) else plan
    return int(found[0]["Plan"]["Plan Rows"])


def _said(term: Term) -> str:
    """That all of its tokens are there, or one of those that do as well."""
    *first, last = map(_quoted, term.tokens)
    all_of = " & ".join([*first, last + (":*" if term.is_prefix else "")])
    return f"({all_of} | {_any_of(term.also)})" if term.also else all_of


def _any_of(tokens: Iterable[str]) -> str:
    return f"({' | '.join(map(_quoted, tokens))})"


def _quoted(token: str) -> str:
    return "'" + token.replace("'", "").replace("\\", "") + "'"


def _like(term: Term) -> str:
    """Tokens hold none of the signs that mean something to LIKE."""
    return f"% {' '.join(term.tokens)}{'' if term.is_prefix else ' '}%"


def is_there(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"{table}_vector"])
        has_trigger = cursor.fetchone()[0] == 1
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = %s", [f"{table}_vector"])
        return bool(has_trigger and cursor.fetchone()[0] == 1)


def is_whole(table: str) -> bool:
    """Whether every row has the tokens of its fields."""
    kept = f"array_to_tsvector(array_remove(string_to_array(concat_ws(' ', {', '.join(FIELDS)}), ' '), ''))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE vector IS DISTINCT FROM {kept} LIMIT 1")
        return cursor.fetchone() is None


def make_whole(table: str) -> None:
    """Sets the column of every row by the trigger."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET title = title")


def begins(column: str, text: str) -> Q:
    """Of what begins with the text; a span would depend on how the database sorts."""
    return Q(**{f"{column}__startswith": text})
