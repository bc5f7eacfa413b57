"""Time travel: the desk sees the site as it was or will be; readers' pages know nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.admin import as_of
from articles.models import Edition, Topic, TopicPick
from articles.publishing import release
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
NOW = NOON + 2 * DAY


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coming() -> Edition:
    article = makers.make_article(title="High water", tags=["rivers"])
    return release.publish(article, actor=personas.editor(), at=NOON + 5 * DAY, now=NOON)


@pytest.fixture
def lapsing() -> Edition:
    permission = makers.make_permission(valid_until=NOON + 9 * DAY)
    article = makers.make_article(title="Reprinted", slug="reprinted")
    makers.credit(article, permission)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def seen(client: Client, at: datetime, path: str = "/", status: int = 200) -> str:
    response = client.get(as_of.address(at, path))
    assert response.status_code == status
    return response.content.decode()


def test_a_scheduled_article_is_seen_at_its_moment_and_not_before(
    editor: Client, coming: Edition
) -> None:
    address = coming.get_absolute_url()
    assert editor.get(address).status_code == 404
    before = seen(editor, NOON + 5 * DAY - timedelta(seconds=1), address, 404)
    assert "as it will be" in said(before, ".as-of")
    html = seen(editor, NOON + 5 * DAY, address)
    assert said(html, "h1") == "High water"
    assert "High water" in seen(editor, NOON + 6 * DAY, "/")
    assert "High water" in seen(editor, NOON + 6 * DAY, "/tags/rivers/")
    assert "High water" not in seen(editor, NOW, "/articles/")
    assert editor.get(address).status_code == 404


def test_an_article_whose_permission_ends_is_gone_by_then(editor: Client, lapsing: Edition) -> None:
    address = lapsing.get_absolute_url()
    assert said(seen(editor, NOON + 9 * DAY - timedelta(seconds=1), address), "h1") == "Reprinted"
    gone = seen(editor, NOON + 9 * DAY, address, 410)
    assert "Our permission to publish it has ended." in gone
    assert "Reprinted" not in seen(editor, NOON + 9 * DAY, "/")


def test_the_past_is_seen_as_it_was(editor: Client) -> None:
    edition = makers.make_live(title="First words", slug="words", tags=["essays"])
    edition.article.title = "Later words"
    edition.article.save()
    release.publish(
        edition.article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, kind="minor"
    )
    html = seen(editor, NOON, "/articles/words/")
    assert said(html, "h1") == "First words"
    assert "as it was on" in said(html, ".as-of")
    assert said(seen(editor, NOON + DAY, "/articles/words/"), "h1") == "Later words"
    assert "words" not in seen(editor, NOON - DAY, "/articles/").split("<main")[1]


def test_every_link_of_the_site_stays_at_that_time(editor: Client, lapsing: Edition) -> None:
    at = NOON + 3 * DAY
    root = as_of.address(at)
    for path in ("/", "/zh-hans/", "/articles/", "/tags/", "/articles/reprinted/"):
        html = seen(editor, at, path)
        inside = [link for link in links(html, "header a, main a, footer a") if link[:1] == "/"]
        assert inside
        assert all(link.startswith(root) for link in inside), path
        for link in inside:
            assert editor.get(link).status_code in {200, 301}, link
    assert (
        editor.get(root + "zh-hans/articles/reprinted/")["Location"] == root + "articles/reprinted/"
    )
    assert said(seen(editor, at, "/zh-hans/"), ".as-of").startswith("The site as it will be")
    zh = editor.get("/zh-hans" + as_of.address(at, "/articles/"))
    assert all("/zh-hans/admin/as-of/" in link for link in links(zh.content.decode(), "main a"))
    assert zh["Content-Language"] == "en"


def test_static_files_and_pictures_are_found(editor: Client) -> None:
    image = makers.make_image(alt="A quay")
    edition = makers.make_live(image=image, alt="A quay")
    html = seen(editor, NOW + DAY, edition.get_absolute_url())
    assert 'href="/static/articles/public' in html
    assert 'href="/static/articles/as-of' in html
    source = html.split('<img class="', 1)[1].split(' src="', 1)[1].split('"')[0]
    assert source.startswith(as_of.address(NOW + DAY, "/media/"))
    picture = editor.get(source)
    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/jpeg"
    assert "no-store" in picture["Cache-Control"]
    assert b"".join(picture.streaming_content)


def test_it_is_never_kept_and_never_indexed(editor: Client, lapsing: Edition) -> None:
    for path in ("/", lapsing.get_absolute_url(), "/nothing/", "/zh-hans/articles/reprinted/"):
        response = editor.get(as_of.address(NOW + DAY, path))
        assert "no-store" in response["Cache-Control"]
        assert "max-age=300" not in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_readers_pages_are_the_same_bytes_before_and_after(
    client: Client, editor: Client, lapsing: Edition
) -> None:
    paths = ("/", "/articles/", "/articles/reprinted/", "/zh-hans/", "/nothing/")
    before = [client.get(path).content for path in paths]
    for path in paths:
        editor.get(as_of.address(NOW + 9 * DAY, path))
    assert [client.get(path).content for path in paths] == before
    assert [editor.get(path).content for path in paths] == before


def test_no_reader_is_led_to_the_desk_by_what_it_looked_at_first(
    client: Client, editor: Client, lapsing: Edition
) -> None:
    picked = Topic.objects.create(slug="on-rivers", name="Rivers")
    TopicPick.objects.create(topic=picked, article=lapsing.article, position=1)
    paths = ("/", "/zh-hans/", "/articles/", "/tags/essays/", "/topics/", "/articles/reprinted/")
    for path in paths:
        editor.get(as_of.address(NOW, path))
    for path in paths:
        assert "/admin/" not in client.get(path).content.decode(), path
    for path in paths:
        found = links(seen(editor, NOW, path), "header a, main a, footer a")
        inside = [link for link in found if link[:1] == "/"]
        assert all(link.startswith(as_of.address(NOW)) for link in inside), path


def test_it_is_for_the_desk_alone(client: Client) -> None:
    address = as_of.address(NOW + DAY, "/articles/")
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(desk("login"))
    assert signed_in(personas.stranger()).get(address).status_code == 403
    assert signed_in(personas.stranger()).get(desk("as_of")).status_code == 403
    assert signed_in(personas.writer()).get(address).status_code == 200


def test_a_moderator_reads_nothing_that_readers_do_not() -> None:
    edition = makers.make_live(at=NOON)
    moderator = signed_in(personas.moderator())
    pages = [
        *(as_of.address(NOW + DAY), desk("as_of"), desk("calendar")),
        *(desk(f"articles_article_{name}", edition.article.pk) for name in ("preview", "compare")),
    ]
    assert [moderator.get(page).status_code for page in pages] == [403] * len(pages)
    shown = moderator.get(desk("articles_article_change", edition.article.pk))
    assert shown.status_code == 200
    assert not {
        *links(shown.content.decode()),
        *links(moderator.get("/admin/").content.decode()),
    } & {*pages}


def test_one_only_looks(editor: Client, lapsing: Edition) -> None:
    address = as_of.address(NOW + DAY, "/articles/reprinted/comment/")
    assert editor.get(address).status_code == 200
    assert editor.post(address, {"name": "x", "text": "y"}).status_code == 405
    assert editor.head(as_of.address(NOW + DAY)).status_code == 200


@pytest.mark.parametrize(
    "tail",
    [
        "20261301T000000Z/",
        "20260229T000000Z/",
        "00010101T000000Z/",
        "99991231T235959Z/",
        "x/",
        "20261101T000000Z/admin/",
        "20261101T000000Z/admin/as-of/20261101T000000Z/",
        "20261101T000000Z//evil.example/",
        "20261101T000000Z/articles",
        "20261101T000000Z/%00",
    ],
)
def test_what_cannot_be_is_not_found(editor: Client, tail: str) -> None:
    assert editor.get(desk("as_of") + tail).status_code == 404
    assert editor.get(as_of.address(NOW, "/articles/?after=x")).status_code == 400


def test_a_moment_is_chosen_in_the_publications_time_zone(
    editor: Client, coming: Edition, lapsing: Edition, settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    page = editor.get(desk("as_of"), {"path": "/articles/"}).content.decode()
    assert "Asia/Shanghai" in said(page, ".help")
    values = form_values(page)
    assert values == {"path": "/articles/", "at": "2026-11-05T09:00:00"}
    response = editor.get(desk("as_of"), values)
    assert response["Location"] == as_of.address(
        datetime.fromisoformat("2026-11-05T01:00Z"), "/articles/"
    )
    picks = links(page, ".as-of-picks a")
    assert as_of.address(NOON + 5 * DAY, "/articles/") in picks
    assert as_of.address(NOON + 9 * DAY, "/articles/") in picks
    assert len(links(editor.get(desk("as_of")).content.decode(), ".as-of-picks a")) == len(picks)


@pytest.mark.parametrize("at", ["", "soon", "9999-12-31T23:59", "1000-01-01T00:00"])
def test_a_moment_that_cannot_be_is_told(editor: Client, at: str) -> None:
    response = editor.get(desk("as_of"), {"at": at})
    assert response.status_code == 400
    assert said(response.content.decode(), ".errorlist")


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/a\r\nb", "/\\evil"])
def test_the_path_leads_nowhere_else(editor: Client, path: str) -> None:
    response = editor.get(desk("as_of"), {"at": "2026-11-05T09:00", "path": path})
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/as-of/20261105T090000Z/")


def test_its_bar_leads_to_other_days_and_back(editor: Client, lapsing: Edition) -> None:
    at = NOW + DAY
    html = editor.get(as_of.address(at, "/articles/?after=1.1")).content.decode()
    strange = editor.get(desk("as_of") + "20261201T090000Z//evil.example/", follow=True)
    assert not [link for link in links(strange.content.decode()) if link.startswith("//")]
    assert as_of.address(at, "//evil.example/") == as_of.address(at, "/evil.example/")
    assert links(html, ".as-of a") == [
        as_of.address(at - DAY, "/articles/?after=1.1"),
        as_of.address(at + DAY, "/articles/?after=1.1"),
        desk("as_of") + "?path=/articles/%3Fafter%3D1.1",
        "/articles/?after=1.1",
    ]
