"""Comments: held until someone lets them through, whoever decides what and when."""

from __future__ import annotations

import pytest

from articles import moderation
from articles.models import Article, Comment, DeskEvent, Masthead
from articles.models.comments import CommentState
from tests import personas
from tests.makers import DAY, NOON, make_live

pytestmark = pytest.mark.django_db

BECOMES = {"hold": "held", "let_through": "public", "mark_spam": "spam", "remove": "removed"}


def left() -> Comment:
    return moderation.leave(make_live(), name="Rae", text="Well said.", at=NOON)


def test_a_comment_is_held_with_the_version_that_it_was_written_under() -> None:
    edition = make_live()
    comment = moderation.leave(edition, name="Rae", text="Well said.", at=NOON)
    assert (comment.state, comment.edition, comment.article) == ("held", edition, edition.article)
    assert comment.written_at == NOON
    assert not Comment.objects.public().exists()
    assert not DeskEvent.objects.filter(verb__in=BECOMES).exists()


@pytest.mark.parametrize("state", CommentState.values)
@pytest.mark.parametrize("verb", BECOMES)
def test_every_decision_can_be_made_and_changed(verb: str, state: str) -> None:
    comment = left()
    Comment.objects.update(state=state)
    row = getattr(moderation, verb)(comment, actor=personas.moderator(), at=NOON + DAY)
    assert row.state == Comment.objects.get().state == BECOMES[verb]
    assert (row.decided_by, row.decided_at) == (personas.moderator(), NOON + DAY)
    assert Comment.objects.public().exists() == (verb == "let_through")
    event = DeskEvent.objects.latest("pk")
    assert (event.verb, event.article, event.facts) == (
        verb,
        comment.article,
        {"comment": comment.pk},
    )


def test_an_article_may_take_no_comments() -> None:
    edition = make_live()
    Article.objects.update(takes_comments=False)
    edition.article.refresh_from_db()
    with pytest.raises(moderation.CommentsClosed):
        moderation.leave(edition, name="Rae", text="Well said.", at=NOON)


def test_the_publication_may_take_no_comments() -> None:
    Masthead.objects.update(takes_comments=False)
    with pytest.raises(moderation.CommentsClosed):
        left()
    assert not Comment.objects.exists()
