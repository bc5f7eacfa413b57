"""manage.py tidy: sweeps what the clock ended out of the lists and out of search, adds up the tallies that
are past, goes on where many articles are to be found by other names, and makes working copies ready that the
desk would otherwise make ready while somebody searches.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles import listing
from articles.models import Article
from articles.search import drafts, index

MOST_COPIES = 200  # portions of working copies at a time


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
        now = timezone.now()
        swept, settled = listing.tidy(at=now)
        renewed = sum(iter(index.renew_waiting, 0))
        taken_out = sum(iter(lambda: index.sweep(at=now), 0))
        copies = sum(islice(iter(drafts.refresh, 0), MOST_COPIES))
        self.stdout.write(
            f"{swept} rows swept out of the lists, {settled} tallies added up,"
            f" {renewed} articles found by their new names, {taken_out} versions found no longer,"
            f" {copies} working copies made ready to be searched."
        )
