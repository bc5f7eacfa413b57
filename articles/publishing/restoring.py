"""Bringing an earlier published version back into the working copy, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.bridges import fill, freeze
from articles.models import Article, CreditPermission, DeskEvent, Edition, Permission, ReprintCredit
from articles.models.desk import DeskEventQuerySet
from articles.piece import decode, encode
from articles.refusals import Refused
from articles.verbs import as_read, require


def restore(
    article: Article, *, edition: Edition, actor: AbstractBaseUser, at: datetime | None = None
) -> Article:
    """Makes the working copy say what that edition says; readers see nothing of it until published.

    What it said before is kept with the event, for `undo_restore`. Raises `StaleArticle` if the working
    copy changed since `article` was read.
    """
    require(actor, "publish_article")
    at = at or timezone.now()
    if edition.article_id != article.pk:
        raise Refused(_("That version belongs to another article."))
    with transaction.atomic():
        row = _held(article)
        kept = encode(freeze(row))
        needs = _needs(row)
        fill(row, edition.as_filed(), actor=actor)
        _add_needs(row, [(need.permission_id, need.covers) for need in edition.needs.all()])
        DeskEvent.objects.log(
            "restore",
            actor=actor,
            at=at,
            article=row,
            number=edition.number,
            version=row.version,
            kept=kept,
            needs=needs,
        )
    return row


def can_undo_restore(article: Article) -> bool:
    """Whether the last thing saved was a version brought back. One query."""
    return _restoring(article).exists()


def undo_restore(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Article:
    """Makes the working copy say again what it said before a version was brought back.

    Raises `Refused` once something else was saved, `StaleArticle` if that happened in the meantime.
    """
    require(actor, "publish_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = _held(article)
        event = _restoring(article).first()
        if event is None:
            raise Refused(_("The article was saved after a version was restored. Compare instead."))
        fill(row, decode(event.facts["kept"]), actor=actor)
        CreditPermission.objects.filter(credit__article=row).delete()
        _add_needs(row, event.facts["needs"])
        DeskEvent.objects.log(
            "undo_restore", actor=actor, at=at, article=row, number=event.facts["number"]
        )
    return row


def _held(article: Article) -> Article:
    """The row as it was read, held, and about to be another version."""
    row = as_read(article)
    row.version += 1
    return row


def _restoring(article: Article) -> DeskEventQuerySet:
    return article.events.filter(verb="restore", facts__version=article.version)


def _needs(article: Article) -> list[tuple[int, str]]:
    needs = CreditPermission.objects.filter(credit__article=article)
    return list(needs.values_list("permission", "covers"))


def _add_needs(article: Article, needs: list[tuple[int, str]]) -> None:
    """The permissions that the text relied on, beside those recorded since."""
    credit = ReprintCredit.objects.filter(article=article).first()
    if credit is None:
        return
    known = Permission.objects.in_bulk([permission for permission, _covers in needs])
    CreditPermission.objects.bulk_create(
        (
            CreditPermission(credit=credit, permission_id=permission, covers=covers)
            for permission, covers in needs
            if permission in known
        ),
        ignore_conflicts=True,
    )
