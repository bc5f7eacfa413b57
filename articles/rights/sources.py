"""Merging a source that was recorded twice into the one that is kept, and what it would do; readdressing one.

The merged one stays as a row: published versions, which never change, go on naming it. What relies on
either is found with the kept one from then on, under the names and addresses of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import (
    DeskEvent,
    Edition,
    Evidence,
    Permission,
    ReprintCredit,
    ReprintRequest,
    Source,
)
from articles.models.common import new_key
from articles.refusals import Refused
from articles.search import renewing
from articles.verbs import locked, require

# Columns that mean something together: of each line all are taken over, or none.
TOGETHER: tuple[tuple[str, ...], ...] = (
    *(("about",), ("url",), ("public_contact",), ("private_contact",)),
    ("basis", "licence"),
    ("licensor", "licensor_role"),
    ("may_translate", "may_abridge", "may_adapt", "may_edit"),
    ("allows_web", "allows_feed", "allows_api"),
    ("credit_kind", "required_credit"),
    ("onward", "onward_contact", "is_forwarded", "may_sublicense", "allows_kit"),
    ("ending", "archive_clause"),
    *(("territory",), ("index_policy",), ("ai_policy",)),
    *(("time_zone",), ("notice_days",), ("copy_within_days",)),
)


class NotMergeable(Refused):
    message = gettext_lazy("These two sources cannot be merged.")


class Fact(NamedTuple):
    """A column, in a language where it is a translation: what the kept source says, and what the other."""

    column: str
    kept: Any
    other: Any
    language: str = ""


@dataclass(frozen=True)
class Merger:
    """What merging `source` into `into` does. The rows are asked for when somebody looks at them.

    `taken` is what the kept one lacks and takes over; in `overruled` both say something, and the kept one's
    stands from then on.
    """

    source: Source
    into: Source
    taken: list[Fact] = field(default_factory=list)
    overruled: list[Fact] = field(default_factory=list)

    @property
    def permissions(self) -> QuerySet[Permission]:
        return self.source.permissions.all()

    @property
    def credits(self) -> QuerySet[ReprintCredit]:
        return ReprintCredit.objects.filter(source=self.source)

    @property
    def merged_before(self) -> QuerySet[Source]:
        """What was merged into it, but for the one that it is merged back into."""
        return self.source.merged.exclude(pk=self.into.pk)

    @property
    def requests(self) -> QuerySet[ReprintRequest]:
        """Requests to reprint what came from it; they stay with their articles."""
        return ReprintRequest.objects.filter(article__credit_record__source=self.source)

    @property
    def evidence(self) -> QuerySet[Evidence]:
        """What proves its permissions; it stays with them."""
        return Evidence.objects.filter(permission__source=self.source)

    @property
    def editions(self) -> QuerySet[Edition]:
        """Published versions that name it, and go on naming it."""
        return Edition.objects.filter(source__in=Source.objects.same_as(self.source))


def merger(source: Source, into: Source) -> Merger:
    """What merging would do. Raises `NotMergeable`, saying what to do first. At most three queries."""
    if source.pk == into.pk:
        raise NotMergeable(_("A source cannot be merged into itself. Choose another one."))
    is_turned_round = into.merged_into_id == source.pk
    for row in (source, into):
        if row.merged_into and not (row is into and is_turned_round):
            told = {"name": row, "kept": row.merged_into}
            text = _(
                "“%(name)s” was merged into “%(kept)s” already: choose “%(kept)s” in its place."
            )
            raise NotMergeable(text % told)
    _refuse_twins(source, into)
    found = Merger(source, into)
    for fact, is_taken in _facts(source, into):
        (found.taken if is_taken else found.overruled).append(fact)
    return found


def merge_sources(
    source: Source,
    *,
    into: Source,
    actor: AbstractBaseUser,
    at: datetime | None = None,
    said: str = "",
) -> Source:
    """Makes two records of one source one; returns the kept one.

    Permissions and reprint credits move as they are, so no window changes. Raises `NotMergeable`. Merging a
    source into one that was merged into it turns the two round. At most 27 queries, however much moves.
    """
    require(actor, "decide_permission")
    at = at or timezone.now()
    with transaction.atomic():
        held = {row.pk: locked(row) for row in sorted((source, into), key=lambda row: row.pk)}
        planned = merger(held[source.pk], held[into.pk])
        row, kept = planned.source, planned.into
        moved: dict[str, Any] = {
            "permissions": list(planned.permissions.values_list("pk", flat=True)),
            "credits": list(planned.credits.values_list("pk", flat=True)),
            "taken": [fact.column for fact in planned.taken],
            "overruled": [fact.column for fact in planned.overruled],
        }
        planned.permissions.update(source=kept)
        planned.credits.update(source=kept)
        planned.merged_before.update(merged_into=kept)
        row.merged_into, kept.merged_into = kept, None
        for fact in planned.taken:
            _take(kept, fact)
        row.save(update_fields=["merged_into"])
        kept.save()
        renewing.mark_source(kept)
        name = f"{row.name} → {kept.name}"
        DeskEvent.objects.log(
            "merge_source", actor=actor, at=at, said=said, name=name, source=row.pk, **moved
        )
    renewing.renew_waiting()
    return kept


def readdress(
    source: Source, *, actor: AbstractBaseUser, slug: str, name: str, at: datetime | None = None
) -> None:
    """Saves a source that got another address; `slug` and `name` are what it had before. The old address
    leads on as that of a merged source does, if anything was ever published from it. At most 7 queries.
    """
    require(actor, "change_source")
    with transaction.atomic():
        former = source.merged.select_for_update().filter(slug=source.slug).first()
        if former:  # it takes back an address that it had: the two change places
            source.merged.filter(pk=former.pk).update(slug=new_key())
        source.save()
        if former:
            source.merged.filter(pk=former.pk).update(slug=slug)
        elif Edition.objects.filter(source__in=Source.objects.same_as(source)).exists():
            Source.objects.create(slug=slug, name=name, kind=source.kind, merged_into=source)
        facts: dict[str, Any] = {"name": source.name, "old": slug, "new": source.slug}
        DeskEvent.objects.log("readdress_source", actor=actor, at=at or timezone.now(), **facts)


def _refuse_twins(source: Source, into: Source) -> None:
    """A table tells permissions apart by short name and source: two of one name would become one."""
    latest = Permission.objects.order_by().filter(superseded_by=None)
    names = latest.filter(source=source).values("reference")
    twin = latest.filter(source=into, reference__in=names).values_list("reference", flat=True)
    if name := twin.first():
        text = _(
            "Both have a permission called “%(name)s”. Give one of the two another short name first."
        )
        raise NotMergeable(text % {"name": name})


# --- what each says -------------------------------------------------------------------------------


def _facts(source: Source, into: Source) -> Iterator[tuple[Fact, bool]]:
    """What the other says and the kept one does not, and whether it is taken over."""
    if source.kind != into.kind:
        yield Fact("kind", into.kind, source.kind), False
    for columns in TOGETHER:
        is_taken = all(_is_silent(into, name) or _agree(source, into, name) for name in columns)
        for name in columns:
            if not (_is_silent(source, name) or _agree(source, into, name)):
                yield Fact(name, getattr(into, name), getattr(source, name)), is_taken
    for language, texts in source.translations.items():
        known = into.translations.get(language, {})
        for name, text in texts.items():
            if text and known.get(name) != text:
                yield Fact(name, known.get(name, ""), text, language), not known.get(name)


def _is_silent(source: Source, name: str) -> bool:
    """A column that nobody filled in says nothing."""
    column: Any = Source._meta.get_field(name)
    return getattr(source, name) in ("", column.get_default())


def _agree(one: Source, other: Source, name: str) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


def _take(kept: Source, fact: Fact) -> None:
    if fact.language:
        kept.translations.setdefault(fact.language, {})[fact.column] = fact.other
    else:
        setattr(kept, fact.column, fact.other)
