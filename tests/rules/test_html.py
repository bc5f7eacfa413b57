"""The one allow-list: what gets into a body, in which shape, and what never does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language import html, vocabulary

TAGS = (
    "p h1 h2 h5 div b i em span a ul ol li dl dt dd table caption tr td blockquote aside pre br hr "
    "ruby rt q script svg"
)
SOUP = st.lists(
    st.sampled_from(
        [
            *(f"<{tag}>" for tag in TAGS.split()),
            *(f"</{tag}>" for tag in TAGS.split()),
            '<a href="https://example.org/?a=1&amp;b=2">',
            '<a href="javascript:alert(1)">',
            '<span class="footnote" data-footnote="a &quot;note&quot; <b>">',
            '<span class="smallcaps">',
            '<p lang="zh-Hans" onclick="x()" style="color:red">',
            "<img src=x onerror=alert(1)>",
            " ",
            "\n",
            "word",
            "中文",
            "&nbsp;",
            "&lt;script&gt;",
            "&#1;",
            "<",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("given_html", "wanted"),
    [
        ("loose", "<p>loose</p>"),
        ("<h1>A</h1><h5>B</h5>", "<h3>A</h3><h4>B</h4>"),
        ("<p>&nbsp;</p><p> <br> </p><p>x</p>", "<p>x</p>"),
        ("one<br><br>two", "<p>one</p><p>two</p>"),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        ),
        ("<ul>loose<li>a</li></ul>", "<ul><li><p>loose</p></li><li><p>a</p></li></ul>"),
        (
            "<dl><dt>Lock<dt><b>Weir</b><dd>a<dd>b<div><dt>Ferry<dd><p>c</div></dl>",
            "<ul><li><p><strong>Lock</strong></p><p><strong>Weir</strong></p><p>a</p><p>b</p></li>"
            "<li><p><strong>Ferry</strong></p><p>c</p></li></ul>",
        ),
        (
            "<table><caption>Tolls</caption><tr><td>1</td></tr></table>",
            "<p><strong>Tolls</strong></p><table><tbody><tr><td><p>1</p></td></tr></tbody></table>",
        ),
        ("<b><p>x</p></b>", "<p><strong>x</strong></p>"),
        ('<b id="docs-internal-guid-1"><p>x</p></b>', "<p>x</p>"),
        ("<pre>\n\n a\n  b</pre>", "<pre><code> a\n  b</code></pre>"),
        ('<aside class="pullquote">q</aside>', '<aside class="pullquote"><p>q</p></aside>'),
        ("<aside>q</aside>", "<p>q</p>"),
        (
            '<p>a<span class="footnote" data-footnote="so it is">1</span></p>',
            '<p>a<span class="footnote" data-footnote="so it is"></span></p>',
        ),
        ('<p lang="zh-Hans" dir="ltr">中</p>', '<p lang="zh-Hans" dir="ltr">中</p>'),
        ("<ruby>漢<rt>kan</rt></ruby>", "<p><ruby>漢<rt>kan</rt></ruby></p>"),
        (
            "<table><thead><tr><th>H</th></tr></thead><tr><td colspan=2>x</td></tr></table>",
            "<table><tbody><tr><th><p>H</p></th></tr>"
            '<tr><td colspan="2"><p>x</p></td></tr></tbody></table>',
        ),
    ],
)
def test_it_has_one_shape(given_html: str, wanted: str) -> None:
    assert html.clean(given_html) == wanted
    assert html.clean(wanted) == wanted


@pytest.mark.parametrize(
    "href",
    ["https://example.org/a?b=1#c", "mailto:a@example.org", "article:k7#s2", "#anchor"],
)
def test_it_keeps_links_that_lead_somewhere(href: str) -> None:
    assert html.clean(f'<p><a href="{href}">x</a></p>') == f'<p><a href="{href}">x</a></p>'


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "//evil.example/x",
        "/relative",
        "data:text/html,x",
        "http:\\\\evil.example",
        "https://user@evil.example/",
        " java\tscript:alert(1)",
        "https://",
        "ftp://example.org/x",
    ],
)
def test_it_keeps_only_the_text_of_other_links(href: str) -> None:
    assert html.clean(f'<a href="{href}">x</a>') == "<p>x</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<img src=x onerror=alert(1)>",
        "<iframe src=x></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi><style></math><img src onerror=1>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_it_lets_nothing_act(hostile: str) -> None:
    cleaned = html.clean(f"<p>before</p>{hostile}<p>after</p>")
    assert "before" in cleaned
    for bad in ("<script", "<style", "<img", "<iframe", "<svg", "onerror=alert(1)>"):
        assert bad not in cleaned


@given(SOUP)
def test_it_changes_nothing_the_second_time(soup: str) -> None:
    once = html.clean(soup)
    assert html.clean(once) == once
    assert "<script" not in once
    assert "onclick" not in once
    assert "<p></p>" not in once


@given(st.text(max_size=200))
def test_it_takes_any_text(text: str) -> None:
    once = html.clean(text)
    assert html.clean(once) == once


@given(st.lists(st.text(alphabet="ab <>&\"'中。\u00a0", max_size=30)))
def test_it_gives_back_the_paragraphs_it_was_given(texts: list[str]) -> None:
    kept = [" ".join(text.split()) for text in texts if text.strip()]
    body = html.escape_paragraphs(texts)
    assert html.clean(body) == body
    assert html.plain_text(body) == "\n\n".join(kept)
    assert len(html.paragraphs(body)) == len(kept)


def test_the_blocks_of_a_text_are_its_plain_text() -> None:
    body = "<p>One.</p><ul><li><p>Two<br>lines.</p></li></ul>"
    long = f"<p>{'word ' * html.MOST_REMEMBERED}</p>"
    assert html.blocks(body) == ("One.", "Two\nlines.")
    assert html.plain_text(body) == "One.\n\nTwo\nlines."
    assert html.blocks(long) == (("word " * html.MOST_REMEMBERED).strip(),)


def test_it_reads_footnotes_at_the_end_of_their_paragraph() -> None:
    body = html.clean('<p>a<span class="footnote" data-footnote="n"></span> b</p><p>c<br>d</p>')
    assert html.plain_text(body) == "a b [n]\n\nc\nd"


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 50_000,
        "<b><p>" * 50_000,
        "<div><table></div></table>" * 18_000,
        "<math><mi><div></math></mi></div>" * 14_000,
        "x" * 500_001,
        "中" * 200_000,
    ],
)
def test_it_refuses_too_much_at_once(bomb: str) -> None:
    began = time.monotonic()
    with pytest.raises(html.TooMuchHTML) as refusal:
        html.clean(bomb)
    assert str(refusal.value)
    assert time.monotonic() - began < 3


def test_it_takes_long_and_crooked_pages() -> None:
    assert html.clean("<div><p>x<li>y</div>" * 5_000).count("<p>") == 10_000


def test_it_names_every_tag_that_it_lets_through() -> None:
    everything = html.clean(
        "<h3>a</h3><ol start=3><li>b</ol><blockquote>c</blockquote><hr><p><s>d</s><sub>e</sub><code>f</code>"
    )
    assert 'start="3"' in everything
    assert {"ol", "li", "p", "s", "sub", "code", "hr"} <= set(vocabulary.ALLOWED)
