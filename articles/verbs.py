"""What every verb does first: ask whether the actor may, and take hold of the row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import EmptyResultSet
from django.db import connections, models

from articles.models import Article, ArticleTag, Tag
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


def held(tags: models.QuerySet[Tag]) -> list[Tag]:
    """These tags, none of which is merged or retired before the transaction ends; one that is at this
    moment is left out. Others may file under them meanwhile. One query.
    """
    if connections[tags.db].vendor == "sqlite":  # which holds the whole database
        return list(tags)
    try:
        sql, params = tags.query.sql_with_params()
    except EmptyResultSet:  # of no tags
        return []
    return list(Tag.objects.raw(f"{sql} FOR KEY SHARE OF {Tag._meta.db_table}", params))


def held_tags(article: Article) -> list[Tag]:
    """An article's tags in their order, `held`. One query; a second where one went at this moment, and
    where there are none.
    """
    there = ArticleTag.objects.filter(content_object=article).order_by().values("content_object")
    number = models.Subquery(there.annotate(number=models.Count("pk")).values("number"))
    rows = Tag.objects.filter(article_tags__content_object=article).order_by("article_tags")
    found: Any = held(rows.annotate(number=number))
    return found if found and len(found) == found[0].number else held(rows)
