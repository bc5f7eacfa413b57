"""Reads Markdown: TOML front matter, `# ` title, `## ` sections, a line `***` for an untitled one.

A picture alone on its line opens a section; HTML in the text stays visible text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.importing import front_matter
from articles.importing.building import (
    NOTES_ARE_PLAIN,
    Draft,
    checked_title,
    invites_comments,
    is_chinese_joint,
    placeholder,
)
from articles.importing.unreadable import UnreadableDocument
from articles.language import words
from articles.language.credit_lines import read_credits
from articles.piece import Manuscript

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    Block = list[Token]

_NOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]+)\]:\s*(?P<text>.*)")
_LINK = re.compile(r" {0,3}\[[^\]]+\]:\s*\S+")

_TITLE = re.compile(r"^ {0,3}(?:#[ \t]|=+[ \t]*$)", re.MULTILINE)

MOST_BRACKETS = 20_000  # the parser's time grows with the square of the open ones
MOST_QUOTES = 20_000  # so it does with quotes; with more of them they stay as they are


def read(text: str) -> Manuscript:
    """The manuscript of a Markdown document. Raises `UnreadableDocument`, naming the line."""
    if text.count("[") > MOST_BRACKETS:
        raise UnreadableDocument(_("There are too many brackets in this document."))
    matter, body = front_matter.split(text)
    piece, cautions = front_matter.read(matter)
    language = piece.language or words.guess_language(body)
    has_few_quotes = body.count('"') + body.count("'") <= MOST_QUOTES
    is_typographic = has_few_quotes and not language.startswith(("zh", "ja"))
    reader = _Reader(body, is_typographic=is_typographic)
    draft = reader.draft
    draft.cautions += cautions
    if body is not text:
        for n in range(1, len(matter) + 3):
            draft.account(n, "front matter")
    draft.title = piece.title
    reader.read_all()
    draft.title = checked_title(draft.title, line=1)
    return draft.finish(msgspec.structs.replace(piece, language=language))


def titled(text: str) -> str:
    """The text with its first line made the title, where nothing else can be one: as people paste."""
    body = text.lstrip()
    if body.startswith((front_matter.FENCE, "---")) or _TITLE.search(text):
        return text
    return text[: len(text) - len(body)] + "# " + body.lstrip("#").lstrip(" \t")


class _Reader:
    """Goes once through the blocks of one document."""

    def __init__(self, body: str, *, is_typographic: bool) -> None:
        self.draft = Draft()
        self._lines = body.removesuffix("\n").split("\n")
        self._markdown = _parser(is_typographic=is_typographic)
        self._env: dict[str, Any] = {}
        self._blocks = list(_blocks(self._markdown.parse(body, self._env)))
        self._env["texts_of_notes"] = _texts_of_notes(self._blocks)
        paragraphs = [block for block in self._blocks if _is_paragraph(block)]
        self._said = read_credits([(_line(block), _text(block)) for block in paragraphs])

    def read_all(self) -> None:
        for block in self._blocks:
            self._read(block, _line(block))
        if any(map(_is_formatted_note, self._blocks)):
            self.draft.warn(NOTES_ARE_PLAIN)
        self._account_for_the_rest()

    def _read(self, block: Block, n: int) -> None:
        kind = block[0].type
        text = _text(block)
        if kind == "footnote_block_open":
            return
        if kind == "heading_open" and block[0].tag in {"h1", "h2"}:
            self._head(n, text, is_first=block[0].tag == "h1")
        elif kind == "hr":
            self.draft.part()
            self.draft.account(n, "section break")
        elif picture := _only_picture(block):
            self._picture(n, picture)
        elif _is_paragraph(block) and n in self._said.whole_lines:
            self.draft.credit(n, self._said.of(n), text)
        elif _is_paragraph(block) and invites_comments(text):
            self.draft.comments_invited = True
            self.draft.account(n, "comment invitation", text)
        else:
            self._text_block(n, block)

    def _head(self, n: int, text: str, *, is_first: bool) -> None:
        is_title = is_first and self.draft.is_bare
        if is_title and (not self.draft.title or words.fold(text) == words.fold(self.draft.title)):
            self.draft.title = self.draft.title or checked_title(text, line=n)
            self.draft.account(n, "title")
        else:
            self.draft.head(n, checked_title(text, line=n) if text else "")
            self.draft.account(n, f"{self.draft.section}: heading")

    def _picture(self, n: int, picture: Token) -> None:
        figure = placeholder(
            origin=str(picture.attrs.get("src", "")),
            alt=picture.content,
            caption=str(picture.attrs.get("title", "")),
        )
        self.draft.picture(n, figure)
        self.draft.account(n, f"{self.draft.section}: picture")

    def _text_block(self, n: int, block: Block) -> None:
        for picture in _pictures(block):
            message = gettext_noop("A picture inside of a text was left out: %(file)s (%(alt)s)")
            names = {"file": str(picture.attrs.get("src", "")), "alt": picture.content}
            self.draft.warn(message, n, **names)
        rendered = self._markdown.renderer.render(block, self._markdown.options, self._env)
        if rendered.strip():
            self.draft.paragraph(n, rendered, self._said.of(n) if _is_paragraph(block) else ())

    def _account_for_the_rest(self) -> None:
        """Blank lines, further lines of a block, and definitions; points out notes without a mark."""
        used = {
            note.get("label") for note in self._env.get("footnotes", {}).get("list", {}).values()
        }
        became = ""
        for n, line in enumerate(self._lines, start=1):
            if n in self.draft.accounted:
                became = self.draft.accounted[n]
            elif not line.strip():
                self.draft.account(n, "blank")
            elif note := _NOTE.match(line):
                became = "footnote" if note["label"] in used else "footnote without a mark"
                self.draft.account(n, became, "" if note["label"] in used else line)
                if note["label"] not in used:
                    message = gettext_noop(
                        "Nothing refers to this footnote, and it was left out: %(text)s"
                    )
                    self.draft.warn(message, n, text=note["text"])
            elif _LINK.match(line):
                self.draft.account(n, "link definition", line)
            else:
                self.draft.account(n, became)


def _parser(*, is_typographic: bool) -> MarkdownIt:
    """CommonMark with tables, strikethrough and footnotes; typographic quotes where they are wanted. Its
    grammar is loaded by the first document that is read: no page needs it.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    markdown = MarkdownIt("commonmark", {"html": False, "typographer": is_typographic})
    markdown.enable(["table", "strikethrough", "replacements", "smartquotes"]).use(footnote_plugin)
    markdown.add_render_rule("footnote_ref", _render_note)
    markdown.add_render_rule("image", lambda *_unused: "")
    return markdown


