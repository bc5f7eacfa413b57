"""Mail: written into the outbox first, sent when a mail server takes it, tried again when it did not.

Nothing here decides what is said. Addresses and words are private: no log line repeats them. A request
whose mail to the holder was given up is with the desk again.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import DeskEvent, Masthead, Message, ReprintRequest, RequestNote
from articles.models.post import MessageState
from articles.models.requests import RequestNoteKind, RequestState
from articles.refusals import Refused, WrongStage
from articles.verbs import locked, require

# How long after each failure it is tried again; after the last one more failure it is given up.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
TRIES = len(WAITS) + 1
# What went wrong lies with this one message; any other failure would meet the next one, too.
ITS_OWN_FAULT = (
    ValueError,  # a header that cannot be
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)
NOT_PASSED_ON = "not_passed_on"  # what the thread of a request notes for the desk, by name
SUBJECT = Message._meta.get_field("subject").max_length or 0
ERROR = Message._meta.get_field("last_error").max_length or 0


class NoMailServer(Refused):
    message = _("There is no mail server: whoever runs this site can name one in EMAIL_URL.")


class NotSent(Refused):
    message = _("It was not sent.")


class Delivered(NamedTuple):
    """How many messages were sent, and how many failed this time."""

    sent: int = 0
    failed: int = 0


def write(
    *,
    to: str,
    subject: str,
    body: str,
    language: str,
    at: datetime,
    request: ReprintRequest | None = None,
) -> Message:
    """A message in the outbox, due at once. A subject becomes one line. One query."""
    return Message.objects.create(
        to=to,
        subject=" ".join(subject.split())[:SUBJECT],
        body=body,
        language=language,
        written_at=at,
        next_try_at=at,
        request=request,
    )


def deliver(*, at: datetime, limit: int = 100) -> Delivered:
    """Sends what is due, the oldest first, at most `limit` messages. Three queries a message.

    Each is claimed before it is sent, so that two who deliver at once do not send it twice; one that
    was claimed and never came back is due again after its wait. Where the server itself fails, the
    rest is left for later. Does nothing without a mail server.
    """
    sent = failed = 0
    while settings.HAS_MAIL_SERVER and sent + failed < limit:
        message = Message.objects.due(at=at).first()
        if message is None:
            break
        if not _claim(message, at=at):
            continue
        error = _send(message, at=at)
        sent, failed = sent + (error is None), failed + (error is not None)
        if error is not None and not isinstance(error, ITS_OWN_FAULT):
            break
    return Delivered(sent, failed)


def hurry(*, at: datetime) -> None:
    """Delivers what was just written, for whoever waits for it; what fails is tried again later."""
    with suppress(DatabaseError):  # what they did is done; only the mail comes later
        deliver(at=at, limit=3)


def try_now(message: Message, *, actor: AbstractBaseUser, at: datetime | None = None) -> Message:
    """Sends a message that waits or was given up. Raises `NotSent` with the server's words."""
    require(actor, "change_message")
    at = at or timezone.now()
    if not settings.HAS_MAIL_SERVER:
        raise NoMailServer
    with transaction.atomic():
        row = _unsent(message)
        row.state = MessageState.WAITING
        row.attempts = min(row.attempts, TRIES - 1)
        row.next_try_at = at
        row.save()
        DeskEvent.objects.log("try_message", actor=actor, at=at, message=row.pk)
    if _claim(row, at=at):
        _send(row, at=at)
    row.refresh_from_db()
    if row.state != MessageState.SENT:
        raise NotSent(_("It was not sent: %(error)s") % {"error": row.last_error})
    return row


def give_up(message: Message, *, actor: AbstractBaseUser, at: datetime | None = None) -> Message:
    """Stops trying to send it; it stays here to be read."""
    require(actor, "change_message")
    at = at or timezone.now()
    with transaction.atomic():
        row = _unsent(message)
        row.state = MessageState.GIVEN_UP
        row.save()
        _come_back(row, at=at)
        DeskEvent.objects.log("give_up_message", actor=actor, at=at, message=row.pk)
    return row


