"""What was recorded decides whether it may be published: each thing missing stops it, by its own field."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import DeskEvent, Masthead, Permission, Window
from articles.publishing.release import publish
from articles.refusals import Blocked, WrongStage
from articles.rights import permissions, statements
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission, renew

pytestmark = pytest.mark.django_db


def blocked_by(permission: Permission) -> set[tuple[str, int]]:
    """The fields of the permission that the refusal names."""
    article = make_article()
    credit(article, permission)
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return {(one.field, one.permission) for one in refusal.value.findings if one.permission}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"basis": "unknown"}, "basis"),
        ({"proof": ""}, "evidence"),
        ({"valid_until": None}, "valid_until"),
        ({"ai_policy": "allowed"}, "ai_policy"),
    ],
    ids=["basis unknown", "nobody looked at a proof", "neither end nor perpetual", "no word on AI"],
)
def test_nothing_is_published_on_a_permission_that_lacks_it(
    facts: dict[str, Any], field: str
) -> None:
    permission = make_permission(grant=False, **facts)
    assert blocked_by(permission) == {(field, permission.pk)}


def test_what_counts_once_it_is_paid_is_published_only_then() -> None:
    fee = {"fee_amount": 80, "fee_currency": "EUR", "counts_when_paid": True}
    permission = make_permission(**fee)
    assert blocked_by(permission) == {("fee_amount", permission.pk)}
    permissions.pay(permission, actor=personas.rights_desk(), at=NOON + DAY)
    article = make_article()
    credit(article, permission)
    edition = publish(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON + 2 * DAY)
    assert Window.objects.live(at=NOON + 2 * DAY).get().edition == edition
    with pytest.raises(WrongStage):
        permissions.pay(permission, actor=personas.rights_desk(), at=NOON + 3 * DAY)


def test_a_renewal_that_touches_leaves_no_dark_time_and_an_hour_between_does() -> None:
    hour = DAY / 24
    for gap, spans in ((0 * hour, 1), (hour, 2)):
        permission = make_permission(valid_until=NOON + 10 * DAY)
        article = make_article()
        credit(article, permission)
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
        renew(permission, at=NOON, valid_from=NOON + 10 * DAY + gap, is_perpetual=True)
        windows = Window.objects.filter(article=article)
        assert windows.count() == spans
        assert windows.live(at=NOON + 10 * DAY + gap).exists()
        assert windows.live(at=NOON + 10 * DAY + gap / 2).exists() == (spans == 1)


def test_mending_writes_what_was_not_granted_and_nothing_else() -> None:
    actor = personas.rights_desk()
    draft = make_permission(grant=False)
    permissions.mend(draft, actor=actor, at=NOON, licensor="Cy", basis="syndication", notes="")
    draft.refresh_from_db()
    assert (draft.licensor, draft.basis) == ("Cy", "syndication")
    event = DeskEvent.objects.get(verb="mend_permission")
    assert event.facts == {"fields": ["basis", "licensor"]}
    permissions.mend(draft, actor=actor, at=NOON, licensor="Cy")
    granted = permissions.grant(draft, actor=actor, at=NOON)
    with pytest.raises(WrongStage):
        permissions.mend(granted, actor=actor, at=NOON, notes="x", licensor="Dee")
    permissions.mend(granted, actor=actor, at=NOON, notes="x", licensor="Cy")
    granted.refresh_from_db()
    assert (granted.notes, granted.licensor) == ("x", "Cy")
    assert DeskEvent.objects.filter(verb="mend_permission").count() == 2


def test_a_prescribed_credit_says_of_each_original_what_is_known_of_it() -> None:
    words = "{authors}: {title}. First in The Review, {date}. {also}"
    permission = make_permission(credit_kind="verbatim", required_credit=words)
    article = make_article()
    credit(article, permission, title="A {date}", first_published_on="2026-05")
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    said = statements.statement(edition, at=NOON, masthead=Masthead.objects.get())
    assert said.required_credit == "Bo Holder: A {date}. First in The Review, 2026-05. {also}"
