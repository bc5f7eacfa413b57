"""The verbs that decide what the public sees: publish (or schedule), take down, withdraw, reinstate.

Each locks the article, changes one input of its windows, derives them, and logs what was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clearance, listing, windows
from articles.bridges import frozen
from articles.clearance import Need
from articles.models import (
    Address,
    Article,
    DeskEvent,
    Edition,
    Masthead,
)
from articles.models.articles import Stage, WithdrawalReason
from articles.models.compiled import compiled
from articles.models.editions import EditionKind
from articles.piece import Piece
from articles.publishing import checklist
from articles.publishing.cutting import cut
from articles.refusals import (
    AddressTaken,
    AlreadyScheduled,
    ApprovalMissing,
    Blocked,
    NoteMissing,
    NothingChanged,
    NothingLive,
    Refused,
    WrongInstant,
    WrongStage,
)
from articles.verbs import as_read, locked, require
from articles.working_copy import CREDIT, WorkingCopy, read


def publish(
    article: Article,
    *,
    actor: AbstractBaseUser,
    at: datetime | None = None,
    kind: str = "",
    note: str = "",
    now: datetime | None = None,
) -> Edition:
    """Cuts the next edition, whose turn begins at `at` (default: now; later is a schedule).

    `now` is the moment of deciding. Kind defaults to first or minor; an update or a correction
    needs a note for readers. Raises a `Refused` that says what to do: `StaleArticle` if the text was
    saved since `article` was read. At most 25 queries, 31 for a reprint, the actor's roles among them; up
    to three more for another address.
    """
    require(actor, "publish_article")
    now = now or timezone.now()
    at = at or now
    with transaction.atomic():
        row = as_read(article, _to_publish)
        copy = read(row, is_held=True)
        known = hold_permissions(copy.needs)
        editions = windows.editions_of(row)
        last = editions[-1] if editions else None
        _check_turn(row, last, at=at, now=now)
        kind = _kind(kind, note) if last else EditionKind.FIRST
        if bad := checklist.blockers(checklist.findings_in(copy, at=at, known=known)):
            raise Blocked(bad)
        piece = frozen(copy)
        if last and not _differs(copy, piece, last):
            raise NothingChanged
        if not last or piece.slug != last.slug:
            claim_address(row, piece.slug)
        edition = cut(
            copy,
            piece,
            number=last.number + 1 if last else 1,
            kind=kind,
            note=note.strip(),
            at=at,
            actor=actor,
            now=now,
        )
        if (stage := row.stage) != Stage.DRAFT:
            row.stage = Stage.DRAFT
            row.save(update_fields=["stage"])
        windows.derive(row, editions=[*editions, edition], known=known)
        verb = "schedule" if at > now else "publish"
        DeskEvent.objects.log(
            verb, actor=actor, at=now, article=row, said=note, number=edition.number, stage=stage
        )
        if edition.pk % listing.SELDOM == 0:
            listing.tidy_in_passing(at=now)
    return edition


@compiled
def _to_publish(article: int) -> QuerySet[Any, Article]:
    """The article, held, with its lead picture, its credit, and whether it wants an approval."""
    wants_approval = Masthead.objects.filter(is_approval_required=True)
    rows = Article.objects.select_for_update(of=("self",)).select_related("image", CREDIT)
    return rows.annotate(wants_approval=Exists(wants_approval)).filter(pk=article)


def hold_permissions(needs: Iterable[Need]) -> clearance.Chains:
    """Nobody revokes what it relies on between the checklist and its windows. No query for no needs."""
    return clearance.chains(needs, is_held=True)


def _kind(kind: str, note: str) -> str:
    """The kind of a later version; a small repair unless told otherwise."""
    kind = kind or EditionKind.MINOR
    if kind == EditionKind.FIRST or kind not in EditionKind.values:
        raise Refused(_("Choose what kind of version this is."), field="kind")
    if kind in {EditionKind.UPDATE, EditionKind.CORRECTION} and not note.strip():
        raise NoteMissing(field="note")
    return kind


def _check_turn(article: Article, last: Edition | None, *, at: datetime, now: datetime) -> None:
    if article.withdrawn_at:
        raise WrongStage(_("The article is withdrawn. Put it back online first."))
    if article.wants_approval and article.stage != Stage.APPROVED:  # type: ignore[attr-defined]
        raise ApprovalMissing
    if last and last.at > now:
        raise AlreadyScheduled
    check_moment(article, last, at=at)


def check_moment(article: Article, last: Edition | None, *, at: datetime) -> None:
    """Raises `WrongInstant` for a turn before the last one's, or when the article is to be gone."""
    if last and at <= last.at:
        raise WrongInstant(
            _("The last version began later than that. Choose a later moment."), field="at"
        )
    if article.planned_takedown_at and at >= article.planned_takedown_at:
        raise WrongInstant(
            _("A take-down is planned before that moment. Change the plan first."), field="at"
        )


