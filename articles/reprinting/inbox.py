"""The desk's verbs on requests to reprint. What is granted is kept within our own by `grants`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles import post
from articles.language import wording
from articles.models import OutboundGrant, ReprintRequest
from articles.models.requests import RequestNoteKind
from articles.refusals import Refused, WrongStage
from articles.reprinting import asking, first_answers, grants, letters
from articles.reprinting.requests import UNDECIDED, log, move, note, shown, tell
from articles.verbs import locked, may, require

Actor = AbstractBaseUser
RIGHT = "answer_reprintrequest"


class NobodyToTell(Refused):
    message = _("Say to which e-mail address it is to be passed on.")


def confirm_by_hand(
    request: ReprintRequest, *, actor: Actor, at: datetime | None = None
) -> ReprintRequest:
    """For whoever asked and cannot be reached by mail, or was reached in another way."""
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        asking.take_up(row, at=at)
        log(row, "confirm_request", actor=actor, at=at)
    return row


def assign(
    request: ReprintRequest, *, actor: Actor, to: Any, at: datetime | None = None
) -> ReprintRequest:
    """Somebody who may answer sees to it; None gives it back to all."""
    require(actor, RIGHT)
    if to is not None and not may(to, RIGHT):
        raise Refused(_("They may not answer requests: choose somebody else."), field="to")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        row.assigned_to = to
        move(row, "assign", at=at)
        log(row, "assign_request", actor=actor, at=at)
    return row


def remark(
    request: ReprintRequest, *, actor: Actor, text: str, at: datetime | None = None
) -> ReprintRequest:
    """A note in the thread that only the desk reads."""
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        move(row, "note", at=at)
        note(row, RequestNoteKind.INTERNAL, text, at=at, actor=actor)
        log(row, "note_on_request", actor=actor, at=at)
    return row


def ask_back(
    request: ReprintRequest, *, actor: Actor, text: str, at: datetime | None = None
) -> ReprintRequest:
    """Asks them something; their answer makes the request new again."""
    return _say(request, "ask_back", text, actor=actor, at=at)


def answer(
    request: ReprintRequest, *, actor: Actor, text: str, at: datetime | None = None
) -> ReprintRequest:
    """Tells them something; nothing is decided by it."""
    return _say(request, "answer", text, actor=actor, at=at)


def quote(
    request: ReprintRequest, *, actor: Actor, text: str, at: datetime | None = None
) -> ReprintRequest:
    """Offers terms on which it could be granted."""
    return _say(request, "quote", text, actor=actor, at=at)


def decline(
    request: ReprintRequest, *, actor: Actor, text: str, at: datetime | None = None
) -> ReprintRequest:
    """Says no."""
    return _say(request, "decline", text, actor=actor, at=at)


def forward(
    request: ReprintRequest,
    *,
    actor: Actor,
    to: str = "",
    word: str = "",
    text: str = "",
    is_by_hand: bool = False,
    at: datetime | None = None,
) -> ReprintRequest:
    """Passes it on to the holder: by mail to `to` or, where nothing is given, to the address that is
    recorded with the permission. `word` is ours to the holder, `text` what those who asked are told.

    Where it was done by hand (a letter, a call), that is noted and nothing is mailed to the holder.
    Raises `NobodyToTell` where no address is known, `NoMailServer` where no mail would go out.
    """
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        edition = shown(row, at=at)
        move(row, "forward", at=at)
        if is_by_hand:
            note(row, RequestNoteKind.TO_HOLDER, word or first_answers.BY_HAND, at=at, actor=actor)
        elif not settings.HAS_MAIL_SERVER:
            raise post.NoMailServer(
                _("This site sends no mail. Pass it on in another way, then say so here."),
                field="is_by_hand",
            )
        else:
            address = _checked(to or first_answers.private_address(edition, at=at))
            first_answers.pass_on(row, edition, address, at=at, word=word)
        if text:
            tell(row, edition, text, at=at, actor=actor)
        log(row, "forward_request", actor=actor, at=at)
    return row


def approve(
    request: ReprintRequest,
    *,
    actor: Actor,
    valid_from: datetime,
    at: datetime | None = None,
    text: str = "",
    **facts: Any,
) -> OutboundGrant:
    """Grants it, and tells them where the letter is. `facts` are columns of `OutboundGrant`.

    Raises `BeyondOurs`, naming the field, where that would be more than we hold.
    """
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        edition = shown(row, at=at)
        if not row.article.windows.live(at=at).exists():
            raise WrongStage(_("Readers do not see the article now: nothing of it can be granted."))
        grant = OutboundGrant(
            request=row,
            article=row.article,
            valid_from=valid_from,
            granted_at=at,
            granted_by_id=actor.pk,
            **{"grantee": _grantee(row), "language": row.language, **facts},
        )
        grants.check(grant, grants.holding(edition, at=valid_from, grant=grant))
        move(row, "approve", at=at)
        grant.save()
        with translation.override(row.language):
            letter = _(
                "It is granted. The letter says what is allowed, and until when: %(address)s"
            )
            said = str(letter % {"address": letters.page_address(row, "reprint_letter")})
        tell(row, edition, "\n\n".join(filter(None, [text, said])), at=at, actor=actor)
        log(row, "approve_request", actor=actor, at=at)
    return grant


def close(request: ReprintRequest, *, actor: Actor, at: datetime | None = None) -> ReprintRequest:
    """Nothing more is to be done about it. They are not told."""
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        move(row, "close", at=at)
        log(row, "close_request", actor=actor, at=at)
    return row


def duplicates(request: ReprintRequest) -> Any:
    """Other undecided requests of the same address for the same article, the oldest first."""
    same = ReprintRequest.objects.filter(article=request.article_id, state__in=UNDECIDED)
    theirs = same.filter(email__iexact=request.email, erased_at=None).exclude(email="")
    return theirs.exclude(pk=request.pk).order_by("asked_at", "pk")


def merge(request: ReprintRequest, *, actor: Actor, at: datetime | None = None) -> ReprintRequest:
    """Closes it into the oldest other one of the same person, which gets its thread. Returns that one."""
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        into = duplicates(row).select_for_update(of=("self",)).first()
        if into is None:
            raise WrongStage(_("They asked for this article only once."))
        facts = "\n".join(f"{label}: {value}" for label, value in letters.facts_of(row))
        move(row, "merge", at=at)
        row.notes.update(request=into)
        when = wording.day(row.asked_at)
        text = _("They asked a second time, on %(day)s:") % {"day": when}
        note(into, RequestNoteKind.INTERNAL, f"{text}\n{facts}", at=at, actor=actor)
        log(row, "merge_request", actor=actor, at=at)
    return into


def _checked(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise NobodyToTell(field="to") from None
    return address


def _say(
    request: ReprintRequest, verb: str, text: str, *, actor: Actor, at: datetime | None
) -> ReprintRequest:
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(request)
        edition = shown(row, at=at)
        move(row, verb, at=at)
        tell(row, edition, text, at=at, actor=actor)
        log(row, WORD[verb], actor=actor, at=at)
    return row


# The log's words: permissions have verbs of the same names.
WORD = {
    "ask_back": "ask_back",
    "answer": "answer_request",
    "quote": "quote_request",
    "decline": "decline_request",
}


def _grantee(row: ReprintRequest) -> str:
    return ", ".join(filter(None, [row.organisation or row.name, row.publication]))[:300]
