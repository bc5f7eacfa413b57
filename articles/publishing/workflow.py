"""The working copy on its way: draft, in review, approved. Stages change by the table alone.

Each verb is about the text that was read: it raises `StaleArticle` if another was saved since.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DeskEvent
from articles.models.articles import Stage
from articles.refusals import WrongStage
from articles.verbs import as_read, may, require

TRANSITIONS: dict[str, tuple[str, frozenset[str], Stage]] = {
    "submit": ("submit_article", frozenset({Stage.DRAFT}), Stage.IN_REVIEW),
    "request_changes": (
        "publish_article",
        frozenset({Stage.IN_REVIEW, Stage.APPROVED}),
        Stage.DRAFT,
    ),
    "approve": ("publish_article", frozenset({Stage.IN_REVIEW}), Stage.APPROVED),
    "look_again": ("change_article", frozenset({Stage.APPROVED}), Stage.IN_REVIEW),
}


def submit(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Sends a draft to review."""
    return _move(article, "submit", actor=actor, at=at, said=said)


def request_changes(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Sends it back to its writer, with what should change."""
    return _move(article, "request_changes", actor=actor, at=at, said=said)


def approve(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Says that it may be published as it stands."""
    return _move(article, "approve", actor=actor, at=at, said=said)


def look_again(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Article:
    """Sends an approved article back to review, since someone who may not publish changed it."""
    return _move(article, "look_again", actor=actor, at=at, said=said)


def reconsider(article: Article, *, actor: AbstractBaseUser) -> bool:
    """What follows a change of the text: whether an approved article went back to review for it."""
    if article.stage != Stage.APPROVED or may(actor, "publish_article"):
        return False
    look_again(article, actor=actor)
    return True


def _move(
    article: Article, verb: str, *, actor: AbstractBaseUser, at: datetime | None, said: str
) -> Article:
    permission, allowed_from, stage = TRANSITIONS[verb]
    require(actor, permission)
    at = at or timezone.now()
    with transaction.atomic():
        row = as_read(article)
        if row.stage not in allowed_from:
            raise WrongStage(
                _("The article is at the stage “%(stage)s”; that cannot be done now.")
                % {"stage": row.get_stage_display()}
            )
        row.stage = stage
        row.save(update_fields=["stage", "changed_at"])
        DeskEvent.objects.log(verb, actor=actor, at=at, article=row, said=said)
    return row
