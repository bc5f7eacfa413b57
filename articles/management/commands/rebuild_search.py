"""`manage.py rebuild_search`: makes the search index anew, or proves that it is as it should be."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.management import console
from articles.search import drafts, rebuilding

FOUND = 1


class Command(BaseCommand):
    help = (
        "Makes the search index anew while readers go on searching; goes on where it was interrupted. "
        "With --check it changes nothing, and names each version that is not found as it should be."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only look; exit status 1 if it differs"
        )
        parser.add_argument(
            "--afresh", action="store_true", help="from the beginning, also after an interruption"
        )

    def handle(self, *, check: bool, afresh: bool, **options: Any) -> None:
        console.check_database()
        progress = console.Progress(self.stdout)
        if check:
            self._check(progress)
            return
        with console.refusals_as_sentences(progress):
            done = rebuilding.rebuild(say=progress, at=timezone.now(), afresh=afresh)
            drafts.refresh_all(say=progress)
        self.stdout.write(f"{done:,} articles can be searched.")

    def _check(self, progress: console.Progress) -> None:
        found = 0
        say = progress if self.stdout.isatty() else _silent
        for difference in rebuilding.differences(say=say, at=timezone.now()):
            progress.done()
            self.stdout.write(str(difference))
            found += 1
        progress.done()
        if found:
            self.stdout.write(
                f"{found:,} differences. Put right by: {console.manage('rebuild_search')}"
            )
            sys.exit(FOUND)
        self.stdout.write("The index says what the published versions say.")


def _silent(_text: str) -> None:
    pass
