"""The rights desk answers those who want to reprint: in the inbox, with letters, by the outbox."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.language import wording
from articles.models import DeskEvent, Edition, Masthead, Message, OutboundGrant, ReprintRequest
from articles.models.post import MessageState
from articles.models.requests import RequestState
from articles.publishing import release
from articles.reprinting import asking, grants, inbox
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY

pytestmark = pytest.mark.django_db

FORM = "form[data-verb]"


@pytest.fixture
def rights(db: None) -> Client:
    return signed_in(personas.rights_desk())


@pytest.fixture
def edition(db: None) -> Edition:
    Masthead.objects.update(name="The Quay")
    return makers.make_live(at=timezone.now() - DAY, slug="crossing", title="The crossing")


@pytest.fixture
def asked(edition: Edition) -> ReprintRequest:
    return makers.make_request(
        edition, at=timezone.now(), name="Noor", message="We <b>like</b> it."
    )


def page_of(row: ReprintRequest) -> str:
    return desk("articles_reprintrequest_change", row.pk)


def verb_of(row: ReprintRequest, verb: str) -> str:
    return desk("articles_reprintrequest_verb", row.pk, verb)


def do(client: Client, row: ReprintRequest, verb: str, **told: Any) -> Any:
    """Opens the verb's page and sends its form with these words."""
    address = verb_of(row, verb)
    values = form_values(client.get(address).content.decode(), FORM)
    response = client.post(address, {**values, **told}, follow=True)
    row.refresh_from_db()
    return response


def test_the_first_page_says_who_waits(
    rights: Client, asked: ReprintRequest, settings: Any
) -> None:
    html = rights.get(desk("index")).content.decode()
    assert "Partner Weekly The crossing · New" in said(html, ".panel-requests")
    assert "No mail server is set up" in said(html, ".panel-outbox")
    assert page_of(asked) in links(html, ".panel-requests a")
    settings.HAS_MAIL_SERVER = True
    html = rights.get(desk("index")).content.decode()
    assert "All mail went out." in said(html, ".panel-outbox")
    writer = signed_in(personas.writer()).get(desk("index")).content.decode()
    assert "panel-requests" not in writer


def test_it_shows_what_is_asked_and_what_we_hold(rights: Client, asked: ReprintRequest) -> None:
    html = rights.get(desk("articles_reprintrequest_changelist")).content.decode()
    assert "Partner Weekly" in said(html, "#result_list")
    html = rights.get(page_of(asked)).content.decode()
    assert "On the web" in said(html, ".asked-for")
    assert "We &lt;b&gt;like&lt;/b&gt; it." in html
    assert "The text is ours. Readers are told: Please write to us" in said(
        html, ".field-what_we_hold"
    )
    assert "None" not in said(html, ".readonly")
    labels = said(html, ".verbs")
    for label in ("Grant it", "Ask back", "Decline", "Write to the holder", "Erase who asked"):
        assert label in labels
    assert "Confirm by hand" not in labels
    assert "Merge" not in labels


def test_it_goes_back_and_forth(rights: Client, asked: ReprintRequest, settings: Any) -> None:
    settings.HAS_MAIL_SERVER = True
    address = verb_of(asked, "ask-back")
    begun = rights.get(f"{address}?words=dates").content.decode()
    assert form_values(begun, FORM)["text"].startswith("Thank you for asking. Before we can answer")
    assert form_values(rights.get(f"{address}?words=%00x").content.decode(), FORM)["text"] == ""
    empty = rights.post(address, {"text": " "})
    assert "It was not done." in empty.content.decode()
    assert do(rights, asked, "ask-back", text="From <i>when</i>?").status_code == 200
    assert asked.state == RequestState.NEEDS_INFO
    assert [sent.to for sent in mail.outbox][-1] == [asked.email]
    asking.reply(asked, text="From May. https://partner.example", at=timezone.now())
    html = rights.get(page_of(asked)).content.decode()
    thread = said(html, ".said")
    assert "From <i>when</i>?" in thread
    assert "https://partner.example" in thread
    assert "https://partner.example" not in links(html)


