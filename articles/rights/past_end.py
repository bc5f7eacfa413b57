"""The end behind us of a clearance: how it ended, and what therefore stands at the address, as removal
notices tell it. What will happen at an end to come is told by `coming_end`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from articles import clearance
from articles.clearance import STOPPED, Standing
from articles.models import Permission
from articles.models.rights import FAR_FUTURE, FAR_PAST, PermissionState
from articles.models.term_choices import Ending


class Ended(NamedTuple):
    """Expired, revoked or suspended, since when, and what was agreed to follow.

    Nothing of what was agreed holds for what was stopped: its `ending` is removal.
    """

    standing: Standing
    since: datetime
    ending: Ending

    @property
    def gravity(self) -> int:
        """What is only suspended may come back; what may keep a summary is not all gone."""
        if self.standing == Standing.SUSPENDED:
            return 0
        return 1 if self.ending == Ending.LINK else 2


def ended(needs: Iterable[clearance.Need], known: clearance.Chains, at: datetime) -> Ended | None:
    """How the clearance that is missing at that instant ended; None where nothing is missing. No query.

    Each kind of cover was needed, so the gravest end of them decides. Within one kind each permission
    was enough, so the last to end decides, and one that is only suspended is not the end.
    """
    by_cover: dict[str, list[list[Permission]]] = defaultdict(list)
    for need in needs:
        by_cover[need.covers].append(known[need.permission_id])
    missing = [
        [_how(chain, at) for chain in chains]
        for chains in by_cover.values()
        if not any(_counts(chain, at) for chain in chains)
    ]
    return max(map(_last, missing), key=lambda end: end.gravity, default=None)


def _last(ends: list[Ended]) -> Ended:
    paused = [end for end in ends if end.standing == Standing.SUSPENDED]
    return paused[0] if paused else max(ends, key=lambda end: (end.since, end.gravity))


def _spans(chain: list[Permission]) -> list[tuple[datetime, datetime, Permission]]:
    counting = clearance.counting(chain, stays=True)
    return [(span.from_, span.until, row) for row, span in counting if "web" in row.channels]


def _counts(chain: list[Permission], at: datetime) -> bool:
    return any(from_ <= at < until for from_, until, _row in _spans(chain))


def _how(chain: list[Permission], at: datetime) -> Ended:
    """How one chain of renewals ended. What stopped it counts only while a term would still hold."""
    past = [(until, row) for _from, until, row in _spans(chain) if until <= at]
    since, last = max(past, key=lambda end: end[0], default=(FAR_PAST, None))
    stop = next((row for row in chain if _is_stopped(row, at)), None)
    if stop and any(_would_hold(row, at) for row in chain):
        return Ended(Standing(stop.state), since, Ending.REMOVE)
    # What was revoked after its end leaves nothing behind either.
    is_link = last is not None and last.ending == Ending.LINK and stop is None
    return Ended(Standing.EXPIRED, since, Ending.LINK if is_link else Ending.REMOVE)


def _is_stopped(permission: Permission, at: datetime) -> bool:
    stopped_at = permission.stopped_at
    return permission.state in STOPPED and stopped_at is not None and stopped_at <= at


def _would_hold(permission: Permission, at: datetime) -> bool:
    """Whether its term reaches over the instant, whatever stopped it; a renewal ends what it renews."""
    from_, until = permission.valid_from or FAR_PAST, permission.valid_until or FAR_FUTURE
    if permission.ending == Ending.KEEP:
        until = FAR_FUTURE
    if permission.state == PermissionState.SUPERSEDED:
        until = min(until, permission.stopped_at or FAR_FUTURE)
    return from_ <= at < until
