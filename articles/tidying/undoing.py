"""Taking a change of tags apart again: puts back what it moved, took away and made, or says why it cannot.

What people did since then stands: an article that lost the tag meanwhile does not get it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import portions, relisting, tallying
from articles.language import words
from articles.models import (
    DeskEvent,
    Edition,
    Tag,
    TagAddress,
    TagAlias,
    TagChange,
    TagChangeRow,
)
from articles.models.tidying import Deed, TagVerb
from articles.refusals import Refused
from articles.search import renewing
from articles.tidying import records
from articles.tidying.records import ARTICLES, TABLES, VERSIONS, Row
from articles.verbs import locked, require


class NotUndoable(Refused):
    message = _("It was undone already.")


def undo(change: TagChange, *, actor: AbstractBaseUser, at: datetime | None = None) -> TagChange:
    """Puts tags, what stands under them, their names and addresses back. An address that readers may have
    met meanwhile leads on. One transaction; where a merge moved more than a portion, one for each, and if it
    ends between two, undoing it again goes on. Raises `NotUndoable`.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    rows = records.noted(change).order_by()
    portion = portions.Portion(is_long=bool(rows[portions.PORTION :][:1]))
    while True:
        with portion.held():
            row = locked(change)
            check(row)
            if PUT_BACK[row.verb](row, at, portion.rows):
                _keep_names(row.tags)
                row.undone_at, row.undone_by_id = at, actor.pk
                row.save(update_fields=["undone_at", "undone_by"])
                DeskEvent.objects.log("undo_tags", actor=actor, at=at, name=row.facts["name"])
                break
        portion.pause()
    renewing.renew_waiting()
    return row


def check(change: TagChange) -> None:
    """Raises `NotUndoable`, saying what to do first. A query for what was done since, and two a name."""
    if change.undone_at:
        raise NotUndoable
    for later in records.changed_since(change):
        text = _("The same tag was changed after it. Undo that first: %(name)s.")
        raise NotUndoable(text % {"name": later.facts["name"]})
    CHECKS[change.verb](change)


def articles_put_back(change: TagChange) -> int:
    """How many articles it moved or took a tag from. One query."""
    rows = TagChangeRow.objects.filter(change=change, table=ARTICLES.name)
    return rows.order_by().values("owner").distinct().count()


def _check_there(tags: Iterable[int]) -> None:
    wanted = set(tags)
    if Tag.objects.filter(pk__in=wanted).count() < len(wanted):
        raise NotUndoable(_("A tag that it was about was deleted since then."))


def _cut_since(change: TagChange) -> set[int]:
    """The articles of which versions were cut since. One query."""
    return set(records.since(change).order_by().values_list("article", flat=True))


def _hold_tags(change: TagChange) -> dict[int, Tag]:
    """Those that there are."""
    there = Tag.objects.filter(pk__in=change.tags).order_by()
    return records.hold_tags(there.values_list("pk", flat=True))


def _keep_names(tags: Iterable[int]) -> None:
    """What came back is called in other languages as well. Four queries at most."""
    there = Tag.objects.filter(pk__in=tags).exclude(translations={}).order_by("pk")
    TagAlias.objects.keep({tag: tag.names_elsewhere for tag in there})


def _check_free(rows: Iterable[Row], *, slug: str = "", but: Tag | None = None) -> None:
    """Whether these names are nobody's, or other names of that tag; and the address nobody's page."""
    for row in rows:
        name = row["name"]
        holder = Tag.objects.resolve([name]).get(name)
        if holder and not (holder == but and holder.folded != words.fold(name)):
            text = _("“%(name)s” is a name of “%(tag)s” now. Give that one another name first.")
            raise NotUndoable(text % {"name": name, "tag": holder.name})
    others = Tag.objects.exclude(pk=but.pk) if but else Tag.objects.all()
    if slug and (there := others.filter(slug=slug).first()):
        text = _("“%(tag)s” has the address now that it had. Give that one another name first.")
        raise NotUndoable(text % {"tag": there.name})


