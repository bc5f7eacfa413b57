"""Markdown becomes a piece: front matter, sections, pictures, footnotes; errors name their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.importing import UnreadableDocument, read_document, read_pasted
from articles.language import html
from articles.piece import Byline, Figure, Original

FILES = Path(__file__).parent.parent / "files"


def test_it_reads_the_format_of_our_own_pieces() -> None:
    path = FILES / "essay.md"
    found = read_document(path.read_bytes(), filename=path.name)
    piece = found.piece
    assert (piece.title, piece.language) == ("The lock keeper’s arithmetic", "en")
    assert piece.slug == "the-lock-keepers-arithmetic"
    assert piece.tags == ("canals", "craft")
    assert piece.bylines == (Byline("Lin Zhou"), Byline("Mara Lindqvist", role="translator"))
    assert piece.lead == Figure(origin="lock.jpg", alt="A lock gate half open")
    assert piece.original == Original(
        relation="translation",
        source="City & Method",
        title="船闸",
        language="zh-Hans",
        authors=("Lin Zhou",),
        first_published_on="2026-05-03",
    )
    first, gate, last = piece.parts
    assert first.body == (
        '<p>A boat goes “up” by <em>waiting</em>.<span class="footnote" data-footnote="So does a barge.">'
        "</span> The keeper counts the inches twice.</p>"
    )
    assert (gate.heading, gate.figure) == (
        "The gate",
        Figure(origin="gate.jpg", alt="Two gates and a man", caption="The lower gate"),
    )
    assert '<a href="https://example.org/locks">the manual</a>' in gate.body
    assert (last.heading, html.plain_text(last.body)) == ("", "Nothing is wasted but water.")
    assert [(caution.line, "colour" in caution.text) for caution in found.warnings] == [(7, True)]
    count = len(path.read_text(encoding="utf-8").splitlines())
    assert [line.n for line in found.lines] == list(range(1, count + 1))
    assert found.lines[-1].became == "footnote"


def test_it_takes_the_first_heading_for_the_title() -> None:
    found = read_pasted('# 船闸\n\n他说"等"。\n第二行。\n\n## 闸门\n\n木头。', kind="markdown")
    assert found.piece.title == "船闸"
    assert found.piece.language == "zh-Hans"
    assert found.piece.parts[0].body == '<p>他说"等"。第二行。</p>'
    assert found.piece.parts[1].heading == "闸门"


def test_a_footnote_keeps_every_word_and_says_what_it_cannot_keep() -> None:
    note = "See *Locks*.\n\n    ```\n    a lock\n    ```"
    found = read_pasted(f"# T\n\nUp[^1].\n\n[^1]: {note}", kind="markdown")
    assert html.plain_text(found.piece.parts[0].body) == "Up. [See Locks. a lock]"
    assert "italics" in found.warnings[0].text


@pytest.mark.parametrize("first", ["The lock", "\n# The lock", "## The lock", "The lock\n==="])
def test_the_first_line_of_what_is_pasted_is_the_title(first: str) -> None:
    text = f"{first}\n\nIt was grey.\n\n## The gate\n\nWood."
    piece = read_pasted(text, kind="markdown").piece
    assert piece.title == "The lock"
    assert [part.heading for part in piece.parts] == ["", "The gate"]


def test_it_shows_raw_html_as_text_and_keeps_it_harmless() -> None:
    found = read_pasted(
        "# T\n\nA <script>alert(1)</script> b [x](javascript:alert(1)).", kind="markdown"
    )
    assert "<script" not in found.piece.parts[0].body
    assert "alert(1)" in html.plain_text(found.piece.parts[0].body)


def test_it_points_out_what_it_leaves_out() -> None:
    text = "# T\n\nText ![a lock](lock.jpg) goes on.\n\n[^2]: Never meant."
    found = read_pasted(text, kind="markdown")
    assert [caution.line for caution in found.warnings] == [3, 5]
    assert "lock.jpg" in found.warnings[0].text
    assert "Never meant." in found.warnings[1].text
    assert found.lines[-1].text == "[^2]: Never meant."


def test_it_takes_credits_and_the_invitation_out_of_the_text() -> None:
    text = "# T\n\nText.\n\nReprinted with permission from *Open Shelf*.\n\nLeave a comment"
    found = read_pasted(text, kind="markdown")
    assert [(claim.kind, claim.line) for claim in found.claims] == [
        ("permission", 5),
        ("source", 5),
    ]
    assert found.comments_invited
    assert html.plain_text(found.piece.parts[0].body) == "Text."


def test_it_reads_tables_lists_and_strikethrough() -> None:
    text = "# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- ~~y~~\n"
    body = read_pasted(text, kind="markdown").piece.parts[0].body
    assert body.startswith("<table><tbody><tr><th><p>a</p></th>")
    assert "<li><p><s>y</s></p></li>" in body
    assert html.clean(body) == body


@pytest.mark.parametrize(
    ("matter", "line"),
    [
        ('title = "T"\ntags = [', 3),
        ('title = "T"\n\ntags = "one"', 4),
        ("title = 5", 2),
        ('title = "T"\n[[byline]]\nrole = "author"', 3),
        ('title = "T"\n[[byline]]\nname = "A"\n[[byline]]\nname = "B"\nrole = "cook"', 7),
        ('title = "T"\n[original]\nrelation = "stolen"', 4),
        ('title = "T"\n[original]\nfirst_published_on = "May"', 4),
        ('title = "T"\n[original]\nurl = "javascript:alert(1)"', 4),
        ('title = "T"\nlanguage = "English"', 3),
        ('title = "T"\nslug = "A b"', 3),
        ('title = "T"\nlead = "x.jpg"', 3),
        (f'title = "{"x" * 301}"', 2),
    ],
)
def test_it_names_the_line_of_wrong_front_matter(matter: str, line: int) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_pasted(f"+++\n{matter}\n+++\n\nText.", kind="markdown")
    assert refusal.value.line == line
    assert refusal.value.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('+++\ntitle = "T"\n\nText.', 1),
        ("---\ntitle: T\n---\n\nText.", 1),
        ("A title without text.", 0),
        ("# T\n", 0),
        ("# T\n\n![only](a.jpg)\n", 0),
    ],
)
def test_it_refuses_what_is_no_article(text: str, line: int) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_pasted(text, kind="markdown")
    assert refusal.value.line == line


def test_it_points_out_an_unknown_key_in_a_table() -> None:
    text = (
        '+++\ntitle = "T"\n[[byline]]\nname = "A"\n[[byline]]\nname = "B"\nshoe = 3\n+++\n\nText.'
    )
    assert [caution.line for caution in read_pasted(text, kind="markdown").warnings] == [7]
