"""SQLite's full-text index put together from pieces that were made beside each other.

An index is pieces in levels: each publication leaves a piece on the lowest, and SQLite merges four of a level
bit by bit, or sixteen at once, into one on the next. Large ones among the small ones would be merged with
them, so that whoever publishes waits for minutes while it writes gigabytes: they are put as in an index that
grew, few a level, high above where new ones come. Its record of them (SQLite's fts5_index.c,
"Structure records") is a cookie of four bytes, then numbers: of levels, of pieces, of writes; a level has
how many of its pieces are being merged, how many there are, and of each three numbers, the oldest first: its
own, and its first and last page. What it says of all rows ("Averages records") is how many, and how many
tokens in each field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from django.db import connection

AVERAGES, STRUCTURE = 1, 10  # the first rows of the table; behind them are pages
COOKIE = 4  # bytes
PAGES = 37  # bits of a page's number that are below that of its piece
A_LEVEL = 3  # pieces: SQLite begins to merge when there are four
# Levels that are left to what comes: of four small pieces one is made on the next, 4^10 reach the large ones.
LOWER = 10

Piece = tuple[int, int, int]
Levels = list[list[Piece]]


def enter(fts: str, schema: str) -> None:
    """The pieces that this table has in an attached database, as the newest. In the transaction that is
    open.
    """
    with connection.cursor() as cursor:
        old, new = (levels(f"{name}.{fts}") for name in ("main", schema))
        behind = max((number for level in old for number, *_pages in level), default=0)
        for table, columns in (
            ("data", f"id + {behind << PAGES}, block"),
            ("idx", f"segid + {behind}, term, pgno"),
            ("docsize", "*"),
        ):
            pages = f"WHERE id > {STRUCTURE}" if table == "data" else ""
            cursor.execute(
                f"INSERT INTO main.{fts}_{table} SELECT {columns} FROM {schema}.{fts}_{table} {pages}"
            )
        moved = [[(number + behind, first, last) for number, first, last in level] for level in new]
        told = _block(cursor, f"main.{fts}", STRUCTURE)[:COOKIE] + _told(_few_a_level(moved + old))
        sums = (_numbers(_block(cursor, f"{name}.{fts}", AVERAGES)) for name in ("main", schema))
        averages = _varints(map(sum, zip_longest(*sums, fillvalue=0)))
        for number, block in ((STRUCTURE, told), (AVERAGES, averages)):
            cursor.execute(f"UPDATE main.{fts}_data SET block = %s WHERE id = %s", [block, number])


def levels(fts: str) -> Levels:
    """The pieces of each level, the newest level first. One query."""
    with connection.cursor() as cursor:
        numbers = _numbers(_block(cursor, fts, STRUCTURE)[COOKIE:])
    count, _pieces, _writes = (next(numbers) for _number in range(3))
    return [list(_level(numbers)) for _number in range(count)]


def _block(cursor: Any, fts: str, number: int) -> bytes:
    cursor.execute(f"SELECT block FROM {fts}_data WHERE id = {number}")
    block: bytes = cursor.fetchone()[0]
    return block


def _level(numbers: Iterator[int]) -> Iterator[Piece]:
    _merging, count = next(numbers), next(numbers)
    for _piece in range(count):
        yield next(numbers), next(numbers), next(numbers)


def _few_a_level(levels: Levels) -> Levels:
    newest_first = [piece for level in levels for piece in reversed(level)]
    few = [
        newest_first[start : start + A_LEVEL][::-1]
        for start in range(0, len(newest_first), A_LEVEL)
    ]
    return [*([] for _lower in range(LOWER)), *few]


def _told(levels: Levels) -> bytes:
    numbers = [len(levels), sum(map(len, levels)), 0]
    for level in levels:
        numbers += [0, len(level), *(number for piece in level for number in piece)]
    return _varints(numbers)


def _numbers(block: bytes) -> Iterator[int]:
    """SQLite's numbers: seven bits a byte, the first the largest; none here has more than eight bytes."""
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            yield number
            number = 0


def _varints(numbers: Iterable[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    bytes_ = [number & 0x7F]
    while number := number >> 7:
        bytes_.append(number & 0x7F | 0x80)
    return bytes(reversed(bytes_))
