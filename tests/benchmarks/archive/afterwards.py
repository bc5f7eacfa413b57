"""What is built once the articles stand: topics with their picks, front pages, and whatever the application
keeps beside its tables and rebuilds by a command of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command, get_commands

from articles import curation
from articles.models import Article, Masthead, MenuItem, Tag, Topic
from articles.models.masthead import MenuPlace
from tests import personas
from tests.benchmarks.archive.cast import ENDED

# The place for more: each is called, if there is such a command, when all rows are in.
REBUILDING = ("rebuild_search", "rebuild_tallies")
TOPICS = 8
PICKS = 6


def build(say: Callable[[str], None], *, lapsed: int = 0) -> None:
    _topics(lapsed)
    known = get_commands()
    for command in REBUILDING:
        if command in known:
            say(command)
            call_command(command, verbosity=0)


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
