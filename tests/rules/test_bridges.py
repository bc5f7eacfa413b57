"""Freeze and fill: whatever an article says, filling another from its piece says the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from articles.bridges import fill, freeze
from articles.models import (
    Article,
    ArticleByline,
    Contributor,
    ReprintCredit,
    Source,
)
from articles.piece import Byline, Figure, Original, Part, Piece
from tests import makers, personas
from tests.makers import make_contributor
from tests.rules.drawn import bylines, credits_, fronts, picture, places, sections, tags, written

pytestmark = pytest.mark.django_db


@hypothesis_settings(max_examples=60)
@given(fronts, places, sections, bylines, credits_, tags)
def test_freezing_filling_and_freezing_again_gives_the_same_digest(
    front: dict[str, str],
    lead: dict[str, Any],
    rows: list[dict[str, Any]],
    names: list[tuple[str, str, str]],
    credit: dict[str, Any] | None,
    tagged: list[str],
) -> None:
    from articles.curation import tag_article

    article = written(front, lead, rows)
    for position, (name, role, printed) in enumerate(names):
        ArticleByline.objects.create(
            article=article,
            contributor=make_contributor(name),
            role=role,
            printed_name=printed,
            position=-position % 3,
        )
    if credit:
        source = (
            credit["source"]
            and Source.objects.get_or_create(
                name=credit["source"], slug=f"s-{len(credit['source'])}"
            )[0]
        )
        ReprintCredit.objects.create(article=article, **{**credit, "source": source or None})
    tag_article(article, tagged, actor=personas.editor())
    article.refresh_from_db()

    frozen = freeze(article)
    copy = fill(Article(), frozen, actor=personas.editor())
    copy.refresh_from_db()
    again = freeze(copy)
    assert again == frozen
    assert again.digest == frozen.digest
    fill(copy, frozen, actor=personas.editor())  # over itself: nothing doubles, nothing goes
    assert freeze(copy) == frozen


# --- by hand ---------------------------------------------------------------------------------------


def test_a_placeholder_of_which_nothing_is_known_stays_a_placeholder() -> None:
    missing = Figure(is_missing=True)
    article = fill(
        Article(), Piece(title="T", parts=(Part(figure=missing),)), actor=personas.editor()
    )
    assert article.sections.get().is_picture_missing
    assert freeze(article).parts[0].figure == missing


def test_words_for_a_picture_that_is_still_to_be_chosen_stay() -> None:
    for words in ({"alt": "A bridge"}, {"caption": "At dusk"}, {"credit": "Photo: L. Du"}):
        article = Article.objects.create(title="T", picture_origin="old.png", **words)
        copy = fill(Article(), freeze(article), actor=personas.editor())
        assert {name: getattr(copy, name) for name in words} == words
        assert not copy.is_picture_missing
        assert freeze(copy) == freeze(article)


def test_a_picture_that_the_library_does_not_have_becomes_a_placeholder() -> None:
    figure = Figure(image="0" * 64, alt="A bridge", caption="At dusk")
    article = fill(Article(), Piece(title="T", lead=figure), actor=personas.editor())
    assert article.is_picture_missing
    assert freeze(article).lead == Figure(alt="A bridge", caption="At dusk", is_missing=True)


def test_a_picture_of_a_section_keeps_its_width() -> None:
    image = makers.make_image()
    article = makers.make_article(bodies=("<p>One.</p>", "<p>Two.</p>"))
    article.sections.filter(position=1).update(image=image, figure_width="full")
    piece = freeze(article)
    assert piece.parts[0].figure == Figure(image=image.digest, alt=image.alt, width="full")
    assert [
        row.figure_width for row in fill(Article(), piece, actor=personas.editor()).sections.all()
    ] == ["full", ""]


def test_choosing_a_picture_fills_the_place() -> None:
    article = fill(
        Article(), Piece(title="T", lead=Figure(origin="a.png")), actor=personas.editor()
    )
    article.image = picture("plain")
    article.alt = "A bridge"
    article.save()
    assert freeze(article).lead == Figure(image=picture("plain").digest, alt="A bridge")


def test_the_credit_of_the_library_prints_unless_the_place_says_otherwise() -> None:
    image = picture("credited", credit="Photo: L. Du")
    article = Article.objects.create(title="T", image=image)
    assert freeze(article).lead.credit == "Photo: L. Du"  # type: ignore[union-attr]
    article.credit = "Courtesy of the museum"
    assert freeze(article).lead.credit == "Courtesy of the museum"  # type: ignore[union-attr]


def test_people_are_known_by_any_of_their_names_and_made_once() -> None:
    lin = Contributor.objects.create(name="Lin Du", translations={"zh-hans": {"name": "林渡"}})
    piece = Piece(
        title="T",
        language="zh-Hans",
        bylines=(
            Byline("林渡"),
            Byline("lin  du"),
            Byline("Lin Du", role="translator"),
            Byline("Somebody New"),
        ),
    )
    article = fill(Article(), piece, actor=personas.editor())
    rows = list(article.bylines.values_list("contributor__name", "role", "printed_name"))
    assert rows == [
        ("Lin Du", "author", ""),
        ("Lin Du", "translator", "Lin Du"),
        ("Somebody New", "author", ""),
    ]
    assert [byline.name for byline in freeze(article).bylines] == ["林渡", "Lin Du", "Somebody New"]
    assert freeze(article).bylines[0].contributor == lin.slug


def test_a_source_is_found_by_its_exact_name_before_a_similar_one() -> None:
    Source.objects.create(name="REVIEW", slug="one")
    exact = Source.objects.create(name="Review", slug="two")
    piece = Piece(title="T", original=Original(source="Review"))
    article = fill(Article(), piece, actor=personas.editor())
    assert ReprintCredit.objects.get(article=article).source == exact
    fill(
        article, Piece(title="T", original=Original(source="ＲＥＶＩＥＷ")), actor=personas.editor()
    )
    assert Source.objects.count() == 2


def test_a_piece_without_an_original_takes_the_credit_away() -> None:
    article = fill(Article(), Piece(title="T", original=Original()), actor=personas.editor())
    assert ReprintCredit.objects.filter(article=article).exists()
    fill(article, Piece(title="T"), actor=personas.editor())
    assert not ReprintCredit.objects.filter(article=article).exists()


def test_sections_keep_their_anchor_when_they_move() -> None:
    parts = (
        Part(key="one", body="<p>1</p>"),
        Part(key="two", body="<p>2</p>"),
        Part(body="<p>3</p>"),
    )
    article = fill(Article(), Piece(title="T", parts=parts), actor=personas.editor())
    frozen = freeze(article)
    assert all(part.key for part in frozen.parts)
    ids = dict(article.sections.values_list("key", "pk"))
    turned = Piece(title="T", parts=frozen.parts[::-1])
    fill(article, turned, actor=personas.editor())
    assert freeze(article).parts == frozen.parts[::-1]
    assert dict(article.sections.values_list("key", "pk")) == ids


def test_freezing_costs_six_queries_however_long_the_article_is() -> None:
    parts = tuple(Part(body=f"<p>{number}</p>") for number in range(30))
    piece = Piece(title="T", parts=parts, bylines=(Byline("A"), Byline("B")), original=Original())
    article = fill(Article(), piece, actor=personas.editor())
    article = Article.objects.get(pk=article.pk)
    with CaptureQueriesContext(connection) as captured:
        freeze(article)
    assert len(captured) <= 6


def test_what_turns_the_direction_of_a_line_gets_into_no_version() -> None:
    article = makers.make_article(
        title="The \u202eyrref\u202c", bodies=("<p>1</p>", "<p>2</p>"), author="Ada\u2067 Example"
    )
    article.sections.update(heading="On \u2066time\u2069")
    piece = freeze(article)
    assert piece.title == "The yrref"
    assert {part.heading for part in piece.parts} == {"On time"}
    assert {byline.name for byline in piece.bylines} == {"Ada Example"}
    fill(article, Piece(title="A\u202eB", language="en"), actor=personas.editor())
    assert article.title == "AB"
