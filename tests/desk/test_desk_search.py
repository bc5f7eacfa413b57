"""Finding working copies: by every word of them, as it is saved."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.management import call_command
from django.test import Client

from articles import curation
from articles.models import Article, Section
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
