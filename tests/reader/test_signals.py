"""What crawlers are told of an article: in the page and in its headers alike, and never more than agreed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from articles import moderation
from articles.models import Edition, Masthead, Permission
from articles.models.term_choices import AIPolicy, Basis
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import links, metas, properties

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def get(client: Client, edition: Edition) -> HttpResponse:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response


def reprint(facts: dict[str, Any] | None = None, **terms: Any) -> Edition:
    article = makers.make_article(slug="crossing")
    makers.credit(article, makers.make_permission(**terms), **(facts or {}))
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


TRANSLATION = {"relation": "translation", "language": "zh-Hans"}
SELF = "http://testserver/articles/crossing/"
THEIRS = "https://a.example/1"


@pytest.mark.parametrize(
    ("facts", "terms", "robots", "news", "canonical"),
    [
        ({}, {}, "noindex", "", ""),
        (TRANSLATION, {}, "", "", SELF),
        ({}, {"index_policy": "index"}, "", "", SELF),
        ({}, {"index_policy": "noindex_news"}, "", "noindex", SELF),
        ({"url": THEIRS}, {"index_policy": "canonical"}, "", "", THEIRS),
        (TRANSLATION, {"index_policy": "noindex"}, "noindex", "", ""),
        (
            TRANSLATION,
            {"valid_until": NOON + 9 * DAY},
            "unavailable_after: 2026-11-11T12:00:00Z",
            "",
            SELF,
        ),
        (
            {},
            {"valid_until": NOON + 9 * DAY},
            "noindex, unavailable_after: 2026-11-11T12:00:00Z",
            "",
            "",
        ),
    ],
)
def test_the_page_and_its_headers_say_the_same_of_listing(
    client: Client,
    facts: dict[str, Any],
    terms: dict[str, Any],
    robots: str,
    news: str,
    canonical: str,
) -> None:
    response = get(client, reprint(facts, **terms))
    html = response.content.decode()
    assert metas(html).get("robots", "") == robots
    assert metas(html).get("googlebot-news", "") == news
    assert links(html).get("canonical", "") == canonical
    said = ", ".join(filter(None, [robots, f"googlebot-news: {news}" if news else ""]))
    assert response.get("X-Robots-Tag", "") == said


def test_it_says_until_when_a_renewed_permission_holds(client: Client) -> None:
    edition = reprint(TRANSLATION, valid_until=NOON + 9 * DAY)
    makers.renew(edition.needs.get().permission, at=NOON, valid_until=NOON + 20 * DAY)
    assert get(client, edition)["X-Robots-Tag"] == "unavailable_after: 2026-11-22T12:00:00Z"


def test_it_says_when_a_take_down_is_planned(client: Client) -> None:
    edition = makers.make_live()
    assert "X-Robots-Tag" not in get(client, edition)
    release.plan_takedown(
        edition.article, actor=personas.editor(), takedown_at=NOON + 3 * DAY, at=NOON + DAY
    )
    response = get(client, edition)
    assert response["X-Robots-Tag"] == "unavailable_after: 2026-11-05T12:00:00Z"
    assert metas(response.content.decode())["robots"] == response["X-Robots-Tag"]


def test_only_a_public_licence_is_called_one(client: Client) -> None:
    private = get(client, reprint())
    assert "Link" not in private
    assert "license" not in links(private.content.decode())


@pytest.mark.parametrize("is_own", [True, False])
def test_a_public_licence_stands_in_page_and_header(client: Client, is_own: bool) -> None:
    Masthead.objects.update(licence="CC-BY-4.0")
    terms = {"basis": Basis.OPEN_LICENCE, "licence": "CC-BY-4.0"}
    response = get(client, makers.make_live() if is_own else reprint(**terms))
    deed = "https://creativecommons.org/licenses/by/4.0/"
    assert response["Link"] == f'<{deed}>; rel="license"'
    assert links(response.content.decode())["license"] == deed


# --- training machines


def robots_txt(client: Client) -> list[str]:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    return response.content.decode().splitlines()


def reservation(client: Client) -> int:
    (rule,) = client.get("/.well-known/tdmrep.json").json()
    assert rule["location"] == "/"
    return int(rule["tdm-reservation"])


@pytest.mark.parametrize("is_own", [True, False])
def test_by_default_everything_is_reserved_everywhere(client: Client, is_own: bool) -> None:
    response = get(client, makers.make_live() if is_own else reprint())
    assert response["Content-Usage"] == "train-ai=n"
    assert "tdm-reservation" not in response  # the file says it for the whole site
    assert "tdm-reservation" not in response.content.decode()
    assert reservation(client) == 1
    assert client.get("/")["Content-Usage"] == "train-ai=n"
    assert "Content-Signal: search=yes, ai-input=no, ai-train=no" in robots_txt(client)


def test_what_we_allow_for_our_own_is_reserved_for_what_we_reprint(client: Client) -> None:
    Masthead.objects.update(allows_training=True)
    own, theirs = get(client, makers.make_live()), get(client, reprint())
    assert own["Content-Usage"] == "train-ai=y"
    assert "tdm-reservation" not in own
    assert (theirs["Content-Usage"], theirs["tdm-reservation"]) == ("train-ai=n", "1")
    assert reservation(client) == 0
    assert "Content-Signal: search=yes" in robots_txt(client)
    sitemaps = ("/sitemap.xml", "/sitemap-articles-1.xml")
    for path in ("/", "/tags/", "/nothing/", own.request["PATH_INFO"] + "editions/", *sitemaps):
        assert client.get(path)["Content-Usage"] == "train-ai=y", path
    for path in beside(own):
        assert client.get(path)["Content-Usage"] == "train-ai=y", path
    for path in ("/feed.atom", "/feed.json", *beside(theirs)):
        assert client.get(path)["Content-Usage"] == "train-ai=n", path


def beside(response: HttpResponse) -> list[str]:
    """What carries the article's text, shows its name, cites it or answers it."""
    path = response.request["PATH_INFO"]  # type: ignore[attr-defined]
    endings = ("rights/", "cite.bib", "cite.ris", "comments.atom")
    card = properties(response.content.decode())["og:image"].removeprefix("http://testserver")
    return [
        *(f"{path.removesuffix('/')}.{form}" for form in ("json", "md")),
        *(path + ending for ending in endings),
        card,
    ]


