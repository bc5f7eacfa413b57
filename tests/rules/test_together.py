"""Several queries in one statement are answered as each is alone."""

import gc
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from threading import Thread

import pytest
from django.db import DatabaseError, connection, models
from django.db.models import BooleanField, CharField, DecimalField, F, Q, Value
from django.db.models.functions import Cast

from articles.models import Edition, Freshness, MenuItem, Permission, Tag, Tally, Window
from articles.models.compiled import compiled
from articles.models.rights import PermissionState
from articles.models.together import asked_together, at_once
from tests import makers

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)

pytestmark = pytest.mark.django_db


@compiled
def named(names):
    return Tag.objects.filter(name__in=names).order_by("-name")


@compiled
def first(most):
    """The order counts where something is cut off."""
    return Tag.objects.filter(pk__lte=most).order_by("-name")[:2]


@compiled
def behind(most):
    return Tag.objects.filter(pk__lte=most).order_by("name").values_list("name", flat=True)[1:]


@compiled
def live(at):
    rows = Window.objects.live(at=at).order_by("-published_at")
    titled = rows.annotate(title=F("edition__title"), fits=Q(live_from__lte=at))
    return titled.select_related("edition__article", "edition__source__merged_into")


@compiled
def told(at):
    """One name twice, what is computed, and what may be nothing."""
    return (
        Window.objects.filter(live_from__lte=at)
        .order_by("pk")
        .values_list(
            *(
                "pk",
                "edition__article",
                "article",
                "edition__bylines",
                "updated_at",
                "published_at",
            ),
            Cast(Value("1.50"), DecimalField(max_digits=5, decimal_places=2)),
            Value(True, output_field=BooleanField()),
            Value(None, output_field=CharField()),
        )
    )


@compiled
def united(names, at):
    tags = Tag.objects.order_by().filter(name__in=names).values_list("name", "pk", "translations")
    titles = Edition.objects.order_by().filter(at__lte=at)
    return tags.union(titles.values_list("title", "number", "bylines"), all=True).order_by("name")


@compiled
def allowed(state):
    return Permission.objects.filter(state=state).order_by("pk").select_related("source")


@compiled
def counted(at):
    return Tally.objects.summed({"all"}, at=at)


@compiled
def rows_of(at):
    wanted = Window.objects.filter(live_from__gt=at).values("live_from")[:1]
    return Freshness.objects.filter(pk=1).values(next=models.Subquery(wanted))


@pytest.fixture
def _some():
    for name in "fabedcg":
        Tag.objects.create(name=name, slug=name, translations={"zh-hans": {"name": name * 2}})
    makers.make_live(at=NOON, title="Crossing")
    makers.make_live(at=NOON - timedelta(days=400), title="% of the river")
    makers.make_permission(fee_amount=Decimal("12.50"), fee_currency="EUR")


QUESTIONS = [
    (named, [{"a", "c", "g", "nobody"}]),
    (named, [["b"]]),
    (named, [["nobody"]]),
    (named, [[]]),
    (first, [10**9]),
    (behind, [10**9]),
    (live, [LATER]),
    (live, [NOON - timedelta(days=4000)]),
    (told, [LATER]),
    (united, [("a", "b"), LATER]),
    (allowed, [PermissionState.GRANTED.value]),
    (counted, [LATER]),
    (rows_of, [NOON - timedelta(days=900)]),
]


def whole(rows):
    """Rows with all that they came with, related rows among it."""
    return [_whole(row) for row in rows]


def _whole(row):
    if not isinstance(row, models.Model):
        return row
    facts = dict(row.__dict__)
    state = facts.pop("_state")
    return facts, {name: _whole(one) for name, one in state.fields_cache.items()}


@pytest.mark.parametrize("turn", [0, 1, 5, 8])
@pytest.mark.usefixtures("_some")
def test_each_is_answered_as_alone(turn, django_assert_num_queries):
    asked = QUESTIONS[turn:] + QUESTIONS[:turn]
    alone = [whole(ask(*args)) for ask, args in asked]
    assert sum(map(bool, alone)) >= 9
    with (
        django_assert_num_queries(1),
        asked_together(*(ask.asking(*args) for ask, args in asked)),
    ):
        assert [whole(ask(*args)) for ask, args in asked] == alone
        assert [whole(ask(*args)) for ask, args in asked] == alone


@pytest.mark.usefixtures("_some")
def test_values_keep_their_types():
    with asked_together(first.asking(10**9), told.asking(LATER), live.asking(LATER)):
        _number, one, same, bylines, updated_at, published_at, *computed = told(LATER)[0]
        windows = live(LATER)
    assert (type(one), same, type(bylines)) == (int, one, list)
    assert (updated_at, published_at) == (None, NOON)
    assert (computed[0], computed[1] is True, computed[2]) == (Decimal("1.50"), True, None)
    assert [(row.title, row.fits) for row in windows] == [
        ("Crossing", True),
        ("% of the river", True),
    ]


