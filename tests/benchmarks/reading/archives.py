"""The archives that are measured, filled on first use and kept for the next run, and what asks them.

An archive is thrown away when the tables are no longer those it was made with.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from tests.benchmarks import serving
from tests.benchmarks.serving import ROOT, Environment

MOST_LAPSED = 50_000
# Whoever is asked for pages is to make each of them.
UNCACHED = {"PAGE_CACHE_MB": "0"}


@dataclass(frozen=True)
class Archive:
    size: int
    folder: Path
    database: str = ""

    @property
    def lapsed(self) -> int:
        """The newest fifth of a large archive, at most 50,000; none of a small one."""
        return min(MOST_LAPSED, self.size // 5) if self.size > 1_000 else 0

    def environment(self, **more: str) -> Environment:
        told = {"DATABASE_URL": self.database} if self.database else {}
        return serving.environment_of(self.folder, **told, **more)

    def ask(self, *what: str, **more: str) -> Any:
        """What the probe says, in a process of its own; pages are made anew, unless told otherwise."""
        command = [sys.executable, "-m", "tests.benchmarks.reading.probe", *what]
        said = serving.run(command, ROOT, self.environment(**UNCACHED | more))
        return json.loads(said.splitlines()[-1])


def archive(size: int, *, server: str = "") -> Archive:
    """Of that size, on SQLite or on this server of PostgreSQL (a URL without a database's name)."""
    name = f"tearsheet-archive-{size}-{_tables()}{'-postgres' if server else ''}"
    folder = Path(gettempdir()) / name
    database = f"{server.rstrip('/')}/{name.replace('-', '_')}" if server else ""
    made = Archive(size, folder, database)
    ready = folder / "ready"
    if not ready.exists():
        command = [sys.executable, "-m", "tests.benchmarks.archive", "--folder", str(folder)]
        command += ["--articles", str(size), "--lapsed", str(made.lapsed)]
        command += ["--database", database] if database else []
        print(f"fills {folder}", file=sys.stderr)
        serving.run(command, ROOT, serving.environment_of(folder))
        manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        serving.run(manage, ROOT, made.environment())
        ready.touch()
    return made


def _tables() -> str:
    """A few signs that change with the migrations and with the filler."""
    files = [
        *(ROOT / "articles" / "migrations").glob("*.py"),
        *(ROOT / "tests" / "benchmarks" / "archive").glob("*.py"),
    ]
    told = b"".join(file.read_bytes() for file in sorted(files))
    return hashlib.sha256(told).hexdigest()[:8]
