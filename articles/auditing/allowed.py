"""What the permissions themselves allow, read from their rows and not from any statement made of them.

It is coarser than a statement on purpose: it says what nobody may go beyond.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape

from articles import clearance
from articles.auditing import private
from articles.auditing.telling import letters
from articles.models import Edition, Masthead, Permission, Window
from articles.models.term_choices import (
    CHANNELS,
    AIPolicy,
    Basis,
    CreditKind,
    Ending,
    IndexPolicy,
    Licence,
    Onward,
)
from articles.models.terms import fill_in
from articles.piece import Original
from articles.rights import many

# Of a stretch of text, in letters.
SHORTEST = 8
LONGEST = 60
TELLING = 24  # in bytes: a Chinese character tells three times as much

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Allowed:
    """Beyond this no output may go. `licences` are the deeds that may be named; `may_be_listed` is None
    where the permissions leave it to us; each of `credits` is prescribed to the letter.
    """

    channels: frozenset[str]
    licences: frozenset[str]
    credits: tuple[str, ...] = ()
    ends_at: datetime | None = None
    may_train: bool = False
    may_be_listed: bool | None = None
    may_be_news: bool = True
    may_leave_summary: bool = False


@dataclass(frozen=True)
class Subject:
    """One article at one instant: its last window, what is allowed, and the letters of what is private
    about it.
    """

    window: Window
    at: datetime
    allowed: Allowed
    private: frozenset[str] = frozenset()

    @property
    def edition(self) -> Edition:
        return self.window.edition

    @property
    def is_live(self) -> bool:
        return self.window.is_open(at=self.at)

    @property
    def path(self) -> str:
        return self.edition.get_absolute_url()

    @property
    def key(self) -> str:
        return self.edition.article.key

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """Stretches of its text: read only where it must not stand."""
        return _samples(self.edition, is_gone=not self.is_live)

    def is_told_in(self, told: str) -> bool:
        """Whether any stretch of the article's own text stands in these letters."""
        return any(sample in told for sample in self.samples)

    def is_given_away_in(self, told: str) -> bool:
        """Whether anything private stands in these letters."""
        return any(line in told for line in self.private)


def subjects(windows: Iterable[Window], *, at: datetime, masthead: Masthead) -> list[Subject]:
    """The windows, which come whole, with what is allowed of each. Four queries."""
    windows = list(windows)
    found = many.terms(window.edition for window in windows)
    proved = private.proofs(found.known)
    return [
        Subject(
            window=window,
            at=at,
            allowed=_allowed(
                window.edition, found.needs[window.edition_id], found.known, at, masthead
            ),
            private=private.lines(
                window.edition,
                [
                    row
                    for need in found.needs[window.edition_id]
                    for row in found.known[need.permission_id]
                ],
                proved,
            ),
        )
        for window in windows
    ]


def _allowed(
    edition: Edition,
    needs: list[clearance.Need],
    known: clearance.Chains,
    at: datetime,
    masthead: Masthead,
) -> Allowed:
    if not edition.relation:
        return Allowed(
            channels=frozenset(CHANNELS),
            licences=_deeds([masthead.licence]),
            may_train=masthead.allows_training,
            may_be_listed=True,
        )
    rows = clearance.in_force(needs, known, at)
    kept = clearance.in_force(needs, known, at, stays=True)
    is_cleared = any(span.holds(at) for span in clearance.cleared(needs, known))
    return Allowed(
        channels=_channels(rows) if is_cleared else frozenset({"web"} if kept else ()),
        licences=_licences(rows, masthead) if is_cleared else frozenset(),
        credits=_credits(edition.piece.original, rows if is_cleared else kept),
        ends_at=clearance.ends_at(clearance.cleared(needs, known, stays=True), at),
        may_train=is_cleared and all(_may_train(row, masthead) for row in rows),
        may_be_listed=_may_be_listed(rows or kept),
        may_be_news=IndexPolicy.NOINDEX_NEWS not in {row.index_policy for row in rows or kept},
        may_leave_summary=any(
            row.ending == Ending.LINK for need in needs for row in known[need.permission_id]
        ),
    )


def _channels(rows: list[Permission]) -> frozenset[str]:
    return frozenset.intersection(*(row.channels for row in rows)) if rows else frozenset()


def _licences(rows: list[Permission], masthead: Masthead) -> frozenset[str]:
    """Deeds that one of them names, where each of them lets everybody reprint under a licence."""
    if not all(row.onward_now == Onward.PUBLIC_LICENCE for row in rows):
        return frozenset()
    ours = [masthead.licence for row in rows if row.basis == Basis.OWN]
    return _deeds([*(row.licence for row in rows), *ours])


def _deeds(licences: Iterable[str]) -> frozenset[str]:
    return frozenset(Licence(licence).url for licence in licences if licence)


def _credits(original: Original | None, rows: list[Permission]) -> tuple[str, ...]:
    """The words that were frozen with the text, else those of every permission, with what is known of
    the original put in.
    """
    if original is None:
        return ()
    if original.required_credit:
        return (original.required_credit,)
    known = {
        "title": original.title,
        "authors": ", ".join(original.authors),
        "source": original.source,
        "date": original.first_published_on,
    }
    words = [row.required_credit for row in rows if row.credit_kind == CreditKind.VERBATIM]
    return tuple(dict.fromkeys(fill_in(template, **known) for template in words if template))


def _may_train(row: Permission, masthead: Masthead) -> bool:
    return masthead.allows_training if row.basis == Basis.OWN else row.ai_policy == AIPolicy.ALLOWED


def _may_be_listed(rows: list[Permission]) -> bool | None:
    policies = {row.index_policy for row in rows}
    if policies & {IndexPolicy.NOINDEX, IndexPolicy.CANONICAL}:
        return False
    return None if IndexPolicy.AUTO in policies or not policies else True


def _samples(edition: Edition, *, is_gone: bool) -> tuple[str, ...]:
    """Stretches of text that stand nowhere but in the body: the first, a middle and the last; of what is
    gone, of which nothing may be left, one of every run between two tags.
    """
    piece = edition.piece
    elsewhere = letters(" ".join([piece.title, piece.deck, piece.kicker]))
    runs = [letters(unescape(run)) for part in piece.parts for run in _TAG.split(part.body)]
    own = [run for run in runs if len(run) >= SHORTEST and run not in elsewhere]
    own = [run for run in own if len(run.encode()) >= TELLING] or own
    places = (0, len(own) // 2, -1) if own and not is_gone else range(len(own))
    return tuple(dict.fromkeys(own[place][:LONGEST] for place in places))
