"""What is scheduled: given another moment, or taken off the schedule. No reader has seen it yet."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import listing, windows
from articles.models import Article, DeskEvent, Edition
from articles.models.articles import Stage
from articles.publishing import checklist
from articles.publishing.cutting import recut
from articles.publishing.release import (
    check_moment,
    claim_address,
    hold_permissions,
    is_changed,
)
from articles.refusals import Blocked, NothingLive, WrongInstant, WrongStage
from articles.verbs import locked, require


def unschedule(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Takes the coming edition off the schedule: it never ran, so nothing of it stays but the log.

    A working copy that says the same is at the stage again that it was scheduled from.
    """
    require(actor, "publish_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(article)
        coming = _coming(row, at)
        number, slug = coming.number, coming.slug
        if row.stage == Stage.DRAFT and not is_changed(row, coming):
            row.stage = _stage_before(row, number)
            row.save(update_fields=["stage"])
        listing.take_out(coming)
        coming.delete()
        _release_address(row, slug)
        windows.derive(row)
        DeskEvent.objects.log(
            "unschedule", actor=actor, at=at, article=row, said=said, number=number
        )
    return row


def reschedule(
    article: Article,
    *,
    actor: AbstractBaseUser,
    at: datetime | None = None,
    now: datetime | None = None,
) -> Edition:
    """Gives the coming edition another moment (default: now); its text, number, kind and note stay.

    Raises `Blocked` where the checklist says so of a working copy that is the same text, and
    `WrongInstant` where the edition's own permissions do not hold at that moment.
    """
    require(actor, "publish_article")
    now = now or timezone.now()
    at = at or now
    with transaction.atomic():
        row = locked(article)
        coming = _coming(row, now)
        if row.withdrawn_at:
            raise WrongStage(_("The article is withdrawn. Put it back online first."))
        last = row.editions.filter(number__lt=coming.number).order_by("-number").first()
        check_moment(row, last, at=at)
        hold_permissions(coming.needs.all())
        bad = checklist.blockers(checklist.findings(row, at=at))
        if bad and not is_changed(row, coming):
            raise Blocked(bad)
        was, coming = coming.at, recut(coming, at=at)
        windows.derive(row)
        if not coming.windows.filter(live_from=at).exists():
            raise WrongInstant(_("No permission counts at that moment."), field="at")
        DeskEvent.objects.log(
            "reschedule",
            actor=actor,
            at=now,
            article=row,
            number=coming.number,
            was=was.isoformat(),
        )
    return coming


def _coming(article: Article, at: datetime) -> Edition:
    coming = article.editions.filter(at__gt=at).first()
    if coming is None:
        raise NothingLive(_("Nothing is scheduled."))
    return coming


def _stage_before(article: Article, number: int) -> str:
    """The stage from which that version was scheduled, as the log has it."""
    event = article.events.filter(verb="schedule", facts__number=number).first()
    return event.facts.get("stage", Stage.DRAFT) if event else Stage.DRAFT


def _release_address(article: Article, slug: str) -> None:
    """A slug that never was public goes back; the last edition's is the current one again."""
    if not article.editions.filter(slug=slug).exists():
        article.addresses.filter(slug=slug).delete()
    if last := article.editions.order_by("-number").first():
        claim_address(article, last.slug)
