"""What it costs to compare 30,000 words: `python -m tests.benchmarks.comparing`.

Prints seconds of the processor for each case, and their ratio to Python's own `difflib` on the words of
one rewritten text a tenth as long, run beside it. No case should need more than a second.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from difflib import SequenceMatcher

from articles.comparing import compare
from articles.piece import Part, Piece

WORDS = 30_000
VOCABULARY = [f"w{number}rd" for number in range(3_000)]
COMMON = ["the", "of", "and", "a", "in", "to", "it"]
CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]


def paragraph(chance: random.Random, length: int) -> str:
    words = [chance.choice(COMMON if chance.random() < 0.4 else VOCABULARY) for _ in range(length)]
    return f"<p>{' '.join(words)}.</p>"


def piece(seed: int, *, sections: int = 30, paragraphs: int = 10) -> Piece:
    chance = random.Random(seed)
    length = WORDS // sections // paragraphs
    bodies = [
        "".join(paragraph(chance, length) for _ in range(paragraphs)) for _ in range(sections)
    ]
    return Piece(parts=tuple(Part(key=f"s{n}", body=body) for n, body in enumerate(bodies)))


def mapped(made: Piece, change: Callable[[Part], Part]) -> Piece:
    return Piece(parts=tuple(change(part) for part in made.parts))


def a_word_in_each_paragraph(part: Part) -> Part:
    return Part(
        key=part.key, body=part.body.replace(" of ", " from ", 1).replace("<p>the", "<p>one")
    )


def shuffled(part: Part) -> Part:
    chance = random.Random(part.key)
    found = []
    for text in part.body.removeprefix("<p>").removesuffix("</p>").split("</p><p>"):
        words = text.split()
        chance.shuffle(words)
        found.append(f"<p>{' '.join(words)}</p>")
    return Part(key=part.key, body="".join(found))


def keyless(part: Part) -> Part:
    return Part(body=part.body)


def chinese(seed: int) -> Piece:
    chance = random.Random(seed)
    bodies = [
        "".join(f"<p>{''.join(chance.choices(CHARACTERS, k=200))}。</p>" for _ in range(5))
        for _ in range(30)
    ]
    return Piece(parts=tuple(Part(key=f"s{n}", body=body) for n, body in enumerate(bodies)))


CASES: dict[str, Callable[[], tuple[Piece, Piece]]] = {
    "nothing": lambda: (piece(1), piece(1)),
    "a word in each paragraph": lambda: (piece(1), mapped(piece(1), a_word_in_each_paragraph)),
    "everything rewritten": lambda: (piece(1), piece(2)),
    "everything shuffled": lambda: (piece(1), mapped(piece(1), shuffled)),
    "one paragraph, rewritten": lambda: (
        piece(1, sections=1, paragraphs=1),
        piece(2, sections=1, paragraphs=1),
    ),
    "one section of 600 paragraphs, rewritten": lambda: (
        piece(1, sections=1, paragraphs=600),
        piece(2, sections=1, paragraphs=600),
    ),
    "no keys": lambda: (mapped(piece(1), keyless), mapped(piece(1), shuffled)),
    "Chinese, rewritten": lambda: (chinese(1), chinese(2)),
    "one word 30,000 times": lambda: (
        Piece(parts=(Part(body=f"<p>{'the ' * WORDS}</p>"),)),
        Piece(parts=(Part(body=f"<p>{'the ' * (WORDS - 5)} a the</p>"),)),
    ),
}


def seconds_of(work: Callable[[], object]) -> float:
    """The best of three."""
    found = []
    for _time in range(3):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def yardstick() -> float:
    one, other = (paragraph(random.Random(seed), WORDS // 10).split() for seed in (1, 2))
    return seconds_of(lambda: SequenceMatcher(None, one, other, autojunk=False).ratio())


def main() -> None:
    unit = yardstick()
    print(f"| case | seconds | times difflib's {unit:.2f} s | words added |\n|---|---|---|---|")
    for case, make in CASES.items():
        before, after = make()
        seconds = seconds_of(lambda before=before, after=after: compare(before, after))  # type: ignore[misc]
        added = compare(before, after).words_of("added")
        print(f"| {case} | {seconds:.2f} | {seconds / unit:.1f} | {added} |")


if __name__ == "__main__":
    main()