def _render_note(
    _renderer: object, tokens: Sequence[Token], place: int, _options: object, env: dict[str, Any]
) -> str:
    note = escape(env["texts_of_notes"].get(tokens[place].meta["id"], ""))
    return f'<span class="footnote" data-footnote="{note}"></span>'


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The outermost blocks, each from its opening to its closing token."""
    block: Block = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            _join_chinese_lines(block)
            yield block
            block = []


def _join_chinese_lines(block: Block) -> None:
    """A line's end between Chinese characters is no space."""
    for token in block:
        children = token.children or []
        for before, gap, after in zip(children, children[1:], children[2:], strict=False):
            ends = before.content[-1:] + after.content[:1]
            if gap.type == "softbreak" and len(ends) == 2 and is_chinese_joint(*ends):
                gap.type, gap.content = "text", ""


def _line(block: Block) -> int:
    return block[0].map[0] + 1 if block[0].map else 0


def _is_paragraph(block: Block) -> bool:
    return block[0].type == "paragraph_open"


def _inline(block: Block) -> Iterator[Token]:
    return (child for token in block for child in token.children or [])


def _text(block: Block) -> str:
    """The plain text of a block; the address of a link stands behind it where the text differs."""
    words_: list[str] = []
    address = ""
    for token in _inline(block):
        if token.type in {"softbreak", "hardbreak"}:
            words_.append(" ")
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            words_.append("" if address in "".join(words_) else f" ({address})")
        elif token.type in {"text", "code_inline"}:
            words_.append(token.content)
    return "".join(words_).strip()


def _pictures(block: Block) -> list[Token]:
    return [token for token in _inline(block) if token.type == "image"]


def _only_picture(block: Block) -> Token | None:
    """The picture of a paragraph that holds nothing else."""
    said = [token for token in _inline(block) if token.content.strip() or token.type == "image"]
    is_one = _is_paragraph(block) and len(said) == 1 and said[0].type == "image"
    return said[0] if is_one else None


def _is_formatted_note(block: Block) -> bool:
    marks = {"em_open", "strong_open", "s_open", "code_inline"}
    is_notes = block[0].type == "footnote_block_open"
    return is_notes and any(token.type in marks for token in _inline(block))


def _texts_of_notes(blocks: Sequence[Block]) -> dict[int, str]:
    """The plain text of each footnote by its number."""
    texts: dict[int, str] = {}
    for block in blocks:
        if block[0].type != "footnote_block_open":
            continue
        number = -1
        for token in block:
            if token.type == "footnote_open":
                number = token.meta["id"]
            elif token.type in {"inline", "fence", "code_block"}:
                text = _text([token]) if token.children else " ".join(token.content.split())
                texts[number] = f"{texts.get(number, '')} {text}".strip()
    return texts
