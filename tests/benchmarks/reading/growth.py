"""What grows with the archive: a tag's page, a search, and publishing, in a small one and a large one. How
long a merge of large tags holds the database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any, NamedTuple

from tests.benchmarks import serving
from tests.benchmarks.reading.archives import Archive, ask_in_turn
from tests.benchmarks.reading.footprint import SHIPPED
from tests.benchmarks.reading.speed import Peer
from tests.benchmarks.reading.table import NONE, Row
from tests.benchmarks.serving import ROOT

Series = list[float]

ROUNDS = 3
TAG_GROWS = 1.3
SEARCH_GROWS = 2.0
LARGE = 100_000
PUBLISHING_GROWS = 1.5
MOST_QUERIES = 25
OF_WAGTAIL = 0.5
HELD = 3.0  # seconds
PAGES = {
    "first": "first page of a tag",
    "last": "last page of a tag",
    "lapsed": "first page of a tag whose newest {lapsed:,} lapsed",
    "changed": "first page of a tag, the first after a change",
    "changed_lapsed": "the same of one whose newest {lapsed:,} lapsed",
}


class Took(NamedTuple):
    """Milliseconds in the large archive and in the small one, of each request of each round; and how much
    longer the large one takes: each request is beside the one of the same turn, on a machine that was as
    fast.
    """

    here: list[Series]
    beside: list[Series]
    grown: float

    @classmethod
    def of(cls, rounds: list[list[Series]]) -> Took:
        """Of rounds as (small, large)."""
        beside, here = (list(series) for series in zip(*rounds, strict=True))
        grown = [
            median(large / small for small, large in zip(*both, strict=True)) for both in rounds
        ]
        return cls(here, beside, median(grown))


def tags(small: Archive, large: Archive, vendor: str) -> Iterator[Row]:
    """Whole requests and queries alone; the large archive's lapsed tag beside the small one's, of which
    nothing lapsed.
    """
    rounds = [ask_in_turn((small, large), "tag") for _round in range(ROUNDS)]
    for page, name in PAGES.items():
        what = f"{name.format(lapsed=large.lapsed)}, {large.size:,} beside {small.size:,}, {vendor}"
        for kind in ("request", "queries alone"):
            took = Took.of([[one[page][kind] for one in both] for both in rounds])
            figures = _milliseconds(took.here), _milliseconds(took.beside)
            yield Row(f"{what}, {kind}", *figures, took.grown, TAG_GROWS, is_most=True)


def search(tenth: Archive, large: Archive, vendor: str) -> Iterator[Row]:
    """How it grew over ten times the articles, in archives as tidying leaves them; judged where the smaller
    one has more hits than are ranked.
    """
    for one in (tenth, large):
        one.ask("swept")
    target = SEARCH_GROWS if tenth.size >= LARGE else None
    rounds = [ask_in_turn((tenth, large), "search") for _round in range(ROUNDS)]
    for word in rounds[0][0]:
        took = Took.of([[one[word]["request"] for one in both] for both in rounds])
        what = f"search for a {word} word, {large.size:,} beside {tenth.size:,}, {vendor}"
        figures = _percentiles(took.here), _percentiles(took.beside)
        yield Row(what, *figures, took.grown, target, is_most=True)


def _percentiles(rounds: list[Series]) -> str:
    p95 = median(quantiles(one, n=20)[-1] for one in rounds)
    return f"{_milliseconds(rounds)}, p95 {p95:.0f}"


def _milliseconds(rounds: list[Series]) -> str:
    return f"{_middle(rounds):.1f} ms"


def _middle(rounds: list[Series]) -> float:
    return median(map(median, rounds))


def publishing(small: Archive, large: Archive, peer: Peer | None, vendor: str) -> Iterator[Row]:
    """The verb alone, and Wagtail's `revision.publish()` of the same essay in the same rounds."""
    rounds = [(*ask_in_turn((small, large), "publish"), _theirs(peer)) for _round in range(ROUNDS)]
    took = Took.of([[one["ms"] for one in both] for *both, _peer in rounds])
    ours = _middle(took.beside)
    asked = [one[which]["queries"] for one in rounds for which in (0, 1)]
    queries, most = max(map(median, asked)), max(map(max, asked))
    what = "publishing 2,000 words, 5 tags, 3 figures"
    note = f"{most} where one swept in passing what lapsed" if most > queries else ""
    counted = f"{what}, {vendor}, queries"
    yield Row(counted, f"{queries}", NONE, queries, MOST_QUERIES, is_most=True, note=note)
    figures = _milliseconds(took.here), _milliseconds(took.beside)
    grown = f"{what}, {vendor}, {large.size:,} beside {small.size:,}"
    yield Row(grown, *figures, took.grown, PUBLISHING_GROWS, is_most=True)
    beside = f"{what}, {vendor}, beside Wagtail's on SQLite"
    target = OF_WAGTAIL if vendor == "SQLite" else None  # of two databases no ratio is judged
    if peer is None:
        yield Row(beside, f"{ours:.1f} ms", note="say --peers")
        return
    theirs = median(one[2]["ms"] for one in rounds)
    told = f"{theirs:.1f} ms, {rounds[0][2]['queries']} queries"
    yield Row(beside, f"{ours:.1f} ms", told, ours / theirs, target, is_most=True)


def _theirs(peer: Peer | None) -> dict[str, Any]:
    """In the same site each time: a dozen more of its articles."""
    if peer is None:
        return {}
    command = [str(peer.python), "measure_publishing.py"]
    found: dict[str, Any] = json.loads(
        serving.run(command, peer.folder, peer.environment).splitlines()[-1]
    )
    return found


def merging(large: Archive, vendor: str) -> Iterator[Row]:
    """The longest transaction of a merge of its two largest tags, and of taking that apart again, while a
    site is read and published to. Afterwards the archive is as it was, but for some articles more.
    """
    with serving.gunicorn("cms.wsgi", ROOT, large.environment(), *SHIPPED) as server:
        found = large.ask("merge", server.base)
    old, kept = found["tags"]
    what = f"merging a tag of {old:,} versions into one of {kept:,}, {vendor}"
    for kind, name in (("merge", "its longest transaction"), ("undo", "undone, the longest")):
        longest, whole, count = found[kind]
        note = f"of {count:,}, {whole:.0f} s in all"
        yield Row(
            f"{what}, {name}", f"{longest:.2f} s", NONE, longest, HELD, is_most=True, note=note
        )
    wrong, (answers, slowest), (published, longest) = (
        found[kind] for kind in ("wrong", "reading", "publishing")
    )
    told = f"the slowest of {answers:,} {slowest:.2f} s; {published:,} published, the slowest {longest:.2f} s"
    meanwhile = f"{what}, answers meanwhile that were wrong"
    yield Row(meanwhile, f"{len(wrong):,}", NONE, len(wrong), 0, is_most=True, note=told)
    print("\n".join(wrong[:50]), file=sys.stderr)
