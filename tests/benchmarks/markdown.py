"""Tables as Markdown."""

from __future__ import annotations


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
