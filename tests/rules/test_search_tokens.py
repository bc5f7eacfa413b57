"""What a text becomes to be found, and what is asked for: bare, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language import words
from articles.language.exchange import Exchange
from articles.search import failures, snippets, tokens
from articles.search.queries import MOST_TERMS, MOST_TOKENS, Term, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ferry's crossing", "the ferry s crossing"),
        ("ＦＥＲＲＹ naïve Straße Łódź", "ferry naive strasse lodz"),
        ("C++, C# and c", "c++ c# and c"),
        (f"snake_case 1+1 {'x' * 70}!", f"snake case 1 1 {'x' * tokens.LONGEST}"),
        ("讀書人", "读书 书人 人"),
        ("读，书", "读 书"),
        ("読書club2", "读书 书 club2".replace("读", tokens.fold("読"))),
        ("ｶﾞｷﾞ", "ガギ ギ"),
        ("도서관", "도서 서관 관"),
        ("قَلَم", "قلم"),
        ("किताब", "किताब"),
        ("🚢 — …", ""),
        ("½ ①", "1 2 1"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
    ],
)  # fmt: skip
def test_a_text_becomes_tokens(text: str, expected: str) -> None:
    assert tokens.joined(text) == expected


@given(st.text(max_size=80) | st.text(alphabet="aB1 +#_-.\n\x1f書人’é\u0301\u3000♯", max_size=40))
def test_a_text_has_the_tokens_of_its_pieces(text: str) -> None:
    """Whichever shorter way there is for a text of plain words."""
    told = [tokens.of_piece(piece) for piece in tokens.pieces(words.without_invisible(text))]
    assert tokens.tokens(text) == [token for found in told for token in found if token]


@given(st.text() | st.text(alphabet="aéæ]^-\\說明书", max_size=9))
def test_an_exchange_is_what_looking_up_each_character_says(text: str) -> None:
    table = {"é": "e", "說": "说", "æ": "ae", "]": "", "^": "-", "-": "\\"}
    assert Exchange(table)(text) == text.translate(str.maketrans(table))


@given(st.text(max_size=80))
def test_tokens_hold_no_sign_that_a_database_knows(text: str) -> None:
    for token in tokens.tokens(text):
        assert token
        assert not set(token) & set(" \"'\\%_:*|&!<>(){}[]^\0\n,")


@given(st.text(alphabet='ab 书人读-"*“”−＊é\u0301Ｆ', max_size=60))
def test_a_query_of_a_text_is_in_it(text: str) -> None:
    stored = f" {tokens.joined(text)} "
    for term in parse(text).terms:
        joined = " ".join(term.tokens)
        assert f" {joined}" in stored or len(term.tokens) == MOST_TOKENS


@given(st.text(max_size=400))
def test_no_query_asks_for_more_than_is_allowed(text: str) -> None:
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert all(0 < len(term.tokens) <= MOST_TOKENS for term in query.terms)
    assert len(query.text) <= 200


def test_it_marks_what_a_query_finds() -> None:
    def marked(text: str, asked: str) -> str:
        return str(snippets.marked(text, parse(asked)))

    assert marked("Ferries & a FÉRRY", "ferry") == "Ferries &amp; a <mark>FÉRRY</mark>"
    assert marked("slack, water slack water", '"slack water"').count("<mark>") == 2
    assert marked("翻开说明书看", "說明") == "翻开<mark>说明</mark>书看"
    assert marked("翻开说明书看", "书") == "翻开说明<mark>书</mark>看"
    assert marked("bridges", "brid*") == "<mark>bridges</mark>"
    assert marked("a -b", "a -b") == "<mark>a</mark> -b"
    variant = "葛\U000e0100城"  # a character in one of its forms
    assert marked(variant, "葛城") == f"<mark>{variant}</mark>"
    assert snippets.passage([variant], parse("葛城"))


@given(
    st.text(alphabet="ab 书人é\u0301Ｆ-—ـ,\n", max_size=40),
    st.text(alphabet='ab 书人é"*', max_size=8),
)
def test_it_marks_where_the_tokens_of_a_text_are_those_of_a_term(text: str, asked: str) -> None:
    query, there = parse(asked), tokens.tokens(text)

    def stands(term: Term, start: int) -> bool:
        *whole, last = term.tokens
        *before, found = there[start : start + len(term.tokens)]
        return before == whole and (found.startswith(last) if term.is_prefix else found == last)

    is_there = any(
        stands(term, start)
        for term in query.wanted
        for start in range(len(there) - len(term.tokens) + 1)
    )
    assert ("<mark>" in snippets.marked(text, query)) == is_there


def test_a_text_is_passed_once_however_many_words_may_be_meant() -> None:
    text, asked = " ".join(f"a{number}" for number in range(4_000)), parse("a*").wanted
    with pytest.MonkeyPatch.context() as patch:
        looked_at: list[str] = []
        folded = tokens.fold_run
        patch.setattr(tokens, "fold_run", lambda part: looked_at.append(part) or folded(part))
        assert len(snippets._places(text, asked)) > 4_000
    assert len(looked_at) == len(set(looked_at)) == 4_000


def test_a_passage_is_short_and_holds_what_was_found() -> None:
    text = "word " * 400 + "the <kingfisher> dived " + "word " * 400
    passage = str(snippets.passage(["nothing here", text], parse("kingfisher dived")))
    assert "&lt;<mark>kingfisher</mark>&gt; <mark>dived</mark>" in passage
    assert passage.startswith("…word")
    assert passage.endswith("word…")
    assert len(passage) < 260
    assert snippets.passage(["nothing here"], parse("kingfisher")) is None


def test_a_passage_is_found_however_far_into_a_text_it_stands() -> None:
    for before in (18_000, 19_990, 19_995, 20_000, 39_600, 100_000):
        text = "w" * (before - 1) + " a kingfisher dived " + "word " * 40
        passage = str(snippets.passage([text], parse('"kingfisher dived"')))
        assert "a <mark>kingfisher dived</mark> word" in passage, before
        assert passage.startswith("…")
        assert passage.endswith("…") == (len(text) - before > 180)


@given(st.text(max_size=200), st.text(max_size=20))
def test_marks_change_no_text(text: str, asked: str) -> None:
    from html import unescape

    shown = unescape(str(snippets.marked(text, parse(asked))))
    whole = str(snippets.marked(text, parse("")))
    assert shown.replace("<mark>", "").replace("</mark>", "") == unescape(whole) or "mark>" in text


def test_what_looks_like_a_person_is_private() -> None:
    for text in ("a@b.example", "tel 030 123456", "192.168.10.12", "x" * 30, "9f86d081884c7d65"):
        assert failures.is_private(text), text
    for text in ("kingfisher", "chapter 12", "1984", "war of 1939 1945", "深度学习"):
        assert not failures.is_private(text), text
