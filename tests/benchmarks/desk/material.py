"""What both desks are filled with: the same articles, word for word, and the file names of the documents.

Imports nothing but the standard library, since it is read in the peer's virtual environment as well.
"""

from __future__ import annotations

from pathlib import Path

ROUNDS = 3  # of each task, each on an article of its own
SECTIONS = 12  # of an article on which a task is done
MANY = (30, 60)  # sections of the articles whose pages are measured
LOADS = 6  # of each such page, each of an article of its own; the first only warms the servers
OTHERS = 40  # articles that stand around

# The tasks that begin on an article of their own, with the state that it is in.
DRAFTS = ("footnote", "figure", "move", "link", "tag", "review", "schedule", "undo")
LIVE = ("correct", "compare")

AUTHOR = "Ada Example"
TAGS = ("essays", "rivers", "printing", "machines", "letters")
DECK = "What the river carried, and who wrote it down."
HEADING = "A part about number {number}"
SLIP = "teh"  # the word that is mended
OPENING = f"This is {SLIP} opening of part {{number}}, and the ferry waits."
PARAGRAPH = (
    "The presses stood where the tide could not reach them, and the men who fed them "
    "kept a ledger of every sheet, who had asked for it, and what had been promised in return. "
    "Nobody thought the ledger would be read. It was written to be kept, in a hand that did not hurry."
)
CHANGED = "Somebody rewrote this part after it was published, and should not have."

TARGET = "Harbour dues and other customs"  # the article that is linked to
MAGAZINE = "Quayside Quarterly"  # whose piece is looked for
REPRINT = "Eleven letters from the lock keeper"  # it ran last month; others of theirs ran earlier
OLDER_REPRINT = "An earlier letter, number {number}"
OLDER_REPRINTS = 5


PASSWORD = "a password for measuring"
IMPORTED_TITLE = "The keeper of the lower lock"
IMPORTED_SECTIONS = 5
PICTURE = Path(__file__).resolve().parents[3] / "seeds" / "pictures" / "ferry.jpg"
ALT = "A ferry under sail, seen from the quay."
NEW_TAG = "sluices"
REQUEST = "Please mend the opening."
CORRECTION = "Correction: the opening named the wrong quay."
NOTE = "Port register of 1931, folio 12."


def bodies(count: int) -> list[tuple[str, str]]:
    """So many sections as (heading, HTML), about 160 words each."""
    return [
        (
            HEADING.format(number=number),
            f"<p>{OPENING.format(number=number)}</p>" + f"<p>{PARAGRAPH}</p>" * 3,
        )
        for number in range(1, count + 1)
    ]


def title(task: str, round_number: int) -> str:
    return f"For the task {task}, time {round_number}"
