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
    Edition,
    EditionByline,
    Filing,
    SearchDocument,
    SearchWord,
    Window,
)
from articles.models.compiled import compiled
from articles.models.lists import LISTED_EDITIONS, by_list, tag_list
from articles.search import documents
from articles.search.documents import Names

PORTION = 100  # documents that are taken out in one transaction
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
