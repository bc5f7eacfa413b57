"""What the public sees has a new name after every change of it, and after no other; and what was made of it
is remembered for as long.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import curation, freshness, moderation, watched
from articles.models import (
    Article,
    Comment,
    Edition,
    Freshness,
    Masthead,
    Permission,
    Section,
    StandingPage,
    Tag,
    Topic,
    TopicPick,
    Window,
    together,
)
from articles.models.compiled import compiled
from articles.models.rights import FAR_FUTURE
from articles.models.together import asked_together
from articles.publishing import release, workflow
from articles.reading import chrome
from articles.rights import permissions
from articles.search import renewing
from articles.tidying import renaming, splitting, undoing
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed() -> Callable[[], bool]:
    """Whether there is another name since this was asked last."""
    last = [freshness.generation()]

    def is_renamed() -> bool:
        last.append(freshness.generation())
        assert last[-1] is not None
        return last[-1] != last[-2]

    return is_renamed


def comment(edition: Any, **facts: Any) -> Comment:
    said = {"name": "Ann", "text": "Well.", "at": NOON + timedelta(hours=1)}
    return moderation.leave(edition, **{**said, **facts})


def test_what_readers_can_see_has_a_new_name(renamed: Callable[[], bool]) -> None:
    edition = makers.make_live(slug="crossing", tags=["rivers"])
    assert renamed()
    row = comment(edition)
    assert not renamed()
    moderation.let_through(row, actor=personas.moderator(), at=NOON)
    assert renamed()
    Masthead.objects.update(name="The Lantern")
    assert renamed()
    Tag.objects.filter(name="rivers").update(name="Rivers")
    assert renamed()
    topic = Topic.objects.create(slug="ferries", name="Ferries")
    TopicPick.objects.create(topic=topic, article=edition.article)
    assert renamed()
    topic.picks.update(position=3)
    assert renamed()
    page = StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    assert renamed()
    page.delete()
    assert renamed()
    editor = personas.editor()
    assert not renamed()
    release.withdraw(edition.article, actor=editor, reason="error", at=NOON + DAY)
    assert renamed()


def test_rights_have_a_new_name_once_they_count(renamed: Callable[[], bool]) -> None:
    permission = makers.make_permission(grant=False)
    permission.source.refresh_from_db()
    renamed()
    Permission.objects.update(notes="Ask again in May.")
    assert not renamed()
    permissions.grant(permission, actor=personas.rights_desk(), at=NOON)
    assert renamed()
    permissions.suspend(permission, actor=personas.rights_desk(), at=NOON, said="Doubts.")
    assert renamed()


def test_what_only_the_desk_sees_changes_no_name(renamed: Callable[[], bool], client: Any) -> None:
    edition = makers.make_live(tags=["rivers"])
    client.force_login(personas.everyone())
    renamed()
    article = edition.article
    Article.objects.filter(pk=article.pk).update(title="A draft", deck="Of it.")
    Section.objects.update(heading="Of the draft")
    workflow.submit(article, actor=personas.editor(), at=NOON)
    draft = makers.make_article(tags=["fresh"], author="Somebody New")
    curation.add_tag(draft, "another", actor=personas.editor())
    held = comment(edition)
    moderation.mark_spam(held, actor=personas.moderator(), at=NOON)
    User.objects.update(first_name="Bo")
    client.get("/admin/")
    client.logout()
    assert not renamed()
    renaming.rename_tag(
        Tag.objects.get(name="rivers"), actor=personas.editor(), name="Streams", at=NOON
    )
    assert renamed()


def test_articles_that_only_leave_a_tag_have_a_new_name(
    renamed: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = makers.make_article(slug="night", tags=["Boats", "Ferries"])
    makers.make_article(slug="day", tags=["Boats"])
    for one in Article.objects.all():
        release.publish(one, actor=personas.everyone(), at=NOON)
    boats = Tag.objects.get(name="Boats")
    monkeypatch.setattr(renewing, "renew_waiting", lambda: 0)  # as of a tag with very many
    assert renamed()

    actor = personas.everyone()
    change = splitting.split_tag(boats, actor=actor, into={"Ferries": [article.pk]}, at=NOON)
    assert renamed()
    undoing.undo(change, actor=actor, at=NOON)
    assert renamed()


def test_what_is_erased_after_it_was_removed_changes_what_stands_in_its_place(
    renamed: Callable[[], bool],
) -> None:
    row = comment(makers.make_live())
    moderation.let_through(row, actor=personas.moderator(), at=NOON)
    moderation.remove(row, actor=personas.moderator(), at=NOON)
    renamed()
    moderation.erase(row, actor=personas.moderator(), at=NOON)
    assert renamed()


def test_what_was_read_is_not_remembered_as_what_is_committed_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also for one who writes, for whom nothing was read when the request came."""
    Masthead.objects.update(name="Old")
    ask = together._asked

    def asked_before_a_commit(parts: Any) -> Any:
        found = ask(parts)
        Masthead.objects.update(name="New")
        return found

    freshness.forget()
    with monkeypatch.context() as patch:
        patch.setattr(together, "_asked", asked_before_a_commit)
        assert chrome.of(RequestFactory().post("/")).name.text == "Old"
    assert chrome.of(RequestFactory().get("/")).name.text == "New"


