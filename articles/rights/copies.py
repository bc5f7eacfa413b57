"""The verb on copies for holders: what was sent of an article as it ran, and to whom. It sends nothing."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DeskEvent, Edition, Permission, SentCopy
from articles.refusals import Refused, WrongInstant, WrongStage
from articles.verbs import locked, require

LONGEST_NAME = 200


def send_copy(
    article: Article,
    *,
    edition: Edition,
    permission: Permission,
    actor: AbstractBaseUser,
    to: str,
    at: datetime | None = None,
    now: datetime | None = None,
) -> SentCopy:
    """Notes that the copy of that version was sent at `at` (default: now) to whoever allowed it.

    Raises `WrongStage` for a version that never ran, and `Refused`, naming the field, for a permission that
    it does not rely on, a nameless receiver, and a moment before it ran or to come. Whom it was sent to
    stays out of the desk log.
    """
    require(actor, "add_sentcopy")
    now = now or timezone.now()
    at = at or now
    to = to.strip()
    if not to or len(to) > LONGEST_NAME:
        raise Refused(_("Say in a few words to whom it was sent."), field="to")
    if at > now:
        raise WrongInstant(_("That moment is still to come."), field="at")
    with transaction.atomic():
        row = locked(article)
        began = edition.windows.order_by("live_from").values_list("live_from", flat=True).first()
        if edition.article_id != row.pk or began is None or began > now:
            raise WrongStage(
                _("Readers never saw this version, so there is no copy of it to send.")
            )
        if at < began:
            raise WrongInstant(_("The version had not appeared yet at that moment."), field="at")
        if not Permission.objects.needed_by(edition).filter(pk=permission.pk).exists():
            raise Refused(_("This version does not rely on that permission."), field="permission")
        copy = SentCopy.objects.create(
            article=row,
            edition=edition,
            permission=permission,
            to=to,
            sent_at=at,
            sent_by_id=actor.pk,
        )
        DeskEvent.objects.log(
            "send_copy",
            actor=actor,
            at=now,
            article=row,
            permission=permission,
            number=edition.number,
            digest=edition.digest,
        )
    return copy


def of_article(article: Article) -> QuerySet[SentCopy]:
    """Copies of the article that were sent, the latest first. One query."""
    rows = SentCopy.objects.filter(article=article).select_related("permission", "edition")
    return rows.defer("edition__content")


def of_permission(permission: Permission) -> QuerySet[SentCopy]:
    """Copies that were sent for this permission or one of its renewals, the latest first. Two queries."""
    chain = Permission.objects.chains([permission.pk])
    rows = SentCopy.objects.filter(permission__in=chain).select_related("article", "edition")
    return rows.defer("edition__content")
