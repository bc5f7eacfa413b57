"""The rights calendar: which permissions are in force, ending and dark, and which articles with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.admin import rights_calendar
from articles.models import Article, Permission
from articles.publishing import release
from articles.rights import days, permissions
from tests import makers, personas
from tests.desk.pages import desk, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def page(client: Client, **asked: Any) -> str:
    response = client.get(desk("rights_calendar"), asked)
    assert response.status_code == 200
    return response.content.decode()


def bars(html: str, row: int = 0) -> list[tuple[str, int, int]]:
    """The kinds of a row with where each begins and ends on the drawing."""
    line = LexborHTMLParser(html).css(".rights-line")[row]
    return [_bar(node) for node in line.css(".rights-bar")]


def _bar(node: LexborNode) -> tuple[str, int, int]:
    about = node.attributes
    kind = str(about["class"]).split("is-")[1]
    x, width = int(about["x"] or 0), int(about["width"] or 0)
    return kind, x, x + width


def reprint(permission: Permission, title: str = "The ferry") -> Article:
    article = makers.make_article(title=title)
    makers.credit(article, permission)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON).article


def test_it_draws_a_permission_its_renewal_and_the_dark_between_them(client: Client) -> None:
    first = makers.make_permission(
        reference="City, 2026", valid_from=NOON, valid_until=NOON + 29 * DAY
    )
    renewal = makers.renew(
        first, valid_from=NOON + 60 * DAY, valid_until=NOON + 91 * DAY, reference="City, 2027"
    )
    reprint(first)
    html = page(client)
    assert said(html, ".calendar-month") == "September 2026 – August 2027"
    # September and October have passed; December 1st noon, January 1st noon, February 1st noon.
    assert bars(html) == [
        ("counts", 205, 302),
        ("dark", 302, 402),
        ("counts", 402, 502),
        ("dark", 502, 1200),
    ]
    name = said(html, ".rights-drawn tbody th")
    assert name == "City, 2027 The Example Review"
    ways = links(html, ".rights-line a")
    assert desk("articles_permission_change", first.pk) in ways
    assert desk("articles_permission_change", renewal.pk) in ways
    assert ways.count(f"#dark-{renewal.pk}") == 2
    assert f'id="dark-{renewal.pk}"' in html
    assert "The ferry" in said(html, ".rights-dark")
    assert (
        "City, 2027: In force, 2 November 2026, 12:00 (UTC) – 1 December 2026, 12:00 (UTC)" in html
    )
    assert "In force 2 November 2026, 12:00 (UTC) – 1 December 2026, 12:00 (UTC)" in said(
        html, ".rights-list"
    )
    assert said(html, ".calendar-legend") == "In force Dark: nothing counts Today"
    assert "style=" not in html
    assert "<script>" not in html
    today = LexborHTMLParser(html).css_first(".rights-line .rights-today")
    assert today is not None
    assert today.attributes["x1"] == "205"


def test_what_ends_soon_is_drawn_as_such_with_its_last_day(client: Client) -> None:
    shanghai = "Asia/Shanghai"
    end = days.ends(date(2026, 12, 2), ZoneInfo(shanghai))
    makers.make_permission(valid_from=NOON, valid_until=end, time_zone=shanghai)
    html = page(client)
    assert bars(html)[0][0] == "ending"
    assert "Ends soon, not renewed" in said(html, ".calendar-legend")
    said_of_it = "2 November 2026, 20:00 (Asia/Shanghai) – 2 December 2026"
    assert f"Ends soon, not renewed, {said_of_it}" in html


def test_a_moment_that_ends_no_day_is_said_as_one_and_where(client: Client) -> None:
    shanghai = "Asia/Shanghai"
    begins = days.begins(date(2026, 10, 20), ZoneInfo(shanghai))
    permission = makers.make_permission(
        valid_from=begins, valid_until=datetime(2027, 10, 27, tzinfo=UTC), time_zone=shanghai
    )
    # It ends within a day of theirs and with a day of ours, as its page and readers are told.
    assert "20 October 2026 – 26 October 2027 (UTC)" in said(page(client), ".rights-list")
    at = NOON + timedelta(hours=9, minutes=51)
    permissions.revoke(permission, actor=personas.rights_desk(), at=at)
    text = said(page(client), ".rights-list")
    assert "In force 20 October 2026 – 3 November 2026, 05:51 (Asia/Shanghai)" in text
    assert "from 3 November 2026, 05:51 (Asia/Shanghai) on" in text


def test_suspended_is_hatched_unpaid_outlined_and_the_archive_stays(client: Client) -> None:
    suspended = makers.make_permission(reference="S", valid_until=NOON + 100 * DAY)
    permissions.suspend(suspended, actor=personas.rights_desk(), at=NOON)
    makers.make_permission(
        reference="U",
        valid_from=NOON,
        valid_until=NOON + 101 * DAY,
        counts_when_paid=True,
        fee_amount=9,
        fee_currency="EUR",
    )
    makers.make_permission(
        reference="K",
        valid_from=NOON,
        valid_until=NOON + 102 * DAY,
        ending="keep",
        archive_clause="It may stay.",
    )
    html = page(client)
    kinds = [[kind for kind, _from, _until in bars(html, row)] for row in range(3)]
    assert kinds == [["counts", "suspended", "dark"], ["unpaid", "dark"], ["counts", "kept"]]
    assert html.count('fill="url(#rights-hatch)"') == 2  # the legend's, and its own
    assert 'id="rights-hatch"' in html


def test_an_article_is_dark_only_while_readers_miss_it(client: Client) -> None:
    ending = makers.make_permission(reference="A", valid_until=NOON + 100 * DAY)
    both = reprint(ending, "Needs two")
    second = makers.make_permission(reference="B", valid_until=NOON + 200 * DAY)
    makers.credit(makers.make_article(title="Never published"), ending)
    gone = reprint(ending, "Withdrawn")
    release.withdraw(gone, actor=personas.editor(), reason="error", at=NOON)
    planned = reprint(ending, "Leaves before")
    release.plan_takedown(planned, actor=personas.editor(), takedown_at=NOON + 50 * DAY, at=NOON)
    fine = reprint(second, "Goes on")
    text = said(page(client), ".rights-dark")
    assert "Needs two" in text
    assert "Goes on" in text
    for title in ("Never published", "Withdrawn", "Leaves before"):
        assert title not in text, title
    assert "dark" in said(page(client, **{"from": "2026-09"}), ".rights-dark h2")
    early = page(client, **{"from": "2026-01"})
    assert not said(early, ".rights-dark")
    assert both.pk != fine.pk


def test_what_ends_first_comes_first_and_it_is_found_by_source_and_time(client: Client) -> None:
    makers.make_permission(reference="Late", valid_until=NOON + 300 * DAY)
    makers.make_permission(reference="Endless", source=makers.make_source("Other"))
    makers.make_permission(reference="Soon", valid_until=NOON + 30 * DAY)
    makers.make_permission(
        reference="Long ago", valid_from=NOON - 900 * DAY, valid_until=NOON - 800 * DAY
    )
    makers.make_permission(reference="Only asked for", grant=False)
    html = page(client)
    text = said(html, ".rights-drawn tbody th a")
    assert text == "Soon Late Endless"
    assert [kind for kind, _from, _until in bars(html)] == ["ending", "dark"]
    other = makers.make_source("Other")
    assert said(page(client, source=other.pk), ".rights-drawn tbody th a") == "Endless"
    assert f"?from=2027-03&source={other.pk}" in links(page(client, source=other.pk))
    assert "Long ago" in said(page(client, **{"from": "2024-08"}), ".rights-drawn")
    assert said(page(client, **{"from": "2028-01"}), ".rights-drawn tbody th a") == "Endless"


def test_an_empty_time_says_what_would_stand_there(client: Client) -> None:
    assert "No permission says anything" in said(page(client), ".nothing-yet")
    source = makers.make_source()
    makers.make_permission(valid_until=NOON + DAY, source=source)
    html = page(client, source=source.pk, **{"from": "2100-01"})
    assert "Nothing from The Example Review" in said(html, ".nothing-yet")


@pytest.mark.parametrize(
    "asked",
    [
        *({"from": month} for month in ("2026-13", "", "x", "1026-01", "２０２６-11", "2199-06")),
        *({"source": source} for source in ("x", "0", "9" * 40, "-1")),
        *({"page": number} for number in ("0", "2", "x", "9" * 40)),
    ],
)
def test_what_cannot_be_is_not_found(client: Client, asked: dict[str, str]) -> None:
    assert client.get(desk("rights_calendar"), asked).status_code == 404


def test_it_goes_from_the_first_to_the_last_months(client: Client) -> None:
    makers.make_permission()
    html = page(client)
    assert {"?from=2026-03", "?from=2027-03"} <= set(links(html))
    assert not [link for link in links(page(client, **{"from": "1900-01"})) if "1899" in link]
    assert not [link for link in links(page(client, **{"from": "2198-12"})) if "2199" in link]


def test_it_pages_at_fifty_and_asks_the_same_few_questions(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(rights_calendar.ROWS + 1):
        reprint(makers.make_permission(valid_until=NOON + (10 + number) * DAY), f"Article {number}")
    page(client)
    with django_assert_num_queries(11):
        html = page(client)
    assert len(LexborHTMLParser(html).css(".rights-line")) == 50
    assert "Page 1 of 2" in said(html, ".paginator")
    assert "?from=2026-09&page=2" in links(html, ".paginator a")
    assert len(LexborHTMLParser(page(client, page=2)).css(".rights-line")) == 1


def test_many_dark_articles_are_counted(client: Client) -> None:
    permission = makers.make_permission(valid_until=NOON + 10 * DAY)
    for number in range(13):
        reprint(permission, f"Article {number:02}")
    text = said(page(client), ".rights-dark")
    assert "Article 09" in text
    assert "Article 10" not in text
    assert "and 3 more" in text


def test_editors_see_it_and_others_do_not() -> None:
    makers.make_permission(reference="City, 2026")
    assert "City, 2026" in page(signed_in(personas.editor()))
    for person in (personas.writer(), personas.moderator(), personas.stranger()):
        someone = signed_in(person)
        assert someone.get(desk("rights_calendar")).status_code == 403
        assert desk("rights_calendar") not in links(someone.get(desk("index")).content.decode())
    assert Client().get(desk("rights_calendar")).status_code == 302


def test_the_rooms_lead_there_and_it_speaks_chinese(client: Client) -> None:
    assert desk("rights_calendar") in links(client.get(desk("index")).content.decode(), ".rooms a")
    makers.make_permission()
    html = client.get(f"/zh-hans{desk('rights_calendar')}").content.decode()
    assert said(html, ".calendar-month") == "2026年9月 – 2027年8月"


def test_a_month_begins_at_midnight_of_the_publications_zone(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    makers.make_permission(
        valid_from=NOON, valid_until=NOON + 29 * DAY - 20 * DAY / 24
    )  # to midnight of December there
    assert bars(page(client))[0][2] == 300


def test_its_months_are_written_as_the_language_writes_them(client: Client) -> None:
    makers.make_permission(valid_until=NOON + 400 * DAY)
    asked = {"from": "2026-11"}

    def heads(prefix: str) -> list[str]:
        html = client.get(f"{prefix}{desk('rights_calendar')}", asked).content.decode()
        return [node.text(strip=True) for node in LexborHTMLParser(html).css(".rights-drawn abbr")]

    assert heads("")[:3] == ["Nov 2026", "Dec", "Jan 2027"]
    assert heads("/zh-hans")[:3] == ["2026年11月", "12月", "2027年1月"]
