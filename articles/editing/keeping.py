"""Keeping what someone typed and did not save, beside the article and never in it; and who is there.

A page that is opened has a random name, so that two windows of one person never overwrite each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article, EditingSession
from articles.models.editing import HERE_FOR
from articles.refusals import Refused
from articles.verbs import locked, require

LONGEST = 4_000_000  # characters that are kept of one person at one article: a book, and no more
FORGOTTEN_AFTER = timedelta(days=1)  # rows that keep nothing

Form = Mapping[str, Sequence[str]]


class TooMuchToKeep(Refused):
    message = _("This is more than the desk keeps of what is not saved. Save it now.")


@dataclass(frozen=True)
class Kept:
    """One form as it was last typed; `page` names the opened page, `at` is aware."""

    page: str
    at: datetime
    version: int
    form: dict[str, list[str]]


def keep(
    article: Article | None,
    *,
    actor: AbstractBaseUser,
    page: str,
    form: Form,
    version: int,
    at: datetime,
) -> None:
    """Keeps the form in place of what that page kept before, beside what other pages keep.

    Raises `TooMuchToKeep`, and then nothing is kept and nothing goes; `Article.DoesNotExist` if the
    article was deleted. 3 queries, more the first time.
    """
    _require(actor, article)
    values = {name: list(texts) for name, texts in form.items()}
    with transaction.atomic():
        row = _held(article, actor, at=at)
        kept = dict(row.kept or {})
        kept[page] = {"at": at.isoformat(), "version": version, "form": values}
        if sum(_size(one["form"]) for one in kept.values()) > LONGEST:
            raise TooMuchToKeep
        row.kept = kept
        row.kept_at = row.seen_at = at
        row.base_version = version
        row.save()


def kept_of(article: Article | None, *, actor: AbstractBaseUser) -> list[Kept]:
    """What this person typed here and did not save, newest first. One query."""
    row = EditingSession.objects.filter(article=article, user_id=actor.pk).first()
    stored: dict[str, Any] = (row.kept if row else None) or {}
    found = [
        Kept(name, datetime.fromisoformat(one["at"]), one["version"], one["form"])
        for name, one in stored.items()
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def forget(article: Article | None, *, actor: AbstractBaseUser, pages: Sequence[str]) -> None:
    """Drops what these pages kept: it was saved, or thrown away. At most two queries."""
    with transaction.atomic():
        rows = EditingSession.objects.select_for_update().filter(kept__isnull=False)
        row = rows.filter(article=article, user_id=actor.pk).first()
        stored: dict[str, Any] = (row.kept if row else None) or {}
        if row is None or not set(pages) & set(stored):
            return
        row.kept = {name: one for name, one in stored.items() if name not in pages} or None
        row.kept_at = max(one["at"] for one in row.kept.values()) if row.kept else None
        row.save(update_fields=["kept", "kept_at"])


def be_seen(article: Article, *, actor: AbstractBaseUser, at: datetime) -> list[str]:
    """Says that this person is at the article, and answers who else is. Raises `Article.DoesNotExist`
    if it was deleted. 2 queries; more the first time.
    """
    _require(actor, article)
    mine = EditingSession.objects.filter(article=article, user_id=actor.pk)
    if not mine.update(seen_at=at):
        _held(article, actor, at=at)
    return others(article, actor=actor, at=at)


def others(article: Article, *, actor: AbstractBaseUser, at: datetime) -> list[str]:
    """The names of those who have the article open, without the one who asks. One query."""
    here = EditingSession.objects.here(article, at=at).exclude(user_id=actor.pk)
    return [row.user.get_full_name() or row.user.get_username() for row in here.defer("kept")]


def leave(article: Article, *, actor: AbstractBaseUser, at: datetime) -> None:
    """This person is at the article no longer. One query."""
    mine = EditingSession.objects.filter(article=article, user_id=actor.pk)
    mine.update(seen_at=at - HERE_FOR)


def tidy(*, at: datetime) -> int:
    """Takes away the rows that keep nothing and were not seen for a day; what was typed stays."""
    old = EditingSession.objects.filter(kept__isnull=True, seen_at__lt=at - FORGOTTEN_AFTER)
    return old.delete()[0]


def _size(form: Form) -> int:
    return sum(len(name) + sum(map(len, texts)) for name, texts in form.items())


def _require(actor: AbstractBaseUser, article: Article | None) -> None:
    require(actor, "change_article" if article else "add_article")


@transaction.atomic
def _held(article: Article | None, actor: AbstractBaseUser, *, at: datetime) -> EditingSession:
    """This person's row, made if there is none; whoever deletes the article waits for that."""
    rows = EditingSession.objects.select_for_update()
    if row := rows.filter(article=article, user_id=actor.pk).first():
        return row
    if article:
        locked(article)
    row, _made = rows.get_or_create(article=article, user_id=actor.pk, defaults={"seen_at": at})
    return row
