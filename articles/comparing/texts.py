"""Text word by word, Chinese and Japanese character by character; with its formatting, if it has some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from articles.comparing.sequences import stretches
from articles.language import words

Marks = tuple[tuple[str, str], ...]  # formatting, outermost first: (name, value)
Kind = Literal["same", "removed", "added", "restyled"]
NOTE = "note"  # the mark of words that stand in a footnote


class Run(NamedTuple):
    """A stretch of text of one kind. Restyled: the same words, which had the marks `was` before."""

    kind: Kind
    text: str
    marks: Marks = ()
    was: Marks = ()


class Token(NamedTuple):
    """A word, sign or character with the space after it. `space_marks` are those that go on after it."""

    text: str
    space: str = ""
    marks: Marks = ()
    space_marks: Marks = ()

    @property
    def identity(self) -> tuple[str, bool]:
        """What makes it the same token again, however it is formatted."""
        return self.text, any(name == NOTE for name, _value in self.marks)


@dataclass
class _Stretch:
    """Tokens of both sides; the same ones stand in pairs."""

    is_same: bool
    before: list[Token]
    after: list[Token]

    @property
    def size(self) -> int:
        return max(sum(len(t.text + t.space) for t in side) for side in (self.before, self.after))


def plain_tokens(text: str) -> list[Token]:
    return [Token(token, space) for token, space in words.tokens(text)]


def tokens_changed(before: Sequence[Token], after: Sequence[Token]) -> list[Run]:
    """What became of formatted text, as runs in reading order."""
    return list(_runs(_side_by_side(before, after)))


def unchanged(tokens: Iterable[Token], kind: Kind = "same") -> list[Run]:
    """All of these tokens as runs of one kind."""
    return list(_joined(run for token in tokens for run in _shown(kind, token)))


def _side_by_side(before: Sequence[Token], after: Sequence[Token]) -> list[_Stretch]:
    sides = [token.identity for token in before], [token.identity for token in after]
    return [
        _Stretch(is_same, list(before[b1:b2]), list(after[a1:a2]))
        for is_same, b1, b2, a1, a2 in stretches(*sides)
    ]


def _runs(found: list[_Stretch]) -> Iterator[Run]:
    return _joined(run for stretch in _without_scraps(found) for run in _told(stretch))


def _without_scraps(found: list[_Stretch]) -> list[_Stretch]:
    """Words that stayed between two larger changes are told with them: a text of scraps reads badly."""
    kept: list[_Stretch] = []
    for one in found:
        if not one.is_same and len(kept) > 1 and kept[-1].is_same and not kept[-2].is_same:
            first, scrap = kept[-2], kept[-1]
            if scrap.size <= min(first.size, one.size):
                one = _Stretch(
                    False,
                    first.before + scrap.before + one.before,
                    first.after + scrap.after + one.after,
                )
                kept[-2:] = []
        kept.append(one)
    return kept


def _told(stretch: _Stretch) -> Iterator[Run]:
    if stretch.is_same:
        for old, new in zip(stretch.before, stretch.after, strict=True):
            yield from _told_again(old, new)
        return
    before, after = list(stretch.before), list(stretch.after)
    tail = ""
    if before and after and before[-1].space == after[-1].space:
        tail, tail_marks = after[-1].space, after[-1].space_marks
        before[-1], after[-1] = (side[-1]._replace(space="") for side in (before, after))
    for token in before:
        yield from _shown("removed", token)
    for token in after:
        yield from _shown("added", token)
    if tail:
        yield Run("same", tail, tail_marks)


def _told_again(old: Token, new: Token) -> Iterator[Run]:
    """A token that stayed; its formatting and the space after it may have changed."""
    if old.marks == new.marks:
        yield Run("same", new.text, new.marks)
    else:
        yield Run("restyled", new.text, new.marks, old.marks)
    if old.space == new.space:
        yield Run("same", new.space, new.space_marks)
    else:
        yield Run("removed", old.space, old.space_marks)
        yield Run("added", new.space, new.space_marks)


def _shown(kind: Kind, token: Token) -> Iterator[Run]:
    yield Run(kind, token.text, token.marks)
    yield Run(kind, token.space, token.space_marks)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind and formatting as one; empty ones go."""
    written = (run for run in runs if run.text)
    for (kind, marks, was), same in groupby(
        written, key=lambda run: (run.kind, run.marks, run.was)
    ):
        yield Run(kind, "".join(run.text for run in same), marks, was)
