"""Many rows at once: whole batches by number, with indexes and triggers taken away before and put back after.

What was taken away is written down in the database itself, so that a fill that was interrupted can go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import DateTimeField, JSONField, Max, Model

from articles import watched
from articles.models import Freshness

NOTE = "benchmark_fill"  # the table in which an unfinished fill notes what it was and what it took away


class Loader:
    """Collects rows a model and stores them together. Numbers go on from what is there."""

    def __init__(self, models: Iterable[type[Model]]) -> None:
        self.tables = {model: _Table(model) for model in models}

    def add(self, model: type[Model], **columns: Any) -> int:
        return self.tables[model].add(columns)

    def store(self) -> None:
        """One transaction for all that was collected."""
        with transaction.atomic():
            for table in self.tables.values():
                table.store()


class _Table:
    def __init__(self, model: type[Model]) -> None:
        fields = list(model._meta.local_concrete_fields)
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.next = (model._base_manager.aggregate(most=Max("pk"))["most"] or 0) + 1
        adapt = _adapters()
        self.adapters = [
            next((to for kind, to in adapt if isinstance(f, kind)), None) for f in fields
        ]
        self.number = fields.index(model._meta.pk)
        self.places = {field.attname: place for place, field in enumerate(fields)}
        defaults = [None if field.primary_key else field.get_default() for field in fields]
        self.defaults = [
            to(value) if to and value is not None else value
            for to, value in zip(self.adapters, defaults, strict=True)
        ]
        self.rows: list[list[Any]] = []

    def add(self, columns: dict[str, Any]) -> int:
        row = self.defaults.copy()
        row[self.number] = self.next
        for name, value in columns.items():
            place = self.places[name]
            to = self.adapters[place]
            row[place] = to(value) if to and value is not None else value
        self.rows.append(row)
        self.next += 1
        return self.next - 1

    def store(self) -> None:
        names = ", ".join(f'"{column}"' for column in self.columns)
        if not self.rows:
            return
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy,
            ):
                for row in self.rows:
                    copy.write_row(row)
        else:
            signs = ", ".join("?" * len(self.columns))
            connection.ensure_connection()
            connection.connection.executemany(
                f'INSERT INTO "{self.name}" ({names}) VALUES ({signs})', self.rows
            )
        self.rows.clear()


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
    """Notes what every row would have to be entered into: `take_away` takes it away."""
    tables = [model._meta.db_table for model in models]
    taken = [*_indexes(tables), *_triggers(tables)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {NOTE} (facts text)")
        cursor.execute(f"INSERT INTO {NOTE} VALUES (%s)", [json.dumps({**facts, "taken": taken})])


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
            cursor.execute("PRAGMA cache_size = -400000")
            cursor.execute("PRAGMA temp_store = MEMORY")
            return
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET session_replication_role = replica")


def finish(models: Iterable[type[Model]], say: Callable[[str], None]) -> None:
    """Puts everything back, and lets the public see what is new."""
    unfinished = note() or {"taken": []}
    connection.close()  # and with it all that `hurry` set
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size = -400000")
        for drop, statement in unfinished["taken"]:
            say(statement.split(" ON ")[0])
            cursor.execute(drop)
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            _count_on(models)
        cursor.execute(f"DROP TABLE IF EXISTS {NOTE}")
    Freshness.objects.filter(pk=1).update(generation=watched.name())
    tidy(say)


def tidy(say: Callable[[str], None]) -> None:
    """Lets the database see what it has."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            say("VACUUM ANALYZE")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _count_on(models: Iterable[type[Model]]) -> None:
    """Rows came with their numbers: the sequences begin behind them."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _indexes(tables: list[str]) -> list[tuple[str, str]]:
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
            )
        found = [row for row in cursor.fetchall() if row[2] in tables]
    return [(f'DROP INDEX IF EXISTS "{name}"', statement) for name, statement, _table in found]


def _triggers(tables: list[str]) -> list[tuple[str, str]]:
    """(drop, create) of SQLite's triggers; PostgreSQL's are silenced by `hurry`, where it may."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in cursor.fetchall() if row[2] in tables]
    return [(f'DROP TRIGGER IF EXISTS "{name}"', statement) for name, statement, _table in found]
