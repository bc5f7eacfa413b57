"""What article number n is: its words, tags, versions, whom it is reprinted from, whether it was withdrawn.

The same number gives the same article, so a fill that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from articles.models.editions import EditionKind
from articles.models.rights import FAR_FUTURE
from tests.benchmarks.archive import words
from tests.benchmarks.archive.cast import BEGAN, ENDED, LAPSED_AT, TERMS, Cast

VERSIONS = (88, 9, 3)  # of a hundred articles so many have one, two, three
LATER = (EditionKind.MINOR, EditionKind.UPDATE, EditionKind.CORRECTION)


@dataclass(frozen=True)
class Version:
    kind: str
    at: datetime


@dataclass(frozen=True)
class Planned:
    """`source` and `term` are places in the cast's lists; `ends_at` is when it goes, the permission's
    end or the withdrawal.
    """

    number: int
    language: str
    text: int
    title: str
    deck: str
    tags: tuple[int, ...]
    author: int
    picture: int | None
    versions: tuple[Version, ...]
    source: int | None
    term: int
    is_lapsed: bool
    withdrawn_at: datetime | None
    ends_at: datetime

    @property
    def is_reprint(self) -> bool:
        return self.source is not None


class Plan:
    """An archive of `size` articles; the newest `lapsed` were public until their permission ended."""

    def __init__(self, cast: Cast, *, size: int, lapsed: int = 0) -> None:
        self.cast, self.size, self.lapsed = cast, size, lapsed
        self._languages = list(words.LANGUAGES)
        self._languages_by = list(accumulate(words.LANGUAGES.values()))
        self._versions_by = list(accumulate(VERSIONS))
        self._tags = range(1, len(cast.tags))
        self._tags_by = list(accumulate(1 / rank for rank in self._tags))

    def article(self, number: int) -> Planned:
        """Numbers count from 1, the oldest first."""
        chance = random.Random(number)
        language = chance.choices(self._languages, cum_weights=self._languages_by)[0]
        is_lapsed = number > self.size - self.lapsed
        at = self._moment(number)
        versions = () if not is_lapsed and chance.random() < 0.01 else self._turns(at, chance)
        is_reprint = is_lapsed or chance.random() < 0.25
        source = 0 if is_lapsed else chance.randrange(len(self.cast.sources))
        last = versions[-1].at if versions else at
        term = self._term(last, chance)
        until = LAPSED_AT if is_lapsed else TERMS[term]
        is_withdrawn = bool(versions) and not is_lapsed and chance.random() < 0.01
        withdrawn_at = last + timedelta(minutes=30) if is_withdrawn else None
        ends = [withdrawn_at, until if is_reprint else None]
        return Planned(
            number=number,
            language=language,
            text=chance.randrange(words.POOL),
            title=words.title(language, number, chance),
            deck=words.sentence(language, 15, chance),
            tags=self._tagged(chance, is_lapsed=is_lapsed),
            author=chance.randrange(len(self.cast.people)),
            picture=chance.randrange(len(self.cast.pictures)) if chance.random() < 0.4 else None,
            versions=versions,
            source=source if is_reprint else None,
            term=term,
            is_lapsed=is_lapsed,
            withdrawn_at=withdrawn_at,
            ends_at=min([FAR_FUTURE, *filter(None, ends)]),
        )

    def _moment(self, number: int) -> datetime:
        seconds = (ENDED - BEGAN).total_seconds() * number / (self.size + 1)
        return BEGAN + timedelta(seconds=int(seconds))

    def _turns(self, at: datetime, chance: random.Random) -> tuple[Version, ...]:
        count = chance.choices((1, 2, 3), cum_weights=self._versions_by)[0]
        later = (
            Version(chance.choice(LATER), at + timedelta(hours=place)) for place in range(1, count)
        )
        return (Version(EditionKind.FIRST, at), *later)

    def _term(self, last: datetime, chance: random.Random) -> int:
        """Nothing is published on a permission that is over."""
        term = chance.randrange(len(TERMS))
        until = TERMS[term]
        return 0 if until and until <= last + timedelta(hours=1) else term

    def _tagged(self, chance: random.Random, *, is_lapsed: bool) -> tuple[int, ...]:
        some = chance.choices(self._tags, cum_weights=self._tags_by, k=chance.randint(1, 4))
        first = 1 if is_lapsed else 0
        is_everywhere = is_lapsed or chance.random() < 0.7
        return tuple(sorted({*some, first} if is_everywhere else set(some)))
