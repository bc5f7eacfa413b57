"""Whether the rows are what the verbs would have written: asked of some articles, by the verbs' own means."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import listing, windows
from articles.language.alike import keys
from articles.models import (
    Address,
    Article,
    Edition,
    EditionTag,
    Listing,
    SearchDocument,
    Tag,
    Tally,
)
from articles.models import editions as versions
from articles.models.lists import EVERYTHING, TAG_PREFIX, in_list, tag_list
from articles.publishing.release import is_changed
from articles.search import rebuilding, tables
from tests.benchmarks.archive import cast

WRITES = ("INSERT", "UPDATE", "DELETE")
SEARCHED = '"articles_search'  # which may be without what is over, and is looked at by itself


class NotAsPublished(Exception):
    """An article that the verbs would have written otherwise; says which and how."""


def check(articles: list[Article]) -> None:
    """Raises `NotAsPublished` where deriving the windows, with the list rows, writes anything, where a
    version is not found by its words, where the working copy is not the last version, or where a version's
    columns are not those of its text, or it is not filed under its tags.
    """
    for article in articles:
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            windows.derive(article)
            transaction.set_rollback(True)
        written = [
            query["sql"]
            for query in asked
            if query["sql"].startswith(WRITES) and SEARCHED not in query["sql"]
        ]
        _insist(article, not written, f"deriving its windows writes: {written[:2]}")
        for edition in article.editions.all():
            told = json.loads(json.dumps(versions.listing(edition.piece)))
            columns = {name: getattr(edition, name) for name in told}
            wrong = [name for name in told if told[name] != columns[name]]
            _insist(article, not wrong, f"a version's columns say other than its text: {wrong}")
            tags = {tag.pk for tag in Tag.objects.resolve(edition.piece.tags).values()}
            filed = set(edition.filings.values_list("tag", flat=True))
            _insist(article, filed == tags, "a version is not filed under its tags")
        last = article.editions.order_by("-number").first()
        if last:
            _insist(article, not is_changed(article, last), "it differs from its last version")
            address = Address.objects.filter(article=article, slug=last.slug, is_current=True)
            _insist(article, address.exists(), "it has no address")
    for difference in rebuilding.of_articles(articles, at=timezone.now()):
        raise NotAsPublished(str(difference))
    _insist_on_index(articles)


def _insist_on_index(articles: list[Article]) -> None:
    """The database's own index over what is searched of these: PostgreSQL's column is what its trigger makes
    of it; SQLite finds each where it is asked for all of its words.
    """
    table = tables.PUBLISHED
    rows = SearchDocument.objects.filter(edition__article__in=[article.pk for article in articles])
    with transaction.atomic(), connection.cursor() as cursor:
        for row in rows.select_related("edition__article"):
            article = row.edition.article
            if connection.vendor == "postgresql":
                vector = f"SELECT vector::text FROM {table} WHERE id = %s"
                cursor.execute(vector, [row.pk])
                stored = cursor.fetchone()
                cursor.execute(f"UPDATE {table} SET title = title WHERE id = %s", [row.pk])
                cursor.execute(vector, [row.pk])
                _insist(article, stored == cursor.fetchone(), "its words are not indexed")
            else:
                asked = " ".join(f'"{token}"' for token in f"{row.title} {row.meta}".split())
                cursor.execute(
                    f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH %s AND rowid = %s",
                    [asked, row.pk],
                )
                _insist(article, cursor.fetchone() is not None, "its words are not indexed")
        transaction.set_rollback(True)


def check_counts(lists: Iterable[str]) -> None:
    """Raises `NotAsPublished` where the tallies of one of these lists are not what its rows come to now."""
    at = timezone.now()
    told = Tally.objects.totals(list(lists), at=at)
    for name in lists:
        rows = Listing.objects.filter(list=name)
        if name.startswith(TAG_PREFIX):
            rows = EditionTag.objects.filter(tag=int(name.removeprefix(TAG_PREFIX)))
        if rows.live(at=at).count() != told.get(name, 0):
            raise NotAsPublished(f"the list {name}: its tallies say {told.get(name, 0)}")


def check_whole() -> None:
    """Raises `NotAsPublished` where making all list rows and tallies anew changes one, where a tag is not
    compared and placed by its name, or where something cannot be found. Reads everything.
    """
    at = timezone.now()
    with transaction.atomic():
        stored = _lists(at)
        listing.make_anew(Article.objects.order_by("pk"))
        made = _lists(at)
        transaction.set_rollback(True)
    for name in stored:
        if changed := stored[name].items() ^ made[name].items():
            raise NotAsPublished(f"{name} made anew differ: {sorted(changed, key=str)[:2]}")
    for tag in Tag.objects.all():
        if (tag.likeness, tag.sound) != keys(tag.name):
            raise NotAsPublished(f"the tag {tag} is not compared by its name")
    for difference in rebuilding.differences(say=lambda _text: None, at=timezone.now()):
        raise NotAsPublished(str(difference))


def _lists(at: datetime) -> dict[str, Counter[object]]:
    """All rows by their kind, and what the tallies come to at an instant and at each that comes."""
    times = ("live_from", "live_until", "published_at", "updated_at")
    tallies: Counter[object] = Counter()
    for *key, instant, count in Tally.objects.values_list(
        "list", "period", "language", "at", "count"
    ):
        tallies[*key, max(instant, at)] += count
    return {
        "rows of tags": Counter(
            EditionTag.objects.values_list("edition", "article", "tag", *times)
        ),
        "rows of lists": Counter(Listing.objects.values_list("edition", "article", "list", *times)),
        "tallies": tallies,
    }


def some_lists() -> list[str]:
    """Those that are asked for most."""
    tags = Tag.objects.filter(name__in=(cast.EVERYWHERE, cast.LAPSED))
    return [EVERYTHING, in_list("en"), in_list("zh"), *(tag_list(tag.pk) for tag in tags)]


def sample(count: int) -> list[Article]:
    """Some articles by chance, and the oldest and the newest; those with several versions among them."""
    numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = {
        *numbers[:2],
        *numbers[-2:],
        *random.Random(1).sample(numbers, min(count, len(numbers))),
    }
    many = Edition.objects.filter(number=3).values_list("article_id", flat=True)[:5]
    return list(Article.objects.filter(pk__in=[*chosen, *many]))


def _insist(article: Article, is_right: bool, otherwise: str) -> None:
    if not is_right:
        raise NotAsPublished(f"article {article.pk} ({article.slug}): {otherwise}")
