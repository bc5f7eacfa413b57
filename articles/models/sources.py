"""Whom we reprint from, also under the names and addresses of what was merged into them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.language import words
from articles.models.common import Translated, WebAddressField
from articles.models.terms import Terms


class SourceKind(models.TextChoices):
    PUBLICATION = "publication", _("Publication")
    PERSON = "person", _("Person")


class Directory(NamedTuple):
    """The kept sources by their addresses and by their folded names in every language."""

    by_address: dict[str, Source]
    by_name: dict[str, list[Source]]

    def find(self, text: str) -> list[Source]:
        """Those that an address or a name may stand for: one for an address."""
        if text in self.by_address:
            return [self.by_address[text]]
        return self.by_name.get(words.fold(text), [])


class SourceQuerySet(models.QuerySet["Source"]):
    def kept(self) -> SourceQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def same_as(self, source: Source) -> SourceQuerySet:
        """The source itself and what was merged into it: published versions may name either."""
        return self.filter(Q(pk=source.pk) | Q(merged_into=source))

    def reprinted_in(self, editions: models.QuerySet[Any]) -> SourceQuerySet:
        """The kept sources of these editions, given as their numbers, each once."""
        named = Source.objects.filter(editions__in=editions).order_by()
        return self.filter(pk__in=named.values(kept_pk=Coalesce("merged_into", "pk")))

    def directory(self) -> Directory:
        """Every kept source, with the names and addresses of what was merged into it. One query."""
        found = Directory({}, {})
        for row in self.select_related("merged_into"):
            found.by_address[row.slug] = row.kept
            for name in filter(None, {words.fold(name) for name in row.names}):
                called = found.by_name.setdefault(name, [])
                if row.kept not in called:
                    called.append(row.kept)
        return found


class Source(Translated, Terms):
    """A publication or person that we reprint from, and the terms on which it usually lets us.

    One that was merged into another stays as a row: published versions name it, and its names and its
    address lead to the kept one, always in one step.

    `required_credit` of a source may hold `{title}`, `{authors}`, `{source}` and `{date}`.
    """

    translated = ("name", "about")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        help_text=_(
            "The last part of its page's address, in letters and hyphens: harbour-quarterly."
        ),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=SourceKind, default=SourceKind.PUBLICATION
    )
    name = models.CharField(_("name"), max_length=200)
    about = models.TextField(
        _("about"), blank=True, help_text=_("A sentence or two for its page here.")
    )
    url = WebAddressField(_("website"), blank=True, help_text=_("Linked from its page here."))
    public_contact = models.CharField(
        _("public contact"),
        max_length=200,
        blank=True,
        help_text=_("An e-mail address or web address that readers may be sent to."),
    )
    private_contact = models.TextField(
        _("private contact"), blank=True, help_text=_("For the desk only; never shown to readers.")
    )

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = SourceQuerySet.as_manager()

    class Meta(Terms.Meta):
        abstract = False
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(
                name="source_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message=_("A source cannot be merged into itself."),
            ),
        ]

    @property
    def kept(self) -> Source:
        """The one that it was merged into, or itself. A query, unless it comes with `merged_into`."""
        return self.merged_into or self

    @property
    def names(self) -> list[str]:
        """Its own, in every language."""
        told = (texts.get("name", "") for texts in self.translations.values())
        return [self.name, *filter(None, told)]

    def also_called(self) -> list[str]:
        """Its names in every language, and those of what was merged into it. One query."""
        return [name for row in (self, *self.merged.all()) for name in row.names]

    def get_absolute_url(self) -> str:
        return addresses.to("source", self.slug)
