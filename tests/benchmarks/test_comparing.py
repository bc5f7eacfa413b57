"""How much time of the processor it takes to compare 30,000 words: `pytest -n 0 -s tests/benchmarks`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from articles.comparing import Comparison, compare
from articles.piece import Part, Piece

WORDS = 30_000
SECONDS = 1.0
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


@pytest.mark.parametrize("case", CASES)
def test_it_compares_a_book_in_a_second(case: str) -> None:
    before, after = CASES[case]()
    began = time.process_time()
    found: Comparison = compare(before, after)
    seconds = time.process_time() - began
    print(f"\n{case}: {seconds:.2f} s, {found.words_of('added')} added")
    assert seconds < SECONDS
