"""Reminders: what falls due, when, in which mail, and never twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import addresses, post
from articles.models import Article, Edition, Masthead, Message, Permission, Reminder
from articles.models.reminders import ReminderKind
from articles.publishing import release
from articles.rights import copies, permissions, reminders, upstream
from articles.rights.reminders import OFFSETS, remind
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
END = NOON + 100 * DAY


@pytest.fixture(autouse=True)
def _someone_to_write_to() -> None:
    desk = personas.rights_desk()
    desk.email = "rights@example.org"
    desk.save()


def reprint(permission: Permission, *, at: datetime = NOON, title: str = "The ferry") -> Edition:
    article = makers.make_article(title=title)
    makers.credit(article, permission)
    return release.publish(article, actor=personas.editor(), at=at, now=at)


def told(at: datetime) -> list[tuple[str, int]]:
    """What a run at that instant reminds of."""
    return [(item.duty.kind.value, item.offset) for item in remind(at=at).news]


def mail() -> Message:
    return Message.objects.latest("pk")


# --- a term that ends -------------------------------------------------------------------------


def test_it_tells_of_an_end_at_each_of_its_days_and_never_twice() -> None:
    makers.make_permission(valid_until=END)
    for days in OFFSETS[ReminderKind.ENDING]:
        moment = END + days * DAY
        assert told(moment - SECOND) == []
        assert told(moment) == [("ending", days)]
        assert told(moment) == []
    assert Message.objects.count() == Reminder.objects.count() == 6


def test_after_ten_days_of_silence_only_the_latest_is_sent() -> None:
    makers.make_permission(valid_until=END)
    assert told(END - 8 * DAY) == [("ending", -30)]
    assert told(END + 2 * DAY) == [("ending", 0)]
    noted = Reminder.objects.values_list("offset", flat=True)
    assert sorted(noted) == [-90, -30, -7, -1, 0]
    assert told(END + 2 * DAY + SECOND) == []
    assert Message.objects.count() == 2


@given(
    runs=st.lists(st.integers(-110, 30), min_size=1, max_size=12),
    hours=st.lists(st.integers(0, 23), min_size=12, max_size=12),
)
def test_whenever_it_runs_each_thing_is_told_once_and_after_a_gap_only_the_latest(
    runs: list[int], hours: list[int]
) -> None:
    Permission.objects.update(state="refused")  # that of the example before
    makers.make_permission(valid_until=END)
    moments = [
        END + day * DAY + timedelta(hours=hour) for day, hour in zip(runs, hours, strict=False)
    ]
    seen: list[int] = []
    latest_run = None
    for at in moments:
        reached = [days for days in OFFSETS[ReminderKind.ENDING] if END + days * DAY <= at]
        expected = reached[-1:] if latest_run is None or at > latest_run else []
        expected = [days for days in expected if not seen or days > max(seen)]
        sent = [offset for _kind, offset in told(at)]
        assert sent == expected
        seen += sent
        latest_run = max(at, latest_run or at)
    assert len(seen) == len(set(seen))


def test_a_renewed_a_suspended_and_an_unpaid_permission_end_in_silence() -> None:
    renewed = makers.make_permission(valid_until=END)
    makers.renew(renewed, valid_until=END + 400 * DAY, at=NOON)
    suspended = makers.make_permission(valid_until=END)
    permissions.suspend(suspended, actor=personas.rights_desk(), at=NOON)
    makers.make_permission(valid_until=END, counts_when_paid=True, fee_amount=9, fee_currency="EUR")
    makers.make_permission(valid_until=END, grant=False)
    makers.make_permission(valid_from=END - DAY, valid_until=END)
    assert told(END - 7 * DAY) == []
    assert told(END - DAY) == [("ending", -1)]


def test_a_date_that_changed_reminds_anew_and_what_ended_long_ago_is_history() -> None:
    permission = makers.make_permission(valid_until=END)
    assert told(END - DAY) == [("ending", -1)]
    Permission.objects.filter(pk=permission.pk).update(valid_until=END + 20 * DAY)
    assert told(END) == [("ending", -30)]
    assert told(END + 20 * DAY + reminders.HISTORY + DAY) == []


# --- what is owed -----------------------------------------------------------------------------


def test_it_tells_of_a_fee_until_it_is_paid_by_the_payees_clock() -> None:
    owed = makers.make_permission(
        fee_amount=80, fee_currency="EUR", fee_due_on=date(2026, 12, 10), time_zone="Asia/Shanghai"
    )
    day = datetime.fromisoformat("2026-12-10T00:00+08:00")
    assert told(day - 7 * DAY - SECOND) == []
    assert told(day - 7 * DAY) == [("fee", -7)]
    assert "80" in mail().body
    assert told(day) == [("fee", 0)]
    permissions.pay(owed, actor=personas.rights_desk(), at=day)
    assert told(day + 7 * DAY) == []


def test_a_day_of_the_year_one_is_a_fee_that_is_late_and_no_failure() -> None:
    makers.make_permission(
        fee_amount=80, fee_currency="EUR", fee_due_on=date(1, 1, 1), time_zone="Asia/Shanghai"
    )
    assert told(NOON) == [("fee", 7)]


def test_it_tells_of_a_copy_counted_from_the_first_appearance_until_it_is_sent() -> None:
    permission = makers.make_permission(copy_within_days=30)
    edition = reprint(permission)
    again = Article.objects.get(pk=edition.article_id)
    again.title = "The ferry, again"
    again.save()
    release.publish(again, actor=personas.editor(), at=NOON + 20 * DAY, now=NOON + 20 * DAY)
    due = NOON + 30 * DAY
    assert told(due - 7 * DAY) == [("copy", -7)]
    assert f"/admin/articles/edition/{edition.pk}/tearsheet/" in mail().body
    assert told(due) == [("copy", 0)]
    copies.send_copy(
        edition.article,
        edition=edition,
        permission=permission,
        actor=personas.rights_desk(),
        to="Bo Holder",
        at=due + DAY,
        now=due + DAY,
    )
    assert told(due + 7 * DAY) == []


def test_a_copy_sent_for_the_renewal_is_a_copy_sent() -> None:
    permission = makers.make_permission(copy_within_days=30, valid_until=END)
    edition = reprint(permission)
    renewal = makers.renew(permission, valid_until=END + 99 * DAY, at=NOON)
    copies.send_copy(
        edition.article,
        edition=edition,
        permission=renewal,
        actor=personas.editor(),
        to="Bo Holder",
        at=NOON + DAY,
        now=NOON + DAY,
    )
    assert told(NOON + 31 * DAY) == []


def test_it_tells_of_originals_that_nobody_looked_at_for_long() -> None:
    article = reprint(makers.make_permission()).article
    makers.make_live(title="Our own")
    assert told(NOON + 90 * DAY - SECOND) == []
    assert told(NOON + 90 * DAY) == [("upstream", 0)]
    assert told(NOON + 120 * DAY) == []
    upstream.look(article, actor=personas.rights_desk(), state="unchanged", at=NOON + 120 * DAY)
    assert told(NOON + 209 * DAY) == []
    assert told(NOON + 210 * DAY) == [("upstream", 0)]
    release.withdraw(article, actor=personas.editor(), reason="error", at=NOON + 211 * DAY)
    assert told(NOON + 400 * DAY) == []


# --- the mail ---------------------------------------------------------------------------------


def test_one_mail_names_each_permission_its_end_its_articles_and_its_page() -> None:
    permission = makers.make_permission(
        reference="City, 2026", valid_until=END, onward_contact="secret@example.org"
    )
    reprint(permission, title="The ferry")
    reprint(permission, title="The mill")
    gone = reprint(permission, title="The well").article
    release.withdraw(gone, actor=personas.editor(), reason="error", at=NOON + DAY)
    makers.make_permission(reference="Nobody's", valid_until=END)
    run = remind(at=END - DAY)
    assert (len(run.news), run.people) == (4, 1)
    message = Message.objects.get()
    assert (message.to, message.subject) == ("rights@example.org", "Rights: 4 things to see to")
    for words in (
        "City, 2026 ends on 10 February 2027, 12:00 (UTC).",
        "“The ferry”, “The mill”.",
        "No published article relies on it.",
        "A removal notice takes its place.",
        addresses.absolute(f"/admin/articles/permission/{permission.pk}/change/"),
        "“The ferry”: nobody has looked at the original since 2 November 2026.",
    ):
        assert words in message.body, words
    assert "secret@example.org" not in message.body
    assert "The well" not in message.body


def test_a_mail_names_so_many_and_counts_the_rest() -> None:
    for _number in range(43):
        makers.make_permission(valid_until=END)
    remind(at=END)
    assert "And 3 more." in mail().body
    assert mail().body.count("/change/") == 40
    assert Reminder.objects.filter(offset=0).count() == 43


def test_it_writes_to_each_member_once_else_to_the_publication_and_waits_for_an_address() -> None:
    rights, everyone = personas.rights_desk(), personas.everyone()
    everyone.email = "RIGHTS@example.org"
    everyone.save()
    other = personas.editor()
    other.email = "editor@example.org"
    other.save()
    masthead = Masthead.objects.get()
    assert [address.casefold() for address in reminders.recipients(masthead)] == [
        "rights@example.org"
    ]
    makers.make_permission(valid_until=END)
    rights.is_active = False
    rights.save()
    everyone.email = ""
    everyone.save()
    run = remind(at=END)
    assert (len(run.news), run.people, Reminder.objects.count()) == (1, 0, 0)
    Masthead.objects.update(contact_email="desk@example.org")
    assert told(END + DAY) == [("ending", 0)]
    assert mail().to == "desk@example.org"


def test_a_dry_run_says_it_and_does_nothing() -> None:
    makers.make_permission(valid_until=END)
    assert len(remind(at=END, is_dry=True).news) == 1
    assert not Message.objects.exists()
    assert not Reminder.objects.exists()
    assert told(END) == [("ending", 0)]


def test_a_run_that_breaks_off_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_permission(valid_until=END)

    def fails(**facts: Any) -> Message:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(post, "write", fails)
        with pytest.raises(OSError, match="full"):
            remind(at=END)
    assert not Reminder.objects.exists()
    assert told(END) == [("ending", 0)]


def test_it_speaks_the_publications_language_whoever_asks() -> None:
    from django.utils import translation

    makers.make_permission(valid_until=END)
    with translation.override("zh-hans"):
        remind(at=END)
    assert mail().language == "en"
    assert mail().subject == "Rights: 1 thing to see to"
    assert "/zh-hans/" not in mail().body


def test_it_asks_the_same_few_questions_however_much_is_due(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(6):
        permission = makers.make_permission(valid_until=END, copy_within_days=3)
        reprint(permission, title=f"The ferry {number}")
    with django_assert_max_num_queries(14):
        remind(at=END)
