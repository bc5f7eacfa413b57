"""Merging, splitting and retiring tags: what is said beforehand happens, and can be taken apart again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import portions, windows
from articles.curation import tag_article
from articles.models import (
    Article,
    ArticleTag,
    DeskEvent,
    DraftDocument,
    EditionTag,
    Filing,
    Tag,
    TagAddress,
    TagAlias,
    TagChange,
    Tally,
    Topic,
    TopicPick,
)
from articles.models.lists import tag_list
from articles.models.rights import FAR_FUTURE
from articles.publishing import release, restoring, scheduling
from articles.search import drafts, rebuilding, renewing
from articles.tidying import merging, records, retiring, splitting, undoing
from articles.tidying.renaming import Renaming, rename_tag
from tests import personas
from tests.makers import DAY, NOON, make_article, make_live

pytestmark = pytest.mark.django_db

LATER = NOON + DAY
FED = Topic.tags.through


def merge(*names: str, into: str, **told: Any) -> Tag:
    tags = [Tag.objects.get(name=name) for name in names]
    told = {"actor": personas.editor(), "at": LATER, **told}
    return merging.merge_tags(tags, into=Tag.objects.get(name=into), **told)


def retire(name: str) -> TagChange:
    return retiring.retire_tag(Tag.objects.get(name=name), actor=personas.editor(), at=LATER)


def split(name: str, into: dict[str, list[Article]], stays: tuple[Article, ...] = ()) -> TagChange:
    parts = {part: [article.pk for article in articles] for part, articles in into.items()}
    tag = Tag.objects.get(name=name)
    kept = [article.pk for article in stays]
    return splitting.split_tag(tag, actor=personas.editor(), into=parts, stays=kept, at=LATER)


def undo(change: TagChange | None = None) -> TagChange:
    found = change or TagChange.objects.filter(undone_at=None).latest("pk")
    return undoing.undo(found, actor=personas.editor(), at=LATER)


def names(article: Article) -> list[str]:
    return sorted(article.tags.values_list("name", flat=True))


def listed(article: Article) -> list[str]:
    """Where readers find it; the same as deriving it anew would say."""
    rows = EditionTag.objects.filter(edition__article=article)
    found = sorted(rows.values_list("tag__name", flat=True))
    windows.derive(article)
    assert sorted(rows.all().values_list("tag__name", flat=True)) == found
    return found


def is_changed(article: Article) -> bool:
    return release.is_changed(article, article.editions.latest("number"))


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a verb on tags may touch, byte for byte; list rows are derived and have no identity."""
    kept = {
        model.__name__: sorted(model._default_manager.values_list(), key=repr)
        for model in (Tag, TagAlias, TagAddress, ArticleTag, Filing, FED, TopicPick)
    }
    lists = EditionTag.objects.values_list("edition", "tag", "published_at")
    return kept | {"EditionTag": sorted(lists)}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "PAUSE", 0)


@pytest.fixture
def house() -> dict[str, Article]:
    """Articles under one tag, the other, both and neither; with drafts, a schedule, topics and old names."""
    rename_tag(Tag.objects.create(name="Robots"), actor=personas.editor(), name="robot", at=NOON)
    Tag.objects.create(
        name="机器人",
        description="Machines that move.",
        translations={"zh-hans": {"name": "机械人"}},
    )
    TagAlias.objects.keep({Tag.objects.get(name="机器人"): ["jiqiren", "机械人"]})
    filed = {
        "one": ["robot", "essays"],
        "other": ["机器人"],
        "both": ["robot", "机器人"],
        "neither": ["essays"],
    }
    made = {key: make_live(title=f"Of {key}", tags=tags).article for key, tags in filed.items()}
    made["draft"] = make_article(title="Of draft", tags=["机器人"])
    made["coming"] = make_article(title="Of coming", tags=["机器人"])
    release.publish(made["coming"], actor=personas.editor(), at=NOON + 9 * DAY, now=NOON)
    for slug, tags in (("machines", ["robot"]), ("asia", ["机器人"]), ("all", ["robot", "机器人"])):
        topic = Topic.objects.create(slug=slug, name=slug.title())
        topic.tags.set(Tag.objects.filter(name__in=tags))
    TopicPick.objects.create(topic=Topic.objects.get(slug="asia"), article=made["one"])
    return made


