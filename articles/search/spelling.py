"""“Did you mean”: a query with its unknown words put right, by the words that our own titles, names and
texts hold. It is offered only if something can be found by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from articles.models import SearchWord
from articles.search import finding
from articles.search.lagging import Lag
from articles.search.queries import Query, parse
from articles.search.shapes import Groups
from articles.search.tables import vendor
from articles.search.tokens import fold

SHORTEST, LONGEST = 4, 24  # characters of a word that may be mistyped
MOST_LOOKED_AT = 1500
MOST_TRIED, MOST_WORDS = 2, 3
ALIKE = 0.72
BONUS = 0.1  # for the same first letter, for one change alone, for the same letters
NOTHING = SearchWord.objects.none()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[^\W\d_]+")


def near(query: Query) -> QuerySet[Any, str]:
    """The words of ours among which those are that it may be meant for."""
    asked = _asked(query)
    near = Q(word__in={*asked, *(other for word in asked for other in _one_change(word))})
    wanted = near
    for word in asked:
        wanted |= vendor().begins("word", word[:3])
    nearest_first = Case(When(near, then=0), default=1), "word"
    rows = SearchWord.objects.filter(wanted).order_by(*nearest_first) if asked else NOTHING
    return rows.values_list("word", flat=True)[:MOST_LOOKED_AT]


def did_you_mean(
    query: Query, words: Collection[str], groups: Groups, *, at: datetime, lag: Lag
) -> str:
    """A query like this one, with some of the `words` that are `near`, that finds something, as it would be
    typed; empty if none is known. One query or none.
    """
    ours = set(words)
    found = {word: _nearest(word, ours) for word in _asked(query) if word not in ours}
    tried = dict.fromkeys(_instead(query, found, rank) for rank in range(MOST_TRIED))
    meant = [parse(text) for text in tried if text != query.text]
    fit = finding.which_fit(meant, groups, at=at, lag=lag)
    return fit[0].text if fit else ""


def _instead(query: Query, found: Mapping[str, list[str]], rank: int) -> str:
    """With the words that come at this rank, or the last that there are."""
    instead = {word: near[min(rank, len(near) - 1)] for word, near in found.items() if near}
    return _with(instead, query.text)


def _with(instead: dict[str, str], text: str) -> str:
    return _WORD.sub(lambda word: instead.get(fold(word[0]), word[0]), text)


def _asked(query: Query) -> list[str]:
    """Its first words that may be mistyped."""
    words = dict.fromkeys(fold(word) for word in _WORD.findall(query.text))
    return [word for word in words if SHORTEST <= len(word) <= LONGEST][:MOST_WORDS]


def _nearest(word: str, ours: set[str]) -> list[str]:
    matcher = SequenceMatcher(b=word, autojunk=False)
    near = ours.intersection(_one_change(word))
    ranked = []
    for other in ours:
        if abs(len(other) - len(word)) > 2:
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
            bonus = (other[0] == word[0]) + (other in near) + (sorted(other) == sorted(word))
            ranked.append((-ratio - BONUS * bonus, other))
    return [other for _worth, other in sorted(ranked)[:MOST_TRIED]]


def _one_change(word: str) -> Iterator[str]:
    """All that is one change away (Norvig, “How to Write a Spelling Corrector”): a letter left out,
    added, taken for another, or two changed about.
    """
    letters = _LETTERS + "".join(set(word) - set(_LETTERS))
    for n in range(len(word) + 1):
        head, tail = word[:n], word[n:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in letters)
