"""A permission that counts only once its fee is paid: refused before, in force from that moment on."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import Article, Permission
from articles.publishing.release import publish
from articles.refusals import Blocked, WrongStage
from articles.rights import permissions
from tests import personas
from tests.makers import NOON, credit, make_article, make_permission, renew
from tests.rules.test_windows import day, table

pytestmark = pytest.mark.django_db

FEE: dict[str, Any] = {"fee_amount": 80, "fee_currency": "EUR", "counts_when_paid": True}


def publish_at(article: Article, number: float) -> None:
    publish(article, actor=personas.editor(), at=day(number), now=day(number))


def pay(permission: Permission, number: float) -> Permission:
    return permissions.pay(permission, actor=personas.rights_desk(), at=day(number))


def test_nothing_is_published_on_it_until_it_is_paid() -> None:
    permission = make_permission(valid_until=day(10), **FEE)
    article = make_article()
    credit(article, permission)
    with pytest.raises(Blocked) as refusal:
        publish_at(article, 0)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field) == ("permission_unpaid", "fee_amount")
    assert finding.permission == permission.pk
    assert permission.span is None
    assert pay(permission, 2).span == (day(2), day(10))
    publish_at(article, 3)
    table(article, (day(3), 1), (day(10), None))


def test_it_counts_from_the_payment_and_not_from_before() -> None:
    article = make_article()
    permission = pay(make_permission(valid_until=day(10), **FEE), 2)
    credit(article, permission)
    with pytest.raises(Blocked):
        publish_at(article, 1)


def test_a_fee_that_it_does_not_wait_for_stops_nothing() -> None:
    article = make_article()
    credit(article, make_permission(valid_until=day(10), **FEE | {"counts_when_paid": False}))
    publish_at(article, 0)
    table(article, (day(0), 1), (day(10), None))


def test_a_renewal_that_waits_for_its_fee_is_dark_until_it_is_paid() -> None:
    old = make_permission(valid_until=day(10))
    article = make_article()
    credit(article, old)
    publish_at(article, 0)
    new = renew(old, at=NOON, valid_until=day(30), **FEE)
    table(article, (day(0), 1), (day(10), None))
    pay(new, 12)
    table(article, (day(0), 1), (day(10), None), (day(12), 1), (day(30), None))


def test_a_renewal_that_is_paid_in_time_leaves_no_dark_second() -> None:
    old = make_permission(valid_until=day(10))
    article = make_article()
    credit(article, old)
    publish_at(article, 0)
    pay(renew(old, at=NOON, valid_until=day(30), **FEE), 5)
    table(article, (day(0), 1), (day(30), None))


def test_it_is_paid_once() -> None:
    permission = pay(make_permission(valid_until=day(10), **FEE), 2)
    with pytest.raises(WrongStage):
        pay(permission, 3)
