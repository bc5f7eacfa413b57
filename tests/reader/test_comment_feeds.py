"""A reader follows comments by feed: of one article, or of all; only what is public, while it is live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from articles import moderation
from articles.models import Comment, Edition
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
ONE, ALL = "/articles/crossing/comments.atom", "/comments.atom"


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        yield


@pytest.fixture
def edition() -> Edition:
    return makers.make_live(slug="crossing", title="The <crossing>")


def said(edition: Edition, text: str, **facts: Any) -> Comment:
    left = moderation.leave(edition, **{"name": "Rea", "text": text, "at": NOON + DAY, **facts})
    return moderation.let_through(left, actor=personas.moderator(), at=NOON + DAY)


def entries(client: Client, path: str) -> list[ElementTree.Element]:
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_it_says_who_said_what_to_whom(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    first = said(edition, "One & <two>\n\nthree", email="rea@example.org")
    said(edition, "Reply", name="Bo\x0c", to=first)
    moderation.leave(edition, name="Held", text="Not yet", at=NOON + DAY)
    said(makers.make_live(title="Another"), "Elsewhere")
    with django_assert_max_num_queries(3):
        newest, oldest = entries(client, ONE)
    assert newest.findtext(f"{ATOM}content") == '<p dir="auto">Reply</p>'
    assert oldest.findtext(f"{ATOM}title") == "Rea on “The <crossing>”"
    assert oldest.findtext(f"{ATOM}content") == (
        '<p dir="auto">One &amp; &lt;two&gt;</p>\n<p dir="auto">three</p>'
    )
    link = oldest.find(f"{ATOM}link")
    place = f"http://testserver/articles/crossing/comments/?from={first.pk}#comment-{first.pk}"
    assert link is not None
    assert link.get("href") == place
    answered = newest.find(f"{THREAD}in-reply-to")
    assert answered is not None
    assert (answered.get("ref"), answered.get("href")) == (oldest.findtext(f"{ATOM}id"), place)
    with django_assert_max_num_queries(3):
        assert len(entries(client, ALL)) == 3
    assert b"rea@example.org" not in client.get(ALL).content


def test_one_that_waited_for_long_is_news_when_it_appears(client: Client, edition: Edition) -> None:
    waited = moderation.leave(edition, name="Ann", text="Waited", at=NOON)
    said(edition, "At once")
    at = NOON + DAY + timedelta(hours=1)
    moderation.let_through(waited, actor=personas.moderator(), at=at)
    for path in (ONE, ALL):
        authors = [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries(client, path)]
        assert authors == ["Ann", "Rea"]
        assert entries(client, path)[0].findtext(f"{ATOM}updated") == "2026-11-03T13:00:00Z"


def test_it_is_empty_where_nobody_said_anything(client: Client, edition: Edition) -> None:
    assert entries(client, ONE) == entries(client, ALL) == []


@pytest.mark.parametrize("path", [ONE, ALL])
def test_it_is_fetched_again_only_if_it_changed(
    client: Client, edition: Edition, path: str
) -> None:
    first = said(edition, "First")
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    moderation.remove(first, actor=personas.moderator())
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200
    assert entries(client, path) == []


def test_it_is_gone_when_the_article_is_gone(client: Client, edition: Edition) -> None:
    said(edition, "First")
    release.withdraw(edition.article, actor=personas.editor(), reason="error")
    assert client.get(ONE).status_code == 410
    assert b"First" not in client.get(ONE).content
    assert entries(client, ALL) == []
    assert client.get("/articles/nothing/comments.atom").status_code == 404
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(ALL).status_code == 405


def test_it_stands_where_the_article_stands(client: Client) -> None:
    edition = makers.make_live(slug="lukou", title="路口", language="zh-Hans")
    said(edition, "说得好。", name="老周")
    path = "/zh-hans/articles/lukou/comments.atom"
    assert client.get("/articles/lukou/comments.atom")["Location"] == path
    (entry,) = entries(client, path)
    assert entry.findtext(f"{ATOM}content") == '<p dir="auto">说得好。</p>'
    assert b"/comments.atom" in client.get("/feeds/").content
