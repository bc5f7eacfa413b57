"""A reader opens the front page and a topic: laid out by the editors' order, whatever the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from articles import curation
from articles.models import Edition, Tag, Topic
from articles.reading import arranging
from articles.reading.arranging import Place
from articles.reading.figures import ShownFigure
from articles.reading.stories import Story
from tests import makers, personas
from tests.makers import DAY, NOON

NEW_FRONT = 4  # what it asks for when something has changed, without pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(NOON + 60 * DAY, tick=False):
        yield


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def parts(html: str) -> dict[str, list[str]]:
    """The titles by where they stand."""
    top, _mark, below = html.partition('<section class="briefs"')
    lead, _mark, side = top.partition('<div class="side">')
    briefs, _mark, bands = below.partition("</section>")
    bands = bands or html.partition('<ul class="topic-bands">')[2]
    title = r'<a href="[^"]*/articles/[^"]*-[^"]*">([^<]*)</a>'
    found = {"lead": lead, "side": side, "briefs": briefs, "bands": bands}
    found["side"] = found["side"].partition('<ul class="topic-bands">')[0]
    return {name: re.findall(title, part) for name, part in found.items()}


def live(count: int, **columns: object) -> list[str]:
    for number in range(count):
        makers.make_live(title=f"Piece {number}", at=NOON + number * DAY, **columns)
    return [f"Piece {number}" for number in reversed(range(count))]


@pytest.mark.parametrize(
    ("count", "beside", "below"),
    [(1, 0, 0), (2, 1, 0), (3, 2, 0), (4, 3, 0), (5, 2, 2), (6, 3, 2), (14, 3, 4)],
)
def test_no_brief_stands_alone(client: Client, count: int, beside: int, below: int) -> None:
    titles = live(count)
    shown = parts(text(client, "/"))
    assert shown["lead"] == titles[:1]
    assert shown["side"] == titles[1 : 1 + beside]
    assert shown["briefs"] == titles[1 + beside : 1 + beside + below]


def test_as_many_as_were_chosen_are_shown_up_to_twelve(client: Client) -> None:
    editions = [makers.make_live(title=f"Piece {n}", at=NOON + n * DAY) for n in range(14)]
    front = Topic.objects.get(front_of="en")
    picks = [(edition.article, "") for edition in editions[:13]]
    curation.arrange_topic(front, actor=personas.editor(), picks=picks)
    shown = parts(text(client, "/"))
    assert shown["lead"] == ["Piece 0"]
    assert shown["side"] + shown["briefs"] == [f"Piece {n}" for n in range(1, 12)]


def test_topics_show_what_does_not_stand_at_the_top_and_nothing_twice(client: Client) -> None:
    titles = live(14, tags=["chips", "cities"])
    cities = Topic.objects.create(slug="cities", name="Cities")
    chips = Topic.objects.create(slug="chips", name="Chips")
    cities.tags.add(Tag.objects.get(name="cities"))
    chips.tags.set(Tag.objects.all())
    shown = parts(text(client, "/"))
    assert shown["bands"] == titles[4:6]  # Chips comes first, and both tags bring the same
    bands = text(client, "/").partition('<ul class="topic-bands">')[2]
    assert bands.index("Chips") < bands.index(titles[4]) < bands.index("Cities")


def test_a_topic_without_tags_shows_what_was_chosen_for_it(client: Client) -> None:
    editions = [makers.make_live(title=f"Piece {n}", at=NOON + n * DAY) for n in range(10)]
    topic = Topic.objects.create(slug="old", name="Old")
    picks = [(editions[0].article, ""), (editions[1].article, ""), (editions[9].article, "")]
    curation.arrange_topic(topic, actor=personas.editor(), picks=picks)
    assert parts(text(client, "/"))["bands"] == ["Piece 1", "Piece 0"]


def test_more_articles_cost_no_more_queries(client: Client, django_assert_num_queries) -> None:
    live(9, tags=["chips"])
    topic = Topic.objects.create(slug="chips", name="Chips")
    topic.tags.add(Tag.objects.get(name="chips"))
    with django_assert_num_queries(NEW_FRONT):
        text(client, "/")
    with django_assert_num_queries(0):
        text(client, "/")
    for number in range(30):
        makers.make_live(title=f"Another {number}", at=NOON + number * DAY, tags=["chips"])
    with django_assert_num_queries(NEW_FRONT):
        text(client, "/")


def test_the_newest_leads_a_topic_for_which_nothing_was_chosen(client: Client) -> None:
    titles = live(3, tags=["chips"])
    topic = Topic.objects.create(slug="chips", name="Chips")
    topic.tags.add(Tag.objects.get(name="chips"))
    html = text(client, "/topics/chips/")
    assert html.index('<h2><a href="/articles/piece-2/"') < html.index('<ol class="rows">')
    assert [html.count(f">{title}<") for title in titles] == [1, 1, 1]


def test_places_follow_from_the_order(client: Client) -> None:
    stories = [Story(makers.make_live(), NOON, None) for _number in range(5)]
    numbers = [story.edition.article_id for story in stories]
    found = arranging.arrange(stories).places
    wanted = [Place.LEAD, Place.SECOND, Place.SECOND, Place.BRIEF, Place.BRIEF]
    assert [found[number] for number in numbers] == wanted
    assert arranging.arrange([]).lead is None


@pytest.mark.parametrize(
    ("words", "language", "around"),
    [("画：陈渔", "zh", "en"), ("By Ada", "en", "zh-Hans")],
)
def test_words_in_another_language_than_what_stands_round_them_say_so(
    words: str, language: str, around: str
) -> None:
    figure = ShownFigure(None, "", "", words, around)  # type: ignore[arg-type]
    assert figure.credit_language.startswith(language)
    with override(around.lower()):
        assert Story(Edition(), NOON, None, blurb=words).blurb_language.startswith(language)
