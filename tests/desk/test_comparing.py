"""Comparing at the desk: any two texts of an article, restoring from there, and taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition = makers.make_live(
        at=timezone.now() - timedelta(hours=1),
        title="Low water",
        bodies=("<p>The river was low.</p><p>Nobody crossed.</p>", "<p>The end.</p>"),
        tags=["rivers"],
    )
    first, last = edition.article.sections.all()
    first.body = "<p>The river was very low.</p><p>Nobody crossed.</p>"
    first.position, last.position = 2, 1
    first.save()
    last.save()
    return edition


def page_of(article: Article, client: Client, **asked: Any) -> str:
    response = client.get(desk("articles_article_compare", article.pk), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_compares_what_readers_see_with_the_working_copy(
    editor: Client, edition: Edition
) -> None:
    page = page_of(edition.article, editor)
    assert said(page, ".compare-summary") == "1 section changed, 1 moved, 1 word added"
    assert "very" in said(page, "ins")
    assert said(page, ".compared del") == ""
    assert "moved from place" in said(page, ".compared-remarks")
    assert "1 unchanged paragraph" in said(page, "summary")
    assert said(page, "option[selected]").startswith("Version 1: First version")
    assert "summary" not in page_of(edition.article, editor, whole="on").split("<article")[1]


def test_it_compares_the_other_way_round(editor: Client, edition: Edition) -> None:
    page = page_of(edition.article, editor, **{"from": "copy", "to": "1"})
    assert "very" in said(page, ".compared del")
    assert said(page, ".compared ins") == ""


def test_it_says_that_nothing_differs(editor: Client) -> None:
    article = makers.make_live().article
    assert "Nothing differs between the two." in said(page_of(article, editor), ".nothing-yet")
    same = page_of(article, editor, **{"from": "1", "to": "1"})
    assert "one and the same" in said(same, ".nothing-yet")
    draft = page_of(makers.make_article(), editor)
    assert "There is nothing to compare yet" in said(draft, ".nothing-yet")


def test_it_lists_pictures_tags_and_names(editor: Client, edition: Edition) -> None:
    article = edition.article
    article.image = makers.make_image(alt="A quay")
    article.save()
    section = article.sections.first()
    assert section is not None
    section.image = makers.make_image(alt="A boat")
    section.caption = "At <dusk>."
    section.save()
    article.bylines.all().delete()
    makers.credit(article)
    page = page_of(article, editor)
    assert "picture added" in said(page, ".compared-picture")
    assert "At <dusk>." in said(page, ".compared-picture")
    assert "Ada Example (Author)" in said(page, ".compared-list del")
    assert "The Example Review" in said(page, ".compared-line ins")
    assert page.count("<img") >= 2


@pytest.mark.parametrize(
    "asked", [{"from": "7"}, {"to": "x"}, {"from": ""}, {"from": "1'", "to": "copy"}]
)
def test_an_unknown_version_is_not_found(
    editor: Client, edition: Edition, asked: dict[str, str]
) -> None:
    address = desk("articles_article_compare", edition.article.pk)
    assert editor.get(address, asked).status_code == 404
    assert editor.get(desk("articles_article_compare", 10**9)).status_code == 404


def test_who_may_not_see_the_article_compares_nothing(edition: Edition) -> None:
    address = desk("articles_article_compare", edition.article.pk)
    assert signed_in(personas.stranger()).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_writer_compares_but_is_offered_no_restoring(edition: Edition) -> None:
    page = page_of(edition.article, signed_in(personas.writer()), **{"from": "copy", "to": "1"})
    assert "restore" not in page.lower().split("<main")[1]


def test_a_version_is_restored_after_a_look_and_that_is_undone(
    editor: Client, edition: Edition
) -> None:
    article = edition.article
    look = next(
        link for link in links(page_of(article, editor)) if "from=copy" in link and "to=1" in link
    )
    page = editor.get(look).content.decode()
    assert "very" in said(page, ".compared del")
    form = ".restore-look form"
    restore = desk("articles_edition_verb", edition.pk, "restore")
    response = editor.post(restore, form_values(page, form), follow=True)
    page = response.content.decode()
    assert "Restored into the working copy." in said(page, ".messagelist")
    bodies = [section.body for section in article.sections.all()]
    assert bodies == ["<p>The river was low.</p><p>Nobody crossed.</p>", "<p>The end.</p>"]
    undo = desk("articles_article_verb", article.pk, "undo-restore")
    assert undo in links(page)
    response = editor.post(undo, form_values(editor.get(undo).content.decode()), follow=True)
    assert "Undone" in said(response.content.decode(), ".messagelist")
    assert [section.body for section in article.sections.all()][1] != bodies[0]
    assert undo not in links(response.content.decode())
    stale = editor.post(restore, {"version": 1}).content.decode()
    assert "Someone else saved this article" in said(stale, ".errorlist")


def test_it_asks_the_same_number_of_questions_however_many_versions(
    editor: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        page_of(edition.article, editor)
