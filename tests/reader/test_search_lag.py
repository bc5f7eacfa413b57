"""While documents are made anew that go by tags that changed, filters, counts and words are right already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import (
    Article,
    SearchDocument,
    SearchLag,
    SearchWaiting,
    SearchWaitingTag,
    Tag,
    TagChange,
    Topic,
    TopicPick,
)
from articles.search import lagging, rebuilding, renewing
from articles.tidying import merging, renaming, retiring, splitting, undoing
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

FILED = {
    "one": ["rivers"],
    "two": ["rivers", "boats"],
    "three": ["boats"],
    "four": ["boats", "trades"],
    "five": ["ships"],
    "six": ["ships", "rivers", "canals"],
    "seven": [],
}
FILTERS: list[dict[str, str]] = [
    *({"tag": tag} for tag in ("rivers", "boats", "ships", "trades", "canals")),
    {"q": "crossing"},
    {"q": "crossing", "order": "date"},
    {"q": "crossing", "tag": "boats", "order": "date"},
    {"topic": "water"},
    {"q": "crossing", "topic": "water", "kind": "own"},
]
WORDS = [
    *({"q": word} for word in ("rivers", "boats", "ships", "trades", "river*", '"long boats"')),
    {"q": "crossing -boats"},
    {"q": "crossing boats"},
    {"q": "ships -rivers", "tag": "boats"},
]

Act = Callable[[], object]


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever changes a tag leaves all of its documents to tidying, as of a tag with very many."""
    for number, (slug, tags) in enumerate(FILED.items()):
        makers.make_live(
            slug=slug,
            title=f"Crossing {slug}",
            bodies=("<p>Some words.</p>",),
            tags=tags,
            at=NOON + number * timedelta(hours=2),
        )
    topic = Topic.objects.create(slug="water", name="Water")
    topic.tags.add(*Tag.objects.filter(name__in=["rivers", "trades"]))
    TopicPick.objects.create(topic=topic, article=Article.objects.get(slug="seven"))
    monkeypatch.setattr(renewing, "renew_waiting", lambda: 0)
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def merge(*names: str, into: str) -> Tag:
    tags = Tag.objects.filter(name__in=names)
    kept = Tag.objects.get(name=into)
    return merging.merge_tags(tags, into=kept, actor=personas.editor())


def split(name: str, parts: dict[str, list[str]], stays: tuple[str, ...] = ()) -> TagChange:
    into = {
        part: Article.objects.filter(slug__in=slugs).values_list("pk", flat=True)
        for part, slugs in parts.items()
    }
    return splitting.split_tag(
        Tag.objects.get(name=name),
        into={part: list(pks) for part, pks in into.items()},
        stays=list(Article.objects.filter(slug__in=stays).values_list("pk", flat=True)),
        actor=personas.editor(),
    )


def rename(name: str, new: str) -> Tag:
    return renaming.rename_tag(Tag.objects.get(name=name), name=new, actor=personas.editor())


def retire(name: str) -> TagChange:
    return retiring.retire_tag(Tag.objects.get(name=name), actor=personas.editor())


def undo() -> TagChange:
    return undoing.undo(
        TagChange.objects.filter(undone_at=None).latest("pk"), actor=personas.editor()
    )


