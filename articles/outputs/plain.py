"""HTML of the kit as plain text: blocks parted by an empty line, links numbered, their addresses last.

It keeps every word and the space between words as it finds them, and wraps no line. It takes what
`articles.outputs.kit` writes; of a tag that it does not know it keeps the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

RULE = "* * *"
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"td", "th"})


def to_plain(html: str) -> str:
    """The same words as text, ended by one line's end. No query."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None, "the parser makes a body where none is"
    writer = _Writer()
    blocks = list(writer.blocks(body))
    if writer.links:
        blocks.append("\n".join([_("Links"), *writer.addresses()]))
    return "\n\n".join(blocks) + "\n"


class _Writer:
    """Walks one tree; `links` are the addresses met so far, each once, numbered from 1."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def addresses(self) -> Iterator[str]:
        return (f"{_mark(number)} {link}" for number, link in enumerate(self.links, start=1))

    def blocks(self, parent: LexborNode) -> Iterator[str]:
        for node in parent.iter(include_text=True):
            text = self._block(node)
            if text.strip():
                yield text

    def _block(self, node: LexborNode) -> str:
        if node.tag in _LISTS:
            return "\n".join(self._items(node))
        if node.tag == "blockquote":
            quoted = "\n\n".join(self.blocks(node)).split("\n")
            return "\n".join(f"> {line}".rstrip() for line in quoted)
        if node.tag == "table":
            return "\n".join(self._rows(node))
        if node.tag == "figure":
            return "\n".join(self.blocks(node))
        return RULE if node.tag == "hr" else self._inline(node)

    def _items(self, node: LexborNode) -> Iterator[str]:
        start = int(node.attributes.get("start") or 1)
        for number, item in enumerate(node.iter(), start=start):
            lead = f"{number}. " if node.tag == "ol" else "- "
            lines = "\n".join(self.blocks(item)).split("\n")
            yield lead + f"\n{' ' * len(lead)}".join(lines)

    def _rows(self, table: LexborNode) -> Iterator[str]:
        for row in (row for group in table.iter() for row in group.iter()):
            cells = (cell for cell in row.iter() if cell.tag in _CELLS)
            yield " | ".join(" / ".join(self.blocks(cell)) for cell in cells)

    def _inline(self, node: LexborNode) -> str:
        if node.tag == "-text":
            return node.text_content or ""
        if node.tag == "br":
            return "\n"
        if node.tag == "rp":
            return ""
        if node.tag == "img":
            alt = node.attributes.get("alt") or ""
            named = _("[Picture: %(alt)s]") % {"alt": alt} if alt else _("[Picture]")
            return f"{named} {self._number(node.attributes.get('src') or '')}"
        inside = "".join(self._inline(child) for child in node.iter(include_text=True))
        if node.tag == "rt":
            return f"({inside})"
        if node.tag == "a":
            return self._linked(inside, node.attributes.get("href") or "")
        return inside

    def _linked(self, inside: str, address: str) -> str:
        """An address that stands in the text already is not repeated."""
        if not address or inside.strip() == address.removeprefix("mailto:"):
            return inside
        return f"{inside} {self._number(address)}"

    def _number(self, address: str) -> str:
        if address not in self.links:
            self.links.append(address)
        return _mark(self.links.index(address) + 1)


def _mark(number: int) -> str:
    """Unlike a note's [1], it says that it is a link."""
    return _("[link %(number)d]") % {"number": number}
