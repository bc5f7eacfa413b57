"""What a body may hold: the one list that the desk's editor, pasting, importing, the cleaner and every
output go by. What is not here is not written, and does not get in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOTHING: frozenset[str] = frozenset()
SPEECH = frozenset({"lang", "dir"})  # what says the language of a passage, and its direction
SPANS = frozenset({"colspan", "rowspan"})

# How a link may begin, besides `#` for a place in the same text.
SCHEMES = ("http", "https", "mailto", "article")


@dataclass(frozen=True)
class Item:
    """One thing that a text may hold.

    `parts` are the editor's parts that write it, with their options (names of the editor's library or
    of static/articles/desk/vocabulary.js); `tags` what it is in HTML, tag to attributes; `classes` the
    only values of a class, by tag; `example` is clean HTML, by which the tests prove that all agree.
    """

    name: str
    parts: Mapping[str, Any]
    tags: Mapping[str, frozenset[str]]
    example: str
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)


ITEMS = (
    Item("paragraph", {"Paragraph": True}, {"p": SPEECH}, "<p>Plain.</p>"),
    Item(
        "heading",
        {"Heading": {"levels": [3, 4]}},
        {"h3": SPEECH, "h4": SPEECH},
        '<h3>Three</h3><h4 lang="fr">Quatre</h4>',
    ),
    Item(
        "list",
        {"BulletList": True, "ListItem": True},
        {"ul": NOTHING, "li": NOTHING},
        "<ul><li><p>one</p><ul><li><p>inner</p></li></ul></li></ul>",
    ),
    Item(
        "numbered list",
        {"NumberedList": True},
        {"ol": frozenset({"start"})},
        '<ol start="3"><li><p>three</p></li></ol>',
    ),
    Item(
        "quote",
        {"Blockquote": True},
        {"blockquote": SPEECH},
        '<blockquote lang="de"><p>Zitat</p></blockquote>',
    ),
    Item(
        "pull quote",
        {"PullQuote": True},
        {"aside": frozenset({"class"})},
        '<aside class="pullquote"><p>Pulled</p></aside>',
        {"aside": frozenset({"pullquote"})},
    ),
    Item(
        "table",
        {"Table": True, "TableRow": True, "TableHeader": True, "TableCell": True},
        {"table": NOTHING, "tbody": NOTHING, "tr": NOTHING, "th": SPANS, "td": SPANS},
        "<table><tbody><tr><th><p>h</p></th><th><p>i</p></th></tr>"
        '<tr><td colspan="2"><p>d</p></td></tr></tbody></table>',
    ),
    Item("rule", {"HorizontalRule": True}, {"hr": NOTHING}, "<p>a</p><hr><p>b</p>"),
    Item("line break", {"HardBreak": True}, {"br": NOTHING}, "<p>one<br>two</p>"),
    Item("bold", {"Bold": True}, {"strong": NOTHING}, "<p><strong>b</strong></p>"),
    Item("italic", {"Italic": True}, {"em": NOTHING}, "<p><em>i</em></p>"),
    Item("strike", {"Strike": True}, {"s": NOTHING}, "<p><s>s</s></p>"),
    Item("subscript", {"Subscript": True}, {"sub": NOTHING}, "<p>H<sub>2</sub>O</p>"),
    Item("superscript", {"Superscript": True}, {"sup": NOTHING}, "<p>m<sup>2</sup></p>"),
    Item(
        "small caps",
        {"SmallCaps": True},
        {"span": frozenset({"class"})},
        '<p><span class="smallcaps">caps</span></p>',
        {"span": frozenset({"smallcaps"})},
    ),
    Item(
        "link",
        {"Link": {"protocols": list(SCHEMES)}},
        {"a": frozenset({"href"})},
        '<p>See <a href="https://example.org/?a=1&amp;b=2">the source</a>.</p>',
    ),
    Item("code", {"Code": True}, {"code": NOTHING}, "<p><code>x = 1</code></p>"),
    Item("code block", {"CodeBlock": True}, {"pre": NOTHING}, "<pre><code>a  b\n c</code></pre>"),
    Item(
        "ruby",
        {"Ruby": True},
        {"ruby": NOTHING, "rt": NOTHING, "rp": NOTHING},
        "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
    ),
    Item(
        "language",
        {"Foreign": True, "SpeaksLanguage": True},
        {"span": SPEECH},
        '<p lang="he" dir="rtl"><span lang="fr">mot</span></p>',
    ),
    Item(
        "footnote",
        {"Footnote": True},
        {"span": frozenset({"class", "data-footnote"})},
        '<p>so<span class="footnote" data-footnote="A &quot;note&quot;"></span></p>',
        {"span": frozenset({"footnote"})},
    ),
)


def _joined(maps: list[Mapping[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    joined: dict[str, frozenset[str]] = {}
    for one in maps:
        for name, values in one.items():
            joined[name] = joined.get(name, NOTHING) | values
    return joined


ALLOWED = _joined([item.tags for item in ITEMS])
ALLOWED_CLASSES = _joined([item.classes for item in ITEMS])

# What the editor is made of: what every text needs, and each item's parts.
EDITOR_PARTS: dict[str, Any] = {
    **dict.fromkeys(("Document", "Text", "Dropcursor", "Gapcursor", "History"), True),
    **{name: options for item in ITEMS for name, options in item.parts.items()},
}