# --- merging ----------------------------------------------------------------------------------------------


def test_what_is_said_before_a_merge_happens(house: dict[str, Article]) -> None:
    old, kept = Tag.objects.get(name="机器人"), Tag.objects.get(name="robot")
    told = merging.merger([old], kept, at=LATER)
    assert sorted(edition.title for edition in told.online) == ["Of both", "Of other"]
    assert (told.doubled, told.picks.count()) == (1, 1)
    assert sorted(article.title for article in told.drafts) == ["Of coming", "Of draft"]
    assert [topic.slug for topic in told.topics.order_by("slug")] == ["all", "asia"]
    assert [topic.slug for topic in told.new_topics] == ["asia"]
    assert (told.names, told.addresses) == (
        ["机器人", "jiqiren", "机械人"],
        ["/tags/机器人/", "/tags/jiqiren/", "/tags/机械人/"],
    )
    taken = [("description", "Machines that move.", "en"), ("name", "机械人", "zh-hans")]
    assert told.taken == taken
    merge("机器人", into="robot", said="The same.")
    assert {key: names(row) for key, row in house.items()} == {
        "one": ["essays", "robot"],
        "other": ["robot"],
        "both": ["robot"],
        "neither": ["essays"],
        "draft": ["robot"],
        "coming": ["robot"],
    }
    assert [listed(house[key]) for key in ("one", "other", "both", "coming")] == [
        ["essays", "robot"],
        ["robot"],
        ["robot"],
        ["robot"],
    ]
    kept = Tag.objects.get(name="robot")
    assert sorted(kept.topics.values_list("slug", flat=True)) == ["all", "asia", "machines"]
    called = {"Robots", "机器人", "jiqiren", "机械人"}
    assert set(kept.aliases.values_list("name", flat=True)) == called
    assert set(kept.old_addresses.values_list("slug", flat=True)) == {"robots", "机器人"}
    assert kept.description == "Machines that move."
    assert kept.said("name", "zh-hans").text == "机械人"
    event = DeskEvent.objects.get(verb="merge_tags")
    assert (event.said, event.facts) == ("The same.", {"name": "机器人 → robot"})


def test_a_merge_takes_over_only_what_the_kept_one_does_not_say() -> None:
    said = {"zh-hans": {"name": "机器人", "description": "会动的机器。"}}
    kept = Tag.objects.create(name="Robot", translations={"zh-hans": {"name": "机械人"}})
    first = Tag.objects.create(name="Droid", translations=said)
    second = Tag.objects.create(name="Automaton", description="It moves.", translations=said)
    told = merging.merger([second, first], kept, at=LATER)
    assert sorted(told.taken) == [
        ("description", "It moves.", "en"),
        ("description", "会动的机器。", "zh-hans"),
    ]
    assert told.names == ["Automaton", "Droid", "机器人"]
    kept = merge("Droid", "Automaton", into="Robot")
    for field, text, language in told.taken:
        assert kept.said(field, language).text == text
    assert kept.said("name", "zh-hans").text == "机械人"
    assert merging.merger([Tag.objects.create(name="Bot")], kept, at=LATER).taken == []


def test_addresses_are_told_each_once_and_none_of_another_tag() -> None:
    editor = personas.editor()
    tag = rename_tag(Tag.objects.create(name="Robots"), actor=editor, name="Robot", at=NOON)
    kept = Tag.objects.create(name="Machines")
    rename_tag(Tag.objects.create(name="Automata"), actor=editor, name="Devices", at=NOON)
    for name in ("Machines!", "Automata!", "Droid", "Droid!"):
        TagAlias.objects.create(tag=tag, name=name)
    told = merging.merger([tag], kept, at=LATER).addresses
    assert told == [reverse("tag", args=[slug]) for slug in ("robot", "robots", "droid")]
    planned = Renaming((tag,), LATER, "Droid")
    assert planned.address == reverse("tag", args=["droid"])
    assert planned.addresses == [reverse("tag", args=[slug]) for slug in ("robot", "robots")]


