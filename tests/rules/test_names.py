"""Names taken apart as catalogues want them, in both orders; what cannot be told stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language.names import Name, split


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Ada Example", Name("Example", "Ada")),
        ("Mary Anne Evans", Name("Evans", "Mary Anne")),
        ("Ursula K. Le Guin", Name("Guin", "Ursula K. Le")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("Simone de Beauvoir", Name("de Beauvoir", "Simone")),
        ("bell hooks", Name("hooks", "bell")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", "Jr.")),
        ("Bo Holder, Jr.", Name("Holder", "Bo", "Jr.")),
        ("Holder, Bo", Name("Holder", "Bo")),
        ("Tomás  Reyes", Name("Reyes", "Tomás")),
        ("林舟", Name("林", "舟")),
        ("欧阳修", Name("欧阳", "修")),
        ("欧阳文忠", Name("欧阳", "文忠")),
        ("歐陽", Name("歐陽")),
        ("亨利·大卫·梭罗", Name("梭罗", "亨利·大卫")),
        ("김수영", Name("김", "수영")),
        ("むらかみ春", Name("むらかみ春")),
        ("本刊编辑部", Name("本刊编辑部")),
        ("Plato", Name("Plato")),
        ("The Example Review", Name("The Example Review")),
        ("Smith & Daughters", Name("Smith & Daughters")),
        ("The Ferry", Name("The Ferry")),
        ("A, B, C", Name("A, B, C")),
        ("", Name("")),
    ],
)
def test_it_splits_a_name(printed: str, parts: Name) -> None:
    assert split(printed) == parts


@given(st.text(max_size=40))
def test_it_loses_no_letter(printed: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(sign for sign in text if sign.isalnum())

    assert letters("".join(split(printed))) == letters(printed)
