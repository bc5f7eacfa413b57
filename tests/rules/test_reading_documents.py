"""Bytes become text in every encoding we know; what is no text is refused by name, never by crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import UnreadableDocument, read_document, read_pasted
from articles.language import html

CHINESE = "船闸\n\n船慢慢地升上来，然后又慢慢地降下去。看守人说，这是时间的事情，不是水的事情。\n"
TRADITIONAL = (
    "船閘\n\n船慢慢地升上來，然後又慢慢地降下去。看守人說，這是時間的事情，不是水的事情。\n"
)
JAPANESE = "水門\n\nこれは水門のはなしです。ふねはゆっくりとあがっていきます。\n"
FRENCH = "Café\n\nL’été dernier, le gardien était là, très âgé, à côté de l’écluse.\n"
NAMES = st.sampled_from(["a.txt", "a.md", "a.html"])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((CHINESE, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030")),
        *((TRADITIONAL, name) for name in ("utf-8", "utf-16-be", "big5")),
        *((JAPANESE, name) for name in ("shift_jis", "euc_jp")),
        (FRENCH, "cp1252"),
    ],
)
def test_it_tells_the_encoding(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    if encoding in {"utf-16-le", "utf-16-be"}:
        data = f"{text}ASCII letters and spaces. ".encode(encoding) * 3
    found = read_document(data, filename="a.txt")
    assert found.piece.title == text.split("\n")[0]
    assert html.plain_text(found.piece.parts[0].body).startswith(text.split("\n")[2])


def test_it_obeys_a_named_encoding() -> None:
    data = "T\n\nA naïve ferry.".encode("cp1252")
    assert "naïve" in read_document(data, filename="a.txt", encoding="cp1252").piece.parts[0].body
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(data, filename="a.txt", encoding="utf-8")
    assert refusal.value.line == 3
    with pytest.raises(UnreadableDocument):
        read_document(data, filename="a.txt", encoding="klingon")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b"  \n", "a.md"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "a.txt"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "a.md"),
        (b"x" * 5_000_001, "a.txt"),
        (b"T\n\nx", "a.pdf"),
        (b"T\n\nx", "noending"),
    ],
)
def test_it_refuses_what_is_no_text(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(data, filename=name)
    assert refusal.value.message
    assert str(refusal.value) == refusal.value.message


def test_it_refuses_a_section_that_no_body_can_hold() -> None:
    with pytest.raises(UnreadableDocument):
        read_document(b"T\n\n" + b"word " * 120_000, filename="a.txt")


@given(data=st.binary(max_size=300), name=NAMES)
def test_it_never_fails_but_by_refusing(data: bytes, name: str) -> None:
    for document in (data, b"# T\n\n" + data, b"<h1>T</h1>" + data, b"+++\n" + data + b"\n+++\nx"):
        try:
            found = read_document(document, filename=name)
        except UnreadableDocument:
            continue
        assert found.piece.title
        assert all(html.clean(part.body) == part.body for part in found.piece.parts)


@given(
    text=st.text(alphabet="# *_[]()!^:|`~<>&+-=\n\t\"'abc中。1.", max_size=200),
    kind=st.sampled_from(["text", "markdown", "html"]),
)
def test_it_reads_or_refuses_any_markup(text: str, kind: str) -> None:
    try:
        found = read_pasted(f"# T\n\n<h1>x</h1>\n\n{text}", kind=kind)  # type: ignore[arg-type]
    except UnreadableDocument:
        return
    numbers = [line.n for line in found.lines]
    assert numbers == list(range(1, len(numbers) + 1))
