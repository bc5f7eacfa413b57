"""What processes took, as Linux tells it: time of the processor, and memory that is theirs alone."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """The process and its children."""
    told = (PROC / str(pid) / "task" / str(pid) / "children").read_text()
    return [pid, *map(int, told.split())]


def seconds_of(pid: int) -> float:
    """Of the processor, by the whole family."""
    ticks = 0
    for one in family(pid):
        after_name = (PROC / str(one) / "stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / TICK


def memory_of(pid: int) -> float:
    """Megabytes (PSS) of the child that holds the most."""
    return max(_pss(one) for one in family(pid)[1:])


def _pss(pid: int) -> float:
    told = (PROC / str(pid) / "smaps_rollup").read_text()
    line = next(line for line in told.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024
