"""The verbs on permissions: every state with every verb, what is refused by which field, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import DeskEvent, Permission
from articles.models.rights import PermissionState
from articles.models.term_choices import Basis
from articles.refusals import IncompletePermission, NotAllowed, WrongInstant, WrongStage
from articles.rights import permissions
from articles.rights.evidence import Proof
from tests import personas
from tests.makers import DAY, NOON, make_permission, make_source, prove, renew

pytestmark = pytest.mark.django_db

WAYS: dict[str, list[str]] = {
    "draft": [],
    "requested": ["request"],
    "granted": ["grant"],
    "refused": ["refuse"],
    "suspended": ["grant", "suspend"],
    "revoked": ["grant", "revoke"],
    "superseded": ["grant", "renew"],
}
ALLOWED = {
    "request": {"draft", "refused"},
    "refuse": {"draft", "requested"},
    "grant": {"draft", "requested"},
    "suspend": {"granted"},
    "resume": {"suspended"},
    "revoke": {"granted", "suspended"},
    "renew": {"granted"},
    "pay": {"granted"},
}
BECOMES = {
    "request": "requested",
    "refuse": "refused",
    "grant": "granted",
    "suspend": "suspended",
    "resume": "granted",
    "revoke": "revoked",
    "renew": "superseded",
    "pay": "granted",
}


LETTER = Proof(kind="mail", from_whom="Bo Holder", words="letter")
FEE = {"fee_amount": 80, "fee_currency": "EUR"}


def act(verb: str, permission: Permission, **facts: Any) -> Permission:
    facts = {"actor": personas.rights_desk(), "at": NOON, **facts}
    if verb == "renew":
        facts.setdefault("proofs", [LETTER])
    return getattr(permissions, verb)(permission, **facts)


def in_state(state: str) -> Permission:
    permission = make_permission(grant=False, **FEE)
    for verb in WAYS[state]:
        act(verb, permission, **({"is_perpetual": True} if verb == "renew" else {}))
    permission.refresh_from_db()
    assert permission.state == state
    return permission


def test_the_table_knows_every_verb_and_every_state() -> None:
    assert set(permissions.TRANSITIONS) == set(ALLOWED)
    assert set(WAYS) == set(PermissionState.values)


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("verb", ALLOWED)
def test_each_verb_works_from_its_states_and_from_no_other(verb: str, state: str) -> None:
    permission = in_state(state)
    events = DeskEvent.objects.count()
    if state not in ALLOWED[verb]:
        with pytest.raises(WrongStage):
            act(verb, permission)
        permission.refresh_from_db()
        assert (permission.state, DeskEvent.objects.count()) == (state, events)
        return
    term = {"is_perpetual": True} if verb == "renew" else {}
    result = act(verb, permission, said="By letter.", **term)
    permission.refresh_from_db()
    assert permission.state == BECOMES[verb]
    event = DeskEvent.objects.latest("pk")
    assert (event.verb, event.said, event.actor, event.at) == (
        verb,
        "By letter.",
        personas.rights_desk(),
        NOON,
    )
    assert event.permission == result


PEOPLE = [personas.writer, personas.editor, personas.moderator, personas.stranger]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("verb", ALLOWED)
def test_only_the_rights_desk_decides(verb: str, person: Callable[[], Any]) -> None:
    permission = in_state(sorted(ALLOWED[verb])[0])
    with pytest.raises(NotAllowed):
        act(verb, permission, actor=person())
    with pytest.raises(NotAllowed):
        permissions.record(actor=person(), at=NOON, reference="x")


def test_the_right_is_asked_for_before_anything_is_said_about_the_permission() -> None:
    empty = permissions.record(actor=personas.rights_desk(), at=NOON, reference="x")
    with pytest.raises(NotAllowed):
        permissions.grant(empty, actor=personas.writer(), at=NOON)


GIVEN = {
    "reference": "x",
    "basis": Basis.PERMISSION,
    "licensor": "Bo Holder",
    "licensor_role": "author",
    "credit_kind": "none",
    "is_forwarded": True,
    "valid_from": NOON,
    "is_perpetual": True,
}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"basis": Basis.UNKNOWN}, "basis"),
        ({"source": None}, "source"),
        ({"licensor": ""}, "licensor"),
        ({"licensor_role": ""}, "licensor_role"),
        ({"proof": ""}, "evidence"),
        ({"allows_web": False}, "allows_web"),
        ({"credit_kind": ""}, "credit_kind"),
        ({"is_forwarded": False}, "onward_contact"),
        ({"ai_policy": "allowed"}, "ai_policy"),
        ({"valid_from": None}, "valid_from"),
        ({"is_perpetual": False}, "valid_until"),
        ({"basis": Basis.EXCEPTION, "proof": ""}, "evidence"),
        ({"basis": Basis.EXCEPTION, "valid_from": None}, "valid_from"),
        ({"basis": Basis.OPEN_LICENCE, "licence": "CC0-1.0", "proof": ""}, "evidence"),
        ({"basis": Basis.PUBLIC_DOMAIN, "source": None, "licence": "CC-PDM-1.0"}, "source"),
        ({"basis": Basis.PUBLIC_DOMAIN}, "licence"),
    ],
)
def test_granting_names_the_field_that_is_missing(facts: dict[str, Any], field: str) -> None:
    facts = {**GIVEN, "source": make_source(), **facts}
    proof = facts.pop("proof", "letter")
    permission = permissions.record(actor=personas.rights_desk(), at=NOON, **facts)
    if proof:
        prove(permission, proof)
    with pytest.raises(IncompletePermission) as refusal:
        act("grant", permission)
    assert refusal.value.field == field
    permission.refresh_from_db()
    assert permission.state == "draft"


def test_a_renewal_is_not_asked_what_its_form_cannot_say() -> None:
    old = make_permission()
    Permission.objects.update(is_forwarded=False)  # granted before anybody asked for a contact
    assert renew(old, at=NOON, is_perpetual=True).state == "granted"


@pytest.mark.parametrize(
    "facts",
    [
        {"basis": Basis.OWN, "source": None, "onward": "contact_us"},
        {"basis": Basis.PUBLIC_DOMAIN, "licence": "CC-PDM-1.0"},
        {"basis": Basis.OPEN_LICENCE, "licence": "CC-BY-4.0", "proof": "The foot of the page."},
    ],
)
def test_other_bases_need_no_giver_and_no_term(facts: dict[str, Any]) -> None:
    facts = {"reference": "x", "source": make_source(), **facts}
    proof = facts.pop("proof", "")
    permission = permissions.record(actor=personas.rights_desk(), at=NOON, **facts)
    if proof:
        prove(permission, proof)
    assert act("grant", permission).state == "granted"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"valid_from": NOON, "valid_until": NOON}, "valid_until"),
        ({"is_perpetual": True, "valid_until": NOON}, "is_perpetual"),
        ({"basis": Basis.OPEN_LICENCE}, "licence"),
    ],
)
def test_recording_refuses_facts_that_contradict_each_other(
    facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(IncompletePermission) as refusal:
        permissions.record(actor=personas.rights_desk(), at=NOON, reference="x", **facts)
    assert refusal.value.field == field


def test_nothing_is_granted_by_recording_it() -> None:
    permission = permissions.record(
        actor=personas.rights_desk(), at=NOON, reference="x", state="granted"
    )
    assert permission.state == "draft"
    assert DeskEvent.objects.get().verb == "record"


def test_a_renewal_copies_the_facts_and_begins_where_the_old_one_ends() -> None:
    old = make_permission(valid_until=NOON + 10 * DAY, onward="contact_us", notes="Nice people.")
    new = act("renew", old, valid_until=NOON + 20 * DAY, said="They agreed.")
    old.refresh_from_db()
    assert (new.valid_from, new.valid_until) == (NOON + 10 * DAY, NOON + 20 * DAY)
    assert (new.supersedes, new.first, new.state) == (old, old, "granted")
    assert (new.source, new.onward, new.notes, new.licensor) == (
        old.source,
        "contact_us",
        "Nice people.",
        old.licensor,
    )
    assert (old.state, old.stopped_at) == ("superseded", None)
    assert DeskEvent.objects.get(verb="renew").facts == {"renewed": old.pk}


def test_a_renewal_that_begins_early_stops_the_old_one_there() -> None:
    old = make_permission(valid_until=NOON + 10 * DAY)
    act("renew", old, valid_from=NOON + DAY, is_perpetual=True)
    old.refresh_from_db()
    assert old.stopped_at == NOON + DAY


def test_a_renewal_of_one_without_end_begins_now() -> None:
    old = make_permission()
    new = act("renew", old, valid_until=NOON + 9 * DAY)
    old.refresh_from_db()
    assert new.valid_from == old.stopped_at == NOON


@pytest.mark.parametrize("begins", [NOON - 30 * DAY, NOON - 31 * DAY, None])
def test_a_renewal_begins_after_what_it_renews(begins: Any) -> None:
    old = make_permission(valid_until=NOON + DAY)
    with pytest.raises(WrongInstant) as refusal:
        act(
            "renew",
            old,
            valid_from=begins,
            basis=Basis.OPEN_LICENCE,
            licence="CC-BY-4.0",
            is_perpetual=True,
        )
    assert refusal.value.field == "valid_from"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "valid_until"),
        ({"valid_until": NOON}, "valid_until"),
        ({"is_perpetual": True, "proofs": []}, "evidence"),
    ],
)
def test_a_renewal_is_as_complete_as_a_grant(changes: dict[str, Any], field: str) -> None:
    old = make_permission(valid_until=NOON + DAY)
    with pytest.raises(IncompletePermission) as refusal:
        act("renew", old, **changes)
    assert refusal.value.field == field
    old.refresh_from_db()
    assert old.state == "granted"
    assert Permission.objects.count() == 1
