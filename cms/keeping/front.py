"""What stands before Django: a page that is kept and still true is handed out; of all who ask for one that is
not, the first has it made and the others wait for it.

Pages are asked for as by a stranger who says nothing but the address. Whatever goes wrong here, Django
answers as if nothing stood before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Event, Lock
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.handlers.wsgi import get_path_info

from articles import freshness
from articles.reading import kept
from cms.keeping.pages import Headers, Page, Start, page
from cms.keeping.shelves import Memory, Shared, Shelf, redis_of

Environ = dict[str, Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

READS = frozenset({"GET", "HEAD"})
# All that a page may learn of the request besides its address.
HEARD = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"})
A_PAUSE = 5.0  # seconds for which the database is not asked what is true, after it did not say
PATIENCE = 30.0  # seconds for which a page is waited for that another request has made
log = logging.getLogger("cms.keeping")


def stand_before(application: Application) -> Application:
    """With what the settings allow to be kept; the application itself where that is nothing."""
    room = settings.PAGE_CACHE_BYTES
    if not room or settings.DEBUG:
        return application
    memory = Memory(room)
    shelf = Shared(memory, *redis_of(settings.CACHE_URL)) if settings.CACHE_URL else memory
    return Front(application, shelf, is_proxied=settings.BEHIND_PROXY)


class Turn:
    """A page being made. `page` is None where it turned out to be one that is not kept."""

    def __init__(self) -> None:
        self.over = Event()
        self.page: Page | None = None


class Front:
    """The application with the shelf before it. `is_proxied`: a proxy of ours says which scheme was used."""

    def __init__(self, application: Application, shelf: Shelf, *, is_proxied: bool = False) -> None:
        self.application, self.shelf, self.is_proxied = application, shelf, is_proxied
        self._turns: dict[str, Turn] = {}
        self._lock = Lock()
        self._paused_until = 0.0

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not _only_reads(environ) or monotonic() < self._paused_until:
            return self.application(environ, start)
        try:
            found = self._found(environ)
        except Exception as error:  # a cache that is broken is none
            log.warning("A page is made without the cache: %r", error)
            found = None
        if found is None:
            return self.application(environ, start)
        if isinstance(found, Page):
            return found.send(environ, start, time())
        status, headers, body = found
        start(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _found(self, environ: Environ) -> Page | tuple[str, Headers, bytes] | None:
        """The page, or what Django answered in its place; None where Django has not been asked."""
        address, query = self._address(environ), environ.get("QUERY_STRING", "")
        known = self.shelf.near(f"{address}?")
        names = known.names if known else kept.names_at(get_path_info(environ))
        if names is None:
            return None
        asked = _reduced(query, names)
        return self._made(environ, f"{address}?{asked}", asked, names)

    def _made(
        self, environ: Environ, key: str, asked: str, names: tuple[str, ...]
    ) -> Page | tuple[str, Headers, bytes] | None:
        while True:
            generation = self._generation()
            known = self.shelf.get(key, generation)
            if known and known.is_true(generation, time()):
                return known
            with self._lock:
                turn = self._turns.get(key)
                if is_first := turn is None:
                    turn = self._turns[key] = Turn()
            if is_first:
                try:
                    return self._make(environ, key, asked, names, generation, turn)
                finally:
                    with self._lock:
                        del self._turns[key]
                    turn.over.set()
            turn.over.wait(PATIENCE)
            if turn.page is None:
                return None

    def _make(
        self,
        environ: Environ,
        key: str,
        asked: str,
        names: tuple[str, ...],
        generation: int,
        turn: Turn,
    ) -> Page | tuple[str, Headers, bytes]:
        at = datetime.now(UTC)
        with freshness.held(generation, at=at):
            status, headers, body = _ask(self.application, _as_a_stranger(environ, asked))
            if len(body) > self.shelf.room:
                return status, headers, body
            try:
                until = freshness.boundary(at=at).timestamp()
            except Exception:
                log.warning("No boundary", exc_info=True)
                return status, headers, body
        made = page(status, headers, body, names=names, generation=generation, until=until)
        if made is None:
            return status, headers, body
        turn.page = made
        self.shelf.put(key, made)
        return made

    def _generation(self) -> int:
        try:
            return freshness.committed()
        except Exception:
            self._paused_until = monotonic() + A_PAUSE
            raise

    def _address(self, environ: Environ) -> str:
        scheme = environ["wsgi.url_scheme"]
        if self.is_proxied and (told := environ.get("HTTP_X_FORWARDED_PROTO")):
            scheme = "https" if told.split(",", 1)[0].strip() == "https" else "http"
        place = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
        return f"{scheme}://{environ['HTTP_HOST']}{place}"


def _only_reads(environ: Environ) -> bool:
    """Whether a kept page could be the answer: nothing is sent, and the query is as browsers write it."""
    return (
        environ["REQUEST_METHOD"] in READS
        and "HTTP_HOST" in environ
        and environ.get("CONTENT_LENGTH", "") in {"", "0"}
        and "HTTP_TRANSFER_ENCODING" not in environ
        and environ.get("QUERY_STRING", "").isascii()
    )


def _reduced(query: str, names: tuple[str, ...]) -> str:
    """What of the query makes a difference, in one order; of a key said twice Django takes the last."""
    if not query or not names:
        return ""
    said = dict(parse_qsl(query, keep_blank_values=True))
    return urlencode([(name, said[name]) for name in names if name in said])


def _as_a_stranger(environ: Environ, query: str) -> Environ:
    heard = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name in HEARD
    }
    return heard | {"REQUEST_METHOD": "GET", "QUERY_STRING": query}


def _ask(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    heard: list[Any] = []

    def start(status: str, headers: Headers, _error: Any = None) -> None:
        heard[:] = [status, headers]

    said: Any = application(environ, start)
    try:
        body = b"".join(said)
    finally:
        said.close()
    return heard[0], heard[1], body
