"""Taking back what was taken over from a text: the reprint credit and the draft say again what they said.

A draft permission that was begun for it stays, since the log speaks of it; nothing relies on it then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.models import Article, CreditPermission, DeskEvent, Permission, ReprintCredit
from articles.publishing import workflow
from articles.publishing.filling import Columns, columns
from articles.publishing.taking_over import DRAFTED, NEEDED
from articles.refusals import Refused
from articles.rights import permissions
from articles.verbs import as_read, locked, require


def can_undo(article: Article) -> bool:
    """Whether nothing was saved since something was taken over. One query, where anything was found."""
    return hasattr(article, "import_record") and _taking(article) is not None


def undo_take_over(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Article:
    """Makes the record say again what it said before the text's own words were taken over.

    Raises `Refused` once something else was saved, or another permission was noted meanwhile, and
    `StaleArticle` if the text was saved since it was read. About 15 queries.
    """
    require(actor, "change_reprintcredit")
    at = at or timezone.now()
    with transaction.atomic():
        row = as_read(article)
        event = _taking(row)
        if event is None:
            raise Refused(_("Something was saved since it was taken over. Change it by hand."))
        facts = event.facts
        _empty_draft(facts["draft"], actor=actor, at=at)
        _empty_credit(row, facts)
        row.bylines.filter(pk__in=facts["bylines"]).delete()
        curation.count_change(row)
        workflow.reconsider(row, actor=actor)
        DeskEvent.objects.log(
            "undo_take_over", actor=actor, at=at, article=row, lines=facts["lines"]
        )
    return row


def _taking(article: Article) -> DeskEvent | None:
    events = article.events.filter(verb__in=("take_over", "undo_take_over"))
    event = events.first()
    is_last = event and event.verb == "take_over" and event.facts.get("version") == article.version
    return event if is_last else None


def _empty_credit(article: Article, facts: dict[str, Any]) -> None:
    credit = ReprintCredit.objects.filter(article=article).first()
    if credit is None:
        return
    draft = facts["draft"]
    if draft and "before" not in draft:
        CreditPermission.objects.filter(credit=credit, permission=draft["permission"]).delete()
    if not facts["is_begun"]:
        _say_again(credit, facts["credit"])
        credit.save()
    elif credit.needs.exists():
        raise Refused(
            _("The article relies on another permission since then. Change the credit by hand.")
        )
    else:
        credit.delete()


def _empty_draft(draft: dict[str, Any] | None, *, actor: AbstractBaseUser, at: datetime) -> None:
    """What it says otherwise since then, or is no draft any more, stays."""
    if draft is None:
        return
    for codename in NEEDED:
        require(actor, codename)
    row = locked(Permission(pk=draft["permission"]))
    if "before" not in draft or row.state not in DRAFTED:
        return
    now, after = columns(row), draft["after"]
    before = {name: said for name, said in draft["before"].items() if now[name] == after[name]}
    _say_again(row, before)
    names = [field.name for field in Permission._meta.concrete_fields if field.attname in before]
    facts = {name: getattr(row, name) for name in names}
    permissions.mend(row, actor=actor, at=at, **facts)


def _say_again(row: models.Model, before: Columns) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in before:
            setattr(row, field.attname, field.to_python(before[field.attname]))
