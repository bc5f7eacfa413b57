"""What is built once the articles stand: tallies, topics with their picks, front pages. Working copies are in
no index: the desk puts them there when somebody searches them.
"""

from __future__ import annotations

from collections import Counter

from articles import curation
from articles.models import Article, Masthead, MenuItem, SearchState, Tag, Tally, Topic
from articles.models.masthead import MenuPlace
from articles.models.tallies import SETTLED
from articles.search import tokens
from articles.tallying import Change
from tests import personas
from tests.benchmarks.archive.cast import ENDED

TOPICS = 8
PICKS = 6


def build(counted: Counter[tuple[Change, bool]], *, lapsed: int = 0) -> None:
    """`counted` is what the list rows come to, what is past added up."""
    _tallies(counted)
    _topics(lapsed)
    done = {"done_to": 0, "tokenizer": tokens.VERSION}
    SearchState.objects.update_or_create(pk=1, defaults=done)


def _tallies(counted: Counter[tuple[Change, bool]]) -> None:
    """As they are once the application has added up what is past."""
    Tally.objects.all().delete()
    Tally.objects.bulk_create(
        (
            Tally(list=name, period=period, language=language, at=at, count=count)
            for ((name, period, language, at), _is_end), count in counted.items()
            if count or at == SETTLED  # of what is all over it is known that it was
        ),
        batch_size=500,
    )


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
