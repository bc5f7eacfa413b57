"""Forms that come too late: sent twice, or sent to an article that is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from articles.editing import keeping
from articles.models import Article
from articles.publishing import deleting
from tests import makers, personas
from tests.desk.pages import desk, form_values, said

pytestmark = pytest.mark.django_db

ADD = "articles_article_add"


def change(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def opened(client: Client, address: str) -> dict[str, Any]:
    return form_values(client.get(address).content.decode(), "#article_form") | {"_continue": "1"}


def written(client: Client, **more: str) -> dict[str, Any]:
    return opened(client, desk(ADD)) | {
        "title": "The ferry",
        "sections-0-body": "<p>One.</p>",
        **more,
    }


def test_a_new_article_that_is_sent_twice_is_one(writer: Client) -> None:
    values = written(writer)
    first, second = (writer.post(desk(ADD), values) for _time in range(2))
    article = Article.objects.get()
    assert first.url == second.url == change(article)
    page = writer.get(second.url).content.decode()
    assert "This article is saved already" in said(page, ".messagelist")
    assert 'id="kept-offer" hidden' in page


def test_what_was_typed_since_is_offered(writer: Client) -> None:
    values = written(writer)
    writer.post(desk(ADD), values)
    later = values | {"title": "The last ferry", "sections-0-body": "<p>One and two.</p>"}
    page = writer.post(desk(ADD), later, follow=True).content.decode()
    article = Article.objects.get()
    assert article.title == "The ferry"
    assert 'id="kept-offer">' in page
    offer = writer.get(desk("articles_article_kept", article.pk)).content.decode()
    assert "last" in said(offer, ".change ins")


def test_more_than_is_kept_is_refused_in_words(
    writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = makers.make_article()
    values = opened(writer, change(article))
    article.delete()
    monkeypatch.setattr(keeping, "LONGEST", 10)
    page = writer.post(change(article), values, follow=True).content.decode()
    assert "more than the desk keeps" in said(page, ".messagelist .error")
    assert "is kept here" not in page


def test_another_page_makes_another_article(writer: Client, editor: Client) -> None:
    values = written(writer)
    writer.post(desk(ADD), values)
    writer.post(desk(ADD), written(writer))
    editor.post(desk(ADD), values)  # someone else's page of that name
    assert Article.objects.count() == 3


def test_words_for_an_article_that_was_deleted_begin_a_new_one(
    writer: Client, editor: Client
) -> None:
    article = makers.make_article(title="Gone", bodies=("<p>One.</p>", "<p>Two.</p>"), tags=["sea"])
    values = opened(writer, change(article)) | {"sections-1-body": "<p>Two and three.</p>"}
    event = deleting.delete(article, actor=personas.editor())
    body = json.dumps({"page": values["page"], "form": [["title", "Gone"]]})
    keep = f"/admin/articles/article/{article.pk}/keep/"
    answer = writer.post(
        keep, body, content_type="application/json", headers={"accept": "application/json"}
    )
    assert (answer.status_code, "was deleted" in answer.json()["message"]) == (410, True)

    response = writer.post(change(article), values, follow=True)
    assert response.redirect_chain[-1][0] == desk("articles_article_kept_new")
    page = response.content.decode()
    assert "deleted while you were writing" in said(page, ".messagelist")
    assert "Two and three." in said(page, ".offer")
    taking = form_values(page, ".offer form") | {"_take_over": _offered(page)}
    taken = form_values(writer.post(desk(ADD), taking).content.decode(), "#article_form")
    assert writer.post(desk(ADD), taken | {"_continue": "1"}).status_code == 302
    new = Article.objects.get()
    assert [row.body for row in new.sections.all()] == ["<p>One.</p>", "<p>Two and three.</p>"]
    assert [tag.name for tag in new.tags.all()] == ["sea"]
    assert deleting.undelete(event, actor=personas.editor()).title == "Gone"


def _offered(page: str) -> str:
    return page.split('name="_take_over" value="')[1].split('"')[0]


def test_an_article_is_not_brought_back_where_its_identity_is_taken(writer: Client) -> None:
    values = written(writer)
    writer.post(desk(ADD), values)
    event = deleting.delete(Article.objects.get(), actor=personas.editor())
    writer.post(desk(ADD), values)
    with pytest.raises(deleting.NotUndeletable):
        deleting.undelete(event, actor=personas.editor())
