"""Whom we reprint from."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.common import Translated, WebAddressField
from articles.models.terms import Terms


class SourceKind(models.TextChoices):
    PUBLICATION = "publication", _("Publication")
    PERSON = "person", _("Person")


class Source(Translated, Terms):
    """A publication or person that we reprint from, and the terms on which it usually lets us.

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

    class Meta(Terms.Meta):
        abstract = False
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])
