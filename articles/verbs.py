"""What every verb does first: ask whether the actor may, and take hold of the row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import EmptyResultSet
from django.db import connections, models

from articles.models import Article, ArticleTag, Tag
from articles.models.compiled import compiled
from articles.refusals import NotAllowed, StaleArticle

Row = TypeVar("Row", bound=models.Model)

KEY_SHARE = f"FOR KEY SHARE OF {Tag._meta.db_table}"


def may(actor: AbstractBaseUser, permission: str) -> bool:
    """Whether the actor holds `articles.<permission>`."""
    return isinstance(actor, PermissionsMixin) and actor.has_perm(f"articles.{permission}")


def require(actor: AbstractBaseUser, permission: str) -> None:
    """Raises `NotAllowed` unless the actor holds `articles.<permission>`."""
    if not may(actor, permission):
        raise NotAllowed


def locked(row: Row) -> Row:
    """The row as it is now, held until the transaction ends (SQLite holds the whole database)."""
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


@compiled
def with_picture(article: int) -> models.QuerySet[Any, Article]:
    """The article of that number with its lead picture; it is held, and the picture is not."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("image")
    return rows.filter(pk=article)


def as_read(article: Article, found: Callable[[int], list[Article]] = with_picture) -> Article:
    """The article, held, with what `found` has beside it. Raises `StaleArticle` if its text was saved since
    `article` was read. One query.
    """
    row = next(iter(found(article.pk)), None)
    if row is None:
        raise Article.DoesNotExist
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
    return list(Tag.objects.raw(f"{sql} {KEY_SHARE}", params))


def held_tags(article: Article) -> list[Tag]:
    """An article's tags in their order, `held`. One query; a second where one went at this moment, and
    where there are none.
    """
    found = _held_tags(article.pk)
    if not found or len(found) != found[0].number:
        found = _held_tags(article.pk)
    return sorted(found, key=lambda tag: tag.place)


@partial(compiled, holding=KEY_SHARE)
def _held_tags(article: int) -> models.QuerySet[Any, Any]:
    """Each with how many there are and its place among them. They are held by number, as by verbs on tags:
    of two who hold several, one waits.
    """
    there = ArticleTag.objects.filter(content_object=article).order_by().values("content_object")
    number = models.Subquery(there.annotate(number=models.Count("pk")).values("number"))
    rows = Tag.objects.filter(article_tags__content_object=article).order_by("pk")
    return rows.annotate(number=number, place=models.F("article_tags"))
