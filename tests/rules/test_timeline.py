"""A permission and its renewals as stretches of time."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import clearance
from articles.models import Permission
from articles.models.rights import FAR_FUTURE, Span
from articles.rights import permissions, timeline
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
FEE = {"counts_when_paid": True, "fee_amount": 9, "fee_currency": "EUR"}


def day(number: float) -> datetime:
    return NOON + number * DAY


def stretches(permission: Permission, *, at: datetime = NOON) -> list[tuple[str, Any]]:
    """Each stretch with the day on which it begins, from noon."""
    chain = Permission.objects.chains([permission.pk]).order_by("pk")
    return [
        (segment.kind.value, (segment.span.from_ - NOON) / DAY)
        for segment in timeline.segments(chain, at=at)
    ]


def make(**facts: Any) -> Permission:
    return makers.make_permission(**{"valid_from": day(0), "valid_until": day(200), **facts})


def test_one_is_in_force_and_then_dark_for_good() -> None:
    assert stretches(make()) == [("counts", 0), ("dark", 200)]
    assert stretches(make(), at=day(150)) == [("ending", 0), ("dark", 200)]
    assert stretches(makers.make_permission(valid_from=day(0))) == [("counts", 0)]
    assert stretches(make(grant=False)) == []


def test_a_renewal_follows_at_once_or_after_the_dark() -> None:
    touching, late = make(), make()
    makers.renew(touching, valid_until=day(300))
    makers.renew(late, valid_from=day(210), valid_until=day(300))
    assert stretches(touching) == [("counts", 0), ("counts", 200), ("dark", 300)]
    assert stretches(late) == [("counts", 0), ("dark", 200), ("counts", 210), ("dark", 300)]


def test_suspended_revoked_unpaid_and_kept() -> None:
    desk = personas.rights_desk()
    suspended, revoked = make(), make()
    permissions.suspend(suspended, actor=desk, at=day(50))
    permissions.revoke(revoked, actor=desk, at=day(50))
    assert stretches(suspended) == [("counts", 0), ("suspended", 50), ("dark", 200)]
    assert stretches(revoked) == [("counts", 0), ("dark", 50)]
    unpaid = make(**FEE)
    assert stretches(unpaid) == [("unpaid", 0), ("dark", 200)]
    permissions.pay(unpaid, actor=desk, at=day(10))
    assert stretches(unpaid) == [("counts", 10), ("dark", 200)]
    kept = make(ending="keep", archive_clause="It may stay.")
    assert stretches(kept) == [("counts", 0), ("kept", 200)]


spans = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 20)).map(
        lambda pair: Span(day(pair[0]), day(pair[0] + pair[1]))
    ),
    max_size=6,
)


@given(taken=spans, from_=st.integers(0, 60), length=st.integers(1, 30))
def test_gaps_and_what_is_taken_make_the_whole(taken: list[Span], from_: int, length: int) -> None:
    within = Span(day(from_), day(from_ + length))
    free = timeline.gaps(taken, within)
    inside = clearance.intersection([within], clearance.union(taken))
    assert clearance.union([*free, *inside]) == [within]
    assert not clearance.intersection(free, inside)


@given(
    renewals=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 40)), max_size=3),
    stop=st.none() | st.integers(1, 90),
)
def test_a_chain_is_told_without_holes_and_each_moment_once(
    renewals: list[tuple[int, int]], stop: int | None
) -> None:
    permission = make(valid_until=day(30))
    latest, end = permission, 30
    for gap, length in renewals:
        end += gap + length
        latest = makers.renew(latest, valid_from=day(end - length), valid_until=day(end))
    if stop is not None:
        permissions.suspend(latest, actor=personas.rights_desk(), at=day(stop))
    chain = list(Permission.objects.chains([permission.pk]))
    segments = timeline.segments(chain, at=NOON)
    assert segments[-1].span.until == FAR_FUTURE
    assert all(one.span.until == other.span.from_ for one, other in pairwise(segments))
    bright = [segment.span for segment in segments if segment.kind not in timeline.BLIND]
    assert clearance.union(bright) == clearance.union(
        span for _row, span in clearance.counting(chain)
    )
