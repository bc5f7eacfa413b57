"""What is scheduled: taken off the schedule, the working copy is where it was."""

from __future__ import annotations

import pytest

from articles.models import Article
from articles.models.articles import Stage
from articles.publishing.release import publish
from articles.publishing.scheduling import unschedule
from tests import personas
from tests.makers import DAY, NOON, make_article

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
