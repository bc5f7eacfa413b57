"""`manage.py audit_rights`: do all outputs agree with one another and with the permissions?"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles.auditing.walking import Audit
from articles.management import console
from articles.models import Address

FOUND = 1


class Command(BaseCommand):
    help = (
        "Fetches every article's page, data, feeds and sitemap as strangers get them, and names each "
        "address that says more than another, or more than our permissions allow. Changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            nargs="+",
            default=[],
            metavar="SLUG",
            help="these articles, by their addresses",
        )
        parser.add_argument(
            "--since",
            type=_instant,
            metavar="DATE",
            help="articles that appeared, changed or ended since then: 2026-11-01 or 2026-11-01T09:00Z",
        )

    def handle(self, *, only: list[str], since: datetime | None, **options: Any) -> None:
        console.check_database()
        known = set(Address.objects.filter(slug__in=only).values_list("slug", flat=True))
        if unknown := [slug for slug in only if slug not in known]:
            raise CommandError(f"No article ever stood at {', '.join(unknown)}.")
        progress = console.Progress(self.stdout)
        say = progress if self.stdout.isatty() else lambda _text: None
        audit = Audit(now=timezone.now, only=tuple(only), since=since, say=say)
        started, found = time.monotonic(), 0
        for finding in audit.findings():
            progress.done()
            self.stdout.write(str(finding))
            found += 1
        progress.done()
        seconds = time.monotonic() - started
        rate = audit.walked / seconds if seconds else 0
        self.stdout.write(
            f"{audit.walked:,} articles, {audit.site.fetched:,} addresses in {seconds:.0f} s "
            f"({rate:.0f} articles a second): {f'{found:,} findings' if found else 'all agree'}."
        )
        if found:
            sys.exit(FOUND)


def _instant(text: str) -> datetime:
    """A day begins in the publication's time zone."""
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day)
    except ValueError:  # 2026-13-45
        found = None
    if found is None:
        raise ArgumentTypeError(
            f"“{text}” is no day: write one like 2026-11-01, or an instant like 2026-11-01T09:00Z."
        )
    return timezone.make_aware(found) if timezone.is_naive(found) else found.astimezone(UTC)
