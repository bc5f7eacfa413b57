"""Public pages are the same bytes for everyone, and safe for everyone: no cookie, no Vary, one policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory

from articles.models import Article, Masthead, Permission, Section, StandingPage, Tag, Topic
from articles.publishing import cutting, release
from articles.reading import chrome, errors
from articles.reading.article_page import render_article
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import markup

pytestmark = pytest.mark.django_db

PATHS = (
    "/",
    "/zh-hans/",
    "/articles/",
    "/articles/2026/",
    "/articles/2026/11/",
    "/articles/crossing/",
    "/articles/crossing/editions/",
    "/articles/crossing/rights/",
    "/articles/crossing/comment/thanks/",
    "/articles/crossing/comments/",
    "/articles/crossing/rights/",
    "/articles/crossing/rights/request/thanks/",
    "/articles/gone/",
    "/corrections/",
    "/tags/",
    "/tags/essays/",
    "/topics/",
    "/topics/cities/",
    "/contributors/ada-example/",
    "/sources/the-example-review/",
    "/about/",
    "/search/",
    "/search/?q=crossing",
    "/search/?q=nothing",
    "/nothing/",
    "/articles/?after=x",
)
FORMS = ("/articles/crossing/comment/", "/articles/crossing/rights/request/")


@pytest.fixture(scope="module")
def _site(standing: None) -> None:
    article = makers.make_article(slug="crossing", title="The crossing")
    makers.credit(article, makers.make_permission())
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    gone = makers.make_live(slug="gone", title="Gone")
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    Topic.objects.create(slug="cities", name="Cities")
    StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")


@pytest.fixture(autouse=True)
def _later(_site: None) -> Iterator[None]:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        yield


@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_same_for_a_stranger_and_for_an_editor(client: Client, path: str) -> None:
    stranger = client.get(path)
    client.force_login(personas.editor())
    client.cookies["theme"] = "dark"
    editor = client.get(path, headers={"accept-language": "zh-CN"})
    assert stranger.content == editor.content
    for response in (stranger, editor):
        assert not response.cookies
        assert not response.has_header("Vary")


@pytest.mark.parametrize("path", [*PATHS, *FORMS])
def test_it_carries_the_one_policy_and_keeps_to_it(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    html = response.content.decode()
    assert "<script" not in markup(html)
    assert "<style" not in html
    assert "style=" not in html
    assert " onclick" not in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert "Ferry" not in html


@pytest.mark.parametrize("path", PATHS)
def test_it_says_which_language_it_is_in(client: Client, path: str) -> None:
    language = "zh-Hans" if path.startswith("/zh-hans/") else "en"
    response = client.get(path)
    assert f'<html lang="{language}" class="accent-seal">' in response.content.decode()
    assert response["Content-Language"].lower() == language.lower()


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_a_page_fetches_it_again_only_if_it_changed(client: Client, path: str) -> None:
    first = client.get(path)
    if first.status_code != 200:
        assert not first.has_header("ETag")
        return
    same = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    Masthead.objects.update(name="The Lantern")
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_nothing_of_the_desk_or_of_a_form_is_kept_by_its_name(client: Client) -> None:
    client.force_login(personas.editor())
    for path in ("/admin/", "/articles/crossing/comment/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.has_header("ETag")


def test_it_escapes_whatever_people_are_called(client: Client) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=1>'
    Masthead.objects.update(name=evil, tagline=evil, mark="<")
    article = makers.make_article(
        title=evil, slug="evil", deck=evil, kicker=evil, author=evil[:80], tags=[evil[:90]]
    )
    Section.objects.filter(article=article).update(heading=evil)
    makers.credit(
        article,
        makers.make_permission(required_credit=evil),
        title=evil,
        url="javascript:alert(1)",
        authors=evil,
        copyright_notice=evil,
        changes=evil,
    )
    Permission.objects.update(
        onward_contact="javascript:alert(1)"
    )  # as the form would never take it
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    tag = Tag.objects.get(folded__startswith='"><script')
    author = article.bylines.get().contributor
    for path in ("/", "/articles/evil/", "/articles/", "/tags/", tag.get_absolute_url()):
        html = client.get(path).content.decode()
        assert "<script" not in markup(html), path
        assert "<img src=x" not in html, path
        assert 'href="javascript:' not in html, path
    assert "<script" not in markup(client.get(author.get_absolute_url()).content.decode())


def test_it_tells_that_something_broke_without_a_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    def broken(*_unused: object, **_also: object) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(chrome, "asked_with", broken)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/no/such/place/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "<h1>" in response.content.decode()
    monkeypatch.setattr(errors, "render_to_string", broken)
    response = client.get("/no/such/place/")
    assert (response.status_code, response["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_it_tells_so_without_asking_a_database_that_does_not_answer(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise AssertionError("a database that is down was asked")

    monkeypatch.setattr(connection, "ensure_connection", down)
    response = errors.server_error(rf.post("/no/such/place/"))
    assert "<h1>" in response.content.decode()


def test_it_shows_a_preview_as_readers_would_see_it(client: Client, rf) -> None:
    article = makers.make_article(title="", slug="", tags=["chips"], image=makers.make_image())
    Article.objects.filter(pk=article.pk).update(title="", slug="")
    article.refresh_from_db()
    record = makers.credit(article, makers.make_permission())
    edition = cutting.preview(article, at=NOON)
    response = render_article(
        rf.get("/admin/"),
        edition,
        at=NOON,
        needs=record.needs.all(),
        tags=article.tags.all(),
        is_preview=True,
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert "A preview" in html
    assert "noindex" in html
    assert "Reprinted with permission." in html
    assert ">chips</a>" in html
    assert "<picture>" in html
    assert "Leave a comment" not in html


def test_it_streams_renditions_for_good(client: Client) -> None:
    image = makers.make_image()
    rendition = image.renditions.all()[0]
    response = client.get(rendition.get_absolute_url())
    assert response.status_code == 200
    assert response["Content-Type"] == rendition.mime
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content).startswith(rendition.mime.encode())
    assert not response.cookies
    rendition.file.delete(save=False)
    assert client.get(rendition.get_absolute_url()).status_code == 404
    for name in ("0" * 64, "x", "../secret_key", "0" * 63, image.digest):
        assert client.get(f"/media/{name}").status_code == 404
    assert client.post(rendition.get_absolute_url()).status_code == 405
