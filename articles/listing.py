"""Keeps list rows, and tallies with them, in step with windows. They are written here and nowhere else.

Like windows they are derived from what is stored, and never from the clock: which rows are live, and how
many, is asked when they are read. What the clock ended is swept away by `tidy`, which changes nothing that
readers see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value

from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTag,
    Filing,
    Listing,
    Tag,
    Tally,
    Window,
)
from articles.models.common import insert
from articles.models.lists import (
    EVERYTHING,
    LISTED_EDITIONS,
    TAG_PREFIX,
    by_list,
    from_list,
    in_list,
    tag_list,
)
from articles.models.tallies import SETTLED
from articles.tallying import Row, add, changes, recount, settle

PORTION = 500  # rows swept in one transaction
SELDOM = 16  # how often, of so many times that one may tidy in passing, it is looked whether there is need


def keep(
    article: Article, editions: Sequence[Edition], windows: Sequence[Window]
) -> dict[Edition, datetime]:
    """Brings an article's rows in every list to what its windows say, and its tallies with them. Returns
    the editions that stand there, each with when it was published. Two queries if nothing changed, at
    most four more that write.
    """
    shown = {window.edition_id: window.published_at for window in windows}
    listed = [edition for edition in editions if edition.pk in shown][-LISTED_EDITIONS:]
    by_edition = {edition.pk: edition for edition in listed}
    filed = _filed(by_edition)
    lists = {pk: _lists(row, filed.get(pk, ())) for pk, row in by_edition.items()}
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
    stored = _stored(article)
    stale, missing = stored.keys() - wanted, wanted - stored.keys()
    _delete([stored[row] for row in stale])
    _create(article, missing)
    languages = {edition.pk: edition.language for edition in editions}
    add(
        change
        for rows, sign in ((stale, -1), (missing, 1))
        for row in rows
        for change in changes(row, languages[row.edition], sign)
    )
    return {edition: shown[edition.pk] for edition in listed}


def take_out(edition: Edition) -> None:
    """Takes an edition that never ran out of every list, for whoever deletes it. At most five queries."""
    stored = _stored(edition.article)
    stale = [row for row in stored if row.edition == edition.pk]
    _delete([stored[row] for row in stale])
    add(change for row in stale for change in changes(row, edition.language, -1))


def _filed(editions: Iterable[int]) -> dict[int, list[str]]:
    """The names of the lists of their tags and of who stands over them, by edition. One query."""
    pks = list(editions)
    no_role = Value("", output_field=CharField())
    tags = Filing.objects.filter(edition__in=pks).order_by()
    people = EditionByline.objects.filter(edition__in=pks).order_by()
    told = tags.values_list("edition", "tag", no_role)
    found: dict[int, list[str]] = {}
    for edition, pk, role in told.union(people.values_list("edition", "contributor", "role")):
        names = [by_list(pk), by_list(pk, role)] if role else [tag_list(pk)]
        found.setdefault(edition, []).extend(names)
    return found


def _lists(edition: Edition, filed: Iterable[str]) -> list[str]:
    """The names of the lists that an edition stands in, each once."""
    named = [EVERYTHING, *filed]
    if edition.source_id:
        named.append(from_list(edition.source_id))
    parts = edition.language.split("-")
    named += [in_list("-".join(parts[: number + 1])) for number in range(len(parts))]
    return list(dict.fromkeys(named))


def _stored(article: Article) -> dict[Row, Any]:
    """The article's rows, each with what it is deleted by. One query."""
    times = ("live_from", "live_until", "published_at", "updated_at")
    no_tag, no_list = Value(0), Value("", output_field=CharField())
    tagged = EditionTag.objects.filter(article=article).order_by()
    others = Listing.objects.filter(article=article).order_by()
    rows = tagged.values_list("pk", "edition", "tag", no_list, *times).union(
        others.values_list("pk", "edition", no_tag, "list", *times)
    )
    found: dict[Row, Any] = {}
    for pk, edition, tag, name, *rest in rows:
        model = EditionTag if tag else Listing
        found[Row(edition, name or tag_list(tag), *rest)] = (model, pk)
    return found


def _delete(rows: Iterable[tuple[Any, int]]) -> None:
    by_model: dict[Any, list[int]] = {}
    for model, pk in rows:
        by_model.setdefault(model, []).append(pk)
    for model, ids in by_model.items():
        model.objects.filter(pk__in=ids).delete()


def _create(article: Article, rows: Iterable[Row]) -> None:
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


def refile(old: Tag, new: Tag) -> None:
    """The list rows of one tag become those of another, and so do its tallies. The caller holds both tags."""
    rows = EditionTag.objects.filter(tag=old)
    twins = EditionTag.objects.filter(tag=new, edition=OuterRef("edition"))
    rows.exclude(Exists(twins)).update(tag=new)
    rows.delete()
    recount(old.pk)
    recount(new.pk)


def relist(tags: Iterable[int]) -> None:
    """Brings the list rows of these tags into line with what is filed under them, as `keep` would do it
    article by article. Two queries for all rows, and those that count each tag anew.
    """
    tags = list(tags)
    same = {"edition": OuterRef("edition"), "tag": OuterRef("tag")}
    rows = EditionTag.objects.filter(tag__in=tags)
    rows.exclude(Exists(Filing.objects.filter(**same))).delete()
    later = (
        Edition.objects.filter(article=OuterRef("edition__article"))
        .filter(Exists(Window.objects.filter(edition=OuterRef("pk"))))
        .filter(number__gt=OuterRef("edition__number"))
        .order_by("number")
    )
    columns = ("article_id", "live_from", "live_until", "published_at", "updated_at")
    missing = (
        Filing.objects.filter(tag__in=tags, edition__windows__isnull=False)
        .exclude(Exists(later.values("pk")[LISTED_EDITIONS - 1 :]))
        .annotate(**{name: F(f"edition__windows__{name}") for name in columns})
        .exclude(Exists(EditionTag.objects.filter(live_from=OuterRef("live_from"), **same)))
    )
    told = ("edition_id", "tag_id", *columns)
    insert(EditionTag, told, missing.values_list(*told))
    for tag in tags:
        recount(tag)


def make_anew(articles: QuerySet[Article]) -> None:
    """Makes the rows and tallies of all articles anew from their windows: after the publication's time
    zone changed, or rows were put into the database by other ways.
    """
    for model in (EditionTag, Listing, Tally):
        model.objects.all().delete()
    for article in articles.prefetch_related("editions", "windows").iterator(chunk_size=200):
        editions = sorted(article.editions.all(), key=lambda row: row.number)
        keep(article, editions, list(article.windows.all()))
