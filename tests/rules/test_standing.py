"""How a permission stands is said twice, of a row and as a query: both say the same of every row."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from articles import clearance
from articles.clearance import Standing
from articles.models import Permission
from articles.models.rights import ENDS_SOON, PermissionState
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
FROM = [None, NOON - 2 * DAY, NOON, NOON + DAY]
UNTIL = [
    *(None, NOON - DAY, NOON, NOON + SECOND),
    *(NOON + ENDS_SOON, NOON + ENDS_SOON + SECOND),
]
STOPPED = [None, NOON - 3 * DAY, NOON + DAY]
PAID: list[tuple[bool, datetime | None]] = [
    *((False, None), (False, NOON + DAY)),
    *((True, None), (True, NOON - DAY), (True, NOON + 2 * DAY)),
]


def every_row() -> None:
    """Each state with each term, stop and payment that the database takes."""
    rows: list[Permission] = []
    for state, from_, until, stopped, (counts, paid) in itertools.product(
        PermissionState.values, FROM, UNTIL, STOPPED, PAID
    ):
        if from_ and until and until <= from_:
            continue
        facts: dict[str, Any] = {"valid_from": from_, "valid_until": until, "paid_at": paid}
        facts |= {"counts_when_paid": counts, "stopped_at": stopped, "state": state}
        rows.append(Permission(reference=f"{len(rows)}", **facts))
    Permission.objects.bulk_create(rows, batch_size=100)


def test_a_row_and_the_query_agree_on_every_standing() -> None:
    every_row()
    rows = list(Permission.objects.all())
    assert len(rows) > 1500
    for at in (NOON, NOON + DAY, NOON - 2 * DAY):
        said = {row.pk: clearance.standing(row, at, chain=[row]) for row in rows}
        for standing in Standing:
            found = set(
                Permission.objects.standing_as(standing, at=at).values_list("pk", flat=True)
            )
            assert found == {pk for pk, own in said.items() if own == standing}, standing
        assert set(said.values()) == set(Standing) or at != NOON


def test_an_unknown_word_finds_none() -> None:
    Permission.objects.create(reference="x", state="granted")
    assert not Permission.objects.standing_as("granted", at=NOON).exists()
    assert not Permission.objects.standing_as("nonsense", at=NOON).exists()


def test_what_was_paid_too_late_has_ended() -> None:
    row = Permission(
        state="granted",
        counts_when_paid=True,
        paid_at=NOON,
        valid_until=NOON - DAY,
        valid_from=None,
    )
    assert clearance.standing(row, NOON) == Standing.EXPIRED
