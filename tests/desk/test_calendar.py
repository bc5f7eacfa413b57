"""The desk's calendar: what went out, what comes, what leaves, which permissions end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import Edition
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day_of_november() -> Iterator[None]:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        yield


def page(client: Client, **asked: str) -> str:
    response = client.get(desk("calendar"), asked)
    assert response.status_code == 200
    return response.content.decode()


def schedule(at: datetime, **columns: Any) -> Edition:
    article = makers.make_article(**columns)
    return release.publish(article, actor=personas.editor(), at=at, now=NOON)


def test_it_shows_what_went_out_and_what_is_to_come(editor: Client) -> None:
    edition = makers.make_live(title="Low water")
    schedule(NOON + 5 * DAY, title="High water")
    edition.article.title = "Lower water"
    edition.article.save()
    release.publish(
        edition.article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, kind="minor"
    )
    release.plan_takedown(
        edition.article, actor=personas.editor(), takedown_at=NOON + 20 * DAY, at=NOON + 2 * DAY
    )
    html = page(editor, view="list")
    assert said(html, ".calendar-month") == "November 2026"
    text = said(html, ".calendar-list")
    told = [
        "Monday, 2 November 2026",
        "Low water Went out",
        "Lower water New version of a published article · Small repair",
        "High water Scheduled",
        "Lower water Leaves the site · planned take-down",
    ]
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert text.count("Leaves the site") == 1
    grid = said(page(editor, view="month"), "table")
    assert "Went out: Low water" in grid
    assert "calendar-list" not in page(editor, view="month")
    assert {"calendar-list", "calendar-grid"} <= set(page(editor).replace('"', " ").split())


def test_it_counts_days_in_the_publications_time_zone(editor: Client, settings: Any) -> None:
    schedule(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), title="Night train")
    assert "Night train" in page(editor)
    settings.TIME_ZONE = "Asia/Shanghai"
    assert "Night train" not in page(editor)
    html = page(editor, month="2026-12", view="list")
    assert "Tuesday, 1 December 2026" in said(html, ".calendar-list")


def test_permissions_that_end_are_for_those_who_may_see_them(editor: Client) -> None:
    permission = makers.make_permission(valid_until=NOON + 9 * DAY, reference="City, 2026")
    article = makers.make_article(title="Reprinted")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    html = page(signed_in(personas.rights_desk()), view="list")
    assert "City, 2026 Permission ends" in said(html, ".calendar-list")
    assert desk("articles_permission_change", permission.pk) in links(html)
    assert "Reprinted Leaves the site" in said(html, ".calendar-list")
    writer = page(signed_in(personas.writer()), view="list")
    assert "City, 2026" not in writer
    assert "Reprinted Leaves the site" in said(writer, ".calendar-list")


def test_a_version_that_will_not_appear_is_told(editor: Client) -> None:
    permission = makers.make_permission(valid_until=NOON + 9 * DAY)
    article = makers.make_article(title="Too late")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON + 5 * DAY, now=NOON)
    permissions.revoke(permission, actor=personas.rights_desk(), at=NOON + DAY)
    html = page(editor, view="list")
    assert "Too late Scheduled, but its permission does not reach so far" in said(html, "li")


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-0", "", "x", "1026-01", "2026-11-01", "２０２６-11"]
)
def test_a_month_that_cannot_be_is_not_found(editor: Client, month: str) -> None:
    assert editor.get(desk("calendar"), {"month": month}).status_code == 404


def test_its_months_lead_to_each_other_up_to_the_ends(editor: Client) -> None:
    html = page(editor, month="2026-12", view="list")
    assert {"?month=2026-11&view=list", "?month=2027-01&view=list", "?view=list"} <= set(
        links(html)
    )
    assert "Nothing happens in this month" in said(html, ".nothing-yet")
    assert not [link for link in links(page(editor, month="1900-01")) if "1899" in link]
    assert not [link for link in links(page(editor, month="2199-12")) if "2200" in link]
    assert editor.get(desk("calendar"), {"view": "week"}).status_code == 404


def test_it_asks_the_same_few_questions_however_full_the_month_is(
    editor: Client, django_assert_num_queries: Any
) -> None:
    page(editor)
    for number in range(2):
        schedule(NOON + timedelta(days=4, hours=number))
        if number == 0:
            with django_assert_num_queries(9):
                page(editor)
    with django_assert_num_queries(9):
        page(editor)


def test_the_first_page_leads_there_and_strangers_see_nothing(editor: Client) -> None:
    assert desk("calendar") in links(editor.get(desk("index")).content.decode())
    assert signed_in(personas.stranger()).get(desk("calendar")).status_code == 403
    assert Client().get(desk("calendar")).status_code == 302


def test_it_speaks_the_language_of_the_address(editor: Client) -> None:
    html = editor.get(f"/zh-hans{desk('calendar')}").content.decode()
    assert said(html, ".calendar-month") == "2026年11月"
    assert said(html, ".calendar-grid th").startswith("星期一 星期二")
