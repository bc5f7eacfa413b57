"""A middleware that tells lies: what an address answers, as a broken template, header or cache would.

What is honest is made once as long as neither the time nor a row changes, and is told again from memory:
many tests ask one site for all of it, and lie at one of its addresses.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Lie = Callable[[HttpResponse], HttpResponse | None]

lies: dict[str, Lie] = {}
honest: dict[tuple[object, ...], HttpResponse] = {}
begun = 0
_numbers = itertools.count(1)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    def answer(request: HttpRequest) -> HttpResponse:
        response = remembered(request, get_response)
        lie = lies.get(request.path)
        return (lie(response) or response) if lie else response

    return answer


def remembered(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    changes = _rows_changed() - begun
    key = (request.META.get("HTTP_HOST"), request.get_full_path(), timezone.now(), changes)
    if key not in honest:
        response = get_response(request)
        if not isinstance(response, HttpResponse):  # a file, which is streamed
            return response
        honest[key] = response
    return copied(honest[key])


@contextmanager
def a_test() -> Iterator[None]:
    """Nobody lies yet; what was made of rows of this test alone is forgotten with them."""
    global begun
    begun = _rows_changed()
    yield
    lies.clear()
    for key in [key for key in honest if key[-1]]:
        del honest[key]


def _rows_changed() -> int:
    """Since the connection was opened, as SQLite counts them; where nobody counts, some always have."""
    return int(getattr(connection.connection, "total_changes", next(_numbers)))


def writing(before: str, after: str) -> Lie:
    """Other words in place of these, which must be there."""

    def change(response: HttpResponse) -> None:
        text = response.content.decode()
        assert before in text, f"{before!r} is not in {text[:3000]}"
        response.content = text.replace(before, after).encode()

    return change


def in_head(markup: str) -> Lie:
    return writing("</head>", f"{markup}</head>")


def sending(name: str, value: str) -> Lie:
    """A header field with that value."""

    def change(response: HttpResponse) -> None:
        response.headers[name] = value

    return change


def silent(*names: str) -> Lie:
    """No such header fields."""

    def change(response: HttpResponse) -> None:
        for name in names:
            response.headers.pop(name, None)

    return change


def reserving(response: HttpResponse) -> None:
    """No lie: the headers of a page on which nobody may train a machine."""
    response.headers["Content-Usage"] = "train-ai=n"
    response.headers["tdm-reservation"] = "1"


def answering(status: int, body: str = "", content_type: str = "text/html; charset=utf-8") -> Lie:
    """Something else altogether."""
    return lambda _response: HttpResponse(body, status=status, content_type=content_type)


def keeping(kept: HttpResponse) -> Lie:
    """A copy that was kept for too long."""
    copy = copied(kept)
    return lambda _response: copy


def copied(response: HttpResponse) -> HttpResponse:
    return HttpResponse(
        response.content, headers=dict(response.headers), status=response.status_code
    )
