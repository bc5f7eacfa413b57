"""An editor chooses at the desk what follows an article; a writer sees it; readers get it at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import curation
from articles.models import Article, DeskEvent, RelatedPick
from articles.publishing import deleting, release
from articles.refusals import Refused
from tests import makers, personas
from tests.desk.pages import Values, desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db
EDITOR = "#article_form"


@pytest.fixture
def editor() -> Client:
    return signed_in(personas.editor())


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def form_of(client: Client, article: Article) -> Values:
    return form_values(client.get(page_of(article)).content.decode(), EDITOR)


def rows(*picks: tuple[Any, str], initial: tuple[int, ...] = ()) -> Values:
    """What the form sends for these picks; the first of them are stored under these ids."""
    values: Values = {
        "related_picks-TOTAL_FORMS": len(picks),
        "related_picks-INITIAL_FORMS": len(initial),
    }
    for number, (other, reason) in enumerate(picks):
        values |= {
            f"related_picks-{number}-other": getattr(other, "pk", other),
            f"related_picks-{number}-reason": reason,
            f"related_picks-{number}-position": number + 1,
            f"related_picks-{number}-id": initial[number] if number < len(initial) else "",
        }
    return values


def picks_of(article: Article) -> list[tuple[str, str]]:
    return list(article.related_picks.values_list("other__title", "reason"))


def test_it_is_chosen_in_an_order_with_a_word_of_reason(editor: Client) -> None:
    article = makers.make_article(title="Mine")
    one, two = makers.make_article(title="One"), makers.make_article(title="Two")
    values = form_of(editor, article) | rows((two, "Read on"), (one, ""))
    assert editor.post(page_of(article), values).status_code == 302
    assert picks_of(article) == [("Two", "Read on"), ("One", "")]
    assert DeskEvent.objects.filter(verb="choose_related", article=article).count() == 1
    page = editor.get(page_of(article)).content.decode()
    assert "Two" in said(page, "#related_picks-group .inline-related:not(.empty-form) option")
    kept = list(article.related_picks.values_list("pk", flat=True))
    values = form_of(editor, article)
    values |= {"related_picks-0-position": 2, "related_picks-1-position": 1}
    editor.post(page_of(article), values)
    assert picks_of(article) == [("One", ""), ("Two", "Read on")]
    assert set(article.related_picks.values_list("pk", flat=True)) == set(kept)
    editor.post(page_of(article), form_of(editor, article) | {"related_picks-0-DELETE": "on"})
    assert picks_of(article) == [("Two", "Read on")]


def test_saving_something_else_leaves_it_and_logs_nothing(editor: Client) -> None:
    article, other = makers.make_article(), makers.make_article(title="Other")
    curation.choose_related(article, actor=personas.editor(), picks=[(other, "Why")])
    editor.post(page_of(article), form_of(editor, article) | {"deck": "Another"})
    assert picks_of(article) == [("Other", "Why")]
    assert DeskEvent.objects.filter(verb="choose_related").count() == 1


def test_it_is_found_by_its_title(editor: Client) -> None:
    makers.make_article(title="A ferry of ours")
    makers.make_article(title="Something else")
    asked = {"app_label": "articles", "model_name": "relatedpick", "field_name": "other"}
    answer = editor.get(desk("autocomplete"), {**asked, "term": "ferry"}).json()
    assert [row["text"] for row in answer["results"]] == ["A ferry of ours"]


@pytest.mark.parametrize("other", ["-1", "9" * 40, "ferry", "1" * 5000, ""])
def test_a_strange_choice_is_refused_and_nothing_typed_is_lost(editor: Client, other: str) -> None:
    article = makers.make_article()
    values = form_of(editor, article) | rows((other, "My reason"))
    response = editor.post(page_of(article), values)
    assert response.status_code == 200
    page = response.content.decode()
    assert said(page, "#related_picks-group .errorlist")
    assert "My reason" in page
    assert not RelatedPick.objects.exists()


def test_itself_and_the_same_twice_are_refused_in_words(editor: Client) -> None:
    article, other = makers.make_article(), makers.make_article()
    values = form_of(editor, article)
    page = editor.post(page_of(article), values | rows((article, ""))).content.decode()
    assert "An article does not lead to itself." in said(page, ".errorlist")
    page = editor.post(page_of(article), values | rows((other, ""), (other, "x"))).content.decode()
    assert "An article can be chosen once as related." in said(page, "#related_picks-1 .errorlist")
    assert "duplicate" not in said(page, "form")
    assert not RelatedPick.objects.exists()


def test_a_translation_of_it_is_refused_and_named_where_it_became_one(editor: Client) -> None:
    article, other = makers.make_article(), makers.make_article(title="Fremd")
    editor.post(page_of(article), form_of(editor, article) | rows((other, "")))
    Article.objects.filter(pk=other.pk).update(translation_of=article)
    page = editor.get(page_of(article)).content.decode()
    assert "Left out on the page." in said(page, "#related_picks-0 .help")
    editor.post(page_of(article), form_of(editor, article) | {"deck": "Saved all the same"})
    assert Article.objects.get(pk=article.pk).deck == "Saved all the same"
    values = form_of(editor, other) | rows((article, ""))
    page = editor.post(page_of(other), values).content.decode()
    assert "the same text in another language" in said(page, "#related_picks-0 .errorlist")
    assert picks_of(other) == []
    with pytest.raises(Refused):
        curation.choose_related(
            Article.objects.get(pk=other.pk), actor=personas.editor(), picks=[(article, "")]
        )


def test_what_would_be_refused_is_not_offered(editor: Client) -> None:
    article = makers.make_article(title="Ferry one")
    makers.make_article(title="Ferry in Chinese", translation_of=article)
    chosen, free = makers.make_article(title="Ferry two"), makers.make_article(title="Ferry three")
    asked = {"app_label": "articles", "term": "ferry", "of": article.pk}
    of_related = {"model_name": "relatedpick", "field_name": "other", "without": f"{chosen.pk},x"}
    answer = editor.get(desk("autocomplete"), asked | of_related).json()
    assert [row["id"] for row in answer["results"]] == [str(free.pk)]
    of_original = {"model_name": "article", "field_name": "translation_of"}
    answer = editor.get(desk("autocomplete"), asked | of_original).json()
    assert {row["id"] for row in answer["results"]} == {str(chosen.pk), str(free.pk)}


@pytest.mark.parametrize("person", [personas.writer, personas.rights_desk])
def test_others_cannot_choose_it(person: Any) -> None:
    user: User = person()
    article, other = makers.make_article(), makers.make_article(title="Not by them")
    client = signed_in(user)
    values = form_of(client, article)
    response = client.post(page_of(article), values | rows((other, "Mine")))
    assert response.status_code in {200, 302}
    assert not RelatedPick.objects.exists()


def test_a_writer_sees_what_an_editor_chose() -> None:
    article, other = makers.make_article(), makers.make_article(title="Chosen by an editor")
    curation.choose_related(article, actor=personas.editor(), picks=[(other, "Why")])
    page = signed_in(personas.writer()).get(page_of(article)).content.decode()
    assert "Chosen by an editor" in said(page, "#related_picks-group")


def test_a_preview_shows_what_follows_and_no_draft(editor: Client) -> None:
    article = makers.make_article(title="Mine", tags=["x"])
    live = makers.make_live(title="Live one", tags=["x"])
    draft = makers.make_article(title="Only a draft", tags=["x"])
    curation.choose_related(
        article, actor=personas.editor(), picks=[(draft, ""), (live.article, "")]
    )
    page = editor.get(desk("articles_article_preview", article.pk)).content.decode()
    assert "Live one" in said(page, ".related")
    assert "Only a draft" not in page
    assert "How to cite" not in page


def test_a_preview_of_what_was_never_saved_stands(editor: Client) -> None:
    makers.make_live(title="Live one", tags=["x"])
    values = form_values(editor.get(desk("articles_article_add")).content.decode(), EDITOR)
    values |= {"title": "New", "tags": "x", "sections-0-body": "<p>Words.</p>"}
    answer = editor.post(desk("articles_article_unsaved"), values)
    assert "Live one" in said(answer.json()["html"], ".related")


def test_the_site_at_another_time_shows_what_will_follow() -> None:
    now = timezone.now()
    edition = makers.make_live(title="Mine", slug="mine", tags=["x"])
    coming = makers.make_article(title="Embargoed", tags=["x"])
    release.publish(coming, actor=personas.editor(), at=now + makers.DAY, now=now)
    client = signed_in(personas.everyone())
    path = desk("as_of_page", now + 2 * makers.DAY, edition.get_absolute_url()[1:])
    page = client.get(path).content.decode()
    assert "Embargoed" in said(page, ".related")
    assert "Embargoed" not in client.get(edition.get_absolute_url()).content.decode()


def test_a_deleted_draft_comes_back_with_what_it_led_to() -> None:
    article, other, third = (makers.make_article(title=name) for name in ("A", "B", "C"))
    user = personas.editor()
    curation.choose_related(article, actor=user, picks=[(other, "Why")])
    curation.choose_related(third, actor=user, picks=[(article, "Because")])
    event = deleting.delete(Article.objects.get(pk=article.pk), actor=user)
    assert not RelatedPick.objects.exists()
    back = deleting.undelete(event, actor=user)
    assert picks_of(back) == [("B", "Why")]
    assert picks_of(third) == [("A", "Because")]


def test_all_translations_name_one_original(editor: Client) -> None:
    original = makers.make_article(title="Original")
    first = makers.make_article(title="First translation", translation_of=original)
    second = makers.make_article(title="Second translation")
    page = editor.post(
        page_of(second), form_of(editor, second) | {"translation_of": first.pk}
    ).content.decode()
    assert "All translations name one original" in said(page, ".errorlist")
    page = editor.post(
        page_of(original), form_of(editor, original) | {"translation_of": second.pk}
    ).content.decode()
    assert "All translations name one original" in said(page, ".errorlist")
    editor.post(page_of(second), form_of(editor, second) | {"translation_of": original.pk})
    assert set(original.own_translations.all()) == {first, second}
    editor.post(page_of(second), form_of(editor, second) | {"deck": "Nothing of it"})
    editor.post(page_of(second), form_of(editor, second) | {"translation_of": ""})
    history = editor.get(desk("articles_article_history", second.pk)).content.decode()
    assert said(history, ".decisions td:nth-child(3), .decisions td:nth-child(4)") == (
        "took away that the article is a translation of another Original "
        "marked the article as a translation of another Original"
    )
