"""A batch of articles at a time, by several processes: their rows, what they count and which words they say.

On PostgreSQL each process stores what it made; on SQLite, where one alone can write, it does so in a file
beside, which is then entered.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from articles.language import html
from articles.models import SearchWord
from articles.models.tallies import SETTLED, TOTAL
from articles.search import documents, tokens
from articles.tallying import Change, Told
from tests.benchmarks.archive import beside, rows
from tests.benchmarks.archive.derived import tallied
from tests.benchmarks.archive.loading import Loader, Write, copy, hurry, note_less
from tests.benchmarks.archive.plan import Plan, Planned
from tests.benchmarks.archive.rows import MODELS, write

REMEMBERED = 2**17  # the pool, and what came between
AHEAD = 2  # batches a hand, made before the first is taken
AT_ONCE = 2_000  # articles of which rows are in memory
PATIENCE = 1.0  # seconds in which nothing need be said


@dataclass(frozen=True)
class Batch:
    """Articles by number, the last not among them; `is_stored` are those of an earlier run."""

    first: int
    end: int
    is_stored: bool = False

    @property
    def numbers(self) -> range:
        return range(self.first, self.end)


@dataclass
class Made:
    """Of a batch: the words in it, and what it adds to tallies."""

    batch: Batch
    words: set[str] = field(default_factory=set)
    counted: Counter[tuple[Change, bool]] = field(default_factory=Counter)


class Maker:
    """What is past at `now` is added up. `written` counts the articles that were, by all processes."""

    def __init__(self, plan: Plan, behind: Mapping[str, int], now: datetime) -> None:
        self.plan, self.now = plan, now
        self.loader = Loader(MODELS, behind)
        self.said: set[str] = set()
        self.written = multiprocessing.Value("q", 0)

    def make(self, batch: Batch) -> Made:
        """Stores its rows, too, where they can be."""
        made = Made(batch)
        if batch.is_stored:
            for number in batch.numbers:
                self._count(made, self.plan.article(number))
            return made
        with self._storing(made) as put:
            for first in batch.numbers[::AT_ONCE]:
                self._make(made, range(first, min(first + AT_ONCE, batch.end)))
                self.loader.store(put)
        return made

    def _make(self, made: Made, numbers: range) -> None:
        found = []
        self.loader.begin(numbers.start)
        for number in numbers:
            planned = self.plan.article(number)
            found += write(planned, self.plan.cast, self.loader.add, now=self.now)
            self._count(made, planned)
        words = documents.vocabulary(found) - self.said
        self.said |= words
        made.words |= words
        with self.written.get_lock():
            self.written.value += len(numbers)

    def _count(self, made: Made, planned: Planned) -> None:
        for told in tallied(planned, self.plan.cast):
            made.counted[self._counted(told)] += told[1]

    def _counted(self, told: Told) -> tuple[Change, bool]:
        """What is told of as `tallying.add` keeps it apart, and what is past as added up."""
        (name, period, said, at), _step, is_end = told
        if at <= self.now:
            return (name, period, said, SETTLED), False
        return told[0], is_end and period == TOTAL

    @contextmanager
    def _storing(self, made: Made) -> Iterator[Write]:
        """On PostgreSQL all of it in one transaction."""
        if connection.vendor == "sqlite":
            with beside.filled(beside.path(made.batch.first), self.loader.columns) as put:
                yield put
            return
        with transaction.atomic():
            yield copy
            SearchWord.objects.bulk_create(_words(made), ignore_conflicts=True, batch_size=500)

    def enter(self, made: Made) -> None:
        """By the process that alone can."""
        if connection.vendor == "sqlite" and not made.batch.is_stored:
            beside.enter(beside.path(made.batch.first), self.loader.columns, _words(made))


def _words(made: Made) -> list[SearchWord]:
    return [SearchWord(word=word) for word in sorted(made.words)]


def write_all(
    maker: Maker, batches: Iterable[Batch], *, hands: int, meanwhile: Callable[[], None]
) -> Iterator[Made]:
    """Stores all batches and hands each back, in their order. With no hand but this process, it does all;
    else it calls `meanwhile` again and again.
    """
    with remembering(), ExitStack() as stack:
        found: Iterable[Made] = map(maker.make, batches)
        if hands:
            found = _in_order(stack.enter_context(_forked(maker, hands)), batches, hands, meanwhile)
            note_less()
        hurry()
        for made in found:
            maker.enter(made)
            yield made
    beside.sweep()


@contextmanager
def _forked(maker: Maker, hands: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that remember what this one does."""
    connection.close()  # none may share it
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(hands, context, initializer=_begin, initargs=(maker,)) as pool:
        pool.submit(int).result()  # all are there, before this one opens a connection
        yield pool


def _in_order(
    pool: ProcessPoolExecutor, batches: Iterable[Batch], hands: int, meanwhile: Callable[[], None]
) -> Iterator[Made]:
    waiting: deque[Future[Made]] = deque()

    def first() -> Made:
        future = waiting.popleft()
        while wait([future], PATIENCE).not_done:
            meanwhile()
        return future.result()

    for batch in batches:
        waiting.append(pool.submit(_make, batch))
        if len(waiting) > AHEAD * hands:
            yield first()
    while waiting:
        yield first()


_maker: Maker  # of this process


def _begin(maker: Maker) -> None:
    global _maker
    _maker = maker
    gc.disable()  # there are many rows; `_make` collects once a batch
    if connection.vendor == "postgresql":
        hurry()


def _make(batch: Batch) -> Made:
    made = _maker.make(batch)
    gc.collect(1)
    return made


@contextmanager
def remembering() -> Iterator[None]:
    """Texts come from a pool: what one of them comes to is asked once. What is searched of an article is no
    model's instance, which would take longer to make than to fill.
    """
    asked = (
        *((html, "plain_text"), (tokens, "tokens"), (tokens, "joined"), (documents, "_often")),
        *((rows.words, "slugify"), (timezone, "localdate")),
    )
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(documents, "SearchDocument", SimpleNamespace))
        for module, name in asked:
            kept = lru_cache(REMEMBERED)(getattr(module, name))
            stack.enter_context(mock.patch.object(module, name, kept))
        yield
