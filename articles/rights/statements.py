"""What every output says about rights: the frozen facts of an edition joined with the live terms.

Where several permissions are needed, each term is the strictest of them: nobody is promised more than
all of them allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from articles import clearance
from articles.language import wording
from articles.models import Edition, Masthead, Permission
from articles.models.compiled import Question
from articles.models.term_choices import AIPolicy, Basis, Ending, IndexPolicy, Licence, Onward
from articles.models.terms import fill_in
from articles.piece import Original, RightsStatement

# Word for word, or nearly: two pages with the same text compete in a search engine.
SAME_TEXT = frozenset({"verbatim", "abridged", "edited", "excerpt"})
# The strictest first.
ONWARD = (
    Onward.FORBIDDEN,
    Onward.CONTACT_HOLDER,
    Onward.CONTACT_SOURCE,
    Onward.CONTACT_US,
    Onward.CREDIT_REQUIRED,
    Onward.PUBLIC_LICENCE,
)
# What may be passed on only while we hold it ourselves.
PASSED_ON = frozenset({Onward.CONTACT_US, Onward.CREDIT_REQUIRED, Onward.PUBLIC_LICENCE})
INDEX = (
    IndexPolicy.NOINDEX,
    IndexPolicy.CANONICAL,
    IndexPolicy.NOINDEX_NEWS,
    IndexPolicy.INDEX,
)


def statement(
    edition: Edition,
    *,
    at: datetime,
    masthead: Masthead,
    needs: Iterable[clearance.Need] | None = None,
) -> RightsStatement:
    """What may be said of this edition at that instant. No query for own work, else one.

    `needs` stands in for the edition's own where it is a preview that was never cut (two queries).
    """
    if edition.piece.original is None:
        return _own(masthead)
    if needs is None:
        needs, known = clearance.of_edition(edition)
    else:
        needs = list(needs)
        known = clearance.chains(needs)
    return reprint(edition, needs, known, at=at, masthead=masthead)


def asking(edition: Edition) -> list[Question]:
    """What `statement` would ask of an edition that was cut. No query."""
    return [clearance.asking(edition)] if edition.piece.original else []


def _own(masthead: Masthead) -> RightsStatement:
    """Our own work: ours to pass on, under the publication's licence or on request."""
    return RightsStatement(
        onward=Onward.PUBLIC_LICENCE.value if masthead.licence else Onward.CONTACT_US.value,
        allows_training=masthead.allows_training,
        **_licence(masthead.licence),
    )


def reprint(
    edition: Edition,
    needs: Iterable[clearance.Need],
    known: clearance.Chains,
    *,
    at: datetime,
    masthead: Masthead,
) -> RightsStatement:
    """The statement of a reprint whose permissions are at hand. No query."""
    needs = list(needs)
    original = edition.piece.original
    spans = clearance.cleared(needs, known, stays=True)
    terms, is_kept = terms_at(needs, known, at)
    words = original.required_credit if original else ""
    return RightsStatement(
        is_reprint=True,
        original=original,
        required_credit=words or _prescribed(terms, original),
        source_slug=edition.reprinted_from.slug if edition.reprinted_from else "",
        ends_at=clearance.ends_at(spans, at),
        is_kept=is_kept,
        **_terms(edition, terms, masthead, is_kept=is_kept),
    )


def terms_at(
    needs: Iterable[clearance.Need], known: clearance.Chains, at: datetime
) -> tuple[list[Permission], bool]:
    """The permissions whose terms hold at that instant, and whether they only keep what ran. No query."""
    needs = list(needs)
    is_kept = _rests_on_a_clause(needs, known, at)
    return clearance.in_force(needs, known, at, stays=is_kept), is_kept


def _rests_on_a_clause(needs: list[clearance.Need], known: clearance.Chains, at: datetime) -> bool:
    """Whether what may stay stays by a clause alone, after its term."""
    rows = (row for need in needs for row in known[need.permission_id])
    if not any(row.ending == Ending.KEEP for row in rows):
        return False
    is_cleared = clearance.lies_in(clearance.cleared(needs, known), at)
    return not is_cleared and clearance.lies_in(clearance.cleared(needs, known, stays=True), at)


def _prescribed(terms: list[Permission], original: Original | None) -> str:
    """All words that permissions prescribe, each once, with what is known of the original put in."""
    words = "\n".join(dict.fromkeys(row.required_credit for row in terms if _says(row)))
    if original is None:
        return words
    return fill_in(
        words,
        title=original.title,
        authors=", ".join(original.authors),
        source=original.source,
        date=original.first_published_on,
    )


