"""`manage.py remind`: mails for the rights desk about what falls due. For cron, daily or hourly."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.management import console
from articles.models.reminders import ReminderKind
from articles.rights import reminders
from articles.rights.reminders import News

# Names nobody: what a scheduler keeps of it is no place for them. The mails say which they are.
WHAT = {
    ReminderKind.ENDING: "permission {permission} {ends}",
    ReminderKind.FEE: "the fee of permission {permission} is due",
    ReminderKind.COPY: "a copy of article {article} is due (permission {permission})",
    ReminderKind.UPSTREAM: "the original of article {article} is to be looked at",
}


class Command(BaseCommand):
    help = "Reminds the rights desk of what falls due. Safe to run again and again."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say it, write and note nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        console.check_database()
        run = reminders.remind(at=timezone.now(), is_dry=dry_run)
        for item in run.news:
            self.stdout.write(_line(item))
        if not run.news:
            self.stdout.write("Nothing to remind of.")
        elif not run.people:
            self.stdout.write(
                "Nobody was reminded: give a member of the rights desk an e-mail address, or the "
                "publication a contact."
            )
        else:
            said = "Would write" if dry_run else "Wrote"
            self.stdout.write(
                f"{said} to {run.people} {'person' if run.people == 1 else 'people'}."
            )


def _line(item: News) -> str:
    duty = item.duty
    what = WHAT[duty.kind].format(
        permission=duty.permission and duty.permission.pk,
        article=duty.article and duty.article.pk,
        ends="ends" if item.offset < 0 else "ended",
    )
    days = {0: "", 1: " (1 day after)", -1: " (1 day before)"}.get(item.offset)
    if days is None:
        days = f" ({abs(item.offset)} days {'before' if item.offset < 0 else 'after'})"
    return f"{duty.due_at:%Y-%m-%d %H:%M} UTC: {what}{days}"
