"""Keeps list rows and tallies in step with windows. They are written here and nowhere else.

Like windows they are derived from what is stored, and never from the clock: which rows are live, and how
many, is asked when they are read. What the clock ended is swept away by `tidy`, which changes nothing that
readers see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTag,
    Listing,
    Tag,
    Tally,
    Window,
)
from articles.models.lists import (
    EVERYTHING,
    LISTED_EDITIONS,
    TAG_PREFIX,
    by_list,
    from_list,
    in_list,
    tag_list,
)
from articles.models.rights import FAR_FUTURE
from articles.models.tallies import SETTLED, TOTAL

PORTION = 500  # rows swept or added up in one transaction

Change = tuple[str, int, str, datetime]  # list, period, language, instant


class _Row(NamedTuple):
    """A list row as it is to be; `list` is the name of the list, a tag's too."""

    edition: int
    list: str
    live_from: datetime
    live_until: datetime
    published_at: datetime
    updated_at: datetime | None


def keep(
    article: Article, editions: Sequence[Edition], windows: Sequence[Window]
) -> dict[Edition, datetime]:
    """Brings an article's rows in every list to what its windows say, and its tallies with them. Returns
    the editions that stand there, each with when it was published. Five queries if nothing changed, at
    most four more that write.
    """
    shown = {window.edition_id: window.published_at for window in windows}
    listed = [edition for edition in editions if edition.pk in shown][-LISTED_EDITIONS:]
    by_edition = {edition.pk: edition for edition in listed}
    tags = Tag.objects.resolve({name for edition in listed for name in edition.piece.tags})
    bylines: dict[int, list[tuple[int, str]]] = {}
    rows = EditionByline.objects.filter(edition__in=by_edition).order_by()
    for edition, contributor, role in rows.values_list("edition", "contributor", "role"):
        bylines.setdefault(edition, []).append((contributor, role))
    lists = {pk: _lists(row, tags, bylines.get(pk, ())) for pk, row in by_edition.items()}
    wanted = {
        _Row(
            window.edition_id,
            name,
            window.live_from,
            window.live_until,
            window.published_at,
            window.updated_at,
        )
        for window in windows
        for name in lists.get(window.edition_id, ())
    }
    stored = _stored(article)
    stale, missing = stored.keys() - wanted, wanted - stored.keys()
    _delete([stored[row] for row in stale])
    _create(article, missing)
    languages = {edition.pk: edition.language for edition in editions}
    add(
        change
        for rows, sign in ((stale, -1), (missing, 1))
        for row in rows
        for change in _changes(row, languages[row.edition], sign)
    )
    return {edition: shown[edition.pk] for edition in listed}


def take_out(edition: Edition) -> None:
    """Takes an edition that never ran out of every list, for whoever deletes it. At most five queries."""
    stored = _stored(edition.article)
    stale = [row for row in stored if row.edition == edition.pk]
    _delete([stored[row] for row in stale])
    add(change for row in stale for change in _changes(row, edition.language, -1))


def _lists(edition: Edition, tags: dict[str, Tag], bylines: Iterable[tuple[int, str]]) -> list[str]:
    """The names of the lists that an edition stands in, each once."""
    named = [EVERYTHING, *(tag_list(tags[name].pk) for name in edition.piece.tags if name in tags)]
    for contributor, role in bylines:
        named += [by_list(contributor), by_list(contributor, role)]
    if edition.source_id:
        named.append(from_list(edition.source_id))
    parts = edition.language.split("-")
    named += [in_list("-".join(parts[: number + 1])) for number in range(len(parts))]
    return list(dict.fromkeys(named))


def _stored(article: Article) -> dict[_Row, Any]:
    """The article's rows, each with what it is deleted by. Two queries."""
    times = ("live_from", "live_until", "published_at", "updated_at")
    found: dict[_Row, Any] = {}
    tagged = EditionTag.objects.filter(article=article).order_by()
    for pk, edition, tag, *rest in tagged.values_list("pk", "edition", "tag", *times):
        found[_Row(edition, tag_list(tag), *rest)] = (EditionTag, pk)
    others = Listing.objects.filter(article=article).order_by()
    for pk, edition, name, *rest in others.values_list("pk", "edition", "list", *times):
        found[_Row(edition, name, *rest)] = (Listing, pk)
    return found


def _delete(rows: Iterable[tuple[Any, int]]) -> None:
    by_model: dict[Any, list[int]] = {}
    for model, pk in rows:
        by_model.setdefault(model, []).append(pk)
    for model, ids in by_model.items():
        model.objects.filter(pk__in=ids).delete()


def _create(article: Article, rows: Iterable[_Row]) -> None:
    tagged, others = [], []
    for row in sorted(rows, key=lambda row: (row.edition, row.list, row.live_from)):
        facts: dict[str, Any] = row._asdict() | {"edition": None, "article": article}
        name = facts.pop("list")
        del facts["edition"]
        facts["edition_id"] = row.edition
        if name.startswith(TAG_PREFIX):
            tagged.append(EditionTag(tag_id=int(name.removeprefix(TAG_PREFIX)), **facts))
        else:
            others.append(Listing(list=name, **facts))
    EditionTag.objects.bulk_create(tagged)
    Listing.objects.bulk_create(others)


