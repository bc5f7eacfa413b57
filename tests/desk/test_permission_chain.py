"""A permission and its renewals at the desk: which of them carries the pages, what an end makes of them, and
what is taken off by stopping it.
"""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.models import Article, CreditPermission, Permission
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

END = NOON + 100 * DAY
KEEP = {"ending": "keep", "archive_clause": "§ 4"}
LINK = {"ending": "link"}


@pytest.fixture(autouse=True)
def _a_day_later() -> Any:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def live(*needed: Permission, title: str = "The ferry") -> Article:
    article = makers.make_article(title=title)
    makers.credit(article, *needed)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return article


def page_of(row: Any) -> str:
    return desk(f"articles_{row._meta.model_name}_change", row.pk)


def of_verb(permission: Permission, name: str) -> str:
    return desk("articles_permission_verb", permission.pk, name)


def told(client: Client, permission: Permission, name: str) -> str:
    """What the page of a verb says before it is done."""
    page = LexborHTMLParser(client.get(of_verb(permission, name)).content)
    return " ".join(node.text() for node in page.css(".explanation"))


# --- which of the chain carries the pages -----------------------------------------------------------


def test_until_its_renewal_begins_the_old_one_is_in_force_and_leads_to_what_stops_it(
    client: Client,
) -> None:
    old = makers.make_permission(reference="Old", valid_until=END)
    article = live(old)
    new = makers.renew(old, reference="New", valid_until=END + 50 * DAY)
    page = client.get(page_of(old)).content.decode()
    stands = said(page, ".permission-stands")
    assert "In force, and renewed" in stands
    assert "Renewed by “New”" in stands
    assert said(page, ".outcome") == (
        "On 10 February 2027, 12:00 (UTC) its renewal takes over: nothing goes dark."
    )
    choices = said(signed_in(personas.everyone()).get(page_of(article)).content.decode(), "option")
    assert "Old · Renewed by New (from" in choices
    ways = links(page, ".verbs a")
    assert [of_verb(new, name) for name in ("suspend", "revoke")] == ways
    page = client.get(page_of(new)).content.decode()
    assert "“Old”, which it renews, is in force now" in said(page, ".permission-stands")
    text = told(client, new, "revoke")
    assert "It stops what it renews, too: Old, in force from" in text
    assert "1 article leaves the site at once: The ferry." in text
    assert page_of(article) in links(client.get(of_verb(new, "suspend")).content.decode())
    client.post(of_verb(new, "revoke"), {"said": ""})
    assert client.get(article.editions.get().get_absolute_url()).status_code == 410
    page = client.get(page_of(old)).content.decode()
    assert said(page, ".permission-stands .state") == "Renewed by another"
    assert said(page, ".outcome").startswith("It was stopped on 3 November 2026")


@pytest.mark.parametrize(
    ("ending", "in_between"),
    [
        ({}, "its pages are replaced by a removal notice."),
        (LINK, "the text leaves its pages: title, summary and a link to the original stay."),
        (KEEP, "it ends; its pages stay as they are in our archive, as the clause allows."),
    ],
)
def test_a_gap_before_its_renewal_is_told_by_what_was_agreed(
    client: Client, ending: dict[str, str], in_between: str
) -> None:
    old = makers.make_permission(valid_until=END, **ending)
    makers.renew(old, valid_from=END + 5 * DAY, is_perpetual=True, valid_until=None)
    text = said(client.get(page_of(old)).content.decode(), ".outcome")
    assert text == (
        f"On 10 February 2027, 12:00 (UTC) {in_between} "
        "Its renewal counts from 15 February 2027, 12:00 (UTC) on."
    )


def test_what_its_renewal_took_over_from_is_past(client: Client) -> None:
    old = makers.make_permission(valid_until=NOON)
    makers.renew(old, at=NOON - DAY, valid_until=END)
    page = client.get(page_of(old)).content.decode()
    assert said(page, ".permission-stands .state") == "Renewed by another"
    assert said(page, ".outcome") == "Its renewal took over on 2 November 2026, 12:00 (UTC)."


def test_a_renewal_that_waits_for_its_fee_takes_nothing_over(client: Client) -> None:
    old = makers.make_permission(valid_until=END)
    makers.renew(
        old, valid_until=END + DAY, fee_amount=5, fee_currency="EUR", counts_when_paid=True
    )
    text = said(client.get(page_of(old)).content.decode(), ".outcome")
    assert "replaced by a removal notice. Its renewal counts only once its fee is paid." in text


# --- what is taken off ------------------------------------------------------------------------------


