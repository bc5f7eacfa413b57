"""Pages under load: kept and made anew, beside a bare WSGI application, nginx with a file, and Wagtail."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from tests.benchmarks import serving
from tests.benchmarks.reading import yardsticks
from tests.benchmarks.reading.archives import UNCACHED, Archive
from tests.benchmarks.reading.load import Load, Target, interleaved
from tests.benchmarks.reading.table import NONE, Row
from tests.benchmarks.serving import ROOT, Server

PAGES = ("article", "tag", "front")
TIMES_WAGTAIL = {"article": 5.0, "tag": 4.0, "front": 4.0}
OF_BARE, OF_BARE_BY_REDIS, OF_STATIC = 0.8, 0.55, 0.7
REDIS = ("127.0.0.1", 6379)
SYNC = ("-k", "sync")
Addresses = dict[str, str]


@dataclass(frozen=True)
class Peer:
    """Wagtail with as many articles: its folder, environment and Python, and where its pages are."""

    folder: Path
    environment: serving.Environment
    python: Path
    addresses: Addresses


def wagtail(folder: Path, python: Path, size: int) -> Peer:
    environment = serving.wagtail_site(folder, python)
    said = serving.run([str(python), "fill_reading.py", str(size)], folder, environment)
    return Peer(folder, environment, python, json.loads(said.splitlines()[-1]))


def rows(
    archive: Archive, addresses: Addresses, peer: Peer | None, folder: Path, *, seconds: int
) -> Iterator[Row]:
    yield from _made_anew(archive, addresses, peer, seconds=seconds)
    yield from _kept(archive, addresses, folder / "kept", seconds=seconds)
    if find_spec("redis") is None:
        yield Row("article, kept in Redis", note="its client is not here: pip install '.[redis]'")
    elif not _redis_answers():
        yield Row("article, kept in Redis", note="no Redis answers on port 6379")
    else:
        yield from _kept_in_redis(archive, addresses, folder / "redis", seconds=seconds)
    yield from _behind_nginx(archive, addresses, folder / "nginx", seconds=seconds)


def _made_anew(
    archive: Archive, addresses: Addresses, peer: Peer | None, *, seconds: int
) -> Iterator[Row]:
    with ExitStack() as stack:
        ours = stack.enter_context(
            serving.gunicorn("cms.wsgi", ROOT, archive.environment(**UNCACHED), *SYNC)
        )
        targets = [_target(f"our {page}", ours, addresses[page]) for page in PAGES]
        if peer:
            theirs = stack.enter_context(
                serving.gunicorn("wsgi", peer.folder, peer.environment, *SYNC, python=peer.python)
            )
            targets += [_target(f"their {page}", theirs, peer.addresses[page]) for page in PAGES]
        found = interleaved(targets, seconds=seconds)
    for page in PAGES:
        what = f"{page}, made anew, beside Wagtail's"
        beside = found.get(f"their {page}")
        if beside is None:
            yield Row(what, str(found[f"our {page}"]), note="say --peers")
        else:
            yield _against(what, found[f"our {page}"], beside, TIMES_WAGTAIL[page])
    for page, spent in archive.ask("changed").items():
        beside = found.get(f"their {page}")
        cpu = median(spent["cpu"])
        figures = f"{cpu:.2f} ms CPU", f"{beside.cpu:.2f} ms CPU" if beside else NONE
        factor = beside.cpu / cpu if beside else None
        note = "ours without a server in front"
        yield Row(
            f"{page}, the first after a change, beside Wagtail's", *figures, factor, note=note
        )


def _kept(archive: Archive, addresses: Addresses, folder: Path, *, seconds: int) -> Iterator[Row]:
    whats = {page: f"{page}, kept, beside a bare WSGI application" for page in PAGES}
    folder.mkdir()
    with serving.gunicorn("cms.wsgi", ROOT, archive.environment(), *SYNC) as ours:
        for page, what in whats.items():
            with yardsticks.bare(folder, _fetched(ours, addresses[page])) as bare:
                targets = [_target("ours", ours, addresses[page]), _target("bare", bare, "/")]
                found = interleaved(targets, seconds=seconds)
            yield _against(what, found["ours"], found["bare"], OF_BARE)


def _kept_in_redis(
    archive: Archive, addresses: Addresses, folder: Path, *, seconds: int
) -> Iterator[Row]:
    folder.mkdir()
    environment = archive.environment(CACHE_URL=f"redis://{REDIS[0]}:{REDIS[1]}/9")
    with (
        serving.gunicorn("cms.wsgi", ROOT, environment, *SYNC) as ours,
        yardsticks.bare(folder, _fetched(ours, addresses["article"])) as bare,
    ):
        targets = [_target("ours", ours, addresses["article"]), _target("bare", bare, "/")]
        found = interleaved(targets, seconds=seconds)
    what = "article, kept in Redis, beside a bare WSGI application"
    yield _against(what, found["ours"], found["bare"], OF_BARE_BY_REDIS)


def _behind_nginx(
    archive: Archive, addresses: Addresses, folder: Path, *, seconds: int
) -> Iterator[Row]:
    """By the configuration that we give out: what the pages' own headers let a proxy keep."""
    what = "article behind nginx, beside nginx with a file"
    if not yardsticks.has_nginx():
        yield Row(what, note="nginx is not here; on Debian: apt install nginx-light")
        return
    folder.mkdir()
    with ExitStack() as stack:
        ours = stack.enter_context(serving.gunicorn("cms.wsgi", ROOT, archive.environment(), *SYNC))
        body = _fetched(ours, addresses["article"])
        before = stack.enter_context(yardsticks.proxy(folder / "proxy", ours.base))
        file = stack.enter_context(yardsticks.static(folder / "static", body))
        _fetched(before, addresses["article"])
        if _status(before, addresses["article"]) != "HIT":
            yield Row(what, note="our headers let no proxy keep a page")
            return
        targets = [_target("ours", before, addresses["article"]), _target("file", file, "/")]
        found = interleaved(targets, seconds=seconds)
    yield _against(what, found["ours"], found["file"], OF_STATIC)


def _against(what: str, ours: Load, theirs: Load, target: float) -> Row:
    return Row(what, str(ours), str(theirs), ours.rate / theirs.rate, target)


def _target(name: str, server: Server, path: str) -> Target:
    return Target(name, f"{server.base}{path}", server.pid)


def _fetched(server: Server, path: str) -> bytes:
    with urllib.request.urlopen(f"{server.base}{path}", timeout=30) as answer:
        body: bytes = answer.read()
    return body


def _status(server: Server, path: str) -> str:
    with urllib.request.urlopen(f"{server.base}{path}", timeout=30) as answer:
        return answer.headers.get("X-Cache-Status", "")


def _redis_answers() -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(REDIS) == 0


def copied(archive: Archive, folder: Path) -> Archive:
    """For what writes: the same articles, in a folder that is thrown away."""
    print(f"copies {archive.folder}", file=sys.stderr)
    shutil.copytree(archive.folder, folder)
    return Archive(archive.size, folder)
