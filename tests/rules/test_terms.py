"""What terms come to: uses, channels, whether others may reprint; licences; the matrix of needs."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import Permission, Source
from articles.models.credits import Relation
from articles.models.term_choices import CHANNELS, GIVEN, Basis, Licence, Onward
from articles.models.terms import fill_in
from articles.rights.requirements import lacking
from tests.makers import NOON, make_source, prove

ALL = frozenset(Relation.values)


def terms(basis: str = Basis.PERMISSION, **facts: Any) -> Permission:
    return Permission(reference="x", basis=basis, **{"onward": Onward.CONTACT_US, **facts})


def uses(permission: Permission) -> set[str]:
    return {relation for relation in ALL if permission.may(relation)}


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        (terms(Basis.OWN), ALL),
        (terms(Basis.PUBLIC_DOMAIN), ALL),
        (terms(Basis.OPEN_LICENCE, licence="CC-BY-4.0"), ALL),
        (terms(Basis.OPEN_LICENCE, licence="CC-BY-ND-4.0"), {"verbatim"}),
        (terms(Basis.OPEN_LICENCE, licence="CC-BY-NC-ND-2.0"), {"verbatim"}),
        (terms(Basis.EXCEPTION), {"excerpt"}),
        (terms(), {"verbatim", "edited"}),
        (terms(may_edit="no"), {"verbatim"}),
        (terms(may_edit="no", may_translate=True), {"verbatim", "translation"}),
        (terms(may_edit="no", may_abridge=True), {"verbatim", "abridged", "excerpt"}),
        (terms(may_edit="no", may_adapt=True), {"verbatim", "adapted", "compiled"}),
        (terms(Basis.SYNDICATION, may_edit="no"), {"verbatim"}),
        (terms(Basis.WHITELIST, may_edit="no", may_translate=True), {"verbatim", "translation"}),
    ],
    ids=lambda value: value.basis if isinstance(value, Permission) else str(len(value)),
)
def test_which_use_is_allowed(permission: Permission, allowed: set[str]) -> None:
    assert uses(permission) == set(allowed)


def test_channels_are_what_was_ticked_unless_nobody_had_to_be_asked() -> None:
    assert terms().channels == {"web"}
    assert terms(allows_feed=True, allows_kit=True).channels == {"web", "feed", "kit"}
    assert terms(allows_web=False).channels == frozenset()
    for basis in (Basis.OWN, Basis.OPEN_LICENCE, Basis.PUBLIC_DOMAIN):
        assert terms(basis, allows_web=False).channels == frozenset(CHANNELS)
    assert terms(Basis.EXCEPTION, allows_feed=True, allows_api=True).channels == {"web"}


@pytest.mark.parametrize(
    ("permission", "onward"),
    [
        (terms(onward="contact_us"), Onward.CONTACT_US),
        (terms(Basis.OWN, onward="credit_required"), Onward.CREDIT_REQUIRED),
        (terms(Basis.OPEN_LICENCE, licence="CC-BY-4.0"), Onward.PUBLIC_LICENCE),
        (terms(Basis.PUBLIC_DOMAIN, licence="CC0-1.0", onward="forbidden"), Onward.PUBLIC_LICENCE),
        (terms(Basis.OPEN_LICENCE, onward="contact_us"), Onward.CONTACT_US),
        (terms(Basis.EXCEPTION, onward="credit_required"), Onward.FORBIDDEN),
    ],
    ids=str,
)
def test_a_public_licence_lets_others_reprint_and_an_exception_does_not(
    permission: Permission, onward: Onward
) -> None:
    assert permission.onward_now == onward


@pytest.mark.parametrize(
    ("licence", "out", "fits"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", True),
        ("CC-BY-SA-3.0", "CC-BY-SA-4.0", True),
        ("CC-BY-SA-4.0", "CC-BY-SA-3.0", False),
        ("CC-BY-SA-4.0", "CC-BY-4.0", False),
        ("CC-BY-NC-SA-3.0", "CC-BY-SA-4.0", False),
        ("CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0", True),
        ("CC-BY-SA-4.0", "", False),
        ("CC-BY-SA-4.0", "made-up", False),
    ],
)
def test_under_which_licence_a_changed_text_goes_out(licence: str, out: str, fits: bool) -> None:
    assert Licence(licence).goes_out_under(out) is fits


@pytest.mark.parametrize("licence", Licence)
def test_a_licence_says_what_its_name_says(licence: Licence) -> None:
    deed = licence.url
    assert deed.startswith("https://creativecommons.org/")
    assert deed.endswith(f"/{licence.version}/")
    assert licence.forbids_commerce == ("nc" in deed)
    assert licence.forbids_changes == ("-nd" in deed)
    assert licence.asks_for_the_same == ("-sa" in deed)


def test_words_of_credit_are_filled_in_with_what_is_known() -> None:
    template = "“{title}” by {authors}, {source}, {date}, {else}"
    told = fill_in(template, title="A {date}", authors="Bo", source="")
    assert told == "“A {date}” by Bo, {source}, {date}, {else}"


def test_a_permission_starts_from_what_its_source_usually_says() -> None:
    source = Source(basis="syndication", may_translate=True, ending="link", time_zone="Asia/Tokyo")
    permission = Permission(reference="mine", notes="mine")
    permission.take_terms(source)
    assert (permission.basis, permission.may_translate, permission.ending) == (
        *("syndication", True, "link"),
    )
    assert permission.zone.key == "Asia/Tokyo"
    assert (permission.reference, permission.notes) == ("mine", "mine")


SOURCED = {"source"}
GIVER = {"licensor", "licensor_role"}
TERM = {"valid_from", "valid_until"}
MATRIX: dict[Basis, set[str]] = {
    Basis.UNKNOWN: {"basis"},
    Basis.OWN: set(),
    Basis.PERMISSION: {*SOURCED, *GIVER, *TERM, "allows_web", "credit_kind", "evidence"},
    Basis.SYNDICATION: {*SOURCED, *GIVER, *TERM, "allows_web", "credit_kind", "evidence"},
    Basis.WHITELIST: {*SOURCED, *GIVER, *TERM, "allows_web", "credit_kind", "evidence"},
    Basis.OPEN_LICENCE: {*SOURCED, "licence", "evidence"},
    Basis.PUBLIC_DOMAIN: {*SOURCED, "licence"},
    Basis.EXCEPTION: {*SOURCED, *TERM, "credit_kind", "evidence"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("basis", Basis)
def test_each_basis_needs_what_the_matrix_says_all_at_once(basis: Basis) -> None:
    empty = terms(basis, allows_web=False)
    assert {lack.field for lack in lacking(empty)} == MATRIX[basis]
    full = terms(
        basis if basis != Basis.UNKNOWN else Basis.OWN,
        source=make_source(),
        licensor="Bo",
        licensor_role="author",
        licence="CC-BY-4.0",
        valid_from=NOON,
        is_perpetual=True,
        credit_kind="none",
    )
    full.save()
    prove(full)
    assert lacking(full) == []


@pytest.mark.django_db
@pytest.mark.parametrize("basis", [*sorted(GIVEN), Basis.OPEN_LICENCE, Basis.EXCEPTION])
def test_training_needs_a_word_of_whoever_holds_the_rights(basis: Basis) -> None:
    asked = {lack.field for lack in lacking(terms(basis, ai_policy="allowed"))}
    assert "ai_policy" in asked
    assert "ai_policy" not in {lack.field for lack in lacking(terms(basis))}
    assert not lacking(terms(Basis.OWN, ai_policy="allowed"))
