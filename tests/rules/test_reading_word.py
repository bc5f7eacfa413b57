"""Word documents: what is kept of them, and how the ones made to do harm are refused in time."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO

import pytest

from articles.importing import UnreadableDocument, embedded_pictures, read_document, word
from articles.piece import Manuscript
from tests import word as made

TITLE = made.paragraph("On Bridges", style="Title")


def read(data: bytes) -> Manuscript:
    return read_document(data, filename="Essay.DOCX")


def test_it_keeps_headings_lists_tables_notes_links_and_emphasis() -> None:
    found = read(
        made.document(
            TITLE,
            made.paragraph("A deck in a line.", style="Subtitle"),
            made.paragraph("The near bank", style="Heading1"),
            made.paragraph(
                "Nobody ",
                made.run("asks", "b"),
                made.run(" a bridge", "i"),
                made.run(" it", "strike"),
                made.link("go", "there"),
                made.footnote(1),
                ".",
            ),
            made.paragraph("One", numbered=True),
            made.paragraph("Two", numbered=True),
            made.paragraph("Deeper", style="Heading2"),
            made.table(("a", "b"), ("c", "d")),
            made.paragraph("Said.", style="Quote"),
            footnotes=("The note.",),
            links={"go": "https://example.org/x"},
        )
    )
    assert (found.piece.title, found.piece.deck) == ("On Bridges", "A deck in a line.")
    [part] = found.piece.parts
    assert part.heading == "The near bank"
    assert part.body == (
        "<p>Nobody <strong>asks</strong><em> a bridge</em><s> it</s>"
        '<a href="https://example.org/x">there</a>'
        '<span class="footnote" data-footnote="The note."></span>.</p>'
        "<ul><li><p>One</p></li><li><p>Two</p></li></ul><h3>Deeper</h3>"
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr>"
        "<tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>"
        "<blockquote><p>Said.</p></blockquote>"
    )


def test_it_brings_its_pictures_and_says_which_lie_elsewhere() -> None:
    data = made.document(
        TITLE,
        made.paragraph(made.drawing("one", "A bridge")),
        made.paragraph("The old bridge.", style="Caption"),
        made.paragraph(
            "Text before ", made.drawing("gone", "A ferry", is_linked=True), " and after."
        ),
        pictures={"one.png": b"of a bridge"},
        linked={"gone": "https://example.org/ferry.png"},
    )
    lead, other = read(data).piece.figures
    assert (lead.origin, lead.alt, lead.caption) == ("one.png", "A bridge", "The old bridge.")
    assert (other.alt, other.image) == ("A ferry", "")
    assert read(data).piece.parts[0].body == "<p>Text before  and after.</p>".replace("  ", " ")
    assert embedded_pictures(data, filename="Essay.docx") == {"one.png": b"of a bridge"}


@pytest.mark.parametrize(
    ("blocks", "title", "headings"),
    [
        (("A first line|", "Text."), "A first line", [""]),
        (("The title|Heading1", "A part|Heading2", "Text."), "The title", ["A part"]),
        (("The title|Heading1", "Text.", "Next|Heading1", "More."), "The title", ["", "Next"]),
        (("T|Title", "One|Heading2", "Text.", "Two|Heading3", "More."), "T", ["One"]),
    ],
)
def test_it_finds_the_title_and_levels_the_headings(
    blocks: tuple[str, ...], title: str, headings: list[str]
) -> None:
    paragraphs = [
        made.paragraph(text, style=style) for text, _, style in (b.partition("|") for b in blocks)
    ]
    found = read(made.document(*paragraphs))
    assert found.piece.title == title
    assert [part.heading for part in found.piece.parts] == headings


def test_it_says_what_it_leaves_out() -> None:
    math = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>'
    found = read(made.document(TITLE, made.paragraph("Text.", math)))
    assert [caution.text for caution in found.warnings] == [
        "There are formulas in this document. They were left out."
    ]


def test_a_script_in_it_is_text() -> None:
    found = read(
        made.document(
            TITLE,
            made.paragraph("<w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt; ", "</w:t></w:r>"),
            made.paragraph(made.link("bad", "press")),
            links={"bad": "javascript:alert(1)"},
        )
    )
    body = found.piece.parts[0].body
    assert "<script" not in body
    assert "javascript" not in body


BOMB = "<w:p/>" * 700_000
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{made.W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
GOOD = made.document(TITLE, made.paragraph("Text."))
HOSTILE = {
    "a zip bomb": made.document(TITLE, BOMB),
    "a large picture of nothing": made.document(TITLE, pictures={"a.png": b"\0" * 29_000_000}),
    "more than it may unpack to": made.document(
        TITLE, parts={f"word/part{n}.xml": "x y" * 1_300_000 for n in range(8)}
    ),
    "endless parts": made.document(TITLE, parts={f"word/{n}.xml": "" for n in range(2_100)}),
    "a billion laughs": made.document(TITLE, parts={"word/document.xml": LAUGHS}),
    "laughs in UTF-16": made.document(TITLE, parts={"word/styles.xml": LAUGHS.encode("utf-16")}),
    "a way out": made.document(TITLE, parts={"../../etc/passwd": "x"}),
    "an absolute name": made.document(TITLE, parts={"/etc/passwd": "x"}),
    "no document": made.packed({"[Content_Types].xml": made.CONTENT_TYPES}),
    "another zip": made.packed({"a.txt": "words"}),
    "cut off": GOOD[:-200],
    "damaged": GOOD[:120] + b"\xff" * 60 + GOOD[180:],
    "no zip at all": b"PK and then some words",
    "a text": b"Words, and more words.",
    "an old or locked one": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
    "broken XML": made.document(TITLE, "<w:p><w:r>"),
    "deeply nested": made.document(TITLE, "<w:sdt><w:sdtContent>" * 30_000),
    "nothing in it": made.document(),
    "a title alone": made.document(TITLE),
    "no bytes": b"",
    "too many bytes": b"PK" + b"\0" * 20_000_001,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_what_is_no_honest_document_in_time(name: str) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableDocument) as refusal:
        read(HOSTILE[name])
    assert refusal.value.message
    assert time.monotonic() - began < word.SECONDS


def test_it_refuses_an_encrypted_part() -> None:
    data = bytearray(GOOD)
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        entry = archive.getinfo("word/styles.xml")
    data[entry.header_offset + 6] |= 1
    place = data.rindex(b"word/styles.xml") - 46 + 8
    data[place] |= 1
    with pytest.raises(UnreadableDocument):
        read(bytes(data))


def test_it_gives_up_on_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "SECONDS", 0.01)
    with pytest.raises(UnreadableDocument, match="takes too long"):
        read(GOOD)


def test_it_reads_a_long_document_in_time() -> None:
    words = made.run("some words of an essay that goes on and on ")
    long = made.document(TITLE, *[made.paragraph(words * 4) for _ in range(2_500)])
    assert len(read(long).piece.parts[0].body) > 400_000
