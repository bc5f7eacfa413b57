"""Asks a running site as strangers do, each time on a connection of its own, and notes what was wrong."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from statistics import median, quantiles
from urllib.parse import urlsplit

from tests.benchmarks.markdown import row

PATIENCE = 60  # seconds for an answer
TIMES = 6  # that a page is asked for after something was done: of every worker, with some luck


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str
    cookies: tuple[str, ...]


class Watch:
    """Of the site at `base`. Any thread may ask."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "", parts.port
        self.wrong: list[str] = []
        self.milliseconds: dict[str, list[float]] = defaultdict(list)
        self._lock = threading.Lock()

    def ask(
        self,
        kind: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """A GET, or a POST with a body. Server errors and broken answers are wrong whoever asks."""
        began = time.perf_counter()
        try:
            response, text = self._answered(path, body, headers or {})
        except (OSError, HTTPException) as error:
            self.note(f"{kind}: {path} gave no answer ({error!r})")
            return Answer(0, "", "", ())
        with self._lock:
            self.milliseconds[kind].append((time.perf_counter() - began) * 1000)
        if response.status >= 500:
            self.note(f"{kind}: {path} answers {response.status}")
        cookies = tuple(response.headers.get_all("Set-Cookie") or ())
        return Answer(response.status, text, response.headers.get("Location", ""), cookies)

    def _answered(
        self, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            method = "GET" if body is None else "POST"
            connection.request(method, path, body=body, headers={"Connection": "close", **headers})
            response = connection.getresponse()
            return response, response.read().decode(errors="replace")
        finally:
            connection.close()

    def expect(
        self,
        after: str,
        path: str,
        *,
        status: int = 200,
        holds: str = "",
        lacks: str = "",
        times: int = TIMES,
    ) -> None:
        """Notes each answer that is not as it must be `after` something was done."""
        for _time in range(times):
            answer = self.ask(f"after {after}", path)
            if answer.status == 0 or answer.status >= 500:
                continue  # noted already
            if answer.status != status:
                self.note(f"after {after}: {path} answers {answer.status}, not {status}")
            elif holds not in answer.body:
                self.note(f"after {after}: {path} does not hold what it must")
            elif lacks and lacks in answer.body:
                self.note(f"after {after}: {path} holds what it must not")

    def note(self, wrong: str) -> None:
        with self._lock:
            self.wrong.append(wrong)

    def table(self) -> Iterator[str]:
        yield row("asked", "times", "p50 ms", "p95 ms", "longest")
        yield row("---", *["---:"] * 4)
        for kind, found in sorted(self.milliseconds.items()):
            p95 = quantiles(found, n=20)[-1] if len(found) > 1 else found[0]
            figures = (median(found), p95, max(found))
            yield row(kind, f"{len(found):,}", *(f"{figure:.0f}" for figure in figures))
