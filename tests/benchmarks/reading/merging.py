"""Merges two large tags, and takes that apart again, while people read and somebody publishes; run within the
archive by `tests.benchmarks.reading.probe`, beside a site that serves it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.db import connection, connections
from django.db.models import Count
from django.db.transaction import Atomic

from articles.models import Filing, Tag, TagChange
from articles.publishing.release import publish
from articles.tidying.merging import merge_tags
from articles.tidying.undoing import undo
from tests import makers, personas
from tests.benchmarks.archive import cast, words
from tests.benchmarks.rehearsal.watch import Watch

READERS = 3
BETWEEN_PAGES, BETWEEN_PUBLICATIONS = 0.02, 0.25  # seconds
OVER = get_context("fork").Event()


def merge(base: str) -> dict[str, Any]:
    """How many versions stood under each of the two, the kept one last; the longest transaction of the merge
    and of its undoing, how long all of them took and how many there were; how many answers readers got and
    the slowest; how many publications and the slowest; all in seconds; and what was wrong.
    """
    old, kept = _tags()
    found: dict[str, Any] = {
        "tags": [Filing.objects.filter(tag=tag).count() for tag in (old, kept)]
    }
    connections.close_all()  # none may share it
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        meanwhile = pool.submit(_busy, base, old, kept)
        actor = personas.everyone()
        try:
            with _holding() as held:
                merge_tags([old], into=kept, actor=actor)
            found["merge"] = max(held), sum(held), len(held)
            with _holding() as held:
                undo(TagChange.objects.latest("pk"), actor=actor)
            found["undo"] = max(held), sum(held), len(held)
        finally:
            OVER.set()
        return found | meanwhile.result()


def _tags() -> tuple[Tag, Tag]:
    """The two on most articles, but for those that are measured by name."""
    rows = Tag.objects.exclude(name__in=(cast.EVERYWHERE, cast.LAPSED))
    kept, old = rows.annotate(count=Count("filings")).order_by("-count", "pk")[:2]
    return old, kept


@contextmanager
def _holding() -> Iterator[list[float]]:
    """Seconds that each transaction lasts, from when it has begun until it is committed."""
    spent: list[float] = []
    enter, leave = Atomic.__enter__, Atomic.__exit__
    began = 0.0

    def begin(block: Atomic) -> None:
        nonlocal began
        is_outermost = not connection.in_atomic_block
        enter(block)
        if is_outermost:
            began = time.perf_counter()

    def end(block: Atomic, *told: Any) -> None:
        leave(block, *told)
        if not connection.in_atomic_block:
            spent.append(time.perf_counter() - began)

    with mock.patch.multiple(Atomic, __enter__=begin, __exit__=end):
        yield spent


def _busy(base: str, old: Tag, kept: Tag) -> dict[str, Any]:
    """Reads and publishes until it is over. What fails or is answered otherwise than with a page is wrong."""
    watch, published = Watch(base), list[float]()
    word = words.vocabulary("en")[0][60]
    paths = [*map(Tag.get_absolute_url, (old, kept)), "/", "/tags/", f"/search/?q={word}"]
    paths.append(f"/tags/{quote('+'.join(sorted((old.slug, kept.slug))), safe='+')}/")

    def read() -> None:
        for path in cycle(paths):
            if OVER.wait(BETWEEN_PAGES):
                return
            answer = watch.ask("reading", path)
            if answer.status not in {0, 200, 301} and answer.status < 500:
                watch.note(f"{path} answers {answer.status}")

    def write() -> None:
        while not OVER.wait(BETWEEN_PUBLICATIONS):
            row = makers.make_article(tags=[old.name, kept.name], slug=f"busy-{time.time_ns()}")
            began = time.perf_counter()
            publish(row, actor=personas.everyone())
            published.append(time.perf_counter() - began)
            watch.expect("publishing", row.get_absolute_url(), holds=row.title, times=2)

    def work(at: Callable[[], None]) -> None:
        try:
            at()
        except Exception as error:  # whatever it is, it is said
            watch.note(f"{at.__name__} failed: {error!r}")
        connections.close_all()

    with ThreadPoolExecutor(READERS + 1) as hands:
        list(hands.map(work, (*[read] * READERS, write)))
    reading = [spent / 1000 for spent in watch.milliseconds["reading"]]
    return {
        "reading": (len(reading), max(reading, default=0.0)),
        "publishing": (len(published), max(published, default=0.0)),
        "wrong": watch.wrong,
    }