def test_a_merge_or_a_rename_changes_nothing_that_was_published(house: dict[str, Article]) -> None:
    merge("机器人", into="robot")
    rename_tag(Tag.objects.get(name="robot"), actor=personas.editor(), name="Robotics", at=LATER)
    for key in ("one", "other", "both", "coming"):
        assert not is_changed(house[key])
    edition = house["other"].editions.get()
    assert edition.piece.tags == ("机器人",)
    assert edition.as_filed().tags == ("Robotics",)


def test_a_merge_is_undone_row_by_row(house: dict[str, Article]) -> None:
    make_live(tags=["机器人", "automata"])
    before = rows()
    merge("机器人", "automata", into="robot")
    assert rows() != before
    undo()
    assert rows() == before
    assert not any(is_changed(house[key]) for key in ("one", "other", "both", "coming"))
    assert DeskEvent.objects.latest("pk").verb == "undo_tags"
    with pytest.raises(undoing.NotUndoable, match="already"):
        undo(TagChange.objects.latest("pk"))


def test_what_people_did_since_a_merge_stands(house: dict[str, Article]) -> None:
    merge("机器人", into="robot")
    taken_off, edited = house["draft"], house["other"]
    taken_off.tags.clear()
    edited.title = "Of other, again"
    edited.version += 1
    edited.save()
    release.publish(edited, actor=personas.editor(), at=LATER, now=LATER)
    scheduling.reschedule(house["coming"], actor=personas.editor(), at=NOON + 8 * DAY, now=LATER)
    new = make_live(tags=["robot"]).article
    kept = Tag.objects.get(name="robot")
    kept.description = "By hand."
    kept.save()
    undo()
    assert names(taken_off) == []
    assert (names(new), listed(new)) == (["robot"], ["robot"])
    assert Tag.objects.get(name="robot").description == "By hand."
    for article in (edited, house["coming"]):
        assert (names(article), set(listed(article))) == (["机器人"], {"机器人"})
        assert not is_changed(article)


def test_a_merge_needs_another_tag(house: dict[str, Article]) -> None:
    with pytest.raises(merging.NotMergeable):
        merge("robot", into="robot")
    assert not TagChange.objects.filter(verb="merge_tags").exists()


def test_a_merge_takes_over_a_name_that_two_languages_have_once() -> None:
    kept = Tag.objects.create(name="Telephones")
    names = {"zh-hans": {"name": "iphone"}, "en": {"name": "Handy"}}
    Tag.objects.create(name="IPhone", translations=names)
    merge("IPhone", into="Telephones")
    assert set(kept.aliases.values_list("name", flat=True)) == {"IPhone", "Handy"}


