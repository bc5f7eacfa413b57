"""A page as it is kept: its headers, and its bytes as each browser takes them.

A copy that is compressed is another representation: it has a name (`ETag`) of its own, and `Vary` says so.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import brotli
import msgspec

Headers = list[tuple[str, str]]
Start = Callable[..., Any]

STATUSES = frozenset({200, 301, 410, 451})
SHARED = 30  # seconds for which others may answer in our place, at most
WORTH = 600  # bytes from which compressing saves a packet
# What is said anew each time that the page is sent.
OWN = frozenset({"cache-control", "content-length", "etag", "vary"})
# What a 304 repeats of the 200 that it stands for (RFC 9110, section 15.4.5), besides what is said anew; and
# what headers alone say of rights, which may have changed since where the bytes have not.
REPEATED = frozenset({"content-location", "last-modified", "content-usage", "tdm-reservation"})
_TEXT = re.compile(r"text/|application/(json|ld\+json|[a-z]+\+json|xml|atom\+xml|[a-z]+\+xml)")
_ACCEPTED = re.compile(r"(?:^|,)\s*([a-z*]+)\s*(?:;\s*q=([0-9.]+))?\s*(?=,|$)")
_TAG = re.compile(r'"[^"]*"')

COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
# Browsers ask each time, whether what they have is the same. A cache that counts in whole seconds may hold a
# page for a fraction of one longer than it was told.
_CONTROL = [
    f"public, max-age=0, must-revalidate, s-maxage={seconds}" for seconds in range(SHARED + 1)
]


class Page(msgspec.Struct, frozen=True):
    """True while the public sees that generation, and before `until` (seconds since 1970). `names` are the
    keys of the query by which the page differs; `bodies` has the bytes by their encoding, "" for none.
    """

    status: str
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes]
    tag: str
    names: tuple[str, ...]
    generation: int
    until: float

    @property
    def size(self) -> int:
        """About how many bytes it takes to keep it."""
        said = sum(len(name) + len(value) + 160 for name, value in self.headers)
        return said + sum(map(len, self.bodies.values())) + 1000

    def is_true(self, generation: int, now: float) -> bool:
        return self.generation == generation and now < self.until

    def send(self, asked: dict[str, Any], start: Start, now: float) -> Iterable[bytes]:
        """The answer to one request: 304 if it has the page already, without the bytes if it is a HEAD."""
        encoding = chosen(asked.get("HTTP_ACCEPT_ENCODING", "")) if len(self.bodies) > 1 else ""
        if encoding not in self.bodies:
            encoding = "gzip" if encoding == "br" and "gzip" in self.bodies else ""
        said = self._said(encoding, now)
        if (known := asked.get("HTTP_IF_NONE_MATCH")) and self._is_known(known):
            start("304 Not Modified", [*said, *self._repeated()])
            return []
        if encoding:
            said.append(("Content-Encoding", encoding))
        body = self.bodies[encoding]
        start(self.status, [*self.headers, *said, ("Content-Length", str(len(body)))])
        return [] if asked["REQUEST_METHOD"] == "HEAD" else [body]

    def _said(self, encoding: str, now: float) -> Headers:
        said: Headers = []
        if self.tag:
            seconds = min(SHARED, int(self.until - now) - 1)
            said += [("Cache-Control", _CONTROL[max(seconds, 0)]), ("ETag", self._tag(encoding))]
        if len(self.bodies) > 1:
            said.append(("Vary", "Accept-Encoding"))
        return said

    def _tag(self, encoding: str) -> str:
        return f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'

    def _is_known(self, known: str) -> bool:
        """Whether one of these names is ours, of whichever copy: what it says is the same."""
        ours = {self._tag(encoding) for encoding in self.bodies}
        is_any = known.strip() == "*"
        return bool(self.tag) and (is_any or not ours.isdisjoint(_TAG.findall(known)))

    def _repeated(self) -> Headers:
        return [pair for pair in self.headers if pair[0].lower() in REPEATED]


def page(
    status: str,
    headers: Headers,
    body: bytes,
    *,
    names: tuple[str, ...],
    generation: int,
    until: float,
) -> Page | None:
    """The answer as it is kept; None for one that says that it is not to be, or that is none for everyone."""
    told = {name.lower(): value for name, value in headers}
    if int(status[:3]) not in STATUSES or "set-cookie" in told or "content-encoding" in told:
        return None
    control = told.get("cache-control", "")
    if "no-store" in control or "private" in control or told.get("vary"):
        return None
    # Only of what is there may others say that it is: a notice of removal is asked for each time.
    tag = told.get("etag", "").strip('"') if status.startswith("200") else ""
    own = OWN if tag else OWN - {"cache-control"}
    return Page(
        status=status,
        headers=[(name, value) for name, value in headers if name.lower() not in own],
        bodies=_bodies(body, told.get("content-type", "")),
        tag=tag,
        names=names,
        generation=generation,
        until=until,
    )


def _bodies(body: bytes, content_type: str) -> dict[str, bytes]:
    bodies = {"": body}
    if len(body) >= WORTH and _TEXT.match(content_type):
        made = ((name, compress(body)) for name, compress in COMPRESSED.items())
        bodies |= {name: less for name, less in made if len(less) < len(body)}
    return bodies


@lru_cache(maxsize=500)
def chosen(accepted: str) -> str:
    """The encoding for whoever sends this `Accept-Encoding` (RFC 9110, section 12.5.3): of those that are
    taken brotli, then gzip.
    """
    taken = {name: _weight(weight) for name, weight in _ACCEPTED.findall(accepted.lower())}
    others = taken.get("*", 0.0)
    return next((name for name in COMPRESSED if taken.get(name, others) > 0), "")


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
