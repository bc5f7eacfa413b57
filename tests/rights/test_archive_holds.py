"""What may stay in the archive, whatever was agreed: it begins only where it is in force, and ends with
every stop.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.auditing import deriving
from articles.models import Article, Permission
from articles.models.rights import FAR_FUTURE, FAR_PAST
from articles.models.term_choices import Ending
from articles.publishing.release import publish
from articles.rights import permissions
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission, renew
from tests.rules.test_windows import HAIR, again, live

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CLAUSE = "What has appeared may stay in the archive."


class Deal(NamedTuple):
    """One permission from day 0, in days: its term, the gap before its renewal and how long that goes,
    and when the desk stops the last of them (0: never).
    """

    ends_after: int
    keeps: bool
    gap: int
    renewed_for: int
    renewal_keeps: bool
    stopped_after: int


deals = st.builds(
    Deal,
    ends_after=st.integers(1, 12),
    keeps=st.booleans(),
    gap=st.integers(0, 4),
    renewed_for=st.integers(0, 8),
    renewal_keeps=st.booleans(),
    stopped_after=st.sampled_from([0, 0, 0, 1, 5, 9, 14, 30]),
)


def terms(keeps: bool) -> dict[str, str]:
    if not keeps:
        return {"ending": Ending.REMOVE, "archive_clause": ""}
    return {"ending": Ending.KEEP, "archive_clause": CLAUSE}


def struck(deal: Deal) -> Permission:
    ends = NOON + deal.ends_after * DAY
    return make_permission(valid_from=NOON, valid_until=ends, **terms(deal.keeps))


def carry_out(deal: Deal, permission: Permission) -> None:
    """What became of it after publication: a renewal, a stop."""
    last = permission
    if deal.renewed_for:
        begins = permission.valid_until + deal.gap * DAY
        last = renew(
            permission,
            at=NOON,
            valid_from=begins,
            valid_until=begins + deal.renewed_for * DAY,
            **terms(deal.renewal_keeps),
        )
    if deal.stopped_after:
        at = NOON + deal.stopped_after * DAY
        permissions.revoke(last, actor=personas.rights_desk(), at=at)


@hypothesis_settings(max_examples=60)
@given(
    scheduled_for=st.integers(2, 11),
    begins=st.integers(1, 10),
    goes=st.integers(1, 10),
    keeps=st.tuples(st.booleans(), st.booleans()),
)
def test_a_version_that_may_not_begin_takes_nothing_off_the_page(
    scheduled_for: int, begins: int, goes: int, keeps: tuple[bool, bool]
) -> None:
    """Scheduled while all was in force; then a renewal that begins earlier and ends before its turn."""
    permission = struck(Deal(12, keeps[0], 0, 0, False, 0))
    article = make_article()
    credit(article, permission)
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    turn = NOON + scheduled_for * DAY
    again(article, turn, now=NOON)
    first = NOON + begins * DAY
    renew(permission, at=NOON, valid_from=first, valid_until=first + goes * DAY, **terms(keeps[1]))
    is_in_time = scheduled_for < begins + goes
    ends = FAR_FUTURE if keeps[1] else first + goes * DAY
    for at in (NOON, turn - HAIR, turn, turn + HAIR, ends - HAIR, NOON + 400 * DAY):
        is_gone = at >= ends
        begun = 2 if is_in_time and at >= turn else 1
        assert live(article, at) == (None if is_gone else begun), at - NOON
    assert list(deriving.differing([article.pk])) == [], "the audit says the same"


def test_the_earlier_version_stays_until_the_later_one_may_begin() -> None:
    permission = struck(Deal(30, True, 0, 0, False, 0))
    article = make_article()
    credit(article, permission)
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    again(article, NOON + 12 * DAY, now=NOON)
    kept = terms(True)
    short = renew(
        permission, at=NOON, valid_from=NOON + 5 * DAY, valid_until=NOON + 10 * DAY, **kept
    )
    renew(short, at=NOON, valid_from=NOON + 15 * DAY, valid_until=NOON + 20 * DAY, **kept)
    days = {4: 1, 9: 1, 11: 1, 12: 1, 14: 1, 15: 2, 19: 2, 30: 2}
    assert {day: live(article, NOON + day * DAY) for day in days} == days


def is_stopped(chain: list[Permission], at: datetime) -> bool:
    return any(row.state == "revoked" and at >= row.stopped_at for row in chain)


def is_in_force(chain: list[Permission], at: datetime) -> bool:
    return not is_stopped(chain, at) and any(
        (row.valid_from or FAR_PAST) <= at < (row.valid_until or FAR_FUTURE) for row in chain
    )


def may_stay(chain: list[Permission], at: datetime) -> bool:
    """In force, or kept by the clause of whichever began last."""
    begun = [row for row in chain if row.valid_from <= at]
    last = max(begun, key=lambda row: row.valid_from, default=None)
    is_kept = last is not None and last.ending == Ending.KEEP and not is_stopped(chain, at)
    return is_in_force(chain, at) or is_kept


def expected(chains: list[list[Permission]], edges: list[datetime]) -> list[bool]:
    """The rule, written a second time, from one edge to the next: it comes where all is in force, and
    goes on as long as each may stay.
    """
    is_live = False
    found = []
    for at in edges:
        is_live = all(is_in_force(chain, at) for chain in chains) or (
            is_live and all(may_stay(chain, at) for chain in chains)
        )
        found.append(is_live)
    return found


def chain_of(permission: Permission) -> list[Permission]:
    return list(Permission.objects.chains([permission.pk]))


def run(*deals: Deal) -> tuple[Article, list[list[Permission]]]:
    needed = [struck(deal) for deal in deals]
    article = make_article()
    record = credit(article, needed[0], relation="translation", language="fr")
    for permission in needed[1:]:
        record.needs.create(permission=permission, covers="translation")
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    for deal, permission in zip(deals, needed, strict=True):
        carry_out(deal, permission)
    return article, [chain_of(permission) for permission in needed]


@hypothesis_settings(max_examples=60)
@given(st.lists(deals, min_size=1, max_size=2))
def test_it_comes_only_where_all_is_in_force_and_goes_with_every_stop(found: list[Deal]) -> None:
    article, chains = run(*found)
    instants = {
        at
        for chain in chains
        for row in chain
        for at in (row.valid_from, row.valid_until, row.stopped_at)
        if at and at >= NOON
    }
    edges = sorted(instants)
    said = expected(chains, edges)
    for at, is_live in zip(edges, said, strict=True):
        assert (live(article, at) == 1) == is_live, at - NOON
    for at, is_live in zip(edges[1:], said, strict=False):
        assert (live(article, at - HAIR) == 1) == is_live, at - NOON
    for window in article.windows.all():
        assert all(is_in_force(chain, window.live_from) for chain in chains)
        for chain in chains:
            stops = [row.stopped_at for row in chain if row.state == "revoked"]
            assert all(window.live_until <= stop or window.live_from >= stop for stop in stops)
