"""The bands of the front page: topics, each with the newest of it that does not stand at the top already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from articles.models import EditionTag, Topic, Window
from articles.models.compiled import compiled
from articles.models.lists import NEAR
from articles.models.rights import FAR_FUTURE
from articles.models.windows import WindowQuerySet
from articles.reading import stories
from articles.reading.stories import Story

BANDS = 8
IN_A_BAND = 2
NEWEST = [f"newest_{number}" for number in range(3 * IN_A_BAND)]  # staying, passing and chosen ones


@dataclass(frozen=True)
class Band:
    topic: Topic
    stories: list[Story]


def of_topics(*, at: datetime, without: Collection[int]) -> list[Band]:
    """The first public topics by name, without these articles and nothing twice.

    Two queries. Each tag of a topic is asked for its newest rows alone, which an index hands over, so
    this costs by the number of topics and tags, whatever the size of the archive.
    """
    topics = _with_newest(at=at, without=without)
    numbers = {edition for _topic, editions in topics for edition in editions}
    windows = {window.edition_id: window for window in _live(numbers, at)}
    used: set[int] = set()
    bands = []
    for topic, editions in topics:
        fresh = [windows[one] for one in editions if one in windows and one not in used]
        fresh.sort(key=lambda window: (window.published_at, window.article_id), reverse=True)
        used |= {window.edition_id for window in fresh[:IN_A_BAND]}
        bands.append(Band(topic, stories.plain(fresh[:IN_A_BAND])))
    return bands


@compiled
def _live(editions: set[int], at: datetime) -> WindowQuerySet:
    return Window.objects.live(at=at).for_lists().filter(edition__pk__in=editions)


def _with_newest(*, at: datetime, without: Collection[int]) -> list[tuple[Topic, set[int]]]:
    """Each topic with the newest editions of each of its tags, and of those chosen for it. One query."""
    found: dict[int, tuple[Topic, set[int]]] = {}
    for topic in _topics(at, set(without)):
        _topic, editions = found.setdefault(topic.pk, (topic, set()))
        editions |= {getattr(topic, name) for name in NEWEST} - {None}
    return list(found.values())


@compiled
def _topics(at: datetime, without: set[int]) -> QuerySet[Topic]:
    """The topics, each once for each of its tags, with the columns of `NEWEST`."""
    mine = EditionTag.objects.filter(tag=OuterRef("feeding_tag"))
    staying = mine.filter(live_until=FAR_FUTURE, live_from__lte=at).newest()
    near = EditionTag.objects.filter(tag=OuterRef(OuterRef("feeding_tag"))).newest()
    passing = EditionTag.objects.filter(pk__in=near.values("pk")[:NEAR]).live(at=at).newest()
    chosen = Window.objects.live(at=at).filter(article__picks__topic=OuterRef("pk")).newest()
    newest = (
        Subquery(rows.exclude(article__pk__in=without).values("edition")[number : number + 1])
        for rows in (staying, passing, chosen)
        for number in range(IN_A_BAND)
    )
    shown = Topic.objects.public()[:BANDS].values("pk")
    rows = Topic.objects.filter(pk__in=shown).annotate(feeding_tag=F("tags"))
    return rows.annotate(**dict(zip(NEWEST, newest, strict=True)))
