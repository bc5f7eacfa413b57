"""Names of tags and their addresses: which may be given, and what becomes of the old ones."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.language import words
from articles.models import Tag, TagAddress, TagAlias
from articles.models.taxonomy import is_too_long
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.search import renewing
from articles.tidying import outlook, records
from articles.tidying.outlook import Outlook
from articles.verbs import locked, require


class TagNameTaken(Refused):
    message = _("Another tag has this name already.")


class UnfitTagName(Refused):
    message = _("A name needs letters or signs.")


@dataclass(frozen=True)
class Renaming(Outlook):
    """What giving its one tag that name does."""

    name: str

    @property
    def tag(self) -> Tag:
        return self.tags[0]

    @property
    def stays(self) -> str:
        """The old name where it stays as another one; empty where only its case is new."""
        is_same = words.fold(self.name) == words.fold(self.tag.name)
        return "" if is_same else self.tag.name

    @cached_property
    def address(self) -> str:
        """Where its page will stand; empty where it stays. Three queries where it is free."""
        renamed = copy(self.tag)
        renamed.name = self.name
        slug = renamed.free_slug()
        return outlook.address(slug) if slug != self.tag.slug else ""

    @property
    def addresses(self) -> list[str]:
        """Those that will lead there. At most six queries."""
        return [address for address in super().addresses if address != self.address]


def check_length(name: str, *, field: str) -> None:
    """Raises `UnfitTagName` for a name that no tag can have."""
    if is_too_long(name):
        raise UnfitTagName(_("The tag “%(name)s…” is too long.") % {"name": name[:40]}, field=field)


def rename_tag(
    tag: Tag, *, actor: AbstractBaseUser, name: str, at: datetime | None = None, said: str = ""
) -> Tag:
    """Gives a tag another name; the old one stays as another name of it, and its address answers 301.

    Raises `TagNameTaken` if another tag has that name, `UnfitTagName` if it is empty or too long.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    name = name.strip()
    if not words.fold(name):
        raise UnfitTagName(field="name")
    check_length(name, field="name")
    with transaction.atomic():
        row = locked(tag)
        taken = Tag.objects.resolve([name]).get(name)
        if taken and taken.pk != row.pk:
            raise TagNameTaken(field="name")
        before = records.kept(row)
        told = {"old": row.name, "new": name}
        change = records.begin(TagVerb.RENAME, actor=actor, at=at, tags=[row], said=said, **told)
        own = TagAlias.objects.filter(tag=row, folded=words.fold(name))
        aliases = [records.kept(alias) for alias in own]
        own.delete()
        row.name = name
        row.slug = row.free_slug()
        row.save()
        change.facts = {"name": name, "before": before, "aliases": aliases, "made": []}
        if row.folded != before["folded"]:
            made = TagAlias.objects.create(tag=row, name=before["name"])
            change.facts["made"] = [made.pk]
        if row.slug != before["slug"]:
            TagAddress.objects.filter(tag=row, slug=row.slug).delete()
            records.lead_on(before["slug"], row)
        change.save()
        renewing.mark_tags([row.pk])
    renewing.renew_waiting()
    return row
