"""What the rights desk has to see to, and by when: terms that end, fees, copies for holders, originals.

Answers only. What a reminder is sent for and what the desk's first page lists are the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from articles.models import Article, EditionPermission, Permission, SentCopy, Window
from articles.models.reminders import ReminderKind
from articles.models.rights import Span

DAY = timedelta(days=1)
LOOK_AGAIN = 90 * DAY  # how long the last look at an original is good for
FIRST_YEAR = date(1900, 1, 1)  # a day of the year 1 has no midnight east of Greenwich


@dataclass(frozen=True)
class Duty:
    """One thing to see to. `about` names it in the record of reminders, `due_at` is its moment: the end,
    the start of the day on which the fee is due, the last moment for a copy, the next look. `edition_id`
    is the version of which a copy is due.
    """

    kind: ReminderKind
    about: str
    due_at: datetime
    permission: Permission | None = None
    article: Article | None = None
    edition_id: int | None = None

    @property
    def address(self) -> str:
        """The page of the desk on which it is done."""
        if self.kind == ReminderKind.COPY:
            return reverse("admin:articles_edition_tearsheet", args=[self.edition_id])
        if self.article:
            return reverse("admin:articles_article_verb", args=[self.article.pk, "look"])
        assert self.permission is not None, "it is about one of them"
        return reverse("admin:articles_permission_change", args=[self.permission.pk])


def ends(span: Span, *, at: datetime, most: int | None = None) -> list[Duty]:
    """Permissions that are in force, or were up to their end, and end in that span; the soonest first.
    One query.
    """
    rows = Permission.objects.ending(span).exclude(valid_from__gt=at)
    return [
        Duty(ReminderKind.ENDING, f"permission {row.pk}", row.valid_until, permission=row)
        for row in rows[:most]
        if row.valid_until
    ]


def fees(*, by: datetime, most: int | None = None) -> list[Duty]:
    """Fees that are due at that instant, by the clock of whoever is to be paid; the oldest first.
    One query.
    """
    rows = Permission.objects.owing(by=by.date() + DAY)[:most]
    found = [
        Duty(ReminderKind.FEE, f"permission {row.pk}", _day_begins(row), permission=row)
        for row in rows
    ]
    return [duty for duty in found if duty.due_at <= by]


def _day_begins(permission: Permission) -> datetime:
    day = max(permission.fee_due_on or FIRST_YEAR, FIRST_YEAR)
    return datetime.combine(day, time(), tzinfo=permission.zone)


def copies(*, by: datetime, most: int | None = None) -> list[Duty]:
    """Copies that are to be with a holder at that instant and were not sent: one for each article and
    permission (with its renewals), counted from when the article first ran. The oldest first. One query.
    """
    chain = Coalesce("permission__first", "permission")
    needs = EditionPermission.objects.annotate(chain=chain).filter(
        permission__copy_within_days__isnull=False
    )
    same = {"chain": OuterRef("chain"), "edition__article": OuterRef("edition__article")}
    sent = SentCopy.objects.annotate(chain=chain).filter(
        chain=OuterRef("chain"), article=OuterRef("edition__article")
    )
    ran = Window.objects.filter(article=OuterRef("edition__article")).order_by("live_from")
    days = ExpressionWrapper(
        Cast("permission__copy_within_days", IntegerField()) * Value(DAY, DurationField()),
        DurationField(),
    )
    rows = (
        needs.filter(~Exists(needs.filter(**same, pk__lt=OuterRef("pk"))), ~Exists(sent))
        .annotate(ran_from=Subquery(ran.values("published_at")[:1]))
        .annotate(due_at=ExpressionWrapper(F("ran_from") + days, DateTimeField()))
        .filter(due_at__lte=by)
        .select_related("permission", "edition__article")
        .defer("edition__content")
        .order_by("due_at", "pk")
    )
    return [
        Duty(
            ReminderKind.COPY,
            f"permission {row.chain} article {row.edition.article_id}",
            row.due_at,
            row.permission,
            row.edition.article,
            row.edition_id,
        )
        for row in rows[:most]
    ]


def looks(*, at: datetime, most: int | None = None) -> list[Duty]:
    """Reprints that readers see at that instant and whose original nobody looked at for long, since it
    was looked at or the article first ran. The longest unseen first. One query.
    """
    seen = Coalesce("article__upstream__looked_at", "published_at")
    live = Window.objects.live(at=at).of_reprints().annotate(seen_at=seen)
    rows = live.filter(seen_at__lte=at - LOOK_AGAIN).select_related("article")
    return [
        Duty(
            ReminderKind.UPSTREAM,
            f"article {row.article_id}",
            row.seen_at + LOOK_AGAIN,
            article=row.article,
        )
        for row in rows.order_by("seen_at", "pk")[:most]
    ]


def relying(permissions: Iterable[Permission]) -> dict[int, list[Article]]:
    """Which articles rely on these permissions or their renewals, by what was published, without what is
    withdrawn; by the id of each chain, in the order of their titles. One query.
    """
    chains = {permission.chain_id for permission in permissions}
    rows = (
        EditionPermission.objects.annotate(chain=Coalesce("permission__first", "permission"))
        .filter(chain__in=chains, edition__article__withdrawn_at=None)
        .select_related("edition__article")
        .defer("edition__content")
        .order_by("edition__article__title", "edition__article")
    )
    found: dict[int, dict[int, Article]] = {}
    for row in rows:
        found.setdefault(row.chain, {})[row.edition.article_id] = row.edition.article
    return {chain: list(articles.values()) for chain, articles in found.items()}
