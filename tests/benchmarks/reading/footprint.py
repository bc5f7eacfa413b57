"""What a worker holds after it served many pages, and how long a server takes to its first one."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from statistics import median

from tests.benchmarks import serving
from tests.benchmarks.reading import load, processes
from tests.benchmarks.reading.archives import Archive
from tests.benchmarks.reading.table import NONE, Row
from tests.benchmarks.serving import ROOT

REQUESTS = 10_000  # of each worker
PATHS = 5_000
MOST_MEGABYTES = 120
TIMES_MINIMAL = 4.0
STARTS = 3
SHIPPED = ("-c", "cms/gunicorn.py")


def memory(archive: Archive, *, requests: int = REQUESTS) -> Iterator[Row]:
    """Of the two workers as we ship them, the one that holds more."""
    paths = archive.ask("paths", str(PATHS))
    with serving.gunicorn("cms.wsgi", ROOT, archive.environment(), *SHIPPED) as server:
        every = requests * int(serving.WORKERS)
        addresses = (f"{server.base}{path}" for path in islice(cycle(paths), every))
        with ThreadPoolExecutor(load.CONNECTIONS) as hands:
            read = sum(hands.map(_read, addresses))
        held = processes.memory_of(server.pid)
    what = f"a worker after {requests:,} requests over {len(paths):,} pages"
    note = f"its proportional share (PSS); {read / every / 1024:.0f} kB a page"
    yield Row(what, f"{held:.0f} MB", NONE, held, MOST_MEGABYTES, is_most=True, note=note)


def _read(address: str) -> int:
    """How long the page is. Each is asked for by a connection of its own, so that all workers get some."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return len(answer.read())


def cold_start(archive: Archive) -> Iterator[Row]:
    """Ours as we ship it. Only the first round compiles what is not compiled yet."""
    ours, theirs = [], []
    minimal, environment = "tests.benchmarks.reading.apps.minimal", archive.environment()
    for _round in range(STARTS):
        ours.append(_first_page("cms.wsgi", environment, *SHIPPED))
        theirs.append(_first_page(minimal, environment, "-k", "sync"))
    figures = f"{median(ours) * 1000:.0f} ms", f"{median(theirs) * 1000:.0f} ms"
    factor = median(ours) / median(theirs)
    what = "from starting to the first page, beside a minimal Django view"
    yield Row(what, *figures, factor, TIMES_MINIMAL, is_most=True)


def _first_page(application: str, environment: serving.Environment, *more: str) -> float:
    with ExitStack() as stack:
        began = time.perf_counter()
        server = stack.enter_context(serving.gunicorn(application, ROOT, environment, *more))
        for _attempt in range(1_000):
            try:
                with urllib.request.urlopen(f"{server.base}/", timeout=30) as answer:
                    answer.read()
                return time.perf_counter() - began
            except urllib.error.URLError:
                time.sleep(0.005)
    sys.exit(f"{application} serves no page")
