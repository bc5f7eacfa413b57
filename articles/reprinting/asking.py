"""What those who want to reprint do themselves: ask, confirm, answer back, withdraw.

Nobody is signed in, so nothing of this stands in the desk log; the request's own thread tells it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from articles import post
from articles.models import Edition, ReprintRequest
from articles.models.requests import RequestNoteKind, RequestState
from articles.refusals import TooMany
from articles.reprinting import first_answers, letters
from articles.reprinting.requests import UNDECIDED, move, note, shown_edition
from articles.verbs import locked

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
OF_ONE_ADDRESS = 5  # unconfirmed requests a day: each is a mail to somebody who may not have asked
OF_ONE_ARTICLE = 30  # an hour
REPLIES = 20  # replies to one request a day

# What makes two requests of the same person the same request.
ASKED = (
    *("name", "organisation", "publication", "publication_url", "use", "into_language", "portion"),
    *("excerpt_words", "from_on", "until_on", "is_commercial", "will_edit", "message"),
)


def ask(edition: Edition, *, at: datetime, language: str, **facts: Any) -> ReprintRequest:
    """A request that waits to be confirmed by mail; the same one again is the one that is there.

    `facts` are columns of `ReprintRequest`, `language` is that of the interface. Raises `TooMany`.
    """
    with transaction.atomic():
        article = locked(edition.article)
        of_article = ReprintRequest.objects.filter(article=article, asked_at__gt=at - A_DAY)
        same = of_article.filter(
            email__iexact=facts["email"], state__in=UNDECIDED | {RequestState.UNCONFIRMED}
        )
        for row in same:
            if all(getattr(row, name) == facts.get(name, getattr(row, name)) for name in ASKED):
                return row
        theirs = ReprintRequest.objects.filter(
            email__iexact=facts["email"],
            state=RequestState.UNCONFIRMED,
            asked_at__gt=at - A_DAY,
        )
        is_busy = of_article.filter(asked_at__gt=at - AN_HOUR).count() >= OF_ONE_ARTICLE
        if is_busy or theirs.count() >= OF_ONE_ADDRESS:
            raise TooMany
        row = ReprintRequest.objects.create(
            article=article, asked_at=at, language=language, **facts
        )
        subject, body = letters.confirmation(row, edition)
        post.write(to=row.email, subject=subject, body=body, language=language, at=at, request=row)
    return row


def confirm(request: ReprintRequest, *, at: datetime) -> ReprintRequest:
    """Takes it that the address is theirs, and answers at once what can be answered."""
    with transaction.atomic():
        row = locked(request)
        take_up(row, at=at)
    return row


def take_up(row: ReprintRequest, *, at: datetime) -> None:
    """What follows from a confirmation, of a row that is held."""
    move(row, "confirm", at=at)
    row.confirmed_at = at
    row.save()
    if edition := shown_edition(row, at=at):
        first_answers.give(row, edition, at=at)


def reply(request: ReprintRequest, *, text: str, at: datetime) -> ReprintRequest:
    """What they say back; the desk sees to it again."""
    with transaction.atomic():
        row = locked(request)
        said = row.notes.filter(kind=RequestNoteKind.FROM_THEM, at__gt=at - A_DAY)
        last = said.order_by("-pk").first()
        if last and last.text == text:
            return row
        if said.count() >= REPLIES:
            raise TooMany
        move(row, "reply", at=at)
        note(row, RequestNoteKind.FROM_THEM, text, at=at)
    return row


def withdraw(request: ReprintRequest, *, at: datetime) -> ReprintRequest:
    """They do not want it any more."""
    with transaction.atomic():
        row = locked(request)
        move(row, "withdraw", at=at)
    return row
