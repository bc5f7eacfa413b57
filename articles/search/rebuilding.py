"""Makes the whole index anew, a few articles at a time, while readers go on searching; and proves that it
says what the published versions say.

Each batch is a transaction that takes out what is not right and puts in what is, so there is no moment in
which something cannot be found. Where it was interrupted it goes on, unless the tokenizer is another by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import (
    Article,
    Filing,
    SearchDocument,
    SearchState,
    SearchWaiting,
    SearchWaitingTag,
)
from articles.search import documents, index, tables, tokens
from articles.search.documents import STAMPED

BATCH = 100  # articles
Say = Callable[[str], None]


@dataclass(frozen=True)
class Difference:
    """`what` is in English, for the operator."""

    article: str
    what: str

    def __str__(self) -> str:
        return f"{self.article}: {self.what}" if self.article else self.what


def rebuild(*, say: Say, at: datetime, afresh: bool = False) -> int:
    """Brings every document up to date, without what is over by then, and returns how many articles were
    looked at. About ten queries for a hundred articles where all is right.
    """
    if not _is_there():
        tables.install()
    state, _made = SearchState.objects.get_or_create(pk=1)
    done_to = 0 if afresh or state.done_by != tokens.VERSION else state.done_to
    total, done = _published().filter(pk__gt=done_to).count(), 0
    while pks := list(_published().filter(pk__gt=done_to)[:BATCH].values_list("pk", flat=True)):
        done_to = pks[-1]
        with transaction.atomic():
            rows = list(Article.objects.filter(pk__in=pks).order_by("pk").select_for_update())
            marked = SearchWaiting.objects.filter(document__in=_stored(rows).values("pk"))
            # Before names are read: who changes one after that marks anew.
            SearchWaiting.objects.filter(pk__in=list(marked.values_list("pk", flat=True))).delete()
            index.keep(rows, index.shown_of(rows, at=at))
            SearchState.objects.filter(pk=1).update(done_to=done_to, done_by=tokens.VERSION)
        done += len(pks)
        say(f"{done:,} of {total:,} articles")
    for table in tables.TABLES:
        if not tables.vendor().is_whole(table):
            say(f"the index of {table}")
            tables.vendor().make_whole(table)
    SearchState.objects.filter(pk=1).update(done_to=0, tokenizer=tokens.VERSION)
    return done


def differences(*, say: Say, at: datetime) -> Iterator[Difference]:
    """Each document that is not what it should be, and whatever else is wrong with the index. What is over
    by then need not be there. Nothing is written. Six queries for a hundred articles.
    """
    state = SearchState.objects.filter(pk=1).first()
    if state is None or state.tokenizer != tokens.VERSION:
        made = state.tokenizer if state else 0
        yield Difference("", f"made by tokenizer {made}, this is {tokens.VERSION}")
    last, done = 0, 0
    while rows := list(_published().filter(pk__gt=last)[:BATCH]):
        last = rows[-1].pk
        yield from of_articles(rows, at=at)
        done += len(rows)
        say(f"{done:,} articles")
    if not _is_there():
        yield Difference("", "the index or one of its triggers is missing")
        return
    for table in tables.TABLES:
        if not tables.vendor().is_whole(table):
            yield Difference("", f"the index of {table} does not say what its rows say")


def of_articles(rows: list[Article], *, at: datetime) -> Iterator[Difference]:
    """Of the documents of these articles. Five queries."""
    shown, ahead = index.shown_of(rows), index.shown_of(rows, at=at)
    known = index.look(rows, shown)
    stored = {row.edition_id: row for row in _stored(rows)}
    waiting = set(_waiting(rows).values_list("pk", flat=True))
    slugs = {row.pk: row.slug or row.key for row in rows}
    for edition, published_at in shown.items():
        name = f"{slugs[edition.article_id]} · {edition.number}"
        row = stored.pop(edition.pk, None)
        if row is None:
            if edition in ahead:
                yield Difference(name, "cannot be found")
            continue
        made = documents.of_edition(edition, published_at, known.names[edition.pk])
        wrong = [field for field in STAMPED if getattr(row, field) != getattr(made, field)]
        if wrong and row.pk not in waiting:
            yield Difference(name, f"is found by other words: {', '.join(wrong)}")
        elif wrong or row.stamp != made.stamp:
            yield Difference(name, "waits to be made anew")
    for row in stored.values():
        yield Difference(f"version {row.edition_id}", "is found, and has no window")


def _stored(rows: list[Article]) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(edition__article__in=[row.pk for row in rows])


def _waiting(rows: list[Article]) -> QuerySet[SearchDocument]:
    """Those of their documents that are marked, and those that will be."""
    tags = SearchWaitingTag.objects.values("tag")
    will_be = Exists(Filing.objects.filter(edition=OuterRef("edition"), tag__in=tags))
    return _stored(rows).filter(Q(pk__in=SearchWaiting.objects.values("document")) | will_be)


def _is_there() -> bool:
    return all(tables.vendor().is_there(table) for table in tables.TABLES)


def _published() -> QuerySet[Article]:
    return Article.objects.filter(editions__isnull=False).distinct().order_by("pk")
