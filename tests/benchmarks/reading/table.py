"""What was measured, as rows of a table that say their target and whether it was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.benchmarks.markdown import row

NONE = "–"


@dataclass(frozen=True)
class Row:
    """`factor` is judged against `target`, which is the least or, with `is_most`, the most that is wanted.

    A row without a factor could not run: `note` says why.
    """

    what: str
    measured: str = NONE
    beside: str = NONE
    factor: float | None = None
    target: float | None = None
    is_most: bool = False
    note: str = ""

    @property
    def is_missed(self) -> bool:
        if self.factor is None or self.target is None:
            return False
        return self.factor > self.target if self.is_most else self.factor < self.target

    @property
    def verdict(self) -> str:
        if self.factor is None:
            return "did not run" if self.measured == NONE else "not judged"
        if self.target is None:
            return ""
        return "missed" if self.is_missed else "reached"

    def cells(self) -> list[str]:
        sign = "≤" if self.is_most else "≥"
        factor = NONE if self.factor is None else f"{self.factor:.3g}"
        target = NONE if self.target is None else f"{sign} {self.target:g}"
        return [self.what, self.measured, self.beside, factor, target, self.verdict, self.note]


def table(rows: Iterable[Row]) -> str:
    head = ["measured", "here", "beside it", "×, or what is judged", "target", "", "note"]
    lines = [row(*head), row("---", "---:", "---:", "---:", "---:", "---", "---")]
    return "\n".join([*lines, *(row(*one.cells()) for one in rows)])
