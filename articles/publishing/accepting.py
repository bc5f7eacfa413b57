"""A warning of the checklist that an editor has weighed: accepted with a reason, or taken back.

The desk log is the record: what was said last about a warning counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DeskEvent
from articles.publishing import checklist
from articles.refusals import Refused
from articles.verbs import locked, require

ACCEPT, TAKE_BACK = "accept_warning", "take_back_warning"


def accept_warning(
    article: Article,
    *,
    actor: AbstractBaseUser,
    mark: str,
    said: str,
    at: datetime | None = None,
) -> DeskEvent:
    """Notes why the warning of that mark is no hindrance. Raises `Refused` without a reason, and where
    the checklist gives no such warning (any more).
    """
    require(actor, "publish_article")
    at = at or timezone.now()
    if not said.strip():
        raise Refused(_("Say why it may stand."), field="said")
    with transaction.atomic():
        row = locked(article)
        warnings = checklist.warnings(checklist.findings(row, at=at))
        found = next((warning for warning in warnings if warning.mark == mark), None)
        if found is None:
            raise Refused(_("The checklist does not say this any more. Look at it again."))
        return _log(
            ACCEPT,
            row,
            actor=actor,
            at=at,
            said=said.strip(),
            mark=mark,
            warning=str(found.message),
        )


def take_back_warning(
    article: Article, *, actor: AbstractBaseUser, mark: str, at: datetime | None = None
) -> DeskEvent:
    """The warning counts again. Raises `Refused` if it was not accepted."""
    require(actor, "publish_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(article)
        event = accepted(row).get(mark)
        if event is None:
            raise Refused(_("This warning is not accepted."))
        warning = event.facts["warning"]
        return _log(TAKE_BACK, row, actor=actor, at=at, said="", mark=mark, warning=warning)


def _log(
    verb: str, article: Article, *, actor: AbstractBaseUser, at: datetime, said: str, **facts: Any
) -> DeskEvent:
    return DeskEvent.objects.log(verb, actor=actor, at=at, article=article, said=said, **facts)


def accepted(article: Article) -> dict[str, DeskEvent]:
    """The accepted warnings by their mark, each with who accepted it and why. One query."""
    events = article.events.filter(verb__in=[ACCEPT, TAKE_BACK]).select_related("actor")
    last = {event.facts["mark"]: event for event in events.order_by("pk")}
    return {mark: event for mark, event in last.items() if event.verb == ACCEPT}
