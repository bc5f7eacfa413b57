"""What every output says about rights: the frozen facts of an edition joined with the live terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from articles import clearance
from articles.models import Edition, Permission
from articles.models.rights import Basis, IndexPolicy, Licence, Onward
from articles.piece import RightsStatement

# Word for word, or nearly: two pages with the same text compete in a search engine.
SAME_TEXT = frozenset({"verbatim", "abridged", "edited", "excerpt"})


def statement(
    edition: Edition, *, at: datetime, needs: Iterable[clearance.Need] | None = None
) -> RightsStatement:
    """What may be said of this edition at that instant. No query for own work, else one.

    `needs` stands in for the edition's own where it is a preview that was never cut (two queries).
    """
    original = edition.piece.original
    if original is None:
        return RightsStatement()
    if needs is None:
        needs, known = clearance.of_edition(edition)
    else:
        needs = list(needs)
        known = clearance.chains(needs)
    in_force = clearance.in_force(needs, known, at)
    terms = in_force[0] if in_force else None
    ends_at = clearance.ends_at(clearance.cleared(needs, known), at)
    return RightsStatement(
        is_reprint=True,
        original=original,
        required_credit=original.required_credit or (terms.required_credit if terms else ""),
        source_slug=edition.source.slug if edition.source else "",
        ends_at=ends_at,
        is_indexed=_is_indexed(edition, terms),
        **(_terms(terms) if terms else {}),
    )


def _terms(permission: Permission) -> dict[str, Any]:
    return {
        "basis": permission.basis,
        "licence": permission.get_licence_display(),
        "licence_url": Licence(permission.licence).url if permission.licence else "",
        "onward": permission.onward,
        "onward_contact": _contact(permission),
        "is_forwarded": permission.is_forwarded,
    }


def _contact(permission: Permission) -> str:
    """Whom a reader may be sent to; the source's public contact where it is the source to ask."""
    if permission.onward == Onward.CONTACT_SOURCE and permission.source:
        return permission.onward_contact or permission.source.public_contact
    return permission.onward_contact


def _is_indexed(edition: Edition, terms: Permission | None) -> bool:
    policy = terms.index_policy if terms else IndexPolicy.AUTO
    if policy != IndexPolicy.AUTO:
        return policy == IndexPolicy.INDEX
    if terms and terms.basis in {Basis.OWN, Basis.PUBLIC_DOMAIN}:
        return True
    original = edition.piece.original
    is_same_language = not (original and original.language) or (
        original.language.split("-")[0] == edition.language.split("-")[0]
    )
    return not (edition.relation in SAME_TEXT and is_same_language)
