"""How much of a large change is done at once, so that nobody waits long for the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from django.db import connection, transaction

PORTION = 1000  # rows that one transaction moves at most
FIRST, LEAST = 100, 20  # where there are more: with how many it begins, and how few it may come to
LONG = 0.5  # seconds that it is to take
# Seconds between two: whoever waits for SQLite looks ten times a second whether it is free.
PAUSE = 0.15


class Portion:
    """How many rows the next transaction moves: as many as take half a second here and now. Where a disk has
    to be asked for each, those are far fewer than where all is in memory.
    """

    def __init__(
        self, *, is_long: bool = True, first: int = FIRST, least: int = LEAST, most: int = 0
    ) -> None:
        self.is_long = is_long
        self.least, self.most = least, most or PORTION
        self.rows = min(first, self.most) if is_long else self.most

    @contextmanager
    def held(self) -> Iterator[None]:
        """A transaction; how long it takes decides about the next."""
        with transaction.atomic():
            began = time.monotonic()
            yield
        spent = max(time.monotonic() - began, 0.001)
        if self.is_long:
            wanted = int(self.rows * min(2.0, max(0.25, LONG / spent)))
            self.rows = min(self.most, max(self.least, wanted))

    @staticmethod
    def pause() -> None:
        """So that whoever waits for SQLite gets in; not within a transaction, where nobody does."""
        if not connection.in_atomic_block:
            time.sleep(PAUSE)


def until_done(
    do_some: Callable[[int], int], portion: Portion, *, ends: float, most: float = inf
) -> int:
    """Does a portion a transaction until nothing is left, or as many as `most` are done, or that instant (of
    `time.monotonic`) has come; one in any case. `do_some` is told how many at most, and says how many it
    did, none where nothing is left; so does this.
    """
    done = 0
    while True:
        with portion.held():
            some = do_some(int(min(portion.rows, most - done)))
        done += some
        if not some or done >= most or time.monotonic() >= ends:
            return done
        portion.pause()
