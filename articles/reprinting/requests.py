"""What every verb on a request does: which states it may lead from, what is noted, and what is mailed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from articles import post
from articles.models import DeskEvent, Edition, ReprintRequest, RequestNote
from articles.models.requests import RequestNoteKind, RequestState
from articles.refusals import WrongStage
from articles.reprinting import letters

S = RequestState
WAITING = frozenset({S.NEW, S.NEEDS_INFO, S.QUOTED})
UNDECIDED = WAITING | {S.FORWARDED, S.REFERRED}
# The states in which it can be done, and the state it leads to; None leaves it as it is. Besides, what
# was passed on by a mail that is given up is new again: `articles.post` sees to that.
TRANSITIONS: dict[str, tuple[frozenset[RequestState], RequestState | None]] = {
    "confirm": (frozenset({S.UNCONFIRMED}), S.NEW),
    "reply": (frozenset(S) - {S.UNCONFIRMED, S.WITHDRAWN}, S.NEW),
    "withdraw": (UNDECIDED | {S.UNCONFIRMED}, S.WITHDRAWN),
    "assign": (UNDECIDED | {S.UNCONFIRMED}, None),
    "note": (frozenset(S), None),
    "ask_back": (UNDECIDED, S.NEEDS_INFO),
    "answer": (UNDECIDED | {S.APPROVED, S.DECLINED}, None),
    "forward": (UNDECIDED, S.FORWARDED),
    "quote": (UNDECIDED, S.QUOTED),
    "approve": (UNDECIDED, S.APPROVED),
    "decline": (UNDECIDED, S.DECLINED),
    "merge": (UNDECIDED | {S.UNCONFIRMED}, S.CLOSED),
    "close": (frozenset(S) - {S.WITHDRAWN, S.CLOSED}, S.CLOSED),
}
# Not once a letter was sent: that is ended by revoking it alone.
BEFORE_A_GRANT = frozenset({"withdraw", "forward", "quote", "approve", "decline", "merge"})
ANSWERS = frozenset({"ask_back", "answer", "forward", "quote", "approve", "decline"})


def fits(row: ReprintRequest, verb: str) -> bool:
    """Whether it can be done to the request as it stands. At most one query."""
    if row.state not in TRANSITIONS[verb][0] or row.erased_at:
        return False
    grant = getattr(row, "grant", None)  # the one that is about to be saved has no key yet
    return verb not in BEFORE_A_GRANT or grant is None or grant.pk is None


def move(row: ReprintRequest, verb: str, *, at: datetime) -> None:
    """Puts a held row into the state that the verb leads to, and saves it. Raises `WrongStage`.

    Nobody is asked any more to confirm what is confirmed, or over: that mail leaves the outbox.
    """
    if not fits(row, verb):
        raise WrongStage(
            _("This request is “%(state)s”; that cannot be done now.")
            % {"state": row.get_state_display()}
        )
    was, row.state = row.state, TRANSITIONS[verb][1] or row.state
    if was == S.UNCONFIRMED != row.state:
        row.messages.unsent().delete()
    if verb in ANSWERS:
        row.answered_at = at
    row.save()


def note(
    row: ReprintRequest,
    kind: RequestNoteKind,
    text: str,
    *,
    at: datetime,
    actor: AbstractBaseUser | None = None,
) -> RequestNote:
    """Adds to the thread. One query."""
    return RequestNote.objects.create(
        request=row, kind=kind, text=text, by_id=actor.pk if actor else None, at=at
    )


def tell(
    row: ReprintRequest,
    edition: Edition,
    text: str,
    *,
    at: datetime,
    actor: AbstractBaseUser | None = None,
) -> None:
    """Says it to those who asked: in the thread, and by mail with the way to their page."""
    note(row, RequestNoteKind.TO_THEM, text, at=at, actor=actor)
    subject, body = letters.answer(row, edition, text)
    post.write(to=row.email, subject=subject, body=body, language=row.language, at=at, request=row)


def log(row: ReprintRequest, verb: str, *, actor: AbstractBaseUser, at: datetime) -> None:
    """Notes for the desk who did what to which request, and nothing about those who asked."""
    DeskEvent.objects.log(verb, actor=actor, at=at, article=row.article, request=row.pk)


def shown_edition(row: ReprintRequest, *, at: datetime) -> Edition | None:
    """What readers see of the article, or saw last; None where nothing ever ran. One query."""
    windows = row.article.windows.begun(at=at).order_by("-live_from")
    window = windows.select_related("edition__article", "edition__source__merged_into").first()
    return window.edition if window else None


def shown(row: ReprintRequest, *, at: datetime) -> Edition:
    """As `shown_edition`, for a request: one can ask only for what ran."""
    edition = shown_edition(row, at=at)
    if edition is None:
        raise WrongStage(_("Nothing of this article was ever published."))
    return edition
