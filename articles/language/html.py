"""The cleaner that makes any HTML fit the vocabulary of bodies, and what is read from clean HTML.

What comes out has one shape: blocks that hold blocks or one run of inline text, never text on its
own; it is what the desk's editor writes too, so opening and saving changes nothing. No picture, style,
script or handler gets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape

import nh3
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.language import html_shape
from articles.language.vocabulary import ALLOWED, SCHEMES

MAX_BYTES = 500_000
MAX_DEPTH = 200
MOST_REMEMBERED = 20_000  # characters

# What the sieve lets through to be reshaped: more than a body may hold, and nothing that acts.
_READ = frozenset(ALLOWED) | frozenset(html_shape.SAME) | html_shape.WRAPPERS | frozenset({"q"})
_KEPT = {tag: set(attributes) for tag, attributes in ALLOWED.items() if attributes}
_WITHOUT_CONTENT = html_shape.names(
    "script style template noscript iframe object embed svg title textarea select audio video canvas "
    "noembed noframes applet"
)

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_TOKEN = re.compile(r"(<[^>]*>)")
# A footnote as `clean` writes it; its text is escaped as an attribute, so as text too.
NOTE = re.compile(r'<span class="footnote" data-footnote="([^"]*)"></span>')
_FOOTNOTE = re.compile(r'(data-footnote=")([^"]*)"')
_LINK_TO_US = re.compile(r'<a href="article:([^"#]+)')
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>.*?</p>", re.DOTALL)
_NEVER_DEEP = html_shape.names(
    "p li td th tr dt dd rt rp option br hr img input meta link wbr col source area base"
)
_FORMATTING = html_shape.names("a b big code em font i nobr s small strike strong tt u")
_SCOPES = html_shape.names("table template object marquee applet caption html")
_READING_STOPS = html_shape.BLOCKS | html_shape.names("br rt rp")
_SPECIAL = html_shape.BLOCKS | _SCOPES | html_shape.names("h1 h2 h5 h6 button select listing xmp")


class TooMuchHTML(ValueError):
    """More than 500 KB, or tags nested more than 200 deep."""


def clean(html: str) -> str:
    """The same text within the allow-list; cleaning it again changes nothing.

    Headings become h3 and h4; loose text and every item, cell and quotation gets paragraphs of its own;
    two line breaks part paragraphs; empty paragraphs go. Terms with their definitions become a list, what a
    table is called a line in bold before it. A link keeps an address of http, https,
    mailto, article:<key>[#section] or #anchor, else only its text. A footnote is
    `<span class="footnote" data-footnote="its text"></span>`. Raises `TooMuchHTML`.
    """
    html = html_shape.UNPRINTABLE.sub("", html)
    _refuse_too_much(html)
    safe = nh3.clean(
        html,
        tags=set(_READ),
        clean_content_tags=set(_WITHOUT_CONTENT),
        attributes={**_KEPT, "*": {"lang", "dir"}, "b": {"id"}},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return "".join(html_shape.blocks(_parsed(safe)))


def plain_text(html: str) -> str:
    """The text of clean HTML: blocks parted by an empty line, each with its footnotes at its end in
    square brackets; line breaks stay, a reading over characters (ruby) stands in parentheses.
    """
    return "\n\n".join(blocks(html))


def blocks(html: str) -> tuple[str, ...]:
    """The texts of the blocks of `plain_text`. Each `<p>` is one of them."""
    return _remembered(html) if len(html) <= MOST_REMEMBERED else _blocks(html)


def _blocks(html: str) -> tuple[str, ...]:
    return tuple(html_shape.texts(_parsed(html)))


# Whoever publishes is asked for the same texts by the checklist, for the count of words and by the index.
_remembered = lru_cache(maxsize=64)(_blocks)


def paragraphs(html: str) -> list[str]:
    """The `<p>` elements of clean HTML as HTML, wherever they stand (lists, quotations, cells)."""
    return [found[0] for found in _PARAGRAPH.finditer(html)]


def linked_keys(bodies: Iterable[str]) -> set[str]:
    """The keys of all articles of ours that this clean HTML links to."""
    return {key for body in bodies for key in _LINK_TO_US.findall(body)}


def escape_paragraphs(texts: list[str]) -> str:
    """Plain texts as paragraphs of clean HTML; blank ones are left out."""
    kept = (" ".join(text.split()) for text in texts)
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in kept if text)


def replace_words(html: str, phrase: str, mark: str) -> str:
    """Clean HTML with `mark` for every time that a reader sees the phrase: in text, also where inline
    tags part it, and in footnotes; never in tags and addresses. The result is clean.
    """
    tokens = _TOKEN.split(html)  # text at even places, tags at odd ones
    run: list[int] = []
    for place, token in enumerate(tokens):
        if place % 2 == 0:
            run.append(place)
            continue
        tokens[place] = _FOOTNOTE.sub(
            lambda found: f'{found[1]}{escape(unescape(found[2]).replace(phrase, mark))}"', token
        )
        tag = _TAG.match(token)
        if tag and tag[2] in _READING_STOPS:
            _replace_in_run(tokens, run, phrase, mark)
            run = []
    _replace_in_run(tokens, run, phrase, mark)
    return clean("".join(tokens))


def _replace_in_run(tokens: list[str], run: list[int], phrase: str, mark: str) -> None:
    texts = [unescape(tokens[place]) for place in run]
    whole = "".join(texts)
    characters = list(whole)
    for found in re.finditer(re.escape(phrase), whole):
        characters[found.start() : found.end()] = [mark] + [""] * (len(phrase) - 1)
    end = 0
    for place, text in zip(run, texts, strict=True):
        start, end = end, end + len(text)
        tokens[place] = escape("".join(characters[start:end]), quote=False)


def _parsed(html: str) -> LexborNode:
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None, "the parser makes a body where none is"
    _refuse_too_deep(body)
    return body


def _refuse_too_much(html: str) -> None:
    """A cheap look before the parser, whose time grows with the square of the depth."""
    if len(html.encode()) > MAX_BYTES:
        raise TooMuchHTML(_("This text is longer than %d KB. Split it.") % (MAX_BYTES // 1000))
    if is_deeper_than(MAX_DEPTH, html):
        raise TooMuchHTML(_("Tags are nested too deeply in this text."))


def is_deeper_than(most: int, html: str) -> bool:
    """Whether tags are nested deeper than `most`, by a scan that needs no parser."""
    open_tags: list[str] = []
    for closing, name in _TAG.findall(html):
        name = name.lower()
        if name in _NEVER_DEEP:
            continue
        if closing:
            _close(open_tags, name)
        else:
            open_tags.append(name)
        if len(open_tags) > most:
            return True
    return False


def _close(open_tags: list[str], name: str) -> None:
    """Takes off what a parser would close with `name`; rather too little than too much."""
    if name not in open_tags:
        return
    barriers = _SCOPES if name in _SPECIAL else _SPECIAL
    for place in range(len(open_tags) - 1, -1, -1):
        if open_tags[place] == name:
            # Formatting that was open inside is opened again after it.
            open_tags[place:] = [tag for tag in open_tags[place + 1 :] if tag in _FORMATTING]
            return
        if open_tags[place] in barriers:
            return


def _refuse_too_deep(body: LexborNode) -> None:
    level = [body]
    for _depth in range(MAX_DEPTH + 1):
        level = [child for node in level for child in node.iter()]
        if not level:
            return
    raise TooMuchHTML(_("Tags are nested too deeply in this text."))
