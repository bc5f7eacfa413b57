"""Fills the database that Django is set up for: from nothing, or on from where a fill was interrupted."""

from __future__ import annotations

import time
from collections.abc import Callable

from articles.models import Article
from tests.benchmarks.archive import afterwards, cast, checking, loading
from tests.benchmarks.archive.plan import Plan
from tests.benchmarks.archive.rows import MODELS, write

BATCH = 2_000
SAMPLE = 30


class NotEmpty(Exception):
    """The database has articles that no unfinished fill left there."""


def fill(
    size: int,
    *,
    lapsed: int = 0,
    say: Callable[[str], None] = lambda _text: None,
    batch: int = BATCH,
    **few: int,
) -> None:
    """So many articles, the newest `lapsed` of them public until their permission ended. `few` bounds the
    cast (`people`, `tags`, `sources`, `pictures`). Raises `NotEmpty`, and `NotAsPublished` of a sample.
    """
    facts = {"size": size, "lapsed": lapsed}
    unfinished = loading.note()
    if unfinished is None:
        if Article.objects.exists():
            raise NotEmpty
        cast.found(**few)
        loading.begin(facts, MODELS)
    elif {name: unfinished[name] for name in facts} != facts:
        raise NotEmpty
    loading.take_away()
    _write(Plan(cast.gather(), size=size, lapsed=lapsed), say, batch)
    began = time.monotonic()
    loading.finish(MODELS, say)
    afterwards.build(say, lapsed=lapsed)
    loading.tidy(say)
    say(f"indexes and what is built afterwards: {time.monotonic() - began:.0f} s")
    checking.check(checking.sample(SAMPLE))
    checking.check_counts(checking.some_lists())
    say(f"a sample of {SAMPLE} is as the verbs would have written it")


def _write(plan: Plan, say: Callable[[str], None], batch: int) -> None:
    loading.hurry()
    loader = loading.Loader(MODELS)
    done = loader.tables[Article].next - 1
    began, first = time.monotonic(), done
    while done < plan.size:
        upto = min(done + batch, plan.size)
        for number in range(done + 1, upto + 1):
            write(plan.article(number), plan.cast, loader.add)
        loader.store()
        done = upto
        rate = (done - first) / (time.monotonic() - began)
        left = (plan.size - done) / rate / 60
        say(f"{done:,} of {plan.size:,} articles, {rate:,.0f} a second, {left:.1f} minutes to go")
