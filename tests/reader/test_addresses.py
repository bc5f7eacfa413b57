"""Where a reader finds an article: one address, old ones leading to it, and the notice once it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from articles import addresses
from articles.models import Article, Contributor, Edition, Section
from articles.models.articles import WithdrawalReason
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def status(client: Client, path: str, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return client.get(path).status_code


def rename(edition: Edition, slug: str, *, at: datetime, now: datetime | None = None) -> Edition:
    article = Article.objects.get(pk=edition.article_id)
    article.slug = slug
    article.save()
    return release.publish(article, actor=personas.editor(), at=at, now=now or at)


def reprint(**terms: object) -> Edition:
    article = makers.make_article(title="The night market", slug="night")
    makers.credit(article, makers.make_permission(**terms), url="https://example.com/original")
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("en", "/articles/x/"),
        ("en-GB", "/articles/x/"),
        ("zh-Hans", "/zh-hans/articles/x/"),
        ("zh-CN", "/zh-hans/articles/x/"),
        ("zh-Hant", "/articles/x/"),
        ("fr", "/articles/x/"),
        ("", "/articles/x/"),
    ],
)
@pytest.mark.parametrize("active", ["en", "zh-hans"])
def test_it_stands_where_its_language_does(tag: str, path: str, active: str) -> None:
    with translation.override(active):
        assert addresses.article("x", tag) == path
        assert Edition(slug="x", language=tag).get_absolute_url() == path
        assert Article(slug="x", language=tag).get_absolute_url() == path


def test_it_answers_301_under_another_prefix(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    chinese = makers.make_live(title="路口", slug="路口", language="zh-Hans")
    assert client.get(edition.get_absolute_url()).status_code == 200
    for under in ("", "editions/", "comment/", "comment/thanks/", "comments/"):
        response = client.get(f"/zh-hans/articles/crossing/{under}")
        assert (response.status_code, response["Location"]) == (301, f"/articles/crossing/{under}")
    response = client.get("/articles/路口/")
    assert response.status_code == 301
    assert response["Location"] == chinese.get_absolute_url()
    assert client.get(response["Location"]).status_code == 200


def test_it_leads_old_addresses_to_the_live_one_in_one_hop(client: Client) -> None:
    edition = makers.make_live(slug="one")
    rename(edition, "two", at=NOON + DAY)
    last = rename(edition, "three", at=NOON + 2 * DAY)
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        for old in ("one", "two"):
            response = client.get(f"/zh-hans/articles/{old}/")
            assert (response.status_code, response["Location"]) == (301, "/articles/three/")
        assert client.get(last.get_absolute_url()).status_code == 200
    rename(edition, "one", at=NOON + 4 * DAY)
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        assert client.get("/articles/one/").status_code == 200
        assert client.get("/articles/three/")["Location"] == "/articles/one/"


def test_it_does_not_betray_a_scheduled_address(client: Client) -> None:
    edition = makers.make_live(slug="now")
    rename(edition, "soon", at=NOON + 5 * DAY, now=NOON + DAY)
    assert status(client, "/articles/soon/", NOON + 2 * DAY) == 404
    assert status(client, "/articles/now/", NOON + 2 * DAY) == 200
    assert status(client, "/articles/soon/", NOON + 5 * DAY) == 200
    assert status(client, "/articles/now/", NOON + 5 * DAY) == 301


def test_it_is_not_there_before_it_is_published(client: Client) -> None:
    draft = makers.make_article(slug="draft")
    assert client.get(draft.get_absolute_url()).status_code == 404
    scheduled = makers.make_article(slug="later")
    release.publish(scheduled, actor=personas.editor(), at=NOON + DAY, now=NOON)
    for under in ("", "editions/", "comment/", "comment/thanks/", "comments/"):
        assert status(client, f"/articles/later/{under}", NOON + DAY - SECOND) == 404
    assert status(client, "/articles/later/", NOON + DAY) == 200


@pytest.mark.parametrize("reason", WithdrawalReason.values)
def test_it_leaves_a_removal_notice(client: Client, reason: str) -> None:
    edition = makers.make_live(
        title="The night market", deck="A deck of its own.", bodies=("<p>Secret words.</p>",)
    )
    release.withdraw(
        edition.article,
        actor=personas.editor(),
        reason=reason,
        notice="We are <sorry>.",
        at=NOON + DAY,
    )
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        response = client.get(edition.get_absolute_url())
    assert response.status_code == (451 if reason == WithdrawalReason.LEGAL_DEMAND else 410)
    html = response.content.decode()
    assert "The night market" in html
    assert "Ada Example" in html
    assert "We are &lt;sorry&gt;." in html
    assert "Secret words" not in html
    assert "A deck of its own." not in html
    assert 'name="description"' not in html
    assert response["X-Robots-Tag"] == "noindex"
    is_demand = reason == WithdrawalReason.LEGAL_DEMAND
    assert response.get("Link", "") == (
        '<http://testserver/>; rel="blocked-by"' if is_demand else ""
    )


def test_it_comes_back_when_it_is_put_back(client: Client) -> None:
    edition = makers.make_live(slug="back")
    release.withdraw(
        edition.article, actor=personas.editor(), reason="error", notice="", at=NOON + DAY
    )
    for under in ("", "editions/", "comment/", "comment/thanks/", "comments/"):
        assert status(client, f"/articles/back/{under}", NOON + 2 * DAY) == 410
    release.reinstate(edition.article, actor=personas.editor(), at=NOON + 3 * DAY)
    assert status(client, "/articles/back/", NOON + 3 * DAY) == 200


def test_it_lapses_with_its_permission_to_the_second(client: Client) -> None:
    edition = reprint(valid_until=NOON + 10 * DAY)
    path = edition.get_absolute_url()
    assert status(client, path, NOON + 10 * DAY - SECOND) == 200
    assert status(client, path, NOON + 10 * DAY) == 410
    with time_machine.travel(NOON + 10 * DAY, tick=False):
        html = client.get(path).content.decode()
    assert "Our permission to publish it has ended." in html
    assert 'href="https://example.com/original"' in html
    assert "Reprinted with permission" not in html


def test_it_pauses_while_a_permission_is_suspended(client: Client) -> None:
    edition = reprint()
    permission = edition.needs.get().permission
    permissions.suspend(permission, actor=personas.rights_desk(), at=NOON + DAY)
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        response = client.get(edition.get_absolute_url())
        assert response.status_code == 404
        assert "Its rights are being checked." in response.content.decode()
        permissions.resume(permission, actor=personas.rights_desk())
        assert client.get(edition.get_absolute_url()).status_code == 200


def test_it_says_that_a_planned_take_down_was_planned(client: Client) -> None:
    edition = makers.make_live(slug="brief")
    release.plan_takedown(
        edition.article, actor=personas.editor(), takedown_at=NOON + 2 * DAY, at=NOON + DAY
    )
    assert status(client, "/articles/brief/", NOON + 2 * DAY - SECOND) == 200
    assert status(client, "/articles/brief/", NOON + 2 * DAY) == 410


def test_it_keeps_the_notice_at_the_last_address(client: Client) -> None:
    edition = makers.make_live(slug="one")
    rename(edition, "two", at=NOON + DAY)
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON + 2 * DAY)
    assert status(client, "/articles/one/", NOON + 3 * DAY) == 301
    assert status(client, "/articles/two/", NOON + 3 * DAY) == 410


HOSTILE = ("x" * 101, "x" * 5000, "%00", "a%00b", "%ff%fe", "..%2f..", "a%20b", "'", "%F0%9F%92%A9")


@pytest.mark.parametrize(
    "place", ["articles", "tags", "topics", "contributors", "sources", "media", "zh-hans/articles"]
)
def test_it_answers_404_to_what_cannot_be_an_address(client: Client, place: str) -> None:
    for text in HOSTILE:
        for path in (f"/{place}/{text}/", f"/{place}/{text}/editions/", f"/{text}/"):
            response = client.get(path)
            assert response.status_code == 404, path
            assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_refuses_other_methods(client: Client, method: str) -> None:
    for path in (
        "/",
        "/articles/",
        "/articles/x/",
        "/articles/x/editions/",
        "/articles/x/comment/thanks/",
        "/tags/",
        "/topics/",
        "/nothing/",
    ):
        assert getattr(client, method)(path).status_code == 405, path


def test_it_answers_head_like_get(client: Client) -> None:
    edition = makers.make_live()
    with time_machine.travel(NOON + DAY, tick=False):
        response = client.head(edition.get_absolute_url())
    assert (response.status_code, response.content) == (200, b"")


def test_it_never_gives_a_draft_s_people_a_page(client: Client) -> None:
    draft = makers.make_article(author="Nobody Yet")
    person = Contributor.objects.get(name="Nobody Yet")
    assert Section.objects.filter(article=draft).exists()
    assert client.get(person.get_absolute_url()).status_code == 404


def test_no_browser_keeps_a_page_without_asking(client: Client) -> None:
    """A 410 may be kept for good by default, and an article that came back would stay gone."""
    edition = makers.make_live()
    address = edition.get_absolute_url()
    assert client.get(address).headers["Cache-Control"] == "no-cache"
    release.withdraw(edition.article, actor=personas.editor(), reason="error")
    gone = client.get(address)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-cache")
