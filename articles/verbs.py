"""What every verb does first: ask whether the actor may, and take hold of the row."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models

from articles.models import Article
from articles.refusals import NotAllowed, StaleArticle

Row = TypeVar("Row", bound=models.Model)


def may(actor: AbstractBaseUser, permission: str) -> bool:
    """Whether the actor holds `articles.<permission>`."""
    return isinstance(actor, PermissionsMixin) and actor.has_perm(f"articles.{permission}")


def require(actor: AbstractBaseUser, permission: str) -> None:
    """Raises `NotAllowed` unless the actor holds `articles.<permission>`."""
    if not may(actor, permission):
        raise NotAllowed


def locked(row: Row, *, beside: str | None = None) -> Row:
    """The row as it is now, held until the transaction ends (SQLite holds the whole database).

    `beside` names what comes with it, unheld.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return rows.select_related(beside).get(pk=row.pk)


def as_read(article: Article) -> Article:
    """The article with its lead picture, held. Raises `StaleArticle` if its text was saved since
    `article` was read.
    """
    row = locked(article, beside="image")
    if row.version != article.version:
        raise StaleArticle
    return row