def test_what_we_say_begins_in_their_language(rights: Client, edition: Edition) -> None:
    row = makers.make_request(edition, at=timezone.now(), language="zh-hans")
    html = rights.get(f"{verb_of(row, 'answer')}?words=no").content.decode()
    assert 'lang="zh-hans"' in html


def test_it_is_granted_with_a_letter(rights: Client, asked: ReprintRequest) -> None:
    html = rights.get(verb_of(asked, "approve")).content.decode()
    values = form_values(html, FORM)
    assert values["credit"].startswith(
        "“The crossing” by Ada Example. First published in The Quay."
    )
    assert "Licence" not in values["credit"]
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    response = do(
        rights, asked, "approve", until_on=until, conditions="Two copies.", text="Gladly."
    )
    html = response.content.decode()
    message = Message.objects.latest("pk")
    page = rights.get(desk("articles_message_change", message.pk)).content.decode()
    assert "Granted. The mail waits in the outbox." in page
    assert "They were written to." not in page
    assert "&lt;p&gt;" not in page
    assert "Gladly." in said(page, ".letter-text p")
    assert "Two copies." in html
    assert "Permission to reprint" in html
    assert Edition.objects.get().digest in html
    assert asked.state == RequestState.APPROVED
    grant = OutboundGrant.objects.get()
    assert grants.reference(grant) in html
    assert grant.valid_until is not None
    assert timezone.localdate(grant.valid_until) == timezone.localdate() + timedelta(days=31)
    last = wording.day(timezone.localdate() + timedelta(days=30))
    granted = said(rights.get(page_of(asked)).content.decode(), ".field-what_we_granted")
    assert f"In force · until {last}" in granted
    listed = rights.get(desk("articles_outboundgrant_changelist")).content.decode()
    assert said(listed, "td.field-ends") == last
    assert "granted at" not in listed.lower()
    row = rights.get(desk("articles_outboundgrant_change", grant.pk)).content.decode()
    assert said(row, ".field-ends .readonly") == last
    told = asked.notes.latest("pk").text
    assert told.startswith("Gladly.")
    assert f"/reprint-requests/{asked.token}/letter/" in told
    assert rights.get(desk("articles_outboundgrant_changelist")).status_code == 200
    revoke = desk("articles_outboundgrant_verb", grant.pk, "revoke")
    assert rights.post(revoke, {"said": ""}, follow=True).status_code == 200
    letter = rights.get(desk("articles_reprintrequest_letter", asked.pk)).content.decode()
    assert "Revoked" in letter


def test_a_grant_beyond_ours_is_refused_beside_its_field(rights: Client) -> None:
    now = timezone.now()
    article = makers.make_article(slug="far")
    permission = makers.make_permission(
        may_sublicense=True,
        onward="contact_us",
        is_perpetual=False,
        valid_until=now + 20 * DAY,
    )
    makers.credit(article, permission)
    live = release.publish(article, actor=personas.editor(), at=now - DAY, now=now - DAY)
    row = makers.make_request(live, at=now)
    assert "Ours counts until" in rights.get(verb_of(row, "approve")).content.decode()
    for told, field in (
        ({"use": "print"}, "use"),
        ({"until_on": ""}, "until_on"),
        ({"until_on": "2999-01-01", "use": "web"}, "until_on"),
        ({"until_on": (now + 5 * DAY).date().isoformat(), "may_edit": "on"}, "may_edit"),
        ({"until_on": "9999-12-31"}, "until_on"),
        ({"from_on": "0001-01-01"}, "from_on"),
        ({"into_language": "klingon!"}, "into_language"),
        ({"credit": ""}, "credit"),
    ):
        until = (now + 5 * DAY).date().isoformat()
        html = do(rights, row, "approve", **{"until_on": until, **told}).content.decode()
        assert said(html, f".field-{field} .errorlist"), told
    beyond = {"until_on": "2999-01-01", "use": "print", "may_edit": "on"}
    html = do(rights, row, "approve", **beyond).content.decode()
    for field in ("until_on", "use", "may_edit"):
        assert said(html, f".field-{field} .errorlist"), "all of it at once"
    assert not OutboundGrant.objects.exists()
    assert row.state == RequestState.NEW


