"""What each basis needs before anything may run on it: one table, asked by the grant and by the checklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Evidence, Permission
from articles.models.rights import PermissionState
from articles.models.term_choices import GIVEN, RIGHT_FOR, AIPolicy, Basis, Onward

B = Basis
ALL = frozenset(B)
TERMED = GIVEN | {B.EXCEPTION}

NO_CREDIT_KIND = _("Say which words of credit they asked for, or that none are prescribed.")

# The bases on which a permission must say it, by its field, and what is asked for.
NEEDED: tuple[tuple[str, frozenset[Basis], str | Promise], ...] = (
    (
        "basis",
        frozenset({B.UNKNOWN}),
        _("Say why we may run it: what else is missing depends on the answer."),
    ),
    ("source", ALL - {B.OWN, B.UNKNOWN}, _("Choose the source.")),
    ("licensor", GIVEN, _("Say who allowed it.")),
    ("licensor_role", GIVEN, _("Say in which role they could allow it.")),
    (
        "licence",
        frozenset({B.OPEN_LICENCE, B.PUBLIC_DOMAIN}),
        _("Choose the public licence, or the mark of the public domain."),
    ),
    ("allows_web", GIVEN, _("It does not cover our pages: tick where it may appear.")),
    ("valid_from", TERMED, _("Say from when it counts.")),
    ("valid_until", TERMED, _("Say until when it counts, or that it is without end.")),
    ("credit_kind", TERMED, NO_CREDIT_KIND),
)
# The states in which what it says may still be written.
OPEN = frozenset({PermissionState.DRAFT, PermissionState.REQUESTED, PermissionState.REFUSED})
# Which field of a permission must allow a use of the text.
FIELD_FOR = {**RIGHT_FOR, "edited": "may_edit"}
PROVED = GIVEN | {B.OPEN_LICENCE, B.EXCEPTION}
NO_CONTACT = _(
    "Readers are told to ask the original author, but no contact is known. Add one to the permission, or "
    "choose “write to us, we forward”."
)
NO_PROOF = _("Add what proves it, and tick that you looked at it and that it says so.")
NO_PROOF_OF_AI = _(
    "Machines may be trained on it only if a proof says so. Add that proof, or answer “No”."
)


class Lack(NamedTuple):
    """Something a permission does not say yet, by the field that should."""

    field: str
    message: str | Promise


def lacking(permission: Permission) -> list[Lack]:
    """What is missing before it can be granted, in the order of the form. One query, none for own work."""
    found = [*_unsaid(permission), *_unreachable(permission), *_unproved(permission)]
    order = {field: place for place, (field, _bases, _message) in enumerate(NEEDED)}
    return sorted(found, key=lambda lack: order.get(lack.field, len(order)))


def lacks_contact(permission: Permission) -> bool:
    """Whether readers would be sent to somebody of whom they learn no address."""
    asks_holder = permission.onward_now == Onward.CONTACT_HOLDER
    return asks_holder and not (permission.onward_contact or permission.is_forwarded)


def _unsaid(permission: Permission) -> Iterator[Lack]:
    for field, bases, message in NEEDED:
        if permission.basis not in bases:
            continue
        if field == "valid_until" and permission.is_perpetual:
            continue
        value = permission.source_id if field == "source" else getattr(permission, field)
        if field == "basis" or not value:
            yield Lack(field, message)


def _unreachable(permission: Permission) -> Iterator[Lack]:
    """A renewal takes its terms over as they are, and of an unknown basis nothing follows."""
    is_asked = permission.basis != B.UNKNOWN and not permission.supersedes_id
    if is_asked and lacks_contact(permission):
        yield Lack("onward_contact", NO_CONTACT)


def _unproved(permission: Permission) -> Iterator[Lack]:
    needs_proof = permission.basis in PROVED
    needs_word_on_ai = permission.ai_policy == AIPolicy.ALLOWED and permission.basis not in {
        B.OWN,
        B.PUBLIC_DOMAIN,
    }
    if not (needs_proof or needs_word_on_ai):
        return
    checked = Evidence.objects.checked().filter(permission=permission.pk)
    on_ai = list(checked.values_list("covers_ai", flat=True))
    if needs_proof and not on_ai:
        yield Lack("evidence", NO_PROOF)
    if needs_word_on_ai and not any(on_ai):
        yield Lack("ai_policy", NO_PROOF_OF_AI)
