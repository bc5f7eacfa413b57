"""Two people at one article: what each changed lands, what both changed is chosen, nothing is overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, ReprintCredit
from articles.publishing import restoring
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in
from tests.rules.test_at_once import at_once

pytestmark = pytest.mark.django_db


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def opened(client: Client, article: Article) -> dict[str, Any]:
    return form_values(client.get(page_of(article)).content.decode(), "#article_form")


def bodies(article: Article) -> list[str]:
    return [section.body for section in article.sections.all()]


def chosen(page: str, whose: str) -> dict[str, str]:
    """The form of a page that asks, with the same answer to every question."""
    values = form_values(page, "#article_form")
    asked = {name for name in page.split('name="') if name.startswith("_whose-")}
    for rest in asked:
        name, _quote, tail = rest.partition('"')
        value = tail.split('value="')[1].split('"')[0]
        values[name] = f"{whose}@{value.split('@')[1]}"
    return values


def test_changes_to_different_sections_and_fields_both_land(writer: Client, editor: Client) -> None:
    article = makers.make_article(title="Old", bodies=("<p>One.</p>", "<p>Two.</p>"))
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"title": "New", "sections-1-body": "<p>Two!</p>"})
    sent = mine | {"deck": "My deck.", "sections-0-body": "<p>One!</p>", "tags": "essays, mine"}
    response = writer.post(page_of(article), sent, follow=True)
    article.refresh_from_db()
    assert (article.title, article.deck, article.version) == ("New", "My deck.", 3)
    assert bodies(article) == ["<p>One!</p>", "<p>Two!</p>"]
    assert {tag.name for tag in article.tags.all()} == {"essays", "mine"}
    told = said(response.content.decode(), ".messagelist")
    assert "Brought together with what editor saved in the meantime: Title and Section 2." in told


def test_the_same_section_is_shown_side_by_side_and_saved_when_chosen(
    writer: Client, editor: Client
) -> None:
    for whose, expected in (("mine", "<p>A grey river.</p>"), ("theirs", "<p>A wide river.</p>")):
        article = makers.make_article(title="Old", bodies=("<p>A river.</p>", "<p>Two.</p>"))
        mine, theirs = opened(writer, article), opened(editor, article)
        editor.post(
            page_of(article), theirs | {"sections-0-body": "<p>A wide river.</p>", "title": "New"}
        )
        sent = mine | {"sections-0-body": "<p>A grey river.</p>", "sections-1-heading": "Mine too"}
        page = writer.post(page_of(article), sent).content.decode()
        assert bodies(article) == ["<p>A wide river.</p>", "<p>Two.</p>"]
        assert said(page, ".whose legend") == "Section 1"
        assert said(page, ".whose ins") == "[added: grey ]"
        assert said(page, ".whose del") == "[removed: wide ]"
        assert "Title" in said(page, ".meeting ul")
        # Sent again without a choice, it is asked again.
        page = writer.post(page_of(article), form_values(page, "#article_form")).content.decode()
        assert said(page, ".whose legend") == "Section 1"
        assert writer.post(page_of(article), chosen(page, whose)).status_code == 302
        article.refresh_from_db()
        assert bodies(article) == [expected, "<p>Two.</p>"]
        assert article.title == "New"
        assert article.sections.last().heading == "Mine too"


def test_a_choice_is_asked_again_when_they_saved_once_more(writer: Client, editor: Client) -> None:
    article = makers.make_article(title="Old")
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"title": "Theirs"})
    page = writer.post(page_of(article), mine | {"title": "Mine"}).content.decode()
    editor.post(page_of(article), opened(editor, article) | {"title": "Theirs again"})
    page = writer.post(page_of(article), chosen(page, "mine")).content.decode()
    assert "again" in said(page, ".whose")
    article.refresh_from_db()
    assert article.title == "Theirs again"
    writer.post(page_of(article), chosen(page, "mine"))
    article.refresh_from_db()
    assert article.title == "Mine"


def test_pressing_save_again_adds_nothing_twice(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>One.</p>",))
    sent = opened(writer, article) | {
        "sections-TOTAL_FORMS": "3",
        "sections-1-body": "<p>Two.</p>",
        "sections-2-body": "<p>Two.</p>",
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-contributor": str(makers.make_contributor("Lin Du").pk),
        "bylines-0-role": "author",
    }
    for _press in range(3):
        assert writer.post(page_of(article), sent).status_code == 302
    assert bodies(article) == ["<p>One.</p>", "<p>Two.</p>", "<p>Two.</p>"]
    assert article.bylines.count() == 1
    sent["sections-2-body"] = "<p>Three.</p>"
    writer.post(page_of(article), sent)
    assert sorted(bodies(article)) == [f"<p>{n}.</p>" for n in ("One", "Three", "Two", "Two")]


def test_sections_added_moved_and_deleted_by_either_come_together(
    writer: Client, editor: Client
) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>", "<p>C</p>"))
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(
        page_of(article),
        theirs
        | {
            "sections-TOTAL_FORMS": "4",
            "sections-3-body": "<p>Theirs</p>",
            "sections-3-position": "",
            "sections-1-DELETE": "on",
        },
    )
    sent = mine | {
        "sections-TOTAL_FORMS": "4",
        "sections-3-body": "<p>Mine</p>",
        "sections-3-position": "",
        "sections-0-position": "3",
    }
    assert writer.post(page_of(article), sent).status_code == 302
    assert bodies(article) == ["<p>C</p>", "<p>Theirs</p>", "<p>A</p>", "<p>Mine</p>"]
    assert [section.position for section in article.sections.all()] == [1, 2, 3, 4]


def test_a_section_that_one_deleted_and_the_other_changed_stays(
    writer: Client, editor: Client
) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>"))
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"sections-0-DELETE": "on"})
    response = writer.post(page_of(article), mine | {"sections-0-body": "<p>A!</p>"}, follow=True)
    assert bodies(article) == ["<p>A!</p>", "<p>B</p>"]
    assert "it stays" in said(response.content.decode(), ".messagelist")


def test_bylines_and_the_credit_meet_as_well(writer: Client, editor: Client) -> None:
    article = makers.make_article()
    makers.credit(article, title="The original", changes="")
    bo = makers.make_contributor("Bo Example")
    mine, theirs = opened(writer, article), opened(editor, article)
    added = {"bylines-TOTAL_FORMS": "2", "bylines-1-role": "editor", "bylines-1-position": ""}
    editor.post(page_of(article), theirs | added | {"bylines-1-contributor": bo.pk})
    sent = mine | {"bylines-0-printed_name": "A. Example", "credit_record-0-changes": "Abridged."}
    assert writer.post(page_of(article), sent).status_code == 302
    assert [str(byline) for byline in article.bylines.all()] == [
        "Author: A. Example",
        "Editor: Bo Example",
    ]
    assert ReprintCredit.objects.get().changes == "Abridged."


def test_permissions_that_a_writer_never_sees_are_no_conflict(
    writer: Client, editor: Client
) -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission(), title="The original")
    mine, theirs = opened(writer, article), opened(editor, article)
    other = makers.make_permission()
    chosen_since = {"credit_record-0-original_permissions": [other.pk]}
    editor.post(page_of(article), theirs | chosen_since)
    sent = mine | {"credit_record-0-title": "Mine"}
    assert writer.post(page_of(article), sent).status_code == 302
    credit = ReprintCredit.objects.get()
    assert (credit.title, credit.needs.get().permission) == ("Mine", other)


def test_two_who_each_add_the_credit_are_asked(writer: Client, editor: Client) -> None:
    article = makers.make_article()
    mine, theirs = opened(writer, article), opened(editor, article)
    credit = {"credit_record-TOTAL_FORMS": "1", "credit_record-0-relation": "verbatim"}
    editor.post(page_of(article), theirs | credit | {"credit_record-0-title": "Theirs"})
    sent = mine | credit | {"credit_record-0-title": "Mine"}
    page = writer.post(page_of(article), sent).content.decode()
    assert said(page, ".whose legend") == "Reprint credit"
    assert writer.post(page_of(article), chosen(page, "mine")).status_code == 302
    assert ReprintCredit.objects.get().title == "Mine"


def test_a_refused_field_keeps_what_was_brought_together(writer: Client, editor: Client) -> None:
    article = makers.make_article(title="Old")
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"title": "Theirs"})
    page = writer.post(page_of(article), mine | {"deck": "Mine", "slug": "2026"}).content.decode()
    values = form_values(page, "#article_form")
    assert (values["title"], values["deck"]) == ("Theirs", "Mine")
    assert writer.post(page_of(article), values | {"slug": "fine"}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.deck) == ("Theirs", "Mine")


def test_a_restored_version_is_not_overwritten(writer: Client) -> None:
    edition = makers.make_live(title="First", bodies=("<p>As published.</p>",))
    article = edition.article
    article.sections.update(body="<p>Later.</p>")
    mine = opened(writer, article)
    restoring.restore(article, edition=edition, actor=personas.editor())
    assert writer.post(page_of(article), mine | {"deck": "Mine"}).status_code == 302
    assert bodies(article) == ["<p>As published.</p>"]
    article.refresh_from_db()
    assert article.deck == "Mine"


@pytest.mark.parametrize("garbled", ["", "{}", "[[], [], []]", "nul\x00"])
def test_without_its_base_nothing_is_overwritten(
    writer: Client, editor: Client, garbled: str
) -> None:
    article = makers.make_article(title="Old")
    mine, theirs = opened(writer, article), opened(editor, article)
    editor.post(page_of(article), theirs | {"title": "Theirs"})
    page = writer.post(page_of(article), mine | {"base": garbled, "title": "Mine"})
    assert "Title" in said(page.content.decode(), ".whose legend")
    article.refresh_from_db()
    assert article.title == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_instant_both_land(transactional_db: None) -> None:
    article = makers.make_article(title="Old", bodies=("<p>One.</p>", "<p>Two.</p>"))
    writer, editor = signed_in(personas.writer()), signed_in(personas.editor())
    mine, theirs = opened(writer, article), opened(editor, article)
    mine["sections-0-body"], theirs["sections-1-body"] = "<p>One!</p>", "<p>Two!</p>"
    outcomes = at_once(
        lambda: writer.post(page_of(article), mine).status_code,
        lambda: editor.post(page_of(article), theirs).status_code,
    )
    assert outcomes == [302, 302]
    article.refresh_from_db()
    assert (bodies(article), article.version) == (["<p>One!</p>", "<p>Two!</p>"], 3)
