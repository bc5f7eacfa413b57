"""Verbs that meet: real transactions in threads, on SQLite (one writer at a time) and PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from articles import listing, portions, windows, working_copy
from articles.curation import tag_article
from articles.models import (
    Article,
    ArticleTag,
    DeskEvent,
    Edition,
    EditionTag,
    Filing,
    Permission,
    SearchWaiting,
    SearchWaitingTag,
    Tag,
    TagChange,
    Window,
)
from articles.publishing.release import publish
from articles.refusals import (
    AddressTaken,
    AlreadyScheduled,
    NothingChanged,
    WrongInstant,
)
from articles.rights import permissions
from articles.search import lagging, rebuilding, renewing
from articles.tidying import merging, renaming, retiring, splitting, undoing
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_live, make_permission

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs each act in a thread of its own, all starting together; what each gave, or its error."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_of_two_publishes_at_once_one_wins_and_the_other_is_told_why(
    transactional_db: None,
) -> None:
    article = make_article()
    editor = personas.editor()
    for round_number in range(1, 6):
        at = NOON + round_number * DAY
        article.title = f"Round {round_number}"
        article.save()
        outcomes = at_once(
            *[lambda: publish(article, actor=editor, at=at, now=at) for _unused in range(3)]  # noqa: B023
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, Edition)]
        lost = [outcome for outcome in outcomes if not isinstance(outcome, Edition)]
        assert len(won) == 1, outcomes
        assert all(isinstance(error, WrongInstant | NothingChanged) for error in lost), outcomes
    assert list(article.editions.order_by("number").values_list("number", flat=True)) == [
        *range(1, 6)
    ]


def test_of_two_schedules_at_once_one_wins(transactional_db: None) -> None:
    article = make_article()
    editor = personas.editor()
    outcomes = at_once(
        lambda: publish(article, actor=editor, at=NOON + DAY, now=NOON),
        lambda: publish(article, actor=editor, at=NOON + 2 * DAY, now=NOON),
    )
    assert {type(outcome) for outcome in outcomes} == {Edition, AlreadyScheduled}


def test_of_two_articles_that_want_one_address_at_once_one_is_refused(
    transactional_db: None,
) -> None:
    editor = personas.editor()
    for title in ("One", "Two", "Three"):
        rivals = [make_article(title=title), make_article(title=title)]
        outcomes = at_once(
            *[
                lambda rival=rival: publish(rival, actor=editor, at=NOON, now=NOON)
                for rival in rivals
            ]
        )
        assert {type(outcome) for outcome in outcomes} == {Edition, AddressTaken}, outcomes


def test_nothing_stays_public_that_is_revoked_while_it_is_published(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revocation comes in the middle of publishing, and has to wait for its end."""
    editor, rights = personas.editor(), personas.rights_desk()
    permission = make_permission()
    article = make_article()
    credit(article, permission)
    derive = windows.derive
    is_halfway, is_revoked = threading.Event(), threading.Event()

    def slow_derive(row: Article, **known: Any) -> list[Window]:
        derived = derive(row, **known)
        if not is_halfway.is_set():
            is_halfway.set()
            is_revoked.wait(timeout=2)
        return derived

    def revoke() -> Permission:
        is_halfway.wait(timeout=10)
        row = permissions.revoke(permission, actor=rights, at=NOON)
        is_revoked.set()
        return row

    monkeypatch.setattr(windows, "derive", slow_derive)
    published, revoked = at_once(
        lambda: publish(article, actor=editor, at=NOON, now=NOON),
        revoke,
    )
    assert isinstance(published, Edition), published
    assert isinstance(revoked, Permission), revoked
    assert not Edition.objects.live(at=NOON).filter(article=article).exists()


def test_of_two_who_make_one_tag_at_once_both_have_it(transactional_db: None) -> None:
    editor = personas.editor()
    rivals = [make_article(title=f"Rival {number}") for number in range(3)]
    for name in ("Rivers", "Boats"):
        outcomes = at_once(
            *[lambda rival=rival: tag_article(rival, [name], actor=editor) for rival in rivals]  # noqa: B023
        )
        assert [[str(tag) for tag in tags] for tags in outcomes] == [[name]] * 3, outcomes  # type: ignore[attr-defined]


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize("is_published", [True, False])
def test_what_is_filed_under_a_tag_that_goes_at_that_moment_is_filed_all_the_same(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, is_merged: bool, is_published: bool
) -> None:
    """The desk has read the tag when the clinic, which holds it, takes it away."""
    editor = personas.editor()
    article = make_article(tags=["Boats", "Rivers"])
    boats, ships = Tag.objects.get(name="Boats"), Tag.objects.create(name="Ships")
    is_held = threading.Event()
    log = DeskEvent.objects.log

    def slow_log(verb: str, **told: Any) -> DeskEvent:
        if verb in {"merge_tags", "retire_tag"}:
            is_held.set()
            time.sleep(0.5)  # a desk that waits for it cannot say so
        return log(verb, **told)

    def tidy() -> object:
        if is_merged:
            return merging.merge_tags([boats], into=ships, actor=editor, at=NOON)
        return retiring.retire_tag(boats, actor=editor, at=NOON)

    def file() -> object:
        is_held.wait(timeout=10)
        if is_published:
            return publish(article, actor=editor, at=NOON, now=NOON)
        return tag_article(article, ["Boats", "Letters"], actor=editor)

    monkeypatch.setattr(DeskEvent.objects, "log", slow_log)
    for outcome in at_once(tidy, file):
        assert not isinstance(outcome, Exception), outcome
    kept = ["Ships"] if is_merged else [] if is_published else ["Boats"]
    names = sorted(article.tags.values_list("name", flat=True))
    assert names == sorted([*kept, "Rivers" if is_published else "Letters"])
    if is_published:
        for rows in (Filing, EditionTag):
            assert sorted(rows.objects.values_list("tag__name", flat=True)) == names


