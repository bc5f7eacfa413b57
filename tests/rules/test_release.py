"""Publishing, scheduling and taking down: what is refused, by which name, and what stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from articles import listing
from articles.curation import tag_article
from articles.models import (
    Address,
    Article,
    DeskEvent,
    Edition,
    Masthead,
    Window,
)
from articles.models.articles import Stage
from articles.publishing.release import (
    is_changed,
    plan_takedown,
    publish,
    reinstate,
    withdraw,
)
from articles.publishing.scheduling import unschedule
from articles.publishing.workflow import approve, submit
from articles.refusals import (
    AddressTaken,
    AlreadyScheduled,
    ApprovalMissing,
    Blocked,
    NoteMissing,
    NothingChanged,
    NothingLive,
    Refused,
    WrongInstant,
    WrongStage,
)
from articles.rights import permissions
from tests import personas
from tests.makers import (
    DAY,
    NOON,
    credit,
    make_article,
    make_image,
    make_live,
    make_permission,
)

pytestmark = pytest.mark.django_db


def touched(article: Article) -> Article:
    article.refresh_from_db()
    article.title = f"{article.title} again"
    article.save()
    return article


def test_it_numbers_versions_from_one_and_goes_back_to_draft() -> None:
    article = make_article()
    submit(article, actor=personas.writer(), at=NOON)
    first = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    second = publish(
        touched(article), actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, note=" Spelling. "
    )
    article.refresh_from_db()
    assert (first.number, first.kind) == (1, "first")
    assert (second.number, second.kind, second.note) == (2, "minor", "Spelling.")
    assert article.stage == Stage.DRAFT


def test_it_publishes_from_review_unless_approval_is_asked_for() -> None:
    Masthead.objects.update(is_approval_required=True)
    article = make_article()
    with pytest.raises(ApprovalMissing):
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    submit(article, actor=personas.writer(), at=NOON)
    with pytest.raises(ApprovalMissing):
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    approve(article, actor=personas.editor(), at=NOON)
    assert publish(article, actor=personas.editor(), at=NOON, now=NOON).number == 1


def test_it_refuses_to_publish_what_did_not_change() -> None:
    article = make_live().article
    with pytest.raises(NothingChanged):
        publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)


def test_another_set_of_tags_is_a_change_and_another_spelling_of_one_is_not() -> None:
    from articles.curation import tag_article
    from articles.tidying.renaming import rename_tag

    edition = make_live(tags=["essays"])
    article = edition.article
    tag_article(article, ["ESSAYS"], actor=personas.editor())
    assert not is_changed(article, edition)
    rename_tag(article.tags.get(), actor=personas.editor(), name="Long reads", at=NOON)
    assert not is_changed(article, edition)
    tag_article(article, ["Long reads", "games"], actor=personas.editor())
    assert is_changed(article, edition)


def test_another_permission_is_a_change_so_that_a_reprint_can_come_back_after_a_revocation() -> (
    None
):
    gone = make_permission()
    article = make_article()
    record = credit(article, gone)
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    permissions.revoke(gone, actor=personas.rights_desk(), at=NOON + DAY)
    assert not Edition.objects.live(at=NOON + DAY).exists()
    record.needs.all().delete()
    record.needs.create(permission=make_permission())
    publish(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON + 2 * DAY)
    assert Edition.objects.live(at=NOON + 2 * DAY).get().number == 2


@pytest.mark.parametrize("kind", ["update", "correction"])
def test_it_asks_for_a_note_where_readers_will_look_for_one(kind: str) -> None:
    article = touched(make_live().article)
    with pytest.raises(NoteMissing) as refusal:
        publish(
            article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, kind=kind, note=" "
        )
    assert refusal.value.field == "note"


@pytest.mark.parametrize("kind", ["first", "something else"])
def test_it_refuses_a_kind_that_a_later_version_cannot_be(kind: str) -> None:
    article = touched(make_live().article)
    with pytest.raises(Refused) as refusal:
        publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, kind=kind)
    assert refusal.value.field == "kind"


def test_the_first_version_is_the_first_whatever_it_is_called() -> None:
    edition = publish(make_article(), actor=personas.editor(), at=NOON, now=NOON, kind="update")
    assert edition.kind == "first"


def test_it_refuses_while_another_version_is_scheduled() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    with pytest.raises(AlreadyScheduled):
        publish(touched(article), actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    later = NOON + DAY  # its moment has come: it is not scheduled any more
    assert publish(touched(article), actor=personas.editor(), at=later + DAY, now=later).number == 2


def test_it_dates_a_first_version_back_but_never_before_the_last() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=NOON - 90 * DAY, now=NOON)
    assert Window.objects.get(article=article).published_at == NOON - 90 * DAY
    for at in (NOON - 91 * DAY, NOON - 90 * DAY):
        with pytest.raises(WrongInstant) as refusal:
            publish(touched(article), actor=personas.editor(), at=at, now=NOON)
        assert refusal.value.field == "at"
    publish(touched(article), actor=personas.editor(), at=NOON - DAY, now=NOON)


def test_a_reprint_is_dated_back_no_further_than_its_permission() -> None:
    article = make_article()
    credit(article, make_permission(valid_from=NOON - DAY))
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=NOON - 2 * DAY, now=NOON)
    assert [finding.code for finding in refusal.value.findings] == ["permission_not_yet"]
    publish(article, actor=personas.editor(), at=NOON - DAY, now=NOON)


def test_it_schedules_only_where_the_permission_holds_at_that_instant() -> None:
    article = make_article()
    credit(article, make_permission(valid_until=NOON + DAY))
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    assert [finding.code for finding in refusal.value.findings] == ["permission_lapsed"]
    publish(article, actor=personas.editor(), at=NOON + DAY - timedelta(seconds=1), now=NOON)


def test_it_refuses_after_a_planned_take_down_until_the_plan_changes() -> None:
    article = make_live().article
    plan_takedown(article, actor=personas.editor(), takedown_at=NOON + 2 * DAY, at=NOON)
    with pytest.raises(WrongInstant):
        publish(touched(article), actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    plan_takedown(article, actor=personas.editor(), takedown_at=None, at=NOON)
    publish(touched(article), actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)


def test_a_take_down_is_planned_for_a_moment_to_come_and_for_something_public() -> None:
    article = make_live().article
    with pytest.raises(WrongInstant):
        plan_takedown(article, actor=personas.editor(), takedown_at=NOON + DAY, at=NOON + DAY)
    with pytest.raises(NothingLive):
        plan_takedown(make_article(), actor=personas.editor(), takedown_at=NOON + DAY, at=NOON)


def test_withdrawing_asks_for_a_reason_and_for_something_public() -> None:
    edition = make_live()
    with pytest.raises(Refused) as refusal:
        withdraw(edition.article, actor=personas.editor(), reason="mood", at=NOON)
    assert refusal.value.field == "reason"
    with pytest.raises(NothingLive):
        withdraw(make_article(), actor=personas.editor(), reason="error", at=NOON)
    row = withdraw(
        edition.article, actor=personas.editor(), reason="error", notice=" Sorry. ", at=NOON
    )
    assert (row.withdrawn_by, row.withdrawal_notice) == (personas.editor(), "Sorry.")
    with pytest.raises(WrongStage):
        withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON)
    with pytest.raises(WrongStage):
        publish(touched(edition.article), actor=personas.editor(), at=NOON + DAY, now=NOON)
    row = reinstate(edition.article, actor=personas.editor(), at=NOON)
    assert (row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason) == (None, None, "")
    with pytest.raises(WrongStage):
        reinstate(edition.article, actor=personas.editor(), at=NOON)


def test_unscheduling_leaves_nothing_but_the_log() -> None:
    article = make_article(title="To come")
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    unschedule(article, actor=personas.editor(), at=NOON, said="Not this week.")
    assert not article.editions.exists()
    assert not Address.objects.exists()
    event = DeskEvent.objects.get(verb="unschedule")
    assert (event.said, event.facts) == ("Not this week.", {"number": 1})
    with pytest.raises(NothingLive):
        unschedule(article, actor=personas.editor(), at=NOON)
    other = make_article(title="To come")
    publish(other, actor=personas.editor(), at=NOON, now=NOON)
    with pytest.raises(AddressTaken):
        publish(article, actor=personas.editor(), at=NOON, now=NOON)


def test_unscheduling_gives_back_the_address_that_never_was_public() -> None:
    edition = make_live(title="Old")
    article = edition.article
    article.slug = "new"
    article.save()
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    assert Address.objects.get(article=article, is_current=True).slug == "new"
    unschedule(article, actor=personas.editor(), at=NOON)
    assert list(Address.objects.values_list("slug", "is_current")) == [("old", True)]


def test_a_version_that_ran_is_not_unscheduled() -> None:
    article = make_article()
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    with pytest.raises(NothingLive):
        unschedule(article, actor=personas.editor(), at=NOON + DAY)


def test_it_says_what_publishing_and_withdrawing_cost() -> None:
    article = make_article(bodies=("<p>One.</p>", "<p>Two.</p>"), tags=["essays", "games"])
    record = credit(article, make_permission(), relation="translation", language="fr")
    record.needs.create(permission=make_permission(), covers="translation")
    actor = personas.editor()
    with CaptureQueriesContext(connection) as first:
        publish(article, actor=actor, at=NOON, now=NOON)
    actor = personas.editor()
    with CaptureQueriesContext(connection) as second:
        publish(touched(article), actor=actor, at=NOON + DAY, now=NOON + DAY)
    with CaptureQueriesContext(connection) as third:
        withdraw(article, actor=actor, reason="error", at=NOON + DAY)
    assert len(first) <= 30  # one time in sixteen it looks whether lists are to be tidied
    assert len(second) <= 30  # with reading and saving what was touched
    assert len(third) <= 20


def test_an_article_of_five_tags_and_three_pictures_costs_so_many_queries(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Whichever version it is, other tags and the look whether lists are to be tidied among them; so are
    the actor's roles, and what begins and ends the transaction.
    """
    monkeypatch.setattr(listing, "SELDOM", 1)
    pictures = [make_image(alt=f"Picture {number}") for number in range(3)]
    tags = ["essays", "rivers", "printing", "machines", "letters"]
    article = make_article(bodies=("<p>One.</p>", "<p>Two.</p>"), tags=tags, image=pictures[0])
    for section, picture in zip(article.sections.all(), pictures[1:], strict=True):
        section.image = picture
        section.save()
    for days in range(4):
        actor, at = personas.editor(), NOON + days * DAY
        with (
            CaptureQueriesContext(connection) as captured,
            django_capture_on_commit_callbacks(execute=True) as afterwards,
        ):
            publish(article, actor=actor, at=at, now=at)
        assert len(afterwards) == 1
        assert len(captured) <= 25
        touched(article)
        tag_article(article, [*tags[1:], f"day {days}"], actor=actor)
    assert article.editions.get(number=4).image_rows.count() == 3


def test_what_publishing_asks_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django takes longer to write a query than a database to answer it: every second time it writes none
    that asks for something.
    """
    written: list[str] = []
    write = SQLCompiler.as_sql

    def writing(compiler: SQLCompiler, *args: Any, **named: Any) -> Any:
        sql, params = write(compiler, *args, **named)
        written.append(sql)
        return sql, params

    monkeypatch.setattr(listing, "SELDOM", 1_000_000)
    actor = personas.editor()
    for number in range(2):
        article = make_article(title=f"Number {number}", tags=["essays", "rivers"])
        written.clear()
        with monkeypatch.context() as patched:
            patched.setattr(SQLCompiler, "as_sql", writing)
            publish(article, actor=actor, at=NOON, now=NOON)
            assert Edition.objects.filter(article=article).exists()
    assert len(written) == 1  # what was asked here


def test_lists_are_tidied_in_passing_after_it_and_never_in_its_way(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Whoever waits for the article waits for none of it, and where it fails the version stands."""

    def fail(**_told: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(listing, "SELDOM", 1)
    monkeypatch.setattr(listing, "tidy_some", fail)
    article = make_article()
    with django_capture_on_commit_callbacks(execute=True):
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert article.editions.count() == 1
