"""The desk looks at originals again, and readers are told what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, DeskEvent, Edition, Upstream
from articles.publishing import release
from articles.refusals import NotAllowed, Refused, WrongStage
from articles.rights.upstream import look
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _next_day() -> Any:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def make_reprint(**columns: Any) -> Edition:
    article = makers.make_article(title="The ferry", **columns)
    makers.credit(article, makers.make_permission(), url="https://example.com/1")
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def do(client: Client, article: Article, **told: Any) -> str:
    address = desk("articles_article_verb", article.pk, "look")
    page = client.get(address).content.decode()
    response = client.post(address, form_values(page) | told, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("person", [personas.editor, personas.rights_desk])
def test_it_notes_what_was_found_and_tells_readers_at_once(person: Callable[[], User]) -> None:
    edition = make_reprint()
    article = edition.article
    client = signed_in(person())
    page = client.get(desk("articles_article_verb", article.pk, "look")).content.decode()
    assert "https://example.com/1" in links(page, ".explanation a")
    note = "It had two <b>numbers</b> wrong."
    url = "https://example.com/correction"
    page = do(client, article, state="corrected", note=note, url=url, is_shown="on")
    assert "Readers are told" in said(page, ".messagelist")
    assert "The original: Corrected" in said(page, ".beside")
    read = Client().get(edition.get_absolute_url()).content.decode()
    assert said(read, ".credit .upstream") == (
        f"The original has been corrected since. {note} Their notice Seen on 3 November 2026 ."
    )
    assert url in links(read, ".upstream a")
    assert "<b>numbers" not in read
    event = DeskEvent.objects.get(verb="look")
    assert (event.actor, event.article, event.said) == (person(), article, note)
    assert article.editions.count() == 1


def test_the_next_look_begins_with_the_last_and_can_take_it_back() -> None:
    edition = make_reprint()
    client = signed_in(personas.rights_desk())
    do(client, edition.article, state="gone", note="Their site closed.", is_shown="on")
    page = client.get(desk("articles_article_verb", edition.article_id, "look")).content.decode()
    assert form_values(page)["note"] == "Their site closed."
    page = client.post(
        desk("articles_article_verb", edition.article_id, "look"),
        form_values(page) | {"state": "unchanged"},
    ).content.decode()
    assert "nothing to tell readers" in said(page, ".field-is_shown .errorlist")
    assert form_values(page)["note"] == "Their site closed."
    told = form_values(page) | {"state": "unchanged"}
    del told["is_shown"]
    page = client.post(
        desk("articles_article_verb", edition.article_id, "look"), told, follow=True
    ).content.decode()
    assert "Readers are told nothing" in said(page, ".messagelist")
    assert "upstream" not in Client().get(edition.get_absolute_url()).content.decode()
    assert Upstream.objects.count() == 1


def test_a_retraction_leads_to_withdrawing_it_too() -> None:
    article = make_reprint().article
    client = signed_in(personas.rights_desk())
    page = do(client, article, state="retracted")
    withdraw = desk("articles_article_verb", article.pk, "withdraw")
    assert withdraw in links(page, ".messagelist a")
    release.withdraw(article, actor=personas.editor(), reason="source_retracted", at=NOON + DAY)
    page = do(client, article, state="retracted", note="They took it back.")
    assert withdraw not in links(page, ".messagelist a")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"state": "corrected", "is_shown": True}, "note"),
        ({"state": "corrected", "is_shown": True, "note": "  "}, "note"),
        ({"state": "unchanged", "is_shown": True, "note": "x"}, "is_shown"),
        ({"state": "better"}, "state"),
        ({"state": "gone", "url": "javascript:alert(1)"}, "url"),
        ({"state": "gone", "url": "https://example.org/" + 600 * "a"}, "url"),
    ],
)
def test_what_tells_readers_nothing_is_refused_by_its_field(
    told: dict[str, Any], field: str
) -> None:
    article = make_reprint().article
    with pytest.raises(Refused) as refusal:
        look(article, actor=personas.editor(), **told)
    assert refusal.value.field == field
    assert not Upstream.objects.exists()


@pytest.mark.parametrize("person", [personas.writer, personas.moderator, personas.stranger])
def test_others_may_not_say_what_became_of_an_original(person: Callable[[], User]) -> None:
    article = make_reprint().article
    with pytest.raises(NotAllowed):
        look(article, actor=person(), state="gone")
    address = desk("articles_article_verb", article.pk, "look")
    assert signed_in(person()).get(address).status_code == 403


def test_our_own_article_has_no_original() -> None:
    article = makers.make_live().article
    with pytest.raises(WrongStage):
        look(article, actor=personas.editor(), state="gone")
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert "We looked at the original" not in page.content.decode()


def test_the_site_as_of_an_earlier_time_knows_nothing_of_it() -> None:
    edition = make_reprint()
    look(edition.article, actor=personas.editor(), state="gone", note="Closed.", is_shown=True)
    client = signed_in(personas.editor())
    for at, is_told in ((NOON + DAY / 2, False), (NOON + DAY, True)):
        page = client.get(desk("as_of_site", at) + edition.get_absolute_url().lstrip("/"))
        assert page.status_code == 200
        assert ("Closed." in page.content.decode()) is is_told


def test_it_is_said_in_the_articles_language_and_costs_no_query(
    django_assert_num_queries: Any,
) -> None:
    edition = make_reprint(language="zh-Hans", slug="ferry")
    client = Client()
    with django_assert_num_queries(3):
        before = client.get(edition.get_absolute_url())
    assert before.status_code == 200
    look(edition.article, actor=personas.editor(), state="gone", note="原站已关闭。", is_shown=True)
    with django_assert_num_queries(3):
        page = client.get(edition.get_absolute_url()).content.decode()
    assert "原站已关闭。" in said(page, ".upstream")