@pytest.mark.parametrize("is_merged", [True, False])
def test_who_publishes_again_what_is_filed_under_a_tag_that_goes_waits_for_it(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, is_merged: bool
) -> None:
    """Each would have what the other waits for: the desk its article, the clinic its tag."""
    editor = personas.editor()
    article = make_live(tags=["Boats", "Rivers"]).article
    article.title = "Another title"
    article.save()
    boats, ships = Tag.objects.get(name="Boats"), Tag.objects.create(name="Ships")
    renew = renewing.renew_waiting
    is_held = threading.Event()

    def slow_renew() -> int:
        is_held.set()
        time.sleep(0.5)
        return renew()

    def tidy() -> object:
        if is_merged:
            return merging.merge_tags([boats], into=ships, actor=editor, at=NOON)
        return retiring.retire_tag(boats, actor=editor, at=NOON)

    def publish_again() -> Edition:
        is_held.wait(timeout=10)
        return publish(article, actor=editor, at=NOON + DAY, now=NOON + DAY)

    monkeypatch.setattr(renewing, "renew_waiting", slow_renew)
    for outcome in at_once(tidy, publish_again):
        assert not isinstance(outcome, Exception), outcome
    kept = ["Rivers", "Ships"] if is_merged else ["Rivers"]
    latest = Filing.objects.filter(edition__number=2)
    assert sorted(latest.values_list("tag__name", flat=True)) == kept
    renewing.renew_waiting()
    assert not list(rebuilding.differences(say=lambda _text: None, at=NOON + DAY))


def test_of_two_who_tidy_while_somebody_passes_and_somebody_publishes_nothing_is_lost(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = personas.editor()
    for _time in range(12):
        make_live(tags=["Boats"])
    article = Article.objects.first()
    assert article
    article.title = "Another title"
    article.save()
    monkeypatch.setattr(renewing, "PORTION", 2)
    renaming.rename_tag(Tag.objects.get(), actor=editor, name="Ships")
    outcomes = at_once(
        lambda: call_command("tidy", stdout=StringIO()),
        lambda: call_command("tidy", stdout=StringIO()),
        lambda: listing.tidy_some(at=NOON),
        lambda: listing.tidy_some(at=NOON),
        lambda: publish(article, actor=editor, at=NOON + DAY, now=NOON + DAY),
    )
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    call_command("tidy", stdout=StringIO())
    assert not SearchWaiting.objects.exists()
    assert not list(rebuilding.differences(say=lambda _text: None, at=NOON + DAY))


def test_what_lags_stays_known_to_who_marks_while_another_finds_that_nothing_waits(
    transactional_db: None,
) -> None:
    make_live(tags=["Boats"])
    lagging.note([(1, 2)])  # said before, of documents that were made anew since
    is_marked = threading.Event()

    def mark_again() -> None:
        with transaction.atomic():
            renewing.mark_moved(Edition.objects.values("pk"), to=[1], said=[2])
            is_marked.set()
            time.sleep(0.5)

    def settle() -> None:
        is_marked.wait(timeout=10)
        lagging.settle()

    for outcome in at_once(mark_again, settle):
        assert not isinstance(outcome, Exception), outcome
    assert SearchWaiting.objects.exists()
    assert lagging.known().said == {1: frozenset({2})}


def test_an_article_that_somebody_holds_is_passed_over_and_no_other(transactional_db: None) -> None:
    for number in range(12):
        make_live(tags=["Boats"], at=NOON + number * timedelta(hours=2))
    renewing.mark(Edition.objects.values("pk"))
    newest = Edition.objects.latest("pk").article_id
    may_pass = connection.features.has_select_for_update_skip_locked
    is_held, is_done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Article.objects.filter(pk=newest).select_for_update())
            is_held.set()
            is_done.wait(timeout=20 if may_pass else 0.2)

    def renew() -> int:
        is_held.wait(timeout=10)
        try:
            return renewing.renew_all(seconds=20)
        finally:
            is_done.set()

    outcomes = at_once(hold, renew)
    left = SearchWaiting.objects.count()
    assert outcomes == [None, 12 - left]
    assert left == may_pass


