"""Bringing an earlier published version back into the working copy."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.bridges import fill
from articles.models import Article, CreditPermission, DeskEvent, Edition, ReprintCredit
from articles.refusals import Refused, StaleArticle
from articles.verbs import locked, require


def restore(
    article: Article, *, edition: Edition, actor: AbstractBaseUser, at: datetime | None = None
) -> Article:
    """Makes the working copy say what that edition says; readers see nothing of it until published.

    Raises `StaleArticle` if the working copy changed since `article` was read.
    """
    require(actor, "publish_article")
    at = at or timezone.now()
    if edition.article_id != article.pk:
        raise Refused(_("That version belongs to another article."))
    with transaction.atomic():
        row = locked(article)
        if row.version != article.version:
            raise StaleArticle
        row.version += 1
        fill(row, edition.piece, actor=actor)
        _restore_needs(row, edition)
        DeskEvent.objects.log("restore", actor=actor, at=at, article=row, number=edition.number)
    return row


def _restore_needs(article: Article, edition: Edition) -> None:
    """The permissions that the version relied on, beside those recorded since."""
    credit = ReprintCredit.objects.filter(article=article).first()
    if credit:
        CreditPermission.objects.bulk_create(
            (
                CreditPermission(
                    credit=credit, permission_id=need.permission_id, covers=need.covers
                )
                for need in edition.needs.all()
            ),
            ignore_conflicts=True,
        )
