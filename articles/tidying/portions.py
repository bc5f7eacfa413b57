"""How much of a large change is done at once, so that nobody waits long for the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

PORTION = 1000  # rows that one transaction moves at most
FIRST, LEAST = 100, 20  # where there are more: with how many it begins, and how few it may come to
LONG = 0.5  # seconds that it is to take
# Seconds between two: whoever waits for SQLite looks ten times a second whether it is free.
PAUSE = 0.15


class Portion:
    """How many rows the next transaction moves: as many as take half a second here and now. Where a disk has
    to be asked for each, those are far fewer than where all is in memory.
    """

    def __init__(self, *, is_long: bool) -> None:
        self.is_long = is_long
        self.rows = min(FIRST, PORTION) if is_long else PORTION

    @contextmanager
    def held(self) -> Iterator[None]:
        """A transaction; how long it takes decides about the next."""
        with transaction.atomic():
            began = time.monotonic()
            yield
        spent = max(time.monotonic() - began, 0.001)
        if self.is_long:
            wanted = int(self.rows * min(2.0, max(0.25, LONG / spent)))
            self.rows = min(PORTION, max(LEAST, wanted))

    @staticmethod
    def pause() -> None:
        """So that whoever waits for SQLite gets in."""
        time.sleep(PAUSE)
