"""Whatever is asked of whichever address, by whichever method, with whichever headers: none answers 500.

It is asked of the application as gunicorn calls it. Each attack is made on every address there is, in one
of its languages; what is refused is told in the look of the site, and repeats nothing of what was asked.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
import time_machine
from django.core import signals
from django.db import close_old_connections

from articles.models import Article, StandingPage, Topic
from articles.publishing import release, sharing
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.asked import only_watched
from tests.reader.every_address import addresses
from tests.wsgi import Answer, ask

pytestmark = pytest.mark.django_db

MARK = "<zq\"'>"
AS_UTF8 = MARK.encode().decode("latin-1")
SIGNED = {"HTTP_COOKIE": f"csrftoken={'a' * 32}", "HTTP_X_CSRFTOKEN": "a" * 32}
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
REFUSED = {400, 403, 404, 405, 409, 412, 413, 414, 429}
BARE = {412}  # says what it says by its number alone


def undone(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")


@pytest.fixture(scope="module")
def article(standing: None) -> Article:
    """A reprint with a picture, a comment form, a kit, a request and a preview: what each address needs."""
    article = makers.make_article(
        slug="crossing", title="The crossing", image=makers.make_image(alt="A boat")
    )
    makers.credit(article, makers.make_permission(onward="credit_required", allows_kit=True))
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    makers.make_request(edition, at=NOON)
    sharing.share(article, actor=personas.editor(), until=NOON + 9 * DAY, at=NOON)
    Topic.objects.create(slug="cities", name="Cities")
    StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    return article


@pytest.fixture(autouse=True)
def _later(article: Article, settings: Any) -> Iterator[None]:
    """The connection of the test is kept, as Django's own client keeps it."""
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"  # where the module's picture lies
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOON + DAY, tick=False):
        yield
    logging.disable(logging.NOTSET)
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def check(answer: Answer, *where: object) -> None:
    assert answer.status in REFUSED | {200, 301, 302, 304, 410}, (answer.status, where)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"], where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    assert b"<zq" not in answer.body, where
    assert b"Traceback" not in answer.body, where
    assert "<zq" not in str(answer.headers), where
    location = answer.headers.get("Location", "/")
    assert location.startswith("/"), (location, where)
    assert not location.startswith(("//", "/\\")), (location, where)
    is_head = any(str(part).upper() == "HEAD" for part in where)
    if answer.status in REFUSED - BARE and not is_head:
        assert b'rel="stylesheet"' in answer.body, where
        assert b"noindex" in answer.body or answer.status in {409, 429}, where


def everywhere(article: Article, attacks: Sequence[Any]) -> Iterator[tuple[str, str, Any]]:
    """Each attack on each address, by turns in English and in Chinese."""
    english, chinese = (addresses(article, language=language) for language in ("en", "zh-hans"))
    assert len(english) > 40
    for place, name in enumerate(english):
        for number, attack in enumerate(attacks):
            found = chinese if (place + number) % 2 else english
            yield name, undone(found[name]), attack


def test_each_address_leads_somewhere(article: Article) -> None:
    """Or the others would test the page about nothing."""
    away = {"confirm_request", "withdraw_request", "reprint_letter"}  # by POST; nothing was granted
    away |= {"tags_together", "tags_together_feed"}  # one tag, twice, has an address of its own
    for name, path in addresses(article).items():
        with only_watched(undone(path)):
            answer = ask("GET", undone(path))
        assert (answer.status == 200) != (name in away), (name, path, answer.status)
        check(answer, path)


