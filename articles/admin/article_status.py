"""Where an article stands, in the words of the desk. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles.admin.article_filters import PLACES
from articles.models import Article, DeskEvent, Edition, Permission, Window
from articles.models.articles import Stage
from articles.models.rights import FAR_FUTURE
from articles.publishing import release
from articles.publishing.relying import relies_anew

TALK = ("submit", "request_changes")  # what writer and editor say to each other in a review
REVIEW = (*TALK, "approve", "publish", "schedule")  # and what ends it


@dataclass(frozen=True)
class Status:
    """What readers see at an instant and what they will see, and how the working copy differs from it.

    `live` is the open window; `leaves_at` is when nothing follows it any more. `scheduled` is the version
    whose turn is to come, `has_turn` whether its permissions let it appear then. `returns_at` and
    `ended_at` are about an article that ran and is not online now. `is_asked` is whether changes were
    asked for and it waits for them; `is_suspended` whether a permission that it needs is, and so may
    come back; `relies_anew` whether it chose a permission that counts only once it is published
    again; `notes` are the words of the review, newest first.
    """

    stage: str
    last: Edition | None
    live: Window | None
    leaves_at: datetime | None
    scheduled: Edition | None
    has_turn: bool
    returns_at: datetime | None
    ended_at: datetime | None
    is_suspended: bool
    planned_at: datetime | None
    is_withdrawn: bool
    is_changed: bool
    relies_anew: bool
    is_asked: bool
    notes: list[DeskEvent]

    @property
    def place(self) -> str:
        """The key of `PLACES`, as in the list of articles."""
        if self.is_withdrawn:
            return "withdrawn"
        if self.live:
            return "live"
        if self.scheduled or self.returns_at:
            return "coming"
        return "ended" if self.ended_at else "never"

    @property
    def place_label(self) -> str | Promise:
        if self.is_suspended and self.place == "ended":
            return _("Not shown")
        return PLACES[self.place]

    @property
    def shows_stage(self) -> bool:
        """The stage is about what is not published yet: of no interest where nothing is."""
        return self.last is None or self.is_changed

    @property
    def is_second_thought(self) -> bool:
        """Whether the version that is live began later than the article itself."""
        return self.live is not None and self.live.live_from != self.live.published_at

    @property
    def leaves_as_planned(self) -> bool:
        return self.leaves_at is not None and self.leaves_at == self.planned_at

    @property
    def ended_as_planned(self) -> bool:
        return self.ended_at is not None and self.ended_at == self.planned_at

    @property
    def plan_to_come(self) -> datetime | None:
        """A planned take-down that is not what ends it first."""
        is_told = self.leaves_as_planned or self.ended_as_planned
        return None if is_told else self.planned_at


def status(article: Article, *, at: datetime) -> Status:
    """About 14 queries: windows, last version, review notes, and the working copy frozen to compare."""
    windows = list(
        article.windows.select_related("edition").defer("edition__content").order_by("live_from")
    )
    live = next((window for window in windows if window.is_open(at=at)), None)
    over = [window for window in windows if window.live_until <= at]
    back = [window for window in windows if window.live_from > at and window.edition.at <= at]
    last = article.editions.order_by("-number").first()
    if last:
        last.article = article
    scheduled = last if last and last.at > at else None
    plan = article.planned_takedown_at
    is_over = bool(over) and not live and not article.withdrawn_at
    review = _review(article)
    is_asked = article.stage == Stage.DRAFT and next(iter(review), "") == "request_changes"
    return Status(
        stage=_("Changes asked for") if is_asked else article.get_stage_display(),
        last=last,
        live=live,
        leaves_at=_leaves_at(live, windows) if live else None,
        scheduled=scheduled,
        has_turn=any(window.edition_id == scheduled.pk for window in windows if scheduled),
        returns_at=back[0].live_from if back and not live else None,
        ended_at=over[-1].live_until if is_over else None,
        is_suspended=is_over and last is not None and _is_suspended(last),
        planned_at=plan if plan and (plan > at or is_over) else None,
        is_withdrawn=article.withdrawn_at is not None,
        is_changed=last is not None and release.is_changed(article, last),
        relies_anew=last is not None and relies_anew(article, last),
        is_asked=is_asked,
        notes=[event for event in review.values() if event.said],
    )


def _is_suspended(edition: Edition) -> bool:
    """One query."""
    return Permission.objects.needed_by(edition).suspended().exists()


def _leaves_at(live: Window, windows: list[Window]) -> datetime | None:
    """The end of the time online: a version that another one follows at once does not leave the site."""
    end = live.live_until
    for window in windows:
        if window.live_from == end:
            end = window.live_until
    return end if end < FAR_FUTURE else None


def _review(article: Article) -> dict[str, DeskEvent]:
    """Who sent it to review last and who asked for changes last, by the verb, newest first: until it is
    approved or published.
    """
    events = article.events.filter(verb__in=REVIEW).select_related("actor")
    newest: dict[str, DeskEvent] = {}
    for event in takewhile(lambda event: event.verb in TALK, events):
        newest.setdefault(event.verb, event)
    return newest


PERMISSIONS = "credit_record-permissions"
CHOSEN = frozenset(
    {PERMISSIONS, "credit_record-translation_permission"}
)  # by the rights desk alone


def anchor(field: str) -> str:
    """The part of the change page that a finding of the checklist is about, as its address names it."""
    if field == "bylines":
        return "#bylines-group"
    if field == PERMISSIONS:
        return "#id_credit_record-0-original_permissions"
    return "#id_" + field.replace("credit_record-", "credit_record-0-")


@dataclass(frozen=True)
class Missing:
    """A place without its picture; `origin` is what the document said stood there."""

    place: str
    origin: str
    anchor: str


def missing_pictures(article: Article) -> Iterator[Missing]:
    """One query."""
    if article.is_picture_missing and not article.image_id:
        yield Missing(_("Lead picture"), article.picture_origin, anchor("image"))
    for number, section in enumerate(article.sections.all()):
        if section.is_picture_missing and not section.image_id:
            place = _("Section %(number)d") % {"number": number + 1}
            yield Missing(place, section.picture_origin, anchor(f"sections-{number}-image"))
