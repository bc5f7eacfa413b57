"""Folding, addresses, counts and guesses, in scripts with spaces and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language import chinese, words


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Black Myth: Wukong", "black-myth-wukong"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("黑神话：悟空", "黑神话-悟空"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
        ("don’t stop", "dont-stop"),
        ("City & Method", "city-and-method"),
        ("2026", "n-2026"),
        ("!!!", "exclamation-mark-exclamation-mark-exclamation-mark"),
        ("  ", ""),
    ],
)
def test_it_makes_an_address(text: str, slug: str) -> None:
    assert words.slugify(text) == slug


def test_it_cuts_an_address_between_words() -> None:
    slug = words.slugify("a ferry crosses " * 10)
    assert len(slug) <= 80
    assert slug.split("-")[-1] in {"a", "ferry", "crosses"}


@given(st.text(max_size=120))
def test_it_never_makes_an_empty_or_numeric_address(text: str) -> None:
    slug = words.slugify(text)
    assert len(slug) <= 80
    assert bool(slug) == bool(text.strip())
    assert not slug.isdigit()
    assert words.slugify(slug) == slug


@given(st.text(max_size=80))
def test_it_folds_once(text: str) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)


def test_it_folds_what_is_the_same_name() -> None:
    assert words.fold(" Ｄｅｅｐ\u200bSeek\n") == words.fold("DEEPSEEK")
    assert words.fold("Straße  x") == "strasse x"


def test_it_counts_words_and_characters() -> None:
    assert words.count_words("I’ve read 3.5 long-term plans.") == 5
    assert words.count_words("三个小时 and a half") == 7
    assert words.count_words("cafe\u0301 हिन्दी भाषा") == 3


def test_it_counts_words_and_minutes_at_once() -> None:
    for text in ("", "word " * 500, "词" * 900, "词" * 900 + "word " * 500):
        assert words.measured(text) == (words.count_words(text), words.reading_minutes(text))
    assert words.measured("词" * 800 + "word " * 460) == (1260, 4)
    assert words.reading_minutes("") == 1
    assert words.reading_minutes("word " * 2300) == 10
    assert words.reading_minutes("字" * 4000) == 10


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A plain sentence about 渡口.", "en"),
        ("本文写的是渡口，还有 DeepSeek 和 OpenAI。", "zh-Hans"),
        ("本文寫的是渡口，還有來往的船與時間。", "zh-Hant"),
    ],
)
def test_it_tells_the_language_by_its_script(text: str, language: str) -> None:
    assert words.guess_language(text) == language
    assert words.is_chinese(text) == language.startswith("zh")


@given(st.text(max_size=80))
def test_it_simplifies_in_place(text: str) -> None:
    assert len(chinese.simplify(text)) == len(text)
    assert chinese.simplify(chinese.simplify(text)) == chinese.simplify(text)


def test_it_splits_tags_at_the_commas_of_both_scripts() -> None:
    assert words.split_tags("climate change, 芯片，城市、诗; ") == [
        "climate change",
        "芯片",
        "城市",
        "诗",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robots", "robot"),
        ("Open AI", "OpenAI"),
        ("e-mail", "Email"),
        ("黑神話", "黑神话"),
        ("龜兔賽跑", "龟兔赛跑"),
        ("Cities", "city"),
        ("Ｇａｍｅｓ", "game"),
        ("cafés", "Cafe"),
        ("GPUs", "GPU"),
        ("Boxes", "box"),
        ("Pop & Art", "pop and art"),
        ("Alan·Turing", "Alan Turing"),
    ],
)
def test_it_knows_names_that_are_nearly_the_same(one: str, other: str) -> None:
    assert words.fold(one) != words.fold(other)
    assert words.likeness(one) == words.likeness(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("C++", "C#"), ("C", "C#"), ("class", "clas"), ("がく", "かく"), ("bus", "bu"), ("AI", "A")],
)
def test_it_keeps_names_apart_that_only_look_alike(one: str, other: str) -> None:
    assert words.likeness(one) != words.likeness(other)


@given(st.text(max_size=80))
def test_names_that_are_the_same_are_alike(text: str) -> None:
    assert words.likeness(words.fold(text)) == words.likeness(words.fold(text.swapcase()))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b，c、d;e；f", ["a", "b", "c", "d", "e", "f"]),
        ("a\nb\r\nc\td", ["a", "b", "c", "d"]),
        ("شعر، فن؛ مدن", ["شعر", "فن", "مدن"]),
        ("ﾊﾟﾝ､米﹐茶", ["ﾊﾟﾝ", "米", "茶"]),
        ("ሰላም፣ፍቅር", ["ሰላም", "ፍቅር"]),
        (" ,, climate change ,", ["climate change"]),
        ("1.5 °C · a/b", ["1.5 °C · a/b"]),
        ("", []),
    ],
)
def test_it_parts_names_at_the_commas_of_every_script(text: str, names: list[str]) -> None:
    assert words.split_tags(text) == names
