"""Where a permission begins: with the terms on which its source usually lets us run a text."""

from __future__ import annotations

from typing import Any

from articles.models import Article, Permission, ReprintCredit, Source
from articles.models.terms import fill_in


def beginning(
    source: Source | None, *, article: Article | None = None, credit: ReprintCredit | None = None
) -> Permission:
    """An unsaved draft on the source's usual terms; its words of credit say the facts of that article
    and its reprint credit. No query.
    """
    permission = Permission(source=source)
    if source is None:
        return permission
    permission.take_terms(source)
    permission.required_credit = fill_in(
        permission.required_credit, **_facts(source, article=article, credit=credit)
    )
    return permission


def facts(permission: Permission) -> dict[str, Any]:
    """What `permissions.record` is told of one that began here."""
    return {name: getattr(permission, name) for name in ("source", *Permission.of_terms)}


def _facts(
    source: Source, *, article: Article | None, credit: ReprintCredit | None
) -> dict[str, str]:
    """What the placeholders stand for, as far as it is known."""
    title = (credit.title if credit else "") or (article.title if article else "")
    return {
        "title": title,
        "authors": credit.authors if credit else "",
        "source": source.name,
        "date": credit.first_published_on if credit else "",
    }