@pytest.mark.parametrize("many", [1, 12])
def test_a_merge_costs_as_much_for_many_articles(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(many):
        make_live(tags=["one", "two"] if number % 2 else ["one"])
    make_live(tags=["two"])
    editor = personas.editor()
    editor.has_perm("articles.change_tag")
    monkeypatch.setattr(renewing, "FIRST", 100)  # documents of search at once
    with CaptureQueriesContext(connection) as asked:
        merge("one", into="two", actor=editor)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 95


def moved_rows() -> dict[str, Any]:
    """What a merge moves, without the rows that make up a tag, and what lists are said to hold."""
    found: dict[str, Any] = {
        table.name: sorted(table.rows.values_list(table.owner, "tag")) for table in records.TABLES
    }
    found["lists"] = sorted(EditionTag.objects.values_list("edition", "tag", "published_at"))
    for tag in Tag.objects.all():
        for at in (LATER, NOON + 10 * DAY):
            told = Tally.objects.each([tag_list(tag.pk)], at=at)[tag_list(tag.pk)]
            live = EditionTag.objects.filter(tag=tag).live(at=at)
            assert told.total == sum(told.by_language.values()) == live.count(), (tag, at)
            years = Counter(row.published_at.year for row in live)
            assert {year: count for year, count in told.periods.items() if count} == years
            ends = live.exclude(live_until=FAR_FUTURE).values_list("live_until", flat=True)
            assert set(ends) <= set(told.ends), (tag, at)
            found[f"{tag.name} {at}"] = (told.total, told.languages, told.is_known)
    return found


@pytest.mark.parametrize("portion", [1, 2, 3, 7])
def test_a_merge_in_portions_comes_to_the_same(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    make_live(tags=["机器人", "automata"])
    make_live(tags=["automata"], at=NOON.replace(year=2024))
    before = rows()
    merge("机器人", "automata", into="robot")
    whole = moved_rows()
    undo()
    assert rows() == before
    monkeypatch.setattr(portions, "PORTION", portion)
    merge("机器人", "automata", into="robot")
    assert moved_rows() == whole
    undo()
    assert rows() == before
    moved_rows()


def test_a_merge_that_ended_midway_is_undone_or_goes_on(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()
    monkeypatch.setattr(portions, "PORTION", 2)
    take_hold, steps = merging._Merge.take_hold, [1, 2]

    def ends_soon(self: merging._Merge, articles: set[int]) -> None:
        if not steps:
            raise KeyboardInterrupt
        steps.pop()
        take_hold(self, articles)

    monkeypatch.setattr(merging._Merge, "take_hold", ends_soon)
    with pytest.raises(KeyboardInterrupt):
        merge("机器人", into="robot")
    assert Tag.objects.filter(name="机器人").exists()
    midway = moved_rows()
    undo()
    assert rows() == before
    moved_rows()
    steps.extend([1, 2])
    with pytest.raises(KeyboardInterrupt):
        merge("机器人", into="robot")
    assert moved_rows() == midway
    monkeypatch.setattr(merging._Merge, "take_hold", take_hold)
    merge("机器人", into="robot")
    assert not Tag.objects.filter(name="机器人").exists()
    moved_rows()
    first = TagChange.objects.filter(verb="merge_tags", undone_at=None).earliest("pk")
    with pytest.raises(undoing.NotUndoable, match="Undo that first"):
        undo(first)
    undo()
    assert moved_rows() == midway
    undo()
    assert rows() == before


def test_a_portion_is_as_large_as_its_time_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    portion, clock = portions.Portion(is_long=True), [0.0]
    monkeypatch.setattr(portions.time, "monotonic", lambda: clock[0])

    def after(*seconds: float) -> int:
        for spent in seconds:
            with portion.held():
                clock[0] += spent
        return portion.rows

    assert portion.rows == portions.FIRST
    assert after(0.1) == 2 * portions.FIRST
    assert after(1.0) == portions.FIRST
    assert after(9.0) == portions.FIRST // 4
    assert after(9.0, 9.0) == portions.LEAST
    assert after(*[0.01] * 9) == portions.PORTION
    few = portions.Portion(is_long=False)
    with few.held():
        clock[0] += 9
    assert few.rows == portions.PORTION


def between_portions(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody does this after two portions of a row each."""
    pauses = iter([lambda: None, act])
    pause = staticmethod(lambda: next(pauses, lambda: None)())
    monkeypatch.setattr(portions.Portion, "pause", pause)
    monkeypatch.setattr(portions, "PORTION", 1)


def test_a_merge_that_is_undone_midway_ends_there(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()
    between_portions(monkeypatch, undo)
    with pytest.raises(merging.NotMergeable, match="changed these tags meanwhile"):
        merge("机器人", into="robot")
    assert rows() == before
    moved_rows()
    assert TagChange.objects.get(verb="merge_tags").undone_at == LATER


def split_what_is_kept() -> TagChange:
    return split("robot", {"Factory robots": [Article.objects.get(title="Of one")]})


def begin_it_again() -> None:
    """As who presses the button once more does, whose merge ends midway, too."""
    pause = portions.Portion.pause
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions.Portion, "pause", staticmethod(lambda: 1 / 0))
        with pytest.raises(ZeroDivisionError):
            merge("机器人", into="robot")
    assert portions.Portion.pause is pause


def merge_another() -> Tag:
    return merge("essays", into="robot")


@pytest.mark.parametrize("act", [split_what_is_kept, begin_it_again, merge_another])
def test_a_merge_that_another_verb_meets_midway_leaves_both_to_be_undone(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    before = rows()

    def at_once() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(portions, "PORTION", 1 if act is begin_it_again else 4000)
            act()

    between_portions(monkeypatch, at_once)
    with pytest.raises(merging.NotMergeable, match="changed these tags meanwhile"):
        merge("机器人", into="robot")
    moved_rows()
    undo()
    undo()
    moved_rows()
    TagAddress.objects.filter(slug="factory-robots").delete()
    assert rows() == before


def test_a_tag_that_is_renamed_midway_is_merged_by_its_new_name(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Tag.objects.get(name="机器人")
    between_portions(
        monkeypatch, lambda: rename_tag(old, actor=personas.editor(), name="Automata", at=LATER)
    )
    kept = merge("机器人", into="robot")
    assert {"Automata", "机器人"} <= set(kept.aliases.values_list("name", flat=True))
    moved_rows()


def test_an_undoing_that_ended_midway_goes_on(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()
    merge("机器人", into="robot")
    change = TagChange.objects.latest("pk")
    pauses = []

    def ends() -> None:
        pauses.append(moved_rows())
        raise KeyboardInterrupt

    monkeypatch.setattr(portions, "PORTION", 2)
    monkeypatch.setattr(portions.Portion, "pause", staticmethod(ends))
    while not change.undone_at:
        with suppress(KeyboardInterrupt):
            undo(change)
        change.refresh_from_db()
        assert change.is_partly_undone is not bool(change.undone_at)
    assert len(pauses) >= 3
    assert rows() == before


@pytest.mark.parametrize("key", ["both", "other"])
def test_what_is_filed_under_the_old_tag_again_midway_can_be_undone(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """The merge takes the tag from it twice, or moves it once and takes it away then."""
    article = house[key]

    def file_again() -> None:
        assert names(article) == ["robot"]
        tag_article(article, ["robot", "机器人"], actor=personas.editor())

    between_portions(monkeypatch, file_again)
    monkeypatch.setattr(portions, "PORTION", 2)
    merge("机器人", into="robot")
    assert names(article) == ["robot"]
    undo()
    assert names(article) == ["robot", "机器人"]
    assert names(house["draft"]) == ["机器人"]
    moved_rows()


def test_search_knows_of_what_a_merge_moved_that_ended_midway(
    house: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def differences() -> list[str]:
        found = rebuilding.differences(say=lambda _text: None, at=LATER)
        return [difference.what for difference in found]

    drafts.refresh_all(say=lambda _text: None)
    between_portions(monkeypatch, lambda: 1 / 0)
    monkeypatch.setattr(portions, "PORTION", 2)
    with pytest.raises(ZeroDivisionError):
        merge("机器人", into="robot")
    assert Filing.objects.filter(tag__name="机器人").count() == 1
    assert set(differences()) == {"waits to be made anew"}
    assert not DraftDocument.objects.filter(article__tags__name="robot").exclude(
        article=house["one"]
    )
    renewing.renew_waiting()
    assert differences() == []


def test_a_merge_says_so_where_one_of_the_tags_is_gone(house: dict[str, Article]) -> None:
    tags = list(Tag.objects.filter(name__in=["机器人", "robot"]))
    retire("机器人")
    with pytest.raises(merging.NotMergeable, match="took one of these tags away"):
        merging.merge_tags(
            tags, into=Tag.objects.get(name="robot"), actor=personas.editor(), at=LATER
        )


def test_what_is_in_the_way_of_undoing_is_named(house: dict[str, Article]) -> None:
    first = TagChange.objects.latest("pk")  # the renaming of the house
    merge("机器人", into="robot")
    change = TagChange.objects.latest("pk")
    rename_tag(Tag.objects.get(name="robot"), actor=personas.editor(), name="机器人", at=LATER)
    with pytest.raises(undoing.NotUndoable, match="“机器人” is a name of “机器人” now"):
        undo(change)
    with pytest.raises(undoing.NotUndoable, match="Undo that first: 机器人"):
        undo(first)
    retire("机器人")
    with pytest.raises(undoing.NotUndoable, match="Undo that first: 机器人"):
        undo(change)
    for _step in range(4):
        undo()
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Robots", "essays", "机器人"]


# --- splitting --------------------------------------------------------------------------------------------


def test_a_tag_is_split_by_its_articles(house: dict[str, Article]) -> None:
    one, both = house["one"], house["both"]
    third = make_live(title="Of third", tags=["robot"]).article
    before = rows()
    into = {"Factory robots": [one.pk, both.pk], "essays": [one.pk]}
    tag = Tag.objects.get(name="robot")
    told = splitting.split(tag, into, at=LATER, stays=[both.pk])
    assert (told.new_names, told.left) == (["Factory robots"], 2)
    assert [edition.title for edition in told.online_leaving] == ["Of one"]
    split("robot", {"Factory robots": [one, both], "essays": [one]}, stays=(both,))
    assert listed(one) == names(one) == ["Factory robots", "essays"]
    assert listed(both) == names(both) == ["Factory robots", "robot", "机器人"]
    assert listed(third) == names(third) == ["robot"]
    assert not any(is_changed(article) for article in (one, both, third))
    fed = Topic.objects.filter(tags__name="Factory robots").values_list("slug", flat=True)
    assert sorted(fed) == ["all", "machines"]
    undo()
    former = TagAddress.objects.get(slug="factory-robots")
    assert former.tag == tag
    former.delete()
    assert rows() == before


def test_topics_that_lose_articles_to_a_split_are_told(house: dict[str, Article]) -> None:
    one, both, coming = house["one"], house["both"], house["coming"]
    TopicPick.objects.create(topic=Topic.objects.get(slug="asia"), article=coming)
    essays, robot = Tag.objects.get(name="essays"), Tag.objects.get(name="robot")

    def poorer(tag: Tag, into: dict[str, list[Article]]) -> list[str]:
        parts = {name: [article.pk for article in articles] for name, articles in into.items()}
        return [topic.slug for topic in splitting.split(tag, parts, at=LATER).poorer_topics]

    assert poorer(robot, {"essays": [one]}) == ["all", "machines"]
    assert poorer(robot, {"Factory robots": [one]}) == []
    assert poorer(robot, {"essays": [both]}) == ["machines"]
    Topic.objects.get(slug="machines").tags.add(essays)
    assert poorer(robot, {"essays": [both]}) == []
    old = Tag.objects.get(name="机器人")
    assert poorer(old, {"essays": [coming]}) == ["all"]
    coming.tags.clear()
    assert poorer(old, {"essays": [coming]}) == ["all"]
    split("机器人", {"essays": [coming]})
    assert listed(coming) == ["essays"]


@pytest.mark.parametrize(
    ("into", "words"),
    [
        ({}, "Name each"),
        ({"robot": ["one"]}, "this tag itself"),
        ({"Robots": ["one"]}, "this tag itself"),
        ({"x": []}, "at least one article"),
        ({"x": ["one"], "Ｘ": ["both"]}, "Name each"),
        ({" ": ["one"]}, "letters or signs"),
    ],
)
def test_a_split_that_says_nothing_is_refused(
    house: dict[str, Article], into: dict[str, list[str]], words: str
) -> None:
    with pytest.raises(Exception, match=words):
        split("robot", {name: [house[key] for key in keys] for name, keys in into.items()})
    assert not TagChange.objects.filter(verb="split_tag").exists()


def test_restoring_a_version_brings_back_the_tag_that_it_is_under_now(
    house: dict[str, Article],
) -> None:
    article = house["one"]
    split("robot", {"Factory robots": [article]})
    article.refresh_from_db()
    restoring.restore(article, edition=article.editions.get(), actor=personas.editor(), at=LATER)
    assert names(article) == ["Factory robots", "essays"]


# --- retiring ---------------------------------------------------------------------------------------------


def test_a_retired_tag_is_off_everything_and_comes_back(house: dict[str, Article]) -> None:
    before = rows()
    told = retiring.retirement([Tag.objects.get(name="机器人")], at=LATER)
    assert (told.online.count(), told.drafts.count(), told.topics.count()) == (2, 2, 2)
    retire("机器人")
    assert (listed(house["both"]), listed(house["other"])) == (["robot"], [])
    assert not any(is_changed(house[key]) for key in ("both", "other", "coming"))
    gone = TagAddress.objects.filter(tag=None).values_list("slug", flat=True)
    assert sorted(gone) == ["jiqiren", "机器人", "机械人"]
    undo()
    assert rows() == before
    assert listed(house["other"]) == ["机器人"]


@pytest.mark.parametrize("verb", ["merge", "retire", "rename"])
def test_what_comes_back_is_called_in_other_languages_too(verb: str) -> None:
    tag = Tag.objects.create(name="Rivers", translations={"zh-hans": {"name": "河流"}})
    if verb == "merge":
        Tag.objects.create(name="Streams")
        merge("Rivers", into="Streams")
    elif verb == "retire":
        retire("Rivers")
    else:
        rename_tag(tag, actor=personas.editor(), name="河流", at=LATER)
    undo()
    assert Tag.objects.resolve(["河流"])["河流"].name == "Rivers"


def test_articles_are_told_of_whichever_version_has_the_tag() -> None:
    coming = make_article(title="Of coming", tags=["fluff"])
    release.publish(coming, actor=personas.editor(), at=NOON + 9 * DAY, now=NOON)
    coming.tags.clear()
    begun = make_live(title="Of begun").article
    tag_article(begun, ["essays", "fluff"], actor=personas.editor())
    left = make_live(title="Of left", tags=["fluff"]).article
    left.tags.clear()
    tag = Tag.objects.get(name="fluff")
    told = retiring.retirement([tag], at=LATER)
    assert [edition.title for edition in told.online] == ["Of left"]
    assert [article.title for article in told.drafts] == ["Of coming"]
    assert [article.title for article in told.seen_without] == ["Of begun"]
    into = {"filler": [coming.pk, begun.pk, left.pk]}
    parted = splitting.split(tag, into, at=LATER)
    assert (list(parted.drafts_leaving), list(parted.seen_without_leaving)) == ([coming], [begun])


def test_a_new_tag_of_a_retired_name_brings_nothing_back(house: dict[str, Article]) -> None:
    change = retire("机器人")
    new = make_live(tags=["机器人"]).article
    assert (listed(new), listed(house["other"])) == (["机器人"], [])
    with pytest.raises(undoing.NotUndoable, match="“机器人” is a name of “机器人” now"):
        undo(change)


def test_one_that_was_never_in_public_leaves_no_trace() -> None:
    make_article(tags=["secret plan"])
    retire("secret plan")
    assert not TagAddress.objects.exists()


def test_addresses_are_told_as_people_read_them() -> None:
    old, kept = (Tag.objects.create(name=name) for name in ("阿里巴巴", "电商"))
    TagAlias.objects.create(tag=old, name="支付宝")
    planned = merging.merger([old], kept, at=NOON)
    assert planned.address == "/tags/电商/"
    assert planned.addresses == ["/tags/阿里巴巴/", "/tags/支付宝/"]
