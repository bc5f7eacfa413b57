"""Requests to reprint, bare: which step follows which, who may do it, and what is erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles import post
from articles.models import DeskEvent, Edition, Message, OutboundGrant, ReprintRequest
from articles.models.requests import RequestNoteKind, RequestState, Use
from articles.refusals import NotAllowed, WrongStage
from articles.reprinting import asking, erasing, first_answers, inbox
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

S = RequestState
RIGHTS: dict[str, Any] = {"may_sublicense": True, "onward": "contact_us"}


@pytest.fixture(autouse=True)
def _server(settings: Any) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.fixture
def edition() -> Edition:
    return makers.make_live(title="The crossing")


def granted(edition: Edition, **facts: Any) -> OutboundGrant:
    row = makers.make_request(edition, use=Use.AI)  # what nothing answers by itself
    told = {"use": "web", "portion": "full", "credit": "By Bo.", "valid_from": NOON, **facts}
    return inbox.approve(row, actor=personas.rights_desk(), at=NOON, **told)


ACTS: dict[str, Callable[[ReprintRequest, User], Any]] = {
    "assign_request": lambda row, a: inbox.assign(row, actor=a, to=None, at=NOON),
    "note_on_request": lambda row, a: inbox.remark(row, actor=a, text="x", at=NOON),
    "ask_back": lambda row, a: inbox.ask_back(row, actor=a, text="x", at=NOON),
    "answer_request": lambda row, a: inbox.answer(row, actor=a, text="x", at=NOON),
    "quote_request": lambda row, a: inbox.quote(row, actor=a, text="x", at=NOON),
    "decline_request": lambda row, a: inbox.decline(row, actor=a, text="x", at=NOON),
    "forward_request": lambda row, a: inbox.forward(row, actor=a, to="b@h.example", at=NOON),
    "approve_request": lambda row, a: inbox.approve(
        row, actor=a, at=NOON, valid_from=NOON, use="web", portion="full", credit="x"
    ),
    "close_request": lambda row, a: inbox.close(row, actor=a, at=NOON),
    "erase_request": lambda row, a: erasing.erase(row, actor=a, at=NOON),
}
STATES = {
    "ask_back": S.NEEDS_INFO,
    "quote_request": S.QUOTED,
    "decline_request": S.DECLINED,
    "forward_request": S.FORWARDED,
    "approve_request": S.APPROVED,
    "close_request": S.CLOSED,
}


@pytest.mark.parametrize("verb", ACTS)
def test_each_verb_is_for_the_rights_desk_and_is_logged_without_names(
    edition: Edition, verb: str
) -> None:
    row = makers.make_request(edition, name="Noor Secret", message="A secret wish")
    for persona in (personas.writer, personas.editor, personas.moderator, personas.stranger):
        with pytest.raises(NotAllowed):
            ACTS[verb](row, persona())
    ACTS[verb](row, personas.rights_desk())
    event = DeskEvent.objects.latest("pk")
    assert (event.verb, event.actor, event.at) == (verb, personas.rights_desk(), NOON)
    assert event.article_id == edition.article_id
    assert event.facts == {"request": row.pk}
    assert event.said == ""
    row.refresh_from_db()
    assert row.state == STATES.get(verb, S.NEW)


DECIDED = (S.DECLINED, S.WITHDRAWN, S.CLOSED, S.APPROVED)


@pytest.mark.parametrize("state", [*DECIDED, S.UNCONFIRMED])
@pytest.mark.parametrize(
    "verb",
    ["ask_back", "quote_request", "decline_request", "forward_request", "approve_request"],
)
def test_what_is_decided_or_not_confirmed_is_not_decided(
    edition: Edition, state: str, verb: str
) -> None:
    row = makers.make_request(edition)
    ReprintRequest.objects.update(state=state)
    before = Message.objects.count()
    with pytest.raises(WrongStage, match="cannot be done now"):
        ACTS[verb](row, personas.rights_desk())
    row.refresh_from_db()
    assert row.state == state
    assert Message.objects.count() == before
    assert not OutboundGrant.objects.exists()


@pytest.mark.parametrize("how", ["confirmed", "put aside", "withdrawn"])
def test_nobody_is_asked_to_confirm_what_is_confirmed_or_over(edition: Edition, how: str) -> None:
    facts = {"name": "Noor", "email": "n@p.example", "publication": "P", "use": Use.AI}
    row, desk = asking.ask(edition, at=NOON, language="en", **facts), personas.rights_desk()
    inbox.remark(row, actor=desk, text="x", at=NOON)
    assert Message.objects.filter(request=row).exists(), "a note decides nothing"
    if how == "confirmed":
        inbox.confirm_by_hand(row, actor=desk, at=NOON)
    elif how == "put aside":
        inbox.close(row, actor=desk, at=NOON)
    else:
        asking.withdraw(row, at=NOON)
    assert not Message.objects.filter(request=row).exists()


def test_it_tells_them_by_mail_and_in_the_thread(edition: Edition) -> None:
    row = makers.make_request(edition, language="zh-hans")
    inbox.answer(row, actor=personas.rights_desk(), text="Soon.", at=NOON)
    note = row.notes.get(kind=RequestNoteKind.TO_THEM)
    message = Message.objects.latest("pk")
    assert (note.text, note.by) == ("Soon.", personas.rights_desk())
    assert (message.to, message.language, message.request) == (row.email, "zh-hans", row)
    assert "Soon." in message.body
    assert f"/zh-hans/reprint-requests/{row.token}/" in message.body
    inbox.remark(row, actor=personas.rights_desk(), text="For us.", at=NOON)
    assert Message.objects.latest("pk") == message


def test_somebody_who_may_answer_sees_to_it(edition: Edition) -> None:
    row = makers.make_request(edition)
    desk = personas.rights_desk()
    assert inbox.assign(row, actor=desk, to=desk, at=NOON).assigned_to == desk
    with pytest.raises(Exception, match="may not answer") as refusal:
        inbox.assign(row, actor=desk, to=personas.writer(), at=NOON)
    assert refusal.value.field == "to"


def test_passing_on_needs_an_address_or_a_hand(edition: Edition) -> None:
    row = makers.make_request(edition)
    for to in ("", "nobody", "a@b.example\nBcc: c@d.example"):
        with pytest.raises(inbox.NobodyToTell):
            inbox.forward(row, actor=personas.rights_desk(), to=to, at=NOON)
    before = Message.objects.count()
    inbox.forward(row, actor=personas.rights_desk(), is_by_hand=True, at=NOON)
    row.refresh_from_db()
    assert row.state == S.FORWARDED
    assert Message.objects.count() == before


def test_without_a_mail_server_it_is_passed_on_by_hand_alone(
    edition: Edition, settings: Any
) -> None:
    settings.HAS_MAIL_SERVER = False
    row, desk = makers.make_request(edition), personas.rights_desk()
    with pytest.raises(post.NoMailServer, match="in another way") as refusal:
        inbox.forward(row, actor=desk, to="bo@h.example", at=NOON)
    assert refusal.value.field == "is_by_hand"
    row.refresh_from_db()
    assert (row.state, row.notes.exists()) == (S.NEW, False)
    inbox.forward(row, actor=desk, is_by_hand=True, at=NOON)
    row.refresh_from_db()
    assert row.state == S.FORWARDED


def passed_on(row: ReprintRequest, *, to: str, at: Any = NOON) -> Message:
    inbox.forward(row, actor=personas.rights_desk(), to=to, text="We asked them.", at=at)
    return Message.objects.get(to=to)


def test_what_was_not_passed_on_after_all_is_with_the_desk_again(edition: Edition) -> None:
    row, desk = makers.make_request(edition), personas.rights_desk()
    to_holder = passed_on(row, to="bo@h.example")
    to_them = Message.objects.filter(to=row.email, request=row).latest("pk")
    post.give_up(to_them, actor=desk, at=NOON + DAY)
    row.refresh_from_db()
    assert row.state == S.FORWARDED, "the holder has it all the same"
    post.give_up(to_holder, actor=desk, at=NOON + DAY)
    row.refresh_from_db()
    assert (row.state, row.answered_at) == (S.NEW, None)
    assert row in ReprintRequest.objects.open()
    noted = row.notes.get(kind=RequestNoteKind.INTERNAL)
    assert "could not be sent" in first_answers.in_words(noted)


@pytest.mark.parametrize("is_since", ["passed on", "decided"])
def test_a_lost_mail_changes_nothing_that_was_done_since(edition: Edition, is_since: str) -> None:
    row, desk = makers.make_request(edition), personas.rights_desk()
    lost = passed_on(row, to="bo@h.example")
    if is_since == "passed on":
        passed_on(row, to="mo@h.example", at=NOON + DAY)
    else:
        inbox.decline(row, actor=desk, text="No.", at=NOON + DAY)
    row.refresh_from_db()
    before = row.state
    post.give_up(lost, actor=desk, at=NOON + 2 * DAY)
    row.refresh_from_db()
    assert row.state == before
    assert not row.notes.filter(kind=RequestNoteKind.INTERNAL).exists()


def test_two_requests_of_one_person_become_one(edition: Edition) -> None:
    first = makers.make_request(edition, email="noor@p.example", use="web")
    second = makers.make_request(edition, email="Noor@P.example", use="print", at=NOON + DAY)
    other = makers.make_request(edition)
    asking.reply(second, text="Also this.", at=NOON + DAY)
    into = inbox.merge(second, actor=personas.rights_desk(), at=NOON + DAY)
    second.refresh_from_db()
    assert into == first
    assert second.state == S.CLOSED
    assert first.notes.filter(text="Also this.").exists()
    assert "In print" in first.notes.get(kind=RequestNoteKind.INTERNAL).text
    with pytest.raises(WrongStage):
        inbox.merge(other, actor=personas.rights_desk(), at=NOON + DAY)


def test_erasing_leaves_the_bare_record(edition: Edition) -> None:
    row = makers.make_request(edition, message="A secret", organisation="Secret & Co")
    inbox.answer(row, actor=personas.rights_desk(), text="Dear Noor", at=NOON)
    erasing.erase(row, actor=personas.rights_desk(), at=NOON + DAY)
    row.refresh_from_db()
    assert (row.name, row.email, row.organisation, row.message) == ("", "", "", "")
    assert (row.state, row.article, row.use, row.asked_at) == (S.NEW, edition.article, "web", NOON)
    assert not row.notes.exists()
    assert not Message.objects.filter(to__contains="partner").exists()
    for verb in (inbox.answer, inbox.decline):
        with pytest.raises(WrongStage):
            verb(row, actor=personas.rights_desk(), text="x", at=NOON + DAY)
    with pytest.raises(WrongStage, match="already"):
        erasing.erase(row, actor=personas.rights_desk(), at=NOON + DAY)


def test_what_a_letter_relies_on_is_kept_until_the_grant_is_over(edition: Edition) -> None:
    grant = granted(edition, valid_until=NOON + 900 * DAY)
    with pytest.raises(WrongStage, match="Revoke the grant"):
        erasing.erase(grant.request, actor=personas.rights_desk(), at=NOON + DAY)
    assert erasing.erase_old(at=NOON + 800 * DAY) == 0
    assert erasing.erase_old(at=NOON + 900 * DAY) == 1
    grant.refresh_from_db()
    assert grant.grantee == "–"


def test_what_is_old_goes_by_itself(edition: Edition) -> None:
    old = makers.make_request(edition, name="Old")
    answered = makers.make_request(edition, name="Answered later")
    inbox.answer(answered, actor=personas.rights_desk(), text="x", at=NOON + 300 * DAY)
    strange = asking.ask(
        edition, at=NOON, language="en", name="Who?", email="w@x.example", publication="x"
    )
    assert erasing.erase_old(at=NOON + 29 * DAY) == 0
    assert erasing.erase_old(at=NOON + 31 * DAY) == 1
    strange.refresh_from_db()
    assert strange.name == ""
    assert erasing.erase_old(at=NOON + 730 * DAY) == 0
    assert erasing.erase_old(at=NOON + 731 * DAY) == 1
    old.refresh_from_db()
    answered.refresh_from_db()
    assert (old.name, answered.name) == ("", "Answered later")
    assert erasing.erase_old(at=NOON + 731 * DAY) == 0, "once"


def test_a_reply_is_taken_once_and_until_it_is_withdrawn(edition: Edition) -> None:
    row = makers.make_request(edition)
    inbox.quote(row, actor=personas.rights_desk(), text="Ten euros.", at=NOON)
    for _time in range(2):
        asking.reply(row, text="Fine.", at=NOON)
    assert row.notes.filter(kind=RequestNoteKind.FROM_THEM).count() == 1
    row.refresh_from_db()
    assert row.state == S.NEW
    inbox.decline(row, actor=personas.rights_desk(), text="No.", at=NOON)
    assert asking.reply(row, text="Please!", at=NOON).state == S.NEW
    asking.withdraw(row, at=NOON)
    with pytest.raises(WrongStage):
        asking.reply(row, text="Or not?", at=NOON)
