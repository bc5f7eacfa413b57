"""Days in the time zone of whoever allowed it, and the instants at which they begin and end.

“Until 31 May” counts to the end of that day there: what is stored is the first instant after it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.language import wording

DAY = timedelta(days=1)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the day begins there, in UTC. Where the clocks are put forward at midnight
    that is the first moment of the day that there is; where midnight comes twice, the first of them
    (PEP 495, `fold=0`).
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def ends(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after the day: the end of a half-open span that holds all of it."""
    return begins(day + DAY, zone)


def first_day(from_: datetime | None, zone: ZoneInfo) -> date | None:
    """The day that begins at that instant there; None if none does."""
    if from_ is None:
        return None
    day = from_.astimezone(zone).date()
    return day if begins(day, zone) == from_ else None


def last_day(until: datetime | None, zone: ZoneInfo) -> date | None:
    """The last day of a span that ends there with a whole day; None if it ends within one."""
    day = first_day(until, zone)
    return day - DAY if day else None


def ends_with_a_day(until: datetime, zone: ZoneInfo) -> bool:
    """Whether `until_in_words` says a last day, theirs or ours."""
    return any(last_day(until, one) for one in (zone, here()))


def in_words(at: datetime, zone: ZoneInfo) -> str:
    """An instant as they read it: “1 June 2027, 00:00 (Asia/Shanghai)”."""
    there = at.astimezone(zone)
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": wording.day(there.date()),
        "time": f"{there:%H:%M}",
        "zone": zone.key,
    }


def from_in_words(from_: datetime, zone: ZoneInfo, *, names_zone: bool = False) -> str:
    """“1 June 2026” where a day begins there, with the zone if that is to be named; else where one
    begins with us, which is named; else the instant.
    """
    return _in_days(from_, zone, first_day, names_zone=names_zone)


def until_in_words(until: datetime, zone: ZoneInfo, *, names_zone: bool = False) -> str:
    """The last day, “31 May 2027”, where it ends with a day there, else as `from_in_words`."""
    return _in_days(until, zone, last_day, names_zone=names_zone)


def _in_days(
    at: datetime,
    zone: ZoneInfo,
    day_of: Callable[[datetime, ZoneInfo], date | None],
    *,
    names_zone: bool,
) -> str:
    if day := day_of(at, zone):
        return _of_zone(day, zone) if names_zone else wording.day(day)
    day = day_of(at, here())
    return _of_zone(day, here()) if day else in_words(at, zone)


def _of_zone(day: date, zone: ZoneInfo) -> str:
    return _("%(day)s (%(zone)s)") % {"day": wording.day(day), "zone": zone.key}


def until_here(until: datetime) -> str:
    """As `until_in_words`, in the publication's own time zone."""
    return until_in_words(until, here())


def here() -> ZoneInfo:
    """The publication's own time zone."""
    return ZoneInfo(timezone.get_current_timezone_name())


def period(from_: datetime | None, until: datetime | None, zone: ZoneInfo) -> str:
    """A span for an overview, its ends as `from_in_words` and `until_in_words` say them."""
    first = from_in_words(from_, zone) if from_ else ""
    last = until_in_words(until, zone) if until else ""
    if first and last:
        return (
            first if first == last else _("%(from)s – %(until)s") % {"from": first, "until": last}
        )
    if last:
        return _("until %(until)s") % {"until": last}
    return _("from %(from)s on") % {"from": first} if first else _("always")
