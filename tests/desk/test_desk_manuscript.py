"""The manuscript without a script: rows by their numbers, long ones too, and what is left empty."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, ArticleByline
from tests import makers, personas
from tests.desk.pages import Values, desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


def opened(client: Client, article: Article) -> Values:
    page = client.get(desk("articles_article_change", article.pk)).content.decode()
    return form_values(page, "#article_form")


def saved(client: Client, article: Article, values: Values) -> list[str]:
    response = client.post(desk("articles_article_change", article.pk), values)
    assert response.status_code == 302
    assert [row.position for row in article.sections.all()] == [
        *range(1, article.sections.count() + 1)
    ]
    return [row.body.removeprefix("<p>").removesuffix("</p>") for row in article.sections.all()]


def test_rows_stand_in_whatever_order_the_page_numbers_them(writer: Client) -> None:
    """One after the other, so that the rows' ids are in no order either."""
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>", "<p>C</p>", "<p>D</p>"))
    for wanted in itertools.permutations("ABCD"):
        values = opened(writer, article)
        for index in range(4):
            letter = values[f"sections-{index}-body"][3]
            values[f"sections-{index}-position"] = str(wanted.index(letter) + 1)
        assert saved(writer, article, values) == list(wanted)


def test_a_new_row_stands_where_the_page_numbers_it(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>A</p>", "<p>B</p>", "<p>C</p>"))
    values = opened(writer, article) | {
        "sections-TOTAL_FORMS": "5",
        "sections-0-position": "4",
        "sections-1-position": "1",
        "sections-2-position": "2",
        "sections-3-position": "3",
        "sections-3-body": "<p>new</p>",
        "sections-4-position": "5",
        "sections-4-body": "<p>newer</p>",
    }
    assert saved(writer, article, values) == ["B", "C", "new", "A", "newer"]


def test_a_new_row_with_nothing_but_a_number_is_none(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>A</p>",))
    values = opened(writer, article) | {
        "sections-TOTAL_FORMS": "2",
        "sections-1-position": "1",
        "sections-0-position": "2",
    }
    assert saved(writer, article, values) == ["A"]


def test_a_new_row_may_be_taken_back_before_it_was_ever_saved(writer: Client) -> None:
    article = makers.make_article(bodies=("<p>A</p>",))
    values = opened(writer, article) | {
        "sections-TOTAL_FORMS": "2",
        "sections-1-body": "<p>Not this</p>",
        "sections-1-DELETE": "on",
    }
    page = writer.post(
        desk("articles_article_change", article.pk), values | {"slug": "no address"}
    ).content.decode()
    assert form_values(page, "#article_form")["sections-1-DELETE"] == "on"
    assert saved(writer, article, values) == ["A"]


def test_people_stand_in_the_order_of_their_numbers(writer: Client) -> None:
    article = makers.make_article(author="Ada")
    for place, name in enumerate(("Ben", "Cai"), start=2):
        person = makers.make_contributor(name)
        ArticleByline.objects.create(article=article, contributor=person, position=place)
    values = opened(writer, article)
    values |= {f"bylines-{index}-position": str(3 - index) for index in range(3)}
    saved(writer, article, values)
    assert [row.contributor.name for row in article.bylines.all()] == ["Cai", "Ben", "Ada"]


def test_a_manuscript_of_a_hundred_sections_is_one_form(
    writer: Client, django_assert_max_num_queries: Any
) -> None:
    long = makers.make_article(bodies=("<p>One.</p>",) * 100)
    short = makers.make_article()
    with django_assert_max_num_queries(40) as counted:
        opened(writer, short)
    with django_assert_max_num_queries(len(counted)):
        values = opened(writer, long)
    values |= {f"sections-{index}-position": str(100 - index) for index in range(100)}
    values["sections-99-body"] = "<p>Last one first.</p>"
    assert saved(writer, long, values)[0] == "Last one first."


def test_the_title_and_headings_are_one_line_each(writer: Client) -> None:
    article = makers.make_article()
    values = opened(writer, article) | {
        "title": "One\r\ntitle\n here ",
        "sections-0-heading": "One\nheading",
    }
    saved(writer, article, values)
    article.refresh_from_db()
    assert article.title == "One title here"
    assert article.sections.get().heading == "One heading"


def test_every_field_of_the_manuscript_has_its_label(writer: Client) -> None:
    article = makers.make_article()
    page = writer.get(desk("articles_article_change", article.pk)).content.decode()
    labels = said(page, "#sections-0 label")
    for word in ("Heading", "Text", "Place", "Language", "Delete"):
        assert word in labels


def test_who_may_only_read_it_reads_a_manuscript_and_no_form() -> None:
    article = makers.make_article(bodies=("<p>One.</p>", "<p>河 runs.</p>"))
    named, untitled = article.sections.all()
    named.heading = "Low water"
    named.image, named.caption = makers.make_image(), "The bank"
    named.save()
    untitled.language = "zh-Hans"
    untitled.save()
    client = signed_in(personas.rights_desk())
    page = client.get(desk("articles_article_change", article.pk)).content.decode()
    assert said(page, "#sections-0 .part-name") == "Low water"
    assert "The bank" in said(page, "#sections-0 figure")
    assert said(page, "#sections-0 .as-read") == "One."
    assert said(page, "#sections-1 .as-read[lang=zh-Hans]") == "河 runs."
    assert "Place" not in said(page, "#sections-group")
    assert said(page, "#sections-1 .is-untitled .part-name")
    assert not said(page, "#sections-0 .is-untitled")
