"""Load by wrk: 16 connections, a few seconds at a time, in rounds that take all servers in turn."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.reading import processes

CONNECTIONS = 16
ROUNDS = 3
LONGEST = 60  # seconds


@dataclass(frozen=True)
class Target:
    """An address and the first process of whoever serves it."""

    name: str
    url: str
    pid: int


@dataclass(frozen=True)
class Load:
    """Requests a second, and milliseconds of the processor a request, of all of the server's processes."""

    rate: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:,.0f} /s, {self.cpu:.2f} ms CPU"


def need_wrk() -> None:
    if not shutil.which("wrk"):
        sys.exit("This measures with wrk, which is not here. On Debian: apt install wrk")


def interleaved(targets: list[Target], *, seconds: int) -> dict[str, Load]:
    """By name the medians of three rounds."""
    for target in targets:
        _warm(target)
    runs: dict[str, list[Load]] = {target.name: [] for target in targets}
    for _round in range(ROUNDS):
        for target in targets:
            runs[target.name].append(_run(target, seconds=seconds))
    return {
        name: Load(median(one.rate for one in loads), median(one.cpu for one in loads))
        for name, loads in runs.items()
    }


def _warm(target: Target) -> None:
    """A first page waits for much that no later one does."""
    for _time in range(8):
        with urllib.request.urlopen(target.url, timeout=60) as answer:
            answer.read()


def _run(target: Target, *, seconds: int) -> Load:
    """Three times as long where the machine is so busy that no answer came."""
    before = processes.seconds_of(target.pid)
    said = wrk("-d", f"{seconds}s", target.url)
    worked = processes.seconds_of(target.pid) - before
    count = _number(r"(\d+) requests in", said)
    if not count and "Non-2xx" not in said and seconds < LONGEST:
        return _run(target, seconds=seconds * 3)
    if "Non-2xx" in said or not count:
        sys.exit(f"{target.name}: {target.url} does not answer as it should:\n{said}")
    return Load(_number(r"Requests/sec:\s+([\d.]+)", said), worked * 1000 / count)


def wrk(*more: str) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "60s", *more]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    return float(found[1]) if found else 0.0
