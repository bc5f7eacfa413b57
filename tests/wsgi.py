"""The whole application as gunicorn calls it, with what no client of Django's would send."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from cms.wsgi import application


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(method: str, path: str, query: str = "", *, body: bytes = b"", **environ: str) -> Answer:
    """`path` is as it stands behind the host, percents undone; `environ` has CGI's names."""
    heard: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        heard.update(status=int(status[:3]), headers=dict(headers))

    told = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "203.0.113.9",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **environ,
    }
    said: Any = application(told, start)
    whole = b"".join(said)
    if hasattr(said, "close"):
        said.close()
    return Answer(heard["status"], heard["headers"], whole)