def test_what_another_permission_carries_stays_and_is_not_named(client: Client) -> None:
    one, other = makers.make_permission(), makers.make_permission()
    live(one, other, title="On two")
    live(one, title="On one")
    text = told(client, one, "revoke")
    assert "1 article leaves the site at once: On one." in text
    assert "On two" not in text
    assert "No article leaves the site" in told(client, other, "suspend")


def test_what_will_not_appear_when_its_time_comes_is_named(client: Client) -> None:
    first, second = makers.make_permission(), makers.make_permission()
    article = live(first, title="Twice")
    CreditPermission.objects.filter(permission=first).update(permission=second)
    article.refresh_from_db()
    coming = makers.make_article(title="To come")
    makers.credit(coming, second)
    for row in (article, coming):
        release.publish(row, actor=personas.editor(), at=END, now=NOON + DAY)
    text = told(client, second, "revoke")
    assert "2 versions will not appear when their time comes: To come · Twice." in text
    assert "leaves the site" not in text
    client.post(of_verb(second, "revoke"), {"said": ""})
    assert article.windows.live(at=END).get().edition.number == 1
    assert not coming.windows.exists()


def test_many_are_counted_and_it_asks_as_often_for_many_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    permission = makers.make_permission()
    for number in range(23):
        live(permission, title=f"Number {number:02}")
    with django_assert_max_num_queries(24):
        text = told(client, permission, "revoke")
    assert "23 articles leave the site at once: Number 00 · " in text
    assert text.endswith("Number 19 and 3 more")


# --- what relies on it ------------------------------------------------------------------------------


def test_an_article_that_was_published_on_another_relies_on_it_no_more(client: Client) -> None:
    old, new = makers.make_permission(), makers.make_permission()
    article = live(old)
    CreditPermission.objects.filter(permission=old).update(permission=new)
    page = client.get(page_of(old)).content.decode()
    assert "1 article relies on it" in said(page, ".permission-stands")
    page = client.get(page_of(new)).content.decode()
    assert "0 articles rely on it" in said(page, ".permission-stands")
    assert "The ferry Published on something else" in said(page, "#relying")
    article.refresh_from_db()
    at = NOON + DAY / 2
    release.publish(article, actor=personas.editor(), at=at, now=at)
    page = client.get(page_of(old)).content.decode()
    assert "0 articles rely on it" in said(page, ".permission-stands")
    assert "The ferry" not in said(page, "#relying")
    page = client.get(page_of(new)).content.decode()
    assert "The ferry Online" in said(page, "#relying")


def test_what_is_not_shown_still_relies_on_it_and_what_is_withdrawn_does_not(
    client: Client,
) -> None:
    ended = makers.make_permission(valid_until=NOON + DAY / 2)
    live(ended)
    gone = live(ended, title="Withdrawn")
    release.withdraw(gone, actor=personas.editor(), reason="error", at=NOON + DAY / 4)
    text = said(client.get(page_of(ended)).content.decode(), "#relying")
    assert "The ferry Not shown" in text
    assert "Withdrawn" not in text


def test_a_permission_for_a_published_article_says_that_it_is_to_be_published_again(
    client: Client,
) -> None:
    old = makers.make_permission()
    article = live(old)
    permissions.revoke(old, actor=personas.rights_desk(), at=NOON + DAY / 2)
    add = desk("articles_permission_add") + f"?article={article.pk}"
    values = form_values(client.get(add).content.decode(), "#permission_form")
    values |= {
        **{"licensor": "Bo", "licensor_role": "author", "basis": "permission"},
        **{"valid_from": "2026-06-01", "is_perpetual": "on", "credit_kind": "none"},
        **{"is_forwarded": "on", "proof_kind": "mail", "proof_words": "Yes."},
        **{"proof_is_checked": "on", "_grant": ""},
    }
    page = client.post(add, values, follow=True).content.decode()
    text = said(page, ".messagelist")
    assert "The working copy of this article relies on it now: The ferry" in text
    assert "For readers it counts only once these are published again: The ferry" in text
    everyone = signed_in(personas.everyone())
    page = everyone.get(page_of(article)).content.decode()
    assert "rests on another permission than the one chosen here" in said(page, ".status-panel")
    checklist = said(page, "#checklist")
    assert "counts for readers only once the article is published again." in checklist
    button = LexborHTMLParser(page).css_first("#checklist button[value=publish]")
    assert button is not None
    CreditPermission.objects.filter(permission=old).delete()
    article.refresh_from_db()
    at = NOON + DAY
    release.publish(article, actor=personas.editor(), at=at, now=at)
    page = everyone.get(page_of(article)).content.decode()
    assert "published again" not in said(page, "#checklist")
    assert "rests on another" not in said(page, ".status-panel")