def _says(permission: Permission) -> bool:
    return permission.credit_kind == "verbatim" and bool(permission.required_credit)


def whom_to_ask(terms: Iterable[Permission]) -> Permission:
    """The permission whose word on reprinting by others decides: the strictest of those in force."""
    return min(terms, key=lambda row: ONWARD.index(Onward(row.onward_now)))


def _terms(
    edition: Edition, terms: list[Permission], masthead: Masthead, *, is_kept: bool
) -> dict[str, Any]:
    if not terms:
        return {"channels": (), "index": index(edition, terms)}
    asked = whom_to_ask(terms)
    onward = Onward(asked.onward_now)
    licence = _outgoing(terms, masthead) if onward == Onward.PUBLIC_LICENCE else ""
    channels = frozenset.intersection(*(row.channels for row in terms))
    if is_kept:
        channels &= {"web"}
    is_void = is_kept or (onward == Onward.PUBLIC_LICENCE and not licence)
    if is_void and onward in PASSED_ON:
        onward, licence = Onward.CONTACT_HOLDER, ""
    return {
        "basis": "" if is_kept else terms[0].basis,
        **_licence(licence),
        "onward": onward.value,
        "onward_contact": _contact(asked),
        "is_forwarded": asked.is_forwarded,
        "index": index(edition, terms),
        "channels": tuple(sorted(channels)),
        "allows_training": allows_training(terms, is_kept, masthead),
    }


def _outgoing(terms: list[Permission], masthead: Masthead) -> str:
    """The licence that the text goes out under: whoever changed it last says so, but only one that takes
    back nothing of what the others ask. Empty where none does.
    """
    named = [
        Licence(licence)
        for row in terms
        if (licence := row.licence or (masthead.licence if row.basis == Basis.OWN else ""))
    ]
    fitting = (one for one in reversed(named) if all(one.honours(other) for other in named))
    return next((one.value for one in fitting), "")


def _licence(spdx: str) -> dict[str, Any]:
    if not spdx:
        return {}
    known = Licence(spdx)
    return {"licence": known.value, "licence_name": str(known.label), "licence_url": known.url}


def allows_training(terms: list[Permission], is_kept: bool, masthead: Masthead) -> bool:
    """Nobody grants what they do not hold: each permission must say so, or be ours to decide, and one
    that only keeps what ran says nothing. And no page takes back what the publication reserves for all of
    them (AIPREF: the strictest statement wins). Without any permission there is none.
    """
    is_left_to_us = masthead.allows_training and bool(terms) and not is_kept
    return is_left_to_us and all(
        row.basis == Basis.OWN or row.ai_policy == AIPolicy.ALLOWED for row in terms
    )


def _contact(permission: Permission) -> str:
    """Whom a reader may be sent to; the source's public contact where it is the source to ask."""
    if permission.onward == Onward.CONTACT_SOURCE and permission.source:
        return permission.onward_contact or permission.source.public_contact
    return permission.onward_contact


def index(edition: Edition, terms: list[Permission]) -> str:
    """The strictest of what was agreed; where nothing was, a copy of the same words stays out. Without
    any permission all stays out.

    An original that search engines cannot list in our copy's place, for want of an address or because it
    is in another language, leaves our copy unlisted all the same.
    """
    if not terms:
        return IndexPolicy.NOINDEX.value
    agreed = [IndexPolicy(row.index_policy) for row in terms]
    chosen: list[IndexPolicy] = [policy for policy in agreed if policy != IndexPolicy.AUTO]
    if len(chosen) < len(agreed):
        chosen.append(_as_usual(edition, terms))
    strictest = min(chosen, key=INDEX.index)
    original = edition.piece.original
    if strictest == IndexPolicy.CANONICAL and not (
        original and original.is_on_the_web and _is_same_language(edition)
    ):
        strictest = IndexPolicy.NOINDEX
    return strictest.value


def _as_usual(edition: Edition, terms: list[Permission]) -> IndexPolicy:
    if all(row.basis in {Basis.OWN, Basis.PUBLIC_DOMAIN} for row in terms):
        return IndexPolicy.INDEX
    is_copy = edition.relation in SAME_TEXT and _is_same_language(edition)
    return IndexPolicy.NOINDEX if is_copy else IndexPolicy.INDEX


def _is_same_language(edition: Edition) -> bool:
    original = edition.piece.original
    return not (original and original.language) or (
        wording.primary(original.language) == wording.primary(edition.language)
    )
