"""`manage.py erase_personal_data`: what people told us about themselves goes when its time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles import moderation
from articles.management import console
from articles.reading import visitors
from articles.reprinting import erasing
from articles.rights import kept_files


class Command(BaseCommand):
    help = (
        "Erases who asked to reprint, 24 months after the last answer (the bare record stays), mail "
        "addresses of comments after 12 months, files of forms that were never saved after a day, and "
        "who sent forms after an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        console.check_database()
        now = timezone.now()
        visitors.forget(at=now)
        kept_files.sweep(at=now)
        self.stdout.write(
            f"Erased {erasing.erase_old(at=now)} requests to reprint and "
            f"{moderation.forget_mails(at=now)} mail addresses of comments."
        )
