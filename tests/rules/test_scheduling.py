"""What is scheduled: given another moment as it is; taken off, the working copy is where it was."""

from __future__ import annotations

import pytest

from articles.models import Article, DeskEvent, Edition
from articles.models.articles import Stage
from articles.publishing.release import publish
from articles.publishing.scheduling import reschedule, unschedule
from articles.refusals import Blocked, NothingLive, WrongInstant, WrongStage
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


def scheduled(**columns: str) -> Article:
    article = make_article(**columns)
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    return article


def stage_off_the_schedule(article: Article) -> str:
    unschedule(article, actor=personas.editor(), at=NOON)
    article.refresh_from_db()
    return article.stage


@pytest.mark.parametrize("stage", Stage.values)
def test_off_the_schedule_a_text_is_at_its_stage_again(stage: str) -> None:
    assert stage_off_the_schedule(scheduled(stage=stage)) == stage


def test_a_text_changed_since_it_was_scheduled_is_not_approved_again() -> None:
    article = scheduled(stage=Stage.APPROVED)
    Article.objects.update(deck="Another.")
    assert stage_off_the_schedule(article) == Stage.DRAFT


def test_a_text_on_its_way_again_stays_where_it_is() -> None:
    article = scheduled(stage=Stage.APPROVED)
    Article.objects.update(stage=Stage.IN_REVIEW)
    assert stage_off_the_schedule(article) == Stage.IN_REVIEW


def kept(edition: Edition) -> tuple[object, ...]:
    return (
        *(edition.number, edition.kind, edition.note, edition.content, edition.digest),
        *(edition.created_by, edition.created_at, edition.lead_image, edition.cut_from),
        list(edition.byline_rows.values_list("contributor", "role", "position")),
        list(edition.image_rows.values_list("image", flat=True)),
        list(edition.needs.values_list("permission", "covers")),
    )


@pytest.mark.parametrize("is_changed", [False, True])
def test_another_moment_leaves_everything_else_of_the_version(is_changed: bool) -> None:
    article = make_live(image=make_image(), is_decorative=True).article
    credit(article, make_permission())
    publish(
        article,
        actor=personas.editor(),
        at=NOON + 2 * DAY,
        now=NOON + DAY,
        kind="correction",
        note="It was wrong.",
    )
    before = kept(article.editions.get(number=2))
    if is_changed:
        Article.objects.update(title="Something else")
    moved = reschedule(article, actor=personas.editor(), at=NOON + 5 * DAY, now=NOON + DAY)
    assert kept(Edition.objects.get(number=2)) == before
    assert Edition.objects.live(at=NOON + 4 * DAY).get().number == 1
    assert Edition.objects.live(at=NOON + 5 * DAY).get() == moved
    event = DeskEvent.objects.get(verb="reschedule")
    assert event.facts == {"number": 2, "was": (NOON + 2 * DAY).isoformat()}


def test_what_is_scheduled_goes_out_now() -> None:
    article = scheduled(stage=Stage.APPROVED)
    reschedule(article, actor=personas.editor(), now=NOON)
    assert Edition.objects.live(at=NOON).get().at == NOON
    with pytest.raises(NothingLive):
        reschedule(article, actor=personas.editor(), now=NOON)


def test_with_another_moment_it_still_comes_off_the_schedule() -> None:
    article = scheduled(stage=Stage.APPROVED)
    reschedule(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    assert stage_off_the_schedule(article) == Stage.APPROVED


def test_a_moment_that_does_not_fit_leaves_the_schedule_as_it_is() -> None:
    article = make_live().article
    Article.objects.update(deck="Another.", planned_takedown_at=NOON + 9 * DAY)
    publish(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON + DAY)
    for at in (NOON, NOON + 9 * DAY):
        with pytest.raises(WrongInstant):
            reschedule(article, actor=personas.editor(), at=at, now=NOON + DAY)
    Article.objects.update(withdrawn_at=NOON, withdrawal_reason="error")
    with pytest.raises(WrongStage):
        reschedule(article, actor=personas.editor(), at=NOON + 3 * DAY, now=NOON + DAY)
    assert article.editions.get(number=2).at == NOON + 2 * DAY


def test_its_permission_holds_at_the_new_moment() -> None:
    article = make_article()
    credit(article, make_permission(valid_until=NOON + 2 * DAY))
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    with pytest.raises(Blocked):
        reschedule(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    Article.objects.update(deck="Another.")
    with pytest.raises(WrongInstant):
        reschedule(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    assert article.editions.get().at == NOON + DAY
