"""Tags and topics: one name, one tag, however it is written; nothing is lost by renaming."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import windows
from articles.curation import (
    ChosenTwice,
    arrange_topic,
    look_up,
    suggest,
    tag_article,
)
from articles.models import DeskEvent, EditionTag, Tag, TagAlias, Topic
from articles.tidying.renaming import TagNameTaken, UnfitTagName, rename_tag
from tests import personas
from tests.makers import NOON, make_article, make_live

pytestmark = pytest.mark.django_db


def names(article: object) -> list[str]:
    return sorted(article.tags.values_list("name", flat=True))  # type: ignore[attr-defined]


def test_tagging_attaches_each_tag_once_and_makes_what_is_new_once() -> None:
    article = make_article(tags=[])
    spellings = ["AI", "ai", "ＡＩ", " AI ", "A\u200bI", "", " ", "\u200b"]
    tags = tag_article(article, spellings, actor=personas.editor())
    assert [tag.name for tag in tags] == ["AI"]
    assert Tag.objects.count() == 1
    tag_article(article, ["games", "Ai"], actor=personas.editor())
    assert names(article) == ["AI", "games"]
    tag_article(article, [], actor=personas.editor())
    assert names(article) == []


def test_tagging_by_another_name_attaches_the_tag_itself() -> None:
    tag = Tag.objects.create(name="OpenAI")
    TagAlias.objects.create(tag=tag, name="Open AI")
    article = make_article(tags=["open  ai", "OPENAI"])
    assert list(article.tags.all()) == [tag]


@pytest.mark.parametrize("name", ["x" * 101, "\ufdfa" * 30])
def test_a_name_that_does_not_fit_is_refused_and_nothing_changes(name: str) -> None:
    article = make_article(tags=["essays"])
    with pytest.raises(UnfitTagName) as refusal:
        tag_article(article, ["games", name], actor=personas.editor())
    assert refusal.value.field == "tags"
    assert names(article) == ["essays"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["essays"]


def test_tagging_with_what_is_there_costs_seven_queries() -> None:
    tag_names = [f"tag {number}" for number in range(12)]
    article = make_article(tags=tag_names)
    editor = personas.editor()
    editor.has_perm("articles.change_article")
    with CaptureQueriesContext(connection) as captured:
        tag_article(article, tag_names, actor=editor)
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 7


def test_two_tags_whose_addresses_would_be_the_same_get_two() -> None:
    first, second = Tag.objects.create(name="C++"), Tag.objects.create(name="C plus plus")
    assert first.slug != second.slug


# --- renaming ----------------------------------------------------------------------------------


def renamed(tag: Tag, name: str) -> Tag:
    return rename_tag(tag, actor=personas.editor(), name=name, at=NOON)


def test_the_old_name_stays_as_another_name_and_lists_keep_their_articles() -> None:
    edition = make_live(tags=["DS", "games"])
    tag = renamed(Tag.objects.get(name="DS"), " DeepSeek ")
    assert (tag.name, tag.slug) == ("DeepSeek", "deepseek")
    assert list(tag.aliases.values_list("name", "slug")) == [("DS", "ds")]
    windows.derive(edition.article)
    rows = EditionTag.objects.filter(edition=edition)
    assert sorted(rows.values_list("tag__name", flat=True)) == ["DeepSeek", "games"]
    assert DeskEvent.objects.get(verb="rename_tag").facts == {"old": "DS", "new": "DeepSeek"}
    assert list(make_article(tags=["ds"]).tags.all()) == [tag]


def test_a_tag_can_take_its_old_name_back() -> None:
    tag = renamed(renamed(Tag.objects.create(name="Film"), "Cinema"), "film")
    assert tag.name == "film"
    assert list(tag.aliases.values_list("name", flat=True)) == ["Cinema"]


def test_another_spelling_of_the_same_name_leaves_no_other_name() -> None:
    tag = renamed(Tag.objects.create(name="ai"), "AI")
    assert (tag.name, tag.aliases.count()) == ("AI", 0)


def test_a_name_that_another_tag_has_is_refused() -> None:
    other = Tag.objects.create(name="Games")
    TagAlias.objects.create(tag=other, name="Play")
    tag = Tag.objects.create(name="Film")
    for name in ("games", "ＰＬＡＹ"):
        with pytest.raises(TagNameTaken) as refusal:
            renamed(tag, name)
        assert refusal.value.field == "name"
    tag.refresh_from_db()
    assert tag.name == "Film"


def test_renaming_finds_a_free_address() -> None:
    Tag.objects.create(name="C plus plus")
    tag = renamed(Tag.objects.create(name="Cpp"), "C++")
    assert tag.slug == "c-plus-plus-2"


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 101])
def test_renaming_to_nothing_or_too_much_is_refused(name: str) -> None:
    with pytest.raises(UnfitTagName):
        renamed(Tag.objects.create(name="Film"), name)


def test_what_it_is_called_in_another_language_is_a_name_of_it(
    django_assert_num_queries: Any,
) -> None:
    said = {"zh-hans": {"name": "河流"}, "de": {"name": "Flüsse"}, "fr": {"description": "Eaux"}}
    tag = Tag.objects.create(name="Rivers", translations=said)
    with django_assert_num_queries(3):
        TagAlias.objects.keep({tag: [*tag.names_elsewhere, "FLÜSSE", "rivers", "", "x" * 101]})
    assert {alias.name: alias.slug for alias in tag.aliases.all()} == {
        "河流": "河流",
        "Flüsse": "flüsse",
    }
    with django_assert_num_queries(2):
        TagAlias.objects.keep({tag: tag.names_elsewhere})
    with django_assert_num_queries(0):
        TagAlias.objects.keep({tag: []})
    assert [(found.name, found.called) for found in suggest("河")] == [("Rivers", "河流")]
    (found,) = look_up(["河流"])
    assert found.tag == tag
    assert tag_article(make_article(), ["河流"], actor=personas.editor()) == [tag]
    other = Tag.objects.create(name="Streams", translations=said)
    TagAlias.objects.keep({other: other.names_elsewhere})
    assert not other.aliases.exists()


def test_names_of_before_become_other_names_where_they_are_free(
    django_assert_max_num_queries: Any,
) -> None:
    def called(name: str, **said: str) -> Tag:
        told = {code: {"name": text} for code, text in said.items()}
        return Tag.objects.create(name=name, translations=told)

    first = called("Rivers", zh="河流", de="Flüsse", fr="FLÜSSE")
    called("Streams", zh="河流", de="rivers")
    called("Talks", zh="聊天")
    TagAlias.objects.create(tag=first, name="聊天")
    called("iPhone", zh="IPHONE", de="\u200b", fr="㍿" * 90)
    Tag.objects.create(name="Silent", translations={"zh-hans": {"description": "无名"}})
    for number in range(300):
        called(f"Many {number}", zh=f"许多{number}")
    names = import_module("articles.migrations.0021_names_in_other_languages")
    with django_assert_max_num_queries(8):
        names.make_other_names(apps, None)
    rows = TagAlias.objects.exclude(name__startswith="许多").values_list("name", "tag__name")
    assert set(rows) == {("聊天", "Rivers"), ("河流", "Rivers"), ("Flüsse", "Rivers")}
    assert TagAlias.objects.filter(name__startswith="许多").count() == 300
    made = TagAlias.objects.get(name="河流")
    told = (made.folded, made.likeness, made.sound, made.slug)
    made.save()
    assert told == (made.folded, made.likeness, made.sound, made.slug)
    count = TagAlias.objects.count()
    names.make_other_names(apps, None)
    assert TagAlias.objects.count() == count


def test_a_form_refuses_a_name_that_belongs_to_another_tag() -> None:
    games = Tag.objects.create(name="Games")
    TagAlias.objects.create(tag=games, name="Play")
    for wrong in (
        Tag(name="ＧＡＭＥＳ"),
        Tag(name="play"),
        Tag(name="\u200b"),
        TagAlias(tag=Tag.objects.create(name="Film"), name="games"),
        TagAlias(tag=games, name="PLAY"),
        TagAlias(tag=games, name="games"),
        TagAlias(tag=games, name="\u200b"),
    ):
        with pytest.raises(ValidationError) as error:
            wrong.clean()
        assert list(error.value.message_dict) == ["name"]
    games.clean()
    games.aliases.get().clean()


# --- topics ------------------------------------------------------------------------------------


def test_arranging_replaces_the_picks_in_their_order() -> None:
    topic = Topic.objects.create(slug="t", name="T")
    one, two, three = make_article(), make_article(), make_article()
    arrange_topic(topic, actor=personas.editor(), picks=[(one, ""), (two, "Why")], at=NOON)
    arrange_topic(topic, actor=personas.editor(), picks=[(three, ""), (two, "Since")], at=NOON)
    assert list(topic.picks.values_list("article", "blurb")) == [(three.pk, ""), (two.pk, "Since")]
    event = DeskEvent.objects.latest("pk")
    assert event.facts == {"topic": "t", "name": "T", "picks": [three.key, two.key]}


def test_an_article_is_chosen_once() -> None:
    topic = Topic.objects.create(slug="t", name="T")
    one = make_article()
    arrange_topic(topic, actor=personas.editor(), picks=[(one, "")], at=NOON)
    with pytest.raises(ChosenTwice) as refusal:
        arrange_topic(topic, actor=personas.editor(), picks=[(one, ""), (one, "x")], at=NOON)
    assert refusal.value.field == "picks"
    assert topic.picks.count() == 1


def test_it_suggests_what_begins_so_first_then_what_is_used_most() -> None:
    for number in range(3):
        make_article(tags=["open source", *(["operas"] if number else [])])
    make_article(tags=["soap opera"])
    TagAlias.objects.create(tag=Tag.objects.get(name="soap opera"), name="Operetta")
    assert [(found.name, found.count, found.called) for found in suggest("ＯＰ")] == [
        ("open source", 3, ""),
        ("operas", 2, ""),
        ("soap opera", 1, "Operetta"),
    ]
    assert [found.name for found in suggest("source")] == ["open source"]
    assert [found.name for found in suggest("", limit=1)] == ["open source"]
    assert suggest("%") == []


def test_it_says_which_tag_a_name_is_or_nearly_is() -> None:
    make_article(tags=["robots", "黑神话"])
    TagAlias.objects.create(tag=Tag.objects.get(name="黑神话"), name="Black Myth")
    found = {
        entry.name: entry for entry in look_up(["ROBOTS", "Robot", "黑神話", "black-myth", "sea"])
    }
    named = {
        name: (entry.tag and entry.tag.name, entry.near and entry.near.name)
        for name, entry in found.items()
    }
    assert named == {
        "ROBOTS": ("robots", None),
        "Robot": (None, "robots"),
        "黑神話": (None, "黑神话"),
        "black-myth": (None, "黑神话"),
        "sea": (None, None),
    }


def test_a_tag_is_near_the_one_that_is_used_more_and_not_the_other_way_round() -> None:
    make_article(tags=["robot"])
    make_article(tags=["robots"])
    make_article(tags=["robots"])
    near = {entry.name: entry.near and entry.near.name for entry in look_up(["robot", "robots"])}
    assert near == {"robot": "robots", "robots": None}


def test_looking_names_up_costs_four_queries_however_many_there_are() -> None:
    make_article(tags=[f"tag {number}" for number in range(20)])
    look_up(["warm"])
    with CaptureQueriesContext(connection) as queries:
        look_up([f"Tag-{number}" for number in range(20)])
    assert len(queries) == 4
    with CaptureQueriesContext(connection) as queries:
        look_up([])
    assert len(queries) == 0