def test_who_reads_goes_by_what_was_so_when_the_request_came() -> None:
    before = freshness.generation()

    def read_and_be_overtaken(_request: Any) -> HttpResponse:
        Masthead.objects.update(name="x")
        assert freshness.generation() == before
        return HttpResponse()

    freshness.while_reading(read_and_be_overtaken)(RequestFactory().get("/"))
    assert freshness.generation() != before


def test_a_statement_that_changes_no_row_changes_no_name(renamed: Callable[[], bool]) -> None:
    Window.objects.filter(pk=0).delete()
    Masthead.objects.filter(pk=0).update(name="x")
    assert not renamed()


def test_what_is_taken_back_leaves_the_name_as_it_was() -> None:
    before = freshness.generation()
    try:
        with transaction.atomic():
            Masthead.objects.update(name="x")
            within = freshness.generation()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert within != before == freshness.generation()
    Masthead.objects.update(name="y")
    assert freshness.generation() not in {before, within}


def test_others_learn_the_new_name_when_it_is_committed(transactional_db: None) -> None:
    name = freshness.committed()
    with transaction.atomic():
        makers.make_live()
        mine = freshness.generation()
        assert mine != name == freshness.committed()
    assert freshness.committed() == mine == freshness.generation()
    assert Freshness.objects.count() == 1


def test_triggers_come_back_with_every_migrate(renamed: Callable[[], bool]) -> None:
    watched.remove(connection)
    Masthead.objects.update(name="x")
    assert not renamed()
    watched.install(connection)
    assert renamed()
    with CaptureQueriesContext(connection) as asked:
        watched.install(connection)
    assert len(asked) == 1
    Masthead.objects.update(name="y")
    assert renamed()


# --- the clock ------------------------------------------------------------------------------------


def test_the_boundary_is_the_next_instant_that_anything_depends_on() -> None:
    assert freshness.boundary(at=NOON) == FAR_FUTURE
    edition = makers.make_live(at=NOON)
    assert freshness.boundary(at=NOON) == FAR_FUTURE
    assert freshness.boundary(at=NOON - DAY) == NOON
    release.plan_takedown(
        edition.article, actor=personas.editor(), takedown_at=NOON + 9 * DAY, at=NOON
    )
    assert freshness.boundary(at=NOON) == NOON + 9 * DAY
    Masthead.objects.update(comments_open_days=2)
    assert freshness.boundary(at=NOON) == NOON + 2 * DAY
    assert freshness.boundary(at=NOON + 2 * DAY) == NOON + 9 * DAY
    makers.make_permission(valid_until=NOON + timedelta(days=5), is_perpetual=False)
    assert freshness.boundary(at=NOON + 3 * DAY) == NOON + 5 * DAY
    release.publish(
        makers.make_article(slug="soon"), actor=personas.editor(), at=NOON + 4 * DAY, now=NOON
    )
    assert freshness.boundary(at=NOON + 3 * DAY) == NOON + 4 * DAY