def sent_by_hand(
    message: Message, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Message:
    """Notes that its words reached whom they were for in another way: nothing tries to send it any more."""
    require(actor, "change_message")
    at = at or timezone.now()
    with transaction.atomic():
        row = _unsent(message)
        row.state, row.sent_at, row.last_error = MessageState.BY_HAND, at, ""
        row.save()
        DeskEvent.objects.log("sent_message_by_hand", actor=actor, at=at, message=row.pk)
    return row


def send_test(
    masthead: Masthead, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Message:
    """Sends a message to the actor's own address, past those that wait. Raises `NotSent`."""
    require(actor, "change_masthead")
    at = at or timezone.now()
    to = getattr(actor, "email", "")
    if not settings.HAS_MAIL_SERVER:
        raise NoMailServer
    if not to:
        raise NotSent(_("Your account has no e-mail address. Add one to it, then try again."))
    message = Message(
        to=to,
        subject=str(_("A test message")),
        body=str(_("This is a test. If you can read it, the publication can send mail.")),
        written_at=at,
    )
    if error := _hand_over(message):
        raise NotSent(_("It was not sent: %(error)s") % {"error": in_words(error)})
    return message


def in_words(error: Exception) -> str:
    """What the mail server or the way to it said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
        said = "; ".join(f"{code} {_decoded(text)}" for code, text in answers)
    elif isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    else:
        said = str(error)
    return " ".join(said.split()) or type(error).__name__


def _decoded(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def _unsent(message: Message) -> Message:
    row = locked(message)
    if not row.is_unsent:
        raise WrongStage(_("This message was sent already."))
    return row


def _claim(message: Message, *, at: datetime) -> bool:
    """Counts the try and puts the next one off; False where somebody else was quicker."""
    mine = Message.objects.due(at=at).filter(pk=message.pk, attempts=message.attempts)
    wait = WAITS[min(message.attempts, len(WAITS) - 1)]
    claimed = mine.order_by().update(attempts=F("attempts") + 1, next_try_at=at + wait)
    message.attempts += 1
    return bool(claimed)


def _send(message: Message, *, at: datetime) -> Exception | None:
    """Sends a claimed message and notes what came of it."""
    error = _hand_over(message)
    if error is None:
        facts = {"state": MessageState.SENT, "sent_at": at, "last_error": ""}
    else:
        facts = {"last_error": in_words(error)[:ERROR]}
        if message.attempts >= TRIES:
            facts["state"] = MessageState.GIVEN_UP
    row = Message.objects.filter(pk=message.pk, state=MessageState.WAITING)
    if facts.get("state") != MessageState.GIVEN_UP:
        row.update(**facts)
        return error
    with transaction.atomic():
        if row.update(**facts):
            _come_back(message, at=at)
    return error


def _come_back(message: Message, *, at: datetime) -> None:
    """What was to be passed on by it was not: unless it was since, the desk sees to the request again."""
    of_it = ReprintRequest.objects.filter(messages=message, state=RequestState.FORWARDED)
    row = of_it.exclude(email=message.to).select_for_update(of=("self",)).first()
    since = RequestNote.objects.filter(kind=RequestNoteKind.TO_HOLDER, at__gt=message.written_at)
    if row is None or since.filter(request=row).exists():
        return
    row.state, row.answered_at = RequestState.NEW, None
    row.save()
    RequestNote.objects.create(
        request=row, kind=RequestNoteKind.INTERNAL, text=NOT_PASSED_ON, at=at
    )


def _hand_over(message: Message) -> Exception | None:
    """Gives it to the mail server; answers go to the publication, not to the address it is sent from."""
    contact = Masthead.objects.values_list("contact_email", flat=True).first()
    mail = EmailMessage(
        message.subject,
        message.body,
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        reply_to=[contact] if contact else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, ValueError) as error:  # smtplib's own are OSErrors, a bad header a ValueError
        return error
    return None
