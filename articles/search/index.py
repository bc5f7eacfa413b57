"""Keeps the index: which versions can be found, and by which words. It is written in the transaction of the
verb that changes either, and never reads the clock.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from articles.models import (
    Article,
    ArticleTag,
    Contributor,
    DraftDocument,
    Edition,
    EditionByline,
    Filing,
    SearchDocument,
    SearchWaiting,
    SearchWord,
    Source,
    Tag,
    Window,
)
from articles.models.common import insert
from articles.models.compiled import compiled
from articles.models.lists import LISTED_EDITIONS, by_list, tag_list
from articles.search import documents
from articles.search.documents import Names

PORTION = 100  # documents that are made anew, or taken out, in one transaction
MOST_SWEPT = 20_000  # that are looked for at once

DOCUMENT, TAG, ALIAS, PERSON, SOURCE = range(5)


@dataclass
class Known:
    """What stands in the database: the names of each edition, the lists of its tags and of who stands over
    it, and the stored documents as (id, stamp).
    """

    names: defaultdict[int, Names] = field(default_factory=lambda: defaultdict(Names))
    filed: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    stored: dict[int, tuple[int, str]] = field(default_factory=dict)


def keep(articles: Iterable[Article], shown: Mapping[Edition, datetime]) -> None:
    """Makes the index hold these editions of these articles and no other of them; each comes with when it
    was published. One query, and at most three that write.
    """
    keep_found(shown, look(articles, shown))


def keep_found(shown: Mapping[Edition, datetime], known: Known) -> None:
    """Like `keep`, of what was looked at."""
    rows = [documents.of_edition(one, at, known.names[one.pk]) for one, at in shown.items()]
    wanted = {row.edition_id: (row.id, row.stamp) for row in rows}
    stale = [pk for pk, stored in known.stored.items() if wanted.get(pk) != stored]
    if stale:
        SearchDocument.objects.filter(edition__in=stale).delete()
    new = [row for row in rows if known.stored.get(row.edition_id) != (row.id, row.stamp)]
    if new:
        SearchDocument.objects.bulk_create(new)
        said = [SearchWord(word=word) for word in sorted(documents.vocabulary(new))]
        SearchWord.objects.bulk_create(said, ignore_conflicts=True)


def look(articles: Iterable[Article], shown: Iterable[Edition]) -> Known:
    """One query."""
    known = Known()
    found = _known({row.pk for row in articles}, {edition.pk for edition in shown})
    for kind, edition, pk, text, translations, role in found:
        if kind == DOCUMENT:
            known.stored[edition] = (pk, text)
        else:
            _add(known.names[edition], kind, pk, {text, *_translated(translations)})
        if kind == TAG:
            known.filed[edition].add(tag_list(pk))
        elif kind == PERSON:
            known.filed[edition] |= {by_list(pk), by_list(pk, role)}
    return known


@compiled
def _known(articles: set[int], editions: set[int]) -> QuerySet[Any]:
    """The documents of these articles, and what these editions of them go by."""
    stored = SearchDocument.objects.filter(edition__article__pk__in=articles)
    tags = Filing.objects.filter(edition__pk__in=editions)
    aliases = tags.filter(tag__aliases__isnull=False)
    people = EditionByline.objects.filter(edition__pk__in=editions)
    reprints = Edition.objects.filter(pk__in=editions, source__isnull=False)
    merged = reprints.filter(source__merged_into__isnull=False)
    kept = "source__merged_into"
    rows = _asked(stored, DOCUMENT, "edition_id", "pk", "stamp").union(
        _asked(tags, TAG, "edition_id", "tag_id", "tag__name", "tag__translations"),
        _asked(aliases, ALIAS, "edition_id", "tag_id", "tag__aliases__name"),
        _asked(
            people,
            PERSON,
            "edition_id",
            "contributor_id",
            "contributor__name",
            "contributor__translations",
            role="role",
        ),
        _asked(reprints, SOURCE, "pk", "source_id", "source__name", "source__translations"),
        _asked(merged, SOURCE, "pk", f"{kept}_id", f"{kept}__name", f"{kept}__translations"),
        all=True,
    )
    return rows.order_by()


def _asked(
    rows: QuerySet[Any],
    kind: int,
    edition: str,
    pk: str,
    text: str,
    translations: str = "",
    *,
    role: str = "",
) -> QuerySet[Any]:
    told: Any = Cast(F(translations), TextField()) if translations else Value("", TextField())
    columns = {
        "search_kind": Value(kind, IntegerField()),
        "search_edition": F(edition),
        "search_pk": F(pk),
        "search_text": Cast(F(text), TextField()),
        "search_translations": told,
        "search_role": Cast(F(role), TextField()) if role else Value("", TextField()),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _translated(translations: str) -> list[str]:
    texts = json.loads(translations) if translations else {}
    return [text["name"] for text in texts.values() if text.get("name")]


def _add(names: Names, kind: int, pk: int, found: set[str]) -> None:
    if kind in (TAG, ALIAS):
        names.tags |= found
        names.meta.add(documents.tag(pk))
    elif kind == PERSON:
        names.people |= found
        names.meta.add(documents.person(pk))
    else:
        names.people |= found
        names.meta.add(documents.source(pk))


# --- names that change: working copies are looked at anew when somebody searches them ---------------


def refresh_tags(*tags: Tag) -> None:
    """After the names of tags changed."""
    mark_tags(tag.pk for tag in tags)
    renew_waiting()


def mark_tags(tags: Iterable[int]) -> None:
    """Whatever is found by these tags will be made anew, for verbs that change what is filed under them:
    they let `renew_waiting` make the first portion when they are done.
    """
    tags = list(tags)
    mark_drafts(ArticleTag.objects.filter(tag__in=tags).values("content_object"))
    mark(Filing.objects.filter(tag__in=tags).values("edition"))


def mark_later(tags: Iterable[int]) -> None:
    """Like `mark_tags`, by whoever renews next: that takes seconds where a tag has very many, and the caller
    holds it. One query.
    """
    rows = [SearchWaiting(tag=tag) for tag in tags]
    SearchWaiting.objects.bulk_create(rows, ignore_conflicts=True)


def mark_drafts(articles: QuerySet[Any, Any]) -> None:
    """The working copies of these articles are looked at anew when somebody searches them."""
    DraftDocument.objects.filter(article__in=articles.order_by()).delete()


def refresh_contributor(contributor: Contributor) -> None:
    DraftDocument.objects.filter(article__bylines__contributor=contributor).delete()
    mark(EditionByline.objects.filter(contributor=contributor).values("edition"))
    renew_waiting()


def refresh_source(source: Source) -> None:
    """Of the source, and of those that were merged into it."""
    same = Source.objects.same_as(source)
    DraftDocument.objects.filter(article__credit_record__source__in=same).delete()
    mark(Edition.objects.filter(source__in=same).values("pk"))
    renew_waiting()


def mark(editions: QuerySet[Any, Any]) -> None:
    """The documents of these editions will be made anew: of what was marked last the newest first."""
    found = SearchDocument.objects.filter(edition__in=editions.order_by())
    insert(SearchWaiting, ["document"], found.order_by("pk").values_list("pk"), unless_there=True)


def renew_waiting() -> int:
    """Makes a portion of the documents anew that wait for it; how many. One query more than `renew_some`."""
    _mark_waiting_tags()
    return renew_some(PORTION)


def renew_some(most: int) -> int:
    """Of the documents that are marked `most` at most; how many. A transaction that holds their articles, so
    that readers find all of it meanwhile. Whoever holds one of them may wait for a tag that the caller holds,
    or is making it anew: it is passed over, and waits. Six queries where there are any, and three that write.
    """
    with transaction.atomic():
        rows = SearchWaiting.objects.filter(tag=None).order_by("-pk")
        waiting: dict[int, Any] = dict(rows.values_list("pk", "document")[:most])
        if waiting:
            stored = SearchDocument.objects.filter(pk__in=waiting.values())
            articles = dict(stored.values_list("pk", "edition__article"))
            found = Article.objects.filter(pk__in=set(articles.values())).order_by("pk").only("pk")
            held = list(found.select_for_update(skip_locked=True))
            passed = set(articles.values()) - {row.pk for row in held}
            waiting = {pk: one for pk, one in waiting.items() if articles.get(one) not in passed}
            # Before names are read: who changes one after that marks anew.
            SearchWaiting.objects.filter(pk__in=waiting).delete()
            keep(held, shown_of(held))
    return len(waiting)


def _mark_waiting_tags() -> None:
    """One query, and three for each tag that waits."""
    tag: Any
    for tag in SearchWaiting.objects.exclude(tag=None).values_list("tag", flat=True):
        with transaction.atomic():
            # Before its documents are looked for: who marks it after that marks it anew.
            SearchWaiting.objects.filter(tag=tag).delete()
            mark_tags([tag])


def sweep(*, at: datetime) -> int:
    """Takes out what the clock ended: readers would not find it, and a search has less to look through.
    Portion by portion; how many. What comes back into view is put in by the verb that brings it back.
    """
    ahead = Window.objects.filter(edition=OuterRef("edition"), live_until__gt=at)
    over = SearchDocument.objects.exclude(Exists(ahead))
    ended = Window.objects.filter(live_until__lte=at).order_by().values("edition")
    rows = over.filter(edition__in=ended).values_list("pk", "edition__article")
    found = list(rows.order_by()[:MOST_SWEPT])
    for start in range(0, len(found), PORTION):
        documents = dict(found[start : start + PORTION])
        with transaction.atomic():
            held = Article.objects.filter(pk__in=set(documents.values())).order_by("pk").only("pk")
            list(held.select_for_update())
            over.filter(pk__in=documents).delete()
    return len(found)


def shown_of(articles: Iterable[Article], *, at: datetime | None = None) -> dict[Edition, datetime]:
    """The editions of these articles that can be found, with when they were published; without what is
    over at that instant, if one is told. One query.
    """
    windows = Window.objects.filter(article__in=[row.pk for row in articles])
    rows = windows.select_related("edition").order_by("article", "edition__number")
    found: dict[int, dict[Edition, list[Window]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.article_id][row.edition].append(row)
    return {
        edition: windows[0].published_at
        for editions in found.values()
        for edition, windows in list(editions.items())[-LISTED_EDITIONS:]
        if at is None or any(window.live_until > at for window in windows)
    }
