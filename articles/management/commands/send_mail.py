"""`manage.py send_mail`: sends what waits in the outbox and is due. May run twice at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import post
from articles.management import console


class Command(BaseCommand):
    help = "Sends the mail that waits in the outbox; what fails is tried again later."

    def handle(self, *args: Any, **options: Any) -> None:
        console.check_database()
        if not settings.HAS_MAIL_SERVER:
            raise CommandError(str(post.NoMailServer.message))
        sent, failed = post.deliver(at=timezone.now())
        self.stdout.write(f"Sent {sent}.")
        if failed:
            raise CommandError(f"{failed} not sent: the outbox at the desk says why.")
