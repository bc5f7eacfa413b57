"""Comments: held until someone lets them through, whoever decides what and when; answered, closed, erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles import moderation
from articles.models import Article, Comment, DeskEvent, Edition, Masthead
from articles.models.comments import CommentState
from articles.refusals import NotAllowed, TooMany, WrongStage
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


def leave(edition: Edition, text: str = "Well said.", **facts: Any) -> Comment:
    return moderation.leave(edition, **{"name": "Rae", "text": text, "at": NOON, **facts})


def approved(edition: Edition, text: str = "Well said.", **facts: Any) -> Comment:
    return moderation.let_through(leave(edition, text, **facts), actor=personas.moderator())


# --- replies --------------------------------------------------------------------------------------


def test_a_reply_to_a_reply_stands_in_the_same_thread_and_says_whom_it_answers() -> None:
    edition = make_live()
    first = approved(edition, "First")
    reply = approved(edition, "Second", name="Bo", to=first)
    third = approved(edition, "Third", to=reply)
    assert (reply.thread, reply.answers) == (first, first)
    assert (third.thread, third.answers) == (first, reply)
    rows = Comment.objects.under(edition.article_id, edition.number)
    assert [(row.text, row.answered) for row in rows] == [
        ("First", ""),
        ("Second", ""),
        ("Third", "Bo"),
    ]


def test_only_what_readers_see_of_this_article_can_be_answered() -> None:
    edition = make_live()
    held, elsewhere = leave(edition), approved(make_live())
    for to in (held, elsewhere):
        with pytest.raises(moderation.AnsweredIsGone):
            leave(edition, "A reply", to=to)


def test_threads_stand_in_the_order_of_their_first_comments() -> None:
    edition = make_live()
    one = approved(edition, "1")
    approved(edition, "2", at=NOON + DAY)
    approved(edition, "1.1", to=one, at=NOON + 2 * DAY)
    approved(edition, "1.2", to=one, at=NOON + 3 * DAY)
    assert [row.text for row in Comment.objects.under(edition.article_id, edition.number)] == [
        "1",
        "1.1",
        "1.2",
        "2",
    ]


def test_a_thread_whose_first_comment_is_gone_keeps_its_place() -> None:
    edition = make_live()
    first, alone = approved(edition, "First"), approved(edition, "Alone")
    approved(edition, "Reply", to=first)
    for comment in (first, alone):
        moderation.remove(comment, actor=personas.moderator())
    rows = list(Comment.objects.under(edition.article_id, edition.number))
    assert [(row.text, row.state) for row in rows] == [("First", "removed"), ("Reply", "public")]
    assert {row.total for row in rows} == {1}


def test_the_database_knows_that_a_reply_has_a_thread() -> None:
    comment = leave(make_live())
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(thread=comment)


# --- who is known ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "public"),
        ({"email": "RAE@example.org"}, "public"),
        ({"email": ""}, "held"),
        ({"email": "other@example.org"}, "held"),
        ({"name": "Somebody"}, "held"),
        ({"text": "See https://example.com"}, "held"),
        ({"text": "See example.com"}, "held"),
        ({"name": "www.example.com"}, "held"),
    ],
)
def test_only_name_and_address_together_are_known(said: dict[str, str], state: str) -> None:
    Masthead.objects.update(trusts_returning=True)
    edition = make_live()
    assert approved(edition, "First", email="rae@example.org").state == "public"
    told = {"email": "rae@example.org", "text": "Again", **said}
    assert leave(edition, **told).state == state


def test_nobody_is_known_where_the_publication_trusts_nobody() -> None:
    edition = make_live()
    approved(edition, "First", email="rae@example.org")
    assert leave(edition, "Again", email="rae@example.org").state == "held"


def test_who_was_refused_once_is_not_known_and_nobody_vouches_for_themselves() -> None:
    Masthead.objects.update(trusts_returning=True)
    edition = make_live()
    first = approved(edition, "First", email="rae@example.org")
    second = leave(edition, "Second", email="rae@example.org")
    assert second.state == "public"
    moderation.hold(first, actor=personas.moderator())
    assert leave(edition, "Third", email="rae@example.org").state == "held"
    moderation.let_through(first, actor=personas.moderator())
    moderation.mark_spam(second, actor=personas.moderator())
    assert leave(edition, "Fourth", email="rae@example.org").state == "held"


# --- closing, the same again, too many ------------------------------------------------------------


def test_comments_close_by_the_clock_counted_from_when_the_article_first_ran() -> None:
    edition = make_live()
    Masthead.objects.update(comments_open_days=3)
    last = NOON + 3 * DAY - timedelta(microseconds=1)
    assert leave(edition, at=last).state == "held"
    with pytest.raises(moderation.CommentsClosed):
        leave(edition, "Late", at=NOON + 3 * DAY)
    Masthead.objects.update(comments_open_days=None)
    assert leave(edition, "Late", at=NOON + 3 * DAY).state == "held"


@pytest.mark.parametrize("days", [0, 3651])
def test_comments_are_open_for_a_day_at_least(days: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Masthead.objects.update(comments_open_days=days)


def test_the_same_again_is_the_one_that_is_there() -> None:
    edition = make_live()
    first = leave(edition)
    assert leave(edition, at=NOON + timedelta(hours=1)) == first
    moderation.mark_spam(first, actor=personas.moderator())
    assert leave(edition) == first
    assert leave(edition, name="Bo") != first
    assert leave(edition, at=NOON + 2 * DAY) != first
    assert Comment.objects.count() == 3


def test_an_article_takes_so_many_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "OF_ONE_ARTICLE", 3)
    edition = make_live()
    for number in range(3):
        leave(edition, str(number))
    with pytest.raises(TooMany):
        leave(edition, "4")
    leave(make_live(), "4")
    leave(edition, "4", at=NOON + timedelta(hours=1))


# --- at the desk ----------------------------------------------------------------------------------


def test_the_publication_answers_what_readers_see() -> None:
    Masthead.objects.update(name="The Ferry")
    edition = make_live()
    comment = leave(edition)
    with pytest.raises(WrongStage):
        moderation.answer(comment, actor=personas.moderator(), text="Thanks.", at=NOON)
    moderation.let_through(comment, actor=personas.moderator())
    reply = moderation.answer(comment, actor=personas.moderator(), text="Thanks.", at=NOON + DAY)
    assert (reply.name, reply.is_ours, reply.state, reply.thread) == (
        "The Ferry",
        True,
        "public",
        comment,
    )
    assert DeskEvent.objects.latest("pk").verb == "answer_comment"
    with pytest.raises(NotAllowed):
        moderation.answer(comment, actor=personas.writer(), text="Thanks.")


def test_the_publication_answers_under_its_name_in_the_article_s_language() -> None:
    Masthead.objects.update(name="The Ferry", translations={"zh-hans": {"name": "摆渡"}})
    comment = approved(make_live(language="zh-Hans"))
    assert moderation.answer(comment, actor=personas.moderator(), text="谢谢。").name == "摆渡"


def test_what_is_erased_is_gone_for_good() -> None:
    edition = make_live()
    first = approved(edition, "A secret", name="Rae Secret", email="rae@example.org")
    approved(edition, "Reply", to=first)
    moderation.erase(first, actor=personas.moderator(), at=NOON + DAY)
    row = Comment.objects.get(pk=first.pk)
    assert (row.name, row.email, row.text, row.state) == ("", "", "", "removed")
    assert (
        next(row.pk for row in Comment.objects.under(edition.article_id, edition.number))
        == first.pk
    )
    event = DeskEvent.objects.latest("pk")
    assert (event.verb, event.said, event.facts) == ("erase_comment", "", {"comment": first.pk})
    for verb in ("erase", *BECOMES):
        with pytest.raises(WrongStage):
            getattr(moderation, verb)(first, actor=personas.moderator())
    for name in ("name", "email", "text"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=first.pk).update(**{name: "back"})
    with pytest.raises(NotAllowed):
        moderation.erase(first, actor=personas.writer())


def test_mail_addresses_are_dropped_after_a_year() -> None:
    edition = make_live()
    comment = leave(edition, email="rae@example.org")
    kept = moderation.MAIL_KEPT_FOR
    assert moderation.forget_mails(at=NOON + kept - timedelta(seconds=1)) == 0
    assert moderation.forget_mails(at=NOON + kept) == 1
    comment.refresh_from_db()
    assert (comment.email, comment.text) == ("", "Well said.")


def test_many_are_decided_and_taken_back_each_to_where_it_was() -> None:
    edition = make_live()
    held, public, other = leave(edition, "1"), approved(edition, "2"), approved(edition, "3")
    erased = moderation.erase(leave(edition, "4"), actor=personas.moderator())
    numbers = [held.pk, public.pk, erased.pk, 10**9]
    before = moderation.decide(numbers, "spam", actor=personas.moderator())
    assert before == {held.pk: "held", public.pk: "public"}
    assert moderation.decide(numbers, "spam", actor=personas.moderator()) == {}
    moderation.remove(public, actor=personas.moderator())
    assert moderation.take_back(before, "spam", actor=personas.moderator()) == 1
    states = dict(Comment.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in (held, public, other)] == ["held", "removed", "public"]
    for verb in (moderation.decide, moderation.take_back):
        with pytest.raises(NotAllowed):
            verb({}, "spam", actor=personas.writer())
