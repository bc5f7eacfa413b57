"""What an article and each of its sections say of a picture: which, how it is described, how wide it runs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.language import typed
from articles.models.images import Image


class FigureWidth(models.TextChoices):
    """How far a section's picture may leave the text, where the screen has room."""

    WIDE = "wide", _("Wider than the text")
    FULL = "full", _("As wide as the page")

    __empty__ = _("As wide as the text")


class FigureColumns(models.Model):
    """A picture at one place: which, and how it is described there."""

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("picture")
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=400,
        blank=True,
        help_text=_("What a reader who cannot see it should know here. Empty: as in the library."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not say.")
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit line"),
        max_length=200,
        blank=True,
        help_text=_("Only if it differs from the picture's own."),
    )
    is_picture_missing = models.BooleanField(
        _("a picture is missing here"),
        default=False,
        help_text=_("Choose one above, or untick this to go without."),
    )
    picture_origin = models.CharField(
        _("what stood there"), max_length=500, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.image_id:
            self.is_picture_missing = False
            self.picture_origin = ""
        super().save(*args, **kwargs)

    def described(self, language: str) -> str:
        """The picture's description here: the place's own words, else the library's; none if decorative."""
        if self.is_decorative or self.image is None:
            return ""
        return typed.legible(self.alt) or self.image.said("alt", language.lower()).text