HEADERS: list[dict[str, str]] = [
    {"CONTENT_TYPE": "text/plain; charset=hex"},
    {"CONTENT_TYPE": "text/plain; charset=\0; a*=nope''%41", "CONTENT_LENGTH": "x"},
    {
        "HTTP_IF_NONE_MATCH": '"' * 999 + MARK,
        "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT",
        "HTTP_RANGE": "bytes=99999999999999999999-1",
        "HTTP_ACCEPT_ENCODING": f"gzip;q={MARK}, \xff",
        "HTTP_ACCEPT_LANGUAGE": "x" * 5000 + MARK,
        "HTTP_ACCEPT": MARK,
        "HTTP_COOKIE": f"sessionid={MARK}; messages={MARK}; asked-by={MARK}; " + "a=b; " * 2000,
        "HTTP_X_FORWARDED_HOST": f"evil.example{MARK}",
        "HTTP_X_FORWARDED_FOR": "\0," * 99 + MARK,
        "HTTP_X_FORWARDED_PROTO": MARK,
        "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
        "HTTP_REFERER": "http://[",
        "HTTP_ORIGIN": "http://[",
        "CONTENT_LENGTH": "-5",
    },
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 01 Jan 0000 00:00:00 GMT", "HTTP_IF_MATCH": MARK},
    {"HTTP_HOST": f"evil.example{MARK}"},
    {"HTTP_HOST": "[::", "CONTENT_LENGTH": "9" * 5000},
]


def test_no_header_breaks_a_page(article: Article) -> None:
    for name, path, headers in everywhere(article, HEADERS):
        answer = ask("GET", path, "x=%ff", **headers)
        check(answer, name, headers)
        assert (answer.status == 400) == ("HTTP_HOST" in headers), (name, headers)


QUERIES = [
    f"after={MARK}&from={MARK}&to={MARK}&q={MARK}",
    "after=%00&from=%00&to=%00",
    "after=%FF%ED%A0%80&from=%D9%A1&to=%D9%A1",
    "after=-9999999999999999.1&from=-1&to=-1",
    f"after={'9' * 16}.{'9' * 18}&from={'9' * 18}&to={'9' * 18}&" + "x" * 100_000,
    "&" * 100_000 + "after=1.1",
]


def test_no_query_breaks_a_page(article: Article) -> None:
    for name, path, query in everywhere(article, QUERIES):
        check(ask("GET", path, query), name, query[:60])


METHODS = ["PUT", "DELETE", "TRACE", "OPTIONS", "head", "<ZQ>", ""]


def test_no_method_breaks_a_page(article: Article) -> None:
    for name, path, method in everywhere(article, METHODS):
        answer = ask(method, path, **SIGNED)
        check(answer, name, method)
        if method.upper() not in {"GET", "HEAD"}:
            assert answer.status == 405, (name, method, answer.status)
            assert "GET" in answer.headers["Allow"] or name in {
                "confirm_request",
                "withdraw_request",
            }


def part(headers: str, content: bytes = b"v") -> bytes:
    start = f"--x\r\nContent-Disposition: form-data; {headers}\r\n\r\n".encode("latin-1")
    return start + content + b"\r\n--x--\r\n"


