"""The record of a change: what was moved, taken away and made, so that all of it can be put back.

Rows that may be many (of articles, versions and topics) are noted, moved and put back by one statement a
table; the few that make up a tag are kept whole, as JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Value

from articles import portions
from articles.models import (
    Article,
    ArticleTag,
    DeskEvent,
    Edition,
    Filing,
    Tag,
    TagAddress,
    TagChange,
    TagChangeRow,
    TagPlace,
    Topic,
)
from articles.models.common import insert
from articles.models.tidying import Deed, TagVerb
from articles.search import renewing
from articles.verbs import locked

Row = dict[str, Any]


class Table(NamedTuple):
    """Where tags stand beside something: its word in the record, the column of that something, and the way
    from there to an article.
    """

    name: str
    model: type[models.Model]
    owner: str
    owners: type[models.Model]
    article: str = ""

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.order_by()


ARTICLES = Table("article", ArticleTag, "content_object_id", Article, "content_object")
VERSIONS = Table("version", Filing, "edition_id", Edition, "edition__article")
TOPICS = Table("topic", Topic.tags.through, "topic_id", Topic)
TABLES = (ARTICLES, VERSIONS, TOPICS)


def begin(
    verb: TagVerb,
    *,
    actor: AbstractBaseUser,
    at: datetime,
    tags: Iterable[Tag],
    said: str = "",
    **told: Any,
) -> TagChange:
    """Logs the verb, with what the log tells of it, and opens its record."""
    event = DeskEvent.objects.log(verb, actor=actor, at=at, said=said, **told)
    last = Edition.objects.aggregate(last=Max("pk"))["last"] or 0
    facts = {"name": told.get("name", "")}
    numbers = [tag.pk for tag in tags]
    return TagChange.objects.create(
        verb=verb, event=event, tags=numbers, facts=facts, last_edition=last
    )


def changed_since(change: TagChange) -> Iterator[TagChange]:
    """What was done to the same tags after it, and stands; the latest first. A name that changed counts for
    another name alone. One query.
    """
    since = TagChange.objects.filter(pk__gt=change.pk, undone_at=None).order_by("-pk")
    if change.verb != TagVerb.RENAME:
        since = since.exclude(verb=TagVerb.RENAME)
    rows = since.only("tags", "facts").iterator()
    return (later for later in rows if set(later.tags) & set(change.tags))


# --- many rows --------------------------------------------------------------------------------------


def move(change: TagChange, table: Table, rows: QuerySet[Any], new: Tag) -> None:
    """What stands under an old tag stands under the new one. What did already loses the old one."""
    twins = table.rows.filter(tag=new, **{table.owner: OuterRef(table.owner)})
    drop(change, table, rows.filter(Exists(twins)))
    note(change, table, Deed.MOVED, rows)
    rows.update(tag=new)


def drop(change: TagChange, table: Table, rows: QuerySet[Any]) -> None:
    note(change, table, Deed.DROPPED, rows)
    rows.delete()


def make(change: TagChange, table: Table, tag: Tag, owners: Iterable[int]) -> None:
    """Puts a tag beside these, but where it is already. Their number is what a person chose."""
    wanted = dict.fromkeys(owners)
    here = table.rows.filter(tag=tag, **{f"{table.owner}__in": list(wanted)})
    present = set(here.values_list(table.owner, flat=True))
    made = table.rows.bulk_create(
        table.model(tag=tag, **{table.owner: owner}) for owner in wanted if owner not in present
    )
    note(change, table, Deed.MADE, table.rows.filter(pk__in=[row.pk for row in made]))


def note(change: TagChange, table: Table, deed: Deed, rows: QuerySet[Any]) -> None:
    told = (Value(change.pk), Value(table.name), Value(str(deed)))
    noted = rows.values_list(*told, "pk", table.owner, "tag_id")
    insert(TagChangeRow, ("change_id", "table", "deed", "row", "owner", "tag"), noted)


def noted(change: TagChange) -> QuerySet[TagChangeRow]:
    return TagChangeRow.objects.filter(change=change)


def noted_between(change: TagChange, deed: str, first: int, last: int) -> QuerySet[TagChangeRow]:
    """A stretch of the record. The database is told of which change by a sum: it cannot know yet how long the
    record is that was just written, and would begin with that, and go through all of it.
    """
    rows = TagChangeRow.objects.alias(of=F("change_id") + Value(0))
    return rows.filter(of=change.pk, deed=deed, pk__gte=first, pk__lte=last)


def articles_of(notes: QuerySet[TagChangeRow]) -> set[int]:
    """The articles that these rows are of, by number. Two queries."""
    beside = notes.filter(table=ARTICLES.name).order_by()
    filed = notes.filter(table=VERSIONS.name).order_by().values("owner")
    versions = Edition.objects.filter(pk__in=filed).order_by()
    return {*beside.values_list("owner", flat=True), *versions.values_list("article", flat=True)}


def articles_under(
    tags: Collection[int], table: Table, pks: Collection[int] | None = None
) -> set[int]:
    """The articles of which something stands under these tags in that table, or of these rows of it. One
    query, none for topics.
    """
    if not table.article:
        return set()
    rows = table.rows.filter(tag__in=tags)
    rows = rows if pks is None else rows.filter(pk__in=pks)
    return set(rows.values_list(table.article, flat=True))


def hold_articles(articles: Iterable[int]) -> None:
    """By number. Whoever changes an article holds it, and then its tags; who holds tags first, and then
    changes what lists have of the article, would wait for one who waits for the tags, or count what that one
    counts, too. Others may refer to them meanwhile. One query a portion; none on SQLite, which holds the
    whole database.
    """
    if connection.vendor == "sqlite":
        return
    numbers = sorted(articles)
    for start in range(0, len(numbers), portions.PORTION):
        some = Article.objects.filter(pk__in=numbers[start : start + portions.PORTION])
        list(some.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def hold_tags(tags: Iterable[int]) -> dict[int, Tag]:
    """By number, as they are now, for as long as the transaction lasts. Raises `Tag.DoesNotExist`."""
    return {pk: locked(Tag(pk=pk)) for pk in sorted(set(tags))}


def put_back_dropped(
    notes: QuerySet[TagChangeRow], table: Table, tag: int, *, via: Iterable[int] = ()
) -> None:
    """Rows that were taken away from a tag, where what they stood beside is there, and still has one of the
    tags that took their place: who lost that one since was meant to. What got it again while the change was
    under way, and lost it again, gets one.
    """
    rows = notes.filter(table=table.name, deed=Deed.DROPPED, tag=tag)
    last = rows.order_by().values("owner").annotate(last=Max("row")).values("last")
    rows = rows.filter(row__in=last)
    beside = {table.owner: OuterRef("owner")}
    rows = rows.filter(Exists(table.owners._default_manager.filter(pk=OuterRef("owner"))))
    rows = rows.exclude(Exists(table.rows.filter(tag=tag, **beside)))
    if via := list(via):
        rows = rows.filter(Exists(table.rows.filter(tag__in=via, **beside)))
    insert(table.model, ("id", table.owner, "tag_id"), rows.values_list("row", "owner", "tag"))


def put_back_moved(notes: QuerySet[TagChangeRow], table: Table, tag: int, *, via: int) -> None:
    """Rows that were moved from a tag, but where it stands again, because somebody wanted both."""
    moved = notes.filter(table=table.name, deed=Deed.MOVED, tag=tag).values("row")
    twins = table.rows.filter(tag=tag, **{table.owner: OuterRef(table.owner)})
    table.rows.filter(tag=via, pk__in=moved).exclude(Exists(twins)).update(tag=tag)


def unmake(notes: QuerySet[TagChangeRow], table: Table, tag: int) -> None:
    made = notes.filter(table=table.name, deed=Deed.MADE, tag=tag)
    table.rows.filter(tag=tag, pk__in=made.values("row")).delete()


def since(change: TagChange) -> QuerySet[Edition]:
    """Versions cut since the change."""
    return Edition.objects.filter(pk__gt=change.last_edition)


def refile_since(change: TagChange, *, back: Collection[int], away: Collection[int] = ()) -> None:
    """Versions cut since the change go where their articles go: under each tag that came `back` to these,
    and from under each that went `away` for it.
    """
    cut = since(change)
    beside = {"owner": OuterRef("article_id")}
    for tag in back:
        told = TagChangeRow.objects.filter(change=change, table=ARTICLES.name, tag=tag, **beside)
        has = ArticleTag.objects.filter(tag=tag, content_object=OuterRef("article"))
        filed = Filing.objects.filter(tag=tag, edition=OuterRef("pk"))
        rows = cut.filter(Exists(told), Exists(has)).exclude(Exists(filed))
        insert(Filing, ("edition_id", "tag_id"), rows.values_list("pk", Value(tag)))
    for tag in away:
        told = TagChangeRow.objects.filter(change=change, table=ARTICLES.name, **beside)
        has = ArticleTag.objects.filter(tag=tag, content_object=OuterRef("article"))
        came = ArticleTag.objects.filter(tag__in=back, content_object=OuterRef("article"))
        gone = cut.filter(Exists(told), Exists(came)).exclude(Exists(has))
        Filing.objects.filter(tag=tag, edition__in=gone.values("pk")).delete()


def mark(notes: QuerySet[TagChangeRow], *, to: Collection[int], said: Collection[int]) -> None:
    """What these rows are of goes back to some tags; search is to know it, and may say others until then."""
    renewing.mark_moved(notes.filter(table=VERSIONS.name).values("owner"), to=to, said=said)
    renewing.mark_drafts(notes.filter(table=ARTICLES.name).values("owner"))


def mark_since(change: TagChange) -> None:
    """What was cut since and stands under one of the tags is to be found by others."""
    rows = Filing.objects.filter(tag__in=change.tags, edition__in=since(change))
    renewing.mark(rows.values("edition"))


# --- the rows that make up a tag ----------------------------------------------------------------------


def kept(row: models.Model) -> Row:
    """Every column, by name."""
    columns = row._meta.concrete_fields
    return {column.attname: deepcopy(getattr(row, column.attname)) for column in columns}


def put_back(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Stores rows as they were, their numbers included."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    model._default_manager.bulk_create(
        model(**{name: columns[name].to_python(row[name]) for name in columns if name in row})
        for row in rows
    )


def put_back_tag(row: Row) -> None:
    """A tag as it was, and its place in the index of tags."""
    put_back(Tag, [row])
    TagPlace.objects.keep([Tag.objects.get(pk=row["id"])])


def lead_on(slug: str, tag: Tag | None) -> Row:
    """Makes an address lead to a tag, or say that it was retired; returns how to take that back."""
    before = TagAddress.objects.filter(slug=slug).first()
    was = kept(before) if before else None
    row, _made = TagAddress.objects.update_or_create(slug=slug, defaults={"tag": tag})
    return {"pk": row.pk, "tag": tag and tag.pk, "was": was}


def lead_back(led: Iterable[Row]) -> None:
    """Takes `lead_on` back, where nothing else has become of the address since."""
    for one in led:
        gone, _by_model = TagAddress.objects.filter(pk=one["pk"], tag=one["tag"]).delete()
        if gone and one["was"]:
            put_back_addresses([one["was"]])


def put_back_addresses(rows: Iterable[Row]) -> None:
    """Those that lead nowhere else by now, and to a tag that there is."""
    for row in rows:
        is_free = not TagAddress.objects.filter(slug=row["slug"]).exists()
        if is_free and (row["tag_id"] is None or Tag.objects.filter(pk=row["tag_id"]).exists()):
            put_back(TagAddress, [row])
