"""Reminds the rights desk of what falls due: each thing once at each of its offsets, in one mail a person.

Whoever calls it says what time it is. It may run as often as one likes and at the same time as another
run: what was reminded of is a row, and the rows and the mails are written together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation

from articles import post
from articles.models import Masthead, Reminder
from articles.models.reminders import ReminderKind
from articles.models.rights import Span
from articles.rights import digest, duties
from articles.rights.duties import Duty

DAY = timedelta(days=1)
# Days from what it is about, by what it is about.
OFFSETS: dict[ReminderKind, tuple[int, ...]] = {
    ReminderKind.ENDING: (-90, -30, -7, -1, 0, 7),
    ReminderKind.FEE: (-7, 0, 7),
    ReminderKind.COPY: (-7, 0, 7),
    ReminderKind.UPSTREAM: (0,),
}
# What ended before that is history, and no news; what is owed stays owed.
HISTORY = 90 * DAY
RIGHTS_DESK = "Rights desk"  # the role, as `articles.install` names it
BATCH = 500  # rows a statement


@dataclass(frozen=True)
class News:
    """A duty and the offsets that are to be noted: the last is what is told, the others were missed."""

    duty: Duty
    offsets: tuple[int, ...]

    @property
    def offset(self) -> int:
        return self.offsets[-1]


@dataclass(frozen=True)
class Run:
    """What a run reminds of, and how many people it wrote to (or would); with none nothing is noted."""

    news: list[News]
    people: int


def remind(*, at: datetime, is_dry: bool = False) -> Run:
    """Writes to the rights desk what fell due since it was last reminded. After a silence only the latest
    offset of each thing is told, and the missed ones are noted as done; a date that changed reminds anew.

    Where nobody has an address nothing is noted, so that it is told once somebody has. About 10 queries,
    and one a person.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        masthead = _take_turn()
        news = list(_news(at))
        people = recipients(masthead)
        if news and people and not is_dry:
            _note(news, at)
            subject = digest.subject(len(news))
            body = digest.body([(item.duty, item.offset) for item in news])
            for address in people:
                post.write(
                    to=address, subject=subject, body=body, language=settings.LANGUAGE_CODE, at=at
                )
    return Run(news, len(people))


def recipients(masthead: Masthead) -> list[str]:
    """The addresses of the rights desk, each once; the publication's own if nobody there has one.
    One query.
    """
    members = User.objects.filter(groups__name=RIGHTS_DESK, is_active=True).exclude(email="")
    found = {user.email.casefold(): user.email for user in members.order_by("-pk")}
    fallback = [masthead.contact_email] if masthead.contact_email else []
    return list(reversed(found.values())) or fallback


def _take_turn() -> Masthead:
    """Runs come one after the other (SQLite holds the whole database): the second finds it all done."""
    return Masthead.objects.select_for_update(no_key=True).get()


def _news(at: datetime) -> Iterator[News]:
    known = list(_duties(at))
    since = min((duty.due_at for duty in known), default=at)
    noted = Reminder.objects.filter(due_at__gte=since)
    done = set(noted.values_list("kind", "about", "due_at", "offset"))
    for duty in known:
        reached = [days for days in OFFSETS[duty.kind] if duty.due_at + days * DAY <= at]
        new = [days for days in reached if (duty.kind, duty.about, duty.due_at, days) not in done]
        if new and new[-1] == reached[-1]:
            yield News(duty, tuple(new))


def _duties(at: datetime) -> Iterator[Duty]:
    """Everything of which the first offset is reached."""
    ahead = {kind: max(-days for days in offsets) * DAY for kind, offsets in OFFSETS.items()}
    soon = at + ahead[ReminderKind.ENDING] + DAY
    yield from duties.ends(Span(at - HISTORY, soon), at=at)
    yield from duties.fees(by=at + ahead[ReminderKind.FEE])
    yield from duties.copies(by=at + ahead[ReminderKind.COPY])
    yield from duties.looks(at=at)


def _note(news: Iterable[News], at: datetime) -> None:
    Reminder.objects.bulk_create(
        (
            Reminder(
                kind=item.duty.kind,
                permission=item.duty.permission,
                article=item.duty.article,
                about=item.duty.about,
                due_at=item.duty.due_at,
                offset=offset,
                reminded_at=at,
            )
            for item in news
            for offset in item.offsets
        ),
        batch_size=BATCH,
    )
