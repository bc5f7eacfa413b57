"""The figures as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.benchmarks.desk.loading import Load
from tests.benchmarks.desk.running import Effort
from tests.benchmarks.desk.tasks import TASKS, Desk
from tests.benchmarks.markdown import row

NONE = "–"


def tasks(desks: list[Desk], found: dict[tuple[str, str], Effort]) -> Iterator[str]:
    """A row a task: clicks, keys and seconds of each desk, and the first's share of the second's."""
    names = [desk.name for desk in desks]
    head = [f"{name}: {what}" for what in ("clicks", "keys", "seconds") for name in names]
    ratios = ["clicks and keys ×", "seconds ×"] if len(desks) > 1 else []
    yield row("task", *head, *ratios)
    yield row("---", *["---:"] * (len(head) + len(ratios)))
    notes: list[str] = []
    for task, label in TASKS.items():
        efforts = [found.get((task, name)) for name in names]
        if not any(efforts):
            continue
        cells = [
            _cell(effort, digits, get)
            for digits, get in ((0, _clicks), (0, _keys), (1, _seconds))
            for effort in efforts
        ]
        if ratios:
            cells += [_share(efforts, _acts), _share(efforts, _seconds)]
        yield row(label + _mark(notes, desks, task), *cells)
    yield ""
    yield from (f"{number}. {note}" for number, note in enumerate(notes, start=1))


def loads(desks: list[Desk], found: dict[str, Load], sections: int) -> Iterator[str]:
    """A row a figure of the page of many sections."""
    names = [desk.name for desk in desks]
    ratio = ["×"] if len(desks) > 1 else []
    yield row(f"page of {sections} sections", *names, *ratio)
    yield row("---", *["---:"] * (len(names) + len(ratio)))
    figures: dict[str, Callable[[Load], float]] = {
        "JavaScript as it comes, KB": lambda load: load.script / 1000,
        "JavaScript unpacked, KB": lambda load: load.raw_script / 1000,
        "requests": lambda load: load.requests,
        "interactive, ms": lambda load: load.interactive,
        "the main thread's work, ms of the processor": lambda load: load.work,
        "first editor takes a character, ms": lambda load: load.first,
        "last editor takes a character, ms": lambda load: load.last,
    }
    for label, figure in figures.items():
        values = [figure(found[name]) for name in names]
        share = [f"{values[0] / values[1]:.2f}"] if ratio else []
        yield row(label, *[f"{value:.0f}" for value in values], *share)


def _mark(notes: list[str], desks: list[Desk], task: str) -> str:
    """The numbers of what is to be said about a task, which are added to the notes."""
    numbers = []
    for desk in desks:
        way = desk.ways.get(task)
        if note := desk.lacks.get(task) or (way.note if way else ""):
            notes.append(f"{desk.name}: {note}.")
            numbers.append(str(len(notes)))
    return f" ({', '.join(numbers)})" if numbers else ""


def _clicks(effort: Effort) -> float:
    return effort.clicks


def _keys(effort: Effort) -> float:
    return effort.keys


def _acts(effort: Effort) -> float:
    return effort.clicks + effort.keys


def _seconds(effort: Effort) -> float:
    return effort.seconds


def _cell(effort: Effort | None, digits: int, get: Callable[[Effort], float]) -> str:
    return f"{get(effort):.{digits}f}" if effort else NONE


def _share(efforts: list[Effort | None], get: Callable[[Effort], float]) -> str:
    first, second = efforts[:2]
    return f"{get(first) / get(second):.2f}" if first and second else NONE
