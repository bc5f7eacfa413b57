"""Which texts of one list are most likely which of another, by the words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from articles.comparing.sequences import longest_rising
from articles.language import words

LEAST = 0.4  # of two texts' words that must be shared; below it they are two texts
RARE = 8  # a word that stands in more texts than this says little about which is which
CANDIDATES = 3

Bag = Counter[str]


def bag(text: str) -> Bag:
    """The words of a text, without its signs."""
    return Counter(token for token, _space in words.tokens(text) if token[:1].isalnum())


def pairs(before: Sequence[Bag], after: Sequence[Bag]) -> list[tuple[int, int]]:
    """Places of texts that are alike, each used once, in the order of `before`.

    Only texts that share a rare word or stand at the same place are looked at, so the cost grows with the
    words and not with the square of the texts.
    """
    found = sorted(
        (
            (-_share(before[old], after[new]), abs(old - new), old, new)
            for new, old in _candidates(before, after)
        ),
    )
    taken: tuple[set[int], set[int]] = set(), set()
    chosen = []
    for share, _distance, old, new in found:
        if -share >= LEAST and old not in taken[0] and new not in taken[1]:
            taken[0].add(old)
            taken[1].add(new)
            chosen.append((old, new))
    return sorted(chosen)


def pairs_in_order(before: Sequence[Bag], after: Sequence[Bag]) -> list[tuple[int, int]]:
    """Like `pairs`, without those that cross others."""
    return longest_rising(pairs(before, after))


def _candidates(before: Sequence[Bag], after: Sequence[Bag]) -> set[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for old, its_words in enumerate(before):
        for word in its_words:
            holders[word].append(old)
    found = set()
    for new, its_words in enumerate(after):
        votes: Counter[int] = Counter()
        for word in its_words:
            if word in holders and len(holders[word]) <= RARE:
                votes.update(holders[word])
        found |= {(new, old) for old, _votes in votes.most_common(CANDIDATES)}
        if new < len(before):
            found.add((new, new))
    return found


def _share(before: Bag, after: Bag) -> float:
    """Dice's coefficient of the words, each counted as often as it stands there."""
    total = before.total() + after.total()
    smaller, larger = sorted((before, after), key=len)
    shared = sum(min(count, larger[word]) for word, count in smaller.items() if word in larger)
    return 2 * shared / total if total else 1.0
