"""The two tables that are searched, and what the database keeps beside each of them."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import connections
from django.db.models import Q

from articles.models import DraftDocument, SearchDocument
from articles.search import postgres, sqlite
from articles.search.queries import Query
from articles.search.shapes import Groups, Source

PUBLISHED = SearchDocument._meta.db_table
DRAFTS = DraftDocument._meta.db_table
TABLES = (PUBLISHED, DRAFTS)


class Vendor(Protocol):
    """What a module for one kind of database does. `fitting` is a query, with its values, of the numbers of
    all rows that fit, in no order: to be asked within another.
    """

    MOST_RANKED: int

    def structure(self, table: str) -> list[str]: ...
    def source(
        self, table: str, query: Query, groups: Groups, *, is_ordered: bool = True
    ) -> Source: ...
    def fitting(self, table: str, query: Query) -> tuple[str, list[str]]: ...
    def rows(
        self, columns: str, found: Source, live: str, values: list[Any], limit: int
    ) -> list[Any]: ...
    def is_there(self, table: str) -> bool: ...
    def is_whole(self, table: str) -> bool: ...
    def make_whole(self, table: str) -> None: ...
    def begins(self, column: str, text: str) -> Q: ...


def vendor(using: str = "default") -> Vendor:
    return sqlite if connections[using].vendor == "sqlite" else postgres


def install(using: str = "default") -> None:
    """Puts the indexes and their triggers in place. Idempotent; a migration may have dropped them."""
    kept = vendor(using)
    with connections[using].cursor() as cursor:
        for table in TABLES:
            for statement in kept.structure(table):
                cursor.execute(statement)
