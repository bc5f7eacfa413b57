"""A search engine reads the sitemap: what it may list, when that changed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from xmlschema import XMLSchema

from articles import freshness
from articles.models import Article, Section, StandingPage, Tag, Topic
from articles.outputs import sitemaps
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reprints import make_reprint, make_verbatim

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@cache
def schema() -> XMLSchema:
    return XMLSchema(str(Path(__file__).parent.parent / "files" / "sitemap.xsd"))


def fetched(client: Client, path: str) -> ElementTree.Element:
    """A file of the sitemap, valid by the protocol's own schema."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml"), path
    root = ElementTree.fromstring(response.content)
    schema().validate(root)
    return root


def parts(client: Client) -> list[str]:
    index = fetched(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    return [loc.text.removeprefix("http://testserver") for loc in index.iter(f"{MAP}loc")]  # type: ignore[union-attr]


def urls(client: Client) -> dict[str, ElementTree.Element]:
    """Every address of every part, each checked by the shape that the protocol's schema gives it."""
    found: dict[str, ElementTree.Element] = {}
    for path in parts(client):
        root = fetched(client, path)
        assert root.tag == f"{MAP}urlset"
        assert 1 <= len(root) <= 50_000
        for url in root:
            assert url.tag == f"{MAP}url"
            names = [child.tag.removeprefix(MAP) for child in url if child.tag != LINK]
            assert names in (["loc"], ["loc", "lastmod"])
            loc = url.findtext(f"{MAP}loc")
            assert loc
            assert loc.startswith("http://testserver/")
            assert loc not in found
            assert INSTANT.fullmatch(url.findtext(f"{MAP}lastmod", "2026-01-01T00:00:00Z"))
            found[loc.removeprefix("http://testserver")] = url
    return found


def articles(client: Client) -> set[str]:
    return {path for path in urls(client) if re.fullmatch(r"(/zh-hans)?/articles/[^/]+/", path)}


def test_it_is_valid_before_anything_is_published(client: Client) -> None:
    assert parts(client) == ["/sitemap-pages-0.xml"]
    assert set(urls(client)) >= {"/", "/zh-hans/", "/articles/", "/topics/"}


def test_it_lists_what_may_be_listed_and_nothing_else(client: Client) -> None:
    own = makers.make_live(slug="own", at=NOON)
    translated = make_reprint("translated")
    make_verbatim("verbatim")
    make_reprint("kept-out", index_policy="noindex")
    make_verbatim("theirs", index_policy="canonical")
    listed = make_verbatim("listed", index_policy="index")
    unheard = make_verbatim("no-news", index_policy="noindex_news")
    gone = makers.make_live(slug="gone", at=NOON)
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON)
    later = makers.make_article(slug="later")
    release.publish(later, actor=personas.editor(), at=NOON + 9 * DAY, now=NOON)
    expected = {edition.get_absolute_url() for edition in (own, translated, listed, unheard)}
    assert articles(client) == expected
    html = client.get("/articles/verbatim/").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert "/articles/verbatim/" in client.get("/articles/").content.decode()


def test_what_ends_is_gone_from_it_at_that_second(client: Client) -> None:
    edition = make_reprint(valid_until=NOON + 2 * DAY)
    makers.make_live(slug="own", at=NOON)
    with time_machine.travel(NOON + 2 * DAY - DAY / 86400, tick=False):
        assert edition.get_absolute_url() in articles(client)
        tag = client.get("/sitemap-articles-0.xml")["ETag"]
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert edition.get_absolute_url() not in articles(client)
        again = client.get("/sitemap-articles-0.xml", headers={"if-none-match": tag})
        assert again.status_code == 200


def test_a_change_of_terms_counts_at_once(client: Client) -> None:
    edition = make_reprint()
    permission = edition.needs.get().permission
    permissions.suspend(permission, actor=personas.rights_desk(), at=NOON)
    assert articles(client) == set()
    assert parts(client)[-1] != "/sitemap-articles-0.xml"
    assert client.get("/sitemap-articles-0.xml").status_code == 404


