"""Curating: tags and what else they are called, topics and front pages, the publication and its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles import curation
from articles.models import (
    Contributor,
    DeskEvent,
    Masthead,
    SearchWaiting,
    Source,
    StandingPage,
    Tag,
    TagAlias,
    Topic,
)
from articles.publishing import release
from articles.search import renewing
from articles.tidying import finding
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


def opened(client: Client, address: str) -> dict[str, object]:
    return form_values(client.get(address).content.decode())


def test_a_renamed_tag_keeps_its_old_name(editor: Client) -> None:
    tag = Tag.objects.create(name="Open AI")
    address = desk("articles_tag_change", tag.pk)
    makers.make_live(title="On it", tags=["Open AI"])
    typed = {"name": "OpenAI", "name_zh_hans": "开放人工智能"}
    answer = editor.post(address, opened(editor, address) | typed, follow=True)
    page = answer.content.decode()
    tag.refresh_from_db()
    assert tag.name == "Open AI"
    told = said(page, ".findings")
    assert "1 article online: On it" in told
    assert "“Open AI” stays another name of it." in told
    assert "These addresses and their feeds lead to /tags/openai/: /tags/open-ai/" in told
    renaming = desk("articles_tag_rename", tag.pk)
    page = editor.post(renaming, form_values(page, "form[data-busy]"), follow=True)
    assert "It is called “OpenAI” now. Undo" in said(page.content.decode(), ".messagelist")
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("OpenAI", "openai")
    assert tag.translations == {"zh-hans": {"name": "开放人工智能"}}
    assert [alias.name for alias in tag.aliases.all()] == ["Open AI", "开放人工智能"]
    assert DeskEvent.objects.filter(verb="rename_tag").count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("deepseek", "Another tag has this name already."),
        ("DS", "Another tag has this name already."),
        ("C-sharp", "Another tag has the address"),
        ("\u200b", "letters or digits"),
        ("", "required"),
    ],
)
def test_a_name_that_is_not_free_is_refused_beside_its_field(
    editor: Client, name: str, words: str
) -> None:
    other = Tag.objects.create(name="DeepSeek")
    TagAlias.objects.create(tag=other, name="DS")
    Tag.objects.create(name="C#")
    tag = Tag.objects.create(name="Something")
    address = desk("articles_tag_change", tag.pk)
    page = editor.post(address, opened(editor, address) | {"name": name}).content.decode()
    assert words in said(page, ".field-name")
    renaming = desk("articles_tag_rename", tag.pk)
    page = editor.get(renaming, {"name": name}).content.decode()
    assert words in said(page, ".errorlist")
    assert words in said(editor.post(renaming, {"name": name}).content.decode(), ".errorlist")
    tag.refresh_from_db()
    assert tag.name == "Something"


def test_other_names_are_added_once(editor: Client) -> None:
    tag = Tag.objects.create(name="DeepSeek")
    Tag.objects.create(name="OpenAI")
    address = desk("articles_tag_change", tag.pk)
    base = opened(editor, address) | {"aliases-TOTAL_FORMS": "2"}
    twice = base | {"aliases-0-name": "DS", "aliases-1-name": "ds"}
    assert "stands here twice" in said(editor.post(address, twice).content.decode(), ".errorlist")
    taken = base | {"aliases-0-name": "openai", "aliases-1-name": "deepseek"}
    page = said(editor.post(address, taken).content.decode(), ".errorlist")
    assert "Another tag has this name already." in page
    assert "It is called that already." in page
    assert not tag.aliases.exists()
    editor.post(address, base | {"aliases-0-name": "DS", "aliases-1-name": "深度求索"})
    assert {alias.name for alias in tag.aliases.all()} == {"DS", "深度求索"}


def test_a_name_in_another_language_is_a_name_like_others(editor: Client) -> None:
    values = opened(editor, desk("articles_tag_add")) | {"name": "Rivers"}
    editor.post(desk("articles_tag_add"), values | {"name_zh_hans": "河流"})
    tag = Tag.objects.get(name="Rivers")
    assert [found.called for found in curation.suggest("河")] == ["河流"]
    assert curation.look_up(["河流"])[0].tag == tag
    article = makers.make_article(tags=["河流"])
    assert list(article.tags.all()) == [tag]
    Tag.objects.create(name="河.流")
    assert finding.near_duplicates() == ["河流"]
    page = editor.get(desk("articles_tag_changelist"), {"q": "河流"}).content.decode()
    row = said(page, "#result_list tbody")
    assert "Rivers" in row
    assert row.count("河流") == 1  # in its language alone, and not beside as what it is also called


def test_an_old_name_in_another_language_stays_another_name(editor: Client) -> None:
    tag = Tag.objects.create(name="Rivers", translations={"zh-hans": {"name": "河流"}})
    makers.make_live(title="Of rivers", tags=["Rivers"])
    address = desk("articles_tag_change", tag.pk)
    editor.post(address, opened(editor, address) | {"name_zh_hans": "江河"})
    assert {alias.name for alias in tag.aliases.all()} == {"河流", "江河"}
    values = opened(editor, address)
    assert (values["name_zh_hans"], values["aliases-0-name"]) == ("江河", "河流")
    assert values["aliases-TOTAL_FORMS"] == "1"
    found = Client().get("/search/", {"q": "江河"}).content.decode()
    assert "Of rivers" in found
    editor.post(address, values | {"name_zh_hans": "", "aliases-0-DELETE": "on"})
    assert [alias.name for alias in tag.aliases.all()] == ["江河"]
    values = opened(editor, address) | {"name_zh_hans": "江河", "aliases-0-name": "江 河"}
    editor.post(address, values)
    assert {alias.name for alias in tag.aliases.all()} == {"江 河", "江河"}


@pytest.mark.parametrize("typed", ["河流", "STREAMS", " streams "])
def test_a_name_of_another_tag_is_refused_in_every_language(editor: Client, typed: str) -> None:
    TagAlias.objects.create(tag=Tag.objects.create(name="Streams"), name="河流")
    tag = Tag.objects.create(name="Rivers")
    for address in (desk("articles_tag_change", tag.pk), desk("articles_tag_add")):
        values = opened(editor, address) | {"name": "Rivers", "name_zh_hans": typed}
        page = editor.post(address, values).content.decode()
        assert "“Streams” has this name already." in said(page, ".field-name_zh_hans .errorlist")
    tag.refresh_from_db()
    assert tag.translations == {}


@pytest.mark.parametrize(("typed", "words"), [("\u200b", "letters or digits"), ("㍿" * 90, "long")])
def test_what_is_no_name_is_none_in_another_language(
    editor: Client, typed: str, words: str
) -> None:
    address = desk("articles_tag_change", Tag.objects.create(name="Rivers").pk)
    page = editor.post(address, opened(editor, address) | {"name_zh_hans": typed}).content.decode()
    assert words in said(page, ".field-name_zh_hans .errorlist")


def test_a_tag_may_be_called_the_same_in_every_language(editor: Client) -> None:
    tag = Tag.objects.create(name="iPhone")
    TagAlias.objects.create(tag=tag, name="苹果手机")
    address = desk("articles_tag_change", tag.pk)
    for name in ("IPHONE", "苹果手机"):
        assert (
            editor.post(address, opened(editor, address) | {"name_zh_hans": name}).status_code
            == 302
        )
        assert [alias.name for alias in tag.aliases.all()] == ["苹果手机"]
    assert "aliases-0-name" not in opened(editor, address)


def test_a_name_that_two_tags_had_before_may_stay(editor: Client) -> None:
    Tag.objects.create(name="河流")
    tag = Tag.objects.create(name="Rivers", translations={"zh-hans": {"name": "河流"}})
    address = desk("articles_tag_change", tag.pk)
    assert editor.post(address, opened(editor, address) | {"description": "D"}).status_code == 302
    assert not tag.aliases.exists()


@pytest.mark.parametrize(
    "typed", [{"name_zh_hans": "河流"}, {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "Streams"}]
)
def test_it_says_where_search_is_to_follow_new_names(
    editor: Client, monkeypatch: pytest.MonkeyPatch, typed: dict[str, Any]
) -> None:
    monkeypatch.setattr(renewing, "PORTION", 1)
    for _time in range(3):
        makers.make_live(tags=["Rivers"])
    address = desk("articles_tag_change", Tag.objects.get(name="Rivers").pk)
    values = opened(editor, address)
    editor.post(address, values | {"description": "They flow."})
    assert not SearchWaiting.objects.exists()
    page = editor.post(address, values | typed, follow=True).content.decode()
    told = "Tidying has yet to tell search of 2 articles."
    assert told in said(page, ".messagelist")


@pytest.mark.parametrize(
    ("list_of", "typed"),
    [
        ("tag", "河流"),
        ("topic", "河流"),
        ("source", "河流"),
        ("contributor", "河流"),
        ("standingpage", "河流"),
        ("permission", "河流"),
        ("tag", "name"),
    ],
)
def test_lists_are_searched_by_names_in_other_languages(list_of: str, typed: str) -> None:
    told = {"zh-hans": {"name": "河流"}}
    Tag.objects.create(name="Rivers", translations=told)
    Topic.objects.create(name="Rivers", slug="rivers", translations=told)
    makers.make_contributor("Rivers")
    Contributor.objects.update(translations=told)
    makers.make_permission(reference="Rivers", source=makers.make_source("Rivers"))
    Source.objects.update(translations=told)
    page = {"title": "Rivers", "slug": "rivers", "translations": {"zh-hans": {"title": "河流"}}}
    StandingPage.objects.create(**page, body="<p>Water.</p>")
    everyone = signed_in(personas.everyone())
    answer = everyone.get(desk(f"articles_{list_of}_changelist"), {"q": typed}).content.decode()
    assert ("Rivers" in said(answer, "#result_list")) == (typed == "河流")


def test_topics_keep_their_chosen_articles_in_order_and_the_log_knows(editor: Client) -> None:
    one, two, three = (makers.make_article(title=f"Piece {n}") for n in (1, 2, 3))
    address = desk("articles_topic_add")
    values = opened(editor, address) | {
        "name": "Chips",
        "slug": "chips",
        "picks-TOTAL_FORMS": "2",
        "picks-0-article": one.pk,
        "picks-0-blurb": "Read this.",
        "picks-1-article": two.pk,
    }
    editor.post(address, values)
    topic = Topic.objects.get(slug="chips")
    address = desk("articles_topic_change", topic.pk)
    values = opened(editor, address) | {
        "picks-TOTAL_FORMS": "3",
        "picks-2-article": three.pk,
        "picks-2-position": "1",
    }
    editor.post(address, values)
    rows = topic.picks.values_list("article__title", "position", "blurb")
    assert list(rows) == [("Piece 3", 1, ""), ("Piece 1", 2, "Read this."), ("Piece 2", 3, "")]
    assert DeskEvent.objects.filter(verb="arrange_topic").count() == 2
    editor.post(address, opened(editor, address))
    assert DeskEvent.objects.filter(verb="arrange_topic").count() == 2
    editor.post(address, opened(editor, address) | {"picks-0-DELETE": "on"})
    assert [pick.position for pick in topic.picks.all()] == [1, 2]


def test_another_is_added_to_topics_and_to_no_front_page(editor: Client) -> None:
    topic = Topic.objects.create(name="T", slug="t")
    pages = [
        editor.get(desk("articles_topic_change", row.pk)).content.decode()
        for row in (topic, Topic.objects.get(front_of="en"))
    ]
    assert ["_addanother" in page for page in pages] == [True, False]
    assert "_addanother" not in editor.get(desk("articles_masthead_change", 1)).content.decode()


def test_the_same_article_twice_is_refused(editor: Client) -> None:
    article = makers.make_article()
    topic = Topic.objects.create(name="T", slug="t")
    address = desk("articles_topic_change", topic.pk)
    values = opened(editor, address) | {
        "picks-TOTAL_FORMS": "2",
        "picks-0-article": article.pk,
        "picks-1-article": article.pk,
    }
    page = editor.post(address, values).content.decode()
    assert "An article can be chosen once for a topic." in said(page, "#picks-1 .errorlist")
    assert "duplicate" not in said(page, "form")
    assert not topic.picks.exists()


def test_a_front_page_has_its_articles_and_stays(editor: Client) -> None:
    front = Topic.objects.get(front_of="en")
    article = makers.make_article()
    address = desk("articles_topic_change", front.pk)
    values = opened(editor, address)
    assert "slug" not in values
    editor.post(address, values | {"picks-TOTAL_FORMS": "1", "picks-0-article": article.pk})
    assert [pick.article for pick in front.picks.all()] == [article]
    assert editor.post(desk("articles_topic_delete", front.pk), {"post": "yes"}).status_code == 403


def test_the_publication_is_one_form_with_names_a_line(editor: Client) -> None:
    response = editor.get(desk("articles_masthead_changelist"))
    address = desk("articles_masthead_change", 1)
    assert response.url == address
    topic = Topic.objects.create(name="Chips", slug="chips")
    values = opened(editor, address) | {
        "name": "Ferry",
        "name_zh_hans": "摆渡",
        "aliases": "The Ferry\n\n Ferry Press \nThe Ferry",
        "menu-TOTAL_FORMS": "2",
        "menu-0-place": "archive",
        "menu-1-topic": topic.pk,
        "menu-1-position": "1",
    }
    editor.post(address, values)
    masthead = Masthead.objects.get()
    assert masthead.names == ["Ferry", "摆渡", "The Ferry", "Ferry Press"]
    assert [str(item) for item in masthead.menu.all()] == ["Chips", "Newest articles"]
    assert opened(editor, address)["aliases"] == "The Ferry\nFerry Press"
    page = editor.post(address, opened(editor, address) | {"menu-0-place": "tags"}).content.decode()
    assert "Choose one: a topic, a page, or a part of the site." in said(page, ".errorlist")
    assert editor.get(desk("articles_masthead_add")).status_code == 403
    assert "Ferry" in said(editor.get(desk("index")).content.decode(), "#site-name")


def test_writers_do_not_set_the_publication() -> None:
    writer = signed_in(personas.writer())
    assert writer.get(desk("articles_masthead_change", 1)).status_code == 403
    assert writer.get(desk("articles_tag_add")).status_code == 403


def test_standing_pages_are_cleaned_in_every_language(editor: Client) -> None:
    address = desk("articles_standingpage_add")
    values = opened(editor, address) | {
        "title": "About",
        "slug": "about",
        "body": "<p>Us.</p><script>x</script>",
        "title_zh_hans": "关于",
        "body_zh_hans": "<p onclick='x'>我们</p>",
        "is_public": "on",
    }
    editor.post(address, values)
    page = StandingPage.objects.get()
    assert (page.body, page.translations["zh-hans"]["body"]) == ("<p>Us.</p>", "<p>我们</p>")
    long = values | {"slug": "b", "body_zh_hans": f"<p>{'x' * 600_000}</p>"}
    answer = editor.post(address, long).content.decode()
    assert "longer than 500 KB" in said(answer, ".field-body_zh_hans")


def test_names_in_a_language_that_is_no_longer_spoken_are_kept(editor: Client) -> None:
    tag = Tag.objects.create(name="River", translations={"fr": {"name": "Fleuve"}})
    address = desk("articles_tag_change", tag.pk)
    assert editor.post(address, opened(editor, address) | {"description": "D"}).status_code == 302
    tag.refresh_from_db()
    assert tag.translations == {"fr": {"name": "Fleuve"}}


def test_the_log_says_what_was_done_to_what() -> None:
    everyone = signed_in(personas.everyone())
    address = desk("articles_source_add")
    page = everyone.get(address).content.decode()
    everyone.post(address, form_values(page) | {"name": "The Lamp", "slug": "the-lamp"})
    event = DeskEvent.objects.get(verb="save_source")
    assert event.facts == {"name": "The Lamp"}
    log = said(everyone.get(desk("articles_deskevent_changelist")).content.decode(), "#result_list")
    assert "saved a source" in log
    assert "The Lamp" in log


def test_a_front_page_is_seen_with_what_is_typed_and_nothing_is_saved(editor: Client) -> None:
    now = timezone.now()
    live = [makers.make_live(title=f"Piece {n}", at=now - n * makers.DAY).article for n in (1, 2)]
    coming = makers.make_article(title="Coming")
    release.publish(coming, actor=personas.editor(), at=now + makers.DAY, now=now)
    front = Topic.objects.get(front_of="zh-hans")
    address = desk("articles_topic_change", front.pk)
    values = opened(editor, address) | {
        "picks-TOTAL_FORMS": "4",
        "picks-0-article": coming.pk,
        "picks-1-article": live[1].pk,
        "picks-1-blurb": "Why <we> chose it",
        "picks-2-article": live[0].pk,
        "picks-2-DELETE": "on",
        "picks-3-article": "nothing",
    }
    said_back = editor.post(desk("articles_topic_preview", front.pk), values).json()
    assert '<html lang="zh-Hans"' in said_back["html"]
    assert "Why &lt;we&gt; chose it" in said_back["html"]
    assert "Coming" not in said_back["html"]
    assert said_back["html"].index("Piece 2") < said_back["html"].index("Piece 1")
    assert said_back["places"][str(live[1].pk)] == "Lead"
    assert said_back["places"][str(coming.pk)].startswith("Not shown yet: it goes online on")
    assert len(said_back["doubts"]) == 1
    assert not front.picks.exists()


def test_a_topic_is_seen_as_stored_by_those_who_may_see_it(editor: Client) -> None:
    edition = makers.make_live(title="Chosen", tags=["chips"])
    makers.make_live(title="Fed", tags=["chips"])
    topic = Topic.objects.create(name="Chips", slug="chips")
    topic.tags.set(edition.article.tags.all())
    curation.arrange_topic(topic, actor=personas.editor(), picks=[(edition.article, "Why")])
    address = desk("articles_topic_preview", topic.pk)
    page = editor.get(address).content.decode()
    assert page.index("Chosen") < page.index("Fed")
    assert "csrf" not in page
    typed = editor.post(
        address, opened(editor, desk("articles_topic_change", topic.pk)) | {"picks-0-DELETE": "on"}
    )
    html = typed.json()["html"]
    assert html.count(">Chosen<") == html.count(">Fed<") == 1
    assert html.index("Fed") < html.index("Chosen")
    page = editor.get(desk("articles_topic_change", topic.pk)).content.decode()
    assert '<span class="stands">Lead</span>' in page
    assert signed_in(personas.moderator()).get(address).status_code == 403


def test_a_topic_is_seen_as_it_is_typed(editor: Client) -> None:
    makers.make_live(title="Brought", tags=["boats"])
    makers.make_live(title="Left", tags=["chips"])
    topic = Topic.objects.create(name="Chips", slug="chips")
    topic.tags.set(Tag.objects.filter(name="chips"))
    address = desk("articles_topic_preview", topic.pk)
    values = opened(editor, desk("articles_topic_change", topic.pk)) | {
        "name": "Small <boats>",
        "description": "By water.",
        "tags": Tag.objects.get(name="boats").pk,
    }
    answer = editor.post(address, values).json()
    for text in (">Small &lt;boats&gt;<", "By water.", ">Brought<"):
        assert text in answer["html"], text
    assert ">Left<" not in answer["html"]
    assert not answer["doubts"]
    answer = editor.post(address, values | {"name": ""}).json()
    assert ">Chips<" in answer["html"]
    assert answer["doubts"] == ["Name: This field is required."]
    stored = Topic.objects.get(pk=topic.pk)
    assert (stored.name, stored.tags.get().name) == ("Chips", "chips")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"picks-TOTAL_FORMS": "x", "picks-INITIAL_FORMS": "9"},
        {"picks-TOTAL_FORMS": "2", "picks-INITIAL_FORMS": "0", "picks-1-article": "\0"},
        {"picks-TOTAL_FORMS": "1", "picks-INITIAL_FORMS": "1", "picks-0-id": "77"},
    ],
)
def test_a_preview_answers_whatever_is_sent(editor: Client, sent: dict[str, str]) -> None:
    front = Topic.objects.get(front_of="en")
    answer = editor.post(desk("articles_topic_preview", front.pk), sent)
    assert answer.status_code == 200
    assert answer.json()["doubts"]


def test_an_article_that_is_typed_twice_is_seen_once(editor: Client) -> None:
    edition = makers.make_live(title="Twice")
    front = Topic.objects.get(front_of="en")
    values = opened(editor, desk("articles_topic_change", front.pk)) | {
        "picks-TOTAL_FORMS": "2",
        "picks-0-article": edition.article.pk,
        "picks-1-article": edition.article.pk,
    }
    answer = editor.post(desk("articles_topic_preview", front.pk), values).json()
    assert answer["html"].count(">Twice<") == 1
    assert answer["doubts"]
