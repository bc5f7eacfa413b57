"""The rights desk's panel on the first page: what is to be done, each row leading to where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from articles.models import Edition, Permission
from articles.publishing import release
from articles.rights import copies, days, permissions, upstream
from tests import makers, personas
from tests.desk.pages import desk, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + 100 * DAY


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def reprint(permission: Permission, title: str) -> Edition:
    article = makers.make_article(title=title)
    makers.credit(article, permission)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def first_page() -> str:
    response = signed_in(personas.rights_desk()).get(desk("index"))
    assert response.status_code == 200
    return response.content.decode()


def test_it_lists_what_is_to_be_done_and_where() -> None:
    suspended = makers.make_permission(reference="Doubtful")
    permissions.suspend(suspended, actor=personas.rights_desk(), at=LATER - DAY)
    ended = makers.make_permission(reference="Over", valid_until=LATER - 6 * DAY)
    ending = makers.make_permission(reference="Soon over", valid_until=LATER + 80 * DAY)
    owed = makers.make_permission(
        reference="Owed", fee_amount=9, fee_currency="EUR", fee_due_on=date(2027, 2, 12)
    )
    makers.make_permission(reference="Long over", valid_until=LATER - 8 * DAY)
    makers.make_permission(
        reference="Owed later", fee_amount=9, fee_currency="EUR", fee_due_on=date(2027, 3, 12)
    )
    edition = reprint(makers.make_permission(copy_within_days=101), "The ferry")
    html = first_page()
    text = said(html, ".panel-rights li")
    for words in (
        "Doubtful suspended",
        "Over ended on",
        "Soon over ends on",
        "Owed the fee is due on 12 February 2027",
        "The ferry copy due to the holder",
        "The ferry the original is to be looked at since",
    ):
        assert words in text, words
    assert "Long over" not in text
    assert "Owed later" not in text
    for row in (suspended, ended, ending, owed):
        assert desk("articles_permission_change", row.pk) in links(html, ".panel-rights a")
    assert desk("articles_edition_tearsheet", edition.pk) in links(html, ".panel-rights a")
    look = desk("articles_article_verb", edition.article_id, "look")
    assert look in links(html, ".panel-rights a")
    assert desk("rights_calendar") in links(html, ".panel-rights header a")


def test_an_end_is_told_by_its_last_day_where_it_was_allowed() -> None:
    shanghai = "Asia/Shanghai"
    end = days.ends(date(2027, 3, 2), ZoneInfo(shanghai))
    makers.make_permission(reference="Whole days", valid_until=end, time_zone=shanghai)
    over = days.ends(date(2027, 2, 7), ZoneInfo(shanghai))
    makers.make_permission(reference="Gone", valid_until=over, time_zone=shanghai)
    text = said(first_page(), ".panel-rights li")
    assert "Whole days the last day is 2 March 2027" in text
    assert "Gone the last day was 7 February 2027" in text


def test_each_row_goes_once_it_is_done() -> None:
    desk_person = personas.rights_desk()
    permission = makers.make_permission(
        valid_until=LATER + 80 * DAY,
        copy_within_days=30,
        fee_amount=9,
        fee_currency="EUR",
        fee_due_on=date(2027, 2, 1),
    )
    edition = reprint(permission, "The ferry")
    article = edition.article
    assert said(first_page(), ".panel-rights li")
    permissions.pay(permission, actor=desk_person)
    copies.send_copy(
        article, edition=edition, permission=permission, actor=desk_person, to="Bo Holder"
    )
    upstream.look(article, actor=desk_person, state="unchanged")
    makers.renew(permission, is_perpetual=True)
    html = first_page()
    assert not said(html, ".panel-rights li")
    assert "nothing is owed to a holder" in said(html, ".panel-rights")


def test_it_asks_the_same_few_questions_however_much_is_due(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(9):
        permission = makers.make_permission(
            valid_until=LATER + timedelta(days=number + 1),
            copy_within_days=3,
            fee_amount=9,
            fee_currency="EUR",
            fee_due_on=date(2027, 2, 1),
        )
        reprint(permission, f"Article {number}")
    first_page()
    everyone = signed_in(personas.everyone())
    with django_assert_max_num_queries(22):
        page = everyone.get(desk("index")).content.decode()
    assert said(page, ".panel-rights li").count("copy due") == 4
