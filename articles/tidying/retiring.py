"""Retiring a tag: it is taken off everything, and its page says that it is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles import relisting
from articles.models import ArticleTag, Filing, Tag, TagAddress, TagAlias, TagChange, Tally
from articles.models.lists import tag_list
from articles.models.tidying import TagVerb
from articles.search import renewing
from articles.tidying import records
from articles.tidying.outlook import Outlook
from articles.verbs import locked, require


def retirement(tags: Iterable[Tag], *, at: datetime) -> Outlook:
    """What retiring these would do. No query until somebody looks."""
    return Outlook(tuple(tags), at)


def retire_tag(
    tag: Tag, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> TagChange:
    """Takes a tag off articles, published versions and topics; returns the record.

    Its name is free from then on: a new tag of that name is another one, and brings nothing back. Addresses
    that readers may know answer 410. About 30 queries, however many articles have it.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(tag)
        change = records.begin(
            TagVerb.RETIRE, actor=actor, at=at, tags=[row], said=said, name=row.name
        )
        was_public = Tally.objects.ever(tag_list(row.pk), at=at)
        renewing.mark_drafts(ArticleTag.objects.filter(tag=row).values("content_object"))
        renewing.mark(Filing.objects.filter(tag=row).values("edition"))
        aliases, former = TagAlias.objects.filter(tag=row), TagAddress.objects.filter(tag=row)
        change.facts |= {
            "tag": records.kept(row),
            "aliases": [records.kept(alias) for alias in aliases],
            "addresses": [records.kept(address) for address in former],
            "led": [],
        }
        slugs = [row.slug, *(address.slug for address in former), *(one.slug for one in aliases)]
        for table in records.TABLES:
            records.drop(change, table, table.rows.filter(tag=row))
        relisting.relist([row.pk], at=at)
        row.delete()
        if was_public:
            free = [slug for slug in dict.fromkeys(slugs) if not _leads_elsewhere(slug)]
            change.facts["led"] = [records.lead_on(slug, None) for slug in free]
        change.save()
    renewing.renew_waiting()
    return change


def _leads_elsewhere(slug: str) -> bool:
    return any(
        model._default_manager.filter(slug=slug).exists() for model in (Tag, TagAlias, TagAddress)
    )
