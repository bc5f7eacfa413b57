"""Fills the database that Django is set up for: from nothing, or on from where a fill was interrupted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.tallying import Change
from tests.benchmarks.archive import afterwards, batches, cast, checking, loading
from tests.benchmarks.archive.batches import Batch, Maker
from tests.benchmarks.archive.plan import Plan
from tests.benchmarks.archive.rows import MODELS

# Articles. Of SQLite's index each batch makes a piece, in which whoever searches looks by itself.
BATCH = {"sqlite": (2_000, 50_000), "postgresql": (2_000, 2_000)}  # the least and the most
A_PART = 16  # of all, where that is between
SAMPLE = 30


class NotEmpty(Exception):
    """The database has articles that no unfinished fill left there."""


def fill(
    size: int,
    *,
    lapsed: int = 0,
    say: Callable[[str], None] = lambda _text: None,
    batch: int | None = None,
    hands: int = loading.HANDS,
    **few: int,
) -> None:
    """So many articles, the newest `lapsed` of them public until their permission ended, by so many
    processes beside this one. `few` bounds the cast (`people`, `tags`, `sources`, `pictures`). Raises
    `NotEmpty`, and `NotAsPublished` of a sample.
    """
    least, most = BATCH[connection.vendor]
    batch = batch or min(max(size // A_PART, least), most)
    facts = {"size": size, "lapsed": lapsed, "batch": batch}
    unfinished = loading.note()
    if unfinished is None:
        if Article.objects.exists():
            raise NotEmpty
        cast.found(**few)
        loading.begin(facts, MODELS)
    elif {name: unfinished[name] for name in facts} != facts:
        raise NotEmpty
    clock = Clock(say)
    loading.take_away()
    counted = _write(Plan(cast.gather(), size=size, lapsed=lapsed), say, batch, hands)
    clock.took("rows", size)
    loading.finish(MODELS, say)
    clock.took("indexes", size)
    afterwards.build(counted, lapsed=lapsed)
    clock.took("tallies, topics, what is searched", size)
    loading.tidy(say)
    clock.took("looking over what is there", size)
    checking.check(checking.sample(SAMPLE))
    checking.check_counts(checking.some_lists())
    say(f"a sample of {SAMPLE} is as the verbs would have written it")


class Clock:
    """Says what each phase took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.began = say, time.monotonic()

    def took(self, phase: str, size: int) -> None:
        spent, self.began = time.monotonic() - self.began, time.monotonic()
        self.say(f"{phase}: {spent:.0f} s, {size / spent:,.0f} articles a second")


def _write(
    plan: Plan, say: Callable[[str], None], batch: int, hands: int
) -> Counter[tuple[Change, bool]]:
    """Returns what all of it comes to in tallies."""
    ends = {min(first + batch, plan.size + 1): first for first in range(1, plan.size + 1, batch)}
    stored = set(
        Article.objects.filter(pk__in=[end - 1 for end in ends]).values_list("pk", flat=True)
    )
    todo = [Batch(first, end, end - 1 in stored) for end, first in ends.items()]
    maker = Maker(plan, (loading.note() or {})["behind"], timezone.now())
    there = sum(len(each.numbers) for each in todo if each.is_stored)
    began, said = time.monotonic(), 0

    def progress() -> None:
        nonlocal said
        written = maker.written.value
        if written == said:
            return
        said, rate = written, written / (time.monotonic() - began)
        done, left = there + written, (plan.size - there - written) / rate / 60
        say(f"{done:,} of {plan.size:,} articles, {rate:,.0f} a second, {left:.1f} minutes to go")

    counted: Counter[tuple[Change, bool]] = Counter()
    for made in batches.write_all(maker, todo, hands=hands, meanwhile=progress):
        counted.update(made.counted)
        progress()
    return counted
