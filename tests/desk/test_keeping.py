"""What a writer typed and did not save: kept beside the article, offered again, taken over or thrown away."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin.keeping import KeepingAdmin
from articles.editing import keeping
from articles.models import Article, EditingSession
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def opened(client: Client, address: str) -> dict[str, Any]:
    return form_values(client.get(address).content.decode(), "#article_form")


def pairs(values: dict[str, Any]) -> list[list[str]]:
    return [
        [name, str(one)]
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def keep(client: Client, article: Article | None, values: dict[str, Any], **said: Any) -> Any:
    name, args = ("keep", [article.pk]) if article else ("keep_new", [])
    body = {"page": values["page"], "form": pairs(values), **said}
    address = desk(f"articles_article_{name}", *args)
    return client.post(address, json.dumps(body), content_type="application/json")


def kept_page(client: Client, article: Article | None) -> str:
    name, args = ("kept", [article.pk]) if article else ("kept_new", [])
    return client.get(desk(f"articles_article_{name}", *args)).content.decode()


def test_it_keeps_what_was_typed_and_leaves_the_article_alone(writer: Client) -> None:
    article = makers.make_article(title="As saved")
    values = opened(writer, page_of(article)) | {"title": "As typed"}
    assert keep(writer, article, values).status_code == 200
    article.refresh_from_db()
    assert (article.title, article.version) == ("As saved", 1)
    assert not article.events.exists()
    (session,) = EditingSession.objects.unsaved_of(personas.writer())
    assert (session.article, session.base_version) == (article, 1)


def test_it_offers_what_was_kept_word_by_word_and_takes_it_over(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>A wide river.</p>",))
    values = opened(writer, page_of(article))
    added = {
        "sections-TOTAL_FORMS": "2",
        "sections-1-heading": "New",
        "sections-1-body": "<p>More.</p>",
        "sections-1-position": "",
    }
    keep(writer, article, values | {"sections-0-body": "<p>A grey river.</p>"} | added)
    page = writer.get(page_of(article)).content.decode()
    assert "You typed something here that was not saved." in said(page, "#kept-offer")
    assert form_values(page, "#article_form")["sections-0-body"] == "<p>A wide river.</p>"
    offer = kept_page(writer, article)
    assert said(offer, ".change h3") == "Section 1 Section 2: New new"
    assert (said(offer, ".change del"), said(offer, ".change ins")) == (
        "[removed: wide ]",
        "[added: grey ] [added: New ] [added: More. ]",
    )
    taken = writer.post(page_of(article), {"_take_over": values["page"]}).content.decode()
    assert "not saved yet" in said(taken, ".kept-note")
    assert "errornote" not in taken
    assert article.sections.get().body == "<p>A wide river.</p>"
    response = writer.post(page_of(article), form_values(taken, "#article_form"))
    assert response.status_code == 302
    assert [section.body for section in article.sections.all()] == [
        "<p>A grey river.</p>",
        "<p>More.</p>",
    ]
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()


def test_it_offers_a_new_article_that_was_never_saved(writer: Client) -> None:
    address = desk("articles_article_add")
    values = opened(writer, address) | {"title": "Never saved", "sections-0-body": "<p>Words.</p>"}
    assert keep(writer, None, values).status_code == 200
    assert not Article.objects.exists()
    assert "not saved" in said(writer.get(address).content.decode(), "#kept-offer:not([hidden])")
    assert "Never saved" in said(kept_page(writer, None), ".change")
    taken = writer.post(address, {"_take_over": values["page"]}).content.decode()
    assert not Article.objects.exists()
    writer.post(address, form_values(taken, "#article_form") | {"_continue": ""})
    assert Article.objects.get().sections.get().body == "<p>Words.</p>"
    assert not said(writer.get(address).content.decode(), "#kept-offer:not([hidden])")


def test_taking_over_meets_what_others_saved_since(writer: Client, editor: Client) -> None:
    article = makers.make_article(title="Old")
    values = opened(writer, page_of(article))
    keep(writer, article, values | {"title": "Mine", "deck": "My deck."})
    theirs = opened(editor, page_of(article))
    editor.post(page_of(article), theirs | {"title": "Theirs", "kicker": "Their topic"})
    taken = writer.post(page_of(article), {"_take_over": values["page"]}).content.decode()
    assert said(taken, ".whose legend") == "Title"
    form = form_values(taken, "#article_form")
    assert (form["title"], form["deck"], form["kicker"]) == ("Mine", "My deck.", "Their topic")
    article.refresh_from_db()
    assert article.title == "Theirs"


def test_it_throws_away_only_what_was_asked_for(writer: Client) -> None:
    article = makers.make_article()
    first, second = opened(writer, page_of(article)), opened(writer, page_of(article))
    keep(writer, article, first | {"title": "In one window"})
    keep(writer, article, second | {"title": "In another"})
    page = kept_page(writer, article)
    assert "In one window" in page
    assert "In another" in page
    writer.post(desk("articles_article_kept", article.pk), {"page": first["page"]})
    page = kept_page(writer, article)
    assert "In one window" not in page
    assert "In another" in page
    assert "not kept any more" in said(
        writer.post(page_of(article), {"_take_over": first["page"]}, follow=True).content.decode(),
        ".messagelist",
    )


def test_a_copy_that_comes_late_is_not_offered_once_it_was_saved(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article)) | {"title": "Typed and saved"}
    writer.post(page_of(article), values)
    assert keep(writer, article, values, is_late=True).json() == {"is_offered": False}
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()
    # From a session before, the article itself tells that nothing of it is missing.
    again = signed_in(personas.writer())
    assert keep(again, article, values, is_late=True).json() == {"is_offered": False}
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()
    more = values | {"deck": "Typed, never saved.", "page": "another"}
    assert keep(again, article, more, is_late=True).json() == {"is_offered": True}


@pytest.mark.parametrize("is_new", [False, True])
def test_a_page_that_was_saved_from_another_tab_is_told_that_nothing_more_is_kept(
    writer: Client, is_new: bool
) -> None:
    article = None if is_new else makers.make_article()
    address = page_of(article) if article else desk("articles_article_add")
    values = opened(writer, address) | {"title": "Typed", "sections-0-body": "<p>Words.</p>"}
    assert keep(writer, article, values).json()["is_saved"] is False
    taken = writer.post(address, {"_take_over": values["page"]}).content.decode()
    assert writer.post(address, form_values(taken, "#article_form")).status_code == 302
    more = values | {"deck": "Typed on."}
    assert keep(writer, article, more).json()["is_saved"] is True
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()
    assert keep(writer, article, more | {"page": "another"}).json()["is_saved"] is False
    assert "Typed on." in kept_page(writer, article)


def test_an_article_that_is_deleted_meanwhile_is_not_there(
    writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article))
    looked_up = Article.objects.get()
    article.delete()
    monkeypatch.setattr(KeepingAdmin, "get_object", lambda *_arguments: looked_up)
    assert keep(writer, looked_up, values).status_code == 404
    address = desk("articles_article_keep", looked_up.pk)
    beat = writer.post(address, '{"page": "any"}', content_type="application/json")
    assert beat.status_code == 404
    assert not EditingSession.objects.exists()


def test_typing_it_back_leaves_nothing_to_offer(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article))
    keep(writer, article, values | {"title": "Typed"})
    keep(writer, article, values, form=None)
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()


def test_what_is_kept_is_bounded_and_the_refusal_is_a_sentence(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article))
    answer = keep(writer, article, values | {"sections-0-body": "x" * keeping.LONGEST})
    assert answer.status_code == 413
    assert "Save it now" in answer.json()["message"]
    answer = keep(writer, article, values | {"sections-0-body": "x" * 11 * 2**20})
    assert answer.status_code == 413
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()


@pytest.mark.parametrize(
    "body",
    [
        *(
            "",
            "[]",
            "{",
            '{"page": ""}',
            '{"page": "x", "form": 3}',
            '{"page": "x", "form": [["a"]]}',
        ),
        *('{"page": "x", "form": [["a", 1]]}', '{"page": "x", "form": [["version", "many"]]}'),
        *('{"page": "x", "form": [["version", "' + "9" * 30 + '"]]}', "[" * 100_000),
    ],
)
def test_nonsense_is_refused_with_a_sentence(writer: Client, body: str) -> None:
    article = makers.make_article()
    address = desk("articles_article_keep", article.pk)
    answer = writer.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not EditingSession.objects.filter(kept__isnull=False).exists()


def test_it_keeps_signs_that_a_database_would_refuse(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article)) | {"title": "nul\x00 half \ud800 漢"}
    odd = {"a\x00b\ud800": "a field", "page": "p\x00\ud800"}
    assert keep(writer, article, values | odd).status_code == 200
    keeping.forget(article, actor=personas.writer(), pages=["p?"])
    assert not EditingSession.objects.unsaved_of(personas.writer()).exists()
    assert keep(writer, article, values).status_code == 200
    (session,) = EditingSession.objects.unsaved_of(personas.writer())
    assert session.kept[values["page"]]["form"]["title"] == ["nul half ? 漢"]
    assert "half" in kept_page(writer, article)


def test_only_those_who_may_change_it_keep_and_see_what_is_theirs(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, page_of(article)) | {"title": "Private words"}
    keep(writer, article, values)
    moderator, stranger = signed_in(personas.moderator()), signed_in(personas.stranger())
    for client in (moderator, stranger):
        assert keep(client, article, values).status_code == 403
        assert client.get(desk("articles_article_kept", article.pk)).status_code == 403
        assert keep(client, None, values).status_code == 403
    assert keep(Client(), article, values).status_code == 302
    editor = signed_in(personas.editor())
    assert "Private words" not in kept_page(editor, article)
    assert "Private words" not in editor.get(page_of(article)).content.decode()
    missing = desk("articles_article_keep", 10**6)
    assert writer.post(missing, "{}", content_type="application/json").status_code == 404


def test_a_guessed_permission_is_no_part_of_a_writers_form(writer: Client) -> None:
    article, hidden = makers.make_article(), makers.make_permission(reference="A private matter")
    makers.credit(article, makers.make_permission())
    guess = {"credit_record-0-original_permissions": [str(hidden.pk)]}
    values = opened(writer, page_of(article))
    keep(writer, article, values | guess | {"title": "Mine"})
    page = kept_page(writer, article)
    assert "Title" in said(page, ".change h3")
    assert "Reprint credit" not in said(page, ".change h3")
    assert "A private matter" not in page


def test_rows_that_keep_nothing_are_tidied_away_and_what_was_typed_stays(writer: Client) -> None:
    article, other = makers.make_article(), makers.make_article()
    now = timezone.now()
    keeping.be_seen(article, actor=personas.editor(), at=now - timedelta(days=2))
    long_ago = now - timedelta(days=200)
    keeping.keep(
        other, actor=personas.editor(), page="p", form={"title": ["x"]}, version=1, at=long_ago
    )
    writer.post(page_of(article), opened(writer, page_of(article)))
    assert [session.article for session in EditingSession.objects.all()] == [other]
