"""Addresses as the server answers them: through every middleware, in this process, without a socket."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse

Headers = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What was served; the names of its headers are in small letters."""

    path: str
    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_there(self) -> bool:
        return self.status == HTTPStatus.OK

    @property
    def is_html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


class Site:
    """The publication from outside. Asks like a stranger: no cookie, no account, no stored copy."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        self.host = _host()
        self.scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        self.fetched = 0

    def get(self, path: str) -> Answer:
        """One address of ours, as a path or in full. The connection to the database stays open between
        two, which a server's signals round a request would not promise.
        """
        parts = urlsplit(path)
        request = WSGIRequest(self._environ(parts.path, parts.query))
        response = self._handler.get_response(request)
        self.fetched += 1
        body = response.content if isinstance(response, HttpResponse) else b""  # a file is no text
        headers = {name.lower(): value for name, value in response.items()}
        return Answer(parts.path, response.status_code, headers, body)

    def path_of(self, address: str) -> str:
        """The path of an address if it is one of ours, else the whole of it."""
        origin = f"{self.scheme}://{self.host}"
        inside = address.removeprefix(origin)
        return inside if inside.startswith("/") else address

    def _environ(self, path: str, query: str) -> dict[str, Any]:
        """PEP 3333: the path is bytes, written as if each byte were a character."""
        name, _colon, port = self.host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def _host() -> str:
    """A host that the settings allow; a pattern stands for its own domain."""
    for host in settings.ALLOWED_HOSTS:
        if host != "*":
            return host.removeprefix(".")
    return "localhost"