def test_what_is_not_ours_to_grant_is_said_before_anybody_types(rights: Client) -> None:
    now = timezone.now()
    article = makers.make_article(slug="far")
    makers.credit(article, makers.make_permission(may_sublicense=False, onward="contact_holder"))
    live = release.publish(article, actor=personas.editor(), at=now - DAY, now=now - DAY)
    row = makers.make_request(live, at=now)
    html = rights.get(page_of(row)).content.decode()
    refusal = "Our permission does not let us grant it to others: ask the holder."
    assert said(html, ".field-what_we_hold .readonly").startswith(refusal)
    assert "Grant it" not in said(html, ".verbs")
    assert refusal in rights.get(verb_of(row, "approve")).content.decode()


def test_a_script_is_told_and_a_translation_is_not_word_for_word(
    rights: Client, edition: Edition
) -> None:
    row = makers.make_request(
        edition, at=timezone.now(), use="translation", into_language="zh-Hans"
    )
    html = rights.get(page_of(row)).content.decode()
    assert "Simplified Chinese" in said(html, ".field-facts")
    do(rights, row, "approve")
    letter = rights.get(desk("articles_reprintrequest_letter", row.pk)).content.decode()
    facts = said(letter, ".letter-facts")
    assert "As a translation: Simplified Chinese" in facts
    assert "Word for word" not in facts
    assert "The translation follows the text" in facts


def test_it_is_confirmed_by_hand_where_no_mail_goes(rights: Client, edition: Edition) -> None:
    facts = {"name": "Noor", "email": "n@partner.example", "publication": "Partner Weekly"}
    row = asking.ask(edition, at=timezone.now(), language="en", **facts)
    html = rights.get(desk("index")).content.decode()
    assert "Not confirmed yet" in said(html, ".panel-requests")
    html = rights.get(desk("articles_reprintrequest_changelist")).content.decode()
    assert "then confirm it by hand" in html
    assert row.token in said(rights.get(page_of(row)).content.decode(), ".field-their_page")
    do(rights, row, "confirm")
    assert row.state == RequestState.NEW


def test_it_is_given_to_somebody(rights: Client, asked: ReprintRequest) -> None:
    other = personas.everyone()
    html = rights.get(verb_of(asked, "assign")).content.decode()
    assert "everyone" in said(html, "select")
    assert "writer" not in said(html, "select")
    do(rights, asked, "assign", to=other.pk)
    assert asked.assigned_to == other
    for number in ("0", "9" * 40, "x"):
        assert rights.post(verb_of(asked, "assign"), {"to": number}).status_code == 200
    do(rights, asked, "assign", to="")
    assert asked.assigned_to is None


def test_two_of_one_person_are_merged(rights: Client, edition: Edition) -> None:
    now = timezone.now()
    first = makers.make_request(edition, at=now, email="n@p.example")
    second = makers.make_request(edition, at=now, email="n@p.example", use="print")
    html = rights.get(page_of(second)).content.decode()
    assert page_of(first) in links(html, ".field-others a")
    do(rights, second, "merge")
    assert second.state == RequestState.CLOSED


def test_it_is_forwarded_erased_and_closed(rights: Client, edition: Edition, settings: Any) -> None:
    row = makers.make_request(edition, at=timezone.now())
    settings.HAS_MAIL_SERVER = True
    wrong = do(rights, row, "forward", to="nobody")
    assert said(wrong.content.decode(), ".field-to .errorlist")
    do(rights, row, "forward", to="bo@holder.example", word="Please answer.")
    assert row.state == RequestState.FORWARDED
    assert "Please answer." in Message.objects.get(to="bo@holder.example").body
    do(rights, row, "close")
    do(rights, row, "erase")
    html = rights.get(page_of(row)).content.decode()
    assert not said(html, ".verbs")
    assert "partner.example" not in html


