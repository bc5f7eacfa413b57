"""Where lines of drawn letters break: between words, and in Chinese where the script allows it."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.outputs import typesetting
from articles.outputs.typesetting import Style

STYLE = Style(60, 600)
needs_chinese = pytest.mark.skipif(
    not (typesetting.chinese_face() or os.environ.get("REQUIRE_SERVICES")),
    reason="this machine has no face for Chinese",
)


def test_words_stay_whole() -> None:
    text = "The ferry crosses in four minutes of slack water"
    lines = typesetting.lines(text, STYLE, 500)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert all(typesetting.width(line, STYLE) <= 500 for line in lines)


def test_a_word_wider_than_a_line_is_broken() -> None:
    lines = typesetting.lines("x" * 100, STYLE, 500)
    assert "".join(lines) == "x" * 100
    assert all(typesetting.width(line, STYLE) <= 500 for line in lines)


@needs_chinese
@pytest.mark.parametrize("room", range(240, 700, 60))
def test_chinese_breaks_where_it_may(room: int) -> None:
    text = "渡口的三个小时：在江边（也在船上）等船的人，以及《渡口》里说过的话。"
    lines = typesetting.lines(text, STYLE, room)
    assert "".join(lines) == text
    for line in lines:
        assert line[0] not in "：，。）》"
        assert line[-1] not in "（《"


@needs_chinese
def test_latin_words_stay_whole_in_chinese() -> None:
    lines = typesetting.lines("我们在Hangzhou等Translation的船", STYLE, 420)
    assert any("Hangzhou" in line for line in lines)
    assert any("Translation" in line for line in lines)


@given(st.text(alphabet="ab ，（）渡é", max_size=60), st.integers(60, 600))
def test_nothing_is_lost(text: str, room: int) -> None:
    text = typesetting.settable(text)
    lines = typesetting.lines(text, STYLE, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("Crossing 🚢 now", "Crossing now"),
        ("a\u202eb\x00c", "abc"),
        ("Æther Żółw Ⅳ"[:9], "Æther Żół"),
        ("كيف", ""),
        ("Ferry كيف", ""),
    ],
)
def test_a_text_is_set_without_signs_but_never_without_letters(text: str, set_: str) -> None:
    assert typesetting.settable(text) == set_


def test_what_is_too_long_for_one_line_ends_in_dots() -> None:
    short = typesetting.shortened("Everybody who ever crossed " * 4, STYLE, 500)
    assert short.endswith("…")
    assert typesetting.width(short, STYLE) <= 500
    assert typesetting.shortened("Ada", STYLE, 500) == "Ada"
