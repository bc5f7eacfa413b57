"""Reads HTML pages: the article in the page, its title, sections, pictures and credits.

The page's furniture (menus, share buttons, scripts) stays out, and is accounted for. An HTML source has
no lines that mean anything, so the account counts blocks of text, from 1, in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.importing.building import (
    MAX_DECK,
    NOTES_ARE_PLAIN,
    Draft,
    checked_title,
    invites_comments,
    is_furniture,
    placeholder,
)
from articles.importing.page import (
    LONGEST_TEXT,
    Notes,
    attribute,
    find_article,
    holding_text,
    is_within,
    parsed,
    raw_text,
    source_of,
    text_of,
)
from articles.language import html_shape, words
from articles.language.credit_lines import read_credits
from articles.piece import FigureWidth, Manuscript

_UNSEEN = html_shape.names(
    "script style template noscript head link meta object embed svg canvas iframe"
)
_FURNITURE = html_shape.names("nav form button select dialog menu audio video")
_TRANSPARENT = html_shape.names(
    "div section article main header body center details figure picture footer"
)
_SHARED = re.compile(
    r"(?:^|[-_ ])(?:share|sharing|social|related|recommend\w*|newsletter|subscri\w*|breadcrumbs?"
    r"|cookies?|advert\w*|ads?|promo\w*|sidebar|pagination|nav|navigation|menu|toolbar|skip"
    r"|comments?|respond)(?:$|[-_ ])"
)
_DECK = re.compile(
    r"(?:^|[-_ ])(?:standfirst|dek|deck|subtitle|subhead\w*|sub-title|lede)(?:$|[-_ ])"
)
_WIDE = re.compile(r"(?:^| )(?:alignwide|kg-width-wide|is-wide)(?:$| )")
_FULL = re.compile(r"(?:^| )(?:alignfull|kg-width-full|is-full)(?:$| )")
_BYLINE = re.compile(r"(?:^|[-_ ])(?:byline|author|authors|p-author)(?:$|[-_ ])")
_BY = re.compile(r"^(?:by|words by|text by|written by|文|作者)\s*[:：/｜|]?\s*", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{1,60}$")


class _Block(NamedTuple):
    kind: str  # text, heading, picture, break, deck, byline, title, or a kind of furniture
    text: str
    nodes: list[LexborNode]  # one, or a run of inline ones


def read(text: str) -> Manuscript:
    """The manuscript of an HTML page or fragment. Raises `UnreadableDocument` if it has no text."""
    reader = _Reader(parsed(text))
    reader.read_all()
    return reader.draft.finish()


class _Reader:
    """Goes once through the blocks of one page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.draft = Draft()
        self._tree = tree
        self._root = find_article(tree)
        self._notes = Notes(self._root)
        self._length = len(self._root.text())
        self._holding_text = holding_text(self._root)
        self._is_at_head = True  # where bylines and decks stand
        self._heading = self._title_node()
        self.draft.title = self._title()

    def read_all(self) -> None:
        blocks = list(enumerate(self._walk(self._root), start=1))
        told = [(n, block.text) for n, block in blocks if block.kind == "text" and block.text]
        self._said = read_credits(told)
        for n, block in blocks:
            self._read(n, block)
        if not self.draft.bylines and (author := self._meta("author")):
            self.draft.byline(author)
        if self._notes.are_formatted:
            self.draft.warn(NOTES_ARE_PLAIN)
        self._account_outside(len(blocks) + 1)

    def _read(self, n: int, block: _Block) -> None:
        text = " ".join(block.text.split())
        if block.kind == "title":
            self.draft.account(n, "title")
        elif block.kind == "heading":
            self.draft.head(n, checked_title(text, line=n))
            self.draft.account(n, f"{self.draft.section}: heading")
        elif block.kind == "break":
            self.draft.part()
            self.draft.account(n, "section break")
        elif block.kind == "picture":
            self._picture(n, block.nodes[0])
        elif block.kind == "deck" and not self.draft.deck and len(text) <= MAX_DECK:
            self.draft.deck = text
            self.draft.account(n, "deck")
        elif block.kind == "byline":
            self._byline(n, text)
        elif block.kind not in {"text", "deck"}:
            self.draft.account(n, f"furniture: {block.kind}", text[:LONGEST_TEXT])
        else:
            self._text_block(n, block, text)

    def _byline(self, n: int, text: str) -> None:
        """What the page marks as one, with or without a word before the name."""
        names = _BY.sub("", text)
        said = read_credits([(n, text)])
        said = said if said.whole_lines else read_credits([(n, f"By {names}")])
        if any(claim.kind == "translator" for claim in said.claims) and said.whole_lines:
            self.draft.credit(n, said.claims, text)
        else:
            self.draft.byline(names)
            self.draft.account(n, "byline")

    def _text_block(self, n: int, block: _Block, text: str) -> None:
        if n in self._said.whole_lines:
            self.draft.credit(n, self._said.of(n), text)
        elif invites_comments(text):
            self.draft.comments_invited = True
            self.draft.account(n, "comment invitation", text)
        elif is_furniture(text):
            self.draft.account(n, "furniture", text)
        else:
            for picture in (image for node in block.nodes for image in node.css("img")):
                message = gettext_noop(
                    "A picture inside of a text was left out: %(file)s (%(alt)s)"
                )
                names = {"file": attribute(picture, "src"), "alt": attribute(picture, "alt")}
                self.draft.warn(message, n, **names)
            source = f"<div>{''.join(source_of(node) for node in block.nodes)}</div>"
            self.draft.paragraph(n, self._notes.put_back(source), self._said.of(n))

    def _picture(self, n: int, node: LexborNode) -> None:
        image = node if node.tag == "img" else node.css_first("img")
        caption = node.css_first("figcaption")
        figure = placeholder(
            origin=attribute(image, "src") or attribute(image, "data-src") or _("a picture"),
            alt=attribute(image, "alt"),
            caption=caption.text() if caption else attribute(image, "title"),
            width=_width(attribute(node, "class")),
        )
        if self.draft.is_bare and self.draft.lead is None:
            self.draft.lead = figure
            self.draft.account(n, "lead picture")
        else:
            self.draft.picture(n, figure)
            self.draft.account(n, f"{self.draft.section}: picture")

    def _walk(self, parent: LexborNode) -> Iterator[_Block]:
        """The blocks under a node; text and inline tags that stand loose make a block together."""
        run: list[LexborNode] = []
        for node in parent.iter(include_text=True):
            name = node.tag or ""
            if name in {"-text", "br"}:
                run.append(node)
                continue
            kind = self._kind(node, name)
            if kind == "run":
                run.append(node)
                continue
            yield from _loose(run)
            if kind == "inside":
                yield from self._walk(node)
            elif kind and ((text := text_of(node)) or kind in {"picture", "break"}):
                self._is_at_head &= kind != "text" or len(text) < LONGEST_TEXT
                yield _Block(kind, text, [node])
        yield from _loose(run)

    def _kind(self, node: LexborNode, name: str) -> str:
        """What a node is; "inside" if its children are to be asked, "" if it says nothing."""
        if name.startswith("-") or name in _UNSEEN:
            return ""
        if self._heading is not None and node.mem_id == self._heading.mem_id:
            return "title"
        is_hidden = "hidden" in node.attributes or attribute(node, "aria-hidden") == "true"
        if is_hidden and name != "img":
            return "hidden"
        if name == "h1" and words.fold(text_of(node)) == words.fold(self.draft.title):
            return "title"
        notes = list(node.iter()) if name in {"ol", "ul"} else [node]
        if notes and all("data-note" in note.attributes for note in notes):
            return "footnote"
        return self._kind_by_class(node, name) or self._kind_by_tag(node, name)

    def _kind_by_class(self, node: LexborNode, name: str) -> str:
        classes = f"{attribute(node, 'class')} {attribute(node, 'id')}".lower()
        if name in _FURNITURE:
            return name
        if name != "img" and (found := _SHARED.search(classes)):
            what = found[0].strip("-_ ")
            is_comments = what in {"comment", "comments", "respond"}
            if is_comments and len(node.text()) * 2 < self._length:
                self.draft.comments_invited = True
                return "comments"
            if node.mem_id not in self._holding_text:
                return what
        if name == "aside" and "pullquote" not in classes:
            return "aside"
        if not self._is_at_head:
            return ""
        if _BYLINE.search(classes) or attribute(node, "rel") == "author":
            return "byline" if len(node.text().strip()) <= 150 else ""
        return "deck" if _DECK.search(classes) else ""

    def _kind_by_tag(self, node: LexborNode, name: str) -> str:
        if name in {"h1", "h2"}:
            return "heading"
        if name == "hr":
            return "break"
        if name == "time":
            return "date"
        pictures = node.css("img") if name != "img" else [node]
        if name in {"img", "figure", "picture", "p", "a", "div"} and len(pictures) == 1:
            caption = node.css_first("figcaption")
            rest = node.text().replace(caption.text() if caption else "", "", 1)
            if name == "img" or not rest.strip():
                return "" if attribute(pictures[0], "width") in {"0", "1"} else "picture"
        if name in _TRANSPARENT:
            return "inside"
        if name in html_shape.BLOCKS or name in {"h5", "h6"}:
            return "text"
        return "inside" if node.css_first("p, div, h1, h2, h3, figure, ul, ol") else "run"

    def _title_node(self) -> LexborNode | None:
        for node in (*self._root.css("h1"), *self._tree.css("h1")):
            if node.text().strip():
                return node
        return None

    def _title(self) -> str:
        if self._heading is not None:
            return checked_title(text_of(self._heading))
        if title := self._meta("og:title"):
            return checked_title(title)
        element = self._tree.css_first("title")
        return checked_title(_SITE_NAME.sub("", element.text().strip()) if element else "")

    def _meta(self, name: str) -> str:
        for element in self._tree.css("meta"):
            if name in (attribute(element, "name"), attribute(element, "property")):
                return attribute(element, "content")
        return ""

    def _account_outside(self, n: int) -> None:
        """The text of the page around the article, in one line a part."""
        for node in self._tree.css("header, nav, footer, aside, form"):
            if not is_within(node, self._root) and (text := text_of(node)):
                self.draft.account(n, f"furniture: {node.tag}", text[:LONGEST_TEXT])
                n += 1


def _width(classes: str) -> FigureWidth:
    """How wide a picture ran, as the classes of WordPress, Ghost and ourselves say it."""
    if _FULL.search(classes):
        return "full"
    return "wide" if _WIDE.search(classes) else ""


def _loose(run: list[LexborNode]) -> Iterator[_Block]:
    """The block that a run of inline nodes makes, if it says anything; the run is emptied."""
    nodes = list(run)
    run.clear()
    text = " ".join(
        "".join(
            f" {text_of(node)} " if node.tag == "br" else raw_text(node) for node in nodes
        ).split()
    )
    if text or any(node.css_first("img") for node in nodes):
        yield _Block("text", text, nodes)
