"""May it run, and until when: spans of time, chains of permissions, and what several needs come to."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from articles import clearance
from articles.models import Edition, Masthead, Permission
from articles.models.rights import FAR_FUTURE, FAR_PAST, Span
from articles.publishing.release import publish
from articles.rights import permissions
from articles.rights.statements import statement
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission, renew


def day(number: float) -> datetime:
    return NOON + number * DAY


def span(from_: float, until: float) -> Span:
    return Span(day(from_), day(until))


spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda p: span(p[0], p[0] + p[1])),
    max_size=6,
)


def holds(found: list[Span], at: datetime) -> bool:
    return any(one.from_ <= at < one.until for one in found)


@given(spans, spans)
def test_union_and_intersection_mean_or_and_and(left: list[Span], right: list[Span]) -> None:
    either = clearance.union(left + right)
    both = clearance.intersection(clearance.union(left), clearance.union(right))
    for hour in range(0, 30 * 24, 12):
        at = NOON + timedelta(hours=hour)
        assert holds(either, at) == (holds(left, at) or holds(right, at))
        assert holds(both, at) == (holds(left, at) and holds(right, at))
    for found in (either, both):
        assert all(one.from_ < one.until for one in found)
        assert all(a.until <= b.from_ for a, b in itertools.pairwise(found))


def test_spans_that_touch_become_one_and_half_open_ends_do_not_overlap() -> None:
    assert clearance.union([span(3, 5), span(0, 3)]) == [span(0, 5)]
    assert clearance.intersection([span(0, 3)], [span(3, 5)]) == []


def test_it_says_when_a_span_ends_and_nothing_where_it_has_no_end() -> None:
    found = [span(0, 3), Span(day(5), FAR_FUTURE)]
    assert clearance.ends_at(found, day(0)) == day(3)
    assert clearance.ends_at(found, day(3)) is None
    assert clearance.ends_at(found, day(6)) is None


def permission(state: str, **facts: object) -> Permission:
    return Permission(reference="x", state=state, **facts)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (permission("draft", valid_from=day(0)), None),
        (permission("requested", valid_from=day(0)), None),
        (permission("refused", valid_from=day(0)), None),
        (permission("granted"), Span(FAR_PAST, FAR_FUTURE)),
        (permission("granted", valid_from=day(0)), Span(day(0), FAR_FUTURE)),
        (permission("granted", valid_from=day(0), valid_until=day(3)), span(0, 3)),
        (permission("suspended", valid_from=day(0), stopped_at=day(2)), span(0, 2)),
        (
            permission("revoked", valid_from=day(0), valid_until=day(1), stopped_at=day(2)),
            span(0, 1),
        ),
        (permission("revoked", valid_from=day(2), stopped_at=day(2)), None),
        (permission("superseded", valid_from=day(0), stopped_at=day(2)), span(0, 2)),
    ],
)
def test_a_permission_counts_by_its_state_and_dates(row: Permission, expected: Span | None) -> None:
    assert row.span == expected


@pytest.mark.django_db
def test_nothing_needed_means_nothing_cleared() -> None:
    assert clearance.cleared([], {}) == []


@pytest.mark.django_db
def test_it_knows_the_whole_chain_from_any_link_in_two_queries() -> None:
    first = make_permission(valid_until=day(10))
    second = renew(first, at=day(1), valid_until=day(20))
    third = renew(second, at=day(2), is_perpetual=True)
    other = make_permission()
    for link in (first, second, third):
        record = credit(make_article(), link)
        needs = list(record.needs.all())
        with CaptureQueriesContext(connection) as captured:
            known = clearance.chains(needs)
        assert len(captured) == 2
        assert {row.pk for row in known[link.pk]} == {first.pk, second.pk, third.pk}
        assert other.pk not in known
        assert clearance.cleared(needs, known) == [Span(NOON - 30 * DAY, FAR_FUTURE)]
        assert clearance.in_force(needs, known, day(15)) == [second]


def translated() -> tuple[Edition, Permission, Permission]:
    original = make_permission(valid_until=day(10), onward="contact_us")
    translation = make_permission(valid_until=day(5))
    article = make_article()
    record = credit(article, original, relation="translation", language="zh-Hans")
    record.needs.create(permission=translation, covers="translation")
    return publish(article, actor=personas.editor(), at=NOON, now=NOON), original, translation


@pytest.mark.django_db
def test_both_ways_of_asking_for_an_edition_agree() -> None:
    edition, original, translation = translated()
    renewal = renew(original, at=NOON, valid_until=day(20))
    needs, known = clearance.of_edition(edition)
    plain = list(edition.needs.all())
    for at in (day(0), day(4.5), day(5), day(12)):
        assert clearance.in_force(needs, known, at) == clearance.in_force(
            plain, clearance.chains(plain), at
        )
    assert clearance.in_force(needs, known, day(12)) == [renewal]
    assert clearance.cleared(needs, known) == [Span(NOON - 30 * DAY, day(5))]
    permissions.suspend(renewal, actor=personas.rights_desk(), at=day(2))
    needs, known = clearance.of_edition(edition)
    assert clearance.cleared(needs, known) == [Span(NOON - 30 * DAY, day(2))]
    assert clearance.in_force(needs, known, day(3)) == [translation]


@pytest.mark.django_db
def test_readers_are_told_the_strictest_terms_and_the_earliest_end() -> None:
    edition, _original, _translation = translated()
    said = statement(edition, at=NOON, masthead=Masthead())
    assert (said.onward, said.ends_at, said.is_reprint) == ("contact_holder", day(5), True)
