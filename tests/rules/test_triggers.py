"""What the database itself refuses to change, and the one audited way past it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.install import drop_triggers, install_triggers
from articles.language import html
from articles.models import DeskEvent, Edition, Redaction
from articles.publishing.cutting import MARK, redact
from articles.publishing.release import publish
from articles.refusals import Refused
from tests import personas
from tests.makers import DAY, NOON, make_article, make_live

pytestmark = pytest.mark.django_db


def refused(sql: str, *parameters: object) -> str:
    """The database's own words for refusing a statement."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(error.value)


@pytest.mark.parametrize(
    "change", ["title = 'Other'", "digest = 'x'", "at = created_at", "number = 7", "note = 'n'"]
)
def test_no_column_of_an_edition_changes(change: str) -> None:
    edition = make_live()
    said = refused(f"UPDATE articles_edition SET {change} WHERE id = %s", edition.pk)
    assert "articles_edition is append-only" in said
    assert Edition.objects.get().title == edition.title


def test_the_model_refuses_before_the_database_does() -> None:
    edition = make_live()
    edition.title = "Other"
    with pytest.raises(Refused):
        edition.save()
    with pytest.raises(Refused):
        Edition.objects.update(title="Other")
    with pytest.raises(Refused):
        Edition.objects.bulk_update([edition], ["title"])


@pytest.mark.parametrize(
    "verb", ["UPDATE articles_deskevent SET said = 'x'", "DELETE FROM articles_deskevent"]
)
def test_the_log_is_only_added_to(verb: str) -> None:
    make_live()
    assert "articles_deskevent is append-only" in refused(verb)
    event = DeskEvent.objects.first()
    assert event is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        DeskEvent.objects.update(said="x")


def test_a_redaction_is_only_added_to() -> None:
    edition = make_live(bodies=("<p>Mr Named said so.</p>",))
    redact(edition, actor=personas.editor(), phrase="Mr Named", reason="A court.", at=NOON)
    assert "append-only" in refused("UPDATE articles_redaction SET reason = 'x'")
    assert "append-only" in refused("DELETE FROM articles_redaction")


def test_migrating_again_keeps_the_triggers() -> None:
    call_command("migrate", verbosity=0)
    install_triggers()
    edition = make_live()
    connection.check_constraints()  # what waits for the end of a transaction would hold its tables
    assert "append-only" in refused("UPDATE articles_edition SET title = 'x'")
    drop_triggers()
    models.QuerySet(Edition).filter(pk=edition.pk).update(note="A backfill.")
    call_command("migrate", verbosity=0)
    assert "append-only" in refused("UPDATE articles_edition SET title = 'x'")
    assert Edition.objects.get().note == "A backfill."


def test_redacting_leaves_its_mark_everywhere_and_the_old_digest_in_the_log() -> None:
    note = '<span class="footnote" data-footnote="So Mr Named &amp; co."></span>'
    body = f"<p>Mr <em>Nam</em>ed{note} spoke.</p>"
    article = make_article(
        title="Why Mr Named spoke", deck="Mr Named speaks.", bodies=(body,), author="Mr Named"
    )
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    kept = edition.digest, edition.slug, edition.piece.tags
    after = redact(
        edition, actor=personas.editor(), phrase="Mr Named", reason="Order 12/26.", at=NOON + DAY
    )
    assert "Named" not in str(after.content | {"slug": ""}).replace("mr-named", "")
    assert after.title == f"Why {MARK} spoke"
    assert after.deck == f"{MARK} speaks."
    assert after.piece.parts[0].body == (
        f'<p>{MARK}<span class="footnote" data-footnote="So {MARK} &amp; co."></span> spoke.</p>'
    )
    assert after.piece.bylines[0].name == MARK
    assert after.bylines[0]["name"] == MARK
    assert (after.slug, after.piece.tags) == kept[1:]
    assert after.digest == after.piece.digest != kept[0]
    row = Redaction.objects.get()
    assert (row.old_digest, row.new_digest, row.reason) == (kept[0], after.digest, "Order 12/26.")
    event = DeskEvent.objects.get(verb="redact")
    assert (event.said, event.facts["digest_before"]) == ("Order 12/26.", kept[0])
    assert Edition.objects.live(at=NOON + DAY).get() == after


