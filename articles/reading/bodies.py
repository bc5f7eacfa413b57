"""The last step from a stored body to the page: footnotes numbered through the article, and links to
other articles of ours turned into their live addresses.

It relies on the one shape that `articles.language.html.clean` writes, and takes clean HTML only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_NOTE = re.compile(r'<span class="footnote" data-footnote="([^"]*)"></span>')
_LINK = re.compile(r'<a href="article:([^"#]+)(#[^"]*)?">(.*?)</a>', re.DOTALL)
_PLACE = re.compile(r'<a href="#([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
# Two line breaks or more in one paragraph; a last paragraph that opens with a dash.
_VERSE = re.compile(r"<p(?= |>)(?! class)([^>]*>(?:(?!</p>).)*?<br>(?:(?!</p>).)*?<br>)", re.DOTALL)
_ATTRIBUTION = re.compile(
    r"(?<=</p>)<p(?= |>)([^>]*>\s*[—―–](?:(?!</p>).)*</p></(?:blockquote|aside)>)", re.DOTALL
)
_HEADING = re.compile(r"<(/?)h([34])(?=[ >])")
_VOID = frozenset({"br", "hr"})


@dataclass(frozen=True)
class Shown:
    """A body ready for the page, and how many notes the article has up to its end."""

    html: SafeString
    notes: int


def show(
    body: str,
    *,
    links: Mapping[str, str],
    places: Collection[str] = (),
    notes_before: int = 0,
) -> Shown:
    """The body as the page shows it. `links` gives an address by article key, `places` are the sections
    of this page; a link that leads to neither becomes plain text. Each note follows the block in which
    it is called; a table gets a frame, and verse and the line of a quotation that says whose it is are
    marked as such.
    """
    body = _LINK.sub(lambda match: _linked(match, links), body)
    body = _PLACE.sub(lambda match: match[0] if match[1] in places else match[2], body)
    number = notes_before
    shown: list[str] = []
    for block in _blocks(body):
        notes: list[str] = []
        for text in _NOTE.findall(block):
            number += 1
            block = _NOTE.sub(_reference(number), block, count=1)
            notes.append(_note(number, text))
        shown += [_set(block), *notes]
    return Shown(mark_safe("".join(shown)), number)


def raise_headings(body: str) -> str:
    """The body with its headings one level up, for a page that has no sections with headings."""
    return _HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) - 1}", body)


def _linked(match: re.Match[str], links: Mapping[str, str]) -> str:
    address = links.get(unescape(match[1]))
    return f'<a href="{escape(address)}{match[2] or ""}">{match[3]}</a>' if address else match[3]


def _blocks(body: str) -> Iterable[str]:
    """The elements of the top level, one by one."""
    depth = 0
    start = 0
    for tag in _TAG.finditer(body):
        closing, name = tag.groups()
        if name not in _VOID:
            depth += -1 if closing else 1
        if depth == 0:
            yield body[start : tag.end()]
            start = tag.end()
    if start < len(body):
        yield body[start:]


def _set(block: str) -> str:
    if block.startswith("<table>"):
        return _scrollable(block)
    if block.startswith(("<blockquote", "<aside")):
        block = _ATTRIBUTION.sub(r'<p class="attribution"\1', block)
    return _VERSE.sub(r'<p class="verse"\1', block)


def _scrollable(table: str) -> str:
    """A table in a frame of its own: a wide one scrolls, by keyboard too, and the page does not. It is
    named by the heads of its columns.
    """
    first = table.partition("</tr>")[0]
    heads = [unescape(_MARKUP.sub("", head)).strip() for head in _HEAD.findall(first)]
    columns = _(", ").join(filter(None, heads))
    label = _("Table: %(columns)s") % {"columns": columns} if columns else _("Table")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'
    )


def _reference(number: int) -> str:
    label = _("Note %(number)d") % {"number": number}
    return str(
        format_html(
            '<a class="noteref" id="noteref-{0}" href="#note-{0}" role="doc-noteref" '
            'aria-label="{1}">{0}</a>',
            number,
            label,
        )
    )


def _note(number: int, escaped_text: str) -> str:
    label = _("Back to note %(number)d in the text") % {"number": number}
    back = format_html(
        '<a class="noteback" href="#noteref-{0}" role="doc-backlink" aria-label="{1}">{0}</a>',
        number,
        label,
    )
    return f'<p class="note" id="note-{number}" role="doc-footnote">{back} {escaped_text}</p>'
