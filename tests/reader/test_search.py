"""What readers look for: the same first page by every database, whatever they type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles import freshness
from articles.models import Edition, FailedSearch, Section, TagAlias, Topic, TopicPick
from articles.models.taxonomy import Tag
from articles.publishing import release
from articles.reading.narrowing import Asked
from articles.search import failures, finding, postgres
from articles.tidying import renaming, retiring
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.searched import CORPUS, GOLDEN

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _site(standing: None) -> None:
    days = count()
    for slug, (title, deck, heading, text, tags, language) in CORPUS.items():
        article = makers.make_article(
            slug=slug,
            title=title,
            deck=deck,
            bodies=(f"<p>{text}</p>",),
            tags=tags,
            language=language,
            author="Bo Writer" if slug == "bells" else "Ada Example",
        )
        Section.objects.filter(article=article).update(heading=heading)
        at = NOON + next(days) * DAY
        if slug == "foundry":
            makers.credit(article, makers.make_permission(), authors="Cy Founder")
        if slug == "ferry":  # names found later, by the desk's own ways
            rivers = Tag.objects.get(name="rivers")
            TagAlias.objects.create(tag=rivers, name="waterways")
            games = Tag.objects.create(name="游戏", translations={"zh-hans": {"name": "游戏"}})
            TagAlias.objects.create(tag=games, name="game")
        release.publish(article, actor=personas.editor(), at=at, now=at)
    TopicPick.objects.create(
        topic=Topic.objects.create(slug="metal", name="Metal"),
        article=Edition.objects.get(slug="bells").article,
    )
    Topic.objects.get(slug="metal").tags.add(Tag.objects.get(name="rivers"))


@pytest.fixture(autouse=True)
def _later(_site: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(failures, "EVERY", 0)
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        yield


def page(client: Client, *, path: str = "/search/", **asked: str) -> str:
    response = client.get(path, asked)
    assert response.status_code == 200, asked
    return response.content.decode()


def slugs(html: str) -> list[str]:
    return re.findall(r'<h2[^>]*><a href="[^"]*/articles/([^/]+)/">', html)


def test_the_golden_set_is_large_enough() -> None:
    assert len(GOLDEN) >= 60


def test_it_gives_the_same_first_page_by_every_database(client: Client) -> None:
    found = {text: slugs(page(client, q=text)) for text in GOLDEN}
    assert found == GOLDEN


def test_whatever_is_typed_gives_a_page(client: Client) -> None:
    makers.make_live(title="Travel", slug="travel", at=NOON)
    for text in (
        "x" * 10_000,
        "字" * 10_000,
        '"' * 500,
        "-a " * 900,
        "a* " * 900,
        "\ud800",
        "(" * 999,
        f"-travl -{'q' * 190} z",  # put right it is longer than a query may be, and ends before the z
    ):
        html = page(client, q=text.encode("utf-8", "replace").decode())
        assert "<h1>Search</h1>" in html
    for asked in (
        {"after": "x"},
        {"after": "999999.-99999999999"},
        {"year": "20²6"},
        {"tag": "no-such\x00"},
        {"language": "' OR 1"},
        {"kind": "other"},
        {"topic": "none"},
        {"order": "price"},
    ):
        page(client, q="ferry", **asked)
        page(client, **asked)


def test_it_is_filtered_by_what_the_address_says(client: Client) -> None:
    for asked, expected in (
        ({"tag": "rivers"}, ["foundry", "ferry"]),
        ({"q": "ferry", "tag": "trades"}, ["bells", "foundry", "cafe"]),
        ({"q": "ferry", "topic": "metal"}, ["ferry", "bells", "foundry"]),
        ({"q": "ferry", "contributor": "bo-writer"}, ["bells"]),
        ({"q": "ferry", "source": "the-example-review"}, ["foundry"]),
        ({"q": "ferry", "kind": "reprint"}, ["foundry"]),
        ({"q": "ferry", "kind": "own"}, ["ferry", "bells", "cafe"]),
        ({"q": "显卡", "language": "zh-Hans", "tag": "动画"}, ["monkey"]),
        ({"q": "ferry", "year": "2026"}, ["ferry", "bells", "foundry", "cafe"]),
        ({"q": "ferry", "year": "2025"}, []),
        ({"q": "ferry", "order": "date"}, ["cafe", "bells", "foundry", "ferry"]),
        ({"language": "ko"}, ["korean"]),
    ):
        assert slugs(page(client, **asked)) == expected, asked


def test_a_topic_leads_to_a_search_within_it(client: Client) -> None:
    html = client.get("/topics/metal/").content.decode()
    address = re.search(r'href="(/search/[^"]*)"[^>]*>Search in this topic', html)
    assert address, html
    html = client.get(address[1]).content.decode()
    assert slugs(html) == ["bells", "foundry", "ferry"]
    assert '<input type="hidden" name="topic" value="metal">' in html


def test_it_offers_filters_and_says_how_to_leave_them_out(client: Client) -> None:
    html = page(client, q="ferry", kind="own")
    assert re.search(r'href="/search/\?q=ferry&amp;tag=trades&amp;kind=own"', html)
    assert 'class="chosen label"' in html
    assert 'href="/search/?q=ferry" rel="nofollow"><span>our own' in html
    assert '<input type="hidden" name="kind" value="own">' in html


def test_it_marks_what_was_found_and_escapes_the_rest(client: Client) -> None:
    html = page(client, q='"slack water"')
    assert "The ferry at <mark>slack water</mark>" in html
    assert "翻开<mark>说明书</mark>，里面" in page(client, q="说明书")
    assert "<mark>讀書人</mark>與龍" in page(client, q="读书人")
    assert "The ferry <mark>again</mark> · Water is slack" in page(client, q="again")
    evil = makers.make_article(
        slug="evil", title="<b>Oak</b> & elm", bodies=("<p>1 &lt; 2 oak &amp; &lt;i&gt;elm</p>",)
    )
    release.publish(evil, actor=personas.editor(), at=NOON, now=NOON)
    html = page(client, q="oak <script>")
    assert "<script>" not in html.replace("<script type", "")
    html = page(client, q="oak")
    assert "&lt;b&gt;<mark>Oak</mark>&lt;/b&gt; &amp; elm" in html
    assert "1 &lt; 2 <mark>oak</mark> &amp; &lt;i&gt;elm" in html


def test_it_asks_whether_another_word_was_meant(client: Client) -> None:
    for typed, meant in (("fery", "ferry"), ("foundyr", "foundry"), ("slakc water", "slack water")):
        assert f">{meant}</a>?" in page(client, q=typed), typed
    assert "Did you mean" not in page(client, q="qqqqqqqq")


def test_it_helps_where_nothing_is_found_or_asked(client: Client) -> None:
    html = page(client, q="ferry nothing", tag="rivers")
    assert "Search without “rivers”" in html
    assert "Try fewer words" in html
    assert 'href="/tags/books/"' in html
    assert 'href="/tags/books/"' in page(client)
    assert "noindex" in page(client, q="ferry")


def test_it_names_nothing_that_readers_never_saw(client: Client) -> None:
    hidden = makers.make_article(title="Draft", tags=["Secret Project"], author="Xi Hidden")
    makers.credit(hidden, source=makers.make_source("Not Yet Ours"))
    for key, slug in (
        ("tag", "secret-project"),
        ("contributor", "xi-hidden"),
        ("source", "not-yet-ours"),
    ):
        html = page(client, q="ferry", **{key: slug})
        assert f"Search without “{slug}”" in html
        assert not re.search("Secret Project|Xi Hidden|Not Yet Ours", html)


def test_a_filter_goes_by_what_the_tag_was_called_before(client: Client) -> None:
    renaming.rename_tag(Tag.objects.get(name="rivers"), actor=personas.editor(), name="Streams")
    for slug in ("rivers", "streams", "waterways"):
        html = page(client, q="ferry", tag=slug)
        assert slugs(html) == ["ferry", "foundry"]
        assert "<span>Streams" in html
    retiring.retire_tag(Tag.objects.get(name="Streams"), actor=personas.editor())
    assert "Search without “rivers”" in page(client, q="ferry", tag="rivers")


def test_it_shows_only_what_is_live_at_the_moment(client: Client) -> None:
    at = NOON + 30 * DAY
    article = makers.make_article(slug="owls", title="Owls", bodies=("<p>An owl.</p>",))
    release.publish(article, actor=personas.editor(), at=at + DAY, now=at)
    assert slugs(page(client, q="owls")) == []
    assert "Owls" not in page(client, path="/search/suggest/", q="owls")
    with time_machine.travel(at + DAY, tick=False):
        assert slugs(page(client, q="owls")) == ["owls"]
    with time_machine.travel(at + 2 * DAY, tick=False):
        release.withdraw(article, actor=personas.editor(), reason="error", at=at + 2 * DAY)
        assert slugs(page(client, q="owls")) == []
    assert slugs(page(client, q="owls")) == []


def test_it_finds_what_stays_however_much_of_the_newest_went(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "MOST_RANKED", 2)
    monkeypatch.setattr(postgres, "BESIDES", 0)
    at = NOON + 29 * DAY
    makers.make_live(slug="staying", title="A heron that stays", at=at)
    permission = makers.make_permission(valid_until=at + 2 * DAY)
    for number in range(1, 8):
        article = makers.make_article(slug=f"passing-{number}", title=f"A heron passes {number}")
        makers.credit(article, permission, authors="Cy Founder")
        release.publish(article, actor=personas.editor(), at=at + number * DAY / 24, now=at)
    assert "passing-7" in slugs(page(client, q="heron"))
    with time_machine.travel(at + 3 * DAY, tick=False):
        assert slugs(page(client, q="heron")) == ["staying"]
        assert slugs(page(client, q="heron", order="date")) == ["staying"]
        assert slugs(page(client, q="nightjar")) == []


def test_it_pages_by_where_it_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "SIZE", 4)
    for number in range(6):
        makers.make_live(
            at=NOON + timedelta(hours=number), title=f"Heron {number}", slug=f"heron-{number}"
        )
    for order in ("", "date"):
        first = page(client, q="heron", order=order)
        assert slugs(first) == [f"heron-{number}" for number in (5, 4, 3, 2)]
        assert "6 articles" in first
        onward = re.search(r'rel="next" href="([^"]+)"', first)
        assert onward
        rest = client.get(onward[1].replace("&amp;", "&")).content.decode()
        assert slugs(rest) == [f"heron-{number}" for number in (1, 0)]
        assert 'rel="next"' not in rest


def test_it_costs_four_queries_whatever_it_is_narrowed_down_to(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    everything = {
        **{"tag": "rivers", "contributor": "ada-example", "topic": "metal"},
        **{"language": "en", "year": "2026", "kind": "own"},
    }
    for asked in (
        *({"q": "ferry"}, {"q": "the"}, {"tag": "rivers"}, {"q": "ferry", **everything}),
        *({"q": "ferry", "source": "the-example-review"}, {"q": "ferry", "order": "date"}, {}),
    ):
        freshness.forget()  # as for the first who asks
        with django_assert_max_num_queries(4):
            html = page(client, **asked)
        assert slugs(html) or not asked, asked
    freshness.forget()
    with django_assert_max_num_queries(4):
        assert client.get("/search/suggest/", {"q": "ferr"}).json()["suggestions"]


def test_it_counts_what_was_looked_for_in_vain_and_nothing_of_whom(client: Client) -> None:
    for text in (
        "Kingfishers", "kingfishers ", "ada@example.org", "4111 1111 1111 1111", "+49 30 123456",
        "deadbeefdeadbeef0123", "https://example.org/x", "z" * 90,
    ):  # fmt: skip
        page(client, q=text)
    page(client, q="kingfishers", tag="rivers")
    rows = FailedSearch.objects.most_wanted().values_list("query", "count")
    assert list(rows) == [("kingfishers", 2)]


def test_a_vain_search_is_counted_whoever_asked_before(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.get("/search/", {"q": "kingfishers"})
    assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
    assert "private" not in client.get("/search/", {"q": "ferry"})["Cache-Control"]
    assert "private" not in client.get("/search/")["Cache-Control"]


def test_it_keeps_no_more_failures_than_it_is_to(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MOST_KEPT", 2)
    for text in ("heron", "egret", "stork", "heron"):
        page(client, q=text)
    rows = FailedSearch.objects.most_wanted().values_list("query", "count")
    assert list(rows) == [("heron", 1), ("stork", 1)]
    for text in ("heron", "egret"):
        page(client, q=text)
    assert list(rows.all()) == [("heron", 2), ("egret", 1)]


def test_it_suggests_names_and_titles_while_somebody_types(client: Client) -> None:
    def offered(text: str) -> list[tuple[str, str]]:
        found = json.loads(page(client, path="/search/suggest/", q=text))["suggestions"]
        return [(entry["text"], entry["url"]) for entry in found]

    assert offered("riv")[0] == ("rivers", "/tags/rivers/")
    assert offered("waterw")[0] == ("rivers", "/tags/rivers/")
    assert offered("bo wri")[0] == ("Bo Writer", "/contributors/bo-writer/")
    assert ("The ferry at slack water", "/articles/ferry/") in offered("slack wat")
    assert ("显卡里的草地", "/zh-hans/articles/grass/") in offered("草")
    assert offered("f") == offered("") == offered("zzz") == []
    assert 'href="/tags/rivers/"' in page(client, q="rivers")
    assert '<li><a href="/tags/rivers/">rivers</a> <span class="label">tag' in page(
        client, q="waterways"
    )


def test_without_scripts_a_page_says_what_begins_so(client: Client) -> None:
    html = page(client, q="waterw")
    assert "What begins so" in html
    assert '<li><a href="/tags/rivers/">rivers</a> <span class="label">tag</span></li>' in html
    assert 'href="/articles/ferry/"' in html.split("What begins so")[1]
    assert "What begins so" not in page(client, q="zzz")


def test_browsers_learn_how_to_search_here(client: Client) -> None:
    html = page(client, path="/")
    assert 'rel="search" type="application/opensearchdescription+xml"' in html
    assert 'action="/search/"' in html
    xml = page(client, path="/search/description.xml")
    assert 'template="http://testserver/search/?q={searchTerms}"' in xml


@pytest.mark.parametrize("key", ["tag", "contributor", "source", "language", "year", "kind"])
def test_what_is_offered_stands_at_the_address_of_each_value(key: str) -> None:
    asked = Asked.of({"q": "tag=-&year=- kind=-", "topic": "year=-", "order": "date"})
    for value in ("ferry-boats", "渡船", "a=-b&c"):
        assert asked.urls(key)(value) == asked.url(**{key: value})
