"""Bringing an earlier version back: everything it said, and nothing that readers see yet."""

from __future__ import annotations

import pytest

from articles.bridges import freeze
from articles.curation import tag_article
from articles.models import Article, Edition
from articles.publishing.release import is_changed, publish
from articles.publishing.restoring import can_undo_restore, restore, undo_restore
from articles.refusals import Refused, StaleArticle
from articles.tidying.renaming import rename_tag
from tests import personas
from tests.makers import NOON, credit, make_article, make_live, make_permission, make_source
from tests.rules.drawn import picture

pytestmark = pytest.mark.django_db


def test_restoring_brings_everything_back_through_other_names() -> None:
    permission = make_permission()
    article = make_article(
        title="Before",
        bodies=("<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"),
        tags=["AI", "games"],
        image=picture("credited", credit="Photo: L. Du"),
        alt="A quay",
        caption="At dusk.",
    )
    byline = article.bylines.get()
    byline.printed_name = "A. Example"
    byline.save()
    record = credit(article, permission, title="原文", relation="edited", changes="Shortened.")
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)

    rename_tag(article.tags.get(name="AI"), actor=personas.editor(), name="Machine minds", at=NOON)
    article.refresh_from_db()
    article.title = "After"
    article.image = None
    article.save()
    article.sections.filter(position=2).delete()
    article.sections.filter(position=1).update(position=9)
    article.bylines.all().delete()
    tag_article(article, ["cooking"], actor=personas.editor())
    record.delete()
    restored = restore(article, edition=edition, actor=personas.editor(), at=NOON)

    assert restored.title == "Before"
    assert (restored.image, restored.alt, restored.caption, restored.credit) == (
        picture("credited"),
        "A quay",
        "At dusk.",
        "",
    )
    assert Edition.objects.live(at=NOON).get() == edition
    assert [section.body for section in restored.sections.all()] == [
        "<p>One.</p>",
        "<p>Two.</p>",
        "<p>Three.</p>",
    ]
    assert [part.key for part in edition.piece.parts] == [
        section.key for section in restored.sections.all()
    ]
    assert sorted(tag.name for tag in restored.tags.all()) == ["Machine minds", "games"]
    assert restored.bylines.get().printed_name == "A. Example"
    again = type(record).objects.get(article=article)
    assert (again.title, again.relation, again.changes) == ("原文", "edited", "Shortened.")
    assert again.source == make_source()
    assert list(again.permissions.all()) == [permission]
    assert not is_changed(restored, edition)
    assert restored.version == 2
    with pytest.raises(StaleArticle):
        restore(article, edition=edition, actor=personas.editor(), at=NOON)


def test_restoring_a_version_of_another_article_is_refused() -> None:
    with pytest.raises(Refused):
        restore(make_article(), edition=make_live(), actor=personas.editor(), at=NOON)


def test_restoring_can_be_undone_until_something_else_is_saved() -> None:
    older, newer = make_permission(), make_permission()
    article = make_article(title="Before", bodies=("<p>One.</p>",), tags=["AI"])
    credit(article, older, title="原文")
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    article.refresh_from_db()
    article.title = "Not published yet"
    article.save()
    article.sections.update(body="<p>Work of a week.</p>", caption="At dusk.")
    tag_article(article, ["ships"], actor=personas.editor())
    article.credit_record.delete()
    credit(article, newer, title="Another original")
    kept = freeze(article)

    restored = restore(article, edition=edition, actor=personas.editor(), at=NOON)
    assert can_undo_restore(restored)
    assert restored.title == "Before"
    with pytest.raises(StaleArticle):
        undo_restore(Article(pk=article.pk, version=restored.version - 1), actor=personas.editor())
    undone = undo_restore(restored, actor=personas.editor(), at=NOON)
    assert freeze(undone) == kept
    assert list(undone.credit_record.permissions.all()) == [newer]
    assert [event.verb for event in undone.events.all()][:2] == ["undo_restore", "restore"]
    assert not can_undo_restore(undone)

    again = restore(undone, edition=edition, actor=personas.editor(), at=NOON)
    again.version += 1
    again.save()
    assert not can_undo_restore(again)
    with pytest.raises(Refused):
        undo_restore(again, actor=personas.editor())
