"""Which articles are nearest: rare tags before common ones, each piece once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from articles.reading.relating import Met, nearest, weight

START = datetime(2026, 1, 1, tzinfo=UTC)
RARE, COMMON, OTHER = 1, 2, 3
COUNTS = {RARE: 2, COMMON: 90, OTHER: 9}


def met(article: int, tag: int | None = None, **facts: Any) -> Met[str]:
    told = {"root": article, "language": "en", "published_at": START, **facts}
    return Met(article=article, shown=f"article {article}", tag=tag, **told)


def order(*found: Met[str], without: tuple[int, ...] = (), most: int = 4) -> list[int]:
    kin = nearest(found, counts=COUNTS, language="en", without=without, most=most)
    return [one.met.article for one in kin]


def test_a_rare_tag_counts_more_than_a_common_one() -> None:
    assert order(met(1, COMMON), met(2, RARE)) == [2, 1]
    assert order(met(1, COMMON), met(1, OTHER), met(2, RARE)) == [2, 1]


def test_a_tag_that_nobody_else_has_is_as_rare_as_can_be() -> None:
    assert weight(0) == weight(1) == weight(2) == 1
    assert weight(100) > 0


def test_two_tags_count_more_than_one_of_them() -> None:
    assert order(met(1, COMMON), met(2, COMMON), met(2, OTHER)) == [2, 1]


def test_the_topic_counts_besides() -> None:
    assert order(met(1, COMMON), met(2, COMMON), met(2)) == [2, 1]
    assert order(met(1), met(2, RARE)) == [2, 1]


def test_a_piece_in_another_language_counts_half() -> None:
    assert order(met(1, OTHER, language="zh-Hans"), met(2, OTHER)) == [2, 1]
    assert order(met(1, RARE, language="zh-Hans"), met(2, COMMON)) == [1, 2]
    assert order(met(1, OTHER, language="en-GB"), met(2, COMMON)) == [1, 2]


def test_ties_go_to_the_newer_one_then_to_the_one_made_later() -> None:
    newer = START + timedelta(days=1)
    assert order(met(1, OTHER), met(2, OTHER, published_at=newer), met(3, OTHER)) == [2, 3, 1]


def test_of_a_piece_and_its_translations_one_is_shown() -> None:
    chinese = met(7, OTHER, root=1, language="zh-Hans")
    assert order(chinese, met(1, OTHER)) == [1]
    assert order(chinese, met(9, OTHER, root=1, language="fr")) == [9]


def test_nothing_is_shown_again() -> None:
    assert order(met(7, RARE, root=1), met(2, COMMON), without=(1,)) == [2]


def test_it_names_the_rarest_tag_first() -> None:
    kin = nearest(
        [met(1, COMMON), met(1, RARE), met(1, RARE)],
        counts=COUNTS,
        language="en",
        without=(),
        most=4,
    )
    assert kin[0].tags == [RARE, COMMON]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4), st.sampled_from([None, 1, 2, 3]))),
    st.integers(0, 5),
)
def test_it_shows_at_most_so_many_and_each_once(found: list[Any], most: int) -> None:
    shown = nearest(
        [met(article * 10 + root, tag, root=root) for article, root, tag in found],
        counts=COUNTS,
        language="en",
        without={1},
        most=most,
    )
    roots = [kin.met.root for kin in shown]
    assert len(roots) <= most
    assert len(set(roots)) == len(roots)
    assert 1 not in roots
