"""The archives that are measured, and what asks them: given ones, else filled on first use and kept for the
next run.

One that was filled here is not used again when the tables are no longer those it was made with; whoever
gives one sees to that.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from tests.benchmarks import serving
from tests.benchmarks.archive.__main__ import NOTE
from tests.benchmarks.serving import ROOT, Environment

MOST_LAPSED = 50_000
# Whoever is asked for pages is to make each of them.
UNCACHED = {"PAGE_CACHE_MB": "0"}
PROBE = (sys.executable, "-m", "tests.benchmarks.reading.probe")
IN_TURN = "--in-turn"
TURN = "waits for its turn"


@dataclass(frozen=True)
class Archive:
    size: int
    folder: Path
    lapsed: int = 0
    database: str = ""

    def environment(self, **more: str) -> Environment:
        told = {"DATABASE_URL": self.database} if self.database else {}
        return serving.environment_of(self.folder, **told, **more)

    def ask(self, *what: str, **more: str) -> Any:
        """What the probe says, in a process of its own; pages are made anew, unless told otherwise."""
        said = serving.run([*PROBE, *what], ROOT, self.environment(**UNCACHED | more))
        return json.loads(said.splitlines()[-1])


def ask_in_turn(archives: Iterable[Archive], what: str) -> list[Any]:
    """What the probe says of each of them. They are asked request by request, now one, now the next: of a
    machine that is faster in one minute than in another all of them have the same.
    """
    with ExitStack() as stack:
        asked = [stack.enter_context(_waiting(one, what)) for one in archives]
        said = [_said(one) for one in asked]
        while TURN in said:
            for place, one in enumerate(asked):
                if said[place] == TURN:
                    print(file=one.stdin, flush=True)
                    said[place] = _said(one)
        if any(one.wait() for one in asked):
            sys.exit(f"The probe of {what} did not end well.")
    return [json.loads(one) for one in said]


def _waiting(archive: Archive, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROBE, what, IN_TURN],
        cwd=ROOT,
        env=archive.environment(**UNCACHED),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _said(probe: subprocess.Popen[str]) -> str:
    """That it waits, or its answer."""
    for line in probe.stdout or ():
        if line.strip() == TURN or line.startswith("{"):
            return line.strip()
        sys.stderr.write(line)
    sys.exit(f"{' '.join(map(str, probe.args))} did not end well.")


def archive(size: int, *, server: str = "", given: Iterable[Path] = ()) -> Archive:
    """Of that size, on SQLite or on this server of PostgreSQL (a URL without a database's name): one of the
    given folders, else one of our own. Of a large one the newest fifth lapsed, at most 50,000.
    """
    for folder in given:
        found = Archive(folder=folder, **json.loads((folder / NOTE).read_text(encoding="utf-8")))
        if found.size == size and bool(found.database) == bool(server):
            return _with_static_files(found)
    name = f"tearsheet-archive-{size}-{_tables()}{'-postgres' if server else ''}"
    folder = Path(gettempdir()) / name
    lapsed = min(MOST_LAPSED, size // 5) if size > 1_000 else 0
    database = f"{server.rstrip('/')}/{name.replace('-', '_')}" if server else ""
    made = Archive(size, folder, lapsed, database)
    if not (folder / NOTE).exists():
        command = [sys.executable, "-m", "tests.benchmarks.archive", "--folder", str(folder)]
        command += ["--articles", str(size), "--lapsed", str(lapsed)]
        command += ["--database", database] if database else []
        print(f"fills {folder}", file=sys.stderr)
        serving.run(command, ROOT, serving.environment_of(folder))
    return _with_static_files(made)


def _with_static_files(made: Archive) -> Archive:
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    serving.run(manage, ROOT, made.environment())
    return made


def _tables() -> str:
    """A few signs that change with the migrations and with the filler."""
    files = [
        *(ROOT / "articles" / "migrations").glob("*.py"),
        *(ROOT / "tests" / "benchmarks" / "archive").glob("*.py"),
    ]
    told = b"".join(file.read_bytes() for file in sorted(files))
    return hashlib.sha256(told).hexdigest()[:8]
