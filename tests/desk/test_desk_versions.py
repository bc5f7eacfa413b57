"""Published versions at the desk: read, restored, redacted; they lead to their article."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.publishing.release import publish
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said

pytestmark = pytest.mark.django_db


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def test_an_editor_restores_an_earlier_version_and_readers_see_nothing_of_it(
    editor: Client,
) -> None:
    edition = makers.make_live(at=timezone.now() - timedelta(hours=1), title="First words")
    article = edition.article
    Article.objects.filter(pk=article.pk).update(title="Later words")
    address = desk("articles_edition_verb", edition.pk, "restore")
    page = editor.get(address).content.decode()
    assert "not published is overwritten" in said(page, ".explanation")
    values = form_values(page)
    response = editor.post(address, values, follow=True)
    assert response.redirect_chain == [(page_of(article), 302)]
    assert "Restored into the working copy." in said(response.content.decode(), ".messagelist")
    article.refresh_from_db()
    assert article.title == "First words"
    page = editor.post(address, values).content.decode()
    assert "Someone else saved this article in the meantime" in said(page, ".errorlist")


def test_a_version_is_read_under_its_number_and_day(editor: Client) -> None:
    edition = makers.make_live(at=timezone.now() - timedelta(days=40))
    page = editor.get(desk("articles_edition_reading", edition.pk)).content.decode()
    day = f"{timezone.localdate(edition.at).day}"
    note = said(page, ".preview-note")
    assert note.startswith("Version 1, published")
    assert day in note
    article = makers.make_article()
    coming = publish(article, actor=personas.editor(), at=timezone.now() + timedelta(days=9))
    page = editor.get(desk("articles_edition_reading", coming.pk)).content.decode()
    assert said(page, ".preview-note").startswith("A preview: readers do not see this page.")


def test_versions_lead_to_their_article_and_to_no_account(editor: Client) -> None:
    edition = makers.make_live(at=timezone.now() - timedelta(hours=1), title="Low water")
    other = makers.make_live(at=timezone.now() - timedelta(hours=1), title="High water")
    page = editor.get(desk("articles_edition_change", edition.pk)).content.decode()
    assert page_of(edition.article) in links(page, ".field-of_article a")
    assert said(page, ".field-made_by .readonly") == "editor"
    assert not links(page, ".field-made_by a")
    versions = desk("articles_edition_changelist")
    page = editor.get(f"{versions}?article__id__exact={edition.article_id}").content.decode()
    assert "of one article: Low water" in said(page, ".last-list")
    assert links(page, ".last-list a") == [page_of(edition.article), "?"]
    assert other.title not in said(page, "#result_list")
    for query in ("", "?article__id__exact=0", "?article__id__exact=x"):
        page = editor.get(f"{versions}{query}", follow=True).content.decode()
        assert "of one article" not in page


def test_versions_are_read_and_redacted_but_never_edited(editor: Client, writer: Client) -> None:
    edition = makers.make_live(
        at=timezone.now() - timedelta(hours=1), bodies=("<p>Jane Roe was there.</p>",)
    )
    page = desk("articles_edition_change", edition.pk)
    assert "Jane Roe" in editor.get(desk("articles_edition_reading", edition.pk)).content.decode()
    assert editor.post(page, {"title": "Rewritten"}).status_code == 403
    redact = desk("articles_edition_verb", edition.pk, "redact")
    assert writer.get(redact).status_code == 403
    missed = editor.post(redact, {"phrase": "John Doe", "reason": "A court"}).content.decode()
    assert "These words are not in this version." in said(missed, ".field-phrase")
    assert form_values(missed)["reason"] == "A court"
    editor.post(redact, {"phrase": "Jane Roe", "reason": "A court"})
    assert "Jane Roe" not in Client().get(edition.get_absolute_url()).content.decode()
    assert "A court" in editor.get(page).content.decode()
