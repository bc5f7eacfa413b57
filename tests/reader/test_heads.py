"""What programs show beside a link to a page, and what reference managers and search engines find there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import Masthead, Section, StandingPage, Tag, Topic
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import all_metas, markup, metas, properties
from tests.reprints import make_reprint

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
PAGES = (
    "/",
    "/articles/",
    "/articles/2026/",
    "/articles/2026/11/",
    "/articles/the-ferry/",
    "/tags/",
    "/tags/essays/",
    "/topics/",
    "/topics/cities/",
    "/contributors/ada-example/",
    "/sources/the-example-review/",
    "/corrections/",
    "/feeds/",
    "/about/",
)
UNDER = (
    "/articles/the-ferry/editions/",
    "/articles/the-ferry/rights/",
    "/articles/the-ferry/rights/request/",
    "/articles/the-ferry/comment/",
    "/articles/the-ferry/comments/",
)


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    makers.name_publication("The Ferry")
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@pytest.fixture
def _site() -> None:
    make_reprint()
    topic = Topic.objects.create(slug="cities", name="Cities")
    topic.tags.add(Tag.objects.get(slug="essays"))
    StandingPage.objects.create(slug="about", title="About", body="<p>Who we are.</p>")


def head(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200, path
    return response.content.decode().partition("</head>")[0]


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_page_says_what_it_is_beside_a_link(client: Client, prefix: str) -> None:
    seen: dict[str, str] = {}
    for path in PAGES:
        html = head(client, prefix + path)
        (said,) = all_metas(html, "description")
        assert 5 < len(said) <= 160
        assert seen.setdefault(said, path) == path, "no two pages describe themselves alike"
        shown = properties(html)
        assert shown["og:site_name"] == "The Ferry"
        assert shown["og:description"] == said
        assert shown["og:title"]
        is_article = path == "/articles/the-ferry/"
        assert shown["og:url"] == SITE + ("" if is_article else prefix) + path
        assert shown["og:type"] == (
            "article" if is_article else "profile" if "/contributors/" in path else "website"
        )
        assert metas(html)["twitter:card"] == "summary_large_image"
        _is_served(client, shown)


def _is_served(client: Client, shown: dict[str, str]) -> None:
    picture = client.get(shown["og:image"].removeprefix(SITE))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert (shown["og:image:width"], shown["og:image:height"]) == ("1200", "630")
    assert shown["og:image:alt"]


@pytest.mark.usefixtures("_site")
def test_a_page_about_an_article_shows_its_card_and_none_of_its_text(client: Client) -> None:
    card = properties(head(client, "/articles/the-ferry/"))["og:image"]
    for path in UNDER:
        html = head(client, path)
        assert properties(html)["og:image"] == card
        assert "description" not in metas(html)
        assert not all_metas(html, "citation_title")


@pytest.mark.usefixtures("_site")
def test_a_list_names_itself_in_every_language(client: Client) -> None:
    for path in ("/", "/tags/essays/"):
        html = head(client, f"/zh-hans{path}")
        assert f'<link rel="alternate" hreflang="en" href="{SITE}{path}">' in html
        assert f'<link rel="alternate" hreflang="zh-Hans" href="{SITE}/zh-hans{path}">' in html
    assert "hreflang" not in head(client, "/articles/the-ferry/")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>One two.</p>", "One two."),
        ("<p>" + "word " * 60 + "</p>", ("word " * 32).strip()[: 5 * 31 - 1] + "…"),
        ('<p>A<span class="footnote" data-footnote="A secret"></span> ferry.</p>', "A ferry."),
        ("<p>" + "渡船过江，" * 30 + "</p>", ("渡船过江，" * 16)[:79] + "…"),
    ],
)
def test_without_a_deck_the_first_words_describe_it(client: Client, body: str, said: str) -> None:
    edition = makers.make_live(deck="", bodies=(body,))
    assert metas(head(client, edition.get_absolute_url()))["description"] == said


def test_what_is_gone_or_only_shown_to_someone_tells_nothing(client: Client) -> None:
    edition = makers.make_live(slug="gone")
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    html = client.get("/articles/gone/").content.decode()
    for sign in ("og:", "citation_", "ld+json", 'name="description"'):
        assert sign not in html
    assert "og:" not in client.get("/nothing/").content.decode()


@pytest.mark.parametrize("may_go", [True, False])
def test_its_picture_goes_beside_links_if_others_may_show_it(client: Client, may_go: bool) -> None:
    image = makers.make_image(alt="A ferry", may_be_reprinted=may_go)
    edition = makers.make_live(image=image, alt="A boat")
    shown = properties(head(client, edition.get_absolute_url()))
    assert ("/media/" in shown["og:image"]) == may_go
    assert ("card-" in shown["og:image"]) != may_go
    assert shown["og:image:alt"] == ("A boat" if may_go else edition.title)
    assert shown["og:image:width"] == ("1600" if may_go else "1200")


def test_reference_managers_find_who_wrote_our_own(client: Client) -> None:
    edition = makers.make_live(title="Crossing", slug="crossing")
    html = head(client, edition.get_absolute_url())
    address = f"{SITE}/articles/crossing/"
    expected = {
        "citation_title": ["Crossing"],
        "citation_author": ["Ada Example"],
        "citation_publication_date": ["2026/11/02"],
        "citation_journal_title": ["The Ferry"],
        "citation_language": ["en"],
        "citation_fulltext_html_url": [address],
        "citation_public_url": [address],
        "citation_abstract": ["A deck."],
        "dc.creator": [],
        "dc.rights": [],
    }
    assert {name: all_metas(html, name) for name in expected} == expected


def test_reference_managers_find_the_translator_and_the_source(client: Client) -> None:
    """Zotero looks for translators only where no name stands in Highwire's tags."""
    html = head(client, make_reprint().get_absolute_url())
    assert all_metas(html, "dc.creator") == ["Ada Example"]
    assert all_metas(html, "z.translators") == ["Cy Translator"]
    assert all_metas(html, "citation_author") == all_metas(html, "citation_editor") == []
    assert all_metas(html, "citation_journal_title") == ["The Ferry"]
    assert all_metas(html, "dc.source") == ["https://example.com/1"]
    (rights,) = all_metas(html, "dc.rights")
    assert "First published in Chinese as 《渡口与工厂》" in rights


