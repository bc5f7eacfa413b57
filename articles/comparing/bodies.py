"""Bodies (clean HTML) block by block: paragraphs first, then the words of those that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.comparing import likeness
from articles.comparing.sequences import stretches
from articles.comparing.texts import NOTE, Marks, Run, Token, tokens_changed, unchanged
from articles.language import words

_LEAVES = frozenset({"p", "h3", "h4", "pre", "hr", "tr"})
_CONTAINERS = frozenset({"ul", "ol", "blockquote", "aside", "table"})
_STYLES = frozenset({"strong", "em", "s", "sub", "sup", "code"})
CELL_EDGE = " │ "


class Block(NamedTuple):
    """One paragraph, heading or row. `kind` is what it stands in and what it is, outermost first (`ul p`)."""

    kind: str
    language: str
    pieces: tuple[tuple[str, Marks], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _marks in self.pieces)


@dataclass(frozen=True)
class BlockChange:
    """What became of one block; `restyled` says that only what it is has changed, or its language."""

    kind: Literal["same", "changed", "added", "removed"]
    before: Block | None
    after: Block | None
    runs: list[Run]

    @property
    def block(self) -> Block:
        block = self.after or self.before
        assert block is not None, "one side has it"
        return block


def blocks(body: str) -> list[Block]:
    """The blocks of clean HTML in reading order."""
    root = LexborHTMLParser(f"<!doctype html><body>{body}").body
    return list(_blocks(root, ())) if root is not None else []


def bodies_changed(before: str, after: str) -> list[BlockChange]:
    """Every block of both bodies in reading order, with what became of it."""
    old = blocks(before)
    new = old if before == after else blocks(after)
    return list(_compared(old, new))


def texts_changed(before: str, after: str) -> list[BlockChange]:
    """The same of two plain texts, line by line."""
    old, new = (
        [Block("p", "", ((line, ()),)) for line in text.splitlines() if line.strip()]
        for text in (before, after)
    )
    return list(_compared(old, new))


def side(changes: Iterable[BlockChange], name: Literal["before", "after"]) -> list[BlockChange]:
    """The same changes as one side alone reads: what only the other has is left out."""
    other = "added" if name == "before" else "removed"
    return [
        replace(change, runs=[run for run in change.runs if run.kind != other])
        for change in changes
        if change.kind != other
    ]


def all_of(body: str, kind: Literal["same", "added", "removed"]) -> list[BlockChange]:
    """Every block of one body as of that kind."""
    return [_whole(block, kind) for block in blocks(body)]


def _compared(before: list[Block], after: list[Block]) -> Iterator[BlockChange]:
    for is_same, b1, b2, a1, a2 in stretches(before, after):
        if is_same:
            yield from (BlockChange("same", block, block, _plain(block)) for block in after[a1:a2])
        else:
            yield from _changed(before[b1:b2], after[a1:a2])


def _changed(before: list[Block], after: list[Block]) -> Iterator[BlockChange]:
    bags = [[likeness.bag(block.text) for block in side] for side in (before, after)]
    ends = [*likeness.pairs_in_order(*bags), (len(before), len(after))]
    b = a = 0
    for old, new in ends:
        yield from (_whole(block, "removed") for block in before[b:old])
        yield from (_whole(block, "added") for block in after[a:new])
        if old < len(before):
            runs = tokens_changed(_tokens(before[old]), _tokens(after[new]))
            yield BlockChange("changed", before[old], after[new], runs)
        b, a = old + 1, new + 1


def _whole(block: Block, kind: Literal["same", "added", "removed"]) -> BlockChange:
    sides = (block if kind != "added" else None, block if kind != "removed" else None)
    return BlockChange(kind, *sides, _plain(block) if kind == "same" else _all(block, kind))


def _plain(block: Block) -> list[Run]:
    return [Run("same", text, marks) for text, marks in block.pieces]


def _all(block: Block, kind: Literal["added", "removed"]) -> list[Run]:
    return unchanged(_tokens(block), kind)


def _tokens(block: Block) -> list[Token]:
    """The words of the block; a space that stands at the beginning of a piece belongs to the word before."""
    found: list[Token] = []
    for text, marks in block.pieces:
        for token, space in words.tokens(text):
            if not token and found and not found[-1].space:
                found[-1] = found[-1]._replace(space=space, space_marks=marks)
            else:
                found.append(Token(token, space, marks, marks))
    return found


def _blocks(parent: LexborNode, around: tuple[str, ...]) -> Iterator[Block]:
    for node in parent.iter():
        name = node.tag or ""
        if name in _LEAVES:
            pieces = tuple(_row(node) if name == "tr" else _inline(node, ()))
            yield Block(" ".join((*around, name)), _language(node), pieces)
        else:
            yield from _blocks(node, (*around, name) if name in _CONTAINERS else around)


def _row(row: LexborNode) -> Iterator[tuple[str, Marks]]:
    """A row of a table is one block, its cells parted by a line."""
    for place, cell in enumerate(row.iter()):
        if place:
            yield CELL_EDGE, ()
        for number, paragraph in enumerate(cell.iter()):
            if number:
                yield " ", ()
            yield from _inline(paragraph, ())


def _inline(parent: LexborNode, marks: Marks) -> Iterator[tuple[str, Marks]]:
    for node in parent.iter(include_text=True):
        name = node.tag or ""
        if name == "-text":
            yield node.text_content or "", marks
        elif name == "br":
            yield "\n", marks
        elif name == "span" and "footnote" in (node.attributes.get("class") or ""):
            yield node.attributes.get("data-footnote") or "", (*marks, (NOTE, ""))
        elif name != "rp":
            yield from _inline(node, (*marks, *_marks(node, name)))


def _marks(node: LexborNode, name: str) -> Iterator[tuple[str, str]]:
    if name == "a":
        yield "link", node.attributes.get("href") or ""
    elif name in _STYLES or name == "rt":
        yield name, ""
    elif name == "span":
        if "smallcaps" in (node.attributes.get("class") or ""):
            yield "smallcaps", ""
        if language := _language(node):
            yield "language", language


def _language(node: LexborNode) -> str:
    said = (node.attributes.get("lang") or "", node.attributes.get("dir") or "")
    return " ".join(filter(None, said))