# --- tallies --------------------------------------------------------------------------------------


def _changes(row: _Row, language: str, sign: int) -> Iterator[tuple[Change, int]]:
    """What a row does to the tallies of its list: one more when it begins, one less when it ends."""
    day = timezone.localdate(row.published_at, timezone.get_default_timezone())
    period = day.year * 100 + day.month if row.list == EVERYTHING else day.year
    for at, step in ((row.live_from, sign), (row.live_until, -sign)):
        if at < FAR_FUTURE:
            yield (row.list, TOTAL, "", at), step
            yield (row.list, period, language, at), step


def add(changes: Iterable[tuple[Change, int]]) -> None:
    """Notes what changes when. One query, none where it comes to nothing."""
    counted: Counter[Change] = Counter()
    for change, step in changes:
        counted[change] += step
    Tally.objects.bulk_create(
        (
            Tally(list=name, period=period, language=language, at=at, count=count)
            for (name, period, language, at), count in counted.items()
            if count
        ),
        batch_size=500,
    )


def settle(*, at: datetime) -> int:
    """Adds up a portion of the tallies that are past; how many. Two at once add nothing twice."""
    with transaction.atomic():
        past = Tally.objects.select_for_update().filter(at__gt=SETTLED, at__lte=at)
        rows = list(past.order_by("list", "at", "pk")[:PORTION])
        steps: Counter[Change] = Counter()
        for row in rows:
            steps[row.list, row.period, row.language, row.at] += row.count
        sums: Counter[tuple[str, int, str]] = Counter()
        for (*key, _at), count in steps.items():
            if count:  # else it was called off before it came
                sums[tuple(key)] += count  # type: ignore[index]
        base = Tally.objects.filter(at=SETTLED)
        fresh = []
        for (name, period, language), count in sums.items():
            mine = base.filter(list=name, period=period, language=language)
            if not mine.update(count=F("count") + count):
                fresh.append(
                    Tally(list=name, period=period, language=language, at=SETTLED, count=count)
                )
        Tally.objects.bulk_create(fresh)
        Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def sweep(*, at: datetime) -> int:
    """Takes a portion of the rows out of the lists that the clock ended; how many. Nobody saw them."""
    swept = 0
    for model in (EditionTag, Listing):
        over = model.objects.filter(live_until__lte=at).order_by("live_until").values("pk")
        swept += model.objects.filter(
            pk__in=list(over[:PORTION].values_list("pk", flat=True))
        ).delete()[0]
    return swept


def tidy(*, at: datetime) -> tuple[int, int]:
    """Sweeps and settles all there is, portion by portion, so that nobody waits; how many of each."""
    swept = sum(iter(lambda: sweep(at=at), 0))
    settled = sum(iter(lambda: settle(at=at), 0))
    return swept, settled


def tidy_some(*, at: datetime) -> None:
    """A portion in passing, where there is a whole one to do. Two queries that look at no more."""
    past = Tally.objects.filter(at__gt=SETTLED, at__lte=at).order_by("at")
    if past[PORTION - 1 : PORTION].exists():
        settle(at=at)
    over = EditionTag.objects.filter(live_until__lte=at).order_by("live_until")
    if over[PORTION - 1 : PORTION].exists():
        sweep(at=at)


def move_tag(tag: Tag, into: Tag) -> None:
    """Moves a tag's list rows to another tag, and its tallies: what is in both is there once. The caller
    holds both tags.
    """
    mine = EditionTag.objects.filter(tag=tag)
    both = EditionTag.objects.filter(
        tag=into, article=OuterRef("article"), edition=OuterRef("edition")
    )
    mine.filter(Exists(both)).delete()
    mine.update(tag=into)
    recount(into)
    recount(tag)


def recount(tag: Tag) -> None:
    """Makes a tag's tallies anew from its rows."""
    name = tag_list(tag.pk)
    Tally.objects.filter(list=name).delete()
    rows = (
        EditionTag.objects.filter(tag=tag)
        .order_by()
        .values_list(
            "edition", "live_from", "live_until", "published_at", "updated_at", "edition__language"
        )
    )
    add(
        change
        for edition, *times, language in rows.iterator()
        for change in _changes(_Row(edition, name, *times), language, 1)
    )


def make_anew(articles: QuerySet[Article]) -> None:
    """Makes the rows and tallies of all articles anew from their windows: after the publication's time
    zone changed, or rows were put into the database by other ways.
    """
    for model in (EditionTag, Listing, Tally):
        model.objects.all().delete()
    for article in articles.prefetch_related("editions", "windows").iterator(chunk_size=200):
        editions = sorted(article.editions.all(), key=lambda row: row.number)
        keep(article, editions, list(article.windows.all()))
