"""From clean HTML to CommonMark (0.31), with the tables, strikethrough and footnotes that many readers know.

The text comes through to the letter. What CommonMark has no sign for (small capitals, ruby, languages,
cells that span) becomes plain text; emphasis that could not be read back is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.outputs import commonmark_lines as lines
from articles.outputs.commonmark_lines import Run

_FENCE = re.compile(r"`+")
_LISTS = frozenset({"ul", "ol"})


def _as_it_is(href: str) -> str:
    return href


@dataclass
class Writer:
    """Writes the bodies of one document; footnotes are numbered through, and told at its end.

    `resolve` says where a link leads, from outside; a link that leads nowhere becomes its text.
    """

    resolve: Callable[[str], str] = _as_it_is
    notes: list[str] = field(default_factory=list)

    def body(self, html: str) -> str:
        """The blocks of a clean body, parted by empty lines."""
        tree = LexborHTMLParser(f"<!doctype html><body>{html}").body
        return self._inside(tree) if tree else ""

    def definitions(self) -> str:
        """The texts of the notes that were called so far, one a line."""
        return "\n".join(f"[^{n}]: {note}" for n, note in enumerate(self.notes, start=1))

    def _inside(self, parent: LexborNode) -> str:
        """The blocks of a node. A list right after another of its kind has other signs: else they would
        be one.
        """
        written = []
        before, is_second = "", False
        for node in parent.iter():
            is_second = node.tag == before and before in _LISTS and not is_second
            before = node.tag or ""
            written.append(self._block(node, is_second=is_second))
        return "\n\n".join(filter(None, written))

    def _block(self, node: LexborNode, *, is_second: bool) -> str:
        name = node.tag or ""
        if name in {"h3", "h4"}:
            return lines.heading(int(name[1]), self._line(node))
        if name in _LISTS:
            return self._list(node, is_second=is_second)
        if name in {"blockquote", "aside"}:
            return _prefixed(self._inside(node), "> ")
        if name == "table":
            return self._table(node)
        if name == "pre":
            return _fenced(node.text())
        return "***" if name == "hr" else lines.joined(self._lines(node))

    def _list(self, node: LexborNode, *, is_second: bool) -> str:
        first = int(node.attributes.get("start") or 1)
        items = []
        for n, item in enumerate(node.iter(), start=first):
            bullet, ending = ("+", ")") if is_second else ("-", ".")
            sign = f"{bullet} " if node.tag == "ul" else f"{n}{ending} "
            inside = _prefixed(self._inside(item), " " * len(sign))
            items.append(sign + inside.removeprefix(" " * len(sign)))
        return "\n\n".join(items)

    def _table(self, node: LexborNode) -> str:
        """The first row stands over the others, since every table has a head here."""
        rows = [[*self._cells(row)] for body in node.iter() for row in body.iter()]
        width = max(map(len, rows))
        written = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return "\n".join([written[0], f"|{' --- |' * width}", *written[1:]])

    def _cells(self, row: LexborNode) -> Iterator[str]:
        for cell in row.iter():
            blocks = cell.css("p, h3, h4, pre")
            yield " ".join(self._line(block, is_cell=True) for block in blocks)
            yield from [""] * (int(cell.attributes.get("colspan") or 1) - 1)

    def _line(self, node: LexborNode, *, is_cell: bool = False) -> str:
        """Inline text where there are no line breaks: in a heading, in a cell."""
        return " ".join(lines.written(runs) for runs in self._lines(node, is_cell=is_cell))

    def _lines(self, node: LexborNode, *, is_cell: bool = False) -> list[list[Run]]:
        """The inline content by lines, as its breaks part it."""
        parted: list[list[Run]] = [[]]
        for run in self._runs(node, frozenset(), is_cell=is_cell):
            if run is None:
                parted.append([])
            else:
                parted[-1].append(run)
        return parted

    def _runs(
        self, node: LexborNode, marks: frozenset[str], *, is_cell: bool
    ) -> Iterator[Run | None]:
        """Stretches of text with their marks; None for a line break."""
        for child in node.iter(include_text=True):
            name = child.tag or ""
            if name == "-text":
                yield Run(child.text_content or "", marks)
            elif name == "br":
                yield None
            elif name == "rp":
                continue
            elif name == "rt":
                yield Run(f"({child.text()})", marks)
            elif name == "code":
                if text := child.text():
                    yield Run(lines.code(text, is_cell=is_cell), marks, is_text=False)
                yield from map(self._note, child.css("span[data-footnote]"))
            elif name == "a":
                yield from self._link(child, marks, is_cell=is_cell)
            elif "data-footnote" in child.attributes:
                yield self._note(child)
            else:
                own = frozenset({name}) & lines.MARKS.keys()
                yield from self._runs(child, marks | own, is_cell=is_cell)

    def _link(
        self, node: LexborNode, marks: frozenset[str], *, is_cell: bool
    ) -> Iterator[Run | None]:
        """A link on one line; notes that are called inside of it follow it."""
        address = self.resolve(node.attributes.get("href") or "")
        if not address:
            yield from self._runs(node, marks, is_cell=is_cell)
            return
        inside = self._lines(node, is_cell=is_cell)
        texts = [[run for run in line if not lines.is_note(run)] for line in inside]
        if text := " ".join(filter(None, map(lines.written, texts))):
            yield Run(f"[{text}]({lines.address(address)})", marks, is_text=False)
        yield from (run for line in inside for run in line if lines.is_note(run))

    def _note(self, node: LexborNode) -> Run:
        text = " ".join((node.attributes.get("data-footnote") or "").split())
        self.notes.append(lines.written([Run(text)]))
        return Run(f"[^{len(self.notes)}]", is_text=False)


def _prefixed(text: str, prefix: str) -> str:
    """Every line behind the prefix; an empty line behind what there is of it without spaces."""
    return "\n".join(prefix + line if line else prefix.rstrip() for line in text.split("\n"))


def _fenced(text: str) -> str:
    longest = max(map(len, _FENCE.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
