"""How a permission and its renewals stand over time: stretches in order, from the first moment on.

Answers only, from rows at hand: no query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.models import Permission
from articles.models.rights import FAR_FUTURE, FAR_PAST, PermissionState, Span


class Stretch(models.TextChoices):
    """What a stretch of time is; `ENDING` is the last one of a permission that ends soon."""

    COUNTS = "counts", _("In force")
    ENDING = "ending", _("Ends soon, not renewed")
    KEPT = "kept", _("Stays in the archive")
    SUSPENDED = "suspended", _("Suspended")
    UNPAID = "unpaid", _("Waits for its fee")
    DARK = "dark", _("Dark: nothing counts")


# In these nothing that relies on it may appear.
BLIND = frozenset({Stretch.SUSPENDED, Stretch.UNPAID, Stretch.DARK})


@dataclass(frozen=True)
class Segment:
    """One stretch, and the permission that makes it so; a dark one has none."""

    kind: Stretch
    span: Span
    permission: Permission | None = None


def gaps(spans: Iterable[Span], within: Span) -> list[Span]:
    """The time within a span that none of the others covers, in order."""
    free: list[Span] = []
    from_ = within.from_
    for span in clearance.union(spans):
        if from_ < min(span.from_, within.until):
            free.append(Span(from_, min(span.from_, within.until)))
        from_ = max(from_, span.until)
    if from_ < within.until:
        free.append(Span(from_, within.until))
    return free


def segments(chain: Iterable[Permission], *, at: datetime) -> list[Segment]:
    """A chain as disjoint stretches without holes, from its first moment to the end of time; none for
    what was never granted. Where two overlap, what is in force wins, then the archive.
    """
    chain = list(chain)
    found: list[Segment] = []
    for kind, row, span in _claims(chain, at):
        taken = [segment.span for segment in found]
        found += [Segment(kind, free, row) for free in gaps(taken, span)]
    if not found:
        return []
    since = Span(min(segment.span.from_ for segment in found), FAR_FUTURE)
    dark = gaps([segment.span for segment in found], since)
    return sorted(
        [*found, *(Segment(Stretch.DARK, span) for span in dark)], key=lambda one: one.span
    )


def _claims(chain: list[Permission], at: datetime) -> list[tuple[Stretch, Permission, Span]]:
    """What each permission says of some time; the earlier in this list, the stronger."""
    counted = [
        (Stretch.ENDING if _ends_soon(row, span, at) else Stretch.COUNTS, row, span)
        for row, span in clearance.counting(chain)
    ]
    kept = [(Stretch.KEPT, row, span) for row, span in clearance.counting(chain, stays=True)]
    suspended = [
        (Stretch.SUSPENDED, row, span)
        for row in chain
        if row.state == PermissionState.SUSPENDED and row.stopped_at
        for span in _from(row.stopped_at, row)
    ]
    unpaid = [
        (Stretch.UNPAID, row, span)
        for row in chain
        if row.state == PermissionState.GRANTED and row.counts_when_paid and not row.paid_at
        for span in _from(row.valid_from or FAR_PAST, row)
    ]
    return [*counted, *kept, *suspended, *unpaid]


def _ends_soon(permission: Permission, span: Span, at: datetime) -> bool:
    is_last = permission.state == PermissionState.GRANTED
    return is_last and at < span.until <= at + clearance.ENDS_SOON


def _from(moment: datetime, permission: Permission) -> list[Span]:
    until = permission.valid_until or FAR_FUTURE
    return [Span(moment, until)] if moment < until else []
