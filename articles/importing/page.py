"""What the HTML reader asks of a page's nodes: their text, the article among them, the footnotes.

Footnotes are set apart before the page is read; nothing here decides what becomes of a node.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.importing.unreadable import UnreadableDocument
from articles.language import html

MAX_DEPTH = 250
LONGEST_TEXT = 200  # of what may be furniture still
LONGEST_MARK = 6  # of what refers to a footnote: [12], *
LONGEST_NOTE = 2000
MOST_REFERENCES = 10  # to one footnote, at each of which it is put back

_NOTE = re.compile(r"fn|note|cite|ref", re.IGNORECASE)
_LINK = re.compile(r'<a href="(https?:[^"]*|mailto:[^"]*)">(.*?)</a>', re.DOTALL)
_IN_LINE = re.compile(r"<(?:strong|em|s|sub|sup|code|span)\b")
_BACK = re.compile(r"[↩⏎↑^]\ufe0e?|^\s*\[?\d+\]?[.:]?\s+")
_MARK = re.compile("\ue000(\\d{1,6})\ue001")


def parsed(text: str) -> LexborHTMLParser:
    """The tree of a page. Refuses one without text, and tags nested too deeply, before it is parsed:
    a parser's time grows with the square of the depth.
    """
    too_deep = UnreadableDocument(_("Tags are nested too deeply in this text."))
    if html.is_deeper_than(MAX_DEPTH * 2, text):
        raise too_deep
    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None or not body.text().strip():
        raise UnreadableDocument(_("There is no text in this document."))
    level = [body]
    for _depth in range(MAX_DEPTH):
        level = [child for parent in level for child in parent.iter()]
        if not level:
            return tree
    raise too_deep


def find_article(tree: LexborHTMLParser) -> LexborNode:
    """The element that holds the article: the longest <article>, else <main>, else the body."""
    found = [*tree.css("article")] or [*tree.css("main, [role=main]")] or [*tree.css("body")]
    return max(found, key=lambda node: len(node.text()))


def source_of(node: LexborNode) -> str:
    if node.tag == "-text":
        return escape(node.text_content or "", quote=False)
    return node.html or ""


def raw_text(node: LexborNode) -> str:
    return (node.text_content if node.tag == "-text" else node.text()) or ""


def holding_text(root: LexborNode) -> set[int]:
    """The ids of nodes with a paragraph of some length inside, so that they cannot be furniture."""
    found: set[int] = set()
    for paragraph in root.css("p"):
        if len(paragraph.text()) > LONGEST_TEXT:
            above = paragraph.parent
            while above is not None and above.mem_id not in found:
                found.add(above.mem_id)
                above = above.parent
    return found


def _note_body(node: LexborNode) -> str:
    """A footnote as clean HTML; empty if it is too long for one."""
    if len(node.text().strip()) > LONGEST_NOTE:
        return ""
    try:
        return html.clean(node.html or "")
    except html.TooMuchHTML:
        return ""


def _note_text(body: str) -> str:
    """What a footnote says, without its number and its link back; the address of a link stands behind it."""
    text = html.plain_text(_LINK.sub(_with_address, body))
    return " ".join(_BACK.sub("", text).split())


def _with_address(link: re.Match[str]) -> str:
    address, said = link.groups()
    is_told = address.removeprefix("mailto:") in said
    return said if is_told else f"{said} ({address.removeprefix('mailto:')})"


def _is_in_note(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if "data-note" in above.attributes:
            return True
        above = above.parent
    return False


def is_within(node: LexborNode, root: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id == root.mem_id:
            return True
        above = above.parent
    return False


def text_of(node: LexborNode) -> str:
    """The text of a node in one line; the address of a link to an original stands behind it."""
    if node.tag == "-text":
        return " ".join((node.text_content or "").split())
    return " ".join(_MARK.sub("", node.text(separator=" " if node.css_first("br") else "")).split())


def attribute(node: LexborNode | None, name: str) -> str:
    return ((node.attributes.get(name) if node else "") or "").strip()


class Notes:
    """The footnotes of an article. A mark stands in the text for every reference to one."""

    def __init__(self, root: LexborNode) -> None:
        self.are_formatted = False  # more than a footnote can keep, which is plain text
        self._texts: list[str] = []
        self._take(root)

    def put_back(self, source: str) -> str:
        """HTML with the footnotes in place of their marks."""
        return _MARK.sub(self._note, source)

    def _note(self, mark: re.Match[str]) -> str:
        number = int(mark[1])
        note = escape(self._texts[number]) if number < len(self._texts) else ""
        return f'<span class="footnote" data-footnote="{note}"></span>'

    def _take(self, root: LexborNode) -> None:
        """Puts a mark in place of every reference to a footnote, and sets the footnotes apart."""
        noted = {attribute(node, "id"): node for node in root.css("li[id], p[id], div[id]")}
        texts: dict[str, str] = {}  # of the footnotes, each read once; empty for what is none
        references: Counter[str] = Counter()
        links: list[tuple[LexborNode, str]] = []
        for link in root.css('a[href^="#"]'):
            key = attribute(link, "href")[1:]
            target = noted.get(key)
            if target is None or not _NOTE.search(key) or len(link.text().strip()) > LONGEST_MARK:
                continue
            if key not in texts:
                body = _note_body(target)
                texts[key] = _note_text(body)
                self.are_formatted |= bool(_IN_LINE.search(body))
            references[key] += 1
            if texts[key] and references[key] <= MOST_REFERENCES:
                target.attrs["data-note"] = key
                links.append((link, texts[key]))
        for link, text in links:
            if _is_in_note(link):
                continue
            parent = link.parent
            is_alone = link.prev is None and link.next is None
            is_raised = is_alone and parent is not None and parent.tag == "sup"
            self._texts.append(text)
            (parent if is_raised and parent else link).replace_with(
                f"\ue000{len(self._texts) - 1}\ue001"
            )
