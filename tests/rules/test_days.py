"""Days in the holder's time zone: where they begin and end, whatever the clocks do that night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rights import days

ZONES = [
    *("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    # Where the clocks change at midnight, forward or back.
    *("America/Santiago", "America/Havana", "Africa/Cairo", "Asia/Beirut", "Atlantic/Azores"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns"),
]
TICK = timedelta(microseconds=1)


def test_until_31_may_in_shanghai_ends_at_that_days_end() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    until = days.ends(date(2027, 5, 31), shanghai)
    assert until == datetime(2027, 5, 31, 16, tzinfo=UTC)
    assert days.last_day(until, shanghai) == date(2027, 5, 31)
    assert days.in_words(until, shanghai) == "1 June 2027, 00:00 (Asia/Shanghai)"
    assert days.until_in_words(until, shanghai) == "31 May 2027"


@given(
    st.dates(min_value=date(2015, 1, 1), max_value=date(2037, 12, 30)),
    st.sampled_from([ZoneInfo(name) for name in ZONES]),
)
def test_a_day_holds_its_own_instants_and_no_other(day: date, zone: ZoneInfo) -> None:
    first, end = days.begins(day, zone), days.ends(day, zone)
    assert first.astimezone(zone).date() == day
    assert (first - TICK).astimezone(zone).date() < day
    assert (end - TICK).astimezone(zone).date() == day
    assert end.astimezone(zone).date() == day + timedelta(days=1)
    assert timedelta(hours=22) <= end - first <= timedelta(hours=26)
    assert (days.first_day(first, zone), days.last_day(end, zone)) == (day, day)


def test_two_terms_by_the_day_touch() -> None:
    for name in ZONES:
        zone = ZoneInfo(name)
        assert days.ends(date(2027, 3, 27), zone) == days.begins(date(2027, 3, 28), zone)


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        # Midnight is left out: the day begins at one.
        ("America/Santiago", date(2026, 9, 6), "01:00"),
        ("Africa/Cairo", date(2026, 4, 24), "01:00"),
        # Midnight comes twice: the first of them.
        ("Atlantic/Azores", date(2026, 10, 25), "00:00"),
    ],
)
def test_a_day_begins_where_the_clocks_change_at_midnight(zone: str, day: date, first: str) -> None:
    there = days.begins(day, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert (f"{there:%H:%M}", there.fold) == (first, 0)


def test_an_instant_within_a_day_ends_no_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    noon = datetime(2027, 5, 31, 10, tzinfo=UTC)
    assert days.first_day(noon, zone) is days.last_day(noon, zone) is None
    assert days.last_day(None, zone) is None
    assert days.until_in_words(noon, zone) == "31 May 2027, 12:00 (Europe/Berlin)"
