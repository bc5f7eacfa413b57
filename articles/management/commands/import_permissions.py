"""`manage.py import_permissions`: lines of a CSV file become draft permissions, all of them or none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management import console
from articles.refusals import Refused
from articles.rights import csv_tables, exchange
from articles.rights.exchange import Line


class Command(BaseCommand):
    help = (
        "Reads permissions from a CSV file and stores them as drafts. Its first line names the columns: "
        + ", ".join(exchange.COLUMNS)
        + ". The columns may be left out but for the reference."
    )
    requires_system_checks = []  # some ask the database, which may not be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument("--as", dest="username", help="whose import it is (default: the owner)")

    def handle(self, *, path: Path, dry_run: bool, username: str | None, **options: Any) -> None:
        console.check_database()
        data = _read(path)
        try:
            if dry_run:
                lines = exchange.look_at(data)
            else:
                lines = exchange.take_in(data, actor=console.account(username))
        except exchange.LinesRefused as refusal:
            lines = refusal.lines
        except Refused as refusal:
            raise CommandError(f"{path}: {refusal}") from refusal
        is_refused = any(line.complaints for line in lines)
        for line in lines:
            for text in _told(line, is_stored=not (dry_run or is_refused)):
                self.stdout.write(f"{path}:{line.number}: {text}")
        self.stdout.write(_in_short(lines, is_stored=not (dry_run or is_refused)))
        if is_refused:
            sys.exit(1)


def _read(path: Path) -> bytes:
    """So much of it that what is too large is known to be so."""
    try:
        with path.open("rb") as file:
            return file.read(csv_tables.LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _told(line: Line, *, is_stored: bool) -> Iterator[str]:
    name = f"{line.reference} ({line.source})" if line.source else line.reference
    if line.is_here:
        differs = f", and differs in {', '.join(line.differs_in)}" if line.differs_in else ""
        yield f"here already: {name}{differs}"
    elif line.is_new:
        yield f"{'recorded' if is_stored else 'would be recorded'}: {name}"
    for column, message in line.complaints:
        yield f"refused: {column}: {message}" if column else f"refused: {message}"
    for column, message in line.doubts:
        yield f"worth a look: {column}: {message}"


def _in_short(lines: list[Line], *, is_stored: bool) -> str:
    new = sum(line.is_new for line in lines)
    here = sum(line.is_here for line in lines)
    refused = sum(bool(line.complaints) for line in lines)
    done = "recorded as drafts" if is_stored else "to be recorded"
    end = "" if is_stored else " Nothing was stored."
    return f"{new} {done}, {here} here already, {refused} refused.{end}"
