"""No list wades: each page is read off an index, whatever lapsed and however old it is."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import listing, windows
from articles.curation import tag_article
from articles.models import Article, EditionTag, Listing, Tag, Tally
from articles.models.lists import EVERYTHING, first_of, tag_list
from articles.models.rights import FAR_FUTURE
from articles.models.tallies import SETTLED, TOTAL
from articles.publishing import release
from articles.reading import lists
from articles.tidying import merging
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

LATER = NOON + 60 * DAY


def fill(*ends: Any) -> Tag:
    """Rows of one edition in one tag's list, a minute apart, that end so."""
    edition = makers.make_live(tags=["chips"])
    tag = Tag.objects.get(name="chips")
    EditionTag.objects.all().delete()
    EditionTag.objects.bulk_create(
        EditionTag(
            edition=edition,
            article=edition.article,
            tag=tag,
            published_at=NOON + number * timedelta(minutes=1),
            live_from=NOON + number * timedelta(minutes=1),
            live_until=end,
        )
        for number, end in enumerate(ends)
    )
    return tag


def newest(tag: Tag, *, ends: list[Any], most: int) -> Any:
    rows = EditionTag.objects.filter(tag=tag)
    return first_of(rows.runs(at=LATER, ends=ends), most)


def test_runs_make_one_list_in_its_order() -> None:
    soon, over = LATER + DAY, LATER - DAY
    tag = fill(*[FAR_FUTURE, soon, over] * 5)
    expected = EditionTag.objects.filter(tag=tag).live(at=LATER).newest()
    for most in (1, 4, 30):
        found = list(newest(tag, ends=[soon], most=most))
        assert found == list(expected[:most])


def test_many_ends_share_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.models.lists.ENDS", 2)
    ends = [LATER + number * DAY for number in range(1, 6)]
    tag = fill(*ends, FAR_FUTURE, LATER)
    expected = EditionTag.objects.filter(tag=tag).live(at=LATER).newest()
    assert list(newest(tag, ends=ends[:3], most=10)) == list(expected)


@pytest.mark.parametrize("tags", [10, 150, 450])
def test_many_lists_with_many_ends_are_read_together(tags: int) -> None:
    """A topic has as many tags as its editor likes; databases put no more than 500 parts together."""
    ends = [LATER + number * DAY for number in range(1, 56)]
    tag = fill(*ends, FAR_FUTURE, LATER)
    expected = EditionTag.objects.filter(tag=tag).live(at=LATER).newest()
    several = [tag.pk, *(tag.pk + number for number in range(1, tags))]
    runs = lists.of_tags(several, at=LATER, ends=ends)
    assert list(first_of(runs, 60)) == list(expected)
    assert list(first_of(runs, 3)) == list(expected[:3])


def plan(rows: Any) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.explain())


def test_every_run_is_one_range_of_one_index() -> None:
    tag = fill(*[LATER] * 50, *[FAR_FUTURE] * 50)
    for run in EditionTag.objects.filter(tag=tag).runs(at=LATER, ends=[LATER + DAY]):
        told = plan(run.newest()[:20])
        assert "tag_runs" in told, told
        assert not re.search("B-TREE|Sort", told), told
    for run in Listing.objects.filter(list=EVERYTHING).runs(at=LATER, ends=[]):
        told = plan(run.newest()[:20])
        assert "list_runs" in told, told
        assert not re.search("B-TREE|Sort", told), told


def test_tallies_add_up_to_the_rows_whatever_was_done() -> None:
    permission = makers.make_permission(valid_until=NOON + 5 * DAY)
    article = makers.make_article(tags=["chips", "cities"])
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    other = makers.make_live(tags=["chips"], at=NOON + DAY).article
    listing.settle(at=NOON + 2 * DAY)
    other.title = "Another title"
    other.save()
    release.publish(other, actor=personas.editor(), at=NOON + 3 * DAY, now=NOON + 2 * DAY)
    makers.renew(permission, valid_until=NOON + 9 * DAY, at=NOON + 2 * DAY)
    release.withdraw(other, actor=personas.editor(), reason="error", at=NOON + 7 * DAY)
    tag = Tag.objects.get(name="chips")
    for days in (2, 4, 6, 8, 10):
        at = NOON + days * DAY
        listing.settle(at=at)
        rows = EditionTag.objects.filter(tag=tag).live(at=at).count()
        assert Tally.objects.totals([tag_list(tag.pk)], at=at).get(tag_list(tag.pk), 0) == rows
        everything = Tally.objects.each([EVERYTHING], at=at)[EVERYTHING]
        assert everything.total == Listing.objects.filter(list=EVERYTHING).live(at=at).count()
        assert sum(everything.periods.values()) == everything.total