BODIES: list[tuple[str, bytes]] = [
    (FORM, f"name={MARK}&text={MARK}&email={MARK}&began={MARK}&website={MARK}".encode()),
    (FORM, b"name=%00&text=%ff%ed%a0%80&email=%00&began=:::%ff&csrfmiddlewaretoken=%00"),
    (FORM, b"a=1&" * 10_001),
    (f"{FORM}; charset=hex", b"text=x"),
    ("application/json", b'{"text": "x"}'),
    (f"text/{MARK}", b"x"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=\xff", b"x"),
    (MULTIPART, b"--x\r\nContent-Disp"),
    (MULTIPART, part("name*=hex''%41")),
    (MULTIPART, part("name*=nope''%41; filename*=nope''%41")),
    (MULTIPART, part("name=text\r\nContent-Transfer-Encoding: base64", b"!!\xff")),
    (MULTIPART, part('name=text; filename="../../x\0"\r\nContent-Length: zz', b"\xff\0")),
    (MULTIPART, part("name=f; filename=a").replace(b"--x--\r\n", b"") * 150 + b"--x--\r\n"),
    (f"{MULTIPART}; charset=hex", part("name=text", b"\xff\xfe\0")),
]


def test_no_body_breaks_a_page(article: Article) -> None:
    for name, path, (kind, body) in everywhere(article, BODIES):
        check(ask("POST", path, body=body, CONTENT_TYPE=kind, **SIGNED), name, kind, body[:60])
    for path in ("/articles/crossing/", "/articles/crossing/comment/"):
        answer = ask("POST", path, body=b"text=x", CONTENT_TYPE=FORM)
        assert answer.status == 403  # no token
        check(answer, path)


def test_ten_megabytes_are_refused_before_they_are_read(article: Article) -> None:
    """By their length alone, as a file or as text; the desk takes manuscripts."""

    class Unread(io.BytesIO):
        def read(self, *_unused: object) -> bytes:
            raise AssertionError

    told = {"CONTENT_LENGTH": str(10 * 2**20), "wsgi.input": Unread(), **SIGNED}
    for path in ("/articles/crossing/comment/", "/articles/crossing/rights/request/", "/"):
        for kind in (FORM, MULTIPART):
            answer = ask("POST", path, CONTENT_TYPE=kind, **told)  # type: ignore[arg-type]
            assert answer.status in {400, 413}, path
            check(answer, path)
    body = part("name=document; filename=a.docx", b"x" * 2**21)
    assert ask("POST", "/admin/login/", body=body, CONTENT_TYPE=MULTIPART).status == 403


PATHS = [
    *("/%00", "/\xff\xfe/", "/\xed\xa0\x80/", "/\xc0\xaf", "/\r\nX: y", "/zh-hans//x"),
    *("/../../etc/passwd", "/static/../../secret_key", "/static/\0", "/media/../secret_key"),
    *(
        "//",
        "///evil.example/",
        "//evil.example/articles",
        "/\\evil.example",
        "/./",
        "/;/",
        "*",
        "",
    ),
    *("/articles/" + "a/" * 4000, "/" + "x" * 8190, "/zh-hans/" + "%" * 8000),
    *("/sitemap-articles-999999999.xml", "/sitemap-zq-1.xml", "/articles/2199/12/"),
    *(f"/preview/{sign}/" for sign in ("\0", "x" * 5000, ":", "\xff:\xff")),
    *("/feeds/zz-Zzzz-999.atom", "/card-" + "0" * 32 + ".png", "/media/" + "0" * 64),
]


def test_no_address_breaks_the_site() -> None:
    for path in PATHS:
        for asked in (path, path + AS_UTF8):
            for prefix in ("", "/zh-hans"):
                answer = ask("GET", prefix + asked)
                check(answer, prefix, asked[:80])
                if answer.status == 404 and asked.startswith("/articles"):
                    language = b'<html lang="zh-Hans"' if prefix else b'<html lang="en"'
                    assert language in answer.body


def test_no_end_of_an_address_breaks_it(article: Article) -> None:
    ends = ["\0", "\xff", "/..", "//", "\u2028".encode().decode("latin-1")]
    for name, path, end in everywhere(article, [*ends, AS_UTF8]):
        check(ask("GET", path + end), name, end)


@pytest.mark.parametrize("cookie", ["csrftoken=x", 'sessionid="\\000aaaaaaaaaa"', "sessionid=x"])
def test_a_cookie_that_nobody_was_given_is_none(article: Article, cookie: str) -> None:
    """A page that is the same for everyone is that for them, too; the desk asks no database for it."""
    answer = ask("GET", "/articles/crossing/", HTTP_COOKIE=cookie)
    assert answer.status == 200
    assert not {"Set-Cookie", "Vary"} & set(answer.headers)
    assert ask("GET", "/admin/", HTTP_COOKIE=cookie).status == 302


def test_who_names_another_host_over_plain_http_is_told_safely(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = ask("GET", "/articles/", HTTP_HOST="evil.example")
    check(answer)
    assert answer.status == 400
