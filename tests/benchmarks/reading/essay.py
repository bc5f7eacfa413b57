"""The essay that is measured, the same in every peer: 2,000 words in ten sections, five tags, three figures.

Imports nothing but the standard library and the words, since it is read in the peers' environments as well.
"""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.archive import words

TITLE = "What the ledger kept"
SLUG = "what-the-ledger-kept"
DECK = "Who asked for the sheets, and what they were promised in return."
AUTHOR = "Ada Example"
TAGS = ("essays", "rivers", "printing", "machines", "letters")
PICTURES = ("ferry.jpg", "market.jpg", "server.jpg")
ALT = "What stands by the river."
CAPTION = "By the river, in the year that the ledger ends."
SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "pictures"


def parts() -> list[tuple[str, str]]:
    """Sections as (heading, HTML)."""
    found = words.essay().parts
    return [(heading or f"Part {place}", body) for place, (heading, body) in enumerate(found, 1)]
