"""The bands of the front page: topics, each with the newest of it that does not stand at the top already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery

from articles.models import EditionTag, Topic, Window
from articles.models.lists import NEAR
from articles.models.rights import FAR_FUTURE
from articles.reading import stories
from articles.reading.stories import Story

BANDS = 8
IN_A_BAND = 2


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
    live = Window.objects.live(at=at).for_lists().filter(edition__in=numbers) if numbers else ()
    windows = {window.edition_id: window for window in live}
    used: set[int] = set()
    bands = []
    for topic, editions in topics:
        fresh = [windows[one] for one in editions if one in windows and one not in used]
        fresh.sort(key=lambda window: (window.published_at, window.article_id), reverse=True)
        used |= {window.edition_id for window in fresh[:IN_A_BAND]}
        bands.append(Band(topic, stories.plain(fresh[:IN_A_BAND])))
    return bands


def _with_newest(*, at: datetime, without: Collection[int]) -> list[tuple[Topic, set[int]]]:
    """Each topic with the newest editions of each of its tags, and of those chosen for it. One query."""
    mine = EditionTag.objects.filter(tag=OuterRef("feeding_tag"))
    staying = mine.filter(live_until=FAR_FUTURE, live_from__lte=at).newest()
    near = EditionTag.objects.filter(tag=OuterRef(OuterRef("feeding_tag"))).newest()
    passing = EditionTag.objects.filter(pk__in=near.values("pk")[:NEAR]).live(at=at).newest()
    chosen = Window.objects.live(at=at).filter(article__picks__topic=OuterRef("pk")).newest()
    chosen = chosen.exclude(article__in=without)
    newest = {
        f"{name}_{number}": Subquery(rows.values("edition")[number : number + 1])
        for name, rows in (
            ("staying", staying.exclude(article__in=without)),
            ("passing", passing.exclude(article__in=without)),
            ("chosen", chosen),
        )
        for number in range(IN_A_BAND)
    }
    shown = Topic.objects.public()[:BANDS].values("pk")
    rows = Topic.objects.filter(pk__in=shown).annotate(feeding_tag=F("tags")).annotate(**newest)
    found: dict[int, tuple[Topic, set[int]]] = {}
    for topic in rows:
        _topic, editions = found.setdefault(topic.pk, (topic, set()))
        editions |= {getattr(topic, name) for name in newest} - {None}
    return list(found.values())
