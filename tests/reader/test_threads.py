"""A reader follows the comments under an article: threads, pages of them, versions, and when they close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from articles import moderation
from articles.models import Article, Comment, Edition, Masthead
from articles.publishing import release
from articles.reading import threads
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

ARTICLE = "/articles/crossing/"
LATER = NOON + DAY


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON + 2 * DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition() -> Edition:
    return makers.make_live(slug="crossing", title="The crossing")


def said(edition: Edition, text: str, *, at: Any = LATER, **facts: Any) -> Comment:
    left = moderation.leave(edition, **{"name": "Rea", "text": text, "at": at, **facts})
    return moderation.let_through(left, actor=personas.moderator(), at=at)


def page(client: Client, path: str = ARTICLE) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text(separator=" ").split())


def filled(edition: Edition, number: int, *, replies: int = 0) -> None:
    """So many comments, each `replies` th of which begins a thread."""
    first = None
    for place in range(number):
        is_first = not replies or place % (replies + 1) == 0
        row = Comment.objects.create(
            article=edition.article,
            edition=edition,
            name=f"Reader {place}",
            text=f"Comment {place}.",
            state="public",
            written_at=LATER + timedelta(minutes=place),
            thread=None if is_first else first,
            answers=None if is_first else first,
        )
        first = row if is_first else first


def test_replies_stand_under_what_they_answer(client: Client, edition: Edition) -> None:
    first = said(edition, "First", name="Ann")
    said(edition, "Other")
    reply = said(edition, "Reply", name="Bo", to=first)
    said(edition, "To the reply", to=reply)
    tree = page(client)
    assert words(tree.css_first("#comments-heading")) == "4 comments"
    inner = tree.css_first(f"#comment-{first.pk} > ol")
    assert [words(node) for node in inner.css(".comment-text")] == ["Reply", "To the reply"]
    assert "To Bo" in words(inner.css("li")[1])
    link = inner.css_first(f'a[href="/articles/crossing/comment/?to={reply.pk}"]')
    assert words(link) == "Reply to Bo"


def test_a_reply_goes_from_the_form_to_its_thread(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    first = said(edition, "Where does the bell hang?", name="Ann")
    path = f"/articles/crossing/comment/?to={first.pk}"
    html = client.get(path).content.decode()
    assert "Where does the bell hang?" in html
    assert f'action="{path}"' in html
    signed = re.search(r'name="began" value="([^"]+)"', html)
    assert signed
    clock.shift(10)
    told = {"name": "Bo", "text": "On the near bank.", "began": signed[1]}
    assert client.post(path, told)["Location"].endswith("/thanks/")
    assert Comment.objects.get(name="Bo").thread == first
    moderation.remove(first, actor=personas.moderator())
    assert "stands on its own" in client.get(path).content.decode()
    late = client.post(path, {**told, "text": "Still typed."}).content.decode()
    assert "is not here any more" in late
    assert "Still typed." in late
    assert "?to=" not in late
    assert not Comment.objects.filter(text="Still typed.").exists()


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "9" * 30, "²", "1 ", "%00"])
@pytest.mark.parametrize("path", ["comment/?to=", "comments/?from="])
def test_no_other_number_names_a_comment(
    client: Client, edition: Edition, path: str, number: str
) -> None:
    assert client.get(f"{ARTICLE}{path}{number}").status_code == 404


def test_a_comment_of_another_article_is_none_of_this_one(client: Client, edition: Edition) -> None:
    other = said(makers.make_live(), "Elsewhere")
    for path in ("comment/?to=", "comments/?from="):
        assert client.get(f"{ARTICLE}{path}{other.pk}").status_code == 404


def test_what_was_erased_leaves_its_place_to_its_replies_alone(
    client: Client, edition: Edition
) -> None:
    first, alone = said(edition, "A secret", name="Ann"), said(edition, "Alone", name="Cy")
    reply = said(edition, "Reply", to=first)
    said(edition, "Further", to=reply)
    for comment in (first, alone, reply):
        moderation.erase(comment, actor=personas.moderator())
    html = client.get(ARTICLE).content.decode()
    assert (
        html.count("Removed at the writer&#x27;s request")
        + html.count("Removed at the writer's request")
        == 1
    )
    for word in ("secret", "Ann", "Alone", "Cy", ">Reply<"):
        assert word not in html.replace('rel="nofollow">Reply<', "")
    assert "1 comment<" in html


def test_a_comment_says_under_which_version_it_was_written(
    client: Client, edition: Edition
) -> None:
    said(edition, "Under the first")
    article = Article.objects.get()
    for kind, title in (("minor", "The crossings"), ("correction", "The long crossing")):
        assert "Written under" not in words(page(client).css_first("#comments"))
        article.title = title
        article.save()
        at = NOON + DAY + timedelta(hours=1 if kind == "minor" else 2)
        article = release.publish(
            article, actor=personas.editor(), at=at, now=at, kind=kind, note="Longer."
        ).article
    said(article.editions.get(number=3), "Under the third", at=NOON + DAY + timedelta(hours=3))
    rows = page(client).css("#comments > ol > li")
    assert "Written under version 1" in words(rows[0])
    assert rows[0].css_first('a[href="/articles/crossing/editions/"]')
    assert "Written under" not in words(rows[1])


def test_comments_close_and_those_that_are_there_stay(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    said(edition, "In time")
    Masthead.objects.update(comments_open_days=30)
    form = "/articles/crossing/comment/"
    signed = re.search(r'name="began" value="([^"]+)"', client.get(form).content.decode())
    assert signed
    assert "Leave a comment" in client.get(ARTICLE).content.decode()
    clock.move_to(NOON + 30 * DAY)
    html = client.get(ARTICLE).content.decode()
    assert words(page(client).css_first(".leave-comment")) == "Comments are closed."
    assert "In time" in html
    assert "Leave a comment" not in html
    assert "?to=" not in html
    closed = client.get(form)
    assert (closed.status_code, "began" in closed.content.decode()) == (200, False)
    late = client.post(form, {"name": "Rea", "text": "Too late", "began": signed[1]})
    assert "Too late" in late.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("replies", [0, 7, 499])
def test_five_hundred_come_page_by_page_each_once(
    client: Client, edition: Edition, replies: int, django_assert_max_num_queries: Any
) -> None:
    filled(edition, 500, replies=replies)
    with django_assert_max_num_queries(4):
        tree = page(client)
    assert words(tree.css_first("#comments-heading")) == "500 comments"
    seen = [words(node) for node in tree.css(".comment-text")]
    assert len(seen) == threads.SIZE
    while following := tree.css_first('a[rel="next"]'):
        with django_assert_max_num_queries(4):
            tree = page(client, following.attributes["href"] or "")
        seen += [words(node) for node in tree.css(".comment-text")]
    assert seen == [f"Comment {place}." for place in range(500)]


def test_many_comments_cost_no_more_questions_and_few_bytes(
    client: Client, edition: Edition, django_assert_num_queries: Any
) -> None:
    said(edition, "The first")
    client.get(ARTICLE)
    with CaptureQueriesContext(connection) as before:
        light = len(client.get(ARTICLE).content)
    asked = len(before)
    filled(edition, 500, replies=4)
    client.get(ARTICLE)
    with django_assert_num_queries(asked):
        heavy = len(client.get(ARTICLE).content)
    assert heavy - light < 40_000


def test_the_comments_have_a_page_of_their_own(client: Client, edition: Edition) -> None:
    path = "/articles/crossing/comments/"
    assert "Nobody has commented" not in client.get(path).content.decode()
    Article.objects.update(takes_comments=False)
    assert "Nobody has commented" in client.get(path).content.decode()
    Article.objects.update(takes_comments=True)
    first = said(edition, "First")
    reply = said(edition, "Reply", to=first)
    assert "First" in client.get(path).content.decode()
    tree = page(client, f"{path}?from={reply.pk}")
    assert words(tree.css_first("#comments-heading")) == "More comments"
    assert tree.css_first(f'a[href="{path}?from={first.pk}#comment-{first.pk}"]')
    assert "noindex" in client.get(path).content.decode()


def test_who_is_known_comes_to_where_their_comment_stands(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    Masthead.objects.update(trusts_returning=True)
    said(edition, "First", email="rea@example.org")
    form = "/articles/crossing/comment/"
    signed = re.search(r'name="began" value="([^"]+)"', client.get(form).content.decode())
    assert signed
    clock.shift(10)
    told = {"name": "Rea", "text": "Second", "email": "rea@example.org", "began": signed[1]}
    place = client.post(form, told)["Location"]
    second = Comment.objects.get(text="Second")
    assert place == f"/articles/crossing/#comment-{second.pk}"
    assert "Second" in client.get(place).content.decode()
    assert "rea@example.org" not in client.get(place).content.decode()
    with patch.object(threads, "SIZE", 1):
        behind = threads.address(edition, second)
    assert behind == f"/articles/crossing/comments/?from={second.pk}#comment-{second.pk}"


def test_the_largest_that_people_write_stays_within_its_place(
    client: Client, edition: Edition
) -> None:
    text = "شكرا https://example.com/" + "a" * 3000 + "\n" + "👩‍👩‍👧" * 200
    said(edition, text, name="W" * 80)
    html = client.get(ARTICLE).content.decode()
    assert '<p dir="auto">شكرا <a href="https://example.com/aaa' in html
    assert 'rel="ugc nofollow"' in html
    assert f"<bdi>{'W' * 80}</bdi>" in html
