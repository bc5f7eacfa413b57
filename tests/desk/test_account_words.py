"""The account of a document's lines, as the desk says it."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from articles.admin.account_words import TERMS, in_words

EVERY_FORM = [
    *TERMS,
    "section 2",
    "section 2, paragraph 13",
    "section 2: heading",
    "section 2: picture missing",
    "section 1, paragraph 3; claim: onward, permission",
    "claim: permission, licensee",
]


@pytest.mark.parametrize("became", EVERY_FORM)
def test_it_is_said_in_chinese(became: str) -> None:
    with translation.override("zh-hans"):
        said = in_words(became)
    assert not re.search(r"[A-Za-z]", said), said
    assert re.search(r"[\u4e00-\u9fff]", said)


def test_it_says_where_a_paragraph_went() -> None:
    assert in_words("section 2, paragraph 13") == "section 2, paragraph 13"
    assert in_words("section 2: picture missing") == "section 2 · a picture is missing here"


def test_it_leaves_what_it_does_not_know() -> None:
    assert in_words("a term of tomorrow") == "a term of tomorrow"
