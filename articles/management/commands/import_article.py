"""`manage.py import_article`: documents become drafts, with a report of what became of every line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import intake
from articles.importing import UnreadableDocument, embedded_pictures, read_document
from articles.management import console, import_report
from articles.management.import_report import FAILED, REFUSED, Report
from articles.models import Article
from articles.publishing import release
from articles.refusals import Blocked, Refused

# Enough for a reader to see that a file is too large, whatever it is.
MOST_READ = 30 * 2**20


class Command(BaseCommand):
    help = "Reads text, Markdown, HTML and Word files and stores them as drafts."
    requires_system_checks = []  # some ask the database, which may not be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--tag", action="append", default=[], metavar="NAME", dest="tags")
        parser.add_argument("--encoding", help="overrules what the file seems to be in")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish what the checklist allows"
        )
        parser.add_argument("--as", dest="username", help="whose import it is (default: the owner)")
        parser.add_argument("--json", action="store_true", help="one JSON object a file, on a line")

    def handle(
        self,
        *,
        paths: list[Path],
        tags: list[str],
        encoding: str | None,
        dry_run: bool,
        publish: bool,
        username: str | None,
        json: bool,
        **options: Any,
    ) -> None:
        if publish and not username:
            raise CommandError("--publish needs --as USERNAME: somebody answers for publishing.")
        console.check_database()
        actor = None if dry_run else console.account(username)
        written = import_report.as_json if json else import_report.as_text
        statuses = set()
        for path in paths:
            report = _import(path, actor=actor, tags=tags, encoding=encoding, publish=publish)
            statuses.add(report["status"])
            self.stdout.write(written(report))
            self.stdout.flush()
        for status in (FAILED, REFUSED):
            if status in statuses:
                sys.exit(status)


def _import(
    path: Path, *, actor: User | None, tags: list[str], encoding: str | None, publish: bool
) -> Report:
    """One file's report; nothing of a file that fails is stored, and no other file suffers."""
    name = _printable(path)
    report = import_report.blank(name)
    try:
        document = _read(path)
        manuscript = read_document(document, filename=_printable(path.name), encoding=encoding)
        report |= import_report.describe(manuscript)
        intake.check(manuscript.piece, document=document, tags=tags)
        if actor:
            find = _finder(path, document)
            manuscript = intake.take_pictures(manuscript, find, actor=actor)
            report["warnings"] = import_report.warnings(manuscript)
            article = intake.take_in(
                manuscript,
                actor=actor,
                document=document,
                file_name=_printable(path.name),
                tags=tags,
            )
            report |= {"article": article.key, "slug": article.slug}
            report["sections"] = import_report.sections(manuscript.piece)
            if publish:
                report |= _publish(article, actor)
    except UnreadableDocument as error:
        where = f"{name}:{error.line}" if error.line else name
        report |= {"errors": [f"{where}: {error.message}"], "status": FAILED}
    except OSError as error:
        report |= {"errors": [f"{name}: {error.strerror}"], "status": FAILED}
    except intake.AlreadyHere as refusal:
        if actor:
            report |= {"article": refusal.article.key, "slug": refusal.article.slug}
        report["warnings"] += [str(refusal)]
    except Refused as refusal:
        report |= {"errors": [f"{name}: {refusal}"], "status": FAILED}
    return report


def _printable(path: Path | str) -> str:
    """A file name as text, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_READ)


def _finder(path: Path, document: bytes) -> Callable[[str], bytes | None]:
    """Finds a picture that the document holds, or that it names and that lies beside it, never outside
    its folder.
    """
    folder = path.resolve().parent
    embedded = embedded_pictures(document, filename=_printable(path.name))

    def find(origin: str) -> bytes | None:
        if origin in embedded:
            return embedded[origin]
        try:
            picture = (folder / unquote(origin)).resolve()
            if picture.is_relative_to(folder) and picture.is_file():
                return _read(picture)
        except (OSError, ValueError):
            pass  # an alternative text or an address, which no file is called
        return None

    return find


def _publish(article: Article, actor: User) -> dict[str, Any]:
    try:
        edition = release.publish(article, actor=actor)
    except Blocked as refusal:
        return {"errors": [str(found.message) for found in refusal.findings], "status": REFUSED}
    except Refused as refusal:
        return {"errors": [str(refusal)], "status": REFUSED}
    return {"published": edition.get_absolute_url()}
