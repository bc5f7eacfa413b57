"""What a verb will touch, told beforehand: how many of a kind, and what the first are called."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet

MOST_NAMED = 10  # of each kind


class Moving(NamedTuple):
    """One kind of what is moved or stays: how many, and what the first of them are called."""

    number: int
    said: str
    names: tuple[str, ...] = ()
    others: int = 0


def named(said: Any, rows: QuerySet[Any], **told: str) -> Moving:
    """`said` gets the number; what it returns may name `count` and what else is told. Two queries."""
    names, number = tuple(map(str, rows[:MOST_NAMED])), rows.count()
    return Moving(number, said(number) % {"count": number, **told}, names, number - len(names))


def counted(number: int, said: Any) -> Moving:
    return Moving(number, said(number) % {"count": number})
