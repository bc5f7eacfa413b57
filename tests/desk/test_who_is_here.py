"""Who is at an article: the heartbeat of its page, what it costs, and its token."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import EditingSession
from tests import makers, personas
from tests.desk.pages import desk, said

pytestmark = pytest.mark.django_db


def test_it_says_who_else_is_here_until_they_leave(writer: Client, editor: Client) -> None:
    article = makers.make_article()
    address = desk("articles_article_keep", article.pk)

    def beat(client: Client, **said: Any) -> Any:
        body = json.dumps({"page": "any", **said})
        return client.post(address, body, content_type="application/json").json()

    assert beat(writer)["others"] == ""
    assert beat(editor)["others"] == "writer"
    assert beat(writer) == {"others": "editor", "version": 1, "is_saved": False}
    assert "editor" in said(
        writer.get(desk("articles_article_change", article.pk)).content.decode(), "#others-here"
    )
    beat(editor, leaving=True)
    assert beat(writer)["others"] == ""
    EditingSession.objects.update(seen_at=timezone.now() - timedelta(seconds=46))
    assert beat(editor)["others"] == ""


def test_a_heartbeat_asks_the_database_little(
    writer: Client, django_assert_max_num_queries: Any
) -> None:
    article = makers.make_article()
    address = desk("articles_article_keep", article.pk)
    body = json.dumps({"page": "any"})
    writer.post(address, body, content_type="application/json")
    with django_assert_max_num_queries(7):  # three of them for the account, its session and rights
        writer.post(address, body, content_type="application/json")


def test_a_page_with_an_old_token_gets_a_fresh_one() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(personas.writer())
    article = makers.make_article()
    address = desk("articles_article_keep", article.pk)
    body = json.dumps({"page": "any"})
    assert client.post(address, body, content_type="application/json").status_code == 403
    token = client.get(address).json()["token"]
    headers = {"X-CSRFToken": token}
    answer = client.post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_a_form_without_its_token_is_refused_at_the_desk() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(personas.writer())
    article = makers.make_article()
    for address in (desk("articles_article_change", article.pk), desk("logout")):
        answer = client.post(address, {"title": "Another"})
        page = answer.content.decode()
        assert (answer.status_code, said(page, "#content h1")) == (403, "That was not done")
        assert "Open the page again: what was typed into an article is kept" in said(
            page, "#content"
        )
        assert "Articles" in said(page, "nav.rooms")
    client.logout()
    answer = client.post(desk("login"), {"username": "writer"})
    assert said(answer.content.decode(), "#content h1") == "That was not done"