# --- renaming -------------------------------------------------------------------------------------------


def _check_rename(change: TagChange) -> None:
    _check_there(change.tags)
    before = change.facts["before"]
    tag = Tag.objects.get(pk=before["id"])
    if tag.name != change.facts["name"]:
        raise NotUndoable(_("It has another name by now: “%(name)s”.") % {"name": tag.name})
    holder = Tag.objects.resolve([before["name"]]).get(before["name"])
    if holder and holder != tag:
        _check_free([before])
    _check_free([], slug=before["slug"], but=tag)


def _undo_rename(change: TagChange, _at: datetime, _room: int) -> bool:
    before = change.facts["before"]
    tag = locked(Tag(pk=before["id"]))
    TagAlias.objects.filter(tag=tag, folded=before["folded"]).delete()
    led_from = tag.slug
    for column in ("name", "slug", "folded", "likeness", "sound"):
        setattr(tag, column, before[column])
    tag.save()
    renewing.mark_tags([tag.pk])
    records.put_back(TagAlias, change.facts["aliases"])
    if led_from != tag.slug:
        TagAddress.objects.filter(tag=tag, slug=tag.slug).delete()
        records.lead_on(led_from, tag)
    return True


# --- merging --------------------------------------------------------------------------------------------


def _check_merge(change: TagChange) -> None:
    if change.is_partly_undone:
        _check_there(change.tags)
        return
    merged = {one["tag"]["id"] for one in change.facts["merged"]}
    _check_there(set(change.tags) - merged)
    into = Tag.objects.get(pk=change.facts["into"])
    for merged in change.facts["merged"]:
        _check_free([merged["tag"]], slug=merged["tag"]["slug"], but=into)
        if into.slug == merged["tag"]["slug"]:
            _check_free([], slug=into.slug)


def _undo_merge(change: TagChange, at: datetime, room: int) -> bool:
    """A portion of it; whether it was the last. First names and addresses, then all that was taken away, then
    all that was moved: what was taken away from one tag may have stood beside what was moved from another.
    """
    put_back = change.facts.get("put_back") or {Deed.DROPPED: 0, Deed.MOVED: 0}
    portions: list[QuerySet[TagChangeRow]] = []
    for deed in (Deed.DROPPED, Deed.MOVED):
        left = records.noted(change).filter(deed=deed, pk__gt=put_back[deed])
        numbers = list(left.order_by("pk").values_list("pk", flat=True)[:room])
        if numbers:
            portions.append(records.noted_between(change, deed, numbers[0], numbers[-1]))
            put_back[deed] = numbers[-1]
        room -= len(numbers)
    is_last = room > 0
    articles = set[int]().union(*map(records.articles_of, portions))
    records.hold_articles(articles | _cut_since(change) if is_last else articles)
    into = _hold_tags(change)[change.facts["into"]]
    if not change.is_partly_undone:
        for one in change.facts["merged"]:  # none where it ended midway
            _give_back(one, into)
        _take_back_texts(change, into)
    for portion in portions:
        _put_back(portion, into, at)
    change.facts["put_back"] = put_back
    if not is_last:
        change.save(update_fields=["facts"])
        return False
    numbers = [number for number in change.tags if number != into.pk]
    records.refile_since(change, back=numbers, away=[into.pk])
    relisting.relist(change.tags, records.since(change), at=at)
    for number in change.tags:
        tallying.recount_coming(number, at=at)
    renewing.mark_tags(change.tags)
    return True


