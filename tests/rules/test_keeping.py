"""What is kept before Django, under which name, for how long, and how it is sent. The pages here are made by
a few lines in Django's place; what the public sees is called by a number.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
import time_machine

from articles import freshness
from articles.models.rights import FAR_FUTURE
from articles.reading import kept
from cms.keeping import shelves
from cms.keeping.front import Front
from cms.keeping.pages import chosen
from cms.keeping.shelves import Memory, Shared

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
WORDS = "All that the ferry carries. " * 99


@dataclass
class World:
    """What the database would say, and what was asked of Django."""

    generation: int = 1
    boundary: datetime = FAR_FUTURE
    made: list[str] = field(default_factory=list)
    heard: dict[str, Any] = field(default_factory=dict)
    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    wait: threading.Event | None = None

    def django(self, environ: dict[str, Any], start: Any) -> Any:
        self.made.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
        self.heard = environ
        if self.wait:
            self.wait.wait(5)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-cache"),
            ("ETag", f'"{self.generation}"'),
            ("Last-Modified", "Thu, 12 Nov 2026 12:00:00 GMT"),
            ("Content-Length", "1"),
        ]
        start(
            self.status,
            [pair for pair in headers if pair[0] not in dict(self.headers)] + self.headers,
        )
        return Said([f"{self.generation} {WORDS}".encode()])


class Said(list):  # type: ignore[type-arg]
    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World()
    names = {"/list/": ("after",), "/page/": ()}
    monkeypatch.setattr(freshness, "committed", lambda: world.generation)
    monkeypatch.setattr(freshness, "boundary", lambda *, at: world.boundary)
    monkeypatch.setattr(kept, "names_at", names.get)
    with time_machine.travel(NOON, tick=False):
        yield world


@pytest.fixture
def front(world: World) -> Front:
    return Front(world.django, Memory(2**20), is_proxied=True)


def get(
    front: Front, path: str = "/page/", query: str = "", method: str = "GET", **told: str
) -> Answer:
    heard: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        assert len({name for name, _value in headers}) == len(headers)
        heard.update(status=int(status[:3]), headers=dict(headers))

    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
    }
    body = b"".join(front(environ | told, start))
    return Answer(heard["status"], heard["headers"], body)


def test_a_page_is_made_once_for_everybody(world: World, front: Front) -> None:
    first = get(front, HTTP_COOKIE="sessionid=x", HTTP_IF_NONE_MATCH='"x"', HTTP_USER_AGENT="x")
    assert get(front, HTTP_COOKIE="sessionid=y").body == first.body == f"1 {WORDS}".encode()
    head = get(front, method="HEAD")
    assert (head.headers, head.body) == (first.headers, b"")
    assert world.made == ["/page/?"]
    assert {name for name in world.heard if name.startswith("HTTP_")} == {"HTTP_HOST"}


def test_a_head_makes_the_page_of_a_get(world: World, front: Front) -> None:
    assert get(front, method="HEAD").body == b""
    assert get(front).body
    assert world.made == ["/page/?"]


def test_only_what_a_page_declares_makes_another(world: World, front: Front) -> None:
    for query in ("", "utm_source=x", "after=1", "utm_source=y&after=2"):
        get(front, "/page/", query)
    assert world.made == ["/page/?"]
    for query in ("after=1", "utm_source=x&after=1", "after=0&after=1&fbclid=y", "after=1"):
        get(front, "/list/", query)
    assert world.made[1:] == ["/list/?after=1"]
    get(front, "/list/", "utm_source=x")
    assert world.made[2:] == ["/list/?"]
    get(front, "/list/", "after=1")
    assert len(world.made) == 3


def test_another_host_or_scheme_is_another_page(world: World, front: Front) -> None:
    get(front)
    get(front, HTTP_HOST="example.org")
    get(front, HTTP_X_FORWARDED_PROTO="https")
    get(front, HTTP_X_FORWARDED_PROTO="https, http")
    assert len(world.made) == 3
    unproxied = Front(world.django, Memory(2**20))
    get(unproxied)
    get(unproxied, HTTP_X_FORWARDED_PROTO="https")
    assert len(world.made) == 4


def test_a_page_is_new_when_the_public_sees_something_else(world: World, front: Front) -> None:
    get(front)
    world.generation = 2
    assert get(front).body.startswith(b"2 ")
    assert len(world.made) == 2


def test_no_page_outlives_the_boundary(world: World, front: Front) -> None:
    world.boundary = NOON + timedelta(seconds=20)
    assert "s-maxage=19" in get(front).headers["Cache-Control"]
    with time_machine.travel(NOON + timedelta(seconds=19.5), tick=False):
        control = get(front).headers["Cache-Control"]
        assert control == "public, max-age=0, must-revalidate, s-maxage=0"
    assert len(world.made) == 1
    world.boundary = FAR_FUTURE
    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        assert "s-maxage=30" in get(front).headers["Cache-Control"]
    assert len(world.made) == 2


def test_each_browser_has_it_as_it_likes(front: Front) -> None:
    plain, br, zipped = (
        get(front, HTTP_ACCEPT_ENCODING=accepted) for accepted in ("", "gzip, br", "gzip")
    )
    assert plain.body == brotli.decompress(br.body) == gzip.decompress(zipped.body)
    assert [one.headers.get("Content-Encoding") for one in (plain, br, zipped)] == [
        None,
        "br",
        "gzip",
    ]
    assert [one.headers["ETag"] for one in (plain, br, zipped)] == ['"1"', '"1-br"', '"1-gzip"']
    for one in (plain, br, zipped):
        assert one.headers["Vary"] == "Accept-Encoding"
        assert one.headers["Content-Length"] == str(len(one.body))


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("identity", ""),
        ("*;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=x", ""),
        ("brotli, xgzip", ""),
        ("GZIP", "gzip"),
    ],
)
def test_it_sends_what_is_taken(accepted: str, sent: str) -> None:
    assert chosen(accepted) == sent


@pytest.mark.parametrize("known", ['"1"', 'W/"1"', '"x", "1-br"', 'W/"1-gzip"'])
def test_whoever_has_it_is_told_so(world: World, front: Front, known: str) -> None:
    get(front)
    same = get(front, HTTP_IF_NONE_MATCH=known)
    assert (same.status, same.body) == (304, b"")
    assert same.headers.keys() == {"Cache-Control", "ETag", "Vary", "Last-Modified"}
    world.generation = 2
    assert get(front, HTTP_IF_NONE_MATCH=known).status == 200


def test_who_has_it_is_told_what_is_said_of_rights_now(world: World, front: Front) -> None:
    world.headers = [("Content-Usage", "train-ai=n"), ("tdm-reservation", "1"), ("X", "x")]
    get(front)
    same = get(front, HTTP_IF_NONE_MATCH='"1"').headers
    assert (same["Content-Usage"], same["tdm-reservation"]) == ("train-ai=n", "1")
    assert "X" not in same


def test_who_has_any_copy_is_told_so(front: Front) -> None:
    get(front)
    assert get(front, HTTP_IF_NONE_MATCH="*").status == 304


def test_it_answers_by_no_date(front: Front) -> None:
    get(front)
    assert get(front, HTTP_IF_MODIFIED_SINCE="Fri, 13 Nov 2026 12:00:00 GMT").status == 200


def test_a_notice_of_removal_is_kept_and_never_lent(world: World, front: Front) -> None:
    world.status = "410 Gone"
    answer = get(front)
    assert get(front, HTTP_IF_NONE_MATCH='"1"').status == 410
    assert answer.headers["Cache-Control"] == "no-cache"
    assert len(world.made) == 1


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("404 Not Found", ("X", "x")),
        ("500 Internal Server Error", ("X", "x")),
        ("200 OK", ("Set-Cookie", "a=b")),
        ("200 OK", ("Cache-Control", "no-store")),
        ("200 OK", ("Cache-Control", "private")),
        ("200 OK", ("Vary", "Cookie")),
    ],
)
def test_what_is_not_for_everyone_is_not_kept(
    world: World, front: Front, status: str, header: tuple[str, str]
) -> None:
    world.status, world.headers = status, [header]
    for _unused in range(2):
        answer = get(front)
        assert answer.status == int(status[:3])
        assert answer.headers[header[0]] == header[1]
    assert len(world.made) == 2


def test_what_nobody_declared_or_is_sent_goes_by(world: World, front: Front) -> None:
    get(front)
    get(front, method="POST")
    get(front, CONTENT_LENGTH="5")
    get(front, "/form/", HTTP_COOKIE="a=b")
    assert world.heard["HTTP_COOKIE"] == "a=b"
    get(front, "/form/")
    assert len(world.made) == 5


def together(front: Front, count: int, world: World) -> list[Answer]:
    """As many ask at once; the page is made when all of them have asked."""
    world.wait = threading.Event()
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(get(front))) for _ in range(count)]
    for thread in threads:
        thread.start()
    threading.Timer(0.2, world.wait.set).start()
    for thread in threads:
        thread.join(5)
    return answers


def test_of_many_who_ask_at_once_one_has_the_page_made(world: World, front: Front) -> None:
    answers = together(front, 8, world)
    assert {answer.body for answer in answers} == {f"1 {WORDS}".encode()}
    assert (len(answers), len(world.made)) == (8, 1)


def test_nobody_waits_twice_for_what_is_not_kept(world: World, front: Front) -> None:
    world.status = "404 Not Found"
    assert [answer.status for answer in together(front, 4, world)] == [404] * 4
    assert len(world.made) == 4


def test_it_takes_no_more_room_than_it_has(world: World) -> None:
    memory = Memory(100_000)
    front = Front(world.django, memory)
    for number in range(60):
        get(front, "/list/", f"after={number}")
        assert memory.taken <= memory.room
    assert 5 < len(memory) < 60
    get(front, "/list/", "after=59")
    assert len(world.made) == 60
    get(front, "/list/", "after=0")
    assert len(world.made) == 61
    small = Front(world.django, Memory(9_000))
    assert get(small).body == get(small).body
    assert small.shelf.near("http://localhost/page/?") is None


def test_if_nobody_knows_what_is_true_pages_are_made_each_time(
    world: World, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    get(front)

    def broken() -> int:
        raise OSError("no database")

    with monkeypatch.context() as patch:
        patch.setattr(freshness, "committed", broken)
        assert get(front, HTTP_IF_NONE_MATCH='"1"').headers["Cache-Control"] == "no-cache"
        assert world.heard["HTTP_IF_NONE_MATCH"] == '"1"'
    front._paused_until = 0.0
    get(front)
    assert len(world.made) == 2


# --- several hosts -------------------------------------------------------------------------------


class Redis(dict):  # type: ignore[type-arg]
    """As much of it as is asked for; `fails` counts how often it did."""

    fails: int | None = None

    def set(self, name: str, value: bytes, ex: int) -> None:
        self._answer()
        self[name] = value

    def get(self, name: str, default: Any = None) -> Any:
        self._answer()
        return super().get(name, default)

    def _answer(self) -> None:
        if self.fails is not None:
            self.fails += 1
            raise OSError("no Redis")


def test_hosts_share_what_one_of_them_made(world: World) -> None:
    redis = Redis()
    one, other = (Front(world.django, Shared(Memory(2**20), redis, "1")) for _unused in range(2))
    assert get(one).body == get(other).body
    assert get(other, HTTP_ACCEPT_ENCODING="br").headers["Content-Encoding"] == "br"
    assert len(world.made) == 1
    world.generation = 2
    assert get(other).body == get(one).body
    assert len(world.made) == 2
    newer = Front(world.django, Shared(Memory(2**20), redis, "2"))
    get(newer)
    assert len(world.made) == 3


def test_what_redis_holds_is_checked_like_everything(world: World) -> None:
    redis = Redis()
    get(Front(world.django, Shared(Memory(2**20), redis, "1")))
    for name in redis:
        redis[name] = b"nonsense"
    assert get(Front(world.django, Shared(Memory(2**20), redis, "1"))).status == 200
    assert len(world.made) == 2


def test_a_redis_that_fails_costs_one_question(world: World) -> None:
    redis = Redis()
    redis.fails = 0
    front = Front(world.django, Shared(Memory(2**20), redis, "1"))
    for query in ("after=1", "after=2", "after=1"):
        assert get(front, "/list/", query).status == 200
    assert (redis.fails, len(world.made)) == (1, 2)


def test_programs_of_different_versions_share_nothing(settings: Any, tmp_path: Any) -> None:
    _client, edition = shelves.redis_of("redis://127.0.0.1:1/0")
    settings.TIME_ZONE = "Asia/Shanghai"
    assert shelves.redis_of("redis://127.0.0.1:1/0")[1] != edition
