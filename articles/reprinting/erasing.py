"""What people told us about themselves goes when it is no longer needed; the bare record stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import ReprintRequest
from articles.models.requests import RequestState
from articles.refusals import WrongStage
from articles.reprinting import grants
from articles.reprinting.requests import log
from articles.verbs import locked, require

KEPT_FOR = timedelta(days=731)  # 24 months, as the form says
UNCONFIRMED_FOR = timedelta(days=30)  # whose address it is was never confirmed
GONE = "–"
PRIVATE = ("name", "email", "organisation", "publication_url", "message")


def erase(
    request: ReprintRequest, *, actor: AbstractBaseUser, at: datetime | None = None
) -> ReprintRequest:
    """Takes out everything that tells who asked, with the thread and the mails.

    Raises `WrongStage` while a grant relies on it.
    """
    require(actor, "answer_reprintrequest")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        if row.erased_at:
            raise WrongStage(_("It was erased already."))
        if _is_relied_on(row, at=at):
            raise WrongStage(_("A grant relies on it. Revoke the grant first."))
        _empty(row, at=at)
        log(row, "erase_request", actor=actor, at=at)
    return row


def erase_old(*, at: datetime) -> int:
    """Erases what is older than it may be kept, but for what a grant in force relies on; how many."""
    erased = 0
    is_old = Q(asked_at__lte=at - KEPT_FOR)
    is_strange = Q(state=RequestState.UNCONFIRMED, asked_at__lte=at - UNCONFIRMED_FOR)
    rows = ReprintRequest.objects.filter(is_old | is_strange, erased_at=None)
    for request in rows.order_by("pk").iterator():
        with transaction.atomic():
            row = locked(request)
            is_recent = (row.answered_at or row.asked_at) > at - KEPT_FOR
            if is_recent and row.state != RequestState.UNCONFIRMED:
                continue
            if not _is_relied_on(row, at=at):
                _empty(row, at=at)
                erased += 1
    return erased


def _is_relied_on(row: ReprintRequest, *, at: datetime) -> bool:
    """Whether a letter that was sent still counts, or may count again."""
    grant = getattr(row, "grant", None)
    if grant is None:
        return False
    over = {grants.GrantStanding.ENDED, grants.GrantStanding.REVOKED}
    return grants.effect(grant, at=at).standing not in over


def _empty(row: ReprintRequest, *, at: datetime) -> None:
    for name in PRIVATE:
        setattr(row, name, "")
    row.publication = GONE
    row.erased_at = at
    row.save()
    row.notes.all().delete()
    row.messages.all().delete()
    grant = getattr(row, "grant", None)
    if grant:
        grant.grantee = GONE
        grant.save()
