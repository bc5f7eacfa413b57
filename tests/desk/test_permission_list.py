"""The list of permissions and what a permission's page says of it: how it stands, what relies on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.clearance import Standing
from articles.models import Permission
from articles.publishing.release import publish
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, links, said, signed_in
from tests.desk.test_desk_rights import page_of

pytestmark = pytest.mark.django_db

LIST = "articles_permission_changelist"


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def one_of_each() -> dict[str, str]:
    """A permission for each standing, by its short name."""
    now, actor = timezone.now(), personas.rights_desk()
    day = timedelta(days=1)
    long_ago = {"valid_from": now - 90 * day}
    fee = {"fee_amount": 8, "fee_currency": "EUR", "counts_when_paid": True}
    makers.make_permission(reference="P draft", grant=False)
    for name, verb in (("P requested", permissions.request), ("P refused", permissions.refuse)):
        verb(makers.make_permission(reference=name, grant=False), actor=actor)
    for name, facts in {
        "P unpaid": fee,
        "P scheduled": {"valid_from": now + day},
        "P in_force": {},
        "P expiring": {"valid_until": now + 9 * day},
        "P expired": {**long_ago, "valid_until": now - day},
        "P renewed": {**long_ago, "valid_until": now + 400 * day},
        "P superseded": {**long_ago, "valid_until": now + 400 * day},
    }.items():
        makers.make_permission(reference=name, **facts)
    permissions.suspend(makers.make_permission(reference="P suspended"), actor=actor)
    permissions.revoke(makers.make_permission(reference="P revoked"), actor=actor)
    old = Permission.objects.get(reference="P renewed")
    makers.renew(old, reference="P renewal", is_perpetual=True)
    over = Permission.objects.get(reference="P superseded")
    new = makers.renew(over, reference="P revoked renewal", is_perpetual=True)
    permissions.revoke(new, actor=actor)
    Permission.objects.filter(pk=new.pk).update(reference="P revoked")
    return {standing: f"P {standing}" for standing in Standing.values}


def rows_of(client: Client, query: str) -> list[str]:
    page = client.get(f"{desk(LIST)}?{query}").content
    return [node.text().strip() for node in LexborHTMLParser(page).css(".field-reference")]


def test_it_is_narrowed_down_by_how_they_stand_now(client: Client) -> None:
    for standing, name in one_of_each().items():
        found = rows_of(client, f"standing={standing}")
        beside = {"scheduled": {"P renewal"}, "in_force": {"P expiring", "P renewed"}}
        assert set(found) == {name} | beside.get(standing, set()), standing
    assert len(rows_of(client, "standing=nonsense")) == 14


def test_the_filter_says_that_what_ends_soon_is_still_in_force(client: Client) -> None:
    one_of_each()
    page = client.get(desk(LIST)).content.decode()
    assert "In force (also what ends soon or is renewed)" in page
    assert "In force, but ends soon" in page


def test_its_history_says_who_decided_what_and_in_which_words(client: Client) -> None:
    permission = makers.make_permission()
    actor = personas.rights_desk()
    permissions.suspend(permission, actor=actor, said="A doubt.")
    permissions.resume(permission, actor=actor, said="Cleared.")
    makers.make_permission(reference="Another")
    page = client.get(desk("articles_permission_history", permission.pk)).content.decode()
    told = [node.text() for node in LexborHTMLParser(page).css(".decisions tbody tr")]
    assert len(told) == 6
    for words in (
        "granted a permission",
        "added a proof",
        "looked at a proof",
        "A doubt.",
        "Cleared.",
    ):
        assert any(words in row and "rights" in row for row in told), words


def test_a_row_says_who_from_which_source_until_when_and_how_many_rely_on_it(
    client: Client,
) -> None:
    until = timezone.now().replace(year=2070, month=5, day=31, hour=16, minute=0, second=0)
    old = makers.make_permission(
        reference="Old", valid_until=until.replace(microsecond=0), time_zone="Asia/Shanghai"
    )
    articles = [makers.make_article() for _time in range(2)]
    for article in articles:
        makers.credit(article, old)
    publish(articles[0], actor=personas.editor(), at=makers.NOON, now=makers.NOON)
    new = makers.renew(old, reference="New", is_perpetual=True)
    makers.credit(makers.make_article(), new)
    page = LexborHTMLParser(client.get(desk(LIST)).content)
    row = next(node for node in page.css("#result_list tbody tr") if "Old" in node.text())
    cells = [cell.text().strip() for cell in row.css("th, td")]
    assert cells == [
        *("Old", "Bo Holder", "The Example Review", "31 May 2070"),
        *("In force, and renewed", "1, to publish: 2"),
    ]
    assert rows_of(client, "q=holder") == ["New", "Old"]
    assert rows_of(client, "q=nobody") == []


def test_a_list_asks_as_often_for_many_as_for_few(
    client: Client, django_assert_num_queries: Any
) -> None:
    makers.credit(makers.make_article(), makers.make_permission())
    client.get(desk(LIST))
    with django_assert_num_queries(12):
        client.get(desk(LIST))
    for _time in range(6):
        makers.credit(makers.make_article(), makers.make_permission())
    with django_assert_num_queries(12):
        client.get(desk(LIST))


def test_its_page_leads_to_the_articles_that_rely_on_it(client: Client) -> None:
    permission = makers.make_permission()
    live, draft = makers.make_article(title="On the site"), makers.make_article(title="In work")
    for article in (live, draft):
        makers.credit(article, permission)
    publish(live, actor=personas.editor(), at=makers.NOON, now=makers.NOON)
    page = client.get(page_of(permission)).content.decode()
    shown = links(page, "#relying a")
    assert set(shown) == {desk("articles_article_change", row.pk) for row in (live, draft)}
    assert "1 article relies on it" in said(page, ".permission-stands")
    assert "In work Not published yet" in said(page, "#relying li")
    assert "On the site Online" in said(page, "#relying li")
    renewal = makers.renew(permission, is_perpetual=True)
    page = client.get(page_of(renewal)).content.decode()
    assert set(links(page, "#relying a")) == set(shown)


def test_a_permission_that_nobody_uses_says_so(client: Client) -> None:
    page = client.get(page_of(makers.make_permission())).content.decode()
    assert "None yet." in said(page, "#relying")


def test_the_chain_of_renewals_is_told_on_each_of_its_pages(client: Client) -> None:
    first = makers.make_permission(reference="First", valid_until=makers.NOON + 900 * makers.DAY)
    second = makers.renew(first, reference="Second", valid_until=makers.NOON + 1200 * makers.DAY)
    third = makers.renew(second, reference="Third", is_perpetual=True)
    for row in (first, second, third):
        page = client.get(page_of(row)).content.decode()
        chain = LexborHTMLParser(page).css("[aria-labelledby=renewals-heading] li")
        assert [node.text().split(" · ")[0].strip() for node in chain] == [
            *("First", "Second", "Third")
        ]
        own = said(page, "[aria-labelledby=renewals-heading] [aria-current]")
        assert own == row.reference
    assert "without end" in said(page, "[aria-labelledby=renewals-heading]")