def test_without_a_mail_server_nothing_is_noted_that_nobody_did(rights: Client) -> None:
    source = makers.make_source("A Quiet Review")
    source.private_contact = "Mo, secret@holder.example, WeChat mo-12"
    source.save()
    now = timezone.now()
    article = makers.make_article(slug="far", title="The far bank")
    makers.credit(article, makers.make_permission(source=source), source=source)
    live = release.publish(article, actor=personas.editor(), at=now - DAY, now=now - DAY)
    row = makers.make_request(live, at=now, name="Noor")
    html = rights.get(verb_of(row, "forward")).content.decode()
    assert "sends no mail" in said(html, ".explanation")
    assert said(html, "#content h1") == "Write to the holder"
    assert "What you may write to them" in said(html, "details[open] summary")
    told = said(html, "[aria-labelledby=for-holder]")
    assert "secret@holder.example" in told
    assert "WeChat mo-12" in told
    assert "Please answer them yourself: Noor" in said(html, ".letter-text")
    assert not said(html, ".field-to")
    refused = do(rights, row, "forward").content.decode()
    assert "no mail goes out from here" in said(refused, ".field-is_by_hand .errorlist")
    assert row.state == RequestState.NEW
    assert not row.notes.filter(kind="to_holder").exists()
    do(rights, row, "forward", is_by_hand="on")
    assert row.state == RequestState.FORWARDED
    thread = said(rights.get(page_of(row)).content.decode(), ".field-thread")
    assert "nothing was mailed from here" in thread


def test_the_holders_address_is_for_those_who_may_see_permissions(
    edition: Edition, asked: ReprintRequest
) -> None:
    from django.contrib.auth.models import Permission, User

    answers = User.objects.create_user("answers", is_staff=True)
    names = ["view_reprintrequest", "answer_reprintrequest"]
    answers.user_permissions.set(Permission.objects.filter(codename__in=names))
    html = signed_in(answers).get(verb_of(asked, "forward")).content.decode()
    assert said(html, FORM)
    assert not said(html, "[aria-labelledby=for-holder]")


def test_with_a_mail_server_it_says_whether_an_address_is_known(
    rights: Client, asked: ReprintRequest, settings: Any
) -> None:
    settings.HAS_MAIL_SERVER = True
    html = rights.get(verb_of(asked, "forward")).content.decode()
    assert "No e-mail address of the holder is recorded" in said(html, ".field-to .help")


def test_who_was_told_whom_to_ask_is_not_called_passed_on_and_waits_while_the_mail_does(
    rights: Client,
) -> None:
    now = timezone.now()
    article = makers.make_article(slug="far", title="The far bank")
    terms = {"is_forwarded": False, "onward_contact": "bo@holder.example"}
    makers.credit(article, makers.make_permission(**terms))
    live = release.publish(article, actor=personas.editor(), at=now - DAY, now=now - DAY)
    facts = {"name": "Noor", "email": "n@partner.example", "publication": "Partner Weekly"}
    row = asking.ask(live, at=now, language="en", **facts)
    done = do(rights, row, "confirm").content.decode()
    assert "answered at once" in said(done, ".messagelist")
    assert "waits in the outbox" in said(done, ".messagelist")
    assert (row.state, row.get_state_display()) == (RequestState.REFERRED, "Told whom to ask")
    [answer] = Message.objects.all()
    assert "bo@holder.example" in answer.body, "and nobody is asked any more to confirm"
    unsent = desk("articles_message_change", answer.pk)
    assert links(done, ".field-unsent a") == [unsent]
    home = rights.get(desk("index")).content.decode()
    assert "Told whom to ask · the mail to them was not sent" in said(home, ".panel-requests")
    by_hand = desk("articles_message_verb", answer.pk, "by-hand")
    offered = links(rights.get(unsent).content.decode(), ".verbs a")
    assert by_hand in offered
    assert not any("try-now" in address for address in offered)
    assert "Noted as sent." in rights.post(by_hand, follow=True).content.decode()
    answer.refresh_from_db()
    assert answer.state == MessageState.BY_HAND
    assert DeskEvent.objects.latest("pk").verb == "sent_message_by_hand"
    home = rights.get(desk("index")).content.decode()
    assert "Nobody waits" in said(home, ".panel-requests")


