"""The verb that notes which permission a reprint relies on, and whether readers see what relies on it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.models import (
    Article,
    CreditPermission,
    DeskEvent,
    Edition,
    EditionPermission,
    Permission,
    ReprintCredit,
)
from articles.models.credits import Covers
from articles.publishing import workflow
from articles.refusals import Refused
from articles.verbs import locked, require


def relies_anew(article: Article, edition: Edition) -> bool:
    """Whether the working copy chose a permission that this version does not rest on, renewals aside: for
    readers it counts once the article is published again. Two queries.
    """
    chain = Coalesce("permission__first", "permission")
    chosen, needed = (
        set(rows.annotate(chain=chain).values_list("chain", "covers"))
        for rows in (
            CreditPermission.objects.filter(credit__article=article),
            EditionPermission.objects.filter(edition=edition),
        )
    )
    return bool(chosen - needed)


def rely_on(
    article: Article,
    permission: Permission,
    *,
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> CreditPermission:
    """Adds the permission to those for the original that the article's reprint credit relies on.

    Raises `Refused` for an article that is no reprint. It counts as a change: whoever has the article
    open is told, and does not take it out again by saving. About 8 queries.
    """
    require(actor, "change_creditpermission")
    with transaction.atomic():
        row = locked(article)
        credit = ReprintCredit.objects.filter(article=row).first()
        if credit is None:
            raise Refused(_("The article has no reprint credit: begin one first."))
        need, is_new = CreditPermission.objects.get_or_create(
            credit=credit, permission=permission, covers=Covers.ORIGINAL
        )
        if is_new:
            curation.count_change(row)
            workflow.reconsider(row, actor=actor)
            DeskEvent.objects.log(
                "rely_on",
                actor=actor,
                at=at or timezone.now(),
                article=row,
                needs=permission.pk,
            )
    return need
