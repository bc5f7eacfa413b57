"""A reader browses by tags: one, several together, and all of them by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from articles import listing
from articles.models import Tag, TagAlias, Tally
from articles.publishing import release
from articles.publishing.scheduling import unschedule
from articles.reading import lists, tag_index
from articles.tidying import merging, renaming, splitting
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.test_lists import counts, text, titles

pytestmark = pytest.mark.django_db

LATER = NOON + 60 * DAY


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


def make_three() -> None:
    makers.make_live(title="All", tags=["chips", "cities", "robots"], at=NOON + 2 * DAY)
    makers.make_live(title="Two", tags=["chips", "cities"], at=NOON + DAY)
    makers.make_live(title="One", tags=["cities"], at=NOON)


def test_it_shows_what_has_all_of_several_tags(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_three()
    text(client, "/tags/chips+cities/")
    with django_assert_max_num_queries(5):
        html = text(client, "/tags/chips+cities/")
    assert titles(html) == ["All", "Two"]
    assert "<h1>chips and cities</h1>" in html
    assert titles(text(client, "/tags/chips+cities+robots/")) == ["All"]
    for way_on in ("/tags/chips+cities+robots/", "/tags/chips/", "/tags/cities/"):
        assert f'<a href="{way_on}">' in html, way_on
    assert '<a href="/tags/chips+cities/">' in text(client, "/tags/chips/")
    assert "noindex" in html
    assert client.get("/tags/chips+cities/")["X-Robots-Tag"] == "noindex"
    assert text(client, "/tags/chips+cities/feed.atom").count("<entry") == 2


def test_several_tags_are_each_named_in_the_language_of_the_name(client: Client) -> None:
    make_three()
    Tag.objects.filter(name="chips").update(translations={"zh-hans": {"name": "芯片"}})
    html = text(client, "/zh-hans/tags/chips+cities/")
    assert re.findall(r"<h1>(.*)</h1>", html) == ['芯片和<span lang="en">cities</span>']
    assert "<title>芯片和cities · " in html


@pytest.mark.parametrize(
    ("asked", "stands_at"),
    [
        ("cities+chips", "chips+cities"),
        ("towns+chips", "chips+cities"),
        ("robots+cities+chips", "chips+cities+robots"),
        ("chips+chips", "chips"),
        ("towns+cities", "cities"),
    ],
)
def test_several_tags_have_one_address(client: Client, asked: str, stands_at: str) -> None:
    make_three()
    TagAlias.objects.create(tag=Tag.objects.get(name="cities"), name="towns")
    for ending in ("", "feed.json"):
        response = client.get(f"/zh-hans/tags/{asked}/{ending}")
        assert response.status_code == 301
        assert response["Location"] == f"/zh-hans/tags/{stands_at}/{ending}"


def test_nothing_in_common_is_a_page_that_helps(client: Client) -> None:
    make_three()
    makers.make_live(tags=["water"])
    html = text(client, "/tags/chips+water/")
    assert "No article has all of these tags." in html
    assert 'href="/tags/water/"' in html
    assert "noindex" in html
    makers.make_article(tags=["drafts"])
    for unknown in ("chips+nowhere", "chips+drafts", "chips+cities+robots+water", "chips+"):
        assert client.get(f"/tags/{unknown}/").status_code == 404, unknown


def test_a_page_of_several_tags_reaches_no_further_than_it_says(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "REACH", 2)
    makers.make_live(title="Old", tags=["chips", "rare"], at=NOON)
    for number in range(1, 4):
        makers.make_live(tags=["chips", "cities"], at=NOON + number * DAY)
        makers.make_live(tags=["rare", "cities"], at=NOON + number * DAY)
    html = text(client, "/tags/chips+rare/")
    assert titles(html) == []
    following = re.search(r'<a rel="next" href="(\?after=[^"]+)"', html)
    assert following is not None
    assert titles(text(client, f"/tags/chips+rare/{following[1]}")) == ["Old"]


def test_pages_of_several_tags_lead_back_as_far_as_they_led(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "REACH", 25)
    for number in range(50):
        makers.make_live(title=f"Of {number}", tags=["chips", "rare"], at=NOON + number * DAY)
    seen, query = [], ""
    for _page in range(3):
        html = text(client, f"/tags/chips+rare/{query}")
        seen.append((query, titles(html)))
        query = next(iter(re.findall(r'<a rel="next" href="(\?after=[^"]+)"', html)), "")
    assert [len(shown) for _query, shown in seen] == [20, 20, 10]
    assert query == ""
    back = re.search(r'<a rel="prev" href="([^"]+)"', html)
    assert back is not None
    assert back[1] == seen[1][0]


def test_a_later_page_of_several_tags_leads_on_both_ways_at_the_cost_of_a_list(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(lists, "REACH", 3)
    tags = [["rare"]] * 3 + [["chips", "rare"]] * 2 + [["rare"]] * 3 + [["chips"]] * 7
    for number, names in enumerate(tags):
        makers.make_live(title=f"Of {number}", tags=names, at=NOON - number * DAY)

    def places(html: str) -> dict[str, str]:
        return dict(re.findall(r'<a rel="(prev|next)" href="([^"]*)"', html))

    first = places(text(client, "/tags/chips+rare/"))
    assert list(first) == ["next"]
    with django_assert_max_num_queries(5):
        html = text(client, f"/tags/chips+rare/{first['next']}")
    assert titles(html) == ["Of 3", "Of 4"]
    around = places(html)
    assert around.keys() == {"prev", "next"}
    for way, shown, ways in (("prev", ["Of 3"], {"prev", "next"}), ("next", [], {"prev"})):
        with django_assert_max_num_queries(5):
            html = text(client, f"/tags/chips+rare/{around[way]}")
        assert titles(html) == shown
        assert places(html).keys() == ways


def test_counts_are_right_at_the_second(client: Client, clock: Any) -> None:
    makers.make_live(tags=["chips"])
    goes = makers.make_live(tags=["chips", "cities"], at=NOON + DAY)
    comes = makers.make_article(tags=["chips"])
    release.publish(comes, actor=personas.editor(), at=LATER + DAY, now=LATER)
    release.plan_takedown(
        goes.article, actor=personas.editor(), takedown_at=LATER + 2 * DAY, at=LATER
    )
    second = timedelta(seconds=1)
    expected = [
        (LATER, {"chips": 2, "cities": 1}),
        (LATER + DAY - second, {"chips": 2, "cities": 1}),
        (LATER + DAY, {"chips": 3, "cities": 1}),
        (LATER + 2 * DAY, {"chips": 2}),
    ]
    for at, told in expected:
        clock.move_to(at)
        assert counts(text(client, "/tags/")) == told, at
        assert f"{told['chips']} articles" in text(client, "/tags/chips/")
    assert "No article with this tag is public at the moment." in text(client, "/tags/cities/")
    assert listing.tidy(at=LATER + 3 * DAY) != (0, 0)
    assert counts(text(client, "/tags/")) == {"chips": 2}
    assert client.get("/tags/cities/").status_code == 200
    release.withdraw(comes, actor=personas.editor(), reason="error", at=LATER + 2 * DAY)
    assert counts(text(client, "/tags/")) == {"chips": 1}


def test_a_merged_tag_is_counted_where_it_went(client: Client) -> None:
    makers.make_live(tags=["chips", "semiconductors"])
    makers.make_live(tags=["semiconductors"])
    gone, kept = Tag.objects.get(name="semiconductors"), Tag.objects.get(name="chips")
    merging.merge_tags([gone], into=kept, actor=personas.editor())
    assert counts(text(client, "/tags/")) == {"chips": 2}
    assert len(titles(text(client, "/tags/chips/"))) == 2


def test_the_index_goes_by_letter_and_by_pinyin(client: Client) -> None:
    makers.make_live(tags=["chips", "C++", "杭州", "Émile", "3D", "Москва", "한글", "カタカナ"])
    tag = Tag.objects.get(name="chips")
    tag.translations = {"zh-hans": {"name": "芯片"}}
    tag.save()
    letters = re.compile(r'<dt id="letter-(.)">')
    assert letters.findall(text(client, "/tags/")) == [*"CEH", *"Мかㅎ", "0"]
    html = text(client, "/zh-hans/tags/")
    assert letters.findall(html) == [*"CEHX", *"Мかㅎ", "0"]
    assert html.index("letter-X") < html.index(">芯片<")


@pytest.mark.parametrize("page", ["C/99999999999999999999", "C/0", "C/2", "\x00", "no"])
def test_a_letter_has_no_page_where_no_tag_stands(client: Client, page: str) -> None:
    makers.make_live(tags=["chips"])
    assert client.get(f"/tags/letters/{quote(page)}/").status_code == 404


def test_an_index_of_very_many_is_parted_into_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(tag_index, "AT_ONCE", 3)
    makers.make_live(tags=["chips", "cities", "cranes", "craft", "robots"])
    makers.make_live(tags=["robots"])
    html = text(client, "/tags/")
    assert 'href="/tags/letters/C/"' in html
    assert re.findall(r'<li><a rel="tag" href="([^"]*)">', html)[0] == "/tags/robots/"
    with django_assert_max_num_queries(5):
        html = text(client, "/tags/letters/C/")
    assert counts(html) == {"chips": 1, "cities": 1, "craft": 1}
    assert 'href="/tags/letters/C/2/"' in html
    assert counts(text(client, "/tags/letters/C/2/")) == {"cranes": 1}
    for nowhere in ("Q", "C/3", "C/0", "none"):
        assert client.get(f"/tags/letters/{nowhere}/").status_code == 404, nowhere


def test_a_page_of_a_letter_leads_to_the_index_in_the_other_language(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_index, "AT_ONCE", 1)
    makers.make_live(tags=["Rivers", "Roads"])
    translations = {"zh-hans": {"name": "河流"}}
    for tag in Tag.objects.all():
        tag.translations = translations
        tag.save()
    assert client.get("/zh-hans/tags/letters/R/").status_code == 404
    switch = re.compile(r'<a class="language" href="([^"]*)"')
    for path, elsewhere in (
        ("/tags/letters/R/", "/zh-hans/tags/"),
        ("/tags/letters/R/2/", "/zh-hans/tags/"),
        ("/zh-hans/tags/letters/H/", "/tags/"),
    ):
        html = text(client, path)
        assert set(switch.findall(html)) == {elsewhere}, path
        assert '<link rel="alternate" hreflang=' not in html, path
    assert '<link rel="alternate" hreflang="zh-Hans"' in text(client, "/tags/")


def test_a_tag_is_as_heavy_on_its_page_as_in_the_whole_index(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    makers.make_live(tags=["chips", "cities", "robots"])
    for _number in range(8):
        makers.make_live(tags=["cities"])
    makers.make_live(tags=["robots"])
    weights = re.compile(r'<a rel="tag" class="w([1-5])" href="/tags/([^/]*)/">')
    whole = {tag: weight for weight, tag in weights.findall(text(client, "/tags/"))}
    assert whole == {"chips": "1", "cities": "5", "robots": "2"}
    with django_assert_max_num_queries(5):
        html = text(client, "/tags/letters/R/")
    assert weights.findall(html) == [("2", "robots")]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/tags/letters/0/", ["0–9 and signs"]),
        ("/tags/letters/0/2/", ["0–9 and signs"]),
        ("/tags/letters/C/", ["C"]),
        ("/tags/", []),
    ],
)
def test_the_letters_say_which_of_them_is_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str, current: list[str]
) -> None:
    monkeypatch.setattr(tag_index, "AT_ONCE", 1)
    makers.make_live(tags=["chips", "3D", "5G"])
    (shown,) = re.findall(r'<ul class="periods">(.*?)</ul>', text(client, path), re.DOTALL)
    assert re.findall(r'aria-current="true">([^<]*)<', shown) == current


def test_a_renamed_tag_moves_in_the_index() -> None:
    makers.make_live(tags=["chips"])
    tag = Tag.objects.get(name="chips")
    renaming.rename_tag(tag, actor=personas.editor(), name="Semiconductors")
    assert {place.letter for place in tag.places.all()} == {"S"}


def test_a_tag_that_was_only_ever_planned_is_unknown(client: Client, clock: Any) -> None:
    planned = makers.make_article(tags=["secret plan"])
    release.publish(planned, actor=personas.editor(), at=LATER + DAY, now=LATER)
    unschedule(planned, actor=personas.editor(), at=LATER)
    clock.move_to(LATER + 2 * DAY)
    for _tidied in range(2):
        for path in ("/tags/secret-plan/", "/tags/secret-plan/feed.atom"):
            assert client.get(path).status_code == 404, path
        assert "secret plan" not in text(client, "/search/?q=x&tag=secret-plan")
        listing.tidy(at=LATER + 2 * DAY)
    assert not Tally.objects.filter(list__startswith="tag:").exists()


def test_a_tag_that_was_public_stays_so_when_it_is_merged_or_split(client: Client) -> None:
    """Also after what stood there was swept away; what is still to come is not public by that."""
    clinic, at = personas.editor(), NOON + 9 * DAY
    for name in ("boats", "barges"):
        article = makers.make_live(tags=[name]).article
        release.withdraw(article, actor=clinic, reason="error", at=NOON + DAY)
    coming = makers.make_article(tags=["rafts"])
    release.publish(coming, actor=clinic, at=NOON + 9999 * DAY, now=NOON)
    listing.tidy(at=at)
    boats, barges, rafts = (Tag.objects.get(name=name) for name in ("boats", "barges", "rafts"))
    merging.merge_tags([boats], into=Tag.objects.create(name="ships"), actor=clinic, at=at)
    leaving = {"canals": [article.pk]}
    splitting.split_tag(barges, into=leaving, actor=clinic, at=at)
    splitting.split_tag(rafts, into={"floats": [coming.pk]}, actor=clinic, at=at)
    for slug in ("ships", "barges"):
        assert client.get(f"/tags/{slug}/").status_code == 200, slug
    for slug in ("rafts", "floats"):
        assert client.get(f"/tags/{slug}/").status_code == 404, slug
