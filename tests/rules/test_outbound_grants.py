"""What we grant to partners: never more than we hold, and over when ours is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from articles.models import Edition, OutboundGrant, ReprintRequest
from articles.models.requests import RequestState, Use
from articles.publishing import release
from articles.refusals import NotAllowed, WrongStage
from articles.reprinting import grants, inbox
from articles.reprinting.grants import BeyondOurs, GrantStanding
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

S = RequestState
RIGHTS: dict[str, Any] = {"may_sublicense": True, "onward": "contact_us"}


@pytest.fixture
def edition() -> Edition:
    return makers.make_live(title="The crossing")


def reprint(*permissions: Any, relation: str = "verbatim", **terms: Any) -> Edition:
    article = makers.make_article(title="The far bank")
    needed = permissions or (makers.make_permission(**{**RIGHTS, **terms}),)
    makers.credit(article, *needed, relation=relation)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def granted(edition: Edition, **facts: Any) -> OutboundGrant:
    row = makers.make_request(edition, use=Use.AI)  # what nothing answers by itself
    told = {"use": "web", "portion": "full", "credit": "By Bo.", "valid_from": NOON, **facts}
    return inbox.approve(row, actor=personas.rights_desk(), at=NOON, **told)


def standing(grant: OutboundGrant, at: Any) -> GrantStanding:
    return grants.effect(OutboundGrant.objects.get(pk=grant.pk), at=at).standing


def test_our_own_work_is_granted_as_we_like(edition: Edition) -> None:
    grant = granted(edition, use="print", may_edit=True, is_commercial=True, into_language="fr")
    assert standing(grant, NOON) == GrantStanding.IN_FORCE
    assert grants.effect(grant, at=NOON + 9000 * DAY).until is None


@pytest.mark.parametrize(
    ("terms", "facts", "field"),
    [
        ({"may_sublicense": False}, {}, ""),
        ({"may_sublicense": False, "allows_kit": True}, {}, ""),
        ({}, {"use": "print"}, "use"),
        ({}, {"use": "audio"}, "use"),
        ({}, {"use": "other"}, "use"),
        ({}, {"use": "ai"}, "use"),
        ({"may_translate": False}, {"use": "translation"}, "into_language"),
        ({"may_translate": False}, {"into_language": "fr"}, "into_language"),
        ({"may_abridge": False}, {"portion": "excerpt"}, "portion"),
        ({"may_edit": "style"}, {"may_edit": True}, "may_edit"),
        ({"may_edit": "no"}, {"may_edit": True}, "may_edit"),
        ({"is_perpetual": False, "valid_until": NOON + 9 * DAY}, {}, "until_on"),
        (
            {"is_perpetual": False, "valid_until": NOON + 9 * DAY},
            {"valid_until": NOON + 9 * DAY + timedelta(seconds=1)},
            "until_on",
        ),
        (
            {"is_perpetual": False, "valid_until": NOON + 9 * DAY},
            {"valid_from": NOON + 9 * DAY},
            "from_on",
        ),
        ({}, {"valid_until": NOON}, "until_on"),
    ],
)
def test_a_grant_never_exceeds_our_own(
    terms: dict[str, Any], facts: dict[str, Any], field: str
) -> None:
    edition = reprint(**terms)
    with pytest.raises(BeyondOurs) as refusal:
        granted(edition, **facts)
    assert refusal.value.field == field
    assert not OutboundGrant.objects.exists()
    assert ReprintRequest.objects.get().state != S.APPROVED


@pytest.mark.parametrize(
    ("terms", "facts"),
    [
        ({}, {}),
        ({"may_sublicense": False, "allows_kit": True, "onward": "credit_required"}, {}),
        ({}, {"use": "translation", "into_language": "fr"}),
        ({"may_edit": "yes"}, {"may_edit": True, "portion": "excerpt"}),
        (
            {"is_perpetual": False, "valid_until": NOON + 9 * DAY},
            {"valid_until": NOON + 9 * DAY},
        ),
    ],
)
def test_a_grant_may_reach_as_far_as_our_own(terms: dict[str, Any], facts: dict[str, Any]) -> None:
    assert granted(reprint(**terms), **facts).pk


@pytest.mark.parametrize(
    ("licence", "facts", "field"),
    [
        ("CC-BY-NC-4.0", {"is_commercial": True}, "is_commercial"),
        ("CC-BY-ND-4.0", {"may_edit": True}, "may_edit"),
        ("CC-BY-ND-4.0", {"use": "translation"}, "into_language"),
        ("CC-BY-4.0", {"use": "print", "may_edit": True, "is_commercial": True}, None),
    ],
)
def test_a_public_licence_bounds_what_can_be_granted(
    licence: str, facts: dict[str, Any], field: str | None
) -> None:
    edition = reprint(basis="open_licence", licence=licence, onward="public_licence")
    if field is None:
        assert granted(edition, **facts).pk
        return
    with pytest.raises(BeyondOurs) as refusal:
        granted(edition, **facts)
    assert refusal.value.field == field


def test_every_permission_must_allow_it() -> None:
    one = makers.make_permission(**RIGHTS)
    two = makers.make_permission(**{**RIGHTS, "may_sublicense": False})
    with pytest.raises(BeyondOurs):
        granted(reprint(one, two))


def test_nothing_is_granted_of_what_is_not_online(edition: Edition) -> None:
    row = makers.make_request(edition)
    later = NOON + DAY
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=later)
    told = {"use": "web", "portion": "full", "credit": "x", "valid_from": later}
    with pytest.raises(WrongStage, match="do not see the article"):
        inbox.approve(row, actor=personas.rights_desk(), at=later, **told)


def test_a_grant_ends_with_ours_by_the_clock_alone() -> None:
    permission = makers.make_permission(**RIGHTS)
    grant = granted(reprint(permission))
    assert grants.effect(grant, at=NOON).until is None
    permissions.suspend(permission, actor=personas.rights_desk(), at=NOON + 2 * DAY)
    assert standing(grant, NOON + DAY) == GrantStanding.IN_FORCE
    assert standing(grant, NOON + 2 * DAY) == GrantStanding.OURS_STOPPED
    permissions.resume(permission, actor=personas.rights_desk(), at=NOON + 3 * DAY)
    assert standing(grant, NOON + 4 * DAY) == GrantStanding.IN_FORCE
    permissions.revoke(permission, actor=personas.rights_desk(), at=NOON + 5 * DAY)
    now = grants.effect(OutboundGrant.objects.get(), at=NOON + 4 * DAY)
    assert (now.until, now.ends_with_ours) == (NOON + 5 * DAY, True)
    assert standing(grant, NOON + 5 * DAY) == GrantStanding.OURS_STOPPED


def test_a_renewal_carries_a_grant_on_but_not_beyond_its_letter() -> None:
    permission = makers.make_permission(**RIGHTS, is_perpetual=False, valid_until=NOON + 9 * DAY)
    grant = granted(reprint(permission), valid_until=NOON + 9 * DAY)
    makers.renew(permission, valid_until=None, is_perpetual=True, at=NOON + DAY)
    assert standing(grant, NOON + 9 * DAY - timedelta(seconds=1)) == GrantStanding.IN_FORCE
    assert standing(grant, NOON + 9 * DAY) == GrantStanding.ENDED


def test_a_renewal_on_narrower_terms_stops_what_went_beyond_them() -> None:
    permission = makers.make_permission(**RIGHTS, is_perpetual=False, valid_until=NOON + 9 * DAY)
    edition = reprint(permission)
    grant = granted(edition, valid_until=NOON + 9 * DAY)
    facts = {"may_sublicense": False, "valid_from": NOON + 5 * DAY}
    makers.renew(permission, valid_until=None, is_perpetual=True, at=NOON + DAY, **facts)
    assert standing(grant, NOON + 4 * DAY) == GrantStanding.IN_FORCE
    assert standing(grant, NOON + 5 * DAY) == GrantStanding.OURS_STOPPED


def test_a_grant_comes_ends_and_is_revoked(edition: Edition) -> None:
    grant = granted(edition, valid_from=NOON + DAY, valid_until=NOON + 9 * DAY)
    assert standing(grant, NOON) == GrantStanding.COMING
    assert standing(grant, NOON + DAY) == GrantStanding.IN_FORCE
    assert standing(grant, NOON + 9 * DAY) == GrantStanding.ENDED
    with pytest.raises(NotAllowed):
        grants.revoke(grant, actor=personas.editor(), at=NOON + 2 * DAY)
    grants.revoke(grant, actor=personas.rights_desk(), at=NOON + 2 * DAY)
    assert standing(grant, NOON + 2 * DAY) == GrantStanding.REVOKED
    assert standing(grant, NOON + DAY) == GrantStanding.IN_FORCE
    with pytest.raises(WrongStage):
        grants.revoke(grant, actor=personas.rights_desk(), at=NOON + 2 * DAY)


def test_a_renewal_that_we_know_of_bounds_what_is_granted_today() -> None:
    first = makers.make_permission(**RIGHTS, valid_until=NOON + 10 * DAY)
    makers.renew(first, at=NOON, valid_until=NOON + 100 * DAY, may_sublicense=False)
    edition = reprint(first)
    with pytest.raises(BeyondOurs) as refusal:
        granted(edition, valid_until=NOON + 90 * DAY)
    assert refusal.value.field == "until_on"
    assert granted(edition, valid_until=NOON + 10 * DAY)


def test_what_we_take_off_our_own_pages_is_granted_to_nobody(edition: Edition) -> None:
    grant = granted(edition)
    told = {"actor": personas.editor(), "at": NOON + DAY}
    release.withdraw(edition.article, reason="legal_demand", **told)
    assert standing(grant, NOON + DAY / 2) == GrantStanding.IN_FORCE
    assert standing(grant, NOON + DAY) == GrantStanding.OURS_STOPPED
    release.reinstate(edition.article, **told)
    assert standing(grant, NOON + DAY) == GrantStanding.IN_FORCE


def test_nothing_is_granted_that_is_over_already(edition: Edition) -> None:
    with pytest.raises(BeyondOurs) as refusal:
        granted(edition, valid_from=NOON - 9 * DAY, valid_until=NOON - DAY)
    assert refusal.value.field == "until_on"
