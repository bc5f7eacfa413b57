"""Merging tags that are one: what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import listing
from articles.language import words
from articles.models import Tag, TagAddress, TagAlias
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
    lead to it. Raises `NotMergeable`. About 30 queries a tag, however many articles have it.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    numbers = sorted({tag.pk for tag in tags} | {into.pk})
    with transaction.atomic():
        held = {pk: locked(Tag(pk=pk)) for pk in numbers}
        kept = held.pop(into.pk)
        if not held:
            raise NotMergeable
        name = f"{', '.join(tag.name for tag in held.values())} → {kept.name}"
        everyone = [*held.values(), kept]
        change = records.begin(
            TagVerb.MERGE, actor=actor, at=at, tags=everyone, said=said, name=name
        )
        change.facts |= {"into": kept.pk, "before": records.kept(kept), "merged": []}
        found = index.under_tags(numbers)
        for old in held.values():
            records.move(change, old, kept)
            listing.refile(old, kept, at=at)
            change.facts["merged"].append(_take_over(old, kept))
        kept.save()
        change.facts["after"] = records.kept(kept)
        change.save()
        index.renew(found)
    return kept


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
