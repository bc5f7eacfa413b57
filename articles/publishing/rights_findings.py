"""What the checklist says of a reprint: its facts, its permissions, and whether their terms allow this use.

It names no permission and nobody who gave one: writers read it too, and permissions are private.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.language import wording
from articles.models import CreditPermission, Masthead, Permission, ReprintCredit
from articles.models.credits import Covers, Relation
from articles.models.term_choices import Basis, CreditKind, IndexPolicy, LicensorRole
from articles.publishing import licence_findings
from articles.publishing.findings import Draft, Finding, about_permission, block, warn
from articles.publishing.licence_findings import licence_of
from articles.rights import requirements

CREDIT_WORDS = "credit_record-required_credit"
# What the places of a credit template stand for, by the column that knows it.
_FACTS = {"title": "title", "authors": "authors", "source": "source", "date": "first_published_on"}
_PLACEHOLDER = re.compile(rf"\{{({'|'.join(_FACTS)})\}}")
ENDS_SOON = timedelta(days=30)
PERMISSIONS = "credit_record-permissions"
TRANSLATION_PERMISSION = "credit_record-translation_permission"
LEFT_AS_IT_WAS = frozenset({Relation.VERBATIM, Relation.TRANSLATION})
# Where an original must be found: on the web or in print.
CITED = frozenset({Basis.PERMISSION, Basis.WHITELIST, Basis.OPEN_LICENCE, Basis.EXCEPTION})


def of(draft: Draft, *, at: datetime) -> Iterator[Finding]:
    """Nothing for our own work. At most 5 queries."""
    credit = draft.credit
    if credit is None:
        return
    in_force: list[Permission] = []
    clears = list(_clearance(draft, at, in_force))
    counting = in_force or [need.permission for need in draft.needs]
    yield from _facts(credit, draft, {permission.basis for permission in counting})
    yield from clears
    yield from _translation(credit, draft, counting)
    if in_force:
        yield from _terms(credit, draft, at, in_force)


def _facts(credit: ReprintCredit, draft: Draft, bases: set[str]) -> Iterator[Finding]:
    """What readers are told of the original; our own retelling of something need not say all of it."""
    is_own = bases == {Basis.OWN}
    if credit.source is None:
        yield block(
            "no_source",
            _("This is a reprint: choose the source that it comes from."),
            "credit_record-source",
        )
    if not is_own and not credit.title.strip():
        yield block("no_title", _("Say what the original is called."), "credit_record-title")
    if not is_own and not credit.authors.strip():
        message = _("Say who wrote the original, or that it is anonymous.")
        yield block("no_author", message, "credit_record-authors")
    if not is_own and not (credit.url or credit.issue.strip()):
        message = _("Say where the original is: its web address, or the issue that it stood in.")
        level = block if bases & CITED or not bases else warn
        yield level("no_original", message, "credit_record-url")
    yield from _use(credit, draft, bases)


def _use(credit: ReprintCredit, draft: Draft, bases: set[str]) -> Iterator[Finding]:
    level = warn if bases and bases <= {Basis.PUBLIC_DOMAIN, Basis.OWN} else block
    if credit.relation == Relation.TRANSLATION:
        if not credit.language:
            yield warn(
                "no_original_language",
                _("Say which language it was translated from."),
                "credit_record-language",
            )
        if not (draft.translators or credit.is_machine_translated):
            message = _("Name who translated it, or say that a machine did.")
            yield level("no_translator", message, "bylines")
    if credit.relation in LEFT_AS_IT_WAS or credit.changes.strip() or bases == {Basis.OWN}:
        return
    yield level("no_changes", _("Say what was changed: readers are told."), "credit_record-changes")


def _translation(
    credit: ReprintCredit, draft: Draft, counting: list[Permission]
) -> Iterator[Finding]:
    """A translation is a work of its own: whoever made it allows it, unless they work for us or the
    permission for the original is their own word or needs nobody's.
    """
    outside = [person for person in draft.translators if person.user_id is None]
    is_recorded = any(need.covers == Covers.TRANSLATION for need in draft.needs)
    is_made = credit.relation == Relation.TRANSLATION and not credit.is_machine_translated
    if not is_made or is_recorded or not outside:
        return
    roles = {permission.licensor_role for permission in counting}
    if {permission.basis for permission in counting} == {Basis.OWN}:
        return
    if LicensorRole.TRANSLATOR not in roles:
        names = ", ".join(map(str, outside))
        message = _("No permission for the translation is recorded. It was made by: %(names)s.")
        yield warn(
            "no_translation_permission",
            message % {"names": names},
            TRANSLATION_PERMISSION,
            about=names,
        )


def _clearance(draft: Draft, at: datetime, in_force: list[Permission]) -> Iterator[Finding]:
    """Why it is not cleared at that instant; if it is, `in_force` gets what counts then."""
    needs = draft.needs
    if not any(need.covers == Covers.ORIGINAL for need in needs):
        message = _("No permission is recorded for this reprint.")
        yield block("no_permission", message, PERMISSIONS)
        return
    known = clearance.chains(needs) if draft.known is None else draft.known
    spans = clearance.cleared(needs, known)
    if not clearance.lies_in(spans, at):
        open_needs = [need for need in needs if not _is_covered(need.covers, needs, known, at)]
        reasons = (_why_not(known[need.permission_id], at) for need in open_needs)
        yield from dict.fromkeys(chain.from_iterable(reasons))
        return
    in_force += clearance.in_force(needs, known, at)
    ends_at = clearance.ends_at(spans, at)
    if ends_at and ends_at - at <= ENDS_SOON:
        yield warn(
            "permission_ends_soon",
            _("The permission ends within %(days)d days.") % {"days": ENDS_SOON.days},
            PERMISSIONS,
            about=ends_at.isoformat(),
        )


def _is_covered(
    covers: str, needs: list[CreditPermission], known: clearance.Chains, at: datetime
) -> bool:
    """Whether one of its permissions counts for that part of the text, whatever the other part lacks."""
    alike = [need for need in needs if need.covers == covers]
    return clearance.lies_in(clearance.cleared(alike, known), at)


def _why_not(renewals: list[Permission], at: datetime) -> Iterator[Finding]:
    """The one reason that describes best why no permission of the chain counts at that instant, and
    what one that is not granted lacks.
    """
    counting = clearance.counting(renewals)
    if any("web" in row.channels and span.holds(at) for row, span in counting):
        return
    latest = max(renewals, key=lambda permission: permission.pk)
    standing = clearance.standing(latest, at)
    if any(span.holds(at) for _row, span in counting):
        message = _("The permission does not cover our pages.")
        yield about_permission(
            latest, "permission_not_for_pages", _wider(latest, message), "allows_web"
        )
    elif standing == clearance.Standing.UNPAID:
        message = _("The permission counts only once its fee is paid.")
        yield about_permission(latest, "permission_unpaid", message, "fee_amount")
    elif latest.state in clearance.STOPPED or not counting:
        message = _("The permission is not granted: %(state)s.")
        state = {"state": latest.get_state_display()}
        yield block("permission_not_granted", message % state, PERMISSIONS)
        if latest.state in requirements.OPEN:
            for field, lack in requirements.lacking(latest):
                yield about_permission(latest, f"permission_lacks_{field}", lack, field)
    elif all(at < span.from_ for _row, span in counting):
        message = _("The permission does not count yet at that moment.")
        yield block("permission_not_yet", message, PERMISSIONS)
    else:
        message = _("The permission has ended by then. Renew it first.")
        yield block("permission_lapsed", message, PERMISSIONS)


def _wider(permission: Permission, message: str | Promise) -> str:
    """What was granted is not rewritten: the way to say more is a renewal."""
    if permission.state in requirements.OPEN:
        return str(message)
    return f"{message} {_('Renew it with wider terms.')}"


def _terms(
    credit: ReprintCredit, draft: Draft, at: datetime, in_force: list[Permission]
) -> Iterator[Finding]:
    """Whether the terms in force allow this use, in this publication."""
    masthead = Masthead.objects.first() or Masthead()
    yield from _placeholders(credit, in_force)
    covers = _covers(draft.needs)
    for permission in in_force:
        yield from _contact(permission)
        if Covers.ORIGINAL in covers[permission.chain_id]:
            yield from _of_another_source(credit, permission)
            yield from _allows(credit, permission)
            made = [row for row in in_force if Covers.TRANSLATION in covers[row.chain_id]]
            yield from licence_findings.share_alike(credit, permission, made, masthead)
        yield from licence_findings.commerce(permission, masthead)
        yield from _search(credit, draft, permission)
        if permission.credit_kind == CreditKind.UNSAID and permission.basis in requirements.TERMED:
            yield about_permission(
                permission, "no_credit_kind", requirements.NO_CREDIT_KIND, "credit_kind"
            )


def _placeholders(credit: ReprintCredit, in_force: list[Permission]) -> Iterator[Finding]:
    """What readers would be shown to the letter: a place for a fact that nobody knows."""
    if own := _PLACEHOLDER.search(credit.required_credit):
        message = _("The words of credit still say “%(place)s”: write them out.")
        yield block("credit_not_filled_in", message % {"place": own[0]}, CREDIT_WORDS)
    if credit.required_credit:
        return
    prescribed = [row.required_credit for row in in_force if row.credit_kind == CreditKind.VERBATIM]
    for place in _PLACEHOLDER.finditer(next(filter(None, prescribed), "")):
        column = _FACTS[place[1]]
        if not getattr(credit, column):
            message = _("The prescribed words of credit name “%(place)s”: fill this in.")
            yield block(
                "credit_lacks_a_fact", message % {"place": place[0]}, f"credit_record-{column}"
            )


def _covers(needs: list[CreditPermission]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for need in needs:
        found.setdefault(need.permission.chain_id, set()).add(need.covers)
    return found


def _contact(permission: Permission) -> Iterator[Finding]:
    if requirements.lacks_contact(permission):
        message = requirements.NO_CONTACT
        yield about_permission(permission, "no_holder_contact", message, "onward_contact")


def _of_another_source(credit: ReprintCredit, permission: Permission) -> Iterator[Finding]:
    """An agency may allow what a paper printed, so an editor decides; neither is named."""
    sources = (credit.source_id, permission.source_id)
    if all(sources) and len(set(sources)) > 1:
        message = _("The permission is from another source than the credit names.")
        about = "{}:{}".format(*sources)
        yield warn("permission_of_another_source", message, "credit_record-source", about)


def _allows(credit: ReprintCredit, permission: Permission) -> Iterator[Finding]:
    licence = licence_of(permission)
    if licence and licence.forbids_changes and credit.relation != Relation.VERBATIM:
        message = _("The licence allows the text word for word only.")
        yield block("licence_forbids_changes", message, "credit_record-relation")
    elif permission.basis == Basis.EXCEPTION and not permission.may(credit.relation):
        message = _("The law allows an excerpt only: choose that use, or ask the holder.")
        yield block("only_an_excerpt", message, "credit_record-relation")
    elif not permission.may(credit.relation):
        message = _("The permission does not cover this use: %(use)s.")
        use = {"use": credit.get_relation_display()}
        field = requirements.FIELD_FOR.get(credit.relation, "may_edit")
        yield about_permission(
            permission, "use_not_covered", _wider(permission, message % use), field
        )


def _search(credit: ReprintCredit, draft: Draft, permission: Permission) -> Iterator[Finding]:
    if permission.index_policy != IndexPolicy.CANONICAL:
        return
    ours, theirs = draft.article.language, credit.language or draft.article.language
    if wording.primary(ours) != wording.primary(theirs):
        message = _("Search engines can be sent to an original in the same language only.")
        yield about_permission(permission, "canonical_in_another_language", message, "index_policy")
    elif not credit.url:
        message = _("Search engines are to list the original: add its address.")
        yield block("canonical_without_address", message, "credit_record-url")