def test_editors_look_and_writers_do_not(asked: ReprintRequest) -> None:
    editor, writer = signed_in(personas.editor()), signed_in(personas.writer())
    html = editor.get(page_of(asked)).content.decode()
    assert "On the web" in html
    assert not said(html, ".verbs")
    for verb in ("approve", "decline", "erase"):
        assert editor.get(verb_of(asked, verb)).status_code == 403
        assert editor.post(verb_of(asked, verb), {"text": "x"}).status_code == 403
    assert editor.get(desk("articles_reprintrequest_export")).status_code == 403
    assert editor.get(desk("articles_message_changelist")).status_code == 403
    for name in ("reprintrequest", "outboundgrant", "message"):
        assert writer.get(desk(f"articles_{name}_changelist")).status_code == 403
    assert Client().get(desk("articles_reprintrequest_letter", asked.pk)).status_code == 302


def test_the_list_is_taken_as_csv_that_no_spreadsheet_runs(
    rights: Client, edition: Edition
) -> None:
    now = timezone.now()
    evil = "=HYPERLINK(1)"
    makers.make_request(edition, at=now, publication=evil, name="+1", message="-2\n@x", use="print")
    makers.make_request(edition, at=now, publication="Web Weekly")
    export = desk("articles_reprintrequest_export")
    response = rights.post(export + "?use__exact=print")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    asked = dict(zip(*rows, strict=True))
    assert asked["publication"] == f"'{evil}"
    assert (asked["name"], asked["message"]) == ("'+1", "'-2\n@x")
    assert DeskEvent.objects.latest("pk").verb == "export_requests"
    for refused in (rights.post(export + "?email__regex=x"), rights.get(export)):
        assert refused.status_code == 302


def test_the_outbox_is_read_and_tried_again(
    rights: Client, asked: ReprintRequest, settings: Any
) -> None:
    inbox.answer(asked, actor=personas.rights_desk(), text="Please wait.", at=timezone.now() - DAY)
    message = Message.objects.get()
    html = rights.get(desk("articles_message_changelist")).content.decode()
    assert "messages wait here" in html
    html = rights.get(desk("articles_message_change", message.pk)).content.decode()
    assert "Please wait." in html
    assert said(html, ".field-tried_next .readonly") == "Not before there is a mail server"
    assert page_of(asked) in links(html, ".field-of_request a")
    assert "None" not in said(html, ".readonly")
    address = desk("articles_message_verb", message.pk, "try-now")
    assert "EMAIL_URL" in rights.post(address).content.decode()
    settings.HAS_MAIL_SERVER = True
    html = rights.get(desk("articles_message_change", message.pk)).content.decode()
    assert said(html, ".field-tried_next .readonly") == "With the next mail that goes out"
    assert address in links(html, ".verbs a")
    assert "Sent." in rights.post(address, follow=True).content.decode()
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    other = Message.objects.create(
        **{"to": "a@b.example\nx", "subject": "x", "body": "x", "language": "en"},
        written_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    failed = rights.post(desk("articles_message_verb", other.pk, "try-now"))
    assert "It was not sent:" in said(failed.content.decode(), ".errorlist")
    index = rights.get(desk("index")).content.decode()
    assert desk("articles_message_change", other.pk) in links(index, ".panel-outbox a")


def test_a_test_message_says_what_happened(settings: Any) -> None:
    editor = personas.editor()
    client = signed_in(editor)
    page = desk("articles_masthead_change", 1)
    address = desk("articles_masthead_verb", 1, "test-message")
    assert address in links(client.get(page).content.decode(), ".verbs a")
    assert "EMAIL_URL" in client.post(address).content.decode()
    settings.HAS_MAIL_SERVER = True
    assert "no e-mail address" in client.post(address).content.decode()
    editor.email = "ed@quay.example"
    editor.save()
    done = client.post(address, follow=True).content.decode()
    assert "The mail server took it." in done
    assert mail.outbox[0].to == ["ed@quay.example"]


def test_the_page_of_a_request_costs_few_queries(
    rights: Client, asked: ReprintRequest, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        inbox.remark(asked, actor=personas.rights_desk(), text=f"Note {number}")
    with django_assert_max_num_queries(15):
        rights.get(page_of(asked))
