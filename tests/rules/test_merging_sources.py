"""Merging a source into another: nothing is lost, and every name finds the kept one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.bridges import freeze, source_called
from articles.models import DeskEvent, Edition, Permission, ReprintCredit, Source, Window
from articles.models.terms import Terms
from articles.publishing import release
from articles.refusals import NotAllowed
from articles.rights import exchange, sources
from articles.rights.sources import NotMergeable, merge_sources, merger
from articles.search import renewing
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


def make_source(name: str, **columns: object) -> Source:
    source = makers.make_source(name)
    for column, value in columns.items():
        setattr(source, column, value)
    source.save()
    return source


def make_reprint(source: Source, *, reference: str = "") -> Edition:
    """Live from a source, on a permission that ends in a year."""
    facts = {"reference": reference} if reference else {}
    permission = makers.make_permission(source=source, valid_until=NOON + 365 * DAY, **facts)
    article = makers.make_article()
    makers.credit(article, permission, source=source)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def merge(source: Source, into: Source) -> Source:
    source.refresh_from_db()
    into.refresh_from_db()
    return merge_sources(source, into=into, actor=personas.rights_desk(), at=NOON)


def windows() -> list[tuple[object, ...]]:
    return list(Window.objects.order_by("pk").values_list())


def test_what_relies_on_it_moves_as_it_is_and_no_window_changes() -> None:
    double, kept = make_source("Paris Review"), make_source("The Paris Review")
    edition = make_reprint(double, reference="The essay, 2026")
    permission = Permission.objects.get()
    before, events = windows(), list(permission.events.values_list("verb", flat=True))
    frozen = Edition.objects.values().get()
    merge(double, kept)
    assert windows() == before
    moved = Permission.objects.get()
    assert moved.source == kept
    told = [field.attname for field in Permission._meta.fields if field.name != "source"]
    assert [getattr(moved, name) for name in told] == [getattr(permission, name) for name in told]
    assert list(moved.events.values_list("verb", flat=True)) == events
    assert moved.evidence.get().words == "letter of 1 October"
    assert Edition.objects.values().get() == frozen
    assert edition.piece.original
    assert edition.piece.original.source == "Paris Review"
    assert Edition.objects.get().reprinted_from == kept
    assert freeze(edition.article).original.source == "The Paris Review"  # type: ignore[union-attr]
    event = DeskEvent.objects.get(verb="merge_source")
    assert event.facts["permissions"] == [permission.pk]
    assert event.facts["credits"] == [ReprintCredit.objects.get().pk]


def test_it_costs_the_same_however_much_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "FIRST", 100)  # documents of search at once
    kept = make_source("Kept")
    one, many = make_source("One"), make_source("Many")
    make_reprint(one)
    for _number in range(4):
        make_reprint(many)
    costs = []
    for double in (one, many):
        actor = personas.rights_desk()
        actor.get_all_permissions()
        with CaptureQueriesContext(connection) as queries:
            merge_sources(double, into=kept, actor=actor, at=NOON)
        costs.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert costs[0] == costs[1] <= 30
    assert kept.permissions.count() == kept.credits.count() == 5


def test_every_name_and_address_finds_the_kept_one() -> None:
    double = make_source("Paris Review", translations={"zh-hans": {"name": "巴黎评论"}})
    kept = make_source("The Paris Review")
    merge(double, kept)
    for name in ("Paris Review", "paris review", "巴黎评论", "The Paris Review"):
        assert source_called(name) == kept
    assert Source.objects.count() == 2
    for cell in ("paris-review", "Paris Review", "巴黎评论", "the-paris-review"):
        (line,) = exchange.look_at(f"reference,source\nNew,{cell}\n".encode())
        assert line.permission
        assert line.permission.source == kept
        assert line.is_new
    kept.refresh_from_db()
    assert kept.also_called() == ["The Paris Review", "巴黎评论", "Paris Review", "巴黎评论"]


def test_a_chain_of_merges_leads_there_in_one_step_and_back_does_not_loop() -> None:
    first, second, third = make_source("A"), make_source("B"), make_source("C")
    merge(first, second)
    merge(second, third)
    assert set(Source.objects.values_list("name", "merged_into__name")) == {
        ("A", "C"),
        ("B", "C"),
        ("C", None),
    }
    merge(third, first)  # the two turned round
    assert set(Source.objects.values_list("name", "merged_into__name")) == {
        ("A", None),
        ("B", "A"),
        ("C", "A"),
    }
    assert Source.objects.kept().get().kept.name == "A"


def test_what_the_kept_one_lacks_is_taken_over_and_what_differs_is_its_own() -> None:
    double = make_source(
        "Double",
        url="https://example.org/",
        public_contact="rights@example.org",
        licensor="Lin Zhou",
        licensor_role="author",
        credit_kind="verbatim",
        required_credit="First in {source}",
        onward="contact_us",
        notice_days=30,
        translations={"zh-hans": {"name": "双", "about": "一"}},
    )
    kept = make_source(
        "Kept",
        public_contact="desk@example.com",
        licensor="Lin Zhou",
        credit_kind="none",
        allows_kit=True,
        translations={"zh-hans": {"name": "存"}},
    )
    planned = merger(double, kept)
    assert [(fact.column, fact.language) for fact in planned.taken] == [
        ("url", ""),
        ("licensor_role", ""),
        ("notice_days", ""),
        ("about", "zh-hans"),
    ]
    assert [fact.column for fact in planned.overruled] == [
        "public_contact",
        "credit_kind",
        "required_credit",
        "onward",
        "name",
    ]
    merge(double, kept)
    kept.refresh_from_db()
    assert (kept.url, kept.licensor_role, kept.notice_days) == (
        "https://example.org/",
        "author",
        30,
    )
    assert kept.public_contact == "desk@example.com"
    assert (kept.credit_kind, kept.required_credit, kept.onward) == ("none", "", "contact_holder")
    assert kept.translations == {"zh-hans": {"name": "存", "about": "一"}}
    double.refresh_from_db()
    assert double.required_credit == "First in {source}"  # what was overruled is still to be read
    kept.full_clean()


def test_every_usual_term_is_thought_of() -> None:
    columns = [name for together in sources.TOGETHER for name in together]
    assert len(columns) == len(set(columns))
    assert set(Terms.of_terms) <= set(columns)


def test_what_cannot_be_joined_says_what_to_do() -> None:
    first, second, third = make_source("A"), make_source("B"), make_source("C")
    with pytest.raises(NotMergeable, match="Choose another one"):
        merge(first, first)
    makers.make_permission(source=first, reference="Essays", grant=False)
    makers.make_permission(source=second, reference="Essays", grant=False)
    with pytest.raises(NotMergeable, match="Both have a permission called “Essays”") as said:
        merge(first, second)
    assert "another short name" in str(said.value)
    assert not Source.objects.exclude(merged_into=None).exists()
    merge(first, third)
    for one, other in ((first, second), (second, first)):
        with pytest.raises(NotMergeable, match="“A” was merged into “C” already"):
            merge(one, other)


def test_the_rights_desk_alone_may() -> None:
    first, second = make_source("A"), make_source("B")
    for actor in (personas.writer(), personas.editor()):
        with pytest.raises(NotAllowed):
            merge_sources(first, into=second, actor=actor)
    assert Source.objects.kept().count() == 2


def test_the_database_refuses_a_source_that_leads_to_itself() -> None:
    source = make_source("A")
    with pytest.raises(IntegrityError, match="source_merged_into_another"), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(merged_into=source.pk)


def test_a_renewal_after_the_merge_follows() -> None:
    double, kept = make_source("Double"), make_source("Kept")
    make_reprint(double)
    merge(double, kept)
    assert (
        makers.renew(Permission.objects.get(), is_perpetual=True, valid_until=None).source == kept
    )
