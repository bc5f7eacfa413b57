"""The search index: it follows the desk, it is proved, and it is made anew without a gap."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import listing, windows
from articles.management.commands import tidy
from articles.models import Article, Edition, SearchDocument, SearchState, TagAlias
from articles.models.taxonomy import Tag
from articles.publishing import cutting, release
from articles.rights import sources
from articles.search import finding, index, rebuilding, renewing, tables, tokens
from articles.search.queries import parse
from articles.tidying import merging, renaming
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + 30 * DAY


def found(text: str) -> list[str]:
    hits = finding.find(parse(text), (), at=LATER).hits
    slugs = dict(Edition.objects.values_list("pk", "slug"))
    return [slugs[hit.edition] for hit in hits]


def checked(capsys: pytest.CaptureFixture[str]) -> str:
    """What `--check` says; empty if all is well."""
    capsys.readouterr()
    try:
        call_command("rebuild_search", check=True)
    except SystemExit:
        return capsys.readouterr().out
    return ""


def test_publishing_asks_little_more() -> None:
    article = makers.make_article()
    with CaptureQueriesContext(connection) as captured:
        release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    asked = [query["sql"] for query in captured if "search" in query["sql"]]
    assert len(asked) == 3


def test_what_was_blacked_out_is_found_no_longer(capsys: pytest.CaptureFixture[str]) -> None:
    edition = makers.make_live(slug="one", bodies=("<p>Mr Ostrich said so.</p>",))
    assert found("ostrich") == ["one"]
    told = {"phrase": "Mr Ostrich", "reason": "A court.", "at": LATER}
    cutting.redact(edition, actor=personas.editor(), **told)
    assert found("ostrich") == []
    assert found("said") == ["one"]
    assert checked(capsys) == ""


def test_it_follows_the_names_that_the_desk_gives(capsys: pytest.CaptureFixture[str]) -> None:
    article = makers.make_article(slug="one", tags=["rivers"])
    makers.credit(article, makers.make_permission())
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert found("rivers") == found("ada") == ["one"]
    renaming.rename_tag(Tag.objects.get(name="rivers"), actor=personas.editor(), name="Streams")
    assert found("streams") == found("rivers") == ["one"]
    other = makers.make_source("The Old Lantern")
    sources.merge_sources(makers.make_source(), into=other, actor=personas.rights_desk(), at=NOON)
    assert found("lantern") == ["one"]
    assert checked(capsys) == ""


def test_it_takes_out_what_no_longer_runs() -> None:
    edition = makers.make_live(slug="one", title="Owls")
    assert found("owls") == ["one"]
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON - DAY)
    assert not SearchDocument.objects.exists()


def test_its_check_tells_a_machine_as_well() -> None:
    makers.make_live()
    call_command("rebuild_search", check=True)
    SearchDocument.objects.all().delete()
    with pytest.raises(SystemExit, match="1"):
        call_command("rebuild_search", check=True)


def test_it_names_what_differs_and_puts_it_right(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        makers.make_live(at=NOON + timedelta(hours=number), slug=f"owl-{number}", title="Owls")
    assert checked(capsys) == ""
    rows = {row.edition.slug: row for row in SearchDocument.objects.select_related("edition")}
    rows["owl-0"].delete()
    SearchDocument.objects.filter(pk=rows["owl-1"].pk).update(title="herons")
    TagAlias.objects.create(tag=Tag.objects.get(), name="writings")
    assert found("owls") == ["owl-2"]
    said = checked(capsys)
    assert "owl-0 · 1: cannot be found" in said
    assert "owl-1 · 1: is found by other words: title, tags" in said
    assert "owl-2 · 1: is found by other words: tags" in said
    call_command("rebuild_search", verbosity=0)
    assert checked(capsys) == ""
    assert found("owls") == found("writings") == ["owl-2", "owl-1", "owl-0"]


def test_another_tokenizer_asks_for_a_rebuild(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.make_live(slug="one", title="Owls")
    monkeypatch.setattr(tokens, "VERSION", tokens.VERSION + 1)
    said = checked(capsys)
    assert f"made by tokenizer {tokens.VERSION - 1}, this is {tokens.VERSION}" in said
    assert "waits to be made anew" in said
    call_command("rebuild_search", verbosity=0)
    assert checked(capsys) == ""


def test_it_notices_an_index_that_lost_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    makers.make_live(slug="one", title="Owls")
    table = tables.PUBLISHED
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('delete-all')")
        else:
            cursor.execute(f"UPDATE {table} SET vector = ''")
    assert found("owls") == []
    assert "does not say what its rows say" in checked(capsys)
    call_command("rebuild_search", verbosity=0)
    assert found("owls") == ["one"]
    assert checked(capsys) == ""


def test_it_goes_on_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        makers.make_live(at=NOON + timedelta(hours=number), slug=f"owl-{number}", title="Owls")
    SearchDocument.objects.all().delete()
    monkeypatch.setattr(rebuilding, "BATCH", 1)

    def stop(_said: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(say=stop, at=LATER)
    assert found("owls") == ["owl-0"]
    assert SearchState.objects.get().done_to == Article.objects.get(slug="owl-0").pk
    said: list[str] = []
    assert rebuilding.rebuild(say=said.append, at=LATER) == 2
    assert said == ["1 of 2 articles", "2 of 2 articles"]
    assert found("owls") == ["owl-2", "owl-1", "owl-0"]


def test_readers_find_all_of_it_meanwhile_and_another_tokenizer_begins_anew(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        makers.make_live(at=NOON + timedelta(hours=number), slug=f"owl-{number}", title="Owls")
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    seen: list[list[str]] = []

    def stop(_said: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(say=stop, at=LATER)
    monkeypatch.setattr(tokens, "VERSION", tokens.VERSION + 1)
    assert rebuilding.rebuild(say=lambda _said: seen.append(found("owls")), at=LATER) == 3
    assert seen == [["owl-2", "owl-1", "owl-0"]] * 3
    assert checked(capsys) == ""


def test_of_many_documents_the_newest_are_made_anew_at_once_and_the_others_by_tidying(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        makers.make_live(at=NOON + timedelta(hours=number), slug=f"owl-{number}", tags=["birds"])
    monkeypatch.setattr(renewing, "PORTION", 1)
    renaming.rename_tag(Tag.objects.get(), actor=personas.editor(), name="Fowl")
    assert found("fowl") == ["owl-2"]
    assert checked(capsys).count("waits to be made anew") == 2
    call_command("tidy")
    assert "2 articles found by their new names" in capsys.readouterr().out
    assert len(found("fowl")) == 3
    assert checked(capsys) == ""


def test_tidying_leaves_what_it_has_no_time_for_to_the_next_that_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        makers.make_live(slug=f"owl-{number}", tags=["birds"])
    monkeypatch.setattr(renewing, "PORTION", 1)
    renaming.rename_tag(Tag.objects.get(), actor=personas.editor(), name="Fowl")
    monkeypatch.setattr(renewing, "FIRST", 1)
    monkeypatch.setattr(tidy, "SECONDS", 0)
    call_command("tidy")
    told = capsys.readouterr().out
    assert "1 articles found by their new names" in told
    assert "the next run goes on" in told
    monkeypatch.setattr(tidy, "SECONDS", 50)
    call_command("tidy")
    told = capsys.readouterr().out
    assert "2 articles found by their new names" in told
    assert "goes on" not in told
    assert len(found("fowl")) == 4
    assert checked(capsys) == ""


def test_tidying_asks_little_where_nothing_waits() -> None:
    makers.make_live(tags=["birds"])
    call_command("tidy", stdout=StringIO())
    with CaptureQueriesContext(connection) as captured:
        call_command("tidy", stdout=StringIO())
    changed = ("INSERT", "UPDATE", "DELETE")
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert not [sql for sql in asked if sql.startswith(changed)]
    assert len(asked) <= 12


def test_what_waits_for_search_is_made_anew_in_passing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(3):
        makers.make_live(slug=f"owl-{number}", tags=["birds"])
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "PORTION", 1)
        renaming.rename_tag(Tag.objects.get(), actor=personas.editor(), name="Fowl")
    monkeypatch.setattr(listing, "SELDOM", 1)
    article = makers.make_article(slug="other")
    with django_capture_on_commit_callbacks(execute=True):
        release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert len(found("fowl")) == 3


def test_tidying_takes_out_what_is_over_and_a_renewal_brings_it_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    permission = makers.make_permission(valid_until=NOON + 5 * DAY)
    article = makers.make_article(title="Owls", slug="lapsed")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    for number in range(3):
        edition = makers.make_live(slug=f"owl-{number}", title="Owls", at=NOON)
        edition.article.deck = "Another deck"
        edition.article.save()
        release.publish(
            edition.article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY, kind="minor"
        )
    monkeypatch.setattr(index, "PORTION", 2)
    monkeypatch.setattr(index, "MOST_SWEPT", 3)
    before = found("owls")
    assert SearchDocument.objects.count() == 7
    call_command("tidy")
    assert "4 versions found no longer" in capsys.readouterr().out
    assert (SearchDocument.objects.count(), found("owls")) == (3, before)
    assert checked(capsys) == ""
    call_command("rebuild_search", verbosity=0)
    assert SearchDocument.objects.count() == 3
    makers.renew(permission, valid_until=timezone.now() + 9 * DAY, at=NOON + 2 * DAY)
    assert sorted(found("owls")) == sorted([*before, "lapsed"])
    assert checked(capsys) == ""
    call_command("tidy")
    assert sorted(found("owls")) == sorted([*before, "lapsed"])


def test_what_a_tag_is_called_reaches_its_documents_though_nobody_renewed_them_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.make_live(slug="one", tags=["birds"])
    makers.make_live(slug="other", tags=["fowl"])
    birds, fowl = Tag.objects.get(name="birds"), Tag.objects.get(name="fowl")
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "renew_waiting", lambda: 0)
        merging.merge_tags([birds], into=fowl, actor=personas.editor(), at=LATER)
    assert found("birds") == ["one"]
    call_command("tidy")
    assert sorted(found("birds")) == sorted(found("fowl")) == ["one", "other"]
    assert checked(capsys) == ""


def test_deriving_again_makes_no_new_documents() -> None:
    edition = makers.make_live(slug="one")
    kept: Any = SearchDocument.objects.values_list("pk", "stamp").get()
    windows.derive(edition.article)
    assert SearchDocument.objects.values_list("pk", "stamp").get() == kept
