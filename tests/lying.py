"""A middleware that tells lies: what an address answers, as a broken template, header or cache would."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Lie = Callable[[HttpResponse], HttpResponse | None]

lies: dict[str, Lie] = {}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        lie = lies.get(request.path)
        return (lie(response) or response) if lie else response

    return answer


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
    copy = HttpResponse(kept.content, headers=dict(kept.headers), status=kept.status_code)
    return lambda _response: copy