def test_what_a_list_came_to_is_added_once_though_two_began_its_sum_at_once() -> None:
    makers.make_live(tags=["chips"], at=NOON)
    mine = tag_list(Tag.objects.get(name="chips").pk)
    Tally.objects.bulk_create(Tally(list=mine, at=SETTLED, count=0) for _twice in range(2))
    listing.settle(at=NOON)
    assert Tally.objects.totals([mine], at=NOON) == {mine: 1}


def test_tidying_takes_out_what_is_over_and_nothing_else() -> None:
    permission = makers.make_permission(valid_until=NOON + 5 * DAY)
    article = makers.make_article(tags=["chips"])
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    makers.make_live(tags=["chips"])
    listing.tidy(at=LATER)
    assert EditionTag.objects.count() == 1
    assert not Tally.objects.exclude(at=SETTLED).filter(at__lte=LATER).exists()
    makers.renew(permission, valid_until=LATER + DAY, at=LATER)
    article = Article.objects.get(pk=article.pk)
    windows.derive(article)
    tag = tag_list(Tag.objects.get(name="chips").pk)
    assert Tally.objects.totals([tag], at=LATER) == {tag: EditionTag.objects.live(at=LATER).count()}


def test_a_version_writes_over_what_the_one_before_the_last_left() -> None:
    """So what is next to something is never hidden by what is over, however often it was published."""
    article = makers.make_live(tags=["chips", "cities"]).article
    for number, tags in (
        (2, ["cities", "rivers"]),
        (3, ["a", "b", "c"]),
        (4, ["a"]),
        (5, ["chips"]),
    ):
        tag_article(article, tags, actor=personas.editor())
        at = NOON + number * DAY
        release.publish(article, actor=personas.editor(), at=at, now=at)
        rows = EditionTag.objects.filter(edition__number=number)
        assert sorted(rows.values_list("tag__name", flat=True)) == tags
        for model in (EditionTag, Listing):
            numbers = set(model._default_manager.values_list("edition__number", flat=True))
            assert numbers == {number - 1, number}


def test_tidying_in_passing_asks_one_question() -> None:
    makers.make_live(tags=["chips"])
    with CaptureQueriesContext(connection) as captured:
        listing.tidy_some(at=LATER)
    assert len(captured) == 1


def test_a_list_has_what_another_takes_the_place_of_until_then() -> None:
    """One article's next version is planned, and one goes when another comes: lists lose and win alike."""
    soon = NOON + 5 * DAY
    article = makers.make_live(tags=["chips"]).article
    article.title = "Another title"
    article.save()
    release.publish(article, actor=personas.editor(), at=soon, now=NOON + DAY)
    going = makers.make_live(tags=["ships"]).article
    release.plan_takedown(going, actor=personas.editor(), takedown_at=soon, at=NOON + DAY)
    coming = makers.make_article(tags=["ships"])
    release.publish(coming, actor=personas.editor(), at=soon, now=NOON + DAY)
    into = Tag.objects.create(name="vessels")
    ships = [Tag.objects.get(name="ships")]
    merging.merge_tags(ships, into=into, actor=personas.editor(), at=NOON + DAY)
    for at, numbers in ((NOON + 2 * DAY, [1]), (soon, [1, 2])):
        for tag in Tag.objects.filter(name__in=["chips", "vessels"]):
            name = tag_list(tag.pk)
            told = Tally.objects.each([name], at=at)[name]
            runs = EditionTag.objects.filter(tag=tag).runs(at=at, ends=told.ends)
            assert [row.edition.number in numbers for row in first_of(runs, 9)] == [True], tag
            assert told.total == sum(told.periods.values()) == 1
        known = list(Tally.objects.filter(list=EVERYTHING).ends(at=at))
        runs = Listing.objects.filter(list=EVERYTHING).runs(at=at, ends=known)
        assert len(first_of(runs, 9)) == 2


def test_a_migration_notes_the_ends_that_were_not_known() -> None:
    article = makers.make_live(tags=["chips"]).article
    coming = LATER + 99 * 365 * DAY  # after whatever day it is
    article.title = "An update"
    article.save()
    release.publish(article, actor=personas.editor(), at=coming, now=NOON + DAY)
    names = [EVERYTHING, tag_list(Tag.objects.get().pk)]
    known = [told.ends for told in Tally.objects.each(names, at=LATER).values()]
    assert known == [[coming], [coming]]
    Tally.objects.filter(period=TOTAL, at=coming).delete()  # as it was: one more and one less
    assert [told.ends for told in Tally.objects.each(names, at=LATER).values()] == [[], []]
    import_module("articles.migrations.0019_ends_beside_beginnings").note_ends(apps, None)
    for told in Tally.objects.each(names, at=LATER).values():
        assert (told.ends, told.total) == ([coming], 1)
    assert Tally.objects.totals(names, at=coming) == dict.fromkeys(names, 1)
