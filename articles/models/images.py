"""Pictures: a checked master in private storage, and its renditions, which are what readers get."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.models.common import Translated
from articles.models.compiled import compiled
from articles.models.term_choices import Licence


def private_storage() -> Storage:
    return storages["private"]


class ImageQuerySet(models.QuerySet["Image"]):
    def matching(self, text: str) -> ImageQuerySet:
        """Those with every word of `text` in their description (of any language), file name or credits."""
        others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        places = ["file_name", "alt", "creator", "credit", "copyright_notice"]
        # By language: as text the whole column would hold escapes in place of Chinese characters.
        places += [f"translations__{code}__alt" for code in others]
        rows = self
        for word in text.split():
            fits = models.Q()
            for place in places:
                fits |= models.Q(**{f"{place}__icontains": word})
            rows = rows.filter(fits)
        return rows


class Image(Translated):
    """A picture of the media library. `digest` is the SHA-256 of the file as uploaded: its identity."""

    translated = ("alt",)

    digest = models.CharField(max_length=64, unique=True, editable=False)
    master = models.FileField(
        _("file"), upload_to="masters/", storage=private_storage, editable=False
    )
    file_name = models.CharField(_("file name"), max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent: the point that stays in every crop."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top"), default=50, validators=[MaxValueValidator(100)]
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=400,
        blank=True,
        help_text=_("What a reader who cannot see it should know. A place may say it differently."),
    )
    creator = models.CharField(
        _("creator"), max_length=200, blank=True, help_text=_("Who drew or took it.")
    )
    credit = models.CharField(
        _("credit line"), max_length=200, blank=True, help_text=_("Printed beside the picture.")
    )
    copyright_notice = models.CharField(
        _("copyright"),
        max_length=200,
        blank=True,
        help_text=_("As its maker wants it printed: “© 2026 Ines Okafor”."),
    )
    licence = models.CharField(
        _("public licence"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_("If its maker gave it to everyone under one."),
    )
    may_be_reprinted = models.BooleanField(
        _("others may reprint it"),
        default=False,
        help_text=_("Tick this if those who reprint an article may print its picture, too."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="image_focal_point_in_percent",
                condition=models.Q(focal_x__lte=100, focal_y__lte=100),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def of(self, digests: Iterable[str]) -> RenditionQuerySet:
        """The renditions of these images with their images, narrow to wide."""
        return self.filter(image__digest__in=digests).select_related("image").order_by("width")


class Rendition(models.Model):
    """One size and format of an image; `digest` is the SHA-256 of its own bytes and its address."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    digest = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="renditions/")
    mime = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["image", "mime", "width"]
        constraints = [
            models.UniqueConstraint(
                name="rendition_once_per_size", fields=["image", "mime", "width"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.width}×{self.height} {self.mime}"

    def get_absolute_url(self) -> str:
        return addresses.to("media", self.digest)


@compiled
def renditions_of(digests: set[str]) -> models.QuerySet[Rendition]:
    return Rendition.objects.of(digests)
