"""How a clearance ended: of several permissions the gravest end decides, of several that were each enough
the last.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import clearance
from articles.clearance import Standing
from articles.models import Permission, ReprintCredit
from articles.models.term_choices import Ending
from articles.rights import past_end, permissions
from articles.rights.past_end import Ended
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission, renew

pytestmark = pytest.mark.django_db

DESK = personas.rights_desk
FIRST = {"valid_until": NOON + 5 * DAY}
LATER = {"valid_until": NOON + 9 * DAY}


def ended(record: ReprintCredit, day: float) -> Ended | None:
    needs = list(record.needs.all())
    return past_end.ended(needs, clearance.chains(needs), NOON + day * DAY)


def said(record: ReprintCredit, day: float) -> tuple[str, str] | None:
    end = ended(record, day)
    return (end.standing, end.ending) if end else None


def translated(original: Permission, translation: Permission) -> ReprintCredit:
    record = credit(make_article(), original, relation="translation", language="zh-Hans")
    record.needs.create(permission=translation, covers="translation")
    return record


def test_nothing_ended_while_everything_is_in_force() -> None:
    record = credit(make_article(), make_permission(**FIRST))
    assert ended(record, 0) is None
    assert ended(record, 5 - 1e-6) is None
    assert said(record, 5) == (Standing.EXPIRED, Ending.REMOVE)


@pytest.mark.parametrize("ending", [Ending.REMOVE, Ending.LINK])
def test_what_was_chosen_for_the_end_follows_from_it(ending: str) -> None:
    record = credit(make_article(), make_permission(ending=ending, **FIRST))
    end = ended(record, 6)
    assert end == Ended(Standing.EXPIRED, NOON + 5 * DAY, Ending(ending))


def test_what_a_clause_keeps_does_not_end() -> None:
    kept = make_permission(ending="keep", archive_clause="May stay.", **FIRST)
    assert ended(credit(make_article(), kept), 6) is None


def test_it_ends_as_the_renewal_says_and_not_as_the_renewed() -> None:
    old = make_permission(ending="link", **FIRST)
    renew(old, at=NOON, ending="remove", valid_until=NOON + 9 * DAY)
    record = credit(make_article(), old)
    assert ended(record, 6) is None
    assert said(record, 9) == (Standing.EXPIRED, Ending.REMOVE)


def test_in_a_gap_before_a_renewal_the_old_one_s_end_holds() -> None:
    old = make_permission(ending="link", **FIRST)
    renew(old, at=NOON, ending="remove", valid_from=NOON + 7 * DAY, is_perpetual=True)
    record = credit(make_article(), old)
    assert said(record, 6) == (Standing.EXPIRED, Ending.LINK)
    assert ended(record, 7) is None


@pytest.mark.parametrize("clause", [{}, {"ending": "keep", "archive_clause": "May stay."}])
def test_what_is_suspended_may_come_back_until_its_term_is_over(clause: dict[str, str]) -> None:
    permission = make_permission(**FIRST, **clause)
    permissions.suspend(permission, actor=DESK(), at=NOON + DAY)
    record = credit(make_article(), permission)
    assert ended(record, 0.5) is None
    assert said(record, 2) == (Standing.SUSPENDED, Ending.REMOVE)
    after = said(record, 6)
    assert after == ((Standing.SUSPENDED if clause else Standing.EXPIRED), Ending.REMOVE)


@pytest.mark.parametrize("ending", ["link", "keep"])
@pytest.mark.parametrize("day", [2, 6])
def test_what_was_revoked_leaves_nothing_behind(ending: str, day: int) -> None:
    permission = make_permission(ending=ending, archive_clause="May stay.", **FIRST)
    permissions.revoke(permission, actor=DESK(), at=NOON + day * DAY)
    end = ended(credit(make_article(), permission), 7)
    assert end is not None
    assert end.ending == Ending.REMOVE


def test_a_suspension_after_the_end_of_the_renewed_does_not_bring_it_back() -> None:
    """The old one would have run longer, had the renewal not taken its place."""
    old = make_permission(valid_until=NOON + 20 * DAY)
    new = renew(old, at=NOON, valid_from=NOON + 5 * DAY, valid_until=NOON + 8 * DAY)
    permissions.suspend(new, actor=DESK(), at=NOON + 6 * DAY)
    record = credit(make_article(), old)
    assert said(record, 7) == (Standing.SUSPENDED, Ending.REMOVE)
    assert said(record, 10) == (Standing.EXPIRED, Ending.REMOVE)


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ({"ending": "link", **FIRST}, {}, Ending.LINK),
        ({"ending": "remove", **FIRST}, {"ending": "link", **FIRST}, Ending.REMOVE),
        ({"ending": "link", **FIRST}, {"ending": "link", **FIRST}, Ending.LINK),
        ({"ending": "link", **FIRST}, {"ending": "remove", **LATER}, Ending.LINK),
    ],
)
def test_of_an_original_and_a_translation_the_gravest_end_that_came_decides(
    original: dict[str, object], translation: dict[str, object], expected: str
) -> None:
    record = translated(make_permission(**original), make_permission(**translation))
    assert said(record, 6) == (Standing.EXPIRED, expected)


def test_what_expired_for_good_outweighs_what_is_only_suspended() -> None:
    paused = make_permission()
    permissions.suspend(paused, actor=DESK(), at=NOON + DAY)
    record = translated(make_permission(**FIRST), paused)
    assert said(record, 2) == (Standing.SUSPENDED, Ending.REMOVE)
    assert said(record, 6) == (Standing.EXPIRED, Ending.REMOVE)


def test_of_two_that_were_each_enough_the_last_to_end_decides() -> None:
    record = credit(
        make_article(),
        make_permission(ending="remove", **FIRST),
        make_permission(ending="link", **LATER),
    )
    assert ended(record, 6) is None
    assert said(record, 10) == (Standing.EXPIRED, Ending.LINK)


def test_of_two_that_were_each_enough_a_suspended_one_is_not_the_end() -> None:
    paused = make_permission()
    permissions.suspend(paused, actor=DESK(), at=NOON + DAY)
    record = credit(make_article(), paused, make_permission(**FIRST))
    assert ended(record, 4) is None
    assert said(record, 6) == (Standing.SUSPENDED, Ending.REMOVE)


def test_what_does_not_cover_our_pages_never_counted() -> None:
    elsewhere = Permission(state="granted", allows_web=False, basis="permission", pk=1)
    record = credit(make_article(), make_permission(**FIRST))
    need = record.needs.get()
    end = past_end.ended([need], {need.permission_id: [elsewhere]}, NOON + timedelta(days=1))
    assert end is not None
    assert end.standing == Standing.EXPIRED
