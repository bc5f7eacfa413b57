"""Which of the articles found by shared tags and topics are nearest, and why: no database, no clock.

A tag that few articles share says more than one that many do, so it counts by how rare it is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from articles.language import wording

TOPIC = 0.35  # what it counts to stand in the same topic: as a tag that seven articles have
FOREIGN = 0.5  # a piece in another language is read by half of those who read this one, at most

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Met(Generic[Shown]):
    """An article as one search met it: by the tag of that id, or (without one) in the topic. `root` is
    the original that it translates, or the article itself.
    """

    article: int
    root: int
    language: str
    published_at: datetime
    shown: Shown
    tag: int | None = None


@dataclass
class Kin(Generic[Shown]):
    """An article with all that leads to it: `tags` (ids, the rarest first), and the topic or not."""

    met: Met[Shown]
    tags: list[int] = field(default_factory=list)
    is_in_topic: bool = False

    def score(self, counts: dict[int, int], language: str) -> float:
        """How near it is: what it shares, each thing by how rare it is."""
        shared = sum(weight(counts[tag]) for tag in self.tags) + TOPIC * self.is_in_topic
        return shared * (1 if _is_same(self.met.language, language) else FOREIGN)


def weight(count: int) -> float:
    """What it says that two articles share a tag which `count` have: 1 for no other, less for each."""
    return 1 / math.log2(max(count, 2))


def nearest(
    met: Iterable[Met[Shown]],
    *,
    counts: dict[int, int],
    language: str,
    without: Collection[int],
    most: int,
) -> list[Kin[Shown]]:
    """The nearest articles, at most so many; ties go to the newer one, then to the one made later.

    None of a root in `without`. Of an original and its translations one alone: the nearest, which in a
    tie of what they share is the one in `language`. `counts` has how many articles have a tag, by id.
    """
    found: dict[int, Kin[Shown]] = {}
    for one in met:
        if one.root in without:
            continue
        kin = found.setdefault(one.article, Kin(one))
        if one.tag is None:
            kin.is_in_topic = True
        elif one.tag not in kin.tags:
            kin.tags.append(one.tag)
    for kin in found.values():
        kin.tags.sort(key=lambda tag: (counts[tag], tag))
    ranked = sorted(
        found.values(),
        key=lambda kin: (kin.score(counts, language), kin.met.published_at, kin.met.article),
        reverse=True,
    )
    by_root: dict[int, Kin[Shown]] = {}
    for kin in ranked:
        by_root.setdefault(kin.met.root, kin)
    return list(by_root.values())[:most]


def _is_same(one: str, other: str) -> bool:
    return wording.primary(one) == wording.primary(other)
