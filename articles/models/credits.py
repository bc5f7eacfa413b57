"""What a reprinted article says of its original, which permissions it relies on, and what import found."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.common import WebAddressField, language_field
from articles.models.rights import Permission
from articles.models.sources import Source


class Relation(models.TextChoices):
    """How our text relates to the original."""

    VERBATIM = "verbatim", _("Word for word")
    TRANSLATION = "translation", _("Translation")
    ABRIDGED = "abridged", _("Abridged")
    EDITED = "edited", _("Edited")
    ADAPTED = "adapted", _("Adapted")
    EXCERPT = "excerpt", _("Excerpt")
    COMPILED = "compiled", _("Compiled")


class ReprintCredit(models.Model):
    """Where a reprinted article comes from. Public; what allows us to run it is a Permission."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="credit_record")
    relation = models.CharField(
        _("which use"),
        max_length=12,
        choices=Relation,
        default=Relation.VERBATIM,
        help_text=_("How near this comes to the original."),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        verbose_name=_("source"),
        help_text=_("The publication or person that we reprint from."),
    )
    title = models.CharField(_("original title"), max_length=300, blank=True)
    url = WebAddressField(
        _("address of the original"),
        max_length=500,
        blank=True,
        help_text=_("Where it can be read on the web."),
    )
    language = language_field(verbose_name=_("language of the original"), blank=True, default="")
    authors = models.CharField(
        _("authors of the original"),
        max_length=300,
        blank=True,
        help_text=_("Separate with commas."),
    )
    first_published_on = models.CharField(
        _("first published"),
        max_length=10,
        blank=True,
        help_text=_("As precisely as known: 2026, 2026-05 or 2026-05-03."),
    )
    issue = models.CharField(
        _("issue"), max_length=100, blank=True, help_text=_("As printed: “No. 12, spring 2026”.")
    )
    copyright_notice = models.CharField(
        _("copyright notice"),
        max_length=200,
        blank=True,
        help_text=_("As it stands under the original."),
    )
    copyright_holder = models.CharField(
        _("copyright holder"),
        max_length=200,
        blank=True,
        help_text=_("If it is not the author."),
    )
    copyright_year = models.PositiveSmallIntegerField(_("copyright year"), null=True, blank=True)
    is_machine_translated = models.BooleanField(
        _("a machine translated it"),
        default=False,
        help_text=_("Readers are told. Name those who revised it as editors."),
    )
    changes = models.TextField(
        _("what we changed"), blank=True, help_text=_("Printed with the credit: “Abridged.”")
    )
    required_credit = models.TextField(
        _("prescribed words of credit"), blank=True, help_text=_("Printed exactly as written here.")
    )
    permissions = models.ManyToManyField(
        Permission, through="articles.CreditPermission", related_name="credits"
    )

    class Meta:
        verbose_name = _("reprint credit")
        verbose_name_plural = _("reprint credits")

    def __str__(self) -> str:
        return self.title or str(self.article)

    def clean(self) -> None:
        super().clean()
        if self.first_published_on and not _is_partial_date(self.first_published_on):
            raise ValidationError({"first_published_on": _("Write 2026, 2026-05 or 2026-05-03.")})


def _is_partial_date(text: str) -> bool:
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        try:
            datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False


class Covers(models.TextChoices):
    ORIGINAL = "original", _("the original")
    TRANSLATION = "translation", _("the translation")


class CreditPermissionQuerySet(models.QuerySet["CreditPermission"]):
    def relying_on(self, permissions: models.QuerySet[Permission]) -> CreditPermissionQuerySet:
        """Rows that need one of these permissions, or one that it renews or that renews it."""
        chains = permissions.order_by().annotate(chain=Coalesce("first", "pk")).values("chain")
        chain = Coalesce("permission__first", "permission")
        return self.annotate(chain=chain).filter(chain__in=chains)


class CreditPermission(models.Model):
    """Which permission covers what of a reprint. Every kind of `covers` present must be in force."""

    credit = models.ForeignKey(ReprintCredit, on_delete=models.CASCADE, related_name="needs")
    permission = models.ForeignKey(
        Permission, on_delete=models.PROTECT, related_name="needs", verbose_name=_("permission")
    )
    covers = models.CharField(_("covers"), max_length=12, choices=Covers, default=Covers.ORIGINAL)

    objects = CreditPermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission we rely on")
        verbose_name_plural = _("permissions we rely on")
        constraints = [
            models.UniqueConstraint(
                name="credit_needs_once", fields=["credit", "permission", "covers"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} ({self.get_covers_display()})"


class ArticleImport(models.Model):
    """The document that an article was read from, and what was found in it.

    `report` holds the claims, the account of every line, the warnings and the proposed tags.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="import_record")
    document_digest = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(_("file"), max_length=255)
    report = models.JSONField(_("found in the text"), default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name
