"""Tables as text: read from what Excel and people write, and written so that Excel reads them rightly.

A cell that a spreadsheet would run as a formula is written behind an apostrophe, which reading takes off.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from articles.importing import UnreadableDocument
from articles.importing.charsets import decode
from articles.refusals import Refused

LARGEST = 5 * 2**20  # bytes
MOST_LINES = 5_000
MARK = "\ufeff"  # by which Excel knows UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARDED = (*_FORMULA, "'")
_DELIMITERS = (",", ";", "\t")


class UnusableTable(Refused):
    message = _("This is no table that can be read.")


class Cells(NamedTuple):
    """One row by the names of its columns; `line` is where it begins in the file, from 1. `surplus` are
    cells beyond the last column.
    """

    line: int
    by_column: dict[str, str]
    surplus: list[str]


def read(data: bytes, *, columns: Collection[str], needed: str) -> tuple[list[str], list[Cells]]:
    """The columns that a file has, and its rows; blank ones are left out.

    Commas, semicolons and tabs part cells, whichever of them makes known columns of the first line.
    Raises `UnusableTable` as `as_text` does, and for a first line that has a column
    twice, one that is not known, or not the one that is needed.
    """
    text = as_text(data)
    rows = _rows(text, _delimiter(text, columns))
    header = _header(next(rows, (1, []))[1], columns, needed)
    found = []
    for line, cells in rows:
        cells = [_unguarded(cell) for cell in cells]
        if any(cell.strip() for cell in cells):
            by_column = dict(zip(header, cells, strict=False))
            found.append(Cells(line, by_column, [c for c in cells[len(header) :] if c.strip()]))
        if len(found) > MOST_LINES:
            told = {"most": MOST_LINES}
            raise UnusableTable(_("There are more than %(most)d lines: divide the file.") % told)
    return header, found


def as_text(data: bytes) -> str:
    """The words of a file, whatever encoding it is in. Raises `UnusableTable` for what is too large or
    no text.
    """
    if len(data) > LARGEST:
        raise UnusableTable(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 2**20})
    try:
        return decode(data)
    except UnreadableDocument as error:
        raise UnusableTable(str(error.message)) from error


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole file as text, for UTF-8: with its mark, line ends as RFC 4180 has them."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
    return out.getvalue()


def _guarded(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if cell.startswith(_GUARDED) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("Line %(line)d cannot be read: look at its quotation marks.")
        raise UnusableTable(message % {"line": line}) from error


def _delimiter(text: str, columns: Collection[str]) -> str:
    """That which makes the most known columns of the first line."""
    first = text.split("\n", 1)[0]

    def known(delimiter: str) -> int:
        return sum(_name(cell) in columns for cell in first.split(delimiter))

    return max(_DELIMITERS, key=known)


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().casefold().replace(" ", "_")


def _header(cells: list[str], columns: Collection[str], needed: str) -> list[str]:
    names = [_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(name in columns for name in names):
        message = _(
            "Its first line names no column: is it a CSV file? That line begins such a file, and one of "
            "the names is “%(name)s”."
        )
        raise UnusableTable(message % {"name": needed})
    for name in names:
        if name not in columns:
            name = name[:40]
            near = get_close_matches(name, columns, n=1)
            message = _("No column is called “%(name)s”.")
            if near:
                message = _("No column is called “%(name)s”: “%(near)s” is one.")
            raise UnusableTable(message % {"name": name, "near": "".join(near)})
        if names.count(name) > 1:
            message = _("There are two columns “%(name)s”: take one out.")
            raise UnusableTable(message % {"name": name})
    if needed not in names:
        message = _("The first line must name the columns, and one of them is “%(name)s”.")
        raise UnusableTable(message % {"name": needed})
    return names
