"""What is built once the articles stand: tallies, topics with their picks, front pages, and the search index,
which the application makes by a command of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.utils import timezone

from articles import curation
from articles.models import (
    Article,
    EditionTag,
    Listing,
    Masthead,
    MenuItem,
    Tag,
    Tally,
    Topic,
)
from articles.models.lists import tag_list
from articles.models.masthead import MenuPlace
from articles.models.tallies import SETTLED
from articles.tallying import Change, Row, changes
from tests import personas
from tests.benchmarks.archive.cast import ENDED

TOPICS = 8
PICKS = 6


def build(say: Callable[[str], None], *, lapsed: int = 0) -> None:
    say("tallies")
    _tallies()
    _topics(lapsed)
    say("rebuild_search")
    call_command("rebuild_search", verbosity=0)


def _tallies() -> None:
    """As they are once the application has added up what is past. Reads every list row."""
    now = timezone.now()
    counted: Counter[Change] = Counter()
    for row, language in _rows():
        for (name, period, said, at), step in changes(row, language, 1):
            counted[name, period, said, at if at > now else SETTLED] += step
    Tally.objects.all().delete()
    Tally.objects.bulk_create(
        (
            Tally(list=name, period=period, language=language, at=at, count=count)
            for (name, period, language, at), count in counted.items()
            if count or at == SETTLED  # of what is all over it is known that it was
        ),
        batch_size=500,
    )


def _rows() -> Iterator[tuple[Row, str]]:
    """Each with its language, which is the article's here; versions are not read, they are long."""
    times = ("live_from", "live_until", "published_at", "updated_at")
    for model, name in ((EditionTag, "tag_id"), (Listing, "list")):
        rows = model.objects.order_by().values_list("edition", name, *times, "article__language")
        for edition, found, *rest, language in rows.iterator():
            yield Row(edition, tag_list(found) if model is EditionTag else found, *rest), language


def _topics(lapsed: int) -> None:
    """Picks are among the newest that are public."""
    public = Article.objects.exclude(windows=None).filter(withdrawn_at=None).order_by("-pk")
    newest = list(public[lapsed : lapsed + TOPICS * PICKS])
    tags = list(Tag.objects.order_by("pk")[2 : 2 + TOPICS])
    masthead = Masthead.objects.get()
    for number, tag in enumerate(tags):
        topic = Topic.objects.create(slug=f"subject-{number}", name=f"Subject {number}")
        topic.tags.add(tag)
        _arrange(topic, newest[number::TOPICS])
        if number < 3:
            MenuItem.objects.create(masthead=masthead, topic=topic, position=number)
    MenuItem.objects.create(masthead=masthead, place=MenuPlace.TAGS, position=9)
    for front in Topic.objects.exclude(front_of=None):
        _arrange(front, newest[:PICKS])


def _arrange(topic: Topic, articles: list[Article]) -> None:
    picks = [(article, "") for article in articles[:PICKS]]
    curation.arrange_topic(topic, actor=personas.everyone(), picks=picks, at=ENDED)
