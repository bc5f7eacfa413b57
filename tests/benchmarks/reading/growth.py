"""What grows with the archive: a tag's page, a search, and publishing, in a small one and a large one. How
long a merge of large tags holds the database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.benchmarks import serving
from tests.benchmarks.reading.archives import Archive
from tests.benchmarks.reading.footprint import SHIPPED
from tests.benchmarks.reading.speed import Peer
from tests.benchmarks.reading.table import NONE, Row
from tests.benchmarks.serving import ROOT

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


def tags(small: Archive, large: Archive, vendor: str) -> Iterator[Row]:
    """Whole requests and queries alone; the large archive's lapsed tag beside the small one's, of which
    nothing lapsed.
    """
    rounds = [(small.ask("tag"), large.ask("tag")) for _round in range(ROUNDS)]
    for page, name in PAGES.items():
        what = f"{name.format(lapsed=large.lapsed)}, {large.size:,} beside {small.size:,}, {vendor}"
        for kind, of in (("p50", "request"), ("queries", "queries alone")):
            here = median(there[page][kind] for _here, there in rounds)
            beside = median(here[page][kind] for here, _there in rounds)
            figures = f"{here:.1f} ms", f"{beside:.1f} ms"
            yield Row(f"{what}, {of}", *figures, here / beside, TAG_GROWS, is_most=True)


def search(tenth: Archive, large: Archive, vendor: str) -> Iterator[Row]:
    """How it grew over ten times the articles, in archives as tidying leaves them; judged where the smaller
    one has more hits than are ranked.
    """
    for one in (tenth, large):
        one.ask("swept")
    target = SEARCH_GROWS if tenth.size >= LARGE else None
    rounds = [(tenth.ask("search"), large.ask("search")) for _round in range(ROUNDS)]
    for word in rounds[0][0]:
        here, beside = (
            {kind: median(pair[which][word][kind] for pair in rounds) for kind in ("p50", "p95")}
            for which in (1, 0)
        )
        what = f"search for a {word} word, {large.size:,} beside {tenth.size:,}, {vendor}"
        grown = here["p50"] / beside["p50"]
        yield Row(what, _percentiles(here), _percentiles(beside), grown, target, is_most=True)


def _percentiles(found: dict[str, float]) -> str:
    return f"{found['p50']:.0f} ms, p95 {found['p95']:.0f}"


def publishing(small: Archive, large: Archive, peer: Peer | None, vendor: str) -> Iterator[Row]:
    """The verb alone, and Wagtail's `revision.publish()` of the same essay in the same rounds."""
    rounds = [
        (small.ask("publish"), large.ask("publish"), _theirs(peer)) for _round in range(ROUNDS)
    ]
    here, there = (median(one[which]["ms"] for one in rounds) for which in (0, 1))
    queries = max(one[which]["queries"] for one in rounds for which in (0, 1))
    what = "publishing 2,000 words, 5 tags, 3 figures"
    yield Row(f"{what}, {vendor}, queries", f"{queries}", "–", queries, MOST_QUERIES, is_most=True)
    figures = f"{there:.1f} ms", f"{here:.1f} ms"
    grown = f"{what}, {vendor}, {large.size:,} beside {small.size:,}"
    yield Row(grown, *figures, there / here, PUBLISHING_GROWS, is_most=True)
    beside = f"{what}, {vendor}, beside Wagtail's on SQLite"
    target = OF_WAGTAIL if vendor == "SQLite" else None  # of two databases no ratio is judged
    if peer is None:
        yield Row(beside, f"{here:.1f} ms", note="say --peers")
        return
    theirs = median(one[2]["ms"] for one in rounds)
    told = f"{theirs:.1f} ms, {rounds[0][2]['queries']} queries"
    yield Row(beside, f"{here:.1f} ms", told, here / theirs, target, is_most=True)


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
