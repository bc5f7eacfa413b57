"""The plain value: its JSON form, its digest, and what decoding refuses."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from articles.piece import (
    SCHEMA,
    Byline,
    Figure,
    Original,
    Part,
    Piece,
    UnknownPiece,
    decode,
    encode,
)

texts = st.text(max_size=30)
figures = st.builds(
    Figure, image=texts, alt=texts, is_decorative=st.booleans(), caption=texts, origin=texts
)
pieces = st.builds(
    Piece,
    title=texts,
    language=texts,
    deck=texts,
    lead=st.none() | figures,
    parts=st.lists(
        st.builds(Part, key=texts, heading=texts, body=texts, figure=st.none() | figures),
        max_size=4,
    ).map(tuple),
    bylines=st.lists(st.builds(Byline, name=texts), max_size=3).map(tuple),
    original=st.none() | st.builds(Original, title=texts, authors=st.lists(texts).map(tuple)),
    tags=st.lists(texts, max_size=3).map(tuple),
)


@given(pieces)
def test_it_comes_back_from_json_as_it_went_in(piece: Piece) -> None:
    through_json = msgspec.json.decode(msgspec.json.encode(encode(piece)))
    assert through_json["schema"] == SCHEMA
    assert decode(through_json) == piece
    assert decode(through_json).digest == piece.digest


@given(pieces, st.lists(texts).map(tuple))
def test_tags_stand_outside_the_digest_and_words_inside(
    piece: Piece, tags: tuple[str, ...]
) -> None:
    assert msgspec.structs.replace(piece, tags=tags).digest == piece.digest
    assert msgspec.structs.replace(piece, title=piece.title + "!").digest != piece.digest


def test_the_digest_of_a_given_piece_never_changes() -> None:
    piece = Piece(title="渡", language="zh-Hans", parts=(Part(key="a", body="<p>A</p>"),))
    assert piece.digest == "26f5546ef17b36cc6bd3cee77a801f0060dbce9fdbb1bf30fbe308fc15078119"


def test_the_digest_does_not_depend_on_where_a_word_came_from() -> None:
    def read(word: str) -> str:
        return "".join(list(word))  # equal to the literal, and another object, as from a database

    piece = Piece(bylines=(Byline("A", role=read("author")),), original=Original(read("verbatim")))  # type: ignore[arg-type]
    assert piece.digest == Piece(bylines=(Byline("A"),), original=Original()).digest


def test_the_order_of_sections_counts() -> None:
    one, two = Part(key="a", body="<p>A</p>"), Part(key="b", body="<p>B</p>")
    assert Piece(parts=(one, two)).digest != Piece(parts=(two, one)).digest


def test_a_placeholder_is_not_the_same_as_no_picture() -> None:
    assert Piece(parts=(Part(figure=Figure()),)).digest != Piece(parts=(Part(),)).digest


def test_a_width_counts_only_where_it_was_chosen() -> None:
    assert encode(Piece(lead=Figure(image="a"))) == {"schema": 1, "piece": {"lead": {"image": "a"}}}
    assert (
        Piece(lead=Figure(image="a", width="wide")).digest != Piece(lead=Figure(image="a")).digest
    )


def test_it_lists_its_pictures_in_reading_order_with_placeholders() -> None:
    lead, missing, last = Figure(image="a"), Figure(origin="x.png"), Figure(image="b")
    piece = Piece(lead=lead, parts=(Part(figure=missing), Part(), Part(figure=last)))
    assert piece.figures == (lead, missing, last)


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        ({"schema": 2, "piece": {}}, "schema 2"),
        ({"schema": "1", "piece": {}}, "schema '1'"),
        ({"piece": {}}, "schema"),
        ({"schema": 1}, "piece"),
        ({"schema": 1, "piece": {"title": 5}}, "$.piece.title"),
        ({"schema": 1, "piece": {"headline": "x"}}, "headline"),
        ({"schema": 1, "piece": {"parts": [{"figure": {"src": "x"}}]}}, "src"),
        ({"schema": 1, "piece": {"bylines": [{"name": "A", "role": "king"}]}}, "king"),
        ({"schema": 1, "piece": {"bylines": [{}]}}, "name"),
        ({"schema": 1, "piece": {"original": {"relation": "stolen"}}}, "stolen"),
        ({"schema": 1, "piece": {}, "extra": 1}, "extra"),
        ([], "object"),
        (None, "object"),
        ("piece", "object"),
    ],
)
def test_it_refuses_what_it_does_not_know_and_names_the_place(stored: object, named: str) -> None:
    with pytest.raises(UnknownPiece) as error:
        decode(stored)
    assert named in str(error.value)


def test_the_first_pieces_are_read_by_several_threads_at_once() -> None:
    """In a process of its own, since it would be gone."""
    told = """
import sys, threading
sys.setswitchinterval(1e-6)
from articles import piece
first = {"schema": piece.SCHEMA, "piece": {"title": "A", "parts": [{"body": "<p>A</p>"}]}}
together = threading.Barrier(8)
def read():
    together.wait()
    piece.decode(first)
threads = [threading.Thread(target=read) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    for _again in range(5):
        subprocess.run([sys.executable, "-c", told], cwd=settings.BASE_DIR, check=True, timeout=60)
