"""A reader looks for what ran when: years, months, the tag's facts, the pages of a list, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from articles.models import Tag, Topic
from articles.reading.bars import bars, by_year
from tests import makers
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        yield


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def ran(*days: tuple[int, int, int], **columns: object) -> None:
    for year, month, day in days:
        makers.make_live(at=datetime(year, month, day, 12, tzinfo=UTC), **columns)


def test_it_names_the_years_in_which_something_ran(client: Client) -> None:
    ran((2021, 5, 1), (2024, 1, 1), (2026, 12, 31))
    years = re.findall(r'href="/articles/(\d{4})/"', text(client, "/articles/"))
    assert years == ["2026", "2024", "2021"]


def test_a_year_counts_its_months_and_knows_its_neighbours(client: Client) -> None:
    ran((2021, 5, 1), (2024, 1, 1), (2024, 3, 1), (2024, 3, 31), (2026, 12, 31))
    html = text(client, "/articles/2024/")
    counted = re.findall(r'/articles/2024/(\d\d)/">([^<]+)</a>.*?<span>(\d+ articles?)', html, re.S)
    assert counted == [("01", "January", "1 article"), ("03", "March", "2 articles")]
    assert re.findall(r'<rect width="(\d+)"', html) == ["20", "40"]
    pager = html.partition("Other years")[2]
    assert re.findall(r'href="/articles/(\d{4})/"', pager)[:2] == ["2021", "2026"]
    html = text(client, "/articles/2024/03/").partition("Other months")[2]
    assert re.findall(r'href="/articles/(\d{4}/\d\d)/"', html) == ["2024/01", "2026/12"]
    assert "2027" not in text(client, "/articles/2026/").partition("Other years")[2]


def test_months_end_with_the_publication_s_midnight(client: Client, settings) -> None:
    from django.utils import timezone

    settings.TIME_ZONE = "Asia/Shanghai"
    with timezone.override("Asia/Shanghai"):
        makers.make_live(at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
        assert 'href="/articles/2027/01/"' in text(client, "/articles/2027/")
        assert 'href="/articles/2027/"' in text(client, "/articles/")
        assert client.get("/articles/2026/").status_code == 404


def test_later_pages_say_so_and_lead_both_ways(client: Client) -> None:
    for number in range(45):
        makers.make_live(title=f"No {number:02d}", tags=["all"], at=NOON + number * DAY)
    path = "/tags/all/"
    first = text(client, path)
    assert f'<link rel="canonical" href="http://testserver{path}">' in first
    assert 'rel="prev"' not in first
    query = re.findall(r'rel="next" href="([^"]*)"', first)[1]
    second = text(client, path + query)
    assert "<title>all, up to" in second
    assert "Articles up to" in second
    assert f'<link rel="canonical" href="http://testserver{path}{query}">' in second
    assert f'<link rel="prev" href="http://testserver{path}">' in second
    third = text(client, path + re.findall(r'rel="next" href="(\?[^"]*)"', second)[0])
    assert 'rel="next"' not in third
    assert re.findall(r'<a rel="prev" href="([^"]*)"', third) == [query]
    assert "noindex" not in third


def test_a_tag_tells_what_it_holds(client: Client) -> None:
    ran((2024, 1, 1), tags=["chips", "memory"])
    ran(
        (2025, 6, 1),
        (2026, 5, 1),
        tags=["chips", "robots", "memory"],
        language="zh-Hans",
        deck="芯",
    )
    tag = Tag.objects.get(name="chips")
    tag.translations = {"zh-hans": {"name": "芯片"}}
    tag.save()
    topic = Topic.objects.create(slug="machines", name="Machines")
    topic.tags.add(tag)
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(client, "/tags/chips/")))
    assert "3 articles" in html
    assert "1 January 2024 to 1 May 2026" in html
    assert "in Chinese and English" in html
    assert "also written 芯片" in html
    assert "Often with: memory (3) · robots (2)" in html
    assert "Topics: Machines" in html
    drawn = text(client, "/tags/chips/")
    assert "Articles a year: 2024: 1; 2025: 1; 2026: 1" in drawn
    assert drawn.count("<rect") == 3


def test_a_tag_with_one_article_says_little(client: Client) -> None:
    ran((2024, 1, 1), tags=["chips"])
    html = text(client, "/tags/chips/")
    assert "1 article" in html
    for word in (" to 1 January", "Often with", "Topics:", "<rect", "also written"):
        assert word not in html


def test_a_count_of_one_can_be_seen_beside_a_thousand() -> None:
    drawn = bars([(2024, 1000), (2025, 1), (2026, 0)])
    assert [(bar.length, bar.x, bar.y) for bar in drawn] == [(40, 0, 0), (2, 30, 38), (0, 60, 40)]
    assert bars([]) == []


def test_more_years_than_can_be_told_apart_are_drawn_as_decades() -> None:
    known = {1931: 2, 1939: 1, 1955: 4, 202611: 3}
    drawing = by_year(known)
    assert [(bar.number, bar.count) for bar in drawing.years] == [
        *((1930, 3), (1940, 0), (1950, 4), (1960, 0), (1970, 0)),
        *((1980, 0), (1990, 0), (2000, 0), (2010, 0), (2020, 3)),
    ]
    assert "Articles a decade: 1930: 3; 1940: 0" in drawing.svg
    assert [bar.number for bar in by_year({1996: 1, 2025: 1}).years] == [*range(1996, 2026)]
    assert by_year({2026: 9}).svg == by_year({}).svg == ""


def test_lists_keep_their_place_in_the_other_language(client: Client) -> None:
    ran((2026, 5, 1), tags=["chips"])
    for path in ("/tags/chips/", "/articles/2026/05/", "/tags/", "/topics/"):
        assert f'href="/zh-hans{path}" lang="zh-Hans"' in text(client, path)
        assert f'href="{path}" lang="en"' in text(client, f"/zh-hans{path}")


def test_the_menu_marks_what_a_page_is_part_of(client: Client) -> None:
    ran((2026, 5, 1), tags=["chips"])
    assert '<a href="/tags/" aria-current="true">' in text(client, "/tags/chips/")
    assert '<a href="/tags/" aria-current="page">' in text(client, "/tags/")
    assert '<a href="/articles/" aria-current="true">' in text(client, "/articles/2026/")
    assert "aria-current" not in text(client, "/")


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_errors_look_like_the_site_and_show_a_way_on(client: Client, prefix: str) -> None:
    ran((2026, 5, 1), title="The way on")
    missing = client.get(f"{prefix}/nowhere/")
    assert missing.status_code == 404
    assert "The way on" in missing.content.decode()
    refused = client.post(f"{prefix}/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    odd = client.get(f"{prefix}/articles/?after=x")
    for response in (missing, refused, odd):
        html = response.content.decode()
        assert f'<html lang="{"zh-Hans" if prefix else "en"}"' in html
        assert '<meta name="robots" content="noindex">' in html
        assert f'href="{prefix}/topics/"' in html
        assert html.count("<h1") == 1