def test_the_boundary_is_looked_for_once(django_assert_num_queries: Any) -> None:
    makers.make_live(at=NOON + DAY)
    with django_assert_num_queries(1):
        assert freshness.boundary(at=NOON) == freshness.boundary(at=NOON + DAY / 2)
    with django_assert_num_queries(1):
        assert freshness.boundary(at=NOON + DAY) == FAR_FUTURE


@pytest.mark.parametrize("fraction", [timedelta(0), timedelta(microseconds=5)])
def test_comments_close_to_the_microsecond(fraction: timedelta) -> None:
    ran = NOON + fraction
    makers.make_live(at=ran)
    Masthead.objects.update(comments_open_days=3)
    closes = ran + 3 * DAY
    assert freshness.boundary(at=closes - timedelta(microseconds=1)) == closes
    assert freshness.boundary(at=closes) == FAR_FUTURE


def test_what_is_missing_is_asked_together(django_assert_num_queries: Any) -> None:
    @compiled
    def slugs(language: str) -> Any:
        return Edition.objects.filter(language=language).values_list("slug", flat=True)

    def missing(at: datetime) -> list[Any]:
        return freshness.missing(("slugs", "en"), lambda: [slugs.asking("en")], at=at)

    def remembered(at: datetime) -> Any:
        return freshness.remembered(("slugs", "en"), lambda: slugs("en"), at=at)

    edition = makers.make_live(at=NOON)
    for at in (NOON, NOON + DAY):
        freshness.forget()
        with django_assert_num_queries(1), asked_together(*missing(at)):
            assert remembered(at) == [edition.slug]
            assert freshness.boundary(at=at) == FAR_FUTURE
        assert missing(at) == []
    assert len(missing(NOON - DAY)) == 2
    assert len(freshness.missing(("another",), lambda: [slugs.asking("en")], at=NOON + DAY)) == 1


# --- what is remembered ---------------------------------------------------------------------------


def test_a_value_is_made_again_when_something_changed() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(0)
        return len(made)

    assert freshness.remembered("x", make) == freshness.remembered("x", make) == 1
    assert freshness.remembered("another", make) == 2
    Masthead.objects.update(name="x")
    assert freshness.remembered("x", make) == 3


def test_a_value_of_an_instant_is_made_again_at_the_boundary() -> None:
    makers.make_live(at=NOON + DAY)

    def live(at: Any) -> int:
        return freshness.remembered("live", lambda: Window.objects.live(at=at).count(), at=at)

    assert [live(NOON), live(NOON + DAY / 2)] == [0, 0]
    assert [live(NOON + DAY), live(NOON + 2 * DAY)] == [1, 1]
    assert live(NOON) == 0


def test_without_a_name_nothing_is_remembered() -> None:
    Freshness.objects.all().delete()
    made = iter(range(2))
    assert [freshness.remembered("x", lambda: next(made)) for _unused in range(2)] == [0, 1]


def test_an_uncached_page_asks_for_its_surroundings_once(client: Any) -> None:
    StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    with CaptureQueriesContext(connection) as first:
        assert client.get("/about/").status_code == 200
    with CaptureQueriesContext(connection) as second:
        client.get("/about/")
    assert "masthead" in "".join(one["sql"] for one in first)
    assert "masthead" not in "".join(one["sql"] for one in second)
    Masthead.objects.update(name="The Lantern")
    assert "The Lantern" in client.get("/about/").content.decode()
