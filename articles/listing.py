"""Keeps list rows, and tallies with them, in step with windows. They are written here and nowhere else, but
for what `articles.relisting` does to many at once.

Like windows they are derived from what is stored, and never from the clock: which rows are live, and how
many, is asked when they are read. What the clock ended is swept away by `tidy`, which changes nothing that
readers see. Whoever passes tidies a little, and search, too, follows what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, Model, QuerySet, Value

from articles.models import (
    Article,
    Edition,
    EditionTag,
    Listing,
    SearchWaiting,
    SearchWaitingTag,
    Tally,
    Window,
)
from articles.models.compiled import compiled
from articles.models.lists import (
    EVERYTHING,
    LISTED_EDITIONS,
    TAG_PREFIX,
    ListRow,
    from_list,
    in_list,
    tag_list,
)
from articles.models.tallies import SETTLED
from articles.search import index, renewing
from articles.tallying import Row, add, changes, settle

TIMES = ("live_from", "live_until", "published_at", "updated_at")
PORTION = 500  # rows swept in one transaction
SELDOM = 16  # how often, of so many times that one may tidy in passing, it is looked whether there is need
EVERY = 5.0  # seconds from one who tidies in passing at the desk to the next, in each process
# Documents of search that are made anew in passing, and seconds for it: each holds a whole text.
FEW, AWHILE = 20, 0.3

_turn = Lock()
_passed = [-EVERY]

Stored = tuple[type[Model], int]  # the table of a row, and its number there
Place = tuple[int, str, datetime]  # edition, list, beginning: there is one row of each


def listed(editions: Sequence[Edition], windows: Sequence[Window]) -> dict[Edition, datetime]:
    """The editions that stand in lists, each with when it was published."""
    shown = {window.edition_id: window.published_at for window in windows}
    newest = [edition for edition in editions if edition.pk in shown][-LISTED_EDITIONS:]
    return {edition: shown[edition.pk] for edition in newest}


def keep(
    article: Article,
    editions: Sequence[Edition],
    windows: Sequence[Window],
    rows: Mapping[Row, Stored],
    filed: Mapping[int, Iterable[str]],
) -> None:
    """Brings an article's rows in every list, which are `rows`, to what its windows say, and its tallies
    with them. `filed` are the lists of their tags and of who stands over them, by edition. At most five
    queries, none if nothing changed; two more where there are more rows, or fewer, than there were.
    """
    lists = {row.pk: _lists(row, filed.get(row.pk, ())) for row in listed(editions, windows)}
    wanted = {
        Row(
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
    stale, missing = rows.keys() - wanted, wanted - rows.keys()
    told = {row[:3]: _list_row(article, row) for row in sorted(missing, key=lambda row: row[:3])}
    for model in (EditionTag, Listing):
        free = {row[:3]: rows[row][1] for row in stale if rows[row][0] is model}
        mine = {place: row for place, row in told.items() if isinstance(row, model)}
        _restate(model, free, mine)
    languages = {edition.pk: edition.language for edition in editions}
    add(
        change
        for rows, sign in ((stale, -1), (missing, 1))
        for row in rows
        for change in changes(row, languages[row.edition], sign)
    )


def take_out(edition: Edition) -> None:
    """Takes an edition that never ran out of every list, for whoever deletes it. At most five queries."""
    _windows, rows = stored(edition.article)
    stale = [row for row in rows if row.edition == edition.pk]
    _delete([rows[row] for row in stale])
    add(change for row in stale for change in changes(row, edition.language, -1))


def _lists(edition: Edition, filed: Iterable[str]) -> list[str]:
    """The names of the lists that an edition stands in, each once."""
    named = [EVERYTHING, *filed]
    if edition.source_id:
        named.append(from_list(edition.source_id))
    parts = edition.language.split("-")
    named += [in_list("-".join(parts[: number + 1])) for number in range(len(parts))]
    return list(dict.fromkeys(named))


def stored(article: Article) -> tuple[list[Window], dict[Row, Stored]]:
    """The article's windows in their order, and its rows, each with what it is deleted by. One query."""
    windows: list[Window] = []
    found: dict[Row, Stored] = {}
    for pk, edition, tag, name, *times in _stored(article.pk):
        if tag or name:
            model = EditionTag if tag else Listing
            found[Row(edition, name or tag_list(tag), *times)] = (model, pk)
        else:
            facts = dict(zip(TIMES, times, strict=True))
            windows.append(Window(pk=pk, edition_id=edition, article=article, **facts))
    return sorted(windows, key=lambda window: window.live_from), found


