"""Many rows at once: whole batches by number, with indexes and triggers taken away before and put back after.

What was taken away is written down in the database itself, so that a fill that was interrupted can go on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import DateTimeField, JSONField, Max, Model

from articles import watched
from articles.models import Freshness
from articles.search import tables

NOTE = "benchmark_fill"  # the table in which an unfinished fill notes what it was and what it took away
HANDS = 2  # that work beside each other
WORTH_SAYING = 2  # seconds

Rows = list[tuple[Any, ...]]
Write = Callable[[str, Sequence[str], Rows], None]  # (table, its columns, rows)


class Loader:
    """Collects the rows of some articles by model. An article's rows are numbered by its own number, so that
    several loaders may work beside each other: `most` says how many of each model it has at most, `behind`
    which numbers were taken before.
    """

    def __init__(self, most: Mapping[type[Model], int], behind: Mapping[str, int]) -> None:
        self.tables = {
            model: _Table(model, count, behind[model._meta.db_table])
            for model, count in most.items()
        }

    def begin(self, first: int) -> None:
        """With the article of that number."""
        for table in self.tables.values():
            table.begin(first)

    def add(self, model: type[Model], **columns: Any) -> int:
        return self.tables[model].add(columns)

    @property
    def columns(self) -> dict[str, list[str]]:
        """Of each table, the number first."""
        return {table.name: table.columns for table in self.tables.values()}

    def store(self, write: Write) -> None:
        """What was added since it began."""
        for table in self.tables.values():
            write(table.name, table.columns, table.rows)


class _Table:
    def __init__(self, model: type[Model], most: int, behind: int) -> None:
        fields = list(model._meta.local_concrete_fields)
        self.name = model._meta.db_table
        self.columns = [str(field.column) for field in fields]
        self.most, self.behind = most, behind
        adapt = _adapters()
        self.adapted = [
            (field.attname, to) for field in fields for kind, to in adapt if isinstance(field, kind)
        ]
        self.defaults = {field.attname: field.get_default() for field in fields}
        self.number = fields[0].attname
        assert fields[0].primary_key
        self.begin(1)

    def begin(self, first: int) -> None:
        self.next = self.behind + self.most * (first - 1) + 1
        self.rows: Rows = []

    def add(self, columns: dict[str, Any]) -> int:
        number = self.next
        row = {**self.defaults, self.number: number, **columns}
        for name, to in self.adapted:
            if (value := row[name]) is not None:
                row[name] = to(value)
        self.rows.append(tuple(row.values()))
        self.next += 1
        return number


def copy(name: str, columns: Sequence[str], rows: Rows) -> None:
    """Into PostgreSQL, in the transaction that is open."""
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copying,
    ):
        for row in rows:
            copying.write_row(row)


def _adapters() -> list[tuple[type, Callable[[Any], Any]]]:
    if connection.vendor == "postgresql":
        return [(JSONField, _as_json)]
    return [(JSONField, _as_json), (DateTimeField, _as_sqlite)]


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@lru_cache(maxsize=1_000)  # an article has few moments, and many rows
def _as_sqlite(at: datetime) -> str:
    return str(at.astimezone(UTC).replace(tzinfo=None))


def note() -> dict[str, Any] | None:
    """What the unfinished fill in this database was; None where there is none."""
    if NOTE not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT facts FROM {NOTE}")
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return found


def begin(facts: dict[str, Any], models: Iterable[type[Model]]) -> None:
    """Notes what every row would have to be entered into: `take_away` takes it away. And behind which
    numbers the rows begin.
    """
    behind = {
        model._meta.db_table: model._base_manager.aggregate(most=Max("pk"))["most"] or 0
        for model in models
    }
    taken = [*_triggers(list(behind)), *_indexes(list(behind))]
    noted = {**facts, "behind": behind, "taken": taken}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {NOTE} (facts text)")
        cursor.execute(f"INSERT INTO {NOTE} VALUES (%s)", [json.dumps(noted)])


def take_away() -> None:
    """Also what a migration has put back since the fill was interrupted."""
    with transaction.atomic(), connection.cursor() as cursor:
        for drop, _statement in (note() or {"taken": []})["taken"]:
            cursor.execute(drop)


def hurry() -> None:
    """For this connection: nothing is waited for, and no reference or trigger is asked about a row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")
            cursor.execute("PRAGMA temp_store = MEMORY")
            cursor.execute("PRAGMA threads = 2")
            return
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET session_replication_role = replica")


def note_less() -> None:
    """For SQLite's file, which nobody else may have open: a journal, which holds little while all is new. Who
    is interrupted can go on.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = TRUNCATE")


def finish(models: Iterable[type[Model]], say: Callable[[str], None]) -> None:
    """Puts everything back, and lets the public see what is new."""
    _by_hands([[drop, put] for drop, put in (note() or {"taken": []})["taken"]], say)
    connection.close()  # and with it all that `hurry` set
    if connection.vendor == "postgresql":
        _count_on(models)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {NOTE}")
    Freshness.objects.filter(pk=1).update(generation=watched.name())


def tidy(say: Callable[[str], None]) -> None:
    """Lets the database see what it has."""
    if connection.vendor == "postgresql":
        _by_hands([[f'VACUUM ANALYZE "{name}"'] for name in _by_size()], say)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _by_hands(tasks: Sequence[Sequence[str]], say: Callable[[str], None]) -> None:
    """The statements of each task in their order; on PostgreSQL of two tasks at once."""

    def do(statements: Sequence[str]) -> None:
        began = time.monotonic()
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        if (spent := time.monotonic() - began) > WORTH_SAYING:
            say(f"{statements[-1].split(' ON ')[0]}: {spent:.1f} s")

    if connection.vendor == "sqlite":
        for task in tasks:
            do(task)
        return
    with ThreadPoolExecutor(HANDS, initializer=hurry) as pool:
        list(pool.map(do, tasks))
        list(pool.map(lambda _hand: connection.close(), range(HANDS)))


def _by_size() -> list[str]:
    """PostgreSQL's tables, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC"
        )
        return [name for (name,) in cursor.fetchall()]


def _count_on(models: Iterable[type[Model]]) -> None:
    """Rows came with their numbers: the sequences begin behind them."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _indexes(names: list[str]) -> list[tuple[str, str]]:
    """(drop, create) of every index that is not a constraint's."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            )
        else:
            cursor.execute(
                "SELECT indexname, indexdef, tablename FROM pg_indexes WHERE schemaname = current_schema()"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
                " ORDER BY indexdef NOT LIKE '%% USING gin %%'"  # which takes longest
            )
        found = [row for row in cursor.fetchall() if row[2] in names]
    return [(f'DROP INDEX IF EXISTS "{name}"', statement) for name, statement, _table in found]


def _triggers(names: list[str]) -> list[tuple[str, str]]:
    """(drop, create) of SQLite's triggers; PostgreSQL's are silenced by `hurry`, where it may, but for the
    one that makes what is searched.
    """
    if connection.vendor != "sqlite":
        one = f"ALTER TABLE {tables.PUBLISHED} ENABLE %s TRIGGER {tables.PUBLISHED}_vector"
        return [(one % "ALWAYS", one.replace(" %s", ""))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in cursor.fetchall() if row[2] in names]
    return [(f'DROP TRIGGER IF EXISTS "{name}"', statement) for name, statement, _table in found]
