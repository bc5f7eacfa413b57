"""Taking over what a text says of itself: from claims to the reprint credit, and to a draft permission.

What somebody wrote stays. A claim proves nothing, so nothing here grants, refuses or adds evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clearance, curation
from articles.bridges import contributor_of, source_called
from articles.language import words
from articles.models import (
    Article,
    ArticleByline,
    Contributor,
    CreditPermission,
    DeskEvent,
    Masthead,
    Permission,
    ReprintCredit,
    Source,
)
from articles.models.credits import Covers
from articles.models.people import Role
from articles.models.term_choices import Basis, Onward
from articles.models.terms import is_address
from articles.piece import Byline
from articles.publishing import workflow
from articles.publishing.claim_answers import DRAFTED, is_open
from articles.publishing.filling import Outcome, columns, differing, fits, label, put
from articles.refusals import Refused
from articles.rights import claims as found
from articles.rights import permissions, usual_terms
from articles.verbs import as_read, locked, require

NEEDED = ("add_permission", "change_permission", "change_creditpermission")


def suggestions(article: Article) -> list[found.Suggestion]:
    """What its import found, each with what it would fill. At most two queries."""
    record = getattr(article, "import_record", None)
    if record is None:
        return []
    report = record.report
    licensees = any(claim.get("kind") == "licensee" for claim in report.get("claims", []))
    masthead = Masthead.objects.first() if licensees else None
    return found.suggestions(report, our_names=masthead.names if masthead else ())


def may_take(actor: Any, suggestion: found.Suggestion) -> bool:
    """Whether this person may take it over: what concerns a permission is for the rights desk."""
    needed = NEEDED if suggestion.is_private else ()
    return all(actor.has_perm(f"articles.{one}") for one in ("change_reprintcredit", *needed))


def take_over(
    article: Article,
    *,
    actor: AbstractBaseUser,
    claims: Collection[int],
    at: datetime | None = None,
) -> Outcome:
    """Fills what is still empty with the claims at these places of the report; returns what it did.

    Facts go into the reprint credit, which is begun if there is none; whatever concerns a permission goes
    into a draft: the one that the credit relies on, or where it relies on none or on what is over, a new
    one on the source's usual terms. Raises
    `Refused` where nothing of it would fill anything, `StaleArticle` if the text was saved since it was
    read.
    About 15 queries, 10 more with a new draft.
    """
    require(actor, "change_reprintcredit")
    at = at or timezone.now()
    known = {one.place: one for one in suggestions(article)}
    fitting = [known[place] for place in sorted(set(claims)) if place in known]
    chosen = found.in_order_of_trust(one for one in fitting if one.fills)
    if not chosen:
        raise Refused(_("There is nothing to take over. Reload the page."))
    private = [one for one in chosen if one.is_private]
    for codename in NEEDED if private else ():
        require(actor, codename)
    outcome = Outcome()
    with transaction.atomic():
        row = as_read(article)
        credit = _credit(row)
        is_new, before = credit.pk is None, columns(credit)
        outcome.undo = {"is_begun": is_new, "bylines": [], "draft": None}
        _fill_credit(credit, chosen, known.values(), outcome)
        outcome.undo["credit"] = differing(before, columns(credit))
        if outcome.filled or is_new:
            credit.save()
            curation.count_change(row)
            workflow.reconsider(row, actor=actor)
        if private:
            _draft(credit, private, outcome, actor=actor, at=at)
        if outcome.filled or is_new or outcome.undo["draft"]:
            _note(row, outcome, actor=actor, at=at, lines=[one.line for one in chosen])
    return outcome


def _credit(article: Article) -> ReprintCredit:
    rows = ReprintCredit.objects.filter(article=article).select_related("source")
    return rows.first() or ReprintCredit(article=article)


def _note(
    article: Article, outcome: Outcome, *, actor: AbstractBaseUser, at: datetime, lines: list[int]
) -> None:
    DeskEvent.objects.log(
        "take_over",
        actor=actor,
        at=at,
        article=article,
        filled={str(name): said for name, said in outcome.filled},
        lines=lines,
        version=article.version,
        **outcome.undo,
    )


# --- the reprint credit ---------------------------------------------------------------------------


def _fill_credit(
    credit: ReprintCredit,
    chosen: Iterable[found.Suggestion],
    known: Iterable[found.Suggestion],
    outcome: Outcome,
) -> None:
    claimed = {name for one in known for name in words.split_tags(one.facts.get("authors", ""))}
    for one in chosen:
        for name, value in one.facts.items():
            if name == "source":
                _fill_source(credit, value, outcome)
            elif name == found.TRANSLATOR:
                _name_translators(credit.article, value, outcome)
            elif name == "authors":
                _fill_authors(credit, value, claimed, outcome)
            else:
                column: Any = ReprintCredit._meta.get_field(name)
                put(credit, name, column.to_python(value), outcome)


def _fill_source(credit: ReprintCredit, name: str, outcome: Outcome) -> None:
    called = label(credit, "source")
    if credit.source:
        if words.fold(name) not in map(words.fold, credit.source.also_called()):
            outcome.kept.append((called, str(credit.source), name))
    elif fits(Source, "name", name):
        credit.source = source_called(name)
        outcome.filled.append((called, str(credit.source)))
    else:
        outcome.unfit.append((called, name))


def _fill_authors(credit: ReprintCredit, value: str, claimed: set[str], outcome: Outcome) -> None:
    """Names that the text gives on several lines stand side by side; what somebody wrote stays alone."""
    before = credit.authors
    now = words.split_tags(before)
    if set(now) <= claimed:
        credit.authors = ""
        value = ", ".join(dict.fromkeys([*now, *words.split_tags(value)]))
        if value == before:
            credit.authors = before
    put(credit, "authors", value, outcome)
    credit.authors = credit.authors or before


def _name_translators(article: Article, value: str, outcome: Outcome) -> None:
    rows = article.bylines.select_related("contributor")
    present = {words.fold(str(row.contributor)) for row in rows if row.role == Role.TRANSLATOR}
    for name in words.split_tags(value):
        if words.fold(name) in present:
            continue
        if not fits(Contributor, "name", name):
            outcome.unfit.append((Role.TRANSLATOR.label, name))
            continue
        place = max((row.position for row in rows), default=0) + 1
        person = contributor_of(Byline(name=name, role="translator"))
        byline = ArticleByline.objects.create(
            article=article, contributor=person, role=Role.TRANSLATOR, position=place
        )
        outcome.filled.append((Role.TRANSLATOR.label, name))
        outcome.undo["bylines"].append(byline.pk)


# --- the draft permission -------------------------------------------------------------------------


def _draft(
    credit: ReprintCredit,
    private: list[found.Suggestion],
    outcome: Outcome,
    *,
    actor: AbstractBaseUser,
    at: datetime,
) -> None:
    needs = list(credit.needs.select_related("permission").filter(covers=Covers.ORIGINAL))
    held = [locked(need.permission) for need in needs]
    drafts = [permission for permission in held if permission.state in DRAFTED]
    known = clearance.chains(needs)
    if not drafts and not all(is_open(permission, known, at) for permission in held):
        outcome.is_permission_kept = True
        return
    draft = drafts[0] if drafts else _begun(credit, private)
    told, before = Outcome(), columns(draft)
    _fill_terms(draft, credit, private, told)
    facts = usual_terms.facts(draft) | {"notes": draft.notes}
    if not drafts:
        title = credit.article.title[:120] or str(_("Untitled"))
        draft = permissions.record(actor=actor, at=at, reference=title, **facts)
        CreditPermission.objects.create(credit=credit, permission=draft)
        outcome.undo["draft"] = {"permission": draft.pk}  # begun for it
    else:
        draft = permissions.mend(draft, actor=actor, at=at, **facts)
        after = columns(draft)
        if said := differing(before, after):
            now = differing(after, before)
            outcome.undo["draft"] = {"permission": draft.pk, "before": said, "after": now}
    outcome.permission, outcome.drafted = draft, told.filled
    outcome.kept += told.kept
    outcome.unfit += told.unfit


def _begun(credit: ReprintCredit, private: Iterable[found.Suggestion]) -> Permission:
    """On the usual terms of the source, but for what the text itself says of reprinting."""
    draft = usual_terms.beginning(credit.source, article=credit.article, credit=credit)
    onward = next((one.terms["onward"] for one in private if "onward" in one.terms), draft.onward)
    if onward != draft.onward:
        draft.onward, draft.onward_contact = Onward.CONTACT_HOLDER, ""
    return draft


def _fill_terms(
    draft: Permission, credit: ReprintCredit, private: list[found.Suggestion], told: Outcome
) -> None:
    draft.source = draft.source or credit.source
    for one in private:
        terms = dict(one.terms)
        if "licence" in terms and draft.basis not in {Basis.UNKNOWN, Basis.OPEN_LICENCE}:
            told.kept.append((label(draft, "basis"), draft.get_basis_display(), one.value))
            continue
        contact = terms.pop("onward_contact", "")
        for name, value in terms.items():
            put(draft, name, value, told)
        if contact and not is_address(contact):
            told.unfit.append((label(draft, "onward_contact"), contact))
        elif contact and draft.onward == terms["onward"]:
            put(draft, "onward_contact", contact, told)
    if draft.onward == Onward.FORBIDDEN:
        draft.allows_kit = False
    lines = [one.text for one in private if one.text and one.text not in draft.notes]
    draft.notes = "\n".join(filter(None, [draft.notes, *dict.fromkeys(lines)]))
