"""What every verb does first: ask whether the actor may, and take hold of the row."""

from __future__ import annotations

from collections.abc import Iterable
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


def locked(row: Row, *, beside: Iterable[str] = (), **asked: models.Exists) -> Row:
    """The row as it is now, held until the transaction ends (SQLite holds the whole database).

    `beside` names what comes with it, unheld, and each of `asked` is answered as an attribute of it.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",))
    if beside:
        rows = rows.select_related(*beside)
    return rows.annotate(**asked).get(pk=row.pk)


def as_read(article: Article, *beside: str, **asked: models.Exists) -> Article:
    """The article with its lead picture, held; `beside` and `asked` as for `locked`. Raises `StaleArticle`
    if its text was saved since `article` was read.
    """
    row = locked(article, beside=("image", *beside), **asked)
    if row.version != article.version:
        raise StaleArticle
    return row
