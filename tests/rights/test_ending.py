"""A permission comes to its end: what the desk may still do, and what readers still see."""

from __future__ import annotations

import pytest

from articles.models import Article, Permission
from articles.publishing import workflow
from articles.publishing.release import publish
from articles.publishing.restoring import restore
from articles.refusals import Blocked
from articles.rights import permissions
from tests import personas
from tests.makers import NOON, credit, make_article, make_permission, renew
from tests.rules.test_windows import again, day, live, table

pytestmark = pytest.mark.django_db

PERMISSIONS = "credit_record-permissions"
KEPT = {"ending": "keep", "archive_clause": "What has appeared may stay in the archive."}


def reprint(*needed: Permission) -> Article:
    article = make_article()
    credit(article, *needed)
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return article


def refused(article: Article, number: float) -> set[tuple[str, str]]:
    """With what, and beside which field, publishing a changed text is refused on that day."""
    article.refresh_from_db()
    article.title = f"{article.title}, changed"
    article.save()
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=day(number), now=day(number))
    return {(one.code, one.field) for one in refusal.value.findings if one.level == "blocker"}


LAPSED = {("permission_lapsed", PERMISSIONS)}


def test_whoever_writes_goes_on_writing_and_cannot_publish() -> None:
    article = reprint(make_permission(valid_until=day(10)))
    assert refused(article, 10) == LAPSED
    article.refresh_from_db()
    assert article.title.endswith("changed")
    sent = workflow.submit(article, actor=personas.writer(), at=day(11))
    assert workflow.approve(sent, actor=personas.editor(), at=day(11)).stage == "approved"
    assert refused(article, 11) == LAPSED


def test_a_version_brought_back_brings_its_credit_and_is_refused_for_its_permission() -> None:
    permission = make_permission(valid_until=day(10))
    article = make_article()
    credit(article, permission, title="原文", authors="Bo Holder")
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    article.refresh_from_db()
    article.credit_record.delete()
    restored = restore(article, edition=edition, actor=personas.editor(), at=day(11))
    record = type(article).objects.get(pk=article.pk).credit_record
    assert (record.title, record.authors) == ("原文", "Bo Holder")
    assert list(record.permissions.all()) == [permission]
    assert refused(restored, 11) == LAPSED
    renew(permission, at=day(11), valid_from=day(11), valid_until=day(20))
    again(restored, day(12))
    assert live(article, day(12)) == 2


def translated(*, original: object, translation: object) -> Article:
    article = make_article()
    record = credit(
        article, make_permission(valid_until=original), relation="translation", language="zh-Hans"
    )
    record.needs.create(permission=make_permission(valid_until=translation), covers="translation")
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return article


def test_of_two_that_are_needed_the_first_to_end_ends_it() -> None:
    article = translated(original=day(30), translation=day(10))
    table(article, (day(0), 1), (day(10), None))
    assert refused(article, 10) == LAPSED
    table(translated(original=day(5), translation=day(10)), (day(0), 1), (day(5), None))


# --- with a clause that keeps the archive --------------------------------------------------------


def test_what_ran_stays_in_the_archive_where_a_clause_says_so() -> None:
    table(reprint(make_permission(valid_until=day(10), **KEPT)), (day(0), 1))


def test_a_clause_for_the_archive_lets_no_new_version_appear() -> None:
    permission = make_permission(valid_until=day(10), **KEPT)
    article = reprint(permission)
    assert refused(article, 10) == LAPSED
    assert live(article, day(11)) == 1
    new = make_article()
    credit(new, permission)
    with pytest.raises(Blocked):
        publish(new, actor=personas.editor(), at=day(11), now=day(11))
    assert live(new, day(12)) is None


@pytest.mark.parametrize("stopped", [5, 10, 15])
@pytest.mark.parametrize("stop", [permissions.revoke, permissions.suspend])
def test_to_revoke_it_takes_it_out_of_the_archive_at_once(stop: object, stopped: int) -> None:
    permission = make_permission(valid_until=day(10), **KEPT)
    article = reprint(permission)
    stop(permission, actor=personas.rights_desk(), at=day(stopped))  # type: ignore[operator]
    table(article, (day(0), 1), (day(stopped), None))


def test_a_renewal_without_the_clause_ends_it_with_its_own_term() -> None:
    permission = make_permission(valid_until=day(10), **KEPT)
    article = reprint(permission)
    renew(
        permission,
        at=day(11),
        valid_from=day(12),
        valid_until=day(20),
        ending="remove",
        archive_clause="",
    )
    table(article, (day(0), 1), (day(20), None))


def test_what_was_dark_when_it_ended_does_not_come_back_by_the_clause() -> None:
    original = make_permission(valid_until=day(5))
    translation = make_permission(valid_until=day(6), **KEPT)
    article = make_article()
    record = credit(article, original, relation="translation", language="zh-Hans")
    record.needs.create(permission=translation, covers="translation")
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    renew(original, at=day(1), valid_from=day(7), valid_until=day(20))
    table(article, (day(0), 1), (day(5), None))
