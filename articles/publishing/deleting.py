"""Deleting an article that was never published, and taking that back: nothing typed is gone by mistake.

What was deleted is kept in the desk log as the value that it was; what was published is withdrawn instead.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import piece as pieces
from articles.bridges import fill, freeze
from articles.models import (
    Article,
    ArticleImport,
    CreditPermission,
    DeskEvent,
    EditingSession,
    Permission,
    RelatedPick,
    ReprintCredit,
    Topic,
    TopicPick,
)
from articles.refusals import Refused
from articles.verbs import locked, require

UNDO_DAYS = 30
RELATED = ("article_id", "other_id", "position", "reason")
COLUMNS = ("key", "stage", "version", "takes_comments", "translation_of_id", "created_by_id")


class WasPublished(Refused):
    message = _(
        "What was published is not deleted. Withdraw it: a removal notice then stands there."
    )


class WordsOfOthers(Refused):
    """Someone typed here and did not save; what they typed would go with the article."""

    def __init__(self, names: list[str]) -> None:
        told = {"names": get_text_list(names, gettext("and"))}
        text = gettext(
            "%(names)s typed something here that is not saved yet, and it would be lost. Ask them to save "
            "it or to throw it away; then delete the article."
        )
        super().__init__(text % told)


class NotUndeletable(Refused):
    message = _("This cannot be brought back any more.")


def delete(
    article: Article, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> DeskEvent:
    """Deletes an article that no reader ever saw; returns the event by which `undelete` finds it.

    Raises `WasPublished`, and `WordsOfOthers` while somebody else's unsaved words hang on it. About 20
    queries.
    """
    require(actor, "delete_article")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(article)
        if row.editions.exists():
            raise WasPublished
        if others := EditingSession.objects.unsaved_by_others(row, actor):
            raise WordsOfOthers(others)
        kept = _kept(row)
        title, pk = str(row), row.pk
        row.delete()
        return DeskEvent.objects.log(
            "delete", actor=actor, at=at, said=said, title=title, row=pk, kept=kept
        )


def undelete(event: DeskEvent, *, actor: AbstractBaseUser, at: datetime | None = None) -> Article:
    """Brings a deleted article back under its old number and key, so that links to it lead there again.

    Raises `NotUndeletable` after 30 days, and where it is back already. About 30 queries.
    """
    require(actor, "delete_article")
    at = at or timezone.now()
    if not may_undelete(event, at=at):
        raise NotUndeletable
    pk, kept = event.facts["row"], event.facts["kept"]
    with transaction.atomic():
        if Article.objects.filter(Q(pk=pk) | Q(key=kept["columns"]["key"])).exists():
            raise NotUndeletable(_("It is back already."))
        article = Article(pk=pk, **kept["columns"])
        _forget_the_gone(article)
        fill(article, pieces.decode(kept["content"]), actor=actor)
        created_at = parse_datetime(kept["created_at"])
        Article.objects.filter(pk=pk).update(created_at=created_at)
        _bring_back(article, kept)
        DeskEvent.objects.log("undelete", actor=actor, at=at, article=article)
    return article


def may_undelete(event: DeskEvent, *, at: datetime) -> bool:
    """Whether the event is a deletion young enough to be taken back. No query."""
    is_young = at - event.at <= timedelta(days=UNDO_DAYS)
    return event.verb == "delete" and is_young and "kept" in event.facts


def _kept(article: Article) -> dict[str, Any]:
    """Everything about the article that its piece does not say, JSON-ready."""
    record = ArticleImport.objects.filter(article=article).first()
    needs = CreditPermission.objects.filter(credit__article=article)
    picks = TopicPick.objects.filter(article=article)
    related = RelatedPick.objects.filter(Q(article=article) | Q(other=article))
    return {
        "content": pieces.encode(freeze(article)),
        "columns": {name: getattr(article, name) for name in COLUMNS},
        "created_at": article.created_at.isoformat(),
        "needs": [list(row) for row in needs.values_list("permission_id", "covers")],
        "picks": [list(row) for row in picks.values_list("topic_id", "position", "blurb")],
        "related": [list(row) for row in related.values_list(*RELATED)],
        "translations": list(article.own_translations.values_list("pk", flat=True)),
        "record": record
        and {
            "document_digest": record.document_digest,
            "file_name": record.file_name,
            "report": record.report,
            "imported_by_id": record.imported_by_id,
        },
    }


def _forget_the_gone(article: Article) -> None:
    """What the article pointed to may have been deleted meanwhile."""
    article.translation_of = Article.objects.filter(pk=article.translation_of_id or 0).first()
    article.created_by = User.objects.filter(pk=article.created_by_id or 0).first()


def _bring_back(article: Article, kept: dict[str, Any]) -> None:
    record = kept["record"]
    taken = record and ArticleImport.objects.filter(document_digest=record["document_digest"])
    if record and not taken.exists():
        ArticleImport.objects.create(article=article, **record)
    credit = ReprintCredit.objects.filter(article=article).first()
    permissions = Permission.objects.in_bulk([pk for pk, _covers in kept["needs"]])
    CreditPermission.objects.bulk_create(
        CreditPermission(credit=credit, permission_id=pk, covers=covers)
        for pk, covers in kept["needs"]
        if credit and pk in permissions
    )
    topics = Topic.objects.in_bulk([pk for pk, _position, _blurb in kept["picks"]])
    TopicPick.objects.bulk_create(
        TopicPick(article=article, topic_id=pk, position=position, blurb=blurb)
        for pk, position, blurb in kept["picks"]
        if pk in topics
    )
    related = kept.get("related", ())  # what was deleted before there were any has none
    there = Article.objects.in_bulk({pk for row in related for pk in row[:2]})
    RelatedPick.objects.bulk_create(
        (
            RelatedPick(**dict(zip(RELATED, row, strict=True)))
            for row in related
            if row[0] in there and row[1] in there
        ),
        ignore_conflicts=True,
    )
    translations = Article.objects.filter(pk__in=kept["translations"], translation_of=None)
    translations.update(translation_of=article, version=F("version") + 1)