def _put_back(notes: QuerySet[TagChangeRow], into: Tag, at: datetime) -> None:
    """Puts these rows back, and into lists what they say of versions."""
    tags = list(notes.order_by().values_list("tag", flat=True).distinct())
    for table in TABLES:
        for tag in tags:
            records.put_back_dropped(notes, table, tag, via=[into.pk])
            records.put_back_moved(notes, table, tag, via=into.pk)
    filed = notes.filter(table=VERSIONS.name).values("owner")
    relisting.relist([into.pk, *tags], Edition.objects.filter(pk__in=filed), at=at)
    records.mark(notes, to=tags, said=[into.pk])


def _take_back_texts(change: TagChange, into: Tag) -> None:
    """What the kept tag said, where nobody wrote something else since."""
    before, after = change.facts.get("before", {}), change.facts.get("after", {})
    for column in before and ("description", "translations"):
        if getattr(into, column) == after[column]:
            setattr(into, column, before[column])
    into.save()


def _give_back(merged: Row, into: Tag) -> None:
    made = TagAlias.objects.filter(tag=into)
    made.filter(pk__in=merged["made"]).delete()
    made.filter(folded=merged["tag"]["folded"]).delete()
    records.lead_back(merged["led"])
    records.put_back_tag(merged["tag"])
    number = merged["tag"]["id"]
    if merged.get("was_public"):
        tallying.reopen(number)
    TagAlias.objects.filter(tag=into, pk__in=merged["aliases"]).update(tag=number)
    TagAddress.objects.filter(tag=into, pk__in=merged["addresses"]).update(tag=number)


# --- splitting ------------------------------------------------------------------------------------------


def _check_split(change: TagChange) -> None:
    _check_there(change.tags)


def _undo_split(change: TagChange, at: datetime, _room: int) -> bool:
    parts, notes = change.facts["parts"], records.noted(change)
    records.hold_articles(records.articles_of(notes) | _cut_since(change))
    tag = _hold_tags(change)[change.facts["tag"]]
    records.mark(notes, to=[tag.pk], said=parts)
    for table in TABLES:
        records.put_back_dropped(notes, table, tag.pk, via=parts)
        for part in parts:
            records.unmake(notes, table, part)
    records.mark_since(change)
    records.refile_since(change, back=[tag.pk], away=parts)
    relisting.relist([tag.pk, *parts], at=at)
    for part in Tag.objects.filter(pk__in=change.facts["made"]):
        is_used = any(table.rows.filter(tag=part).exists() for table in TABLES)
        if not (is_used or part.aliases.exists()):
            slug = part.slug
            part.delete()
            records.lead_on(slug, tag)
    return True


# --- retiring -------------------------------------------------------------------------------------------


def _check_retirement(change: TagChange) -> None:
    tag, aliases = change.facts["tag"], change.facts["aliases"]
    _check_free([tag, *aliases], slug=tag["slug"])


def _undo_retirement(change: TagChange, at: datetime, _room: int) -> bool:
    tag, notes = change.facts["tag"], records.noted(change)
    records.hold_articles(records.articles_of(notes) | _cut_since(change))
    records.lead_back(change.facts["led"])
    records.put_back_tag(tag)
    records.put_back(TagAlias, change.facts["aliases"])
    records.put_back_addresses(change.facts["addresses"])
    for table in TABLES:
        records.put_back_dropped(notes, table, tag["id"])
    records.refile_since(change, back=[tag["id"]])
    renewing.mark_tags([tag["id"]])
    relisting.relist([tag["id"]], at=at)
    return True


CHECKS: dict[str, Callable[[TagChange], None]] = {
    TagVerb.RENAME: _check_rename,
    TagVerb.MERGE: _check_merge,
    TagVerb.SPLIT: _check_split,
    TagVerb.RETIRE: _check_retirement,
}
# Each says whether it is all put back; if there is more than so many rows, it goes on in another transaction.
PUT_BACK: dict[str, Callable[[TagChange, datetime, int], bool]] = {
    TagVerb.RENAME: _undo_rename,
    TagVerb.MERGE: _undo_merge,
    TagVerb.SPLIT: _undo_split,
    TagVerb.RETIRE: _undo_retirement,
}
