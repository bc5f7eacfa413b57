"""What differs between two texts: nothing is lost on either side, and it reads as an editor would say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import words_changed

WORDS = st.sampled_from(
    ["the", "a", "red", "fox", "don’t", "我", "们", "かな", ",", "。", "\n", "  ", "\n\n"]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60)


def side(runs: list[tuple[str, str]], kind: str) -> str:
    return "".join(text for found, text in runs if found in {"same", kind})


@given(TEXTS, TEXTS)
def test_it_keeps_both_texts_to_the_letter(before: str, after: str) -> None:
    runs = words_changed(before, after)
    assert side(runs, "removed") == before
    assert side(runs, "added") == after
    assert all(text for _kind, text in runs)


@given(TEXTS)
def test_it_finds_nothing_in_the_same_text(text: str) -> None:
    assert words_changed(text, text) == ([("same", text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        (
            "A red fox.",
            "A blue fox.",
            [("same", "A "), ("removed", "red"), ("added", "blue"), ("same", " fox.")],
        ),
        (
            "我们说话。",
            "我们听话。",
            [("same", "我们"), ("removed", "说"), ("added", "听"), ("same", "话。")],
        ),
        ("", "New.", [("added", "New.")]),
        ("One.\nTwo.\n", "One.\n", [("same", "One.\n"), ("removed", "Two.\n")]),
    ],
)
def test_it_says_what_changed(before: str, after: str, runs: list[tuple[str, str]]) -> None:
    assert words_changed(before, after) == runs


def test_it_leaves_no_scraps_between_changes() -> None:
    runs = words_changed("An old quiet house", "Some new and loud house")
    assert [kind for kind, _text in runs] == ["removed", "added", "same"]
