"""A partner asks to reprint: confirms by mail, follows the request, and is told by whom it is decided."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.models import (
    Edition,
    Message,
    ReprintRequest,
    RequestNote,
)
from articles.models.requests import RequestNoteKind, RequestState
from articles.refusals import WrongStage
from articles.reprinting import inbox
from articles.reprinting.forms import RequestForm
from articles.reprinting.grants import reference, revoke
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.partner.conftest import FORM, Send, asked, confirmed, link_in, typed

pytestmark = pytest.mark.django_db


def test_it_goes_from_the_page_to_a_letter(
    client: Client, edition: Edition, send: Send, mail_server: list[Any]
) -> None:
    assert FORM in client.get("/articles/crossing/rights/").content.decode()
    response = send("crossing")
    assert (response.status_code, response["Location"]) == (302, FORM + "thanks/")
    response = client.get(FORM + "thanks/")
    assert "no-store" in response["Cache-Control"]
    thanks = response.content.decode()
    assert "open the mail that we send to noor@partner.example, and confirm" in thanks
    stranger = Client().get(FORM + "thanks/").content.decode()
    assert "open the mail that we send to the address that you gave" in stranger
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
    assert 'href="https://quay.example/articles/crossing/"' in letter
    assert row.token not in letter, "a letter is handed on"
    assert grant.valid_until is None
    assert "Without end" in letter
    assert "Signature" in letter


def test_its_page_is_kept_by_nobody(client: Client, edition: Edition, send: Send) -> None:
    row = asked(send, "crossing")
    response = client.get(f"/reprint-requests/{row.token}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
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


def test_the_form_marks_what_has_to_be_filled_in(client: Client, edition: Edition) -> None:
    page = LexborHTMLParser(client.get(FORM).content.decode())
    marked = {label.attributes["for"] for label in page.css("label:has(.is-needed)")}
    needed = {field.attributes["id"] for field in page.css(".field :is(input, select)[required]")}
    assert needed <= marked
    assert "id_email" in needed
    assert not marked & {"id_organisation", "id_message", "id_until_on"}


def test_it_can_always_be_answered_and_is_read_again(
    client: Client, edition: Edition, send: Send
) -> None:
    row = confirmed(client, send, "crossing")
    page = f"/reprint-requests/{row.token}/"
    desk = personas.rights_desk()
    inbox.decline(row, actor=desk, text="No.")
    for number, again in enumerate((lambda: None, lambda: inbox.close(row, actor=desk))):
        again()
        assert client.post(page, {"text": f"But look, {number}."}).status_code == 302
        row.refresh_from_db()
        assert row.state == RequestState.NEW
    grant = inbox.approve(
        row, actor=desk, valid_from=NOON + 2 * DAY, use="web", portion="full", credit="The Quay."
    )
    client.post(page, {"text": "Thank you."})
    row.refresh_from_db()
    assert row.state == RequestState.NEW
    for decided in (partial(inbox.decline, text="No."), partial(inbox.quote, text="Well.")):
        with pytest.raises(WrongStage):
            decided(row, actor=desk)
    assert client.post(page + "withdraw/").status_code == 409, "a letter was sent"
    inbox.close(row, actor=desk)
    ReprintRequest.objects.update(state=RequestState.APPROVED)
    revoke(grant, actor=desk, at=NOON + 3 * DAY)
    with time_machine.travel(NOON + 3 * DAY):
        html = client.get(page).content.decode()
    assert "It was granted, and has been revoked since" in html
    assert '<p class="deck">It is granted.' not in html


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
    thanks = client.get(FORM + "thanks/").content.decode()
    assert "open the mail" not in thanks
    assert "confirms your request by hand, and writes to noor@partner.example" in thanks
    assert row.state == RequestState.UNCONFIRMED
    assert Message.objects.get().sent_at is None
    inbox.confirm_by_hand(row, actor=personas.rights_desk())
    row.refresh_from_db()
    assert row.state == RequestState.NEW


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
