"""The pieces of SQLite's full-text index, put in levels as in one that grew.

Each big step of filling leaves a piece, all side by side; SQLite merges sixteen of a level at once, so that
whoever published next would wait for minutes while it writes gigabytes. An index that grew has few pieces a
level, the old and large ones high above the new ones. Its record of them (SQLite's fts5_index.c, "Structure
records") is a cookie of four bytes, then numbers: of levels, of pieces, of writes; a level has how many of
its pieces are being merged, how many there are, and of each three numbers, the oldest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

RECORD = 10
COOKIE = 4  # bytes
A_LEVEL = 3  # pieces: SQLite begins to merge when there are four

Piece = tuple[int, int, int]


def spread(fts: str) -> None:
    """Of that table. Three queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        block = _record(cursor, fts)
        _count, _pieces, writes, *_rest = _numbers(block[COOKIE:])
        told = block[:COOKIE] + _told(_few_a_level(levels(fts)), writes)
        cursor.execute(f"UPDATE {fts}_data SET block = %s WHERE id = {RECORD}", [told])


def levels(fts: str) -> list[list[Piece]]:
    """The pieces of each level, the newest level first. One query."""
    with connection.cursor() as cursor:
        numbers = _numbers(_record(cursor, fts)[COOKIE:])
    count, _pieces, _writes = (next(numbers) for _number in range(3))
    return [list(_level(numbers)) for _number in range(count)]


def _record(cursor: Any, fts: str) -> bytes:
    cursor.execute(f"SELECT block FROM {fts}_data WHERE id = {RECORD}")
    block: bytes = cursor.fetchone()[0]
    return block


def _level(numbers: Iterator[int]) -> Iterator[Piece]:
    _merging, count = next(numbers), next(numbers)
    for _piece in range(count):
        yield next(numbers), next(numbers), next(numbers)


def _few_a_level(levels: list[list[Piece]]) -> list[list[Piece]]:
    newest_first = [piece for level in levels for piece in reversed(level)]
    return [
        newest_first[start : start + A_LEVEL][::-1]
        for start in range(0, len(newest_first), A_LEVEL)
    ]


def _told(levels: list[list[Piece]], writes: int) -> bytes:
    numbers = [len(levels), sum(map(len, levels)), writes]
    for level in levels:
        numbers += [0, len(level), *(number for piece in level for number in piece)]
    return b"".join(map(_varint, numbers))


def _numbers(block: bytes) -> Iterator[int]:
    """SQLite's numbers: seven bits a byte, the first the largest; none here has more than eight bytes."""
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            yield number
            number = 0


def _varint(number: int) -> bytes:
    bytes_ = [number & 0x7F]
    while number := number >> 7:
        bytes_.append(number & 0x7F | 0x80)
    return bytes(reversed(bytes_))
