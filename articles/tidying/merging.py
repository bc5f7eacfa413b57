"""Merging tags that are one: what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import portions, relisting
from articles.language import words
from articles.models import Filing, Tag, TagAddress, TagAlias, TagChange
from articles.models.taxonomy import can_be_name
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.search import renewing
from articles.tidying import outlook, records
from articles.tidying.outlook import Outlook
from articles.verbs import locked, require


class NotMergeable(Refused):
    message = _("Choose at least two tags, and which of them is kept.")


class Taken(NamedTuple):
    """A text that the kept tag takes over: which field it is, what it says, in which language."""

    field: str
    text: str
    language: str


def _texts(tag: Tag) -> dict[tuple[str, str], str]:
    """What a tag says but for its name, by field and language."""
    said = {("description", settings.LANGUAGE_CODE): tag.description} if tag.description else {}
    for code, texts in tag.translations.items():
        said |= {(field, code): text for field, text in texts.items()}
    return said


@dataclass(frozen=True)
class Merger(Outlook):
    """What merging `tags` into `into` does."""

    into: Tag

    @property
    def names(self) -> list[str]:
        """What will mean the kept one: also what they are called in other languages, but where that is a
        name of a tag by now, or cannot be one. Four queries.
        """
        told = super().names
        texts = [name for tag in self.tags for name in tag.names_elsewhere]
        known = Tag.objects.resolve(texts)
        free = [name for name in texts if name not in known and can_be_name(name)]
        once = {words.fold(name): name for name in reversed(free)}
        return [*told, *reversed(once.values())]

    @property
    def taken(self) -> list[Taken]:
        """What the kept one takes over because it says nothing there itself. No query."""
        found: dict[tuple[str, str], str] = {}
        for tag in sorted(self.tags, key=lambda tag: tag.pk):
            found = _texts(tag) | found
        own = _texts(self.into)
        return [
            Taken(field, text, code)
            for (field, code), text in found.items()
            if text and (field, code) not in own
        ]

    @property
    def address(self) -> str:
        """Where the addresses lead. No query."""
        return outlook.address(self.into.slug)

    @property
    def doubled(self) -> int:
        """Articles online that have the kept one already."""
        return self.online.filter(tag_rows__tag=self.into).distinct().count()

    @property
    def is_long(self) -> bool:
        """Whether there is more to move than one portion. One query that looks at no more."""
        return bool(Filing.objects.filter(tag__in=self.tags).order_by()[portions.PORTION :][:1])

    @property
    def new_topics(self) -> Any:
        """Topics that the kept one will feed and does not feed now."""
        return self.topics.exclude(pk__in=self.into.topics.values("pk"))


def merger(tags: Iterable[Tag], into: Tag, *, at: datetime) -> Merger:
    """What merging would do. Raises `NotMergeable`. No query until somebody looks."""
    old = tuple(tag for tag in tags if tag.pk != into.pk)
    if not old:
        raise NotMergeable
    return Merger(old, at, into)


def merge_tags(
    tags: Iterable[Tag],
    *,
    into: Tag,
    actor: AbstractBaseUser,
    at: datetime | None = None,
    said: str = "",
) -> Tag:
    """Makes several tags one; returns the kept one.

    Articles, published versions and topics follow, names become other names of the kept one, and addresses
    lead to it. One transaction, about 95 queries for two tags; where there is more than a portion to move,
    one for each, so that nobody waits for all. Between them some articles are under the kept tag and others
    are not yet, and if it ends there, that is where they stay: it can be undone, or done again to go on.
    Raises `NotMergeable`, also if somebody meanwhile takes one of the tags away, changes what is under them
    by another verb on tags, or undoes it.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    merge = _Merge({tag.pk for tag in tags}, into.pk, actor=actor, at=at, said=said)
    rows = {
        (number, table): list(
            table.rows.filter(tag=number).order_by("pk").values_list("pk", flat=True)
        )
        for number, table in product(merge.old, records.TABLES)
    }
    few = portions.PORTION // len(merge.old)
    portion = portions.Portion(is_long=any(len(pks) > few for pks in rows.values()))
    for (number, table), pks in rows.items():
        while len(pks) > portion.rows // len(merge.old):
            some, pks = pks[: portion.rows], pks[portion.rows :]
            with portion.held():
                merge.take_hold(records.articles_under([number], table, some))
                merge.move(number, table, some)
            portion.pause()
    if portion.is_long and connection.vendor == "postgresql":
        # Whoever looks first goes through all that stood there before: that is before anybody is held up.
        for table in records.TABLES:
            records.articles_under(merge.old, table)
    with transaction.atomic():
        left = (records.articles_under(merge.old, table) for table in records.TABLES)
        merge.take_hold(set[int]().union(*left))
        for number, table in product(merge.old, records.TABLES):
            merge.move(number, table)
        merge.close()
    renewing.renew_waiting()
    return merge.kept


