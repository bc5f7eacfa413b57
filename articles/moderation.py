"""The verbs on comments. A reader's comment is held until someone lets it through.

What a reader does is not signed by anybody, so it stands in no log; what the desk does is logged, without
a word of who wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.language import typed
from articles.models import Article, Comment, DeskEvent, Edition, Masthead, Window
from articles.models.comments import CommentState
from articles.refusals import Refused, TooMany, WrongStage
from articles.verbs import locked, require

MAIL_KEPT_FOR = timedelta(days=366)  # 12 months, as the form says
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
OF_ONE_ARTICLE = 60  # comments an hour, from however many addresses on the net
RIGHT = "moderate_comment"


class CommentsClosed(Refused):
    message = _("This article does not take comments.")


class AnsweredIsGone(Refused):
    message = _(
        "The comment that you answer is not here any more. If you send yours again, it stands on its own."
    )


def is_open(article: Article, masthead: Masthead) -> bool:
    """Whether comments are taken at all, whatever the clock says."""
    return article.takes_comments and masthead.takes_comments


def closed_since(masthead: Masthead, *, published_at: datetime, at: datetime) -> datetime | None:
    """When comments closed on what first ran at `published_at`; None while they are open. No query."""
    closes_at = masthead.comments_close_at(published_at)
    return closes_at if closes_at and closes_at <= at else None


def leave(
    edition: Edition,
    *,
    name: str,
    text: str,
    email: str = "",
    to: Comment | None = None,
    at: datetime,
) -> Comment:
    """A reader's comment on a live edition, or a reply `to` one of it. The same one again within a day is
    the one that is there.

    It is held, unless the publication trusts returning writers and this is one. Raises `CommentsClosed`
    where none are taken, `AnsweredIsGone`, `TooMany`.
    """
    masthead = Masthead.objects.get()
    if not is_open(edition.article, masthead) or _is_over(edition, masthead, at=at):
        raise CommentsClosed
    if to and not (to.article_id == edition.article_id and to.state == CommentState.PUBLIC):
        raise AnsweredIsGone
    email = email.lower()
    with transaction.atomic():
        article = locked(edition.article)
        recent = article.comments.filter(written_at__gt=at - A_DAY, is_ours=False)
        same = recent.by_the_same(name, email).filter(text=text, answers=to)
        if found := same.first():
            return found
        if recent.filter(written_at__gt=at - AN_HOUR).count() >= OF_ONE_ARTICLE:
            raise TooMany
        is_known = masthead.trusts_returning and _is_known(name, email)
        waits = not is_known or typed.has_links(f"{name}\n{text}")
        return article.comments.create(
            edition=edition,
            thread=to and (to.thread or to),
            answers=to,
            name=name,
            email=email,
            text=text,
            state=CommentState.HELD if waits else CommentState.PUBLIC,
            written_at=at,
            decided_at=None if waits else at,
        )


def _is_over(edition: Edition, masthead: Masthead, *, at: datetime) -> bool:
    """At most one query."""
    if masthead.comments_open_days is None:
        return False
    window = Window.objects.live(at=at).filter(article=edition.article_id).first()
    return not window or bool(closed_since(masthead, published_at=window.published_at, at=at))


def _is_known(name: str, email: str) -> bool:
    """Whether somebody approved a comment with this name and address, and nobody refused one. At most two
    queries.
    """
    if not email:
        return False
    theirs = Comment.objects.by_the_same(name, email)
    refused = Q(state__in=[CommentState.SPAM, CommentState.REMOVED])
    approved = theirs.public().filter(decided_by__isnull=False)
    return approved.exists() and not theirs.filter(refused).exists()


def hold(comment: Comment, *, actor: AbstractBaseUser, at: datetime | None = None) -> Comment:
    return _decide(comment, CommentState.HELD, "hold", actor=actor, at=at)


def let_through(
    comment: Comment, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Comment:
    return _decide(comment, CommentState.PUBLIC, "let_through", actor=actor, at=at)


def mark_spam(comment: Comment, *, actor: AbstractBaseUser, at: datetime | None = None) -> Comment:
    return _decide(comment, CommentState.SPAM, "mark_spam", actor=actor, at=at)


def remove(comment: Comment, *, actor: AbstractBaseUser, at: datetime | None = None) -> Comment:
    return _decide(comment, CommentState.REMOVED, "remove", actor=actor, at=at)


# Which verb leads to a state: what undoes another.
LEADS_TO: dict[str, Callable[..., Comment]] = {
    CommentState.HELD: hold,
    CommentState.PUBLIC: let_through,
    CommentState.SPAM: mark_spam,
    CommentState.REMOVED: remove,
}


def decide(
    numbers: Iterable[int], state: str, *, actor: AbstractBaseUser, at: datetime | None = None
) -> dict[int, str]:
    """Brings comments into a state, each by its verb, all or none; in which state each was before.

    Those that are in it already, or erased, are left.
    """
    require(actor, RIGHT)
    with transaction.atomic():
        rows = Comment.objects.filter(pk__in=numbers, erased_at=None).exclude(state=state)
        before = {row.pk: row.state for row in rows}
        for row in rows:
            LEADS_TO[state](row, actor=actor, at=at)
    return before


def take_back(
    before: Mapping[int, str], state: str, *, actor: AbstractBaseUser, at: datetime | None = None
) -> int:
    """Undoes `decide`, but for what was decided anew since; how many."""
    require(actor, RIGHT)
    with transaction.atomic():
        rows = list(Comment.objects.filter(pk__in=before, state=state, erased_at=None))
        for row in rows:
            LEADS_TO[before[row.pk]](row, actor=actor, at=at)
    return len(rows)


def answer(
    comment: Comment, *, actor: AbstractBaseUser, text: str, at: datetime | None = None
) -> Comment:
    """The publication's own reply, which readers see at once. Raises `WrongStage` where they do not see
    what it answers.
    """
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(comment)
        if row.state != CommentState.PUBLIC:
            raise WrongStage(_("Readers do not see this comment. Approve it first, then answer."))
        window = Window.objects.begun(at=at).filter(article=row.article_id)
        shown = window.order_by("-live_from").first()
        language = addresses.interface_language(row.article.language)
        reply = row.article.comments.create(
            edition_id=shown.edition_id if shown else row.edition_id,
            thread=row.thread or row,
            answers=row,
            name=Masthead.objects.get().said("name", language).text[:80],
            text=text,
            is_ours=True,
            state=CommentState.PUBLIC,
            written_at=at,
            decided_by_id=actor.pk,
            decided_at=at,
        )
        _log(row, "answer_comment", actor=actor, at=at)
    return reply


def let_through_and_answer(
    comment: Comment, *, actor: AbstractBaseUser, text: str, at: datetime | None = None
) -> Comment:
    """Both or neither. One that does not wait any more is answered, or refused, as by `answer`."""
    with transaction.atomic():
        row = locked(comment)
        if row.state == CommentState.HELD:
            row = let_through(row, actor=actor, at=at)
        return answer(row, actor=actor, text=text, at=at)


def erase(comment: Comment, *, actor: AbstractBaseUser, at: datetime | None = None) -> Comment:
    """Takes out name, mail address and text for good. Replies stay, and say what they stand under."""
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = _not_erased(comment)
        row.name = row.email = row.text = ""
        row.state = CommentState.REMOVED
        row.erased_at = at
        row.save()
        _log(row, "erase_comment", actor=actor, at=at)
    return row


def forget_mails(*, at: datetime) -> int:
    """Drops mail addresses that were kept for long enough; how many."""
    old = Comment.objects.filter(written_at__lte=at - MAIL_KEPT_FOR).exclude(email="")
    return old.update(email="")


def _decide(
    comment: Comment,
    state: CommentState,
    verb: str,
    *,
    actor: AbstractBaseUser,
    at: datetime | None,
) -> Comment:
    require(actor, RIGHT)
    at = at or timezone.now()
    with transaction.atomic():
        row = _not_erased(comment)
        row.state = state
        row.decided_by_id = actor.pk
        row.decided_at = at
        row.save()
        _log(row, verb, actor=actor, at=at)
    return row


def _not_erased(comment: Comment) -> Comment:
    """The row, held. Raises `WrongStage` where nothing is left to decide about."""
    row = locked(comment)
    if row.erased_at:
        raise WrongStage(_("It was erased already."))
    return row


def _log(row: Comment, verb: str, *, actor: AbstractBaseUser, at: datetime) -> None:
    DeskEvent.objects.log(verb, actor=actor, at=at, article=row.article, comment=row.pk)
