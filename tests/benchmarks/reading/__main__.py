"""The reader's side measured: `python -m tests.benchmarks.reading [--peers] [--articles N]`.

Pages under load beside yardsticks and, with `--peers`, beside Wagtail from PyPI; what grows with an
archive of N articles; memory and the first page. Everything runs on this machine, in one run, with two
workers and 16 connections, in rounds that take all in turn: the ratios count, not the figures. Prints
Markdown. Exits 1 if a target that ran was missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks import serving
from tests.benchmarks.reading import footprint, growth, load, speed
from tests.benchmarks.reading.archives import Archive, archive
from tests.benchmarks.reading.speed import Peer
from tests.benchmarks.reading.table import Row, table

SMALL = 1_000
PARTS = ("pages", "tags", "search", "publishing", "merging", "memory", "start")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading")
    parser.add_argument("--peers", action="store_true", help="measure Wagtail 8 as well")
    parser.add_argument("--wagtail-python", type=Path, help="a Python that has it and gunicorn")
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument(
        "--postgres", metavar="URL", help="a server, like postgres://postgres@127.0.0.1:5432"
    )
    parser.add_argument(
        "--archive",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="of `tests.benchmarks.archive`, used where it has the size wanted; may be repeated",
    )
    parser.add_argument("--seconds", type=int, default=5, help="of load a round")
    parser.add_argument("--only", action="append", choices=PARTS, help="may be repeated")
    return parser.parse_args()


def measured(options: argparse.Namespace, folder: Path) -> Iterator[Row]:
    parts = options.only or PARTS
    find = partial(archive, given=options.archive)
    small = speed.copied(find(SMALL), folder / "small")
    peer = _peer(options, folder)
    if "pages" in parts:
        addresses = small.ask("addresses")
        yield from speed.rows(small, addresses, peer, folder, seconds=options.seconds)
    for vendor, server in (("SQLite", ""), ("PostgreSQL", options.postgres)):
        if server is not None:
            yield from _growing(parts, options.articles, server, vendor, find, small, peer)
    if "memory" in parts:
        yield from footprint.memory(find(max(options.articles, SMALL)))
    if "start" in parts:
        yield from footprint.cold_start(small)


def _growing(
    parts: Collection[str],
    size: int,
    server: str,
    vendor: str,
    find: Callable[..., Archive],
    copy: Archive,
    peer: Peer | None,
) -> Iterator[Row]:
    if not {"tags", "search", "publishing", "merging"} & set(parts):
        return
    small = find(SMALL, server=server) if server else copy
    large = find(size, server=server)
    if "tags" in parts:
        yield from growth.tags(small, large, vendor)
    if "search" in parts:
        tenth = find(max(size // 10, SMALL), server=server)
        yield from growth.search(tenth, large, vendor)
    if "publishing" in parts:
        yield from growth.publishing(small, large, peer, vendor)
    if "merging" in parts:
        yield from growth.merging(large, vendor)


def _peer(options: argparse.Namespace, folder: Path) -> Peer | None:
    if not (options.peers or options.wagtail_python):
        return None
    python = options.wagtail_python or serving.wagtail_python()
    print("fills Wagtail", file=sys.stderr)
    return speed.wagtail(folder / "wagtail", python, SMALL)


def main() -> None:
    options = read_arguments()
    load.need_wrk()
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="reading-measure-") as folder:
        for row in measured(options, Path(folder)):
            print(f"{row.what}: {' '.join(row.cells()[1:])}", file=sys.stderr)
            found.append(row)
    print(table(found))
    missed = [row.what for row in found if row.is_missed]
    sys.exit("\n".join(["", "missed:", *missed]) if missed else 0)


if __name__ == "__main__":
    main()
