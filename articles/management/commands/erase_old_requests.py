"""`manage.py erase_old_requests`: people who asked to reprint are forgotten after 24 months; files that
were chosen in a form and never saved, after a day.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.management import console
from articles.reprinting import erasing
from articles.rights import kept_files


class Command(BaseCommand):
    help = "Erases who asked to reprint, 24 months after the last answer; the bare record stays."

    def handle(self, *args: Any, **options: Any) -> None:
        console.check_database()
        at = timezone.now()
        kept_files.sweep(at=at)
        self.stdout.write(f"Erased {erasing.erase_old(at=at)}.")
