"""What the bar and the status say, also when several things are true; moments that are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.utils import timezone

from articles.admin.article_status import status
from articles.admin.fields import Moment
from articles.models import Article, Masthead
from articles.models.articles import Stage
from articles.publishing import release, workflow
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


def publish(article: Article, at: datetime, deck: str, now: datetime = NOON) -> None:
    Article.objects.filter(pk=article.pk).update(deck=deck)
    release.publish(article, actor=personas.editor(), at=at, now=now)


def test_online_since_is_the_article_s_first_moment() -> None:
    article = makers.make_live(at=NOON).article
    publish(article, NOON + DAY, "Second.", NOON + DAY)
    now_is = status(article, at=NOON + 2 * DAY)
    assert now_is.live is not None
    assert (now_is.live.published_at, now_is.live.live_from) == (NOON, NOON + DAY)
    assert now_is.is_second_thought


def test_a_version_that_another_follows_does_not_leave_the_site() -> None:
    article = makers.make_live(at=NOON).article
    publish(article, NOON + 5 * DAY, "Second.")
    now_is = status(article, at=NOON + DAY)
    assert now_is.leaves_at is None
    assert (now_is.place, now_is.has_turn) == ("live", True)
    article = release.plan_takedown(
        article, actor=personas.editor(), takedown_at=NOON + 9 * DAY, at=NOON
    )
    now_is = status(article, at=NOON + DAY)
    assert (now_is.leaves_at, now_is.leaves_as_planned) == (NOON + 9 * DAY, True)
    ended = status(article, at=NOON + 10 * DAY)
    assert (ended.place, ended.ended_as_planned, ended.plan_to_come) == ("ended", True, None)


def test_a_first_version_that_is_only_scheduled_was_not_published() -> None:
    article = makers.make_article()
    release.publish(article, actor=personas.editor(), at=timezone.now() + DAY)
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert "As it is scheduled" in said(page.content.decode(), ".status-panel")
    assert "As it was published" not in page.content.decode()
    assert "Scheduled" in said(page.content.decode(), ".bar .stands")
    assert "Publish…" not in said(page.content.decode(), ".bar")


def test_versions_are_compared_where_there_are_any() -> None:
    article = makers.make_article()
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert "Compare versions" not in said(page.content.decode(), ".bar")
    release.publish(article, actor=personas.editor())
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert "Compare versions" in said(page.content.decode(), ".bar")


def test_the_writer_reads_what_the_editor_asked_for() -> None:
    article = makers.make_article(stage=Stage.IN_REVIEW)
    workflow.request_changes(article, actor=personas.editor(), said="More about the river.")
    page = signed_in(personas.writer()).get(desk("articles_article_change", article.pk))
    assert "More about the river." in said(page.content.decode(), ".status-panel .asked")


def test_the_editor_reads_what_the_writer_said_and_what_was_asked_before() -> None:
    article = makers.make_article()
    workflow.submit(article, actor=personas.writer(), said="The ending is new.")
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert "The ending is new. Sent to review by" in notes(page)
    workflow.request_changes(article, actor=personas.editor(), said="Name the source.")
    workflow.submit(article, actor=personas.writer(), said="Named in the second part.")
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert notes(page).startswith("Named in the second part.")
    assert "Name the source. Asked for by" in notes(page)
    assert "The ending is new." not in notes(page)
    workflow.approve(article, actor=personas.editor(), said="Fine.")
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    assert notes(page) == ""


def notes(page: Any) -> str:
    return said(page.content.decode(), ".status-panel .asked")


def main_button(user: Any, article: Article) -> str:
    page = signed_in(user).get(desk("articles_article_change", article.pk)).content.decode()
    return said(page, ".bar .is-main")


def test_the_main_button_is_the_next_step_of_this_person() -> None:
    article = makers.make_article()
    assert main_button(personas.writer(), article) == "Send to review…"
    assert main_button(personas.editor(), article) == "Publish…"
    Article.objects.update(stage=Stage.IN_REVIEW)
    assert main_button(personas.editor(), article) == "Approve…"
    assert main_button(personas.writer(), article) == ""
    Article.objects.update(stage=Stage.APPROVED)
    assert main_button(personas.editor(), article) == "Publish…"
    Article.objects.update(stage=Stage.DRAFT)
    Masthead.objects.update(is_approval_required=True)
    assert main_button(personas.editor(), article) == "Send to review…"


def test_a_draft_of_which_changes_were_asked_goes_to_review_first() -> None:
    article = makers.make_article(stage=Stage.IN_REVIEW)
    workflow.request_changes(article, actor=personas.editor(), said="Name the source.")
    assert main_button(personas.editor(), article) == "Send to review…"


def test_the_next_step_of_a_live_article_that_was_changed_is_to_publish() -> None:
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    Article.objects.update(deck="Another.")
    assert main_button(personas.editor(), article) == "Publish…"


def test_what_is_scheduled_has_no_next_step_and_asked_changes_are_said() -> None:
    article = makers.make_article()
    workflow.submit(article, actor=personas.writer())
    workflow.request_changes(article, actor=personas.editor(), said="Name the source.")
    page = signed_in(personas.writer()).get(desk("articles_article_change", article.pk))
    assert said(page.content.decode(), ".bar .stage-now") == "Changes asked for"
    assert said(page.content.decode(), ".status-panel .stage") == "Changes asked for"
    release.publish(article, actor=personas.editor(), at=timezone.now() + timedelta(days=2))
    assert main_button(personas.editor(), article) == ""
    assert main_button(personas.writer(), article) == ""


def test_the_success_of_publishing_leads_to_the_page() -> None:
    article = makers.make_article()
    address = desk("articles_article_verb", article.pk, "publish")
    page = signed_in(personas.editor()).post(address, {"when": "now", "version": 1}, follow=True)
    assert article.get_absolute_url() in page.content.decode().partition("messagelist")[2][:600]
    at = (timezone.now() + timedelta(days=400)).strftime("%Y-%m-%dT09:00")
    Article.objects.update(deck="Another.")
    values = {"when": "later", "at": at, "kind": "minor", "version": 1}
    page = signed_in(personas.editor()).post(address, values, follow=True)
    assert "it goes out on" in said(page.content.decode(), ".messagelist")
    assert "UTC" in said(page.content.decode(), ".messagelist")


def test_a_later_version_is_asked_for_its_kind() -> None:
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    Article.objects.update(deck="Another.")
    address = desk("articles_article_verb", article.pk, "publish")
    page = (
        signed_in(personas.editor()).post(address, {"when": "now", "version": 1}).content.decode()
    )
    assert "Choose what kind of version this is." in said(page, ".field-kind")
    assert article.editions.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2027-03-28T01:30", "does not exist on that day"), ("2027-10-31T01:30", "comes twice")],
)
def test_a_time_that_the_clocks_leave_out_or_strike_twice_is_no_moment(
    typed: str, words: str
) -> None:
    with timezone.override("Europe/London"):
        with pytest.raises(forms.ValidationError, match=words):
            Moment(required=False).clean(typed)
        at = Moment(required=False).clean("2027-03-28T02:30")
        assert at.astimezone(UTC).hour == 1


def test_what_is_not_shown_because_its_permission_is_suspended_has_not_ended() -> None:
    permission = makers.make_permission()
    article = makers.make_article()
    makers.credit(article, permission)
    then = timezone.now() - timedelta(hours=1)
    release.publish(article, actor=personas.editor(), at=then, now=then)
    permissions.suspend(permission, actor=personas.rights_desk())
    page = signed_in(personas.editor()).get(desk("articles_article_change", article.pk))
    panel = said(page.content.decode(), ".status-panel")
    assert "Not shown since" in panel
    assert "its permission is suspended" in panel
    assert "is over" not in panel
