"""Links by which someone without an account reads one saved version: made, and revoked.

A link holds the text as it was saved when the link was made; later changes do not show in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.bridges import freeze
from articles.models import Article, DeskEvent, PreviewLink
from articles.piece import encode
from articles.refusals import Refused, WrongStage
from articles.verbs import locked, require

LONGEST = timedelta(days=30)


def share(
    article: Article, *, actor: AbstractBaseUser, until: datetime, at: datetime | None = None
) -> PreviewLink:
    """Makes a link to the working copy as it is saved now, which leads there until that instant."""
    require(actor, "change_article")
    at = at or timezone.now()
    if not at < until <= at + LONGEST:
        raise Refused(_("A link lasts for 30 days at most."), field="days")
    with transaction.atomic():
        row = locked(article)
        if row.withdrawn_at:
            raise WrongStage(_("The article is withdrawn. Put it back online first."))
        link = PreviewLink.objects.create(
            article=row,
            content=encode(freeze(row)),
            version=row.version,
            created_by_id=actor.pk,
            created_at=at,
            expires_at=until,
        )
        DeskEvent.objects.log(
            "share", actor=actor, at=at, article=row, link=link.pk, until=until.isoformat()
        )
    return link


def revoke_link(
    link: PreviewLink, *, actor: AbstractBaseUser, at: datetime | None = None
) -> PreviewLink:
    """The link leads nowhere from now on. Raises `Refused` if it was revoked already."""
    require(actor, "change_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(link)
        if row.revoked_at:
            raise Refused(_("This link is revoked already."))
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        DeskEvent.objects.log("revoke_link", actor=actor, at=at, article=row.article, link=row.pk)
    return row
