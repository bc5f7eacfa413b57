"""Where pages are kept: in the memory of this process, and for several hosts also in Redis.

Neither is asked whether a page is still true. A shelf that does not answer is an empty one.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import Any, Protocol

import msgspec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cms.keeping.pages import Page

LARGEST = 8  # a page takes no more than this part of the room
A_PAUSE = 5.0  # seconds for which a Redis that failed is not asked
AN_ANSWER = 0.25  # seconds for which one is waited for
log = logging.getLogger("cms.keeping")


# What pages are made of, besides what the database holds.
SOURCES = ("**/*.py", "**/*.html", "**/*.mo")
SAID = ("LANGUAGES", "TIME_ZONE", "SITE_URL", "HTTPS", "HAS_MAIL_SERVER", "STATIC_URL")


def redis_of(url: str) -> tuple[Any, str]:
    """The client, which waits for no answer longer than a page takes to be made; and the edition, which
    tells apart what programs of different versions make of the same. Reads every source once.
    """
    try:
        from redis import Redis
    except ImportError as error:
        raise ImproperlyConfigured(
            "CACHE_URL needs the client of Redis: pip install -e '.[redis]'"
        ) from error
    client = Redis.from_url(url, socket_timeout=AN_ANSWER, socket_connect_timeout=AN_ANSWER)
    said = blake2b(repr([getattr(settings, name) for name in SAID]).encode(), digest_size=8)
    for folder in ("articles", "cms", "templates"):
        for pattern in SOURCES:
            for path in sorted((settings.BASE_DIR / folder).glob(pattern)):
                said.update(path.read_bytes())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    said.update(manifest.read_bytes() if manifest.is_file() else b"")
    return client, said.hexdigest()


class Shelf(Protocol):
    room: int

    def near(self, key: str) -> Page | None:
        """What this process has, true or not."""

    def get(self, key: str, generation: int) -> Page | None:
        """What is there, of that generation if there is such a one."""

    def put(self, key: str, page: Page) -> None:
        """Keeps it as long as there is room."""


class Memory:
    """So many bytes, and no more: what was not asked for the longest makes room."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str, _generation: int) -> Page | None:
        return self.near(key)

    def near(self, key: str) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        if page.size > self.room // LARGEST:
            return
        with self._lock:
            self._drop(self._pages.pop(key, None), key)
            self._pages[key] = page
            self.taken += page.size + len(key)
            while self.taken > self.room:
                oldest, dropped = self._pages.popitem(last=False)
                self._drop(dropped, oldest)

    def _drop(self, page: Page | None, key: str) -> None:
        if page is not None:
            self.taken -= page.size + len(key)


class Shared:
    """In Redis, under the generation: what was made of another is never found, and goes with time.

    `edition` tells apart what programs of different versions made of the same.
    """

    kept = 3600  # seconds

    def __init__(self, memory: Memory, redis: Any, edition: str) -> None:
        self.memory, self.redis, self.edition = memory, redis, edition
        self.room = memory.room
        self._paused_until = 0.0

    def near(self, key: str) -> Page | None:
        return self.memory.near(key)

    def get(self, key: str, generation: int) -> Page | None:
        known = self.memory.near(key)
        if known is not None and known.generation == generation:
            return known
        found = self._ask(lambda: self.redis.get(self._name(key, generation)))
        if found is None:
            return known
        try:
            page = msgspec.msgpack.decode(found, type=Page)
        except msgspec.MsgspecError:
            return known
        self.memory.put(key, page)
        return page

    def put(self, key: str, page: Page) -> None:
        self.memory.put(key, page)
        if page.size <= self.room // LARGEST:
            data = msgspec.msgpack.encode(page)
            name = self._name(key, page.generation)
            self._ask(lambda: self.redis.set(name, data, ex=self.kept))

    def _name(self, key: str, generation: int) -> str:
        digest = blake2b(key.encode(), digest_size=16).hexdigest()
        return f"tearsheet:{self.edition}:{generation}:{digest}"

    def _ask(self, question: Any) -> Any:
        if monotonic() < self._paused_until:
            return None
        try:
            return question()
        except Exception as error:  # whatever the driver raises: pages are served without it
            self._paused_until = monotonic() + A_PAUSE
            log.warning("The page cache in Redis does not answer: %s", error)
            return None