def test_it_tells_when_it_ran_and_what_it_is_about(client: Client) -> None:
    article = makers.make_live(slug="crossing").article
    Topic.objects.create(slug="cities", name="Cities").tags.add(Tag.objects.get(slug="essays"))
    Section.objects.filter(article=article).update(body="<p>More words.</p>")
    later = NOON + DAY / 24
    release.publish(article, actor=personas.editor(), at=later, now=later, kind="update", note="x")
    shown = properties(head(client, "/articles/crossing/"))
    assert shown["article:published_time"] == "2026-11-02T12:00:00Z"
    assert shown["article:modified_time"] == "2026-11-02T13:00:00Z"
    assert (shown["article:section"], shown["article:tag"]) == ("Cities", "essays")
    assert shown["article:author"] == f"{SITE}/contributors/ada-example/"


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("zh-Hans", "zh_CN"),
        ("sr-Latn-RS", "sr_RS"),
        ("fi", ""),
    ],
)
def test_it_names_language_and_territory(client: Client, language: str, locale: str) -> None:
    edition = makers.make_live(language=language)
    assert properties(head(client, edition.get_absolute_url())).get("og:locale", "") == locale


def test_it_escapes_whatever_people_write(client: Client) -> None:
    evil: dict[str, Any] = {"title": '"><script>x</script>', "deck": "\"'<&"}
    Masthead.objects.update(name='"><b>', tagline="</title>")
    html = head(client, makers.make_live(slug="evil", **evil).get_absolute_url())
    assert metas(html)["description"] == evil["deck"]
    assert properties(html)["og:title"] == metas(html)["citation_title"] == evil["title"]
    assert "<script" not in markup(html)
