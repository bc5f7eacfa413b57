"""A reader leaves a comment: it is held, approved at the desk, and then stands under the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from articles import moderation
from articles.models import Article, Comment, Edition, Masthead
from articles.publishing import release
from articles.reading.comments import CommentForm
from articles.reading.guarded import began
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON + DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition() -> Edition:
    return makers.make_live(slug="crossing", title="The crossing")


FORM = "/articles/crossing/comment/"


def opened(client: Client) -> str:
    """The signed moment of a form that was just opened."""
    html = client.get(FORM).content.decode()
    found = re.search(r'name="began" value="([^"]+)"', html)
    assert found
    return found[1]


def send(client: Client, began: str, **said: str):
    return client.post(FORM, {"name": "Rea", "text": "Well said.", "began": began, **said})


def test_it_goes_from_the_form_to_the_page(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    signed = opened(client)
    clock.shift(60)
    response = send(client, signed)
    assert (response.status_code, response["Location"]) == (302, FORM + "thanks/")
    assert "as soon as someone here has read it" in client.get(FORM + "thanks/").content.decode()
    comment = Comment.objects.get()
    assert (comment.name, comment.text, comment.edition) == ("Rea", "Well said.", edition)
    assert "Well said." not in client.get("/articles/crossing/").content.decode()
    moderation.let_through(comment, actor=personas.moderator())
    assert "Well said." in client.get("/articles/crossing/").content.decode()


def test_it_needs_its_token(edition: Edition, clock: time_machine.Coordinates) -> None:
    client = Client(enforce_csrf_checks=True)
    response = send(client, opened(client))
    assert response.status_code == 403
    assert "safety mark" in response.content.decode()
    page = client.get(FORM)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    signed = opened(client)
    clock.shift(10)
    assert send(client, signed, csrfmiddlewaretoken=token[1]).status_code == 302


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"text": ""}, "text"),
        ({"name": "n" * 81}, "name"),
        ({"text": "t" * 5001}, "text"),
        ({"text": "nul \0 here"}, "text"),
    ],
)
def test_it_keeps_what_was_typed(
    client: Client,
    edition: Edition,
    clock: time_machine.Coordinates,
    said: dict[str, str],
    field: str,
) -> None:
    signed = opened(client)
    clock.shift(10)
    typed = {"name": "Rea", "text": "A long <thought>.", **said}
    response = send(client, signed, **typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'aria-describedby="id_{field}_error"' in html
    assert f'id="id_{field}_error"' in html
    assert 'aria-invalid="true"' in html
    if field == "name":
        assert "A long &lt;thought&gt;." in html
    else:
        assert 'value="Rea"' in html
    assert not Comment.objects.exists()


def test_it_takes_people_for_people(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    signed = opened(client)
    clock.shift(2)
    early = send(client, signed)
    assert "very quick" in early.content.decode()
    assert "Well said." in early.content.decode()
    assert not Comment.objects.exists()
    clock.shift(2)
    trapped = send(client, signed, website="https://spam.example")
    assert "leave the last field empty" in trapped.content.decode()
    assert "spam.example" not in trapped.content.decode()
    assert not Comment.objects.exists()
    assert send(client, signed).status_code == 302


@pytest.mark.parametrize("signed", ["", "forged", "crossing:1:2", "a" * 10_000])
def test_it_asks_again_when_the_form_is_not_ours(
    client: Client, edition: Edition, clock: time_machine.Coordinates, signed: str
) -> None:
    response = send(client, signed)
    fresh = re.search(r'name="began" value="([^"]+)"', response.content.decode())
    assert fresh
    assert "Well said." in response.content.decode()
    clock.shift(10)
    assert send(client, fresh[1]).status_code == 302


def test_it_asks_again_when_the_form_is_old_or_another_article_s(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    other = began("another1", CommentForm.salt)
    old = opened(client)
    clock.shift(timedelta(hours=25))
    for signed in (old, other):
        assert "grown old" in send(client, signed).content.decode()
    assert not Comment.objects.exists()


def test_it_is_closed_where_comments_are(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    signed = opened(client)
    clock.shift(10)
    for close in (
        lambda is_open: Article.objects.update(takes_comments=is_open),
        lambda is_open: Masthead.objects.update(takes_comments=is_open),
    ):
        close(False)
        assert client.get(FORM).status_code == 404
        html = send(client, signed).content.decode()
        assert "does not take comments" in html
        assert "Well said." in html
        close(True)
    assert not Comment.objects.exists()


def test_it_takes_none_on_what_is_not_live(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    signed = opened(client)
    release.withdraw(edition.article, actor=personas.editor(), reason="error")
    clock.shift(10)
    assert client.get(FORM).status_code == 410
    assert send(client, signed).status_code == 410
    draft = makers.make_article(slug="draft")
    assert client.post(f"/articles/{draft.slug}/comment/").status_code == 404
    assert not Comment.objects.exists()


def test_it_may_be_sent_to_an_address_that_moved_meanwhile(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    signed = opened(client)
    clock.shift(10)
    article = Article.objects.get()
    article.slug = "moved"
    article.save()
    release.publish(article, actor=personas.editor())
    response = send(client, signed)
    assert response["Location"] == "/articles/moved/comment/thanks/"
    assert Comment.objects.get().edition.slug == "moved"


def test_it_is_never_cached(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    assert "no-store" in client.get(FORM)["Cache-Control"]
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(FORM).status_code == 405


def test_it_reads_chinese(client: Client, clock: time_machine.Coordinates) -> None:
    makers.make_live(slug="lukou", title="路口", language="zh-Hans")
    path = "/zh-hans/articles/lukou/comment/"
    html = client.get(path).content.decode()
    assert '<html lang="zh-Hans"' in html
    signed = re.search(r'name="began" value="([^"]+)"', html)
    assert signed
    clock.shift(10)
    response = client.post(path, {"name": "林舟", "text": "说得好。", "began": signed[1]})
    assert response["Location"] == path + "thanks/"
    assert Comment.objects.get().text == "说得好。"