def test_a_renewal_chosen_in_place_of_what_it_renews_asks_for_nothing(client: Client) -> None:
    old = makers.make_permission(valid_until=END)
    article = live(old)
    new = makers.renew(old, valid_until=END + DAY)
    CreditPermission.objects.filter(permission=old).update(permission=new)
    page = client.get(page_of(article)).content.decode()
    assert "rests on another" not in said(page, ".status-panel")
    assert "1 article relies on it" in said(
        client.get(page_of(new)).content.decode(), ".permission-stands"
    )


def test_granting_a_draft_names_the_published_articles_that_chose_it(client: Client) -> None:
    old, new = makers.make_permission(), makers.make_permission(grant=False)
    article = live(old)
    article.credit_record.needs.create(permission=new)
    page = client.post(of_verb(new, "grant"), {"said": ""}, follow=True).content.decode()
    assert "Granted. For readers it counts only once these are published again: The ferry" in said(
        page, ".messagelist"
    )


# --- renewing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "status", "before", "typed", "after"),
    [
        ({}, 410, "its pages are gone since then", "gone already", "It has been dark since"),
        (
            *(LINK, 200, "its pages hold title, summary and a link"),
            *("The text is gone already", "Its text has been gone since"),
        ),
        (
            *(KEEP, 200, "its pages stay as they are in our archive"),
            *("The pages are still there", "Its pages are in our archive since"),
        ),
    ],
)
def test_what_became_of_its_pages_at_an_end_is_told_as_it_is(
    client: Client, ending: dict[str, str], status: int, before: str, typed: str, after: str
) -> None:
    permission = makers.make_permission(valid_until=NOON + DAY / 2, **ending)
    article = live(permission)
    assert client.get(article.editions.get().get_absolute_url()).status_code == status
    page = client.get(of_verb(permission, "renew")).content.decode()
    assert before in said(page, ".explanation")
    begins = LexborHTMLParser(page).css_first("[data-sentences]")
    assert begins is not None
    assert typed in (begins.attributes["data-sentences"] or "")
    assert ("gone" in said(page, ".explanation")) == (status == 410)
    sent = form_values(page, "form[data-verb=renew]") | {
        **{"valid_until": "2027-12-31", "proof_kind": "mail", "proof_words": "Yes, again."},
        "proof_is_checked": "on",
    }
    page = client.post(of_verb(permission, "renew"), sent, follow=True).content.decode()
    assert after in said(page, ".messagelist")


@pytest.mark.parametrize(
    ("ending", "before", "after"),
    [
        ({}, "its pages are gone in between", "its pages are gone."),
        (LINK, "title, summary and a link stay", "its pages hold title, summary and a link alone."),
        (KEEP, "its pages stay in our archive in between", "no new version may appear."),
    ],
)
def test_a_gap_of_a_renewal_is_told_by_what_stays(
    client: Client, ending: dict[str, str], before: str, after: str
) -> None:
    permission = makers.make_permission(valid_until=END, **ending)
    page = client.get(of_verb(permission, "renew")).content.decode()
    assert before in said(page, ".explanation")
    sent = form_values(page, "form[data-verb=renew]") | {
        **{"valid_from": "2027-03-01", "valid_until": "2027-12-31"},
        **{"proof_kind": "mail", "proof_words": "Yes, again.", "proof_is_checked": "on"},
    }
    page = client.post(of_verb(permission, "renew"), sent, follow=True).content.decode()
    assert "It leaves a gap" in said(page, ".messagelist")
    assert after in said(page, ".messagelist")


# --- days and moments -------------------------------------------------------------------------------


def test_a_moment_names_its_zone_once(client: Client) -> None:
    at = NOON.replace(hour=21, minute=54)
    permission = makers.make_permission(valid_until=at + DAY)
    makers.renew(permission, is_perpetual=True, valid_until=None)
    for address in (
        page_of(permission),
        of_verb(Permission.objects.get(supersedes=permission), "revoke"),
    ):
        text = said(client.get(address).content.decode(), "#content")
        assert "3 November 2026, 21:54 (UTC)" in text
        assert "(UTC) (UTC)" not in text


def test_a_day_of_theirs_names_their_zone(client: Client) -> None:
    permission = makers.make_permission(
        valid_from=NOON.replace(hour=16),
        valid_until=END.replace(hour=16),
        time_zone="Asia/Shanghai",
    )
    text = said(client.get(page_of(permission)).content.decode(), "#content")
    assert "from 3 November 2026 until 10 February 2027 (Asia/Shanghai)" in text