def told(client: Client, asked: dict[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Which articles a search finds, and which tags it offers with which counts."""
    html = client.get("/search/", asked).content.decode()
    found = re.findall(r'<h2[^>]*><a href="[^"]*/articles/([^/]+)/">', html)
    section = re.search(r">Tags</h2>(.*?)</section>", html, re.DOTALL)
    rows = re.findall(r"<li>(.*?)</li>", section[1] if section else "", re.DOTALL)
    texts = (re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row)).strip() for row in rows)
    return sorted(found), sorted(tuple(text.rsplit(" ", 1)) for text in texts)  # type: ignore[misc]


def all_told(client: Client, searches: list[dict[str, str]]) -> list[object]:
    return [(asked, told(client, asked)) for asked in searches]


def after_tidying(client: Client, searches: list[dict[str, str]]) -> list[object]:
    """The same when every document is made anew, which is taken back."""
    with transaction.atomic():
        call_command("tidy", stdout=StringIO())
        assert not SearchWaiting.objects.exists()
        assert not SearchWaitingTag.objects.exists()
        assert not SearchLag.objects.exists()
        found = all_told(client, searches)
        transaction.set_rollback(True)
    return found


def wait() -> int:
    return SearchWaiting.objects.count() + SearchWaitingTag.objects.count()


JOURNEYS: dict[str, tuple[list[Act], list[dict[str, str]]]] = {
    "merged": ([lambda: merge("rivers", into="boats")], [*FILTERS, *WORDS]),
    "merged, of three": ([lambda: merge("rivers", "ships", into="boats")], [*FILTERS, *WORDS]),
    "merged on": (
        [lambda: merge("rivers", into="boats"), lambda: merge("boats", into="ships")],
        [*FILTERS, *WORDS],
    ),
    "merged and undone": ([lambda: merge("rivers", into="boats"), undo], FILTERS),
    "merged, undone and merged the other way": (
        [lambda: merge("rivers", into="boats"), undo, lambda: merge("boats", into="rivers")],
        FILTERS,
    ),
    "split": ([lambda: split("boats", {"ferries": ["two", "four"]}, ("four",))], FILTERS),
    "split into what is there": (
        [lambda: split("boats", {"ships": ["two"], "trades": ["three"]})],
        FILTERS,
    ),
    "split and undone": ([lambda: split("boats", {"ships": ["two", "four"]}), undo], FILTERS),
    "split and merged": (
        [
            lambda: split("boats", {"ferries": ["two", "four"]}),
            lambda: merge("ferries", into="rivers"),
        ],
        FILTERS,
    ),
    "retired": ([lambda: retire("boats")], FILTERS),
    "renamed": (
        [lambda: rename("boats", "long boats")],
        [*FILTERS, {"q": '"long boats"'}, {"q": "long"}, {"q": "lo*"}, {"q": "crossing -long"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("journey", JOURNEYS)
def test_it_tells_at_once_what_it_tells_when_all_is_made_anew(
    client: Client, house: None, journey: str
) -> None:
    acts, searches = JOURNEYS[journey]
    before = all_told(client, searches)
    for act in acts:
        act()
        assert wait()
        assert all_told(client, searches) == after_tidying(client, searches)
    if not journey.endswith("undone"):
        assert all_told(client, searches) != before


def test_without_knowing_what_lags_it_would_not(
    client: Client, house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what is compared above can differ."""
    merge("rivers", into="boats")
    monkeypatch.setattr(lagging, "known", lambda: lagging.NONE)
    searches = [{"tag": "boats"}, {"q": "crossing"}, {"q": "rivers"}]
    late = dict(zip(map(str, searches), all_told(client, searches), strict=True))
    right = dict(zip(map(str, searches), after_tidying(client, searches), strict=True))
    assert [name for name in late if late[name] == right[name]] == []


def test_a_merge_is_found_at_once_though_the_kept_tag_waits_to_be_marked(
    client: Client, house: None
) -> None:
    merge("rivers", into="boats")
    assert told(client, {"tag": "boats"})[0] == ["four", "one", "six", "three", "two"]
    assert told(client, {"q": "rivers"})[0] == ["four", "one", "six", "three", "two"]
    assert ("boats", "5") in told(client, {"q": "crossing"})[1]
    assert SearchDocument.objects.filter(meta__contains=":t").count() == 6


def test_what_may_be_meant_is_tried_where_it_stands_by_now(client: Client, house: None) -> None:
    merge("rivers", into="boats")
    html = client.get("/search/", {"q": "crosing one", "tag": "boats"}).content.decode()
    assert "/search/?q=crossing+one&amp;tag=boats" in html
    undo()
    html = client.get("/search/", {"q": "crosing one", "tag": "boats"}).content.decode()
    assert "Did you mean" not in html


def test_later_pages_by_date_and_by_rank_hold_what_lags(
    client: Client, house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.search.finding.SIZE", 2)
    merge("rivers", into="boats")
    for order in ("", "date"):
        address, found = f"/search/?q=crossing&tag=boats&order={order}", []
        while address:
            html = client.get(address).content.decode()
            found += re.findall(r'<h2[^>]*><a href="[^"]*/articles/([^/]+)/">', html)
            following = re.search(r'rel="next" href="([^"]*)"', html)
            address = following[1].replace("&amp;", "&") if following else ""
        assert sorted(found) == ["four", "one", "six", "three", "two"]
        assert len(set(found)) == len(found)


def test_a_tag_is_marked_portion_by_portion_and_again_if_it_changed_meanwhile(
    house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge("rivers", into="boats")
    wanted = set(
        SearchDocument.objects.filter(edition__filings__tag__name="boats").values_list("pk")
    )
    assert len(wanted) == 5
    SearchWaiting.objects.all().delete()
    lengths = []
    for _portion in range(4):
        assert renewing._mark_some(2)
        waiting = SearchWaitingTag.objects.get()
        lengths.append((waiting.is_past_copies, SearchWaiting.objects.count()))
    assert lengths == [(False, 0), (False, 0), (True, 0), (True, 2)]
    renewing.mark_tags([waiting.tag])  # as who changed it again
    while renewing._mark_some(2):
        assert SearchWaitingTag.objects.count() < 2
    assert set(SearchWaiting.objects.values_list("document")) == wanted
    assert SearchWaiting.objects.count() == 2 + len(wanted)
    assert not SearchWaitingTag.objects.exists()


def test_what_waits_to_be_marked_is_no_difference(house: None) -> None:
    rename("boats", "barges")
    assert SearchWaitingTag.objects.count() == 1
    assert not SearchWaiting.objects.exists()
    found = rebuilding.differences(say=lambda _text: None, at=NOON + DAY)
    assert {difference.what for difference in found} == {"waits to be made anew"}


def test_what_lags_costs_a_query_a_search(client: Client, house: None) -> None:
    merge("rivers", into="boats")
    assert lagging.known().said

    def cost() -> int:
        client.get("/search/", {"q": "crossing"})  # what is remembered
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/", {"q": "crossing", "utm": "1"})
        return len(asked)

    lagging_costs = cost()
    call_command("tidy", stdout=StringIO())
    assert lagging_costs == cost() + 1