def test_the_feed_of_all_comments_allows_what_every_article_in_it_does(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    Masthead.objects.update(allows_training=True)
    own, theirs = makers.make_live(), reprint()
    for edition, usage in ((own, "train-ai=y"), (theirs, "train-ai=n")):
        left = moderation.leave(edition, name="Rea", text="Well said.", at=NOON + DAY)
        moderation.let_through(left, actor=personas.moderator(), at=NOON + DAY)
        with django_assert_max_num_queries(5):
            assert client.get("/comments.atom")["Content-Usage"] == usage


def test_a_copy_that_is_still_the_same_learns_what_is_said_now(client: Client) -> None:
    Masthead.objects.update(allows_training=True)
    etag = client.get("/tags/")["ETag"]
    Masthead.objects.update(allows_training=False)
    response = client.get("/tags/", headers={"If-None-Match": etag})
    assert (response.status_code, response["Content-Usage"]) == (304, "train-ai=n")


@pytest.mark.parametrize("is_allowed_here", [True, False])
def test_no_page_takes_back_what_the_publication_reserves(
    client: Client, is_allowed_here: bool
) -> None:
    Masthead.objects.update(allows_training=is_allowed_here)
    permission = makers.make_permission(grant=False)
    makers.prove(permission, covers_ai=True)
    Permission.objects.filter(pk=permission.pk).update(ai_policy=AIPolicy.ALLOWED)
    permissions.grant(permission, actor=personas.rights_desk(), at=NOON)
    article = makers.make_article()
    makers.credit(article, permission)
    response = get(client, release.publish(article, actor=personas.editor(), at=NOON, now=NOON))
    assert response["Content-Usage"] == ("train-ai=y" if is_allowed_here else "train-ai=n")
    assert "tdm-reservation" not in response


# --- robots.txt


def test_crawlers_are_kept_from_the_desk_and_from_previews_alone(client: Client) -> None:
    makers.make_live()
    reprint()
    lines = robots_txt(client)
    assert [line for line in lines if line.startswith("User-agent")] == ["User-agent: *"]
    assert [line for line in lines if line.startswith("Disallow")] == [
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /zh-hans/admin/",
        "Disallow: /zh-hans/preview/",
    ]
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    signal = next(n for n, line in enumerate(lines) if line.startswith("Content-Signal"))
    assert "" not in lines[:signal], "an empty line would end the group that it belongs to"
    assert "Content-Usage" not in "".join(lines), "checkers of robots.txt call it unknown"


@pytest.mark.parametrize("path", ["/robots.txt", "/.well-known/tdmrep.json"])
def test_there_is_one_file_for_all_languages(
    client: Client, path: str, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert client.get(f"/zh-hans{path}").status_code == 404
    assert client.post(path).status_code == 405
    Masthead.objects.all().delete()
    assert client.get(path).content == response.content
