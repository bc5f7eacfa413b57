"""What a partner is told at once, by the rights alone: by us, by the holder, or by a licence."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone, translation

from articles import post
from articles.models import (
    Edition,
    Masthead,
    Message,
    Permission,
    ReprintRequest,
    Source,
)
from articles.models.requests import RequestNoteKind, RequestState
from articles.reprinting import first_answers, inbox
from articles.reprinting.grants import BeyondOurs
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.partner.conftest import Send, asked, confirmed, reprint

pytestmark = pytest.mark.django_db


def test_what_we_do_not_hold_is_answered_with_the_holder(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    reprint(is_forwarded=False, onward_contact="bo@holder.example")
    row = confirmed(client, send, "far")
    assert row.state == RequestState.REFERRED
    told = mail_server[-1]
    assert told.to == ["noor@partner.example"]
    assert "cannot grant" in told.body
    assert "bo@holder.example" in told.body
    with pytest.raises(BeyondOurs):
        inbox.approve(
            row, actor=personas.rights_desk(), valid_from=NOON + 2 * DAY, use="web", portion="full"
        )
    row.refresh_from_db()
    assert row.state == RequestState.REFERRED
    page = client.get(f"/reprint-requests/{row.token}/").content.decode()
    assert "Those who hold them decide." in page


def test_a_private_contact_is_written_to_and_never_shown(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    source = makers.make_source("A Quiet Review")
    Source.objects.filter(pk=source.pk).update(private_contact="Mo, secret@holder.example, 12-3")
    reprint(source=Source.objects.get(pk=source.pk), is_forwarded=True)
    row = confirmed(client, send, "far", message="A wish.")
    assert row.state == RequestState.FORWARDED
    to_holder, to_them = mail_server[-2:]
    assert to_holder.to == ["secret@holder.example"]
    for word in ("noor@partner.example", "A wish.", "Partner Weekly"):
        assert word in to_holder.body
    assert to_them.to == ["noor@partner.example"]
    pages = ["/articles/far/rights/", "/articles/far/", f"/reprint-requests/{row.token}/"]
    for text in [to_them.body, *(client.get(page).content.decode() for page in pages)]:
        assert "secret@" not in text
    assert not row.notes.filter(text__contains="secret@").exists()


def holder(**facts: Any) -> Source:
    source = makers.make_source("A Quiet Review")
    Source.objects.filter(pk=source.pk).update(private_contact="secret@holder.example", **facts)
    return Source.objects.get(pk=source.pk)


@pytest.mark.parametrize("public", ["", "https://quiet.example/reprints"])
def test_without_a_mail_server_nobody_is_told_that_it_was_passed_on(
    client: Client, edition: Edition, send: Send, public: str
) -> None:
    source = holder(public_contact=public)
    reprint(source=source, is_forwarded=True, of=source)
    row = confirmed(client, send, "far")
    assert row.state == RequestState.NEW
    assert row in ReprintRequest.objects.open()
    html = client.get(f"/reprint-requests/{row.token}/").content.decode()
    assert "Somebody here sees to it" in html
    assert "We pass your request on" not in html
    assert ("you can ask them directly" in html) == bool(public)
    assert public in html
    assert "secret@" not in html
    noted = row.notes.get(kind=RequestNoteKind.INTERNAL)
    assert "in another way" in first_answers.in_words(noted)
    assert not Message.objects.filter(to="secret@holder.example").exists()


def test_a_request_comes_back_when_the_mail_to_the_holder_fails(
    client: Client,
    edition: Edition,
    send: Send,
    mail_server: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reprint(source=holder(), is_forwarded=True)
    row = asked(send, "far")

    def refuse(self: Any, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    client.post(f"/reprint-requests/{row.token}/confirm/")
    row.refresh_from_db()
    assert row.state == RequestState.FORWARDED, "it is tried again"
    for days in range(1, post.TRIES):
        post.deliver(at=timezone.now() + 2 * days * DAY)
    row.refresh_from_db()
    assert row.state == RequestState.NEW
    html = client.get(f"/reprint-requests/{row.token}/").content.decode()
    assert "Somebody will read it" in html


def test_it_waits_at_the_desk_where_nobody_is_known_to_ask(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    reprint("far", is_forwarded=True)
    row = confirmed(client, send, "far")
    assert row.state == RequestState.NEW
    noted = row.notes.get(kind=RequestNoteKind.INTERNAL)
    assert "pass it on" in first_answers.in_words(noted)
    with translation.override("zh-hans"):
        words = first_answers.in_words(noted)
    assert "pass it on" not in words, "whoever reads it reads it in their own language"
    assert words != noted.text
    reprint("other", is_forwarded=False, onward_contact="bo@holder.example")
    Permission.objects.update(onward_contact="")
    silent = confirmed(client, send, "other")
    assert silent.state == RequestState.NEW
    assert "find out whom to ask" in first_answers.in_words(silent.notes.get())


def test_what_nobody_may_reprint_is_declined_at_once(
    client: Client, edition: Edition, send: Send
) -> None:
    reprint(onward="forbidden", is_forwarded=False)
    assert "Write a request" not in client.get("/articles/far/rights/").content.decode()
    row = confirmed(client, send, "far")
    assert row.state == RequestState.DECLINED
    assert "do not allow it" in row.notes.get().text


def test_a_public_licence_answers_for_what_it_covers(
    client: Client, edition: Edition, send: Send
) -> None:
    Masthead.objects.update(licence="CC-BY-NC-ND-4.0")
    row = confirmed(client, send, "crossing", message="")
    assert row.state == RequestState.CLOSED
    said = row.notes.get().text
    assert "You need no permission" in said
    assert "CC BY-NC-ND 4.0" in said
    assert "https://creativecommons.org/licenses/by-nc-nd/4.0/" in said
    assert "The crossing" in said
    wish = {"message": "May we leave out the last part?"}
    for beyond in ({"is_commercial": "on"}, {"will_edit": "on"}, {"use": "ai"}, wish):
        row = confirmed(client, send, "crossing", **{"message": "", **beyond})
        assert row.state == RequestState.NEW, beyond
        first = row.notes.get()
        assert first.kind == RequestNoteKind.TO_THEM
        assert "This text is published under CC BY-NC-ND 4.0" in first.text
        assert "You need no permission of ours:" not in first.text
        assert "read here" in first.text
