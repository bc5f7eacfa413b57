"""The verb on what became of an original: somebody looked at it, and readers may be told."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DeskEvent, ReprintCredit, Upstream
from articles.models.upstream import UpstreamState
from articles.refusals import Refused, WrongStage
from articles.verbs import locked, require


def look(
    article: Article,
    *,
    actor: AbstractBaseUser,
    state: str,
    note: str = "",
    url: str = "",
    is_shown: bool = False,
    at: datetime | None = None,
) -> Upstream:
    """Notes how the original was found; with `is_shown` the article's page says it at once, with the note.

    It is no part of any version: nothing is published by it. Raises `WrongStage` for what is no reprint,
    and `Refused`, naming the field, where readers would be told nothing.
    """
    require(actor, "change_upstream")
    at = at or timezone.now()
    if state not in UpstreamState.values:
        raise Refused(_("Say how the original was found."), field="state")
    if is_shown and state == UpstreamState.UNCHANGED:
        raise Refused(
            _("It is unchanged, so there is nothing to tell readers. Untick this."),
            field="is_shown",
        )
    if is_shown and not note.strip():
        raise Refused(_("Write the sentence that readers are told."), field="note")
    with transaction.atomic():
        row = locked(article)
        if not ReprintCredit.objects.filter(article=row).exists():
            raise WrongStage(_("This article is our own: there is no original to look at."))
        upstream = Upstream.objects.filter(article=row).first() or Upstream(article=row)
        upstream.state = state
        upstream.note = note.strip()
        upstream.url = url.strip()
        upstream.is_shown = is_shown
        upstream.looked_at = at
        upstream.looked_by_id = actor.pk
        _check(upstream)
        upstream.save()
        DeskEvent.objects.log(
            "look", actor=actor, at=at, article=row, said=note.strip(), state=state, shown=is_shown
        )
    return upstream


def _check(upstream: Upstream) -> None:
    """What a form says about an address that is none, as a refusal."""
    try:
        upstream.clean_fields(exclude={"article", "looked_by"})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=field) from error