def test_it_dates_an_article_by_what_changed_in_substance(client: Client) -> None:
    article = makers.make_live(slug="crossing", at=NOON).article
    for hours, kind, note in ((1, "minor", ""), (2, "update", "More was said.")):
        Section.objects.filter(article=article).update(body=f"<p>Words {hours}.</p>")
        at = NOON + hours * DAY / 24
        release.publish(article, actor=personas.editor(), at=at, now=at, kind=kind, note=note)
        with time_machine.travel(at, tick=False):
            expected = "2026-11-02T12:00:00Z" if kind == "minor" else "2026-11-02T14:00:00Z"
            url = urls(client)["/articles/crossing/"]
            assert url.findtext(f"{MAP}lastmod") == expected


def test_it_ties_translations_of_ours_together_while_both_are_live(client: Client) -> None:
    english = makers.make_live(slug="crossing", at=NOON)
    other = makers.make_article(slug="du-kou", language="zh-Hans")
    Article.objects.filter(pk=other.pk).update(translation_of=english.article)
    other.refresh_from_db()
    chinese = release.publish(other, actor=personas.editor(), at=NOON, now=NOON)
    expected = {
        ("en", "http://testserver/articles/crossing/"),
        ("zh-Hans", "http://testserver/zh-hans/articles/du-kou/"),
    }
    for edition in (english, chinese):
        links = urls(client)[edition.get_absolute_url()].findall(LINK)
        assert {(link.get("hreflang"), link.get("href")) for link in links} == expected
    release.withdraw(chinese.article, actor=personas.editor(), reason="error", at=NOON)
    assert urls(client)["/articles/crossing/"].findall(LINK) == []


def test_it_lists_the_places_where_something_is(client: Client) -> None:
    makers.make_live()
    Tag.objects.create(name="Empty", slug="empty")
    Topic.objects.create(slug="cities", name="Cities")
    Topic.objects.create(slug="hidden", name="Hidden", is_public=False)
    StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    StandingPage.objects.create(slug="draft", title="Draft", body="<p>x</p>", is_public=False)
    found = urls(client)
    for path in ("/tags/essays/", "/topics/cities/", "/contributors/ada-example/", "/about/"):
        assert path in found
        assert f"/zh-hans{path}" in found
        assert client.get(path).status_code == 200
    assert not {"/tags/empty/", "/topics/hidden/", "/draft/", "/topics/front-en/"} & set(found)
    for path in found:
        assert client.get(path).status_code == 200, path


def test_it_is_split_by_ids_and_costs_the_same_wherever(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    editions = [makers.make_live(slug=f"own-{n}", at=NOON) for n in range(4)]
    editions += [make_reprint(f"reprint-{n}") for n in range(3)]
    with django_assert_max_num_queries(16):
        client.get("/sitemap-articles-0.xml")
    monkeypatch.setattr(sitemaps, "MOST", 2)
    monkeypatch.setattr(sitemaps, "STEP", 2)
    assert len([path for path in parts(client) if "articles" in path]) >= 4
    assert articles(client) == {edition.get_absolute_url() for edition in editions}
    for path in parts(client):
        if "articles" in path:
            with django_assert_max_num_queries(7):
                assert 1 <= len(fetched(client, path)) <= 2


def test_its_list_of_parts_asks_no_more_for_more_of_them(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    monkeypatch.setattr(sitemaps, "_size", lambda _section: 50_000)
    for number in range(9):
        makers.make_live(slug=f"own-{number}", at=NOON)
        freshness.forget()
        columns = 10 + Article.objects.latest("pk").pk  # two for each stretch of two
        with django_assert_max_num_queries(4 + columns // sitemaps.COLUMNS):
            found = [path for path in parts(client) if "articles" in path]
        assert len(found) == len({pk // 2 for pk in Article.objects.values_list("pk", flat=True)})


def test_it_reads_no_text(client: Client) -> None:
    make_reprint("reprint")
    makers.make_live(slug="own", at=NOON)
    with CaptureQueriesContext(connection) as queries:
        client.get("/sitemap-articles-0.xml")
    for query in queries:
        assert not re.search(r'SELECT [^(]*"articles_edition"."content"', query["sql"])


@pytest.mark.parametrize(
    "path",
    ["/sitemap-x-0.xml", "/sitemap-pages-1.xml", "/sitemap-tags-999999999.xml", "/sitemap-a.xml"],
)
def test_there_is_no_other_part(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
