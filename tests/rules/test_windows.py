"""What is public when: tables of instants, and random sequences of verbs at rising instants."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import listing, windows
from articles.models import Article, Edition, EditionTag, Permission, Window
from articles.models.rights import FAR_FUTURE
from articles.publishing.release import plan_takedown, publish, reinstate, withdraw
from articles.publishing.scheduling import unschedule
from articles.rights import permissions
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_live, make_permission, renew

SECOND = timedelta(seconds=1)
HAIR = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


def live(article: Article, at: datetime) -> int | None:
    """The number of the version that readers see at that instant; fails if there are two."""
    numbers = Edition.objects.live(at=at).filter(article=article).values_list("number", flat=True)
    assert len(numbers) <= 1, f"{len(numbers)} versions are live at {at}"
    return numbers[0] if numbers else None


def table(article: Article, *rows: tuple[datetime, int | None]) -> None:
    """Each row is an instant and what is live from then on; the microsecond before belongs to the row
    above (before the first row: nothing)."""
    before = None
    for at, number in rows:
        assert live(article, at - HAIR) == before, f"just before {at - NOON} after noon"
        assert live(article, at) == number, f"{at - NOON} after noon"
        before = number
    assert live(article, FAR_FUTURE - SECOND) == before


def day(number: float) -> datetime:
    return NOON + number * DAY


def again(article: Article, at: datetime, *, now: datetime | None = None) -> Edition:
    article.refresh_from_db()
    article.title = f"{article.title} +"
    article.save()
    return publish(article, actor=personas.editor(), at=at, now=now or at)


def test_it_shows_one_version_after_the_other_and_the_scheduled_one_at_its_second() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=day(0), now=day(0))
    again(article, day(2))
    again(article, day(5) + SECOND, now=day(3))
    table(article, (day(0), 1), (day(2), 2), (day(5) + SECOND, 3))


def test_it_shows_nothing_of_a_first_version_before_its_moment() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=day(3), now=day(0))
    table(article, (day(3), 1))


def test_it_goes_back_to_the_running_version_when_the_coming_one_is_unscheduled() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=day(0), now=day(0))
    again(article, day(5), now=day(1))
    unschedule(article, actor=personas.editor(), at=day(2))
    table(article, (day(0), 1))
    assert again(article, day(6), now=day(2)).number == 2


def reprint(*needed: Permission, at: datetime = NOON) -> Article:
    article = make_article()
    credit(article, *needed)
    publish(article, actor=personas.editor(), at=at, now=at)
    return article


def renewed(old: Permission, **changes: object) -> Permission:
    at = changes.pop("at", day(1))
    changes.setdefault("is_perpetual", not changes.get("valid_until"))
    return renew(old, at=at, **changes)


def test_it_lapses_at_the_second_its_permission_ends() -> None:
    article = reprint(make_permission(valid_until=day(10)))
    table(article, (day(0), 1), (day(10), None))


def test_it_runs_through_a_renewal_that_touches() -> None:
    permission = make_permission(valid_until=day(10))
    article = reprint(permission)
    renewed(permission, valid_until=day(20))
    table(article, (day(0), 1), (day(20), None))
    assert Window.objects.filter(article=article).count() == 1


def test_it_pauses_in_the_gap_before_a_renewal() -> None:
    permission = make_permission(valid_until=day(10))
    article = reprint(permission)
    renewed(permission, valid_from=day(12), valid_until=day(20))
    table(article, (day(0), 1), (day(10), None), (day(12), 1), (day(20), None))


def test_it_follows_a_renewal_that_begins_early_and_ends_earlier() -> None:
    permission = make_permission(valid_until=day(30))
    article = reprint(permission)
    renewed(permission, valid_from=day(5), valid_until=day(8))
    table(article, (day(0), 1), (day(8), None))


def test_it_follows_a_chain_of_three_renewals() -> None:
    first = make_permission(valid_until=day(10))
    article = reprint(first)
    second = renewed(first, valid_until=day(20))
    third = renewed(second, valid_from=day(25), valid_until=day(30), at=day(12))
    fourth = renewed(third, valid_from=day(28), at=day(26))
    assert {row.chain_id for row in (second, third, fourth)} == {first.pk}
    table(article, (day(0), 1), (day(20), None), (day(25), 1))


def test_it_needs_original_and_translation_both() -> None:
    original = make_permission(valid_until=day(10))
    translation = make_permission(valid_from=day(1), valid_until=day(8))
    article = make_article()
    record = credit(article, original, relation="translation", language="zh-Hans")
    record.needs.create(permission=translation, covers="translation")
    publish(article, actor=personas.editor(), at=day(2), now=day(2))
    table(article, (day(2), 1), (day(8), None))
    renewed(translation, valid_until=day(99), at=day(3))
    table(article, (day(2), 1), (day(10), None))


def test_one_of_two_permissions_for_the_same_thing_is_enough() -> None:
    article = reprint(
        make_permission(valid_until=day(5)), make_permission(valid_from=day(7)), at=day(0)
    )
    table(article, (day(0), 1), (day(5), None), (day(7), 1))


def test_it_stops_while_suspended_and_goes_on_when_resumed() -> None:
    permission = make_permission(valid_until=day(10))
    article = reprint(permission)
    permissions.suspend(permission, actor=personas.rights_desk(), at=day(3))
    table(article, (day(0), 1), (day(3), None))
    permissions.resume(permission, actor=personas.rights_desk(), at=day(4))
    table(article, (day(0), 1), (day(10), None))


def test_it_ends_for_good_when_revoked_and_no_earlier() -> None:
    permission = make_permission()
    article = reprint(permission)
    permissions.revoke(permission, actor=personas.rights_desk(), at=day(3))
    table(article, (day(0), 1), (day(3), None))


def test_revoking_while_suspended_keeps_the_earlier_stop() -> None:
    permission = make_permission()
    article = reprint(permission)
    permissions.suspend(permission, actor=personas.rights_desk(), at=day(3))
    permissions.revoke(permission, actor=personas.rights_desk(), at=day(6))
    table(article, (day(0), 1), (day(3), None))


def test_revoking_a_coming_renewal_stops_what_it_renewed() -> None:
    """The holder takes back everything: the old permission must not run on to its end."""
    old = make_permission(valid_until=day(30))
    article = reprint(old)
    new = renewed(old, valid_from=day(20), valid_until=day(60))
    permissions.suspend(new, actor=personas.rights_desk(), at=day(5))
    table(article, (day(0), 1), (day(5), None))
    permissions.resume(new, actor=personas.rights_desk(), at=day(6))
    table(article, (day(0), 1), (day(60), None))
    permissions.revoke(new, actor=personas.rights_desk(), at=day(7))
    table(article, (day(0), 1), (day(7), None))


def test_it_resumes_a_renewal_without_widening_what_it_renewed() -> None:
    old = make_permission(valid_until=day(30))
    article = reprint(old)
    new = renewed(old, valid_from=day(10), valid_until=day(12))
    permissions.suspend(new, actor=personas.rights_desk(), at=day(11))
    permissions.resume(new, actor=personas.rights_desk(), at=day(11))
    table(article, (day(0), 1), (day(12), None))


def test_it_goes_down_as_planned_and_not_if_the_plan_is_given_up() -> None:
    article = make_live().article
    plan_takedown(article, actor=personas.editor(), takedown_at=day(4), at=day(1))
    table(article, (day(0), 1), (day(4), None))
    plan_takedown(article, actor=personas.editor(), takedown_at=None, at=day(2))
    table(article, (day(0), 1))


def test_a_take_down_also_ends_what_is_published_after_it_was_planned() -> None:
    article = make_live().article
    plan_takedown(article, actor=personas.editor(), takedown_at=day(4), at=day(1))
    again(article, day(2))
    table(article, (day(0), 1), (day(2), 2), (day(4), None))


def test_it_disappears_when_withdrawn_and_comes_back_as_far_as_its_permission_reaches() -> None:
    article = reprint(make_permission(valid_until=day(10)))
    withdraw(article, actor=personas.editor(), reason="holder_request", at=day(2))
    table(article, (day(0), 1), (day(2), None))
    reinstate(article, actor=personas.editor(), at=day(3))
    table(article, (day(0), 1), (day(10), None))


def test_withdrawing_takes_the_scheduled_version_with_it() -> None:
    article = make_live().article
    again(article, day(5), now=day(1))
    withdraw(article, actor=personas.editor(), reason="error", at=day(2))
    table(article, (day(0), 1), (day(2), None))
    reinstate(article, actor=personas.editor(), at=day(3))
    table(article, (day(0), 1), (day(5), 2))


def test_the_whole_life_of_a_reprint_as_one_table() -> None:
    permission = make_permission(valid_until=day(10))
    article = reprint(permission)
    again(article, day(2))
    second = renewed(permission, valid_from=day(12), valid_until=day(20), at=day(3))
    again(article, day(14), now=day(4))
    renewed(second, valid_until=day(40), at=day(5))
    plan_takedown(article, actor=personas.rights_desk(), takedown_at=day(30), at=day(6))
    table(
        article,
        *((day(0), 1), (day(2), 2), (day(10), None), (day(12), 2), (day(14), 3), (day(30), None)),
    )


def test_it_dates_an_article_by_its_first_window_and_an_update_by_its_own() -> None:
    article = make_live().article
    again(article, day(1))
    article.title = "Corrected"
    article.save()
    publish(
        article, actor=personas.editor(), at=day(2), now=day(2), kind="correction", note="A name."
    )
    rows = Window.objects.filter(article=article).order_by("live_from")
    assert {row.published_at for row in rows} == {day(0)}
    assert [row.updated_at for row in rows] == [None, None, day(2)]


def test_lists_hold_the_running_and_the_coming_version_and_older_ones_until_swept() -> None:
    article = make_live(tags=["essays", "games"]).article
    again(article, day(1))
    again(article, day(9), now=day(2))
    rows = EditionTag.objects.filter(edition__article=article)
    assert not rows.filter(edition__number=1, live_until__gt=day(1)).exists()
    listing.sweep(at=day(2))
    assert sorted(rows.values_list("edition__number", "tag__name")) == [
        (2, "essays"),
        (2, "games"),
        (3, "essays"),
        (3, "games"),
    ]
    withdraw(article, actor=personas.editor(), reason="error", at=day(0))
    assert not rows.all().exists()


def writes(captured: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in captured]
    return [sql for sql in statements if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_deriving_again_writes_nothing_and_says_what_it_costs() -> None:
    article = reprint(make_permission(valid_until=day(10)))
    again(article, day(2))
    again(article, day(9), now=day(3))
    article.refresh_from_db()
    with CaptureQueriesContext(connection) as captured:
        windows.derive(article)
    assert writes(captured) == []
    assert len(captured) <= 8
    article.withdrawn_at = day(4)
    with CaptureQueriesContext(connection) as captured:
        windows.derive(article)
    assert len(captured) <= 18
