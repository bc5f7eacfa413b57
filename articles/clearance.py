"""May it run? May it go on? Until when? Answers only: nothing here changes anything or reads the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from articles.models import CreditPermission, EditionPermission, Permission
from articles.models.rights import FAR_FUTURE, FAR_PAST, Span

ALWAYS = [Span(FAR_PAST, FAR_FUTURE)]

Need = CreditPermission | EditionPermission
Chains = dict[int, list[Permission]]  # by the id of any permission in the chain


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time as disjoint spans in order; spans that touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.from_ <= merged[-1].until:
            merged[-1] = Span(merged[-1].from_, max(merged[-1].until, span.until))
        else:
            merged.append(span)
    return merged


def intersection(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """The time in both; each side is disjoint and in order, and so is the result."""
    right = list(right)
    both = [
        Span(max(a.from_, b.from_), min(a.until, b.until))
        for a in left
        for b in right
        if a.from_ < b.until and b.from_ < a.until
    ]
    return sorted(both)


def chains(needs: Iterable[Need]) -> Chains:
    """Each needed permission with its renewals. Two queries."""
    rows: dict[int, list[Permission]] = defaultdict(list)
    for permission in Permission.objects.all().chains([need.permission_id for need in needs]):
        rows[permission.chain_id].append(permission)
    return {permission.pk: row for row in rows.values() for permission in row}


def cleared(needs: Iterable[Need], known: Chains) -> list[Span]:
    """When everything that is needed is in force: for each kind of cover one of its permissions,
    or a renewal of it. No needs, no clearance.
    """
    covered: dict[str, list[Span]] = defaultdict(list)
    for need in needs:
        row = known[need.permission_id]
        covered[need.covers].extend(permission.span for permission in row if permission.span)
    if not covered:
        return []
    allowed = ALWAYS
    for spans in covered.values():
        allowed = intersection(allowed, union(spans))
    return allowed


def in_force(needs: Iterable[Need], known: Chains, at: datetime) -> list[Permission]:
    """The permissions that count at that instant, the original's first."""
    return [
        permission
        for need in sorted(needs, key=lambda need: need.covers)
        for permission in known[need.permission_id]
        if permission.span and permission.span.from_ <= at < permission.span.until
    ]


def ends_at(spans: Iterable[Span], at: datetime) -> datetime | None:
    """The end of the span that `at` lies in; None if it lies in none or the span has no end."""
    for span in spans:
        if span.from_ <= at < span.until:
            return span.until if span.until < FAR_FUTURE else None
    return None
