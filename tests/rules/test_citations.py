"""References as the programs that read them want them: BibTeX by its grammar, RIS by its order."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.outputs import citations
from articles.outputs.citations import Citation
from articles.piece import Original

ORIGINAL = Original(
    relation="translation",
    source="City & Method",
    title="渡口与工厂",
    language="zh-Hans",
    authors=("林舟",),
    first_published_on="2026-05-03",
)


def cited(**facts: Any) -> Citation:
    told = {
        "key": "z4348qnm",
        "title": "The ferry",
        "language": "en",
        "authors": ("Lin Zhou",),
        "translators": ("Mara Lindqvist",),
        "publication": "Ferry",
        "published_at": datetime(2026, 11, 24, 12, tzinfo=UTC),
        "address": "https://ferry.example/articles/the-ferry/",
        "original": ORIGINAL,
        **facts,
    }
    return Citation(**told)


# --- a small grammar of BibTeX: one entry of fields, each a number, a macro, or text in balanced braces --


def parse(text: str) -> tuple[str, str, dict[str, str]]:
    head = re.match(r"@(\w+)\{([^\s,{}#%~\\]+),\n", text)
    assert head, text
    place, fields = head.end(), {}
    while text[place] != "}":
        field = re.compile(r"  (\w+) = ").match(text, place)
        assert field, text[place:]
        value, place = value_at(text, field.end())
        assert field[1] not in fields
        assert text[place : place + 2] == ",\n"
        fields[field[1]] = value
        place += 2
    assert text[place:] == "}\n"
    return head[1], head[2], fields


def value_at(text: str, place: int) -> tuple[str, int]:
    if macro := re.compile(r"[a-z0-9]+").match(text, place):
        return macro[0], macro.end()
    assert text[place] == "{", text[place:]
    depth, start = 0, place
    while True:
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
        if depth == 0:
            return text[start + 1 : place - 1], place


def people(value: str) -> list[str]:
    """As BibTeX parts them: by an `and` that stands in no braces."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(value):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and value[place : place + 5] == " and ":
            parts.append(value[start:place])
            start = place + 5
    return [*parts, value[start:]]


def test_it_tells_a_translation_in_bibtex() -> None:
    kind, key, fields = parse(citations.bibtex(cited()))
    assert (kind, key) == ("article", "z4348qnm")
    assert fields == {
        "author": "Zhou, Lin",
        "title": "{The ferry}",
        "translator": "Lindqvist, Mara",
        "journal": "{Ferry}",
        "year": "2026",
        "month": "nov",
        "day": "24",
        "language": "en",
        "url": "https://ferry.example/articles/the-ferry/",
        "origtitle": "{渡口与工厂}",
        "origpublisher": r"{City \& Method}",
        "origdate": "2026-05-03",
        "origlanguage": "zh-Hans",
        "note": r"originally 《渡口与工厂》, City \& Method, 3 May 2026",
    }


def test_it_leaves_out_what_is_not_known() -> None:
    bare = cited(authors=(), translators=(), publication="", original=None)
    assert list(parse(citations.bibtex(bare))[2]) == [
        *("title", "year", "month", "day", "language", "url")
    ]


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (("林舟", "欧阳修"), ["林, 舟", "欧阳, 修"]),
        (("The Band and the Sea", "Bo Holder"), ["{The Band and the Sea}", "Holder, Bo"]),
        (("Bo Holder, Jr.",), ["Holder, Jr., Bo"]),
        (("Rock and Roll", "Bo"), ["{Rock and Roll}", "{Bo}"]),
        (("Plato",), ["{Plato}"]),
    ],
)
def test_it_parts_authors_as_bibtex_does(names: tuple[str, ...], written: list[str]) -> None:
    fields = parse(citations.bibtex(cited(authors=names)))[2]
    assert people(fields["author"]) == written


@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=30), max_size=3).map(tuple),
    st.text(alphabet="{}\\%&$#_^~\"'@, and\n\r\0", max_size=40),
)
def test_no_text_breaks_either_form(title: str, names: tuple[str, ...], hostile: str) -> None:
    told = cited(
        title=title + hostile,
        authors=(*names, hostile),
        publication=hostile,
        original=Original(title=hostile, source=title),
    )
    _kind, _key, fields = parse(citations.bibtex(told))
    for name, value in fields.items():
        plain = re.sub(r"\\textbackslash\{\}|\\[&%$#_]|\\text\w+\{\}", "", value)
        assert not re.search(r"[\x00-\x1f]", value)
        if name != "url":
            assert not re.search(r"[\\&%$#_~^]", plain), (name, value)
    lines = citations.ris(told).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n\x00-\x1f]*", line) for line in lines[:-1])


def test_ris_begins_with_its_type_and_ends_with_its_end() -> None:
    lines = citations.ris(cited()).split("\r\n")
    assert lines == [
        "TY  - MGZN",
        "AU  - Zhou, Lin",
        "A4  - Lindqvist, Mara",
        "TI  - The ferry",
        "T2  - Ferry",
        "PY  - 2026",
        "DA  - 2026/11/24/",
        "LA  - en",
        "OP  - originally 《渡口与工厂》, City & Method, 3 May 2026",
        "UR  - https://ferry.example/articles/the-ferry/",
        "ID  - z4348qnm",
        "ER  - ",
        "",
    ]


def test_it_says_all_of_it_in_a_line() -> None:
    assert citations.line(cited()) == (
        "Lin Zhou, “The ferry”, translated by Mara Lindqvist, Ferry, 24 November 2026, originally "
        "《渡口与工厂》, City & Method, 3 May 2026, https://ferry.example/articles/the-ferry/"
    )


def test_a_title_keeps_the_marks_of_its_language() -> None:
    with translation.override("zh-hans"):
        told = citations.line(cited(title="渡口", language="zh-Hans", original=None))
    assert "《渡口》" in told
    assert "2026年11月24日" in told


def test_the_day_is_the_publication_s(settings: Any) -> None:
    from django.utils import timezone

    late = cited(published_at=datetime(2026, 10, 31, 20, tzinfo=UTC))
    with timezone.override("Asia/Shanghai"):
        fields = parse(citations.bibtex(late))[2]
        assert (fields["month"], fields["day"]) == ("nov", "1")
        assert "DA  - 2026/11/01/" in citations.ris(late)
