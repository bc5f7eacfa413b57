"""What strangers send: addresses that are none, headers that lie, comments that want to be more than text."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.http import RequestParser  # type: ignore[import-untyped]

from articles import moderation
from articles.models import Comment
from articles.reading.comments import CommentForm
from articles.reading.guarded import began
from cms import gunicorn
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import markup

pytestmark = pytest.mark.django_db

LISTS = ["/", "/articles/", "/articles/2026/", "/articles/2026/11/", "/tags/", "/tags/essays/"]
SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("after", ["%00", "1.1%0A", "%D9%A1.1", "9" * 3000, "%FF", "1.1;drop"])
def test_it_answers_in_the_look_of_the_site_to_any_place_in_a_list(
    client: Client, path: str, after: str
) -> None:
    makers.make_live()
    for prefix in ("", "/zh-hans"):
        response = client.get(f"{prefix}{path}", QUERY_STRING=f"after={after}")
        assert response.status_code in ({200, 400} if path in {"/", "/tags/"} else {400})
        assert 'rel="stylesheet"' in response.content.decode()
        assert not response.cookies


@pytest.mark.parametrize(
    "path",
    [
        *("/%00/", "/articles/%FF/", "/articles/..%2f..%2fetc/", "/ARTICLES/", "/%0d%0aX:y/"),
        *("/articles/2026/13/", "/articles/%D9%A2%D9%A0%D9%A2%D9%A6/", f"/tags/{'a' * 101}/"),
        *("/media/" + "0" * 64 + "%0A", "/tags/%E2%80%AE/", "/%7B%7B7*7%7D%7D/"),
    ],
)
def test_it_does_not_know_an_address_that_is_none(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert 'rel="stylesheet"' in response.content.decode()
    assert not response.cookies


def test_no_visitor_chooses_under_which_prefix_it_stands() -> None:
    """A proxy on the same machine is trusted, and passes on what visitors send."""
    config = Config()
    for name, value in vars(gunicorn).items():
        if name in config.settings:
            config.set(name, value)
    asked = b"GET /articles/ HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /articles\r\nPATH_INFO: /x\r\n\r\n"
    request = next(RequestParser(config, iter([asked]), ("127.0.0.1", 50000)))
    assert [name for name, _value in request.headers] == ["HOST"]


def sent(client: Client, *, name: str = "Rea", text: str) -> Comment | None:
    """The comment that became of it, let through at the desk."""
    edition = makers.make_live(slug="crossing", title="The crossing")
    with time_machine.travel(NOON + DAY, tick=False):
        signed = began(edition.article.key, CommentForm.salt)
    with time_machine.travel(NOON + DAY + timedelta(minutes=1), tick=False):
        said = {"name": name, "text": text, "began": signed}
        client.post("/articles/crossing/comment/", said)
    comment = Comment.objects.first()
    return moderation.let_through(comment, actor=personas.moderator()) if comment else None


def page(client: Client) -> str:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        return client.get("/articles/crossing/").content.decode()


def test_a_comment_is_text_and_nothing_else(client: Client) -> None:
    assert sent(client, name=SCRIPT[:80], text=SCRIPT)
    html = page(client)
    assert "<script" not in markup(html)
    assert "<img src=x" not in html
    assert "{{7*7}}" in html


def test_a_comment_brings_no_control_characters(client: Client) -> None:
    comment = sent(client, name="R\x1b[31mea", text="a\x08b\x01\tc\x7f")
    assert comment
    assert (comment.name, comment.text) == ("R[31mea", "ab\tc")


def test_a_comment_is_as_long_as_its_writer_sees_it(client: Client) -> None:
    """A browser counts a line's end as one character and sends two."""
    comment = sent(client, text="a\r\n" * 2499 + "bc")
    assert comment
    assert len(comment.text) == 5000


def test_what_turns_the_direction_is_left_out(client: Client) -> None:
    assert sent(client, name="\u202eaeR", text="Well \u2066\u202esaid.\u2069")
    html = page(client)
    assert "<bdi>aeR</bdi>" in html
    assert "Well said." in html
    assert not {"\u202e", "\u2066"} & set(html)