@pytest.mark.usefixtures("_some")
def test_what_was_not_asked_is_asked_by_its_call(django_assert_num_queries):
    with (
        asked_together(named.asking({"a", "b"}), first.asking(10**9)),
        django_assert_num_queries(2),
    ):
        assert [tag.name for tag in named(["b", "a", "a"])] == ["b", "a"]
        assert [tag.name for tag in named({"a"})] == ["a"]
        assert len(first(10**8)) == 2
    with django_assert_num_queries(1):
        named({"a", "b"})


@pytest.mark.usefixtures("_some")
def test_one_alone_is_asked_by_its_call(django_assert_num_queries):
    with django_assert_num_queries(0), asked_together(named.asking({"a"}), named.asking(["a"])):
        pass
    with django_assert_num_queries(0), asked_together():
        pass
    with django_assert_num_queries(1), asked_together(named.asking({"a"}), named.asking([])):
        assert len(named({"a"})) == 1
        assert named([]) == []


@pytest.mark.usefixtures("_some")
def test_a_tuple_counts_by_its_order_and_true_is_not_one(django_assert_num_queries):
    @compiled
    def some(names, *, most):
        rows = Tag.objects.filter(name__in=names).order_by("name")
        return rows[:1] if most is True else rows

    questions = some.asking(("a", "b"), most=True), some.asking(("a", "b"), most=1)
    with asked_together(*questions), django_assert_num_queries(1):
        assert [len(some(("a", "b"), most=most)) for most in (True, 1)] == [1, 2]
        assert len(some(("b", "a"), most=True)) == 1


@pytest.mark.usefixtures("_some")
def test_rows_are_new_each_time():
    with asked_together(named.asking(["a"]), first.asking(10**9)):
        (tag,) = named(["a"])
        tag.name = "another"
        assert [tag.name for tag in named(["a"])] == ["a"]


@pytest.mark.usefixtures("_some")
def test_blocks_stand_within_each_other(django_assert_num_queries):
    with asked_together(named.asking(["a"]), named.asking(["b"])):
        with (
            django_assert_num_queries(1),
            asked_together(named.asking(["a"]), first.asking(10**9), named.asking(["c"])),
        ):
            assert [len(named([name])) for name in "abc"] == [1, 1, 1]
            assert len(first(10**9)) == 2
        with django_assert_num_queries(1):
            assert len(named(["c"])) == 1
            assert len(named(["a"])) == 1


@pytest.mark.usefixtures("_some")
def test_an_error_ends_the_block_and_is_told(django_assert_num_queries):
    with (
        pytest.raises(ValueError, match="within"),
        asked_together(named.asking(["a"]), named.asking(["b"])),
    ):
        raise ValueError("within")
    with django_assert_num_queries(1):
        named(["a"])


def test_what_the_database_refuses_is_an_error_where_it_is_asked():
    @compiled
    def broken(at):
        return Window.objects.extra(select={"no": "no_such_function(1)"}).filter(live_from=at)

    with pytest.raises(DatabaseError), asked_together(broken.asking(NOON), named.asking(["a"])):
        raise AssertionError("nothing was answered")


@pytest.mark.parametrize(
    "hold",
    [
        compiled(lambda number: Tag.objects.select_for_update().filter(pk=number)),
        partial(compiled, holding="FOR SHARE")(lambda number: Tag.objects.filter(pk=number)),
    ],
    ids=["by Django", "by a clause of its own"],
)
def test_what_holds_its_rows_is_asked_alone(hold):
    with pytest.raises(TypeError, match="alone"), asked_together(hold.asking(1), hold.asking(2)):
        raise AssertionError("it was asked")


@pytest.mark.usefixtures("_some")
def test_queries_are_asked_at_once_that_are_written_for_one_time(django_assert_num_queries):
    tags = Tag.objects.order_by("-name")
    windows = Window.objects.order_by("pk").select_related("edition")
    with django_assert_num_queries(1):
        found = at_once(
            *(tags, tags.none(), windows, tags.values_list("name", flat=True)[2:4]),
            MenuItem.objects.select_related("topic"),
        )
        assert found[2][0].edition.title
    assert found[:2] == [list(tags), []]
    assert whole(found[2]) == whole(windows)
    assert found[3:] == [[tag.name for tag in tags[2:4]], list(MenuItem.objects.all())]
    with django_assert_num_queries(0):
        assert at_once(tags.none()) == [[]]


@pytest.mark.usefixtures("_some")
def test_nothing_of_it_waits_for_the_garbage_collector():
    def ask():
        with asked_together(named.asking(["a"]), live.asking(LATER), united.asking(["a"], LATER)):
            return named(["a"]), live(LATER)

    ask()
    gc.collect()
    gc.disable()
    try:
        ask()
        assert not gc.collect()
    finally:
        gc.enable()


@pytest.mark.django_db(transaction=True)
def test_no_thread_is_answered_by_another():
    Tag.objects.create(name="a", slug="a")
    found = []

    def ask():
        try:
            found.extend(named(["a"]))
        finally:
            connection.close()

    with asked_together(named.asking(["a"]), named.asking(["b"])):
        Tag.objects.filter(name="a").delete()
        thread = Thread(target=ask)
        thread.start()
        thread.join()
        assert [tag.name for tag in named(["a"])] == ["a"]
    assert found == []
