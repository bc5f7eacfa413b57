"""Mail waits in the outbox, is sent once, is tried again at growing distances, and is given up in the end."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from articles import post
from articles.models import DeskEvent, Masthead, Message
from articles.models.post import MessageState
from articles.refusals import NotAllowed, WrongStage
from tests import personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _server(settings: Any) -> None:
    settings.HAS_MAIL_SERVER = True


def written(**said: Any) -> Message:
    told = {"to": "noor@partner.example", "subject": "A word", "body": "Words.", **said}
    return post.write(language="en", at=told.pop("at", NOON), **told)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[int]:
    """Makes the server fail; counts how often it was tried."""
    tried: list[int] = []

    def send(self: Any, messages: Any) -> int:
        tried.append(len(messages))
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return tried


def test_what_was_sent_by_hand_is_tried_no_more(settings: Any) -> None:
    settings.HAS_MAIL_SERVER = True
    message = written()
    with pytest.raises(NotAllowed):
        post.sent_by_hand(message, actor=personas.editor(), at=NOON)
    done = post.sent_by_hand(message, actor=personas.rights_desk(), at=NOON)
    assert (done.state, done.sent_at) == (MessageState.BY_HAND, NOON)
    assert post.deliver(at=NOON + MINUTE) == (0, 0)
    for verb in (post.give_up, post.try_now, post.sent_by_hand):
        with pytest.raises(WrongStage):
            verb(message, actor=personas.rights_desk(), at=NOON)
    assert mail.outbox == []


def test_it_is_sent_once(settings: Any) -> None:
    Masthead.objects.update(contact_email="desk@quay.example")
    settings.DEFAULT_FROM_EMAIL = "mail@quay.example"
    message = written()
    assert post.deliver(at=NOON) == (1, 0)
    assert post.deliver(at=NOON + DAY) == (0, 0)
    [sent] = mail.outbox
    assert (sent.to, sent.from_email) == (["noor@partner.example"], "mail@quay.example")
    assert sent.reply_to == ["desk@quay.example"]
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == (MessageState.SENT, NOON, 1)


def test_a_subject_is_one_line_and_no_longer_than_it_may_be() -> None:
    message = written(subject="A word\r\nBcc: all@x.example\r\n\r\n<b>body</b> " + "😀" * 300)
    assert message.subject.startswith("A word Bcc: all@x.example <b>body</b>")
    assert len(message.subject) == 250
    assert post.deliver(at=NOON) == (1, 0)
    assert "\nBcc:" not in mail.outbox[0].message().as_string()
    assert mail.outbox[0].recipients() == ["noor@partner.example"]


def test_an_address_that_would_be_two_headers_is_not_sent_and_holds_nobody_up() -> None:
    bad = written(to="a@b.example\nBcc: c@d.example")
    good = written()
    assert post.deliver(at=NOON) == (1, 1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.state == MessageState.WAITING
    assert bad.last_error
    assert good.state == MessageState.SENT


def test_without_a_server_it_waits(settings: Any) -> None:
    settings.HAS_MAIL_SERVER = False
    written()
    assert post.deliver(at=NOON + DAY) == (0, 0)
    message = Message.objects.get()
    assert (message.state, message.attempts, mail.outbox) == (MessageState.WAITING, 0, [])


def test_it_is_tried_at_growing_distances_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ConnectionRefusedError("nobody there"))
    message, at = written(), NOON
    distances = []
    for number in range(1, 7):
        assert post.deliver(at=at) == (0, 1), number
        assert post.deliver(at=at) == (0, 0), "not before its time"
        message.refresh_from_db()
        distances.append(message.next_try_at - at)
        at = message.next_try_at
    assert distances[:5] == [
        *(MINUTE, 10 * MINUTE, timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
    ]
    assert (message.state, message.attempts) == (MessageState.GIVEN_UP, 6)
    assert message.last_error == "nobody there"
    assert post.deliver(at=at + 30 * DAY) == (0, 0)


def test_where_the_server_fails_the_rest_is_left_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = failing(monkeypatch, TimeoutError("timed out"))
    for _number in range(3):
        written()
    assert post.deliver(at=NOON) == (0, 1)
    assert len(tried) == 1
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_two_who_deliver_at_once_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    message = written()
    send = EmailBackend.send_messages

    def meanwhile(self: Any, messages: Any) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", send)
        assert post.deliver(at=NOON) == (0, 0), "it is claimed"
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)
    stale = Message.objects.get()
    assert post.deliver(at=NOON) == (1, 0)
    assert len(mail.outbox) == 1
    monkeypatch.setattr(Message.objects, "due", lambda at: Message.objects.filter(pk=stale.pk))
    message.refresh_from_db()
    assert message.attempts == 1


def test_what_was_claimed_and_lost_is_due_again() -> None:
    message = written()
    Message.objects.update(attempts=1, next_try_at=NOON + MINUTE)  # a process that was killed
    assert post.deliver(at=NOON) == (0, 0)
    assert post.deliver(at=NOON + MINUTE) == (1, 0)
    message.refresh_from_db()
    assert message.attempts == 2


def test_the_oldest_goes_first_and_no_more_than_asked_for() -> None:
    for hour in (3, 1, 2):
        written(subject=f"Hour {hour}", at=NOON + timedelta(hours=hour))
    assert post.deliver(at=NOON + DAY, limit=2) == (2, 0)
    assert [sent.subject for sent in mail.outbox] == ["Hour 1", "Hour 2"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong\r\n password"),
            "535 5.7.8 Wrong password",
        ),
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"No such user")}), "550 No such user"),
        (smtplib.SMTPServerDisconnected("Connection closed"), "Connection closed"),
        (ConnectionRefusedError(111, "Connection refused"), "[Errno 111] Connection refused"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_it_says_what_the_server_said(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    failing(monkeypatch, error)
    written()
    post.deliver(at=NOON)
    assert Message.objects.get().last_error == words


def test_it_is_tried_again_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    message = written()
    Message.objects.update(state=MessageState.GIVEN_UP, attempts=6)
    message = Message.objects.get()
    with monkeypatch.context() as broken:
        failing(broken, ConnectionRefusedError("still nobody"))
        with pytest.raises(post.NotSent, match="still nobody"):
            post.try_now(message, actor=personas.rights_desk(), at=NOON)
    assert Message.objects.get().state == MessageState.GIVEN_UP
    sent = post.try_now(message, actor=personas.rights_desk(), at=NOON)
    assert sent.state == MessageState.SENT
    with pytest.raises(WrongStage):
        post.try_now(sent, actor=personas.rights_desk(), at=NOON)
    assert {event.verb for event in DeskEvent.objects.all()} == {"try_message"}
    assert "partner" not in str(DeskEvent.objects.values_list("said", "facts"))


def test_it_is_given_up_by_hand() -> None:
    message = post.give_up(written(), actor=personas.rights_desk(), at=NOON)
    assert message.state == MessageState.GIVEN_UP
    assert post.deliver(at=NOON + DAY) == (0, 0)


def test_only_those_who_may_send_it_again() -> None:
    for persona in (personas.writer, personas.editor, personas.moderator, personas.stranger):
        for verb in (post.try_now, post.give_up):
            with pytest.raises(NotAllowed):
                verb(written(), actor=persona(), at=NOON)


def test_a_test_message_goes_to_oneself(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    editor, masthead = personas.editor(), Masthead.objects.get()
    with pytest.raises(post.NotSent, match="no e-mail address"):
        post.send_test(masthead, actor=editor, at=NOON)
    editor.email = "ed@quay.example"
    post.send_test(masthead, actor=editor, at=NOON)
    assert mail.outbox[0].to == ["ed@quay.example"]
    assert not Message.objects.exists()
    failing(monkeypatch, smtplib.SMTPAuthenticationError(535, b"Wrong password"))
    with pytest.raises(post.NotSent, match="535 Wrong password"):
        post.send_test(masthead, actor=editor, at=NOON)
    settings.HAS_MAIL_SERVER = False
    with pytest.raises(post.NoMailServer, match="EMAIL_URL"):
        post.send_test(masthead, actor=editor, at=NOON)
    with pytest.raises(NotAllowed):
        post.send_test(masthead, actor=personas.writer(), at=NOON)


def test_delivering_costs_the_same_for_each(django_assert_num_queries: Any) -> None:
    for _number in range(3):
        written()
    with django_assert_num_queries(3 * 4 + 1):
        post.deliver(at=datetime(2027, 1, 1, tzinfo=NOON.tzinfo))