def test_a_redaction_opens_the_way_for_its_own_digest_alone() -> None:
    edition = make_live(bodies=("<p>Mr Named said so.</p>",))
    after = redact(edition, actor=personas.editor(), phrase="Mr Named", reason="A court.", at=NOON)
    assert "append-only" in refused("UPDATE articles_edition SET title = 'x'")
    assert "append-only" in refused(
        "UPDATE articles_edition SET digest = %s WHERE id = %s", edition.digest, after.pk
    )


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [("", "why"), ("  ", "why"), ("words", ""), ("words", " "), ("absent", "why")],
)
def test_redacting_asks_for_words_that_are_there_and_for_a_reason(phrase: str, reason: str) -> None:
    with pytest.raises(Refused):
        redact(make_live(), actor=personas.editor(), phrase=phrase, reason=reason, at=NOON)
    assert not Redaction.objects.exists()


def test_a_version_to_come_is_changed_at_the_desk_and_not_redacted() -> None:
    edition = publish(make_article(), actor=personas.editor(), at=NOON + DAY, now=NOON)
    with pytest.raises(Refused):
        redact(edition, actor=personas.editor(), phrase="words", reason="why", at=NOON)


def test_a_mark_is_never_longer_than_what_it_covers() -> None:
    edition = make_live(title="o" * 300)
    after = redact(edition, actor=personas.editor(), phrase="o", reason="why", at=NOON)
    assert len(after.title) == 300
    assert set(after.title) == {MARK[0]}


# --- words in HTML -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>A cat sat.</p>", "<p>A dog sat.</p>"),
        ("<p>A c<em>at</em> sat.</p>", "<p>A dog sat.</p>"),
        ("<p>A <em>big c</em>at sat.</p>", "<p>A <em>big dog</em> sat.</p>"),
        ("<p>c</p><p>at</p>", "<p>c</p><p>at</p>"),
        ("<p>c<br>at</p>", "<p>c<br>at</p>"),
        (
            '<p><a href="https://cat.org/cat">cat</a></p>',
            '<p><a href="https://cat.org/cat">dog</a></p>',
        ),
        (
            '<p>x<span class="footnote" data-footnote="a cat &quot;here&quot;"></span></p>',
            '<p>x<span class="footnote" data-footnote="a dog &quot;here&quot;"></span></p>',
        ),
        (
            "<p><ruby>cat<rp>(</rp><rt>cat</rt><rp>)</rp></ruby></p>",
            "<p><ruby>dog<rp>(</rp><rt>dog</rt><rp>)</rp></ruby></p>",
        ),
        ("<pre><code>cat &lt;cat&gt;</code></pre>", "<pre><code>dog &lt;dog&gt;</code></pre>"),
        ("<ul><li><p>cat</p></li></ul>", "<ul><li><p>dog</p></li></ul>"),
    ],
)
def test_words_are_replaced_where_they_are_read(before: str, after: str) -> None:
    assert html.clean(before) == before
    assert html.replace_words(before, "cat", "dog") == after


@pytest.mark.parametrize("phrase", ["<", "&", '"', "p", "em", "href", "class", "&amp;", "lt"])
def test_replacing_never_touches_tags(phrase: str) -> None:
    body = '<p lang="fr">&lt; &amp; "p" <em>em</em> <a href="https://href.class/?p&amp;em">href class</a></p>'
    after = html.replace_words(body, phrase, "█")
    assert '<p lang="fr">' in after
    assert 'href="https://href.class/?p&amp;em"' in after
    assert phrase not in html.plain_text(after)


@given(st.text("ab<>& é渡\"'", max_size=20), st.text("ab<>&é渡\"'", min_size=1, max_size=2))
def test_after_replacing_no_reader_sees_the_phrase(text: str, phrase: str) -> None:
    body = html.escape_paragraphs([text])
    after = html.replace_words(body, phrase, "█")
    assert phrase not in html.plain_text(after)
    assert html.clean(after) == after
    assert html.plain_text(after) == html.plain_text(body).replace(phrase, "█")