@compiled
def _stored(article: int) -> QuerySet[Any, Any]:
    """Its rows of tags, its other rows and its windows: each with a tag, with a list, or with neither."""
    no_tag, no_list = Value(0), Value("", output_field=CharField())
    tables: tuple[tuple[type[Model], Any, Any], ...] = (
        (EditionTag, "tag", no_list),
        (Listing, no_tag, "list"),
        (Window, no_tag, no_list),
    )
    first, *others = (
        model._default_manager.filter(article=article)
        .order_by()
        .values_list("pk", "edition", tag, name, *TIMES)
        for model, tag, name in tables
    )
    return first.union(*others, all=True).order_by()


def _delete(rows: Iterable[Stored]) -> None:
    by_model: dict[Any, list[int]] = {}
    for model, pk in rows:
        by_model.setdefault(model, []).append(pk)
    for model, ids in by_model.items():
        model.objects.filter(pk__in=ids).delete()


def _restate(
    model: type[ListRow], free: Mapping[Place, int], told: Mapping[Place, ListRow]
) -> None:
    """Puts rows in place of those whose numbers are `free`. Where only times differ a row is changed; what an
    older edition leaves is written over, so that an article has no more rows than its last editions need.
    One query where as many come as go, or none goes; else two.
    """
    gone = [pk for place, pk in free.items() if place not in told]
    if gone:
        for place, row in told.items():
            row.pk = free.get(place) or (gone.pop() if gone else None)
        unique = ["id"]
        changed = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    else:
        unique = ["edition", "tag" if model is EditionTag else "list", "live_from"]
        changed = ["live_until", "published_at", "updated_at"]
    model._default_manager.bulk_create(
        told.values(), update_conflicts=True, unique_fields=unique, update_fields=changed
    )
    _delete((model, pk) for pk in gone)


def _list_row(article: Article, row: Row) -> EditionTag | Listing:
    edition, name, *times = row
    facts: dict[str, Any] = dict(zip(TIMES, times, strict=True))
    facts |= {"edition_id": edition, "article": article}
    if name.startswith(TAG_PREFIX):
        return EditionTag(tag_id=int(name.removeprefix(TAG_PREFIX)), **facts)
    return Listing(list=name, **facts)


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


def tidy_in_passing(*, at: datetime) -> None:
    """After the transaction, so that nothing waits for it and nothing fails with it."""
    transaction.on_commit(lambda: tidy_some(at=at), robust=True)


def tidy_now_and_then(*, at: datetime) -> None:
    """In passing, for those who pass often: one at a time, and none for some seconds after it. Most of them
    do nothing at all. Not for a transaction.
    """
    if monotonic() - _passed[0] < EVERY or not _turn.acquire(blocking=False):
        return
    try:
        tidy_in_passing(at=at)
    finally:
        _passed[0] = monotonic()
        _turn.release()


def tidy_some(*, at: datetime) -> None:
    """A portion in passing, where there is a whole one to do, and of what waits for search a few documents.
    One query that looks at no more.
    """
    whole = slice(PORTION - 1, PORTION)
    past = Tally.objects.filter(at__gt=SETTLED, at__lte=at).order_by("at")[whole]
    over = EditionTag.objects.filter(live_until__lte=at).order_by("live_until")[whole]
    documents, tags = SearchWaiting.objects.all(), SearchWaitingTag.objects.all()
    questions = [Exists(rows) for rows in (past, over, documents, tags)]
    for is_settled, is_swept, *are_waiting in Tally.objects.order_by().values_list(*questions)[:1]:
        if is_settled:
            settle(at=at)
        if is_swept:
            sweep(at=at)
        if any(are_waiting):
            renewing.renew_waiting(most=FEW, seconds=AWHILE)


def make_anew(articles: QuerySet[Article]) -> None:
    """Makes the rows and tallies of all articles anew from their windows: after the publication's time
    zone changed, or rows were put into the database by other ways.
    """
    for model in (EditionTag, Listing, Tally):
        model.objects.all().delete()
    for article in articles.prefetch_related("editions", "windows").iterator(chunk_size=200):
        editions = sorted(article.editions.all(), key=lambda row: row.number)
        windows = list(article.windows.all())
        found = index.look([article], listed(editions, windows))
        keep(article, editions, windows, {}, found.filed)
