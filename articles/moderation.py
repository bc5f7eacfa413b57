"""The verbs on comments. A reader's comment is held until someone lets it through."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Comment, DeskEvent, Edition, Masthead
from articles.models.comments import CommentState
from articles.refusals import Refused
from articles.verbs import locked, require


class CommentsClosed(Refused):
    message = _("This article does not take comments.")


def leave(edition: Edition, *, name: str, text: str, at: datetime) -> Comment:
    """A reader's comment on a live edition, held. Raises `CommentsClosed` where none are taken."""
    is_open = Masthead.objects.filter(takes_comments=True).exists()
    if not (is_open and edition.article.takes_comments):
        raise CommentsClosed
    return Comment.objects.create(
        article=edition.article, edition=edition, name=name, text=text, written_at=at
    )


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


def _decide(
    comment: Comment,
    state: CommentState,
    verb: str,
    *,
    actor: AbstractBaseUser,
    at: datetime | None,
) -> Comment:
    require(actor, "moderate_comment")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(comment)
        row.state = state
        row.decided_by_id = actor.pk
        row.decided_at = at
        row.save()
        DeskEvent.objects.log(verb, actor=actor, at=at, article=row.article, comment=row.pk)
    return row
