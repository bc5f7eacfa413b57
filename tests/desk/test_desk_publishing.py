"""From the desk to the readers and back: every button of the article's page, by those who may and may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.models import Article, Edition, Masthead
from articles.models.articles import Stage
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db


def verb(article: Article, name: str) -> str:
    return desk("articles_article_verb", article.pk, name)


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def do(client: Client, article: Article, name: str, **told: Any) -> str:
    """Opens the page of the verb, fills it in, sends it; returns what the next page says."""
    page = client.get(verb(article, name)).content.decode()
    response = client.post(verb(article, name), form_values(page) | told, follow=True)
    assert response.status_code == 200
    article.refresh_from_db()
    return response.content.decode()


def test_a_draft_goes_to_review_back_and_forth_and_out(writer: Client, editor: Client) -> None:
    article = makers.make_article()
    assert "Sent to review." in do(writer, article, "submit")
    assert article.stage == Stage.IN_REVIEW
    do(editor, article, "request-changes", said="More about the river.")
    assert article.stage == Stage.DRAFT
    assert article.events.first().said == "More about the river."
    do(writer, article, "submit")
    do(editor, article, "approve")
    assert article.stage == Stage.APPROVED
    assert "Published" in do(editor, article, "publish")
    assert Client().get(article.get_absolute_url()).status_code == 200
    assert "Online since" in editor.get(page_of(article)).content.decode()


def test_asking_for_changes_without_words_is_refused_beside_the_field(editor: Client) -> None:
    article = makers.make_article(stage=Stage.IN_REVIEW)
    page = do(editor, article, "request-changes", said="  ")
    assert "required" in said(page, ".field-said")
    assert article.stage == Stage.IN_REVIEW


def test_a_button_saves_the_text_first_and_leads_to_its_page(editor: Client) -> None:
    article = makers.make_article(title="Before")
    page = editor.get(page_of(article)).content.decode()
    values = form_values(page, "#article_form") | {"title": "After", "_then": "publish"}
    response = editor.post(page_of(article), values)
    article.refresh_from_db()
    assert (response.url, article.title) == (verb(article, "publish"), "After")
    assert not article.editions.exists()


def test_what_cannot_be_published_promises_readers_nothing_and_has_no_button(
    editor: Client,
) -> None:
    article = makers.make_article(title=" ", bodies=("",))
    page = editor.get(verb(article, "publish")).content.decode()
    assert "Readers" not in said(page, "form[data-verb=publish]")
    assert "It cannot be published yet" in said(page, ".explanation")
    assert not LexborHTMLParser(page).css("form[data-verb=publish] [type=submit]")
    whole = editor.get(verb(makers.make_article(), "publish")).content.decode()
    assert LexborHTMLParser(whole).css("form[data-verb=publish] [type=submit]")
    sent = {"version": article.version, "when": "now"}
    page = editor.post(verb(article, "publish"), sent).content.decode()
    told = LexborHTMLParser(page).css(".errorlist.nonfield li")
    assert [line.text() for line in told] == [
        *("The article has no title.", "The article has no text."),
    ]


def test_what_waits_for_its_permission_may_be_scheduled_for_then(editor: Client) -> None:
    article = makers.make_article()
    begins = timezone.now() + timedelta(days=3)
    makers.credit(article, makers.make_permission(valid_from=begins))
    page = editor.get(verb(article, "publish")).content.decode()
    assert "It cannot be published now" in said(page, ".explanation")
    later = timezone.localtime(begins + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert "Scheduled" in do(editor, article, "publish", when="later", at=later)
    assert article.editions.exists()


def test_publishing_shows_the_checklist_and_leads_to_each_field(editor: Client) -> None:
    article = makers.make_article(title="Bare", bodies=("",), tags=[], author="", deck="")
    page = editor.get(verb(article, "publish")).content.decode()
    assert "The article has no text." in said(page, ".findings.blockers")
    assert "There is no tag" in said(page, ".findings.warnings")
    anchors = {link.partition("#")[2] for link in links(page, ".checklist a")}
    assert anchors == {"id_sections-0-body", "id_deck", "id_tags", "bylines-group"}
    article_page = editor.get(page_of(article)).content.decode()
    for anchor in anchors:
        assert f'id="{anchor}"' in article_page


def test_a_reprint_is_refused_until_its_permission_stands(editor: Client) -> None:
    article = makers.make_article()
    makers.credit(article, source=None)
    page = do(editor, article, "publish")
    assert "No permission is recorded" in said(page, ".findings.blockers")
    article_page = editor.get(page_of(article)).content.decode()
    for link in links(page, ".findings.blockers a"):
        assert f'id="{link.partition("#")[2]}"' in article_page
    values = form_values(article_page, "#article_form")
    values |= {
        "credit_record-0-source": makers.make_source().pk,
        "credit_record-0-original_permissions": [makers.make_permission(at=timezone.now()).pk],
    }
    editor.post(page_of(article), values)
    do(editor, article, "publish")
    assert article.editions.count() == 1
    assert article.editions.get().needs.get().covers == "original"


def test_a_writer_sees_no_permissions_and_takes_none_away(writer: Client) -> None:
    article = makers.make_article()
    record = makers.credit(article, makers.make_permission(reference="A private matter"))
    page = writer.get(page_of(article)).content.decode()
    assert "A private matter" not in page
    writer.post(
        page_of(article), form_values(page, "#article_form") | {"credit_record-0-title": "T"}
    )
    record.refresh_from_db()
    assert (record.title, record.needs.count()) == ("T", 1)


def test_it_schedules_in_the_time_zone_of_the_publication(editor: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    timezone.deactivate()
    article = makers.make_article()
    page = editor.get(verb(article, "publish")).content.decode()
    assert "Asia/Shanghai" in said(page, ".field-at")
    do(editor, article, "publish", when="later", at="2031-05-03T09:30")
    edition = article.editions.get()
    assert edition.at.isoformat() == "2031-05-03T01:30:00+00:00"
    assert Client().get(article.get_absolute_url()).status_code == 404
    page = editor.get(page_of(article)).content.decode()
    assert "Scheduled for 3 May 2031, 09:30" in said(page, ".status-panel")
    page = editor.get(verb(article, "reschedule")).content.decode()
    assert "Version 1 goes out on" in said(page, ".explanation")
    assert form_values(page)["at"] == "2031-05-03T09:30:00"
    assert "it goes out on" in do(editor, article, "reschedule", at="2031-05-04T09:30")
    assert article.editions.get().at.isoformat() == "2031-05-04T01:30:00+00:00"
    assert "Change the time…" in said(editor.get(page_of(article)).content.decode(), ".bar")
    assert "Taken off the schedule." in do(editor, article, "unschedule")
    assert not article.editions.exists()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("", "Say from which moment on."),
        ("2020-01-01T10:00", "Choose a moment to come"),
        ("9999-12-31T23:59", "between 1900 and 8999"),
        ("0001-01-01T00:00", "between 1900 and 8999"),
        ("tomorrow", "valid date"),
    ],
)
def test_a_moment_that_does_not_fit_is_refused_beside_its_field(
    editor: Client, moment: str, words: str
) -> None:
    article = makers.make_article()
    page = do(editor, article, "publish", when="later", at=moment, note="kept")
    assert words in said(page, ".field-at")
    assert form_values(page)["at"] == moment
    assert not article.editions.exists()


def test_what_is_scheduled_is_published_now(editor: Client) -> None:
    article = makers.make_article()
    do(editor, article, "publish", when="later", at="2031-05-03T09:30")
    assert "Readers see it now." in do(editor, article, "reschedule", when="now")
    assert Client().get(article.get_absolute_url()).status_code == 200
    assert "Change the time…" not in said(editor.get(page_of(article)).content.decode(), ".bar")


def test_a_correction_needs_its_note_and_an_unchanged_article_nothing(editor: Client) -> None:
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    page = do(editor, article, "publish", kind="minor", note="")
    assert "Nothing has changed since version 1" in said(page, ".explanation")
    assert article.editions.count() == 1
    page = editor.get(desk("articles_article_verb", article.pk, "publish")).content.decode()
    assert "there is nothing to publish" in said(page, ".explanation")
    assert set(form_values(page)) == {"csrfmiddlewaretoken"}
    assert not LexborHTMLParser(page).css("#content-main [type=submit]")
    assert said(page, "#content-main .verbs, .closelink") == "Plan a take-down… Withdraw… Edit it"
    Article.objects.filter(pk=article.pk).update(deck="Another deck.")
    page = do(editor, article, "publish", kind="correction", note="")
    assert "Say in a sentence what changed" in said(page, ".field-note")
    do(editor, article, "publish", kind="correction", note="The deck was wrong.")
    assert article.editions.order_by("-number").first().kind == "correction"


def test_it_asks_for_approval_where_the_publication_does(editor: Client) -> None:
    Masthead.objects.update(is_approval_required=True)
    article = makers.make_article()
    assert "asks for approval first" in said(do(editor, article, "publish"), ".errorlist")
    assert not article.editions.exists()


def test_it_withdraws_with_a_notice_and_puts_back_online(editor: Client) -> None:
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    address = article.get_absolute_url()
    assert "required" in said(do(editor, article, "withdraw", reason=""), ".field-reason")
    do(editor, article, "withdraw", reason="holder_request", notice="Gone at their wish.")
    gone = Client().get(address)
    assert gone.status_code == 410
    assert "Gone at their wish." in gone.content.decode()
    assert "Withdrawn since" in said(
        editor.get(page_of(article)).content.decode(), ".status-panel .is-grave"
    )
    do(editor, article, "reinstate")
    assert Client().get(address).status_code == 200


def test_it_plans_a_takedown_and_gives_the_plan_up(editor: Client) -> None:
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    past = do(editor, article, "take-down", takedown_at="2020-01-01T10:00")
    assert "Choose a moment to come" in said(past, ".field-takedown_at")
    do(editor, article, "take-down", takedown_at="2031-01-01T10:00")
    page = editor.get(page_of(article)).content.decode()
    assert "Leaves the site on 1 January 2031, 10:00" in said(page, ".status-panel")
    do(editor, article, "take-down", takedown_at="")
    assert article.planned_takedown_at is None


def test_it_says_that_an_article_has_ended(editor: Client) -> None:
    permission = makers.make_permission(valid_until=timezone.now() - timedelta(days=1))
    article = makers.make_article()
    makers.credit(article, permission)
    from articles.publishing.release import publish

    then = timezone.now() - timedelta(days=9)
    publish(article, actor=personas.editor(), at=then, now=then)
    page = editor.get(page_of(article)).content.decode()
    assert "its permission is over" in said(page, ".status-panel")
    lists = desk("articles_article_changelist")
    assert article.title in editor.get(f"{lists}?where=ended").content.decode()
    assert article.title not in editor.get(f"{lists}?where=live").content.decode()


def test_a_writer_is_offered_what_a_writer_may_do(writer: Client) -> None:
    article = makers.make_article()
    page = writer.get(page_of(article)).content.decode()
    assert "Send to review" in said(page, ".verbs")
    assert "Publish" not in said(page, ".verbs")
    for name in (
        *("publish", "approve", "withdraw", "reschedule", "unschedule"),
        *("take-down", "reinstate"),
    ):
        assert writer.get(verb(article, name)).status_code == 403
        assert writer.post(verb(article, name), {"when": "now"}).status_code == 403
    assert not Edition.objects.exists()


def test_the_rights_desk_withdraws_and_publishes_nothing() -> None:
    client = signed_in(personas.rights_desk())
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    page = client.get(page_of(article))
    assert page.status_code == 200
    assert "Withdraw…" in said(page.content.decode(), ".verbs")
    assert client.get(verb(article, "publish")).status_code == 403
    do(client, article, "withdraw", reason="legal_demand")
    assert article.withdrawn_at


def test_a_preview_shows_the_saved_draft_in_the_readers_page(writer: Client) -> None:
    article = makers.make_article(title="Nearly there", tags=["rivers"])
    response = writer.get(desk("articles_article_preview", article.pk))
    page = response.content.decode()
    assert response.status_code == 200
    assert said(page, "h1") == "Nearly there"
    assert "A preview" in page
    assert "rivers" in page
    stranger = signed_in(personas.stranger())
    assert stranger.get(desk("articles_article_preview", article.pk)).status_code == 403


def test_a_preview_of_almost_nothing_is_a_page_too(writer: Client) -> None:
    article = Article.objects.create(title="!", language="")
    assert writer.get(desk("articles_article_preview", article.pk)).status_code == 200
