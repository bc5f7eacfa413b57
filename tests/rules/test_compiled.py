"""A query whose SQL is written once answers as one that is written anew."""

import gc
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Thread

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.transaction import TransactionManagementError

from articles.models import Edition, Tag, Window
from articles.models.compiled import compiled
from tests import makers

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting():
    """A compiled query, and how often it was written."""
    written = []

    @compiled
    def named(names, *, most=None):
        written.append(names)
        rows = Tag.objects.filter(name__in=names).order_by("name")
        return rows[:1] if most is not None else rows

    for name in "abcdefg":
        Tag.objects.create(name=name, slug=name)
    return named, written


def test_it_is_written_once_for_a_shape_and_told_other_values(counting):
    named, written = counting
    assert [tag.name for tag in named(("b", "a"))] == ["a", "b"]
    assert [tag.name for tag in named(("c", "nobody"))] == ["c"]
    assert len(written) == 1


def test_few_shapes_do_for_lists_of_any_length(counting):
    named, written = counting
    for number in range(1, 8):
        assert len(named(set("abcdefg"[:number]))) == number
    assert len(written) == 4  # of 1, 2, 4 and 8


def test_what_is_no_value_is_part_of_the_shape(counting):
    named, written = counting
    assert named([]) == []
    assert len(named(["a", "b"])) == 2
    assert len(named(["a", "b"], most=1)) == 1
    assert len(written) == 3


def test_nothing_of_it_waits_for_the_garbage_collector(counting):
    named, _written = counting
    named(["a"])
    gc.collect()
    gc.disable()
    try:
        named(["b"])
        assert not gc.collect()
    finally:
        gc.enable()


def test_it_costs_one_query(counting, django_assert_num_queries):
    named, _written = counting
    named(["a"])
    with django_assert_num_queries(1):
        assert [tag.name for tag in named(["g"])] == ["g"]


def test_it_refuses_what_has_no_column(counting):
    named, _written = counting
    with pytest.raises(TypeError, match="numbers, words and instants"):
        named(Tag(name="a"))


def test_what_would_compute_with_a_value_fails_when_it_is_written():
    @compiled
    def recent(at):
        return Window.objects.filter(live_from__gt=NOON if at > NOON else at)

    with pytest.raises(TypeError):
        recent(NOON)


def test_rows_come_with_what_was_asked_for():
    """Instants, related rows, columns that are computed, unions, and rows without a model."""
    edition = makers.make_live(at=NOON, title="Crossing")

    @compiled
    def live(article, at):
        rows = Window.objects.live(at=at).filter(article=article)
        return rows.annotate(title=models.F("edition__title")).select_related("edition")

    @compiled
    def told(numbers, title):
        rows = Edition.objects.order_by().filter(pk__in=numbers).values_list("title", "number")
        return rows.union(
            Edition.objects.order_by().filter(title=title).values_list("title", "pk")
        ).order_by()

    assert live(edition.article_id, NOON - timedelta(hours=1)) == []
    (window,) = live(edition.article_id, NOON + timedelta(hours=1))
    assert (window.title, window.published_at) == ("Crossing", NOON)
    assert "edition" in window._state.fields_cache
    assert set(told([edition.pk], "Crossing")) == {("Crossing", 1), ("Crossing", edition.pk)}


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection(counting):
    named, written = counting
    named(["a"])
    found = []

    def ask():
        try:
            found.extend(named(["b"]))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert [tag.name for tag in found] == ["b"]
    assert len(written) == 1


def for_update(number):
    return Tag.objects.select_for_update(of=("self",)).filter(pk=number)


def shared(number):
    return Tag.objects.filter(pk=number)


HOLDING = pytest.mark.parametrize(
    "hold",
    [compiled(for_update), partial(compiled, holding="FOR KEY SHARE OF articles_tag")(shared)],
    ids=["by Django", "by a clause of its own"],
)


@HOLDING
def test_what_holds_its_rows_gives_them(hold):
    tags = [Tag.objects.create(name=name, slug=name) for name in "ab"]
    assert [hold(tag.pk) for tag in tags] == [[tag] for tag in tags]


@HOLDING
@pytest.mark.django_db(transaction=True)
def test_it_holds_its_rows_until_the_transaction_ends(hold):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite holds the whole database")
    tag = Tag.objects.create(name="a", slug="a")
    found = []

    def ask():
        try:
            with transaction.atomic():
                found.extend(Tag.objects.select_for_update(nowait=True).filter(pk=tag.pk))
        except DatabaseError:
            found.append("held")
        finally:
            connection.close()

    for _time in ("when it is written", "and after that"):
        with transaction.atomic():
            assert hold(tag.pk) == [tag]
            thread = Thread(target=ask)
            thread.start()
            thread.join()
    ask()
    assert found == ["held", "held", tag]


@HOLDING
@pytest.mark.django_db(transaction=True)
def test_it_holds_nothing_without_a_transaction(hold):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite holds the whole database")
    with transaction.atomic():
        hold(1)
    with pytest.raises(TransactionManagementError):
        hold(1)