def test_two_who_rename_tags_of_the_same_articles_wait_for_nobody(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their versions are filed in another order under each."""
    first, second = make_live(), make_live()
    boats, ships = (Tag.objects.create(name=name) for name in ("Boats", "Ships"))
    for edition, tag in ((first, boats), (second, boats), (second, ships), (first, ships)):
        Filing.objects.create(edition=edition, tag=tag)
    mark = renewing.mark

    def slow_mark(editions: QuerySet[Any]) -> None:
        mark(editions)
        time.sleep(0.3)

    monkeypatch.setattr(renewing, "MARKED", 1)
    monkeypatch.setattr(renewing, "mark", slow_mark)
    editor = personas.editor()
    outcomes = at_once(
        lambda: renaming.rename_tag(boats, actor=editor, name="Barges"),
        lambda: renaming.rename_tag(ships, actor=editor, name="Vessels"),
    )
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    call_command("tidy", stdout=StringIO())
    assert not SearchWaiting.objects.exists()
    assert not SearchWaitingTag.objects.exists()
    assert not list(rebuilding.differences(say=lambda _text: None, at=NOON))


def test_who_publishes_under_two_tags_that_are_merged_holds_them_as_the_clinic_does(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = personas.editor()
    boats, ships = (Tag.objects.create(name=name) for name in ("Boats", "Ships"))
    article = make_article(tags=["Ships", "Boats"])  # the one that is held last comes first
    hold, is_held = merging.locked, threading.Event()

    def slow_hold(row: Any) -> Any:
        found = hold(row)
        is_held.set()
        time.sleep(0.3)
        return found

    def publish_it() -> Edition:
        is_held.wait(timeout=10)
        return publish(article, actor=editor, at=NOON, now=NOON)

    monkeypatch.setattr(merging, "locked", slow_hold)
    merged, published = at_once(
        lambda: merging.merge_tags([boats], into=ships, actor=editor, at=NOON), publish_it
    )
    assert (isinstance(merged, Tag), isinstance(published, Edition)) == (True, True), merged
    assert [row.tag for row in Filing.objects.all()] == [ships]


@pytest.mark.parametrize("verb", ["merge", "split", "retire"])
def test_who_publishes_what_a_change_of_tags_is_undone_for_waits_for_it_or_goes_first(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    editor = personas.editor()
    article = make_live(tags=["Boats", "Rivers"]).article
    boats, rivers = Tag.objects.get(name="Boats"), Tag.objects.get(name="Rivers")
    if verb == "merge":
        merging.merge_tags([boats], into=rivers, actor=editor, at=NOON)
    elif verb == "split":
        splitting.split_tag(boats, into={"Ferries": [article.pk]}, actor=editor, at=NOON)
    else:
        retiring.retire_tag(boats, actor=editor, at=NOON)
    change = TagChange.objects.latest("pk")
    article = Article.objects.get(pk=article.pk)
    article.title = "Another title"
    article.save()
    hold, is_held = working_copy.held_tags, threading.Event()

    def slow_hold(row: Article) -> list[Tag]:
        is_held.set()
        time.sleep(0.5)
        return hold(row)

    def undo() -> TagChange:
        is_held.wait(timeout=10)
        return undoing.undo(change, actor=editor, at=NOON)

    monkeypatch.setattr(working_copy, "held_tags", slow_hold)
    for outcome in at_once(
        undo, lambda: publish(article, actor=editor, at=NOON + DAY, now=NOON + DAY)
    ):
        assert not isinstance(outcome, Exception), outcome
    for rows in (ArticleTag, Filing, EditionTag):
        names = set(rows.objects.values_list("tag__name", flat=True))
        assert names == {"Boats", "Rivers"}


def test_a_merge_that_is_undone_at_that_moment_ends_or_is_undone(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = personas.editor()
    for _number in range(4):
        make_live(tags=["Boats", "Rivers"])
    boats, ships = Tag.objects.get(name="Boats"), Tag.objects.create(name="Ships")
    began = threading.Event()
    move = merging._Merge.move

    def slow_move(*told: Any) -> None:
        move(*told)
        time.sleep(0.1)
        began.set()

    def undo() -> TagChange:
        began.wait(timeout=10)
        time.sleep(0.25)
        return undoing.undo(TagChange.objects.latest("pk"), actor=editor, at=NOON)

    monkeypatch.setattr(portions, "PORTION", 1)
    monkeypatch.setattr(merging._Merge, "move", slow_move)
    merged, undone = at_once(
        lambda: merging.merge_tags([boats], into=ships, actor=editor, at=NOON), undo
    )
    assert isinstance(undone, TagChange), undone
    assert isinstance(merged, merging.NotMergeable), merged
    for rows in (ArticleTag, Filing, EditionTag):
        names = rows.objects.values_list("tag__name", flat=True)
        assert sorted(names) == ["Boats"] * 4 + ["Rivers"] * 4
