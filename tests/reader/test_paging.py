"""A reader turns the pages of a list: nothing is lost, nothing comes twice, and nonsense is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from articles.models import Contributor, Tag, Topic
from articles.reading import keyset
from tests import makers
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(NOON + 60 * DAY, tick=False):
        yield


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<h[23][^>]*><a href="[^"]*/articles/[^"]*">([^<]*)</a></h[23]>', html)


def walk(client: Client, path: str) -> list[str]:
    """Every title of a list, page by page, by following the links."""
    found: list[str] = []
    query = ""
    for _page in range(10):
        html = text(client, path + query)
        found += titles(html)
        following = re.search(r'<a rel="next" href="(\?after=[^"]+)"', html)
        if not following:
            return found
        query = following[1]
    raise AssertionError("the pages never end")


def test_it_pages_through_ties_without_loss_or_repeat(client: Client) -> None:
    for number in range(45):
        makers.make_live(title=f"No {number:02d}", tags=["all"], at=NOON + (number // 10) * DAY)
    wanted = {f"No {number:02d}" for number in range(45)}
    topic = Topic.objects.create(slug="everything", name="Everything")
    topic.tags.add(Tag.objects.get(name="all"))
    author = Contributor.objects.get(name="Ada Example")
    for path in (
        "/articles/",
        "/articles/2026/",
        "/articles/2026/11/",
        "/tags/all/",
        "/topics/everything/",
        author.get_absolute_url(),
    ):
        found = walk(client, path)
        assert len(found) == 45, path
        assert set(found) == wanted, path
        assert found[:5] == ["No 44", "No 43", "No 42", "No 41", "No 40"], path


def test_it_pages_on_while_new_articles_appear(client: Client) -> None:
    for number in range(25):
        makers.make_live(title=f"No {number:02d}", at=NOON)
    first = text(client, "/articles/")
    makers.make_live(title="Just in", at=NOON + DAY)
    following = re.search(r'href="(\?after=[^"]+)"', first)
    assert following
    assert not set(titles(first)) & set(titles(text(client, "/articles/" + following[1])))


HOSTILE = (
    "",
    "x",
    "1",
    "1.",
    ".1",
    "1.1.1",
    "-1.-1",
    "1" * 17 + ".1",
    "1." + "1" * 19,
    "１.１",
    "1.1%0a",
    "1%00.1",
    "%ff",
    "1.1'--",
    "nan.1",
    "9" * 5000 + ".1",
)


@pytest.mark.parametrize(
    "path", ["/articles/", "/tags/x/", "/articles/2026/", "/contributors/ada-example/"]
)
def test_it_answers_400_to_a_page_that_cannot_be(client: Client, path: str) -> None:
    makers.make_live(tags=["x"])
    for after in HOSTILE:
        response = client.get(f"{path}?after={after}")
        assert response.status_code == 400, after[:40]
        assert "<h1>" in response.content.decode()


def test_it_answers_any_page_that_could_be(client: Client) -> None:
    makers.make_live(title="There", tags=["x"])
    for after in ("-9999999999999999.999999999999999999", "0.0"):
        assert titles(text(client, f"/articles/?after={after}")) == []
    html = text(client, f"/articles/?after={'9' * 16}.1")
    assert titles(html) == ["There"]
    assert keyset.SIZE == 20