class _Merge:
    """The steps of a merge, each in its caller's transaction, which begins with `take_hold`."""

    change: TagChange
    held: dict[int, Tag]

    def __init__(
        self, tags: set[int], into: int, *, actor: AbstractBaseUser, at: datetime, said: str
    ) -> None:
        self.old, self.into = sorted(tags - {into}), into
        self.actor, self.at, self.said = actor, at, said
        self.is_begun = False
        if not self.old:
            raise NotMergeable

    @property
    def kept(self) -> Tag:
        return self.held[self.into]

    def take_hold(self, articles: set[int]) -> None:
        """Of the record, which the first step begins, of the articles that it is about, and of all tags, as
        they are now. The record comes first, as it does for whoever undoes it.
        """
        if self.is_begun:
            self.change = locked(self.change)
        records.hold_articles(articles)
        try:
            self.held = records.hold_tags([*self.old, self.into])
        except Tag.DoesNotExist as gone:
            text = _("Somebody took one of these tags away. Look again.")
            raise NotMergeable(text) from gone
        if self.is_begun:
            self._check_goes_on()
            return
        everyone = [*(self.held[pk] for pk in self.old), self.kept]
        name = f"{', '.join(tag.name for tag in everyone[:-1])} → {self.kept.name}"
        self.change = records.begin(
            TagVerb.MERGE, actor=self.actor, at=self.at, tags=everyone, said=self.said, name=name
        )
        self.change.facts |= {"into": self.into, "merged": []}
        self.change.save()
        self.is_begun = True

    def _check_goes_on(self) -> None:
        """Two changes of the same rows that are under way at once could not be taken apart. One query."""
        is_undone = self.change.undone_at or self.change.is_partly_undone
        if is_undone or any(records.changed_since(self.change)):
            raise NotMergeable(_("Somebody changed these tags meanwhile. Look again."))

    def move(self, number: int, table: records.Table, pks: list[int] | None = None) -> None:
        """What stands under one of the old tags, or these rows of it. They are named one by one, since a
        database that thinks of all that a large tag had would read through whole tables.
        """
        rows = table.rows.filter(tag=number)
        if pks is None:
            pks = list(rows.values_list("pk", flat=True))
        if not pks:
            return
        rows = rows.filter(pk__in=pks)
        if table == records.ARTICLES:
            renewing.mark_drafts(rows.values("content_object"))
        if table == records.VERSIONS:
            renewing.mark_moved(rows.values("edition"), to=[self.into], said=[number])
            relisting.refile(self.held[number], self.kept, rows.values("edition"), at=self.at)
        records.move(self.change, table, rows, self.kept)

    def close(self) -> None:
        """When nothing stands under the old tags any more: the kept one takes over what they are called."""
        change, kept = self.change, self.kept
        change.facts["before"] = records.kept(kept)
        renewing.mark_tags([kept.pk])
        for number in self.old:
            was_public = relisting.close(self.held[number], kept, at=self.at)
            taken = _take_over(self.held[number], kept)
            change.facts["merged"].append(taken | {"was_public": was_public})
        kept.save()
        change.facts["after"] = records.kept(kept)
        change.save()


def _take_over(old: Tag, kept: Tag) -> dict[str, Any]:
    """Names, addresses and what the kept one does not say itself; the old one goes. Returns what is needed
    to bring it back.
    """
    aliases = TagAlias.objects.filter(tag=old)
    addresses = TagAddress.objects.filter(tag=old)
    taken = {
        "tag": records.kept(old),
        "aliases": list(aliases.values_list("pk", flat=True)),
        "addresses": list(addresses.values_list("pk", flat=True)),
    }
    aliases.update(tag=kept)
    addresses.update(tag=kept)
    kept.description = kept.description or old.description
    names = [old.name]
    for language, texts in old.translations.items():
        known = kept.translations.setdefault(language, {})
        names.append(texts.get("name", ""))
        for field, text in texts.items():
            known.setdefault(field, text)
    old.delete()
    once = {words.fold(name): name for name in reversed(names)}
    free = [name for name in reversed(once.values()) if not Tag.objects.resolve([name])]
    made = [TagAlias.objects.create(tag=kept, name=name).pk for name in free if can_be_name(name)]
    return taken | {"made": made, "led": [records.lead_on(old.slug, kept)]}
