"""Two sequences side by side: what stayed, what went, what came. Quick for any input, not minimal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

LARGEST_GAP = 4_000  # items before x items after that `difflib` may be asked about


class Stretch(NamedTuple):
    """`before[b1:b2]` became `after[a1:a2]`; `is_same` where the two are equal."""

    is_same: bool
    b1: int
    b2: int
    a1: int
    a2: int


def stretches(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Stretch]:
    """The whole of both sequences in order, same and changed by turns.

    Items that stand once in both hold the rest in place (Cohen's patience diff); a gap between them goes
    to `difflib`, and counts as one change if it is larger than `LARGEST_GAP`.
    """
    found: list[Stretch] = []
    gaps = [(0, len(before), 0, len(after))]
    while gaps:
        b1, b2, a1, a2 = gaps.pop()
        start, end = _shared_ends(before[b1:b2], after[a1:a2])
        found.append(Stretch(True, b1, b1 + start, a1, a1 + start))
        found.append(Stretch(True, b2 - end, b2, a2 - end, a2))
        b1, b2, a1, a2 = b1 + start, b2 - end, a1 + start, a2 - end
        anchors = _anchors(before[b1:b2], after[a1:a2])
        if anchors:
            edges = [(b1, a1), *((b1 + b, a1 + a) for b, a in anchors), (b2, a2)]
            gaps += [(b, next_b, a, next_a) for (b, a), (next_b, next_a) in pairwise(edges)]
        else:
            found += _between(before, after, b1, b2, a1, a2)
    return list(_joined(sorted(found, key=lambda one: one[1:])))


def _shared_ends(before: Sequence[Hashable], after: Sequence[Hashable]) -> tuple[int, int]:
    """How many items the two share at the beginning, and of the rest at the end."""
    most = min(len(before), len(after))
    start = next((i for i in range(most) if before[i] != after[i]), most)
    most -= start
    end = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    return start, end


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest run of pairs, in order in both, of items that stand once in each."""
    places = _single(before)
    pairs = [(places[item], place) for item, place in _single(after).items() if item in places]
    return _longest_rising(sorted(pairs))


def _single(items: Sequence[Hashable]) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    for place, item in enumerate(items):
        places[item] = -1 if item in places else place
    return {item: place for item, place in places.items() if place >= 0}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose second members rise; n log n."""
    ends: list[int] = []  # of the best run of each length: its last second member
    at_end: list[int] = []  # and the place of that pair
    before: list[int] = []
    for place, (_first, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        ends[length : length + 1] = [second]
        at_end[length : length + 1] = [place]
        before.append(at_end[length - 1] if length else -1)
    run: list[tuple[int, int]] = []
    place = at_end[-1] if at_end else -1
    while place >= 0:
        run.append(pairs[place])
        place = before[place]
    return run[::-1]


def _between(
    before: Sequence[Hashable], after: Sequence[Hashable], b1: int, b2: int, a1: int, a2: int
) -> Iterator[Stretch]:
    size = (b2 - b1) * (a2 - a1)
    if size == 0 or size > LARGEST_GAP:
        yield Stretch(False, b1, b2, a1, a2)
        return
    matcher = SequenceMatcher(None, before[b1:b2], after[a1:a2], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield Stretch(tag == "equal", b1 + i1, b1 + i2, a1 + j1, a1 + j2)


def _joined(found: list[Stretch]) -> Iterator[Stretch]:
    last: Stretch | None = None
    for one in found:
        if one.b1 == one.b2 and one.a1 == one.a2:
            continue
        if last and last.is_same == one.is_same:
            last = Stretch(last.is_same, last.b1, one.b2, last.a1, one.a2)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
