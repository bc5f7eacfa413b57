"""Pages that are kept are those that readers would be sent anew: what changes is seen at once, and by
everybody, when it is committed and not before; what begins or ends by the clock, at that second.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.urls import URLPattern, URLResolver, get_resolver

import cms.wsgi
from articles.models import Freshness, Masthead
from articles.publishing import release
from articles.reading import searching
from cms.keeping.front import Front
from cms.keeping.shelves import Memory, Shared, redis_of
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.wsgi import Answer, ask

# Each is another for each who asks, a form, or a file that says by itself how long it holds.
NOT_KEPT = {
    *("media", "card", "article_card"),
    *("comment", "ask_to_reprint", "asked_to_reprint", "preview_link"),
    *("reprint_request", "confirm_request", "withdraw_request", "reprint_letter"),
}


def test_every_address_says_whether_its_page_is_kept() -> None:
    def views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver) and pattern.app_name != "admin":
                yield from views(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name, pattern.callback

    found = dict(views(get_resolver().url_patterns))
    assert {name for name, view in found.items() if not hasattr(view, "kept_by")} == NOT_KEPT
    by = {name: view.kept_by for name, view in found.items() if getattr(view, "kept_by", ())}
    assert by.pop("comments") == ("from",)
    assert by.pop("search") == searching.QUERY_KEYS
    assert by.pop("search_suggest") == searching.SUGGEST_KEYS
    assert set(by.values()) == {("after",)}


@pytest.fixture
def made(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Django was asked, with a front before it. The clock of the site stands still."""
    asked: list[str] = []

    def django(environ: dict[str, Any], start: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return cms.wsgi._made(environ, start)

    monkeypatch.setattr("tests.wsgi.application", Front(django, Memory(2**22)))
    with time_machine.travel(NOON + DAY, tick=False):
        yield asked


def elsewhere(act: Callable[[], Answer]) -> Answer:
    """On another thread, which has connections of its own as another process has."""
    said: list[Answer] = []

    def whole() -> None:
        said.append(act())
        connections.close_all()

    thread = threading.Thread(target=whole)
    thread.start()
    thread.join(30)
    return said[0]


def test_what_is_committed_is_seen_at_once_and_nothing_before(made: list[str]) -> None:
    edition = makers.make_live(slug="crossing", title="The crossing", tags=["rivers"])
    editor = personas.editor()
    pages = ("/", "/articles/crossing/", "/tags/rivers/", "/feed.atom", "/sitemap.xml")
    for path in pages * 2:
        assert ask("GET", path).status == 200
    assert made == list(pages)
    old = ask("GET", "/articles/crossing/")
    with transaction.atomic():
        release.withdraw(edition.article, actor=editor, reason="error", at=NOON + DAY)
        assert elsewhere(lambda: ask("GET", "/articles/crossing/")) == old
    gone = elsewhere(lambda: ask("GET", "/articles/crossing/"))
    assert (gone.status, gone.headers["Cache-Control"]) == (410, "no-cache")
    tag = old.headers["ETag"]
    assert ask("GET", "/articles/crossing/", HTTP_IF_NONE_MATCH=tag).status == 410
    assert b"The crossing" not in ask("GET", "/").body
    release.reinstate(edition.article, actor=editor, at=NOON + DAY)
    again = ask("GET", "/articles/crossing/")
    assert (again.status, again.body) == (200, old.body)
    asked = len(made)
    same = ask("GET", "/articles/crossing/", HTTP_IF_NONE_MATCH=tag)
    assert (same.status, same.body, len(made)) == (304, b"", asked)


def test_a_vain_search_is_asked_for_each_time_and_counted(made: list[str]) -> None:
    makers.make_live(title="The crossing")
    for _twice in range(2):
        assert ask("GET", "/search/", "q=crossing").status == 200
        assert ask("GET", "/search/", "q=kingfishers").status == 200
    assert made == ["/search/"] * 3


def test_what_begins_and_ends_is_seen_at_its_second(made: list[str]) -> None:
    edition = makers.make_live(slug="crossing", title="The crossing")
    editor = personas.editor()
    then, end = NOON + 2 * DAY, NOON + 3 * DAY
    release.publish(
        makers.make_article(slug="soon", title="Soon"), actor=editor, at=then, now=NOON + DAY
    )
    release.plan_takedown(edition.article, actor=editor, takedown_at=end, at=NOON + DAY)
    assert b"Soon" not in ask("GET", "/").body
    with time_machine.travel(then - timedelta(seconds=10), tick=False):
        front = ask("GET", "/")
        assert front.headers["Cache-Control"].endswith("s-maxage=9")
    with time_machine.travel(then, tick=False):
        assert b"Soon" in ask("GET", "/").body
        assert ask("GET", "/articles/crossing/").status == 200
    with time_machine.travel(end, tick=False):
        assert ask("GET", "/articles/crossing/").status == 410


def test_a_stranger_and_an_editor_are_sent_the_same_and_forms_are_their_own(
    made: list[str],
) -> None:
    makers.make_live(slug="crossing")
    form = "/articles/crossing/comment/"
    assert ask("GET", form).headers["Cache-Control"].endswith("private")
    assert ask("GET", form).body != ask("GET", form).body
    asked = len(made)
    page = ask("GET", "/articles/crossing/", "utm_source=x", HTTP_COOKIE="sessionid=" + "a" * 32)
    assert ask("GET", "/articles/crossing/") == page
    assert "Set-Cookie" not in page.headers
    assert len(made) == asked + 1


def test_without_a_name_for_what_is_seen_pages_are_served(made: list[str]) -> None:
    Freshness.objects.all().delete()
    for _unused in range(2):
        answer = ask("GET", "/")
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert len(made) == 2


@pytest.fixture
def redis() -> Any:
    """The client of this machine's own, and what tells this test's pages apart."""
    client, _edition = redis_of("redis://127.0.0.1:6379/0")
    try:
        socket.create_connection(("127.0.0.1", 6379), timeout=1).close()
    except OSError:
        if os.environ.get("REQUIRE_SERVICES"):
            raise
        pytest.skip("no Redis on this machine")
    edition = f"test-{token_hex(8)}"
    yield client, edition
    for name in client.scan_iter(f"tearsheet:{edition}:*"):
        client.delete(name)
    client.close()


def test_two_hosts_share_their_pages_in_redis(
    made: list[str], monkeypatch: pytest.MonkeyPatch, redis: Any
) -> None:
    fronts = [Front(cms.wsgi._made, Shared(Memory(2**22), *redis)) for _unused in range(2)]
    answers = []
    for front in fronts:
        monkeypatch.setattr("tests.wsgi.application", front)
        answers.append(ask("GET", "/"))
    assert answers[0] == answers[1]
    client, edition = redis
    assert len(list(client.scan_iter(f"tearsheet:{edition}:*"))) == 1
    Masthead.objects.update(name="The Lantern")
    assert b"The Lantern" in ask("GET", "/").body
