"""The kit's three texts: nothing in them that acts, and the same words in each, whatever a body holds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import piece
from articles.language import html
from articles.models import Edition
from articles.outputs import kit
from articles.outputs.fulltext import Surroundings
from articles.outputs.plain import to_plain
from articles.piece import Byline, Part, Piece, RightsStatement
from tests.hostile import VECTORS, acts
from tests.rules import drawn

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
OPEN = RightsStatement(
    onward="public_licence",
    licence="CC-BY-4.0",
    licence_name="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
)
# CommonMark, with what many readers know besides.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What the field hands on, and the line break; `lang` and `dir` say which language a passage is in.
TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "em",
        "strong",
        "s",
        "sub",
        "sup",
    ),
    *("code", "pre", "figure", "figcaption", "img", "table", "tbody", "tr", "td", "th"),
    *("ruby", "rt", "rp", "hr", "br"),
}
ATTRIBUTES = {"href", "src", "alt", "start", "colspan", "rowspan", "lang", "dir"}
NOTE = '<span class="footnote" data-footnote="{}"></span>'


def make(*bodies: str, **facts: object) -> kit.Kit:
    content = Piece(
        **{
            "title": "The crossing",
            "language": "en",
            "slug": "crossing",
            "deck": "On a river.",
            "bylines": (Byline("Ada Example"),),
            "parts": tuple(Part(body=body) for body in bodies),
            **facts,
        }
    )
    edition = Edition(
        content=piece.encode(content),
        digest=content.digest,
        slug=content.slug,
        language=content.language,
        number=1,
        at=NOON,
    )
    return kit.make(
        edition,
        OPEN,
        Surroundings("https://ferry.example", links={"abcd2345": "/articles/there/"}),
        publication="The Ferry",
        published_at=NOON,
    )


def nodes(fragment: str) -> list[LexborNode]:
    body = LexborHTMLParser(f"<!doctype html><body>{fragment}").body
    assert body is not None
    return body.css("body *")


def strange(fragment: str) -> list[str]:
    """What of a fragment is none of the kit's own."""
    return [
        node.html or ""
        for node in nodes(fragment)
        if node.tag not in TAGS
        or not set(node.attributes) <= ATTRIBUTES
        or not re.match(r"https?://|mailto:|$", node.attributes.get("href") or "")
    ]


def raw_html(markdown: str) -> list[str]:
    tokens = READER.parse(markdown)
    inside = [token for block in tokens for token in block.children or ()]
    return [token.content for token in (*tokens, *inside) if token.type.startswith("html")]


def test_it_holds_exactly_these_tags_and_attributes() -> None:
    assert set(kit.ALLOWED) == TAGS
    assert set().union(*kit.ALLOWED.values()) == ATTRIBUTES


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_of_a_hostile_body_gets_through(vector: str) -> None:
    made = make(f"<p>Before.</p>{vector}<p>After.</p>")
    assert strange(made.html) == []
    assert acts(made.html) == []
    assert acts(READER.render(made.markdown)) == []
    assert raw_html(made.markdown) == []


def test_scripts_frames_styles_and_handlers_leave_no_word() -> None:
    made = make(
        '<p onclick="steal()">One.</p><script>steal()</script><style>p{color:red}</style>'
        '<iframe src="https://evil.example">framed</iframe><form><input name="x"></form>'
        '<p><img src="x" onerror="steal()"><a href="javascript:steal()">Two</a>.</p>'
    )
    for text in (made.html, made.markdown, made.text, made.document):
        assert "One." in text
        assert "Two" in text
        for word in ("steal", "color", "evil", "framed", "onerror", "javascript", "input"):
            assert word not in text


def test_notes_are_numbered_through_and_stand_at_the_end() -> None:
    made = make(f"<p>One{NOTE.format('First &amp; last.')}.</p>", f"<p>Two{NOTE.format('B')}.</p>")
    assert "<p>One<sup>[1]</sup>.</p>" in made.html
    assert "<h2>Notes</h2>\n<p>[1] First &amp; last.</p>\n<p>[2] B</p>\n<hr>" in made.html
    assert "One[1].\n\n* * *\n\nTwo[2].\n\nNotes\n\n[1] First & last.\n\n[2] B\n" in made.text


def test_a_part_in_another_language_says_so_and_a_pull_quote_is_a_quotation() -> None:
    body = '<p>Un.</p><p lang="de">Zwei.</p><aside class="pullquote"><p>Trois.</p></aside>'
    made = make(parts=(Part(body=body, language="fr", heading="Un <b>"),))
    assert (
        '<h2>Un &lt;b&gt;</h2>\n<p lang="fr">Un.</p>\n<p lang="de">Zwei.</p>\n'
        '<blockquote lang="fr"><p lang="fr">Trois.</p></blockquote>'
    ) in made.html


def test_plain_text_says_what_html_shows() -> None:
    body = (
        "<h3>A</h3><ul><li><p>one</p><ol start='3'><li><p>three<br>more</p></li></ol></li>"
        "<li><p>two</p></li></ul><blockquote><p>Said.</p><p>Twice.</p></blockquote>"
        "<table><tbody><tr><th><p>h</p></th><td><p>i</p><p>j</p></td></tr></tbody></table>"
        "<pre><code>a  b\n c</code></pre><hr><p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>"
        '<p><a href="https://example.org/1">x</a>, <a href="https://example.org/1">y</a>, '
        '<a href="https://example.org/2">https://example.org/2</a>, '
        '<a href="mailto:a@example.org">a@example.org</a></p>'
        '<figure><img src="https://example.org/p" alt="A quay"><figcaption>Dusk</figcaption></figure>'
    )
    assert to_plain(body) == (
        "A\n\n"
        "- one\n  3. three\n     more\n- two\n\n"
        "> Said.\n>\n> Twice.\n\n"
        "h | i / j\n\n"
        "a  b\n c\n\n"
        "* * *\n\n"
        "漢(kan)\n\n"
        "x [link 1], y [link 1], https://example.org/2, a@example.org\n\n"
        "[Picture: A quay] [link 2]\nDusk\n\n"
        "Links\n[link 1] https://example.org/1\n[link 2] https://example.org/p\n"
    )


# What a format adds on its own account: marks of lists, quotations and tables.
MARKS = re.compile(r"[\s>|/*.()\[\]\d\-]+")


def words(text: str) -> str:
    return MARKS.sub("", text)


def shown(fragment: str) -> str:
    body = LexborHTMLParser(f"<!doctype html><body>{fragment}").body
    assert body is not None
    return words(body.text())


def without_links(text: str) -> str:
    return re.sub(r"\[link \d+\]", "", re.split(r"\n\nLinks\n\[link 1\]", text)[0])


@given(drawn.bodies, drawn.bodies)
def test_the_three_texts_say_the_same(one: str, two: str) -> None:
    made = make(html.clean(one), html.clean(two))
    said = shown(made.html)
    assert strange(made.html) == []
    assert words(without_links(made.text)) == said
    assert shown(READER.render(made.markdown)) == said
    assert raw_html(made.markdown) == []
