"""How several processes write for SQLite, where one alone can: each fills a file of its own, which is then
entered into the database whole.

A file has the tables without what every row would have to be entered into, and the full-text index of what
is searched, which takes longest to make.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from articles.models import SearchWord
from articles.search import tables
from articles.search.shapes import FIELDS
from tests.benchmarks.archive import pieces
from tests.benchmarks.archive.loading import Write

FTS = f"{tables.PUBLISHED}_fts"
# Bytes of the index that are kept in memory before they are written, so that a file has one piece.
A_PIECE = 2**30
TUNED = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000")
Columns = Mapping[str, Sequence[str]]


def path(name: object) -> Path:
    return Path(settings.DATA_DIR) / f"beside-{name}.sqlite3"


@contextmanager
def filled(path: Path, columns: Columns) -> Iterator[Write]:
    """A new file with these tables, whose first columns are their numbers; it is indexed at the end."""
    path.unlink(missing_ok=True)
    file = sqlite3.connect(path, isolation_level=None)

    def write(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        signs = ", ".join("?" * len(columns))
        file.executemany(f'INSERT INTO "{name}" VALUES ({signs})', rows)

    names = ", ".join(FIELDS)
    try:
        for statement in (
            *(f"PRAGMA {setting}" for setting in TUNED),
            *(_table(name, *each) for name, each in columns.items()),
            tables.vendor().structure(tables.PUBLISHED)[0],
            f"INSERT INTO {FTS} ({FTS}, rank) VALUES ('hashsize', {A_PIECE})",
            "BEGIN",
        ):
            file.execute(statement)
        yield write
        file.execute(
            f"INSERT INTO {FTS} (rowid, {names}) SELECT id, {names} FROM {tables.PUBLISHED} ORDER BY id"
        )
        file.execute("COMMIT")
    finally:
        file.close()


def _table(name: str, number: str, *others: str) -> str:
    columns = ", ".join(f'"{column}"' for column in others)
    return f'CREATE TABLE "{name}" ("{number}" INTEGER PRIMARY KEY, {columns})'


def enter(path: Path, columns: Columns, words: Sequence[SearchWord]) -> None:
    """What the file has, and the words that are said in it. In one transaction; the file goes."""
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS beside", [str(path)])
        try:
            with transaction.atomic():
                for name, each in columns.items():
                    names = ", ".join(f'"{column}"' for column in each)
                    cursor.execute(
                        f'INSERT INTO main."{name}" ({names}) SELECT {names} FROM beside."{name}"'
                    )
                pieces.enter(FTS, "beside")
                SearchWord.objects.bulk_create(words, ignore_conflicts=True, batch_size=500)
        finally:
            cursor.execute("DETACH beside")
    path.unlink()


def sweep() -> None:
    """The files that somebody who was interrupted left."""
    for left in path("").parent.glob(path("*").name):
        left.unlink()
