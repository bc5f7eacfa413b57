"""The working copy on its way: every stage with every verb, and what is logged."""

from __future__ import annotations

import pytest

from articles.models import Article, DeskEvent
from articles.models.articles import Stage
from articles.publishing import workflow
from articles.refusals import WrongStage
from tests import personas
from tests.makers import NOON, make_article

pytestmark = pytest.mark.django_db

ALLOWED = {
    "submit": ({"draft"}, "in_review"),
    "request_changes": ({"in_review", "approved"}, "draft"),
    "approve": ({"in_review"}, "approved"),
    "look_again": ({"approved"}, "in_review"),
}


def test_the_table_knows_every_verb() -> None:
    assert set(workflow.TRANSITIONS) == set(ALLOWED)


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("verb", ALLOWED)
def test_each_verb_works_from_its_stages_and_from_no_other(verb: str, stage: str) -> None:
    article = make_article(stage=stage)
    allowed, becomes = ALLOWED[verb]
    act = getattr(workflow, verb)
    if stage not in allowed:
        with pytest.raises(WrongStage):
            act(article, actor=personas.editor(), at=NOON, said="x")
        assert Article.objects.get(pk=article.pk).stage == stage
        assert not DeskEvent.objects.exists()
        return
    row = act(article, actor=personas.editor(), at=NOON, said="Shorter, please.")
    assert row.stage == Article.objects.get(pk=article.pk).stage == becomes
    event = DeskEvent.objects.get()
    assert (event.verb, event.article, event.actor, event.at, event.said) == (
        verb,
        article,
        personas.editor(),
        NOON,
        "Shorter, please.",
    )


def test_it_goes_by_what_is_stored_and_not_by_what_was_read_before() -> None:
    article = make_article()
    workflow.submit(article, actor=personas.writer(), at=NOON)
    assert article.stage == Stage.DRAFT
    with pytest.raises(WrongStage):
        workflow.submit(article, actor=personas.writer(), at=NOON)
