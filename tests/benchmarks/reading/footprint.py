"""What a worker holds after it served many pages, and how long a server takes to its first one."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.benchmarks import serving
from tests.benchmarks.reading import load, processes
from tests.benchmarks.reading.archives import Archive
from tests.benchmarks.reading.table import Row
from tests.benchmarks.serving import ROOT

REQUESTS = 10_000
PATHS = 5_000
MOST_MEGABYTES = 120
TIMES_MINIMAL = 4.0
STARTS = 3
SHIPPED = ("-c", "cms/gunicorn.py")
# wrk asks for each path in turn, and stops when it had so many answers.
ROTATING = """
local paths, asked, answered = {{}}, 0, 0
for line in io.lines("{paths}") do paths[#paths + 1] = line end
function request() asked = asked + 1; return wrk.format("GET", paths[(asked - 1) % #paths + 1]) end
function response() answered = answered + 1; if answered >= {requests} then wrk.thread:stop() end end
"""


def memory(archive: Archive, folder: Path, *, requests: int = REQUESTS) -> Iterator[Row]:
    """Of the two workers as we ship them, the one that holds more."""
    folder.mkdir()
    paths = archive.ask("paths", str(PATHS))
    (folder / "paths").write_text("\n".join(paths) + "\n")
    script = folder / "rotating.lua"
    script.write_text(ROTATING.format(paths=folder / "paths", requests=requests))
    with serving.gunicorn("cms.wsgi", ROOT, archive.environment(), *SHIPPED) as server:
        load.wrk("-d", "600s", "-s", str(script), server.base)
        held = processes.memory_of(server.pid)
    what = f"a worker after {requests:,} requests over {len(paths):,} pages"
    yield Row(what, f"{held:.0f} MB", factor=held, target=MOST_MEGABYTES, is_most=True)


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
