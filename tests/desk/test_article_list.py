"""The list of articles: it says where each stands, finds them again, and does a thing to several at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles import curation
from articles.admin import bulk
from articles.models import Article, DeskEvent, Tag, TagAlias, Topic, TopicPick
from articles.models.articles import Stage
from articles.publishing import release, scheduling
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in
from tests.makers import DAY

pytestmark = pytest.mark.django_db

LIST = "articles_article_changelist"


def listed(client: Client, query: str = "") -> str:
    response = client.get(f"{desk(LIST)}?{query}")
    assert response.status_code == 200
    return said(response.content.decode(), "#result_list tbody")


def test_it_says_where_each_article_stands(editor: Client) -> None:
    now = timezone.now()
    makers.make_article(title="Mine")
    makers.make_article(title="Asked", stage=Stage.IN_REVIEW)
    live = makers.make_live(at=now, title="Out there").article
    Article.objects.filter(pk=live.pk).update(stage=Stage.IN_REVIEW)
    release.publish(
        makers.make_article(title="Later"), actor=personas.editor(), at=now + DAY, now=now
    )
    page = listed(editor)
    assert "Mine Draft" in page
    assert "Asked In review" in page
    assert "Out there Online · In review" in page
    assert "Later Scheduled" in page


def test_it_finds_by_state(editor: Client) -> None:
    now = timezone.now()
    makers.make_article(title="Mine")
    makers.make_article(title="Asked", stage=Stage.IN_REVIEW)
    makers.make_live(at=now, title="Out there")
    assert "Out there" not in listed(editor, "where=draft")
    assert "Mine" in listed(editor, "where=draft")
    assert "Asked" in listed(editor, "where=in_review")
    assert "Mine" not in listed(editor, "where=live")


def test_it_says_and_finds_what_was_changed_since_it_was_published(editor: Client) -> None:
    now = timezone.now()
    makers.make_article(title="Mine")
    makers.make_live(at=now, title="As it is")
    article = makers.make_live(at=now, title="Out there").article
    assert "changed" not in listed(editor)
    act(editor, "add_tag", article, chosen="rivers", do="1")
    assert "Out there Online · changed" in listed(editor)
    found = listed(editor, "where=changed")
    assert "Out there" in found
    assert "As it is" not in found
    assert "Mine" not in found
    article.refresh_from_db()
    release.publish(article, actor=personas.editor())
    assert listed(editor, "where=changed") == ""
    assert "Out there Online English" in listed(editor)


def test_a_save_that_changes_nothing_is_no_change(editor: Client) -> None:
    article = makers.make_live(at=timezone.now(), title="Out there").article
    address = desk("articles_article_change", article.pk)
    values = form_values(editor.get(address).content.decode(), "#article_form")
    editor.post(address, values | {"_then": "publish"})
    assert listed(editor, "where=changed") == ""
    editor.post(address, values | {"sections-0-body": "<p>Other words.</p>"})
    assert "Out there Online · changed" in listed(editor, "where=changed")


def test_off_the_schedule_a_list_measures_by_the_version_before(editor: Client) -> None:
    article = makers.make_live(at=timezone.now(), title="Out there").article
    curation.add_tag(article, "rivers", actor=personas.editor())
    article.refresh_from_db()
    release.publish(article, actor=personas.editor(), at=timezone.now() + DAY)
    assert listed(editor, "where=changed") == ""
    scheduling.unschedule(article, actor=personas.editor())
    assert "Out there Online · changed" in listed(editor, "where=changed")


def test_it_finds_by_tag_topic_language_and_origin(editor: Client) -> None:
    chosen = makers.make_article(title="Chosen", tags=["bridges"])
    makers.make_article(title="Fed", tags=["rivers"], language="zh-Hans")
    makers.make_article(title="Neither", tags=["essays"])
    topic = Topic.objects.create(name="Water", slug="water")
    topic.tags.add(makers.Article.objects.get(title="Fed").tags.get())
    TopicPick.objects.create(topic=topic, article=chosen)
    makers.credit(makers.make_article(title="Theirs"))
    assert "Chosen" in listed(editor, "tag=BRIDGES")
    assert "Fed" not in listed(editor, "tag=bridges")
    assert listed(editor, "tag=no-such-tag") == ""
    both = listed(editor, f"topic={topic.pk}")
    assert "Chosen" in both
    assert "Fed" in both
    assert "Neither" not in both
    assert "Fed" in listed(editor, "language=zh-Hans")
    assert "Chosen" not in listed(editor, "language=zh-Hans")
    assert "Theirs" not in listed(editor, "origin=own")
    assert "Theirs" in listed(editor, "origin=reprint")


def test_it_finds_reprints_whose_permission_ends_and_was_not_renewed(editor: Client) -> None:
    now = timezone.now()
    soon = makers.make_permission(valid_until=now + 20 * DAY, at=now)
    later = makers.make_permission(valid_until=now + 60 * DAY, at=now)
    renewed = makers.make_permission(valid_until=now + 10 * DAY, at=now)
    for title, permission in (("Soon", soon), ("Later", later), ("Renewed", renewed)):
        makers.credit(makers.make_article(title=title), permission)
    makers.renew(renewed, is_perpetual=True, at=now)
    assert listed(editor, "ending=30").startswith("Soon")
    both = listed(editor, "ending=90")
    assert "Soon" in both
    assert "Later" in both
    assert "Renewed" not in both


@pytest.mark.parametrize(
    "query", ["topic=x", "topic=999999999999999999999", "ending=7", "where=x", "tag=%00", "tag="]
)
def test_it_takes_any_query_for_what_it_is(editor: Client, query: str) -> None:
    response = editor.get(f"{desk(LIST)}?{query}", follow=True)
    assert response.status_code == 200


def test_it_offers_how_a_person_arranged_it_last(editor: Client) -> None:
    makers.make_article()
    assert "last-list" not in editor.get(desk(LIST)).content.decode()
    editor.get(f"{desk(LIST)}?where=draft&o=1&p=1")
    page = editor.get(desk(LIST)).content.decode()
    assert 'class="last-list"><a href="?where=draft&amp;o=1"' in page
    assert "last-list" not in signed_in(personas.writer()).get(desk(LIST)).content.decode()


def test_it_asks_the_database_a_bounded_number_of_times(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    makers.make_article()
    with django_assert_max_num_queries(12) as counted:
        editor.get(desk(LIST))
    for _again in range(20):
        makers.make_article()
    with django_assert_max_num_queries(len(counted)):
        editor.get(desk(LIST))


def test_permissions_are_told_to_those_alone_who_may_know_them(editor: Client) -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission(reference="A private matter", grant=False))
    writer = signed_in(personas.writer())
    assert "permission ends" in editor.get(desk(LIST)).content.decode()
    assert "permission ends" not in writer.get(desk(LIST)).content.decode()
    page = writer.get(desk("articles_article_change", article.pk)).content.decode()
    assert "The permission is not granted" in said(page, "#checklist")
    assert "The rights desk sees to it." in said(page, "#checklist")
    assert "A private matter" not in page
    assert "original_permissions" not in page


def act(client: Client, action: str, *articles: Article, **values: str) -> Any:
    chosen = {"action": action, "_selected_action": [row.pk for row in articles], **values}
    return client.post(desk(LIST), chosen, follow=True)


def test_a_bulk_action_says_first_what_it_will_do_to_each(editor: Client) -> None:
    draft = makers.make_article(title="A draft")
    asked = makers.make_article(title="Asked", stage=Stage.IN_REVIEW)
    events = DeskEvent.objects.count()
    page = said(act(editor, "submit_for_review", draft, asked).content.decode(), ".outcomes tbody")
    assert "A draft Will be sent to review" in page
    assert "Asked Stays as it is. The article is at the stage “In review”" in page
    draft.refresh_from_db()
    assert (draft.stage, DeskEvent.objects.count()) == (Stage.DRAFT, events)

    done = act(editor, "submit_for_review", draft, asked, do="1").content.decode()
    assert "Done for 1 article." in said(done, ".messagelist .success")
    assert "1 was refused. Asked:" in said(done, ".messagelist .warning")
    draft.refresh_from_db()
    assert draft.stage == Stage.IN_REVIEW
    assert draft.events.get().actor == personas.editor()


def test_a_text_that_was_saved_since_is_not_approved_unread(editor: Client) -> None:
    article = makers.make_article(stage=Stage.IN_REVIEW)
    page = act(editor, "approve", article).content.decode()
    assert f'name="version-{article.pk}" value="{article.version}"' in page
    Article.objects.update(version=article.version + 1)
    seen = {f"version-{article.pk}": str(article.version)}
    done = act(editor, "approve", article, do="1", **seen).content.decode()
    assert "1 was refused." in said(done, ".messagelist .warning")
    article.refresh_from_db()
    assert article.stage == Stage.IN_REVIEW


def test_it_adds_and_removes_a_tag(editor: Client) -> None:
    one, two = makers.make_article(title="One"), makers.make_article(title="Two", tags=["bridges"])
    first = act(editor, "add_tag", one, two).content.decode()
    assert "See what it will do" in first
    assert said(first, ".outcomes") == ""
    assert '<option value="bridges">' in first
    page = act(editor, "add_tag", one, two, chosen="Bridges", look="1").content.decode()
    assert "One Will get the tag: Bridges" in said(page, ".outcomes tbody")
    assert "Two Stays as it is. It has this tag already." in said(page, ".outcomes tbody")
    assert {tag.name for tag in one.tags.all()} == {"essays"}
    act(editor, "add_tag", one, two, chosen="Bridges", do="1")
    assert {tag.name for tag in one.tags.all()} == {"essays", "bridges"}
    one.refresh_from_db()
    assert one.version == 2
    act(editor, "remove_tag", one, two, chosen="essays", do="1")
    assert {tag.name for tag in one.tags.all()} == {"bridges"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("River", "“River” will be a new tag. “rivers” is there already: did you mean it?"),
        ("Streams", "“Streams” is the tag “rivers”."),
        ("seas", "“seas” will be a new tag."),
        ("rivers", ""),
    ],
)
def test_it_says_what_the_name_of_a_tag_stands_for(editor: Client, name: str, told: str) -> None:
    makers.make_article(tags=["rivers"])
    TagAlias.objects.create(name="streams", tag=Tag.objects.get(name="rivers"))
    page = act(editor, "add_tag", makers.make_article(), chosen=name, look="1").content.decode()
    assert said(page, ".about-chosen") == told


@pytest.mark.parametrize("action", ["add_tag", "remove_tag"])
def test_a_writers_tag_sends_what_was_approved_back_to_review(action: str, editor: Client) -> None:
    article = makers.make_article(stage=Stage.APPROVED, tags=["essays", "rivers"])
    chosen = "bridges" if action == "add_tag" else "rivers"
    writer = signed_in(personas.writer())
    page = act(writer, action, article, chosen=chosen, look="1").content.decode()
    assert f"{chosen} · goes back to review" in said(page, ".outcomes tbody")
    act(writer, action, article, chosen=chosen, do="1")
    article.refresh_from_db()
    assert (article.stage, article.events.get().verb) == (Stage.IN_REVIEW, "look_again")
    Article.objects.update(stage=Stage.APPROVED)
    act(editor, action, article, chosen="grey" if action == "add_tag" else "essays", do="1")
    article.refresh_from_db()
    assert article.stage == Stage.APPROVED


@pytest.mark.parametrize("name", ["", "   ", "x" * 200])
def test_it_refuses_what_is_no_tag_beside_the_field(editor: Client, name: str) -> None:
    article = makers.make_article()
    page = act(editor, "add_tag", article, chosen=name, do="1").content.decode()
    assert said(page, ".errorlist")
    assert article.tags.count() == 1


def test_it_chooses_for_a_topic(editor: Client) -> None:
    topic = Topic.objects.create(name="Water", slug="water")
    one, two = makers.make_article(title="One"), makers.make_article(title="Two")
    TopicPick.objects.create(topic=topic, article=one, position=1)
    page = act(editor, "choose_for_topic", one, two, chosen=str(topic.pk), look="1")
    assert "One Stays as it is." in said(page.content.decode(), ".outcomes tbody")
    act(editor, "choose_for_topic", one, two, chosen=str(topic.pk), do="1")
    assert [pick.article for pick in topic.picks.all()] == [one, two]


def test_each_may_do_what_the_role_allows() -> None:
    article = makers.make_article(stage=Stage.IN_REVIEW)
    writer = signed_in(personas.writer())
    page = writer.get(desk(LIST)).content.decode()
    assert "submit_for_review" in page
    assert 'value="approve"' not in page
    act(writer, "approve", article, do="1")
    article.refresh_from_db()
    assert article.stage == Stage.IN_REVIEW
    moderator = signed_in(personas.moderator())
    assert 'name="action"' not in moderator.get(desk(LIST)).content.decode()


def test_it_takes_no_more_than_it_can_show(editor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    rows = [makers.make_article(), makers.make_article()]
    page = act(editor, "submit_for_review", *rows).content.decode()
    assert "Choose at most 1 articles at once." in said(page, ".messagelist .error")
