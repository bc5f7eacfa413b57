"""The checklist beside the text: warnings that an editor accepts with a reason, and takes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import accepting, checklist
from articles.refusals import NotAllowed, Refused
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

LONG = f"<p>{'word ' * 401}</p>"


def mark_of(article: Article, code: str) -> str:
    return next(one.mark for one in checklist.findings(article, at=NOON) if one.code == code)


def accept(article: Article, code: str, said: str = "It is meant so.") -> str:
    mark = mark_of(article, code)
    accepting.accept_warning(article, actor=personas.editor(), mark=mark, said=said, at=NOON)
    return mark


def change_page(client: Client, article: Article) -> str:
    return client.get(desk("articles_article_change", article.pk)).content.decode()


def test_an_accepted_warning_says_who_and_why_and_is_logged() -> None:
    article = makers.make_article(deck="")
    accept(article, "no_deck", "  A poem needs none.  ")
    event = article.events.get(verb="accept_warning")
    assert (event.said, event.actor) == ("A poem needs none.", personas.editor())
    assert "There is no deck" in event.facts["warning"]
    page = change_page(signed_in(personas.writer()), article)
    assert "There is no deck" in said(page, ".findings.accepted")
    assert "editor" in said(page, ".findings.accepted")
    assert "A poem needs none." in said(page, ".findings.accepted")
    assert "All in order" in said(page, ".to-checklist")


def test_it_asks_again_when_the_text_that_it_was_about_changed() -> None:
    article = makers.make_article(bodies=(LONG, "<p>Short.</p>"))
    mark = accept(article, "long_paragraph")
    first, second = article.sections.all()
    first.position, second.position = 2, 1
    first.save(), second.save()
    assert mark_of(article, "long_paragraph") == mark  # it only moved
    first.body = LONG.replace("word", "other")
    first.save()
    assert mark_of(article, "long_paragraph") != mark


def test_it_is_taken_back_and_counts_again() -> None:
    article = makers.make_article(deck="")
    mark = accept(article, "no_deck")
    accepting.take_back_warning(article, actor=personas.editor(), mark=mark, at=NOON + DAY)
    assert accepting.accepted(article) == {}
    with pytest.raises(Refused, match="not accepted"):
        accepting.take_back_warning(article, actor=personas.editor(), mark=mark)
    accept(article, "no_deck")
    assert set(accepting.accepted(article)) == {mark}


def test_it_is_refused_without_a_reason_without_a_warning_and_to_writers() -> None:
    article = makers.make_article(deck="", bodies=())
    with pytest.raises(Refused, match="Say why"):
        accept(article, "no_deck", "  ")
    with pytest.raises(Refused, match="does not say this"):
        accept(article, "no_text")
    with pytest.raises(NotAllowed):
        accepting.accept_warning(article, actor=personas.writer(), mark="x", said="y")
    assert not article.events.filter(verb="accept_warning").exists()


def test_the_page_that_accepts_works_without_a_script() -> None:
    editor = signed_in(personas.editor())
    article = makers.make_article(deck="")
    (address,) = links(change_page(editor, article), "#checklist a.weigh")
    assert "asks no more" in said(editor.get(address).content.decode(), ".explanation")
    assert "required" in said(editor.post(address, {"said": " "}).content.decode(), ".field-said")
    done = editor.post(address, {"said": "A poem."}, follow=True).content.decode()
    assert "A poem." in said(done, ".findings.accepted")
    (address,) = links(done, "#checklist a.weigh")
    done = editor.post(address, follow=True).content.decode()
    assert "There is no deck" in said(done, ".findings.warnings")


def test_a_script_gets_the_checklist_or_a_sentence() -> None:
    editor = signed_in(personas.editor())
    article = makers.make_article(deck="")
    (address,) = links(change_page(editor, article), "#checklist a.weigh")
    json: dict[str, Any] = {"headers": {"accept": "application/json"}}
    refused = editor.post(address, {"said": ""}, **json)
    assert (refused.status_code, "required" in refused.json()["message"]) == (400, True)
    assert (
        'class="findings accepted"' in editor.post(address, {"said": "So."}, **json).json()["html"]
    )


def test_writers_see_the_checklist_and_weigh_nothing() -> None:
    writer = signed_in(personas.writer())
    article = makers.make_article(deck="")
    page = change_page(writer, article)
    assert "There is no deck" in said(page, "#checklist .findings.warnings")
    assert links(page, "#checklist a.weigh") == []
    mark = mark_of(article, "no_deck")
    for name in ("accept-warning", "take-back-warning"):
        address = desk(f"articles_article_{name}", article.pk, mark)
        assert writer.post(address, {"said": "Mine."}).status_code == 403


def test_publishing_asks_no_more_about_it() -> None:
    article = makers.make_article(deck="")
    accept(article, "no_deck")
    page = signed_in(personas.editor()).get(desk("articles_article_verb", article.pk, "publish"))
    assert said(page.content.decode(), ".findings.warnings") == ""
    assert "There is no deck" in said(page.content.decode(), ".findings.accepted")


def as_typed(client: Client, article: Article, **changes: str) -> str:
    """The checklist that the page is answered when it keeps its form with these changes."""
    typed = form_values(change_page(client, article), "#article_form") | changes
    pairs = [
        [name, str(one)]
        for name, value in typed.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    body = json.dumps({"page": typed["page"], "form": pairs})
    address = desk("articles_article_keep", article.pk)
    answer = client.post(address, body, content_type="application/json")
    checked: str = answer.json()["checklist"]
    return checked


def test_it_follows_what_is_typed_and_leads_to_the_field_where_it_stands() -> None:
    client = signed_in(personas.everyone())
    article = makers.make_article(bodies=("<p>One.</p>", "<p>Two.</p>"))
    typed = {
        "deck": "",
        "tags": "",
        "sections-0-body": LONG,
        "sections-0-position": "2",
        "sections-1-position": "1",
    }
    page = as_typed(client, article, **typed)
    assert "There is no deck" in said(page, ".warnings")
    assert "There is no tag" in said(page, ".warnings")
    assert "Section 2 has a very long paragraph" in said(page, ".warnings")
    assert links(page, ".findings a") == ["#id_deck", "#id_sections-0-body", "#id_tags"]
    assert "Of what you have typed" in said(page, ".quiet-word")
    assert checklist.findings(article, at=NOON) == []


def test_what_is_typed_only_cannot_be_accepted_and_what_was_accepted_still_is() -> None:
    client = signed_in(personas.everyone())
    article = makers.make_article(deck="", tags=[])
    accept(article, "no_deck")
    page = as_typed(client, article, **{"sections-0-body": LONG})
    assert "There is no deck" in said(page, ".accepted")
    weighed = [address.split("/")[-3] for address in links(page, "a.weigh")]
    assert sorted(weighed) == ["accept-warning", "take-back-warning"]
    assert "very long paragraph" in said(page, ".warnings")


def test_a_writer_sees_the_rights_of_the_saved_credit_while_typing() -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission())
    page = as_typed(signed_in(personas.writer()), article, title="Typed")
    assert "Nothing stands against it." in said(page, "[data-checklist]")


def test_following_costs_the_database_the_same_for_thirty_sections(
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(personas.everyone())
    counts = []
    for number in (2, 30):
        article = makers.make_article(deck="", bodies=("<p>One.</p>",) * number)
        makers.credit(article, makers.make_permission())
        with django_assert_max_num_queries(130) as counted:
            as_typed(client, article, title="Typed")
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["approve", "publish"])
def test_a_text_saved_since_the_page_was_opened_is_looked_at_first(name: str) -> None:
    editor = signed_in(personas.editor())
    article = makers.make_article(stage="in_review")
    address = desk("articles_article_verb", article.pk, name)
    seen = form_values(editor.get(address).content.decode()) | {"said": "Well done."}
    Article.objects.filter(pk=article.pk).update(deck="Unseen.", version=2)
    page = editor.post(address, seen).content.decode()
    assert "Read what it says now, then press the button again." in said(page, ".errorlist")
    article.refresh_from_db()
    assert (article.stage, article.editions.count()) == ("in_review", 0)
    again = form_values(page)
    assert again.get("said", "Well done.") == "Well done."
    assert editor.post(address, again).status_code == 302
