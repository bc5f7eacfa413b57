"""Tags while they are typed: what is suggested, what is nearly a tag already, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.language import words
from articles.models import Tag, TagAlias
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(personas.writer())


def asked(client: Client, **query: str) -> Any:
    return client.get(desk("articles_tag_suggestions"), query)


def test_it_suggests_tags_with_the_number_of_their_articles(client: Client) -> None:
    makers.make_article(tags=["open source", "rivers"])
    TagAlias.objects.create(tag=Tag.objects.get(name="rivers"), name="Open water")
    assert asked(client, q="open").json() == {
        "suggestions": [
            {"name": "open source", "count": 1, "called": ""},
            {"name": "rivers", "count": 1, "called": "Open water"},
        ],
        "name": "open",
        "tag": None,
        "near": None,
    }
    assert asked(client, q="River").json()["near"] == "rivers"
    assert asked(client, q="OPEN WATER").json()["tag"] == "rivers"
    assert asked(client).json()["suggestions"]


def test_it_says_what_each_of_many_names_is(client: Client) -> None:
    makers.make_article(tags=["rivers", "黑神话"])
    answer = client.post(
        desk("articles_tag_lookup"), {"names": "Rivers，黑神話\nsea; sea, \u200b"}
    ).json()
    assert answer["names"] == [
        {"name": "Rivers", "tag": "rivers", "near": None, "count": 1},
        {"name": "黑神話", "tag": None, "near": "黑神话", "count": 0},
        {"name": "sea", "tag": None, "near": None, "count": 0},
    ]
    assert client.post(desk("articles_tag_lookup"), {}).json() == {"names": []}


@pytest.mark.parametrize("typed", ["x" * 101, "nul\0"])
def test_what_cannot_be_a_name_is_refused_in_a_sentence(client: Client, typed: str) -> None:
    answer = asked(client, q=typed)
    assert answer.status_code == 400
    assert answer.json()["message"]


@pytest.mark.parametrize("names", ["x" * 20_001, "nul\0"])
def test_names_that_are_too_many_or_none_are_refused(client: Client, names: str) -> None:
    answer = client.post(desk("articles_tag_lookup"), {"names": names})
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_only_who_writes_articles_may_ask() -> None:
    for address in (desk("articles_tag_suggestions"), desk("articles_tag_lookup")):
        assert "/login/" in Client().get(address).url
        for nobody in (personas.stranger(), personas.moderator()):
            answer = signed_in(nobody).get(address)
            assert answer.status_code in {403, 405}
    answer = asked(signed_in(personas.stranger()), q="a")
    assert answer.status_code == 403
    assert "role" in answer.json()["message"]
    assert signed_in(personas.writer()).post(desk("articles_tag_suggestions")).status_code == 405


def test_the_page_hands_the_servers_commas_to_its_script(client: Client) -> None:
    article = makers.make_article()
    page = client.get(desk("articles_article_change", article.pk)).content.decode()
    values = form_values(page, "#article_form")
    assert values["tags"] == "essays"
    assert 'data-longest="100"' in page
    assert all(sign in page for sign in words.SEPARATORS.strip())


def test_saving_warns_of_a_name_that_is_nearly_a_tag_and_stops_nothing(client: Client) -> None:
    makers.make_article(tags=["rivers"])
    article = makers.make_article(tags=[])
    address = desk("articles_article_change", article.pk)
    values = form_values(client.get(address).content.decode(), "#article_form")
    page = client.post(
        address, values | {"tags": "River，Seas", "_continue": ""}, follow=True
    ).content.decode()
    warning = said(page, ".messagelist .warning")
    assert "“River”" in warning
    assert "“rivers”" in warning
    assert "Seas" not in warning
    assert sorted(article.tags.values_list("name", flat=True)) == ["River", "Seas"]
    values = form_values(page, "#article_form") | {"_continue": ""}
    assert not said(
        client.post(address, values, follow=True).content.decode(), ".messagelist .warning"
    )
