"""May it run? May it go on? Until when? Answers only: nothing here changes anything or reads the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models import CreditPermission, Edition, EditionPermission, Permission
from articles.models.compiled import Question, compiled
from articles.models.credits import Covers
from articles.models.rights import ENDS_SOON, FAR_FUTURE, FAR_PAST, PermissionState, Span

ALWAYS = [Span(FAR_PAST, FAR_FUTURE)]
STOPPED = frozenset({PermissionState.SUSPENDED, PermissionState.REVOKED})

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


def chains(needs: Iterable[Need], *, columns: Iterable[str] = (), is_held: bool = False) -> Chains:
    """Each needed permission with its renewals, and its source; or with these `columns` alone. `is_held`
    keeps them until the transaction ends. Two queries, none for no needs.
    """
    wanted = [need.permission_id for need in needs]
    if not wanted:
        return {}
    rows = Permission.objects.chains(wanted)
    rows = rows.only(*columns) if columns else rows.select_related("source")
    if is_held:
        held = rows.order_by("pk").select_for_update(of=("self",))
        return _by_chain(sorted(held, key=lambda row: (row.created_at, row.pk), reverse=True))
    return _by_chain(rows)


def chains_from(firsts: Collection[int], *, columns: Iterable[str] = ()) -> Chains:
    """As `chains`, of permissions whose chains begin with these (ids). One query, none for none."""
    if not firsts:
        return {}
    rows = Permission.objects.filter(Q(pk__in=firsts) | Q(first__in=firsts))
    return _by_chain(rows.only(*columns) if columns else rows.select_related("source"))


def _by_chain(permissions: Iterable[Permission]) -> Chains:
    rows: dict[int, list[Permission]] = defaultdict(list)
    for permission in permissions:
        rows[permission.chain_id].append(permission)
    return {permission.pk: row for row in rows.values() for permission in row}


def of_edition(edition: Edition) -> tuple[list[Need], Chains]:
    """What an edition needs, by the first permission of each chain. One query."""
    permissions = _needed_by(edition.pk)
    needs: list[Need] = [
        EditionPermission(edition=edition, permission=permission, covers=cover)
        for permission in permissions
        if permission.pk == permission.chain_id
        for cover in Covers.values
        if getattr(permission, f"covers_{cover}")
    ]
    return needs, _by_chain(permissions)


def asking(edition: Edition) -> Question:
    """What `of_edition` would ask. No query."""
    return _needed_by.asking(edition.pk)


@compiled
def _needed_by(edition: int) -> QuerySet[Permission]:
    """With what each covers."""
    needed = EditionPermission.objects.filter(edition=edition).annotate(
        chain=Coalesce("permission__first", "permission")
    )
    chain = Coalesce(OuterRef("first"), OuterRef("pk"))
    covering = {
        f"covers_{cover}": Exists(needed.filter(chain=chain, covers=cover))
        for cover in Covers.values
    }
    rows = Permission.objects.needed_by(edition).select_related("source")
    return rows.annotate(**covering)


def counting(chain: Iterable[Permission], *, stays: bool = False) -> list[tuple[Permission, Span]]:
    """The permissions of a chain with the time in which each counts; without those that never do.

    Only the latest renewal can be suspended or revoked: that stops what it renewed, too. With `stays`
    it is the time for which what ran may stay, where a clause keeps the archive; from where a renewal
    counts, what it says of that holds.
    """
    chain = list(chain)
    stops = [row.stopped_at for row in chain if row.state in STOPPED and row.stopped_at]
    before = [Span(FAR_PAST, min([FAR_FUTURE, *stops]))]
    spans = [(row, _stay(row, chain) if stays else row.span) for row in chain]
    return [(row, span) for row, own in spans if own for span in intersection([own], before)]


def _stay(permission: Permission, chain: list[Permission]) -> Span | None:
    stay = permission.stay
    renewals = [row.span for row in chain if row.supersedes_id == permission.pk]
    if stay is None or not renewals or renewals[0] is None:
        return stay
    return Span(stay.from_, min(stay.until, renewals[0].from_))


def is_for_pages(permission: Permission) -> bool:
    return "web" in permission.channels


def cleared(
    needs: Iterable[Need],
    known: Chains,
    *,
    stays: bool = False,
    fits: Callable[[Permission], bool] = is_for_pages,
) -> list[Span]:
    """When everything that is needed is in force for our pages: for each kind of cover one of its
    permissions, or a renewal of it. No needs, no clearance. With `stays` see `counting`.
    """
    covered: dict[str, list[Span]] = defaultdict(list)
    for need in needs:
        chain = known[need.permission_id]
        covered[need.covers].extend(span for row, span in counting(chain, stays=stays) if fits(row))
    if not covered:
        return []
    allowed = ALWAYS
    for spans in covered.values():
        allowed = intersection(allowed, union(spans))
    return allowed


def in_force(
    needs: Iterable[Need], known: Chains, at: datetime, *, stays: bool = False
) -> list[Permission]:
    """The permissions that count at that instant, the original's first. With `stays` see `counting`."""
    return [
        permission
        for need in sorted(needs, key=lambda need: need.covers)
        for permission, span in counting(known[need.permission_id], stays=stays)
        if span.holds(at)
    ]


class Standing(models.TextChoices):
    """How a permission stands at an instant: its state, or what the clock makes of a granted one."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Asked for")
    REFUSED = "refused", _("Refused")
    UNPAID = "unpaid", _("Not paid yet")
    SCHEDULED = "scheduled", _("Not yet in force")
    IN_FORCE = "in_force", _("In force")
    EXPIRING = "expiring", _("Ends soon")
    EXPIRED = "expired", _("Ended")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    RENEWED = "renewed", _("In force, and renewed")
    SUPERSEDED = "superseded", _("Renewed by another")


def standing(permission: Permission, at: datetime, *, chain: Iterable[Permission] = ()) -> Standing:
    """No query. `EXPIRING` is the last 90 days of a term; `RENEWED` is what counts until its renewal
    does, and is told with the `chain` alone: whoever stops the renewal stops it, too.
    """
    if permission.state == PermissionState.SUPERSEDED:
        counted = counting(chain)
        counts = any(row.pk == permission.pk and lies_in([span], at) for row, span in counted)
        return Standing.RENEWED if counts else Standing.SUPERSEDED
    if permission.state != PermissionState.GRANTED:
        return Standing(permission.state)
    span = permission.span
    if permission.counts_when_paid and not permission.paid_at:
        return Standing.UNPAID
    if span is None:
        return Standing.EXPIRED
    if at < span.from_:
        return Standing.SCHEDULED
    if at >= span.until:
        return Standing.EXPIRED
    return Standing.EXPIRING if span.until - at <= ENDS_SOON else Standing.IN_FORCE


def lies_in(spans: Iterable[Span], at: datetime) -> bool:
    return any(span.holds(at) for span in spans)


def ends_at(spans: Iterable[Span], at: datetime) -> datetime | None:
    """The end of the span that `at` lies in; None if it lies in none or the span has no end."""
    for span in spans:
        if span.holds(at):
            return span.until if span.until < FAR_FUTURE else None
    return None
