"""Which tables the pages that may be kept are made of: each is watched, or nobody sees that it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import watched
from articles.reading import kept

# Where readers ask, and see nothing new but together with a row of what is watched.
UNSEEN = {
    "articles_freshness",
    *("articles_listing", "articles_tally", "articles_tagplace"),
    *("articles_searchdocument_fts", "articles_searchword", "articles_searchstate"),
    "articles_failedsearch",
}
_TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"(?!\s*\.)')


@contextmanager
def only_watched(path: str) -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    if kept.names_at(path) is None:
        return
    asked = {table for query in queries for table in _TABLE.findall(query["sql"])}
    known = {one.table for one in watched.WATCHED} | UNSEEN
    assert asked <= known, f"{path} is made of {asked - known}: watch them (articles.watched)"
