"""Our own articles as the desk finds them for a link, and what a changed address does to one."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.publishing.release import publish
from tests import makers, personas
from tests.desk.pages import desk, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


def asked(**query: str) -> list[dict[str, Any]]:
    answer = signed_in(personas.writer()).get(desk("articles_article_links"), query)
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["articles"]
    return rows


def test_it_finds_articles_by_words_of_their_title() -> None:
    edition = makers.make_live(at=timezone.now(), title="The river at night", language="en")
    makers.make_article(title="The river by day", language="zh-Hans")
    section = edition.article.sections.get()
    section.heading = "At the quay"
    section.save()
    assert [row["title"] for row in asked(q="river the")] == [
        "The river by day",
        "The river at night",
    ]
    assert asked(q="night river") == [
        {
            "key": edition.article.key,
            "title": "The river at night",
            "language": "English",
            "is_public": True,
            "sections": [{"key": section.key, "heading": "At the quay"}],
        }
    ]
    assert asked(q="nothing of the kind") == []


def test_it_shows_the_last_changed_where_nothing_is_asked() -> None:
    for number in range(12):
        makers.make_article(title=f"Article {number}")
    assert [row["title"] for row in asked()] == [f"Article {number}" for number in range(11, 3, -1)]


def test_it_says_how_links_fare() -> None:
    draft = makers.make_article(title="")
    Article.objects.filter(pk=draft.pk).update(title="")
    rows = asked(keys=f"{draft.key},zzzz,<script>,%00")
    assert [(row["key"], row["title"], row["is_public"]) for row in rows] == [
        (draft.key, "Untitled", False)
    ]


def test_it_asks_the_database_twice_however_many_there_are() -> None:
    keys = ",".join(makers.make_article().key for _number in range(5))
    client = signed_in(personas.writer())
    address = desk("articles_article_links")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address, {"keys": keys})
    assert len(captured) <= 2 + 4  # who asks: session, account, and two for what they may


def test_it_answers_only_those_who_may_see_articles(client: Client) -> None:
    assert client.get(desk("articles_article_links")).status_code == 302
    stranger = personas.moderator()
    stranger.groups.clear()
    answer = signed_in(stranger).get(desk("articles_article_links"))
    assert answer.status_code == 403
    assert answer.json()["message"] == "You may not see articles."


def test_a_changed_address_changes_no_text(client: Client) -> None:
    target = makers.make_live(slug="before", title="There").article
    body = f'<p><a href="article:{target.key}">there</a></p>'
    edition = makers.make_live(bodies=(body,), title="Here")
    target.slug = "after"
    target.save()
    at = NOON + DAY
    publish(target, actor=personas.editor(), at=at, now=at, kind="update", note="New address.")
    edition.refresh_from_db()
    assert edition.article.sections.get().body == body
    with time_machine.travel(at + DAY, tick=False):
        page = client.get(edition.get_absolute_url()).content.decode()
    assert '<a href="/articles/after/">there</a>' in page
