"""Finding working copies: by every word of them, as it is saved."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import curation
from articles.models import Article, DraftDocument, Section
from articles.models.articles import Stage
from articles.search import drafts
from articles.tidying import renaming
from tests import makers, personas
from tests.desk.pages import desk, said

pytestmark = pytest.mark.django_db


def listed(client: Client, text: str, **filters: str) -> str:
    response = client.get(desk("articles_article_changelist"), {"q": text, **filters})
    assert response.status_code == 200
    return said(response.content.decode(), "#result_list tbody")


def test_it_finds_drafts_by_words_names_and_tags(editor: Client) -> None:
    makers.make_article(title="Slack water", bodies=("<p>Nobody hurries.</p>",), tags=["rivers"])
    makers.make_article(
        title="显卡里的草地", bodies=("<p>翻开说明书。</p>",), author="林舟", tags=["游戏"]
    )
    for text in ("hurries", "hurr", '"slack water"', "rivers", "ada example"):
        assert "Slack water" in listed(editor, text), text
        assert "显卡" not in listed(editor, text), text
    for text in ("显卡", "說明", "林舟", "遊戲", "说明书 -water"):
        assert "显卡里的草地" in listed(editor, text), text
    assert "Slack" not in listed(editor, "water -nobody")
    assert "Slack" in listed(editor, "water", where="draft")
    assert "Slack" not in listed(editor, "water", where="live")
    assert listed(editor, "-") == listed(editor, "no such word") == ""


@pytest.fixture
def oldest(db: None) -> Article:
    """The only draft of all that fit “owl”: 1,100 others were made and changed after it."""
    oldest = makers.make_article(title="The oldest owl", bodies=(), tags=["birds"])
    now = timezone.now()
    many = Article.objects.bulk_create(
        Article(title=f"Owl {number}", language="en", stage=Stage.IN_REVIEW, changed_at=now)
        for number in range(1100)
    )
    texts = dict.fromkeys(("deck", "headings", "people", "tags", "often", "meta", "body"), "")
    DraftDocument.objects.bulk_create(
        DraftDocument(pk=one.pk, article=one, changed_at=one.changed_at, title="owl", **texts)
        for one in Article.objects.filter(pk__in=[row.pk for row in many])
    )
    return oldest


def test_it_finds_the_oldest_of_very_many_and_counts_them_all(
    editor: Client, oldest: Article
) -> None:
    def asked(**filters: str) -> str:
        page = editor.get(desk("articles_article_changelist"), {"q": "owl", **filters})
        return said(page.content.decode(), "#changelist-search")

    for filters in ({"where": "draft"}, {"tag": "birds"}, {"where": "draft", "language": "en"}):
        assert "The oldest owl" in listed(editor, "owl", **filters), filters
        assert asked(**filters).startswith("1 result "), filters
    assert asked().startswith("1101 results")
    assert asked(where="in_review").startswith("1100 results")
    assert "The oldest owl" in listed(editor, "owl", p="23")
    assert listed(editor, "owl -oldest", where="draft") == ""
    assert listed(editor, "owl", where="draft", tag="fish") == ""


def test_a_chooser_offers_the_oldest_of_very_many(editor: Client, oldest: Article) -> None:
    asked = {"app_label": "articles", "model_name": "relatedpick", "field_name": "other"}
    answer = editor.get(desk("autocomplete"), {**asked, "term": "owl", "page": "56"}).json()
    assert [row["text"] for row in answer["results"]] == ["The oldest owl"]


def test_it_asks_as_little_for_many_as_for_few(editor: Client, oldest: Article) -> None:
    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            listed(editor, text)
        return len(queries)

    with CaptureQueriesContext(connection) as queries:
        drafts.among(Article.objects.all(), "owl")
    assert len(queries) == 9
    assert asked("oldest") == asked("owl")
    with CaptureQueriesContext(connection) as queries:
        drafts.among(Article.objects.all(), "owl")
    assert len(queries) == 1


def test_it_finds_what_was_saved_last(editor: Client) -> None:
    article = makers.make_article(title="Owls", tags=["birds"])
    assert "Owls" in listed(editor, "owls")
    Section.objects.filter(article=article).update(body="<p>A heron.</p>")
    curation.count_change(Article.objects.get())
    assert "Owls" in listed(editor, "heron")
    renaming.rename_tag(article.tags.get(), actor=personas.editor(), name="Fowl")
    assert "Owls" in listed(editor, "fowl")


def test_tidying_makes_ready_what_a_search_would_leave_out(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        makers.make_article(title=f"Owl {number}", tags=["birds"])
    monkeypatch.setattr(drafts, "refresh", partial(drafts.refresh, most=1))
    call_command("tidy")
    monkeypatch.setattr(drafts, "refresh", lambda: 0)
    assert listed(editor, "owl").count("Owl") == 3
    assert drafts.refresh() == 0
