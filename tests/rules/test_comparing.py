"""What differs between two texts and two pieces: nothing is lost, and it is told as an editor would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import compare
from articles.comparing.bodies import blocks, bodies_changed, texts_changed
from articles.comparing.bodies import side as side_of
from articles.comparing.texts import Run, plain_tokens, tokens_changed
from articles.language import html
from articles.piece import Byline, Figure, Original, Part, Piece
from tests.rules import drawn
from tests.rules.test_piece import pieces

WORDS = st.sampled_from(
    ["the", "a", "red", "fox", "don’t", "我", "们", "かな", ",", "。", "\n", "  ", "\n\n"]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60)


def words_changed(before: str, after: str) -> list[tuple[str, str]]:
    runs = tokens_changed(plain_tokens(before), plain_tokens(after))
    return [(run.kind, run.text) for run in runs]


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


def test_a_plain_text_goes_line_by_line_and_each_side_reads_its_own() -> None:
    changes = texts_changed("The first line\nThe second one", "The first line\nA second one\nMore")
    assert [change.kind for change in changes] == ["same", "changed", "added"]
    for name, read in (("before", "The second one"), ("after", "A second oneMore")):
        own = side_of(changes, name)  # type: ignore[arg-type]
        assert "".join(run.text for change in own[1:] for run in change.runs) == read


def text_of(runs: list[Run], side: str) -> str:
    return "".join(run.text for run in runs if run.kind in {"same", "restyled", side})


@given(drawn.bodies.map(html.clean), drawn.bodies.map(html.clean))
def test_it_keeps_both_bodies_block_by_block(before: str, after: str) -> None:
    found = bodies_changed(before, after)
    assert [change.before for change in found if change.before] == blocks(before)
    assert [change.after for change in found if change.after] == blocks(after)
    for change in found:
        if change.before:
            assert text_of(change.runs, "removed") == change.before.text
        if change.after:
            assert text_of(change.runs, "added") == change.after.text


def test_it_pairs_a_paragraph_with_what_became_of_it() -> None:
    before = "<p>The river was low that year.</p><p>Nobody crossed it.</p>"
    after = "<p>A wholly new beginning.</p><p>The river was very low that year.</p><p>Nobody crossed it.</p>"
    found = bodies_changed(before, after)
    assert [change.kind for change in found] == ["added", "changed", "same"]
    assert found[1].runs == [
        Run("same", "The river was "),
        Run("added", "very "),
        Run("same", "low that year."),
    ]


def test_it_shows_formatting_and_links_that_changed() -> None:
    [change] = bodies_changed(
        '<p>A <em>low</em> <a href="https://example.org/a">river</a>.</p>',
        '<p>A low <a href="https://example.org/b">river</a>.</p>',
    )
    restyled = [run for run in change.runs if run.kind == "restyled"]
    assert restyled == [
        Run("restyled", "low", (), (("em", ""),)),
        Run(
            "restyled",
            "river",
            (("link", "https://example.org/b"),),
            (("link", "https://example.org/a"),),
        ),
    ]


def test_it_tells_a_heading_and_a_row_from_a_paragraph() -> None:
    [change] = bodies_changed("<p>Low water</p>", "<h3>Low water</h3>")
    assert (change.kind, change.before and change.before.kind, change.block.kind) == (
        "changed",
        "p",
        "h3",
    )
    [row] = blocks("<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>")
    assert (row.kind, row.text) == ("table tr", "a │ b")


def test_it_compares_footnotes_as_words() -> None:
    note = '<p>Low<span class="footnote" data-footnote="It was the {}."></span>.</p>'
    [change] = bodies_changed(note.format("Po"), note.format("Elbe"))
    assert Run("removed", "Po", (("note", ""),)) in change.runs
    assert Run("added", "Elbe", (("note", ""),)) in change.runs


def parts(*keys: str) -> tuple[Part, ...]:
    return tuple(
        Part(key=key, heading=key.upper(), body=f"<p>{key}-{key} {key}{key}.</p>") for key in keys
    )


def test_it_finds_sections_by_their_key_and_says_which_moved() -> None:
    found = compare(Piece(parts=parts("a", "b", "c", "d")), Piece(parts=parts("d", "a", "c", "e")))
    told = [
        ((section.after or section.before or Part()).key, section.kind, section.is_moved)
        for section in found.sections
    ]
    assert told == [
        ("d", "same", True),
        ("a", "same", False),
        ("b", "removed", False),
        ("c", "same", False),
        ("e", "added", False),
    ]
    assert (found.moved, found.sections_of("added"), found.sections_of("removed")) == (1, 1, 1)
    assert not found.is_empty


def test_it_finds_sections_without_keys_by_their_words() -> None:
    before = Piece(
        parts=(Part(heading="One", body="<p>Rivers and boats.</p>"), Part(body="<p>Bread.</p>"))
    )
    after = Piece(
        parts=(Part(body="<p>Salt.</p>"), Part(heading="One", body="<p>Rivers and ships.</p>"))
    )
    found = compare(before, after)
    assert [section.kind for section in found.sections] == ["added", "changed", "removed"]
    assert (found.words_of("added"), found.words_of("removed")) == (2, 2)


def test_it_lists_pictures_tags_and_names() -> None:
    quay = Figure(image="q" * 64, alt="A quay")
    boat = Figure(image="b" * 64, alt="A boat")
    before = Piece(
        title="Low water",
        lead=quay,
        tags=("rivers", "boats"),
        bylines=(Byline(name="Ada"), Byline(name="Bo")),
    )
    after = Piece(
        title="High water",
        lead=Figure(image="q" * 64, alt="The quay"),
        parts=(Part(key="a", figure=boat),),
        tags=("rivers", "ships"),
        bylines=(Byline(name="Bo"), Byline(name="Ada")),
        original=Original(source="The Review", authors=("Bo", "Cy")),
    )
    found = compare(before, after)
    assert [fact.name for fact in found.facts if fact.is_changed] == ["title"]
    assert (found.lead.kind, found.lead.is_replaced) == ("changed", False)
    assert (found.tags.added, found.tags.removed, found.tags.same) == (
        ["ships"],
        ["boats"],
        ["rivers"],
    )
    assert found.is_reordered
    assert not found.bylines.is_changed
    assert (found.pictures.added, found.pictures.removed) == ([boat], [])
    assert found.pictures.changed == [(quay, after.lead)]
    assert {fact.name: fact.runs[0].text for fact in found.credit} == {
        "relation": "verbatim",
        "source": "The Review",
        "authors": "Bo, Cy",
    }


def test_another_width_is_a_change_of_the_place_and_not_of_the_picture() -> None:
    pictured = [
        Piece(parts=(Part(key="a", figure=Figure(image="q" * 64, width=width)),))
        for width in ("", "wide")
    ]
    found = compare(*pictured)
    assert (found.sections[0].kind, found.sections[0].figure.is_resized) == ("changed", True)
    assert not found.pictures.is_changed
    assert compare(pictured[1], pictured[1]).is_empty


@given(pieces)
def test_it_finds_nothing_between_a_piece_and_itself(piece: Piece) -> None:
    assert compare(piece, piece).is_empty
    assert compare(Piece(), piece).is_empty == (piece == Piece())
