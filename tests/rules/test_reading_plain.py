"""Plain text becomes a piece: the shape with a returning title, ordinary files, and no word lost."""

from __future__ import annotations

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import UnreadableDocument, read_document, read_pasted
from articles.language import html, words
from articles.piece import Byline, Figure, Manuscript

CREDITS = (
    "Cool Cats is authorized to reprint this.",
    "Please contact the original author for reprinting.",
)
NOUNS = st.sampled_from("ferry lock river gate keeper water stone 渡口 船闸 chip card".split())  # noqa: SIM905
SENTENCE = st.lists(NOUNS, min_size=3, max_size=30).map(
    lambda found: " ".join(found).capitalize() + "."
)
PARTS = st.lists(st.lists(SENTENCE, min_size=1, max_size=4), min_size=1, max_size=6)


def paragraphs(manuscript: Manuscript) -> list[int]:
    return [len(html.paragraphs(part.body)) for part in manuscript.piece.parts]


def became(manuscript: Manuscript) -> dict[int, str]:
    return {line.n: line.became for line in manuscript.lines}


def test_it_reads_the_document_that_everything_is_measured_by() -> None:
    path = settings.BASE_DIR.parent / "shared" / "seeds" / "000_f4ea0c5f37071933.txt"
    if not path.exists():
        return
    found = read_document(path.read_bytes(), filename=path.name)
    assert found.piece.title == "The Reality Behind DeepSeek"
    assert found.piece.deck == "China’s Large Models Can Finally Be On the Table!"
    assert found.piece.language == "en"
    assert paragraphs(found) == [3, 14, 12]
    assert [part.heading for part in found.piece.parts] == ["", "", ""]
    missing = Figure(origin="The Reality Behind DeepSeek")
    assert [part.figure for part in found.piece.parts] == [None, missing, missing]
    assert [(claim.kind, claim.value, claim.line) for claim in found.claims] == [
        ("permission", "authorised", 39),
        ("licensee", "Cool Play Lab", 39),
        ("onward", "contact_holder", 41),
    ]
    assert found.comments_invited
    assert [line.n for line in found.lines] == list(range(1, 47))
    assert [caution.line for caution in found.warnings] == [7, 24]


