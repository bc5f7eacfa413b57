"""A partner asks to reprint: confirms by mail, follows the request, and is told by whom it is decided."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client

from articles.models import (
    Article,
    Edition,
    Masthead,
    Message,
    Permission,
    ReprintRequest,
    RequestNote,
    Source,
)
from articles.models.requests import RequestNoteKind, RequestState
from articles.publishing import release
from articles.reprinting import inbox
from articles.reprinting.forms import RequestForm
from articles.reprinting.grants import BeyondOurs, reference
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.partner.conftest import Send, link_in, typed

pytestmark = pytest.mark.django_db

FORM = "/articles/crossing/rights/request/"


@pytest.fixture
def edition() -> Edition:
    Masthead.objects.update(name="The Quay", contact_email="desk@quay.example")
    return makers.make_live(slug="crossing", title="The crossing")


def reprint(slug: str = "far", **terms: Any) -> Edition:
    article = makers.make_article(slug=slug, title="The far bank")
    makers.credit(article, makers.make_permission(**terms))
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def asked(send: Send, slug: str, **said: Any) -> ReprintRequest:
    response = send(slug, **said)
    assert response.status_code == 302, response.content.decode()
    return ReprintRequest.objects.latest("pk")


def confirmed(client: Client, send: Send, slug: str, **said: Any) -> ReprintRequest:
    row = asked(send, slug, **said)
    client.post(f"/reprint-requests/{row.token}/confirm/")
    row.refresh_from_db()
    return row


def test_it_goes_from_the_page_to_a_letter(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    assert FORM in client.get("/articles/crossing/rights/").content.decode()
    response = send("crossing")
    assert (response.status_code, response["Location"]) == (302, FORM + "thanks/")
    assert "open the link in it" in client.get(FORM + "thanks/").content.decode()
    page = link_in(mail_server[0].body)
    assert "Noor" not in mail_server[0].body, "nothing that a stranger typed, before they confirm"
    assert mail_server[0].reply_to == ["desk@quay.example"]
    row = ReprintRequest.objects.get()
    assert row.state == RequestState.UNCONFIRMED
    html = client.get(page).content.decode()
    assert "Yes, this is my request" in html
    row.refresh_from_db()
    assert row.state == RequestState.UNCONFIRMED, "scanners of mail follow links"
    assert client.post(page + "confirm/")["Location"] == page
    assert client.post(page + "confirm/").status_code == 302, "twice is once"
    row.refresh_from_db()
    assert row.state == RequestState.NEW
    inbox.ask_back(row, actor=personas.rights_desk(), text="From when?")
    html = client.get(page).content.decode()
    assert "We have a question" in html
    assert "From when?" in html
    assert client.post(page, {"text": "From May."}).status_code == 302
    row.refresh_from_db()
    assert row.state == RequestState.NEW
    grant = inbox.approve(
        row,
        actor=personas.rights_desk(),
        valid_from=NOON + 2 * DAY,
        use="web",
        portion="full",
        credit="By Ada Example, The Quay.",
    )
    assert "It is granted." in client.get(page).content.decode()
    letter = client.get(page + "letter/").content.decode()
    for word in ("Partner Weekly", "By Ada Example, The Quay.", edition.digest, reference(grant)):
        assert word in letter
    assert grant.valid_until is None
    assert "Without end" in letter


def test_its_page_is_kept_by_nobody(client: Client, edition: Edition, send: Send) -> None:
    row = asked(send, "crossing")
    response = client.get(f"/reprint-requests/{row.token}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in response.content.decode()
    assert client.get(f"/reprint-requests/{row.token}/letter/").status_code == 404


@pytest.mark.parametrize("token", ["x", "é", "a" * 40, "../admin", "%00"])
def test_it_is_not_found_by_a_wrong_token(client: Client, edition: Edition, token: str) -> None:
    for end in ("", "letter/"):
        assert client.get(f"/reprint-requests/{token}/{end}").status_code == 404
    for end in ("", "confirm/", "withdraw/"):
        assert client.post(f"/reprint-requests/{token}/{end}", {"text": "x"}).status_code == 404


def test_it_does_by_a_button_what_it_does(client: Client, edition: Edition, send: Send) -> None:
    row = asked(send, "crossing")
    for act in ("confirm", "withdraw"):
        assert client.get(f"/reprint-requests/{row.token}/{act}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/reprint-requests/{row.token}/confirm/").status_code == 403
    row.refresh_from_db()
    assert row.state == RequestState.UNCONFIRMED


def test_it_can_be_withdrawn_until_it_is_decided(
    client: Client, edition: Edition, send: Send
) -> None:
    row = confirmed(client, send, "crossing")
    page = f"/reprint-requests/{row.token}/"
    assert client.post(page + "withdraw/").status_code == 302
    assert client.post(page + "withdraw/").status_code == 302
    assert "You withdrew this request." in client.get(page).content.decode()
    assert "Your answer" not in client.get(page).content.decode()
    refused = client.post(page, {"text": "But yes!"})
    assert refused.status_code == 200
    assert not RequestNote.objects.filter(kind=RequestNoteKind.FROM_THEM).exists()
    other = confirmed(client, send, "crossing", message="Another.")
    inbox.decline(other, actor=personas.rights_desk(), text="No.")
    late = client.post(f"/reprint-requests/{other.token}/withdraw/")
    assert late.status_code == 409
    assert "cannot be done now" in late.content.decode()


def test_it_is_one_request_however_often_it_is_sent(
    client: Client, edition: Edition, send: Send, clock: time_machine.Coordinates
) -> None:
    first = asked(send, "crossing")
    signed = signing.TimestampSigner(salt=RequestForm.salt).sign(edition.article.key)
    clock.shift(30)
    for _time in range(3):
        assert client.post(FORM, typed(began=signed)).status_code == 302
    assert ReprintRequest.objects.get() == first
    assert Message.objects.count() == 1
    asked(send, "crossing", use="print")
    assert ReprintRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "email"),
        ({"publication": " "}, "publication"),
        ({"publication_url": "javascript:alert(1)"}, "publication_url"),
        ({"use": "world"}, "use"),
        ({"use": "translation", "message": ""}, "into_language"),
        ({"into_language": "xx"}, "into_language"),
        ({"portion": "some"}, "portion"),
        ({"portion": "excerpt", "excerpt_words": "-3"}, "excerpt_words"),
        ({"portion": "excerpt", "excerpt_words": "9" * 30}, "excerpt_words"),
        ({"from_on": "soon"}, "from_on"),
        ({"from_on": "2027-05-02", "until_on": "2027-05-01"}, "until_on"),
        ({"message": "t" * 4001}, "message"),
        ({"message": "nul \0 here"}, "message"),
        ({"agrees": None}, "agrees"),
    ],
)
def test_it_keeps_what_was_typed(
    client: Client, edition: Edition, send: Send, said: dict[str, Any], field: str
) -> None:
    response = send("crossing", **{"organisation": "The <b>Partner", **said})
    html = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in html
    assert "The &lt;b&gt;Partner" in html
    assert not ReprintRequest.objects.exists()


def test_it_takes_strange_words_as_words(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    row = confirmed(
        client,
        send,
        "crossing",
        name="Noor\r\nBcc: everyone@x.example",
        organisation="😀" * 50,
        publication='<a href="https://spam.example">here</a>',
        message="See https://spam.example\r\n<script>alert(1)</script> 你好 😀",
    )
    assert row.name == "Noor Bcc: everyone@x.example"
    inbox.answer(row, actor=personas.rights_desk(), text="Thanks.\nWell.")
    page = client.get(f"/reprint-requests/{row.token}/").content.decode()
    assert "<script>alert" not in page
    client.post(f"/reprint-requests/{row.token}/", {"text": "<b>https://spam.example</b>"})
    page = client.get(f"/reprint-requests/{row.token}/").content.decode()
    assert "&lt;b&gt;https://spam.example&lt;/b&gt;" in page
    assert 'href="https://spam.example' not in page
    for message in Message.objects.all():
        assert "\n" not in message.subject


def test_it_takes_people_for_people(
    client: Client, edition: Edition, send: Send, clock: time_machine.Coordinates
) -> None:
    assert "very quick" in send("crossing", wait=2).content.decode()
    trapped = send("crossing", website="https://spam.example").content.decode()
    assert "leave the last field empty" in trapped
    assert "We like it." in trapped
    for began in ("", "forged", "crossing:1:2"):
        assert "grown old" in client.post(FORM, typed(began=began)).content.decode()
    signed = signing.TimestampSigner(salt=RequestForm.salt).sign(edition.article.key)
    clock.shift(25 * 60 * 60)
    assert "grown old" in client.post(FORM, typed(began=signed)).content.decode(), "replayed"
    assert not ReprintRequest.objects.exists()


def test_it_is_asked_to_wait_where_it_is_too_much(edition: Edition, send: Send) -> None:
    for number in range(10):
        assert send("crossing", email=f"n{number}@x.example").status_code == 302
    late = send("crossing", email="n11@x.example")
    assert late.status_code == 429
    assert "We like it." in late.content.decode()
    assert ReprintRequest.objects.count() == 10


def test_nobody_is_flooded_with_mails_of_ours(
    edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    for number in range(6):
        send("crossing", message=f"Number {number}")
    assert len(mail_server) == 5
    assert ReprintRequest.objects.count() == 5


def test_the_address_of_a_visitor_is_what_our_proxy_saw(
    client: Client, edition: Edition, clock: time_machine.Coordinates, settings: Any
) -> None:
    signed = signing.TimestampSigner(salt=RequestForm.salt).sign(edition.article.key)
    clock.shift(30)

    def sent(number: int, forwarded: str) -> int:
        form = typed(began=signed, email=f"n{number}@x.example")
        return client.post(FORM, form, headers={"x-forwarded-for": forwarded}).status_code

    settings.BEHIND_PROXY = True
    for number in range(10):
        assert sent(number, f"198.51.100.{number}, 2001:db8::{number}") == 302, "one /64"
    assert sent(11, "198.51.100.99, 2001:db8::99") == 429
    assert sent(12, "198.51.100.99, 2001:db8:1::1") == 302
    settings.BEHIND_PROXY = False
    assert sent(13, "2001:db8::99") == 302, "what a visitor says of itself counts for nothing"


def test_without_a_mail_server_it_promises_none(
    client: Client, edition: Edition, send: Send, settings: Any
) -> None:
    settings.HAS_MAIL_SERVER = False
    assert "We send you a mail" not in client.get(FORM).content.decode()
    row = asked(send, "crossing")
    assert "mail is on its way" not in client.get(FORM + "thanks/").content.decode()
    assert row.state == RequestState.UNCONFIRMED
    assert Message.objects.get().sent_at is None
    inbox.confirm_by_hand(row, actor=personas.rights_desk())
    row.refresh_from_db()
    assert row.state == RequestState.NEW


def test_what_we_do_not_hold_is_answered_with_the_holder(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    reprint(is_forwarded=False, onward_contact="bo@holder.example")
    row = confirmed(client, send, "far")
    assert row.state == RequestState.FORWARDED
    told = mail_server[-1]
    assert told.to == ["noor@partner.example"]
    assert "cannot grant" in told.body
    assert "bo@holder.example" in told.body
    with pytest.raises(BeyondOurs):
        inbox.approve(
            row, actor=personas.rights_desk(), valid_from=NOON + 2 * DAY, use="web", portion="full"
        )
    row.refresh_from_db()
    assert row.state == RequestState.FORWARDED


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


def test_it_waits_at_the_desk_where_nobody_is_known_to_ask(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    reprint("far", is_forwarded=True)
    row = confirmed(client, send, "far")
    assert row.state == RequestState.NEW
    assert "pass it on" in row.notes.get(kind=RequestNoteKind.INTERNAL).text
    assert "We pass your request on" in mail_server[-1].body
    reprint("other", is_forwarded=False, onward_contact="bo@holder.example")
    Permission.objects.update(onward_contact="")
    silent = confirmed(client, send, "other")
    assert silent.state == RequestState.NEW
    assert "find out whom to ask" in silent.notes.get().text


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
    row = confirmed(client, send, "crossing")
    assert row.state == RequestState.CLOSED
    said = row.notes.get().text
    assert "CC BY-NC-ND 4.0" in said
    assert "https://creativecommons.org/licenses/by-nc-nd/4.0/" in said
    assert "The crossing" in said
    for beyond in ({"is_commercial": "on"}, {"will_edit": "on"}, {"use": "ai"}):
        row = confirmed(client, send, "crossing", **beyond)
        assert row.state == RequestState.NEW, beyond


def test_a_removed_article_shows_its_notice_and_takes_no_requests(
    client: Client, edition: Edition, send: Send, clock: time_machine.Coordinates
) -> None:
    waiting = asked(send, "crossing")
    release.withdraw(edition.article, actor=personas.editor(), reason="error")
    for path in ("rights/", "rights/request/", "rights/request/thanks/"):
        response = client.get(f"/articles/crossing/{path}")
        assert response.status_code == 410
        assert "Removal notice" in response.content.decode()
    assert client.post(FORM, typed()).status_code == 410
    page = f"/reprint-requests/{waiting.token}/"
    assert client.post(page + "confirm/").status_code == 302
    assert client.get(page).status_code == 200
    draft = makers.make_article(slug="draft")
    assert client.get(f"/articles/{draft.slug}/rights/").status_code == 404


def test_the_rights_end_with_our_permission_at_its_second(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    permission = makers.make_permission(valid_until=NOON + 3 * DAY, is_perpetual=False)
    article = makers.make_article(slug="far")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert "5 November 2026" in client.get("/articles/far/rights/").content.decode()
    clock.move_to(NOON + 3 * DAY)
    assert client.get("/articles/far/rights/").status_code == 410
    permissions.renew(
        permission,
        actor=personas.rights_desk(),
        is_perpetual=True,
        valid_until=None,
        proofs=[makers.evidence.Proof(kind="mail", from_whom="Bo", words="letter")],
    )
    assert client.get("/articles/far/rights/").status_code == 200


def test_the_rights_page_is_found_at_its_one_address(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    Article.objects.filter(pk=edition.article_id).update(slug="moved")
    release.publish(
        Article.objects.get(), actor=personas.editor(), kind="update", note="A new address."
    )
    response = client.get("/articles/crossing/rights/")
    assert (response.status_code, response["Location"]) == (301, "/articles/moved/rights/")
    foreign = client.get("/zh-hans/articles/moved/rights/request/")
    assert foreign["Location"] == "/articles/moved/rights/request/"


@pytest.mark.parametrize("slug", ["crossing", "far"])
def test_the_rights_page_costs_few_queries_and_is_the_same_for_everyone(
    client: Client,
    edition: Edition,
    clock: time_machine.Coordinates,
    slug: str,
    django_assert_max_num_queries: Any,
) -> None:
    reprint()
    with django_assert_max_num_queries(5):
        stranger = client.get(f"/articles/{slug}/rights/")
    client.force_login(personas.editor())
    editor = client.get(f"/articles/{slug}/rights/")
    assert stranger.content == editor.content
    assert not editor.cookies
    assert not editor.has_header("Vary")
    assert '<meta name="robots" content="noindex">' in stranger.content.decode()


def test_it_is_asked_and_answered_in_chinese(
    client: Client, clock: time_machine.Coordinates, mail_server: list[Any]
) -> None:
    makers.make_live(slug="lukou", title="路口", language="zh-Hans")
    form = "/zh-hans/articles/lukou/rights/request/"
    found = re.search(r'name="began" value="([^"]+)"', client.get(form).content.decode())
    assert found
    clock.shift(60)
    response = client.post(form, typed(began=found[1], name="林舟", into_language="zh-Hans"))
    assert response["Location"] == form + "thanks/"
    row = ReprintRequest.objects.get()
    assert row.language == "zh-hans"
    assert "/zh-hans/reprint-requests/" in mail_server[0].body
    assert client.get(f"/zh-hans/reprint-requests/{row.token}/").status_code == 200
