"""Search on SQLite: an FTS5 table over each table of tokens, kept by triggers.

Its own tokenizer only parts at spaces: what is a token was decided in Python. External content, because
a table without one cannot forget a row on SQLite 3.40.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from articles.search.queries import Query, Term
from articles.search.shapes import FIELDS, Groups, Source

MOST_RANKED = 1001

_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* Co Cn''"


def _fts(table: str) -> str:
    return f"{table}_fts"


def structure(table: str) -> list[str]:
    fts, names = _fts(table), ", ".join(FIELDS)
    old, new = (", ".join(f"{row}.{name}" for name in FIELDS) for row in ("OLD", "NEW"))
    forget = f"INSERT INTO {fts} ({fts}, rowid, {names}) VALUES ('delete', OLD.id, {old});"
    keep = f"INSERT INTO {fts} (rowid, {names}) VALUES (NEW.id, {new});"
    made = [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5({names}, content='{table}', "
        f"content_rowid='id', prefix='1 2 3', tokenize='{_TOKENIZER}')"
    ]
    for event, what in (
        ("INSERT", keep),
        ("DELETE", forget),
        (f"UPDATE OF id, {names}", f"{forget} {keep}"),
    ):
        trigger = f"{fts}_{event.split()[0].lower()}"
        made += [
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN {what} END",
        ]
    return made


def source(table: str, query: Query, groups: Groups, *, is_ordered: bool = True) -> Source:
    fts = _fts(table)
    # CROSS JOIN: the index first, and a row for each of its hits.
    tables = f"{fts} CROSS JOIN {table} d ON d.id = {fts}.rowid"
    return Source(tables, f"{fts} MATCH %s", [_asked(query, groups)], f"{fts}.rowid")


def fitting(table: str, query: Query) -> tuple[str, list[str]]:
    """The numbers are read from the index alone, and no row for them."""
    fts = _fts(table)
    return f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s", [_asked(query, ())]


def _asked(query: Query, groups: Groups) -> str:
    wanted = [_phrase(term) for term in query.wanted]
    wanted += map(_any_of, groups)
    asked = " AND ".join(wanted)
    for term in query.unwanted:
        asked = f"({asked}) NOT {_phrase(term)}"
    return asked


def rows(columns: str, found: Source, live: str, values: list[Any], limit: int) -> list[Any]:
    """The index is read from its end, row by row, until there are enough. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {found.tables} WHERE {found.condition} AND {live}"
            f" ORDER BY {found.order} DESC LIMIT {limit}",
            values,
        )
        return list(cursor.fetchall())


def _phrase(term: Term) -> str:
    phrase = _quoted(" ".join(term.tokens)) + ("*" if term.is_prefix else "")
    return f"({phrase} OR {_any_of(term.also)})" if term.also else phrase


def _any_of(tokens: Iterable[str]) -> str:
    return f"{{meta}} : ({' OR '.join(map(_quoted, tokens))})"


def _quoted(tokens: str) -> str:
    return '"' + tokens.replace('"', "") + '"'


def is_there(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE name IN (%s, %s, %s, %s)",
            [_fts(table), *(f"{_fts(table)}_{event}" for event in ("insert", "delete", "update"))],
        )
        return bool(cursor.fetchone()[0] == 4)


def is_whole(table: str) -> bool:
    """Whether the index holds what the table does. It reads all of both."""
    fts = _fts(table)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {fts} ({fts}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def make_whole(table: str) -> None:
    """Makes the index anew from the table; until it is done readers are answered by the old one."""
    fts = _fts(table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {fts} ({fts}) VALUES ('rebuild')")


def begins(column: str, text: str) -> Q:
    """Of what begins with the text; as a span, for which alone an index is asked here."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text[:-1] + chr(ord(text[-1]) + 1)})