def is_changed(article: Article, edition: Edition) -> bool:
    """Whether the working copy differs from that edition in its digest, in its set of tags, or in
    the permissions that it relies on.
    """
    copy = read(article)
    return _differs(copy, frozen(copy), edition)


def _differs(copy: WorkingCopy, piece: Piece, edition: Edition) -> bool:
    if piece.digest != edition.digest:
        return True
    if _covered(copy.needs) != _covered(edition.needs.all()):
        return True
    filed = set(edition.filings.values_list("tag", flat=True))
    return filed != {tag.pk for tag in copy.tags}


def _covered(needs: Iterable[Need]) -> set[tuple[int, str]]:
    return {(need.permission_id, need.covers) for need in needs}


def claim_address(article: Article, slug: str) -> None:
    """Gives the article this slug for good. Raises `AddressTaken` if another article has it; the caller's
    transaction ends there. At most 3 queries, one where the slug is the current one.
    """
    by_slug = {address.slug: address for address in _addresses(slug, article.pk)}
    own = by_slug.pop(slug, None) or Address(slug=slug, article=article, is_current=False)
    if own.article_id != article.pk:
        raise AddressTaken(field="slug")
    if own.is_current:
        return
    if by_slug:
        article.addresses.filter(slug__in=by_slug).update(is_current=False)
    own.is_current = True
    try:
        own.save()
    except IntegrityError as error:  # another article claimed it at the same moment
        raise AddressTaken(field="slug") from error


@compiled
def _addresses(slug: str, article: int) -> QuerySet[Any, Address]:
    """The one of that slug, and the article's current one."""
    return Address.objects.filter(Q(slug=slug) | Q(article=article, is_current=True))


def plan_takedown(
    article: Article,
    *,
    actor: AbstractBaseUser,
    takedown_at: datetime | None,
    at: datetime | None = None,
    said: str = "",
) -> Article:
    """Plans the moment from which nothing of it is public; None gives the plan up."""
    require(actor, "withdraw_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(article)
        if takedown_at and takedown_at <= at:
            raise WrongInstant(
                _("Choose a moment to come, or withdraw it now."), field="takedown_at"
            )
        if takedown_at and not row.windows.filter(live_until__gt=at).exists():
            raise NothingLive
        row.planned_takedown_at = takedown_at
        row.save(update_fields=["planned_takedown_at"])
        windows.derive(row)
        planned = takedown_at.isoformat() if takedown_at else ""
        DeskEvent.objects.log(
            "plan_takedown", actor=actor, at=at, article=row, said=said, planned=planned
        )
    return row


def withdraw(
    article: Article,
    *,
    actor: AbstractBaseUser,
    reason: str,
    notice: str = "",
    at: datetime | None = None,
) -> Article:
    """Takes the article off the site from `at` on; a removal notice stays at its address."""
    require(actor, "withdraw_article")
    at = at or timezone.now()
    if reason not in WithdrawalReason.values:
        raise Refused(_("Choose a reason."), field="reason")
    with transaction.atomic():
        row = locked(article)
        if row.withdrawn_at:
            raise WrongStage(_("The article is withdrawn already."))
        if not row.windows.filter(live_until__gt=at).exists():
            raise NothingLive
        row.withdrawn_at = at
        row.withdrawn_by_id = actor.pk
        row.withdrawal_reason = reason
        row.withdrawal_notice = notice.strip()
        _save_withdrawal(row)
        windows.derive(row)
        DeskEvent.objects.log(
            "withdraw", actor=actor, at=at, article=row, said=notice, reason=reason
        )
    return row


def reinstate(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Puts a withdrawn article back online, as far as its permissions reach."""
    require(actor, "withdraw_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(article)
        if not row.withdrawn_at:
            raise WrongStage(_("The article is not withdrawn."))
        row.withdrawn_at = row.withdrawn_by = None
        row.withdrawal_reason = row.withdrawal_notice = ""
        _save_withdrawal(row)
        windows.derive(row)
        DeskEvent.objects.log("reinstate", actor=actor, at=at, article=row, said=said)
    return row


def _save_withdrawal(article: Article) -> None:
    article.save(
        update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_notice"]
    )
