"""A draft deleted by mistake comes back with everything that stood in it, under its own number and key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import bridges
from articles.editing import keeping
from articles.models import Article, CreditPermission, DeskEvent, Topic, TopicPick
from articles.publishing import deleting
from articles.refusals import NotAllowed
from tests import makers, personas
from tests.desk.pages import desk, links, said, signed_in

pytestmark = pytest.mark.django_db


def a_full_draft() -> Article:
    article = makers.make_article(
        title="Low water",
        bodies=("<p>One.</p>", "<p>Two.</p>"),
        created_by=personas.writer(),
        stage="in_review",
        version=7,
        takes_comments=False,
        tags=["rivers", "boats"],
    )
    makers.credit(article, makers.make_permission())
    topic = Topic.objects.create(name="Water", slug="water")
    TopicPick.objects.create(topic=topic, article=article, position=3, blurb="Read this.")
    return article


def test_it_comes_back_as_it_was() -> None:
    article = a_full_draft()
    before = bridges.freeze(article)
    event = deleting.delete(article, actor=personas.editor())
    assert not Article.objects.filter(key=article.key).exists()
    back = deleting.undelete(event, actor=personas.editor())
    row = Article.objects.get(pk=article.pk)
    assert back == row
    assert bridges.freeze(row) == before
    assert (row.key, row.stage, row.version) == (article.key, "in_review", 7)
    assert (row.takes_comments, row.created_by) == (False, personas.writer())
    assert row.created_at == article.created_at
    assert CreditPermission.objects.filter(credit__article=row).count() == 1
    pick = TopicPick.objects.get()
    assert (pick.article, pick.position, pick.blurb) == (row, 3, "Read this.")
    assert row.events.values_list("verb", flat=True)[0] == "undelete"


def test_its_translations_are_its_own_again_unless_they_found_another_original() -> None:
    article, other = makers.make_article(), makers.make_article()
    left, taken = (makers.make_article(translation_of=article) for _time in range(2))
    event = deleting.delete(article, actor=personas.editor())
    Article.objects.filter(pk=taken.pk).update(translation_of=other)
    back = deleting.undelete(event, actor=personas.editor())
    for row, original, version in ((left, back, left.version + 1), (taken, other, taken.version)):
        row.refresh_from_db()
        assert (row.translation_of, row.version) == (original, version)


def test_its_import_record_comes_back_unless_the_document_was_taken_in_again() -> None:
    article = makers.make_imported(tags=[{"name": "Hangzhou", "count": 3, "known": False}])
    record = article.import_record
    event = deleting.delete(article, actor=personas.editor())
    back = deleting.undelete(event, actor=personas.editor())
    assert back.import_record.report == record.report
    event = deleting.delete(back, actor=personas.editor())
    other = makers.make_imported()
    other.import_record.document_digest = record.document_digest
    other.import_record.save()
    again = deleting.undelete(event, actor=personas.editor())
    assert not hasattr(again, "import_record")


def test_it_refuses_what_is_back_what_is_old_and_what_was_published() -> None:
    editor = personas.editor()
    event = deleting.delete(makers.make_article(), actor=editor)
    late = timezone.now() + timedelta(days=31)
    with pytest.raises(deleting.NotUndeletable):
        deleting.undelete(event, actor=editor, at=late)
    deleting.undelete(event, actor=editor)
    with pytest.raises(deleting.NotUndeletable, match="back already"):
        deleting.undelete(event, actor=editor)
    with pytest.raises(deleting.WasPublished):
        deleting.delete(makers.make_live().article, actor=editor)
    with pytest.raises(NotAllowed):
        deleting.delete(makers.make_article(), actor=personas.moderator())


def test_the_desk_offers_to_undo_it_at_once(editor: Client) -> None:
    article = a_full_draft()
    asks = editor.get(desk("articles_article_delete", article.pk)).content.decode()
    assert "30 days" in said(asks, ".explanation")
    response = editor.post(
        desk("articles_article_delete", article.pk), {"post": "yes"}, follow=True
    )
    page = response.content.decode()
    assert "“Low water” is deleted. Undo" in said(page, ".messagelist .success")
    event = DeskEvent.objects.get(verb="delete")
    address = desk("articles_article_undelete", event.pk)
    assert f'action="{address}"' in page

    log = desk("articles_deskevent_changelist")
    assert f"{log}?verb=delete" in links(asks, ".explanation a")
    listed = editor.get(f"{log}?verb=delete").content.decode()
    assert address in links(listed, ".field-about a")
    assert "Low water Undo" in said(listed, ".field-about")

    home = editor.get(desk("index")).content.decode()
    assert address in links(home, ".panel-events a")
    assert "Low water" in said(home, ".panel-events")
    assert "Low water" in said(editor.get(address).content.decode(), ".explanation")
    assert not Article.objects.filter(pk=article.pk).exists()

    back = editor.post(address, follow=True)
    assert back.redirect_chain[-1][0] == desk("articles_article_change", article.pk)
    assert "It is back" in said(back.content.decode(), ".messagelist")
    for page in (desk("index"), log):
        assert address not in editor.get(page).content.decode()
    again = editor.post(address, follow=True).content.decode()
    assert "It is back already." in said(again, ".messagelist .error")


def test_the_log_offers_no_undo_to_who_may_not_or_for_what_is_old(editor: Client) -> None:
    event = deleting.delete(makers.make_article(), actor=personas.editor())
    old = deleting.delete(
        makers.make_article(), actor=personas.editor(), at=timezone.now() - timedelta(days=31)
    )
    log = desk("articles_deskevent_changelist")
    offered = links(editor.get(log).content.decode(), ".field-about a")
    assert desk("articles_article_undelete", event.pk) in offered
    assert desk("articles_article_undelete", old.pk) not in offered
    assert not links(signed_in(personas.rights_desk()).get(log).content.decode(), ".field-about a")
    assert editor.get(desk("articles_deskevent_change", event.pk)).status_code == 200


def test_a_writer_reads_who_brings_it_back_later(writer: Client) -> None:
    page = writer.get(desk("articles_article_delete", makers.make_article().pk)).content.decode()
    assert "an editor finds it in the desk log" in said(page, ".explanation")


def test_those_who_may_not_delete_may_not_bring_back(editor: Client) -> None:
    event = deleting.delete(makers.make_article(), actor=personas.editor())
    address = desk("articles_article_undelete", event.pk)
    for client in (signed_in(personas.moderator()), signed_in(personas.stranger())):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert Client().post(address).status_code == 302
    assert editor.get(desk("articles_article_undelete", 0)).status_code == 404
    assert not Article.objects.exists()


def test_it_stays_while_someone_else_has_words_here_that_are_not_saved(editor: Client) -> None:
    article = makers.make_article(title="Low water")
    for person in (personas.writer(), personas.editor()):
        form = {"title": ["Typed"]}
        now = timezone.now()
        keeping.keep(article, actor=person, page="p", form=form, version=1, at=now)
    address = desk("articles_article_delete", article.pk)
    page = editor.post(address, {"post": "yes"}, follow=True).content.decode()
    told = said(page, ".messagelist .error")
    assert "writer typed something here" in told.lower()
    assert "throw it away" in told
    assert Article.objects.filter(pk=article.pk).exists()
    keeping.forget(article, actor=personas.writer(), pages=["p"])
    editor.post(address, {"post": "yes"})
    assert not Article.objects.filter(pk=article.pk).exists()


def test_words_for_a_picture_that_was_never_chosen_come_back() -> None:
    article = makers.make_article(alt="A bridge", caption="At dusk", credit="Photo: L. Du")
    article.sections.update(caption="The gate", is_picture_missing=True)
    event = deleting.delete(article, actor=personas.editor())
    back = deleting.undelete(event, actor=personas.editor())
    back.refresh_from_db()
    assert (back.alt, back.caption, back.credit) == ("A bridge", "At dusk", "Photo: L. Du")
    assert not back.is_picture_missing
    section = back.sections.get()
    assert (section.caption, section.is_picture_missing) == ("The gate", True)