@given(
    title=SENTENCE.map(lambda text: text.rstrip(".")),
    parts=PARTS,
    foot=st.permutations(["credits", "deck", "comment"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    has_last_end=st.booleans(),
)
def test_it_loses_no_word_of_a_document_of_that_shape(
    title: str, parts: list[list[str]], foot: list[str], ends: str, has_last_end: bool
) -> None:
    deck = f"On the {title}!"
    feet = {
        "credits": "\n\n".join(CREDITS),
        "deck": f"{title}\n{deck}",
        "comment": "Leave a Comment",
    }
    blocks = [title, *f"\n\n{title}\n\n".join("\n".join(part) for part in parts).split("\n\n")]
    text = "\n\n".join([*blocks, *(feet[name] for name in foot)]) + "\n" * has_last_end
    found = read_document(text.replace("\n", ends).encode(), filename="essay.txt")
    piece = found.piece
    assert (piece.title, piece.deck) == (title, deck)
    assert [html.plain_text(part.body).split("\n\n") for part in piece.parts] == parts
    assert [bool(part.figure) for part in piece.parts] == [n > 0 for n in range(len(parts))]
    assert [claim.kind for claim in found.claims] == ["permission", "licensee", "onward"]
    assert [line.n for line in found.lines] == list(
        range(1, text.removesuffix("\n").count("\n") + 2)
    )
    kept = [piece.title, piece.deck, *(html.plain_text(part.body) for part in piece.parts)]
    kept += dict.fromkeys(claim.text for claim in found.claims)
    kept += [line.text for line in found.lines]  # furniture, and the title where it returns
    assert sum(map(words.count_words, kept)) == words.count_words(text)


def test_it_takes_a_picture_above_the_text_for_the_lead() -> None:
    found = read_pasted("Locks\n\nLocks\n\nA boat goes up.\n\nLocks\n\nIt goes down.", kind="text")
    assert found.piece.lead == Figure(origin="Locks")
    assert [part.figure for part in found.piece.parts] == [None, Figure(origin="Locks")]
    assert became(found)[3] == "lead picture missing"
    assert became(found)[7] == "section 2: picture missing"


def test_it_reads_an_ordinary_file() -> None:
    text = (
        "The lock\n\nBy Lin Zhou and Mara Lindqvist\n3 May 2026\n\nA boat goes up by waiting.\n\n"
        "The gate\n\nWood swells in the water, and then it holds.\n\n***\n\nNothing is wasted but water."
    )
    found = read_pasted(text, kind="text")
    assert found.piece.bylines == (Byline("Lin Zhou"), Byline("Mara Lindqvist"))
    assert [part.heading for part in found.piece.parts] == ["", "The gate", ""]
    assert became(found)[4] == "date"
    assert became(found)[8] == "section 2: heading"
    assert became(found)[12] == "section break"


def test_it_joins_lines_that_were_wrapped() -> None:
    prose = "The keeper of the lock counts the inches twice, and then he opens\n"
    text = f"Locks\n\n{prose}{prose}the gate.\n\n{prose}{prose}the other gate."
    found = read_pasted(text, kind="text")
    assert paragraphs(found) == [2]
    assert "opens the gate." in found.piece.parts[0].body
    assert became(found)[4] == "section 1, paragraph 1"


def test_it_joins_wrapped_chinese_without_a_space() -> None:
    line = "船闸看守人把水位数了两遍然后他打开闸门让船慢慢地升上来再慢慢地降下去了\n"
    found = read_pasted(f"船闸\n\n{line * 4}完了。", kind="text")
    assert found.piece.language == "zh-Hans"
    assert " " not in html.plain_text(found.piece.parts[0].body)


def test_it_keeps_one_paragraph_a_line_where_lines_are_paragraphs() -> None:
    found = read_pasted("Locks\n\nShort one.\nA somewhat longer second line.\nThird.", kind="text")
    assert paragraphs(found) == [3]


def test_it_takes_names_from_chinese_credits() -> None:
    text = "船闸\n\n文｜林舟  译｜马拉\n\n船慢慢地升上来。\n\n转载请联系原作者\n\n发表评论"
    found = read_pasted(text, kind="text")
    assert found.piece.bylines == (Byline("林舟"), Byline("马拉", role="translator"))
    assert [claim.kind for claim in found.claims] == ["author", "translator", "onward"]
    assert found.comments_invited


def test_it_leaves_a_credit_inside_of_a_paragraph_where_it_stands() -> None:
    found = read_pasted("Locks\n\nIt rained. Reprinted with permission.", kind="text")
    assert [claim.kind for claim in found.claims] == ["permission"]
    assert "Reprinted with permission." in found.piece.parts[0].body
    assert became(found)[3] == "section 1, paragraph 1; claim: permission"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        (" \n\n", 0),
        ("Title alone", 0),
        ("Title\n\nAll rights reserved.", 0),
        ("word " * 90 + "\nx", 1),
    ],
)
def test_it_refuses_what_is_no_article(text: str, line: int) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        read_pasted(text, kind="text")
    assert refusal.value.message
    assert refusal.value.line == line


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    "byline",
    [
        "By Shen Yulan, translated from the Chinese by Agnes Holt",
        "By Shen Yulan, novelist, translated by Agnes Holt and Bo Lee",
    ],
)
def test_nobody_is_called_translated_by(kind: str, byline: str) -> None:
    text = {
        "text": f"The lock\n\n{byline}\n\nA boat goes up by waiting.",
        "markdown": f"# The lock\n\n{byline}\n\nA boat goes up by waiting.",
        "html": f"<h1>The lock</h1><p class=byline>{byline}</p><p>A boat goes up by waiting.</p>",
    }[kind]
    found = read_pasted(text, kind=kind)
    names = [byline.name for byline in found.piece.bylines]
    if kind != "markdown" or "novelist" not in byline:
        assert ("Agnes Holt", "translator") in {(one.name, one.role) for one in found.piece.bylines}
        assert names[0] == "Shen Yulan"
    assert not any("translated" in name for name in names)


def test_a_date_below_a_byline_with_its_translator_is_still_a_date() -> None:
    text = (
        "The lock\n\nBy Lin Zhou, translated by Ann Lee\n3 May 2026\n\nA boat goes up by waiting."
    )
    assert became(read_pasted(text, kind="text"))[4] == "date"
