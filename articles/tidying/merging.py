"""Merging tags that are one: what it would do, and doing it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import listing
from articles.language import words
from articles.models import Filing, Tag, TagAddress, TagAlias, TagChange
from articles.models.taxonomy import NAME_LENGTH
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.search import index
from articles.tidying import records
from articles.tidying.outlook import Outlook
from articles.verbs import locked, require


class NotMergeable(Refused):
    message = _("Choose at least two tags, and which of them is kept.")


@dataclass(frozen=True)
class Merger(Outlook):
    """What merging `tags` into `into` does."""

    into: Tag

    @property
    def doubled(self) -> int:
        """Articles online that have the kept one already."""
        return self.online.filter(tag_rows__tag=self.into).distinct().count()

    @property
    def is_long(self) -> bool:
        """Whether there is more to move than one portion. One query that looks at no more."""
        return bool(Filing.objects.filter(tag__in=self.tags).order_by()[records.PORTION :][:1])

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
    lead to it. One transaction, about 40 queries a tag; where there is more than a portion to move, one for
    each, so that nobody waits for all. Between them some articles are under the kept tag and others are not
    yet, and if it ends there, that is where they stay: it can be undone, or done again to go on. Raises
    `NotMergeable`, also if somebody takes one of the tags away meanwhile.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    numbers = sorted({tag.pk for tag in tags} | {into.pk})
    if len(numbers) < 2:
        raise NotMergeable
    change: TagChange | None = None
    while True:
        with transaction.atomic():
            held = _held(numbers)
            kept = held.pop(into.pk)
            change = change or _begin(held.values(), kept, actor=actor, at=at, said=said)
            if _move(change, held.values(), kept, at=at):
                _close(change, held.values(), kept, at=at)
                return kept
        time.sleep(records.PAUSE)


def _held(numbers: list[int]) -> dict[int, Tag]:
    try:
        return {pk: locked(Tag(pk=pk)) for pk in numbers}
    except Tag.DoesNotExist as gone:
        raise NotMergeable(_("Somebody took one of these tags away. Look again.")) from gone


def _begin(
    old: Collection[Tag], kept: Tag, *, actor: AbstractBaseUser, at: datetime, said: str
) -> TagChange:
    name = f"{', '.join(tag.name for tag in old)} → {kept.name}"
    everyone = [*old, kept]
    change = records.begin(TagVerb.MERGE, actor=actor, at=at, tags=everyone, said=said, name=name)
    change.facts |= {"into": kept.pk, "merged": []}
    change.save()
    return change


def _move(change: TagChange, old: Iterable[Tag], kept: Tag, *, at: datetime) -> bool:
    """Moves a portion of what stands under the old tags; whether it was the last."""
    room = records.PORTION
    for tag in old:
        for table in records.TABLES:
            rows = table.rows.filter(tag=tag)
            beyond = rows.order_by("pk").values_list("pk", flat=True)[room : room + 1]
            rows = rows.filter(pk__lt=beyond[0]) if beyond else rows
            if table == records.VERSIONS:
                listing.refile(tag, kept, rows.values("edition"), at=at)
            room -= records.move(change, table, rows, kept)
            if beyond:
                return False
    return True


def _close(change: TagChange, old: Iterable[Tag], kept: Tag, *, at: datetime) -> None:
    """When nothing stands under the old tags any more: the kept one takes over what they are called."""
    change.facts["before"] = records.kept(kept)
    index.mark_tags([kept.pk])
    for tag in old:
        listing.close(tag, kept, at=at)
        change.facts["merged"].append(_take_over(tag, kept))
    kept.save()
    change.facts["after"] = records.kept(kept)
    change.save()
    index.renew_waiting()


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
    free = [name for name in dict.fromkeys(names) if name and not Tag.objects.resolve([name])]
    made = [TagAlias.objects.create(tag=kept, name=name).pk for name in free if _fits(name)]
    return taken | {"made": made, "led": [records.lead_on(old.slug, kept)]}


def _fits(name: str) -> bool:
    return 0 < len(words.fold(name)) <= NAME_LENGTH
