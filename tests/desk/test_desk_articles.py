"""A writer and an editor at the desk: writing, saving, and never losing or overwriting a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition, Tag, TagAlias
from articles.models.articles import Stage
from articles.publishing import workflow
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def opened(client: Client, article: Article) -> dict[str, Any]:
    response = client.get(page_of(article))
    assert response.status_code == 200
    return form_values(response.content.decode(), "#article_form")


def test_it_keeps_a_draft_of_a_title_alone(writer: Client) -> None:
    page = writer.get(desk("articles_article_add")).content.decode()
    values = form_values(page, "#article_form") | {"title": "Only a title yet", "_continue": ""}
    response = writer.post(desk("articles_article_add"), values)
    article = Article.objects.get()
    assert response.url == page_of(article)
    assert (article.title, article.stage, article.created_by) == (
        "Only a title yet",
        Stage.DRAFT,
        personas.writer(),
    )
    assert not article.sections.exists()


def test_it_writes_sections_in_their_order_and_numbers_them(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>One.</p>", "<p>Two.</p>"))
    values = opened(writer, article)
    values |= {
        "sections-TOTAL_FORMS": "4",
        "sections-2-heading": "Comes first",
        "sections-2-body": "<p>Zero.</p>",
        "sections-2-position": "1",
        "sections-3-heading": "Comes last",
        "sections-3-position": "",
        "sections-3-body": "",
    }
    assert writer.post(page_of(article), values).status_code == 302
    rows = article.sections.values_list("position", "body", "heading")
    assert list(rows) == [
        (1, "<p>Zero.</p>", "Comes first"),
        (2, "<p>One.</p>", ""),
        (3, "<p>Two.</p>", ""),
        (4, "", "Comes last"),
    ]


def test_it_moves_a_section_down_behind_the_one_that_stood_there(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>", "<p>C</p>"))
    values = opened(writer, article) | {"sections-0-position": "2"}
    writer.post(page_of(article), values)
    assert [section.body for section in article.sections.all()] == [
        "<p>B</p>",
        "<p>A</p>",
        "<p>C</p>",
    ]
    assert [section.position for section in article.sections.all()] == [1, 2, 3]


def test_it_cleans_what_was_pasted_into_a_body(writer: Client) -> None:
    article = makers.make_article()
    evil = (
        '<p onclick="x()">Fine <a href="javascript:alert(1)">words</a></p><script>alert(1)</script>'
    )
    values = opened(writer, article) | {"sections-0-body": evil}
    assert writer.post(page_of(article), values).status_code == 302
    assert article.sections.get().body == "<p>Fine words</p>"


def test_it_says_beside_the_field_that_a_body_is_too_long(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, article) | {
        "sections-0-body": f"<p>{'x' * 600_000}</p>",
        "title": "Kept though",
    }
    page = writer.post(page_of(article), values).content.decode()
    assert "longer than 500 KB" in said(page, ".field-body")
    assert form_values(page, "#article_form")["title"] == "Kept though"
    article.refresh_from_db()
    assert article.title != "Kept though"


def test_it_refuses_a_stale_save_and_keeps_every_word(writer: Client, editor: Client) -> None:
    article = makers.make_article(title="As it was")
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"title": "Theirs"})
    typed = mine | {"title": "Mine", "sections-0-body": "<p>My new words.</p>", "tags": "mine"}
    page = writer.post(page_of(article), typed).content.decode()
    assert "Someone else saved this article in the meantime" in said(page, ".mistakes")
    kept = form_values(page, "#article_form")
    assert (kept["title"], kept["sections-0-body"], kept["tags"]) == (
        "Mine",
        "<p>My new words.</p>",
        "mine",
    )
    article.refresh_from_db()
    assert (article.title, article.version) == ("Theirs", 2)
    assert [tag.name for tag in article.tags.all()] == ["essays"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 1),
        ({"title": "Another"}, 2),
        ({"sections-0-body": "<p>Other words.</p>"}, 2),
        ({"sections-0-DELETE": "on"}, 2),
        ({"tags": "essays, rivers"}, 2),
    ],
)
def test_it_counts_every_good_save_that_changes_something(
    writer: Client, change: dict[str, str], expected: int
) -> None:
    article = makers.make_article()
    before = article.changed_at
    writer.post(page_of(article), opened(writer, article) | change)
    article.refresh_from_db()
    assert article.version == expected
    assert (article.changed_at == before) == (expected == 1)


def test_it_refuses_a_form_without_its_version(writer: Client) -> None:
    article = makers.make_article(title="As it was")
    values = opened(writer, article) | {"title": "Without", "version": "not a number"}
    assert writer.post(page_of(article), values).status_code == 200
    article.refresh_from_db()
    assert article.title == "As it was"


def test_saving_changes_nothing_for_readers(editor: Client) -> None:
    edition = makers.make_live(at=timezone.now(), title="What readers see")
    address = edition.get_absolute_url()
    before = Client().get(address).content
    values = opened(editor, edition.article) | {"title": "Not yet", "tags": "other, words"}
    editor.post(page_of(edition.article), values)
    assert Client().get(address).content == before
    page = editor.get(page_of(edition.article)).content.decode()
    assert "Changed since it was published" in said(page, ".status-panel")


def test_a_save_leaves_what_a_verb_did_meanwhile(editor: Client) -> None:
    edition = makers.make_live(at=timezone.now())
    values = opened(editor, edition.article)
    desk_page = desk("articles_article_verb", edition.article.pk, "withdraw")
    editor.post(desk_page, {"reason": "error", "notice": "Sorry."})
    editor.post(page_of(edition.article), values | {"title": "Changed"})
    article = Article.objects.get()
    assert article.withdrawn_at
    assert article.title == "Changed"


def test_an_approved_article_that_a_writer_changes_is_looked_at_again(
    writer: Client, editor: Client
) -> None:
    article = makers.make_article(stage=Stage.APPROVED)
    editor.post(page_of(article), opened(editor, article))
    article.refresh_from_db()
    assert article.stage == Stage.APPROVED
    writer.post(page_of(article), opened(writer, article))
    article.refresh_from_db()
    assert article.stage == Stage.APPROVED  # nothing was changed
    writer.post(page_of(article), opened(writer, article) | {"deck": "Another deck"})
    article.refresh_from_db()
    assert article.stage == Stage.IN_REVIEW
    assert article.events.first().verb == "look_again"


def test_it_takes_tags_with_commas_of_any_script_and_by_any_of_their_names(writer: Client) -> None:
    openai = Tag.objects.create(name="OpenAI")
    TagAlias.objects.create(tag=openai, name="Open AI")
    article = makers.make_article()
    values = opened(writer, article) | {"tags": "open ai，DeepSeek、 杭州, deepseek"}
    writer.post(page_of(article), values)
    assert sorted(tag.name for tag in article.tags.all()) == ["DeepSeek", "OpenAI", "杭州"]


def test_it_refuses_a_tag_that_is_too_long_beside_the_field(writer: Client) -> None:
    article = makers.make_article()
    page = writer.post(page_of(article), opened(writer, article) | {"tags": "x" * 120})
    assert "too long for a tag" in said(page.content.decode(), ".field-tags")


def test_proposed_tags_attach_only_when_ticked(writer: Client) -> None:
    article = makers.make_imported(
        tags=[
            {"name": "Hangzhou", "count": 3, "known": False},
            {"name": "DeepSeek", "count": 9, "known": True},
        ]
    )
    writer.post(page_of(article), opened(writer, article))
    assert {tag.name for tag in article.tags.all()} == {"essays"}
    writer.post(page_of(article), opened(writer, article) | {"proposed_tags": ["Hangzhou"]})
    assert {tag.name for tag in article.tags.all()} == {"essays", "Hangzhou"}


def test_it_shows_what_was_found_in_the_text_and_which_pictures_are_missing(writer: Client) -> None:
    makers.name_publication("Cool Play Lab")
    article = makers.make_imported(
        claims=[
            {"kind": "licensee", "value": "Cool Play Lab", "text": "… Cool Play Lab …", "line": 44},
            {"kind": "onward", "value": "contact_holder", "text": "contact the author", "line": 45},
        ]
    )
    article.sections.update(is_picture_missing=True, picture_origin="A photograph")
    page = writer.get(page_of(article)).content.decode()
    panel = said(page, ".beside, #claims")
    assert "It says that Cool Play Lab may reprint it. This names you." in panel
    assert "May others reprint? Ask the original author." in panel
    assert "Line 44:" in panel
    assert "Section 1 A photograph" in panel
    makers.name_publication("Somebody Else")
    assert "This names you" not in writer.get(page_of(article)).content.decode()


def test_a_never_published_article_may_be_deleted_and_a_published_one_not(editor: Client) -> None:
    draft, edition = makers.make_article(), makers.make_live()
    assert (
        editor.post(desk("articles_article_delete", draft.pk), {"post": "yes"}).status_code == 302
    )
    assert not Article.objects.filter(pk=draft.pk).exists()
    response = editor.post(
        desk("articles_article_delete", edition.article.pk), {"post": "yes"}, follow=True
    )
    assert "Withdraw it" in said(response.content.decode(), ".messagelist")
    assert Edition.objects.exists()


def test_the_history_tells_of_nothing_that_nobody_changed(editor: Client) -> None:
    article = makers.make_article()
    values = form_values(editor.get(page_of(article)).content.decode(), "#article_form")
    editor.post(page_of(article), values | {"deck": "Another deck"})
    page = said(
        editor.get(desk("articles_article_history", article.pk)).content.decode(), "#content"
    )
    assert "Changed deck." in page
    assert "ranslation" not in page
    chinese = editor.get(f"/zh-hans{desk('articles_article_history', article.pk)}").content.decode()
    assert "已修改导语。" in said(chinese, "#content")
    workflow.submit(Article.objects.get(), actor=personas.editor(), said="Please read the end.")
    page = said(
        editor.get(desk("articles_article_history", article.pk)).content.decode(), ".decisions"
    )
    assert "sent to review Please read the end." in page


def test_an_article_is_no_translation_of_itself(editor: Client) -> None:
    article = makers.make_article()
    values = form_values(editor.get(page_of(article)).content.decode(), "#article_form")
    page = editor.post(page_of(article), values | {"translation_of": article.pk}).content.decode()
    assert "An article is no translation of itself." in said(page, ".errorlist")
    with pytest.raises(IntegrityError, match="article_translates_another"), transaction.atomic():
        Article.objects.update(translation_of=F("pk"))


def test_those_who_may_not_are_told_so(writer: Client) -> None:
    article = makers.make_article()
    stranger = signed_in(personas.stranger())
    moderator = signed_in(personas.moderator())
    assert stranger.get(page_of(article)).status_code == 403
    assert moderator.get(page_of(article)).status_code == 200
    assert moderator.post(page_of(article), {"title": "Mine now"}).status_code == 403
    assert Client().get(page_of(article)).status_code == 302
    assert writer.get(desk("articles_article_verb", article.pk, "nothing")).status_code == 404


def test_the_pages_ask_the_database_a_bounded_number_of_times(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    permission = makers.make_permission()
    few = makers.make_article(bodies=("<p>One.</p>",) * 2)
    many = makers.make_article(bodies=("<p>One.</p>",) * 30)
    for article in (few, many):
        makers.credit(article, permission)
    with django_assert_max_num_queries(49) as counted:
        editor.get(page_of(few))
    with django_assert_max_num_queries(len(counted)):
        editor.get(page_of(many))
    with django_assert_max_num_queries(10):
        editor.get(desk("articles_article_changelist"))
