"""From a parsed tree of HTML to the closed vocabulary's one shape, and to plain text.

It takes what the parser and the first sieve let through, and writes only tags and attributes that it
knows; it parses nothing and refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborNode


def names(text: str) -> frozenset[str]:
    """A set of tag names from one line of them."""
    return frozenset(text.split())


SAME = {
    **{"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "listing": "pre", "xmp": "pre"},
    **{"b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em"},
    **{"strike": "s", "del": "s", "kbd": "code", "samp": "code", "tt": "code"},
}
_INLINE = frozenset({"strong", "em", "s", "sub", "sup", "code", "ruby", "rt", "rp"})
_CELLS = frozenset({"td", "th"})
# Tags that end a run of text though they leave no trace of their own.
WRAPPERS = names(
    "address article caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "header hgroup legend main menu nav section summary tfoot thead"
)
BLOCKS = WRAPPERS | names("p h3 h4 ul ol li blockquote aside table tbody tr th td pre hr")

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGE_BREAKS = re.compile(r"^(?:<br>|[ ])+|(?:<br>|[ ])+$")
_BREAKS = re.compile(r" ?(?:<br> ?){2,}")
_SAYS_SOMETHING = re.compile(r"data-footnote=|[^\s\u200b\u2060\ufeff]")
_HREF = re.compile(
    r"""(?ix) https?://[^\s/?\#\\@]+ (?: [/?\#] \S* )?
    | mailto:[^\s@]+@[^\s@]+
    | article:[0-9a-z]+ (?: \#[\w-]+ )?
    | \#[\w.:-]+ """
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def _name(node: LexborNode) -> str:
    name = node.tag or ""
    return SAME.get(name, name)


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _holds_blocks(node: LexborNode) -> bool:
    return any(_name(child) in BLOCKS or _holds_blocks(child) for child in node.iter())


def blocks(parent: LexborNode, around: tuple[tuple[str, str], ...] = ()) -> list[str]:
    """The children as blocks; `around` are inline tags that were open outside of these blocks."""
    found: list[str] = []
    run: list[str] = []

    def end_run() -> None:
        found.extend(_paragraphs_of("".join(run), around))
        run.clear()

    for node in _children(parent):
        name = _name(node)
        if name in BLOCKS:
            end_run()
            found.extend(_block(node, name, around))
        elif _holds_blocks(node):
            end_run()
            found.extend(blocks(node, (*around, *_around(node, name))))
        else:
            run.append(_inline(node))
    end_run()
    return found


def _around(node: LexborNode, name: str) -> list[tuple[str, str]]:
    opening, closing = _tags(node, name)
    return [(opening, closing)] if opening else []


def _paragraphs_of(
    run: str, around: tuple[tuple[str, str], ...], opening: str = "<p>", closing: str = "</p>"
) -> list[str]:
    """One paragraph, or several where two line breaks stood (outside of any inline tag)."""
    pieces = _BREAKS.split(run) if run.count("<br>") > 1 else [run]
    if any(piece.count("<") - piece.count("</") * 2 != piece.count("<br>") for piece in pieces):
        pieces = [run]
    before = "".join(tag for tag, _unused in around)
    after = "".join(tag for _unused, tag in reversed(around))
    trimmed = (_EDGE_BREAKS.sub("", _SPACE.sub(" ", piece)) for piece in pieces)
    return [
        f"{opening}{before}{piece}{after}{closing}" for piece in trimmed if _says_something(piece)
    ]


def _says_something(inline: str) -> bool:
    return bool(_SAYS_SOMETHING.search(re.sub(r"<(?!span class=\"footnote\")[^>]*>", "", inline)))


def _block(node: LexborNode, name: str, around: tuple[tuple[str, str], ...]) -> list[str]:
    if name in {"p", "h3", "h4"}:
        run = "".join(_inline(child) for child in _children(node))
        opening = f"<{name}{_said_in(node)}>"
        if name == "p":
            return _paragraphs_of(run, around, opening, "</p>")
        run = _EDGE_BREAKS.sub("", _SPACE.sub(" ", run))
        return [f"{opening}{run}</{name}>"] if _says_something(run) else []
    if name in {"ul", "ol"}:
        return _list(node, name)
    if name == "dl":
        return _terms(node)
    if name == "table":
        return _table(node)
    if name == "hr":
        return ["<hr>"]
    if name == "pre":
        text = UNPRINTABLE.sub("", node.text()).strip("\n").rstrip()
        return [f"<pre><code>{escape(text, quote=False)}</code></pre>"] if text.strip() else []
    inside = "".join(blocks(node, around))
    if name == "blockquote" and inside:
        return [f"<blockquote{_said_in(node)}>{inside}</blockquote>"]
    if name == "aside" and inside and "pullquote" in _classes(node):
        return [f'<aside class="pullquote">{inside}</aside>']
    return [inside] if inside else []


def _list(node: LexborNode, name: str) -> list[str]:
    """Every child becomes an item; a list right inside a list joins the item before it."""
    items: list[str] = []
    for child in _children(node):
        is_item = _name(child) == "li"
        inside = "".join(blocks(child) if is_item else _block_or_run(child))
        if not inside:
            continue
        if items and _name(child) in {"ul", "ol"}:
            items[-1] += inside
        else:
            items.append(inside)
    start = _number(node, "start", 2, 10**6) if name == "ol" else ""
    body = "".join(f"<li>{item}</li>" for item in items)
    return [f"<{name}{start}>{body}</{name}>"] if items else []


def _terms(node: LexborNode) -> list[str]:
    """Terms and what is said of them: an item for each, since a body knows no other list of them."""
    items: list[str] = []
    is_after_term = False
    for child in _ungrouped(node):
        is_term = _name(child) == "dt"
        inside = "".join(_in_bold(child) if is_term else _block_or_run(child))
        if items and (is_after_term or not is_term):
            items[-1] += inside
        elif inside:
            items.append(inside)
        is_after_term = is_term if inside else is_after_term
    return [f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"] if items else []


def _ungrouped(node: LexborNode) -> Iterator[LexborNode]:
    """The terms and texts of such a list, of which some stand together in a `<div>`."""
    for child in _children(node):
        yield from _ungrouped(child) if _name(child) == "div" else [child]


def _in_bold(node: LexborNode) -> list[str]:
    """What stands over something else, and is no heading."""
    is_bold = node.css_first("b, strong") is not None
    return blocks(node, () if is_bold else (("<strong>", "</strong>"),))


def _block_or_run(node: LexborNode) -> list[str]:
    name = _name(node)
    return _block(node, name, ()) if name in BLOCKS else _paragraphs_of(_inline(node), ())


def _table(table: LexborNode) -> list[str]:
    """One body of rows, head rows included; what stood outside of the cells goes before the table, what
    it is called in bold.
    """
    before: list[str] = []
    rows: list[str] = []
    for part in table.iter():
        grouped = _name(part) in {"tbody", "thead", "tfoot"}
        for row in part.iter() if grouped else [part]:
            if _name(row) == "tr":
                cells = [_cell(cell) for cell in row.iter() if _name(cell) in _CELLS]
                rows += [f"<tr>{''.join(cells)}</tr>"] if cells else []
            else:
                before += _in_bold(row) if _name(row) == "caption" else _block_or_run(row)
    has_text = any(_says_something(row) for row in rows)
    return [*before, f"<table><tbody>{''.join(rows)}</tbody></table>"] if has_text else before


def _cell(cell: LexborNode) -> str:
    spans = _number(cell, "colspan", 2, 100) + _number(cell, "rowspan", 2, 100)
    return f"<{cell.tag}{spans}>{''.join(blocks(cell))}</{cell.tag}>"


def _inline(node: LexborNode) -> str:
    """One run of inline HTML; a block that stands where none may becomes its text."""
    name = _name(node)
    if name == "-text":
        text = UNPRINTABLE.sub("", node.text_content or "")
        return escape(_SPACE.sub(" ", text), quote=False)
    if name == "br":
        return "<br>"
    if name == "span" and "footnote" in _classes(node):
        note = _SPACE.sub(" ", _attribute(node, "data-footnote")).strip()
        return f'<span class="footnote" data-footnote="{escape(note)}"></span>' if note else ""
    inside = "".join(_inline(child) for child in _children(node))
    if not inside.strip():
        return inside
    if name == "q":
        return f"“{inside}”"
    if name in BLOCKS:
        return f" {inside} "
    opening, closing = _tags(node, name)
    return f"{opening}{inside}{closing}"


def _tags(node: LexborNode, name: str) -> tuple[str, str]:
    """The tags that an inline element keeps; two empty strings if it keeps only its text."""
    if name == "a":
        href = _attribute(node, "href").strip()
        return (f'<a href="{escape(href)}">', "</a>") if _HREF.fullmatch(href) else ("", "")
    if name == "span":
        small = ' class="smallcaps"' if "smallcaps" in _classes(node) else ""
        attributes = small + _said_in(node)
        return (f"<span{attributes}>", "</span>") if attributes else ("", "")
    # A document copied from a word processor in the browser stands in a <b> that means nothing.
    if name not in _INLINE or _attribute(node, "id").startswith("docs-internal-guid"):
        return "", ""
    return f"<{name}>", f"</{name}>"


def _attribute(node: LexborNode, name: str) -> str:
    return UNPRINTABLE.sub("", node.attributes.get(name) or "")


def _classes(node: LexborNode) -> list[str]:
    return _attribute(node, "class").split()


def _said_in(node: LexborNode) -> str:
    """The attributes that name the language and direction of a text, or nothing."""
    language, direction = _attribute(node, "lang"), _attribute(node, "dir").lower()
    found = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return found + (f' dir="{direction}"' if direction in {"ltr", "rtl"} else "")


def _number(node: LexborNode, name: str, least: int, most: int) -> str:
    value = _attribute(node, name)
    is_number = value.isascii() and value.isdecimal() and len(value) < 8
    return f' {name}="{int(value)}"' if is_number and least <= int(value) <= most else ""


def texts(parent: LexborNode) -> list[str]:
    """The plain text of each block in order, its footnotes in square brackets at its end."""
    found: list[str] = []
    run: list[str] = []
    notes: list[str] = []

    def end_run() -> None:
        text = "".join(run).strip()
        said = [text, *(f"[{note}]" for note in notes)]
        found.extend([" ".join(filter(None, said))] if text or notes else [])
        run.clear()
        notes.clear()

    def walk(node: LexborNode) -> None:
        for child in _children(node):
            name = _name(child)
            if name == "-text":
                run.append(child.text_content or "")
            elif name == "br":
                run.append("\n")
            elif name in BLOCKS:
                end_run()
                walk(child)
                end_run()
            elif name == "span" and "footnote" in _classes(child):
                notes.append(_attribute(child, "data-footnote"))
            elif name == "rt":
                run.append(f"({child.text()})")
            elif name != "rp":
                walk(child)

    walk(parent)
    end_run()
    return found
