"""A batch of articles at a time, by several processes: their rows, what they count and which words they say.

On PostgreSQL each process stores what it made; on SQLite, where one alone can write, they are handed over.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from types import SimpleNamespace
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from articles.language import html
from articles.models import SearchWord
from articles.models.tallies import SETTLED, TOTAL
from articles.search import documents, tokens
from articles.tallying import Change, Told
from tests.benchmarks.archive import rows
from tests.benchmarks.archive.derived import tallied
from tests.benchmarks.archive.loading import Loader, Rows, hurry, index_tokens, note_less
from tests.benchmarks.archive.plan import Plan
from tests.benchmarks.archive.rows import MODELS, write

REMEMBERED = 2**17  # the pool, and what came between
AHEAD = 12  # batches made before the first is taken
TOGETHER = 10  # batches stored in one transaction
# After so many of these SQLite's index gets a piece. Of sixteen pieces whoever publishes next would have to
# wait until they are merged: a million articles have to make fewer.
A_PIECE = 4


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
    """Of a batch: the rows that are still to be stored, the words in them, and what it adds to tallies."""

    batch: Batch
    rows: Rows = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    counted: Counter[tuple[Change, bool]] = field(default_factory=Counter)


class Maker:
    """What is past at `now` is added up."""

    def __init__(self, plan: Plan, behind: Mapping[str, int], now: datetime) -> None:
        self.plan, self.now = plan, now
        self.loader = Loader(MODELS, behind)
        self.said: set[str] = set()

    def make(self, batch: Batch) -> Made:
        made, found = Made(batch), []
        self.loader.begin(batch.first)
        for number in batch.numbers:
            planned = self.plan.article(number)
            if not batch.is_stored:
                found += write(planned, self.plan.cast, self.loader.add, now=self.now)
            for told in tallied(planned, self.plan.cast):
                made.counted[self._counted(told)] += told[1]
        made.rows = {} if batch.is_stored else self.loader.rows
        made.words = documents.vocabulary(found) - self.said
        self.said |= made.words
        return made

    def _counted(self, told: Told) -> tuple[Change, bool]:
        """What is told of as `tallying.add` keeps it apart, and what is past as added up."""
        (name, period, said, at), _step, is_end = told
        if at <= self.now:
            return (name, period, said, SETTLED), False
        return told[0], is_end and period == TOTAL

    def store(self, made: Made) -> None:
        """In one transaction."""
        if not made.rows:
            return
        with transaction.atomic():
            self.loader.store(made.rows)
            words = [SearchWord(word=word) for word in sorted(made.words)]
            SearchWord.objects.bulk_create(words, ignore_conflicts=True, batch_size=500)


def write_all(maker: Maker, batches: Iterable[Batch], *, hands: int) -> Iterator[Made]:
    """Stores all batches and hands each back, in their order. With no hand but this process, it does all."""
    with remembering():  # and the hands with it, which are forked off in here
        if hands:
            connection.close()  # no process may share it
            if connection.vendor == "postgresql":
                yield from _by_hands(maker, batches, hands)
                return
            note_less()
        hurry()
        found = _by_hands(maker, batches, hands) if hands else map(maker.make, batches)
        for number, first in enumerate(found, start=1):
            with transaction.atomic():
                for made in chain([first], islice(found, TOGETHER - 1)):
                    maker.store(made)
                    yield made
            if number % A_PIECE == 0:
                index_tokens()
        index_tokens()


def _by_hands(maker: Maker, batches: Iterable[Batch], hands: int) -> Iterator[Made]:
    context = multiprocessing.get_context("fork")
    waiting: deque[Future[Made]] = deque()
    with ProcessPoolExecutor(hands, context, initializer=_begin, initargs=(maker,)) as pool:
        for batch in batches:
            waiting.append(pool.submit(_make, batch))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


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
    if connection.vendor == "postgresql":
        _maker.store(made)
        made.rows, made.words = {}, set()
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
