"""Clean HTML becomes CommonMark that says the same text, however it is read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given

from articles.importing import markdown
from articles.language import html
from articles.outputs.commonmark import Writer
from articles.piece import Manuscript
from tests.rules import drawn

# Without typographic quotes, which are made of straight ones in other languages.
HEAD = '+++\nlanguage = "zh-Hans"\n+++\n\n# 题\n\n'


def written(body: str) -> str:
    writer = Writer()
    return f"{writer.body(body)}\n\n{writer.definitions()}\n"


def read_back(body: str) -> Manuscript:
    return markdown.read(HEAD + written(body))


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    "body",
    [
        "<p>Plain.</p><p>Two.</p>",
        "<h3>Three</h3><h4>Four #</h4><p># no heading</p>",
        "<ul><li><p>one</p><ul><li><p>inner</p></li></ul></li><li><p>two</p><p>more</p></li></ul>",
        "<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul><ul><li><p>c</p></li></ul>",
        '<ol start="3"><li><p>three</p></li></ol><ol><li><p>one</p></li></ol>',
        "<blockquote><p>one</p><ul><li><p>two</p></li></ul></blockquote>",
        "<p>1. no list<br>- nor this<br>+ nor this<br>2) nor this</p><p>=== or this</p>",
        "<p>a * b_c_ `d` [e](f) ~~g~~ | h &amp;amp; &lt;i&gt; \\* ![j]</p>",
        "<p><strong>“文字”</strong>后<em>（注）</em>也<s>是。</s>吗</p>",
        "<p>a<strong>b</strong>c <em>d</em> <em><strong>e</strong></em></p>",
        '<p>See <a href="https://example.org/a_(b)?a=1&amp;b=2">the <em>source</em></a>!</p>',
        '<p>Hey!<a href="https://example.org/">you</a></p>',
        "<p><code>a`b</code> <code>`</code> <code>x = 1</code></p>",
        "<pre><code>a  b\n\n ```\n c</code></pre>",
        '<p>so<span class="footnote" data-footnote="A &quot;note&quot;, 1. *"></span>: (yes)</p>',
        "<table><tbody><tr><th><p>h|h</p></th><th><p><code>a|b</code></p></th></tr>"
        "<tr><td><p>d</p></td><td><p>\\|</p></td></tr></tbody></table>",
    ],
)
def test_it_writes_what_reads_back_as_it_was(body: str) -> None:
    read = [part.body.replace("<br> ", "<br>") for part in read_back(body).piece.parts]
    assert read == [html.clean(body)]


def test_it_says_in_plain_text_what_has_no_sign() -> None:
    body = (
        '<aside class="pullquote"><p>H<sub>2</sub>O</p></aside>'
        '<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <span lang="fr">mot</span></p>'
        '<table><tbody><tr><td colspan="2"><p>a</p></td><td><p>b</p></td></tr></tbody></table>'
    )
    assert written(body).strip() == "> H2O\n\n漢(kan) mot\n\n| a |  | b |\n| --- | --- | --- |"


def test_it_leads_out_of_the_text_only_where_something_stands() -> None:
    writer = Writer(resolve=lambda href: "" if href.startswith("article:") else href)
    body = '<p><a href="article:abcd2345">ours</a> <a href="https://example.org/">theirs</a></p>'
    assert writer.body(body) == "ours [theirs](https://example.org/)"


def without_nests(body: str) -> bool:
    """Cells hold one line here, so a block in a block of a cell is another text by its spaces alone."""
    return not re.search(r"<t[dh][^>]*>(?!<p>[^\n]*?</p></t[dh]>)", body)


@given(drawn.bodies)
def test_it_says_the_same_text_whatever_it_is(body: str) -> None:
    body = html.clean(body)
    assume(html.plain_text(body).strip() and without_nests(body))
    manuscript = read_back(body)
    assume(not manuscript.claims and not manuscript.comments_invited)
    read = " ".join(html.plain_text(part.body) for part in manuscript.piece.parts)
    assert words(read) == words(html.plain_text(body))
