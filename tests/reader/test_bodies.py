"""A stored body becomes the page's: notes numbered, links resolved, every other word as it was."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language import html
from articles.reading import bodies

NOTE = '<span class="footnote" data-footnote="{}"></span>'


def test_it_puts_a_note_after_the_block_that_calls_it() -> None:
    body = f"<p>One{NOTE.format('n1')}.</p><ul><li><p>Two{NOTE.format('n2')}</p></li></ul><p>3</p>"
    shown = bodies.show(body, links={}, notes_before=4)
    assert shown.notes == 6
    assert re.findall(r'<p class="note" id="([^"]+)"', shown.html) == ["note-5", "note-6"]
    assert shown.html.index("</ul>") < shown.html.index('id="note-6"') < shown.html.index("<p>3")


def test_it_leads_there_and_back() -> None:
    shown = bodies.show(f"<p>x{NOTE.format('n')}</p>", links={}).html
    assert '<a class="noteref" id="noteref-1" href="#note-1"' in shown
    assert 'href="#noteref-1"' in shown


def test_it_resolves_links_to_articles() -> None:
    body = '<p><a href="article:abc">A <em>b</em></a> <a href="article:gone#x">C</a></p>'
    assert html.linked_keys([body]) == {"abc", "gone"}
    shown = bodies.show(body, links={"abc": "/articles/a&b/"}).html
    assert shown == '<p><a href="/articles/a&amp;b/">A <em>b</em></a> C</p>'


def test_it_keeps_other_links() -> None:
    body = '<p><a href="https://example.com/?a=1&amp;b">x</a> <a href="#here">y</a></p>'
    assert bodies.show(body, links={}, places={"here"}).html == body


def test_it_prints_a_link_to_a_place_that_is_gone_as_text() -> None:
    assert bodies.show('<p><a href="#gone">y</a></p>', links={}).html == "<p>y</p>"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p", "blockquote", "ul"]), st.text(max_size=30), st.text(max_size=30)
        ),
        max_size=8,
    )
)
def test_it_loses_no_word(blocks: list[tuple[str, str, str]]) -> None:
    wrap = {"p": "<p>{}</p>", "blockquote": "<blockquote><p>{}</p></blockquote>"}
    wrap["ul"] = "<ul><li><p>{}</p></li></ul>"
    body = html.clean(
        "".join(
            wrap[name].format(escape(text) + NOTE.format(escape(note)))
            for name, text, note in blocks
        )
    )
    shown = bodies.show(body, links={})
    assert shown.notes == body.count("data-footnote")
    bare = re.sub(r'<p class="note".*?</p>', "", shown.html, flags=re.DOTALL)
    bare = re.sub(r'<a class="noteref".*?</a>', "", bare)
    bare = re.sub(r'<p class="(?:verse|attribution)"', "<p", bare)
    assert bare == re.sub(r"<span class=\"footnote\"[^>]*></span>", "", body)
    for number in range(1, shown.notes + 1):
        assert shown.html.count(f'id="note-{number}"') == 1


def test_it_frames_a_table_so_that_a_wide_one_scrolls() -> None:
    table = "<table><tbody><tr><td><p>1</p></td></tr></tbody></table>"
    shown = bodies.show(f"<p>x</p>{table}<p>y</p>", links={}).html
    assert f'tabindex="0" aria-label="Table">{table}</div><p>y</p>' in shown


def test_it_names_a_table_by_the_heads_of_its_columns() -> None:
    heads = "<tr><th><p>Year</p></th><th><p>Cost &amp; <em>loss</em></p></th></tr>"
    row = "<tr><th><p>1987</p></th><td><p>3</p></td></tr>"
    shown = bodies.show(f"<table><tbody>{heads}{row}</tbody></table>", links={}).html
    assert 'aria-label="Table: Year, Cost &amp; loss"' in shown


@pytest.mark.parametrize("quotation", ["blockquote", 'aside class="pullquote"'])
def test_it_marks_whose_words_a_quotation_is(quotation: str) -> None:
    end = f"</{quotation.split()[0]}>"
    shown = bodies.show(f"<{quotation}><p>A</p><p>— <em>Lu Xun</em></p>{end}<p>— B</p>", links={})
    said = '<p>A</p><p class="attribution">— <em>Lu Xun</em></p>'
    assert shown.html == f"<{quotation}>{said}{end}<p>— B</p>"
    alone = f"<{quotation}><p>— so he said.</p>{end}"
    assert bodies.show(alone, links={}).html == alone


def test_it_marks_no_line_twice() -> None:
    shown = bodies.show("<blockquote><p>A</p><p>— B<br>C<br>D</p></blockquote>", links={}).html
    assert shown.count("class=") == 1


def test_it_marks_verse() -> None:
    verse, prose = "<p>One<br><em>two</em><br>three</p>", "<p>One<br>two</p>"
    shown = bodies.show(prose + verse + prose, links={}).html
    assert shown == prose + verse.replace("<p>", '<p class="verse">') + prose
