"""HTML pages become a piece: the article, without the page around it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from articles.importing import UnreadableDocument, read_document, read_pasted
from articles.language import html
from articles.piece import Byline, Figure

FILES = Path(__file__).parent.parent / "files"


def test_it_reads_the_article_in_a_page() -> None:
    path = FILES / "page.html"
    found = read_document(path.read_bytes(), filename=path.name)
    piece = found.piece
    assert (piece.title, piece.deck) == ("The lock keeper", "A sum that comes out even.")
    assert piece.bylines == (Byline("Lin Zhou"),)
    assert piece.lead == Figure(origin="lock.jpg", alt="A lock", caption="At noon.")
    first, gate, last = piece.parts
    assert first.body == (
        '<p>A boat goes up by waiting<span class="footnote" data-footnote="So does a barge."></span>.</p>'
    )
    assert (gate.heading, gate.figure) == ("The gate", Figure(origin="gate.jpg", alt="Two gates"))
    assert gate.body == "<p>Wood <strong>swells</strong>. Look.</p>"
    assert html.plain_text(last.body) == "Nothing is wasted but water."
    assert [claim.kind for claim in found.claims] == ["permission", "source", "onward"]
    assert found.comments_invited
    kinds = {line.became: line.text for line in found.lines}
    assert kinds["furniture: share"] == "Tweet it"
    assert kinds["furniture: footer"] == "© 2026 Example"
    assert "never" not in str(found)


def test_it_gathers_loose_text_into_paragraphs() -> None:
    page = "<h1>T</h1>one <em>two</em> three<br><br>four<div>five</div>six"
    body = read_pasted(page, kind="html").piece.parts[0].body
    assert body == "<p>one <em>two</em> three</p><p>four</p><p>five</p><p>six</p>"


def test_it_takes_the_title_from_the_page_where_no_heading_is() -> None:
    page = "<title>Locks – Example</title><p>A boat goes up.</p><h2>Down</h2><p>And down.</p>"
    found = read_pasted(page, kind="html")
    assert found.piece.title == "Locks"
    assert [part.heading for part in found.piece.parts] == ["", "Down"]


def test_it_leaves_readers_comments_out() -> None:
    page = f"<h1>T</h1><p>{'Text. ' * 90}</p><div id=comments><p>{'I say. ' * 40}</p></div>"
    found = read_pasted(page, kind="html")
    assert found.comments_invited
    assert "I say" not in found.piece.parts[0].body


def test_it_believes_the_encoding_that_a_page_declares() -> None:
    page = '<meta charset="gb2312"><h1>船闸</h1><p>船慢慢地升上来。</p>'.encode("gb18030")
    assert read_document(page, filename="a.htm").piece.title == "船闸"


@pytest.mark.parametrize(
    "page",
    [
        "<script>var x</script>",
        "<h1>T</h1>",
        "<h1>T</h1><img src=a.jpg>",
        "<p>No title.</p>",
        "<div>" * 100_000 + "x",
        "\ue0005\ue001",
    ],
)
def test_it_refuses_what_is_no_article(page: str) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_pasted(page, kind="html")
    assert refusal.value.message


LONG = f"<p>{'A boat goes up by waiting. ' * 9}</p>"
DEEP = 200


@pytest.mark.parametrize(
    ("begins", "again", "ends"),
    [
        (LONG, '<p class="comments">x y</p>', ""),
        (LONG, '<a href="#fn1">1</a> ', f'<p id="fn1">{"note " * 300}</p>'),
        (f"{LONG}<p><sup>", '<a href="#fn1">1</a>', '</sup></p><p id="fn1">note</p>'),
        ('<div class="share">' * DEEP, "<p>ab</p>", LONG + "</div>" * DEEP),
        ("<div>" * DEEP, "<p>ab</p>", LONG + "</div>" * DEEP),
        (LONG, "<p>Reprinted with permission from The Review.</p>", ""),
    ],
    ids=["comments", "note", "raised", "share", "deep", "credits"],
)
def test_four_times_the_page_takes_about_four_times_the_time(
    begins: str, again: str, ends: str
) -> None:
    def took(times: int) -> float:
        page = f"<title>T</title><article>{begins}{again * times}{ends}</article>"
        spent = []
        for _again in range(4):  # the least of them is what the others disturbed least
            began = time.process_time()
            read_pasted(page, kind="html")
            spent.append(time.process_time() - began)
        return min(spent)

    assert took(6000) < 8 * took(1500)  # in proportion it is 4 times, by the square 16 times


def test_a_footnote_is_put_back_where_it_is_referred_to_but_not_without_end() -> None:
    links = '<p>Up.<a href="#fn1">1</a></p>' * 50
    found = read_pasted(f'<h1>T</h1>{links}<p id="fn1">So does a barge.</p>', kind="html")
    assert found.piece.parts[0].body.count("So does a barge.") == 10


def test_a_footnote_keeps_every_word_and_says_what_it_cannot_keep() -> None:
    note = '<p>See <i>Locks</i>, <a href="https://e.example/a">there</a>.</p><p>One<br>two</p>'
    page = f'<h1>T</h1><p>Up.<a href="#fn1">1</a></p><ol><li id="fn1">{note}</li></ol>'
    found = read_pasted(page, kind="html")
    text = "[See Locks, there (https://e.example/a). One two]"
    assert html.plain_text(found.piece.parts[0].body) == f"Up. {text}"
    assert "italics" in found.warnings[0].text


@pytest.mark.parametrize(
    ("classes", "width"),
    [("wp-block-image alignwide", "wide"), ("kg-card kg-width-full", "full"), ("alignwidely", "")],
)
def test_a_picture_keeps_the_width_at_which_it_ran(classes: str, width: str) -> None:
    page = (
        "<article><h1>Locks</h1><p>Words that come first.</p><h2>The gate</h2>"
        f'<figure class="{classes}"><img src="gate.jpg" alt="Gates"></figure><p>More words.</p></article>'
    )
    piece = read_document(page.encode(), filename="page.html").piece
    assert [figure.width for figure in piece.figures] == [width]
