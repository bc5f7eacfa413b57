"""manage.py tidy: sweeps what the clock ended out of the lists and out of search, adds up the tallies that
are past, goes on where many articles are to be found by other names, and makes working copies ready that the
desk would otherwise make ready while somebody searches. May run twice at once.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles import listing
from articles.models import Article
from articles.portions import Portion, until_done
from articles.search import drafts, index, renewing

SECONDS = (
    50  # after which what may wait is left to the next that runs, for cron begins one every minute
)


class Command(BaseCommand):
    help = (
        "Sweeps what the clock ended out of the lists and out of search, adds up the lists' tallies, and "
        "lets search know of names that many articles changed, and the desk's of working copies that did. "
        "May run as often as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anew",
            action="store_true",
            help="make all list rows and tallies anew: after the time zone was changed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            listing.make_anew(Article.objects.order_by("pk"))
        now, ends = timezone.now(), monotonic() + SECONDS
        swept, settled = listing.tidy(at=now)
        renewed = renewing.renew_all(seconds=ends - monotonic())
        taken_out = sum(iter(lambda: index.sweep(at=now), 0))
        portion = Portion(most=drafts.MOST_AT_ONCE)
        copies = until_done(lambda most: drafts.refresh(most=most), portion, ends=ends)
        self.stdout.write(
            f"{swept} rows swept out of the lists, {settled} tallies added up,"
            f" {renewed} articles found by their new names, {taken_out} versions found no longer,"
            f" {copies} working copies made ready to be searched."
        )
        if monotonic() >= ends:
            self.stdout.write("The time is over: if anything waits, the next run goes on.")
