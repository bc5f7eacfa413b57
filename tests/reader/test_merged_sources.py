"""A source that was merged into another: its page and feeds lead to the kept one."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.auditing import walking
from articles.models import Edition, Source
from articles.publishing import release
from articles.rights.sources import merge_sources
from tests import makers, personas
from tests.makers import NOON

pytestmark = pytest.mark.django_db


def make_reprint(title: str, source: Source) -> Edition:
    article = makers.make_article(title=title)
    makers.credit(article, makers.make_permission(source=source), source=source)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


@pytest.fixture
def merged() -> tuple[Source, Source, Source]:
    """A was merged into B, then B into C; something live comes from A and from C."""
    a, b, c = (makers.make_source(f"Review {letter}") for letter in "ABC")
    make_reprint("From the first", a)
    make_reprint("From the last", c)
    actor = personas.rights_desk()
    merge_sources(a, into=b, actor=actor)
    merge_sources(b, into=c, actor=actor)
    return a, b, c


@pytest.mark.parametrize("slug", ["review-a", "review-b"])
@pytest.mark.parametrize("tail", ["", "feed.atom", "feed.json"])
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_old_addresses_lead_on_in_one_step(
    client: Client, merged: object, slug: str, tail: str, prefix: str
) -> None:
    response = client.get(f"{prefix}/sources/{slug}/{tail}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{prefix}/sources/review-c/{tail}"
    assert client.get(response.headers["Location"]).status_code == 200


def test_turned_round_they_lead_the_other_way(
    client: Client, merged: tuple[Source, Source, Source]
) -> None:
    before = client.get("/sources/review-a/")
    assert before.headers["Cache-Control"] == "no-cache", "a browser that kept it would go round"
    merge_sources(merged[2], into=merged[0], actor=personas.rights_desk())
    for slug in ("review-b", "review-c"):
        assert client.get(f"/sources/{slug}/").headers["Location"] == "/sources/review-a/"
    page = client.get("/sources/review-a/")
    assert page.status_code == 200
    assert "From the first" in page.content.decode()
    assert "From the last" in page.content.decode()


def test_lists_feeds_pages_and_the_sitemap_follow(client: Client, merged: object) -> None:
    page = client.get("/sources/review-c/").content.decode()
    assert "From the first" in page
    assert "From the last" in page
    assert "Review A" not in page  # a list names the source as it is kept
    feed = json.loads(client.get("/sources/review-c/feed.json").content)
    assert {item["title"] for item in feed["items"]} == {"From the first", "From the last"}
    sitemap = client.get("/sitemap-sources-0.xml").content
    assert b"/sources/review-c/" in sitemap
    assert b"/sources/review-a/" not in sitemap
    edition = Edition.objects.get(title="From the first")
    article = client.get(edition.get_absolute_url()).content.decode()
    assert 'href="/sources/review-c/">Review A</a>' in article  # the name that was printed
    assert '"name":"Review A"' in article.replace(": ", ":")


def test_what_nothing_public_came_from_stays_unknown(client: Client) -> None:
    a, b = makers.make_source("Review A"), makers.make_source("Review B")
    merge_sources(a, into=b, actor=personas.rights_desk())
    for path in ("/sources/review-a/", "/sources/review-a/feed.atom"):
        assert client.get(path).status_code == 404


def test_a_list_costs_no_more_for_what_was_merged(client: Client, merged: object) -> None:
    make_reprint("From another", makers.make_source("Other"))
    costs = {}
    for slug in ("other", "review-c"):
        client.get(f"/sources/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sources/{slug}/")
        costs[slug] = len(queries)
    assert costs["review-c"] == costs["other"]


def test_the_audit_finds_nothing(merged: object) -> None:
    audit = walking.Audit(now=timezone.now)
    assert [str(finding) for finding in audit.findings()] == []
