"""What editors type and choose with: rich text under the strict policy, and pictures with a thumbnail."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import pictures
from articles.admin.said import row_number
from articles.language.vocabulary import EDITOR_PARTS
from articles.models import Image
from articles.reading.figures import focal_classes

SMALLEST = "image/jpeg"


class ProseWidget(AdminProseEditorWidget):
    """Rich text driven by our own module: no import map, no inline script, no inline style."""

    @property
    def preset(self) -> str:
        return "desk"

    @preset.setter
    def preset(self, value: str) -> None:
        """Our form is the only one; the form field would put the library's own here."""

    @property
    def media(self) -> forms.Media:
        styles = ("editor.css", "overrides.css")
        return forms.Media(
            css={"all": [f"django_prose_editor/{name}" for name in styles]},
            js=[Script("articles/desk/prose.js", type="module")],  # type: ignore[list-item]
        )

    def get_config(self) -> dict[str, Any]:
        return {"extensions": EDITOR_PARTS}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-label-text": _("Text"),
            "data-links": reverse("admin:articles_article_links"),
        }
        return context


def thumbnail_address(image: Image) -> str:
    """The narrowest rendition that every browser shows; empty without one. Reads what was prefetched."""
    renditions = sorted(image.renditions.all(), key=lambda row: (row.mime != SMALLEST, row.width))
    return renditions[0].get_absolute_url() if renditions else ""


def thumbnail(image: Image | None) -> SafeString:
    """The picture, small, for lists and beside its field; nothing without one."""
    address = thumbnail_address(image) if image else ""
    if image is None or not address:
        return SafeString()
    return format_html(
        '<img class="thumbnail {}" src="{}" alt="{}" width="96" height="64" loading="lazy">',
        focal_classes(image),
        address,
        image.said("alt").text or image.file_name,
    )


def picture_facts(image: Image) -> dict[str, Any]:
    """What scripts show of a picture. Reads renditions that were prefetched."""
    shown = sorted(
        (row for row in image.renditions.all() if row.mime == SMALLEST), key=lambda row: row.width
    )
    addresses = [row.get_absolute_url() for row in shown]
    return {
        "id": image.pk,
        "name": image.file_name,
        "alt": image.said("alt").text,
        "creator": image.creator,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "small": addresses[0] if addresses else "",
        "large": addresses[min(1, len(addresses) - 1)] if addresses else "",
        "focal": [image.focal_x, image.focal_y],
        "address": reverse("admin:articles_image_change", args=[image.pk]),
    }


def crops(image: Image) -> SafeString:
    """The picture, large; desk/focal.js draws the focal point over it, and the crops beside it."""
    facts = picture_facts(image)
    if not facts["large"]:
        return SafeString()
    return format_html(
        '<div class="focal" data-facts="{}"><img src="{}" alt="{}"></div>',
        json.dumps(facts),
        facts["large"],
        facts["alt"] or facts["name"],
    )


class PictureWidget(ForeignKeyRawIdWidget):
    """A picture of the media library by its number, over which desk/figures.js draws the figure.

    `shown` is the image that the form's row has, so that a page of many figures asks for none again;
    `origin` is what a document had at this place, if its picture is missing.
    """

    template_name = "admin/widgets/picture.html"
    shown: Image | None = None
    origin = ""

    class Media:
        js = [Script("articles/desk/figures.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        image = self._image(value)
        context["thumbnail"] = thumbnail(image)
        context["facts"] = json.dumps(picture_facts(image)) if image else ""
        context["origin"] = self.origin
        context["largest"] = pictures.MAX_BYTES
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The form renderer knows the library's templates alone; this one is the house's."""
        context = self.get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        context["input"] = forms.TextInput().render(name, value, own, renderer)
        return render_to_string(self.template_name, context)

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        """The thumbnail says it; so this asks the database nothing."""
        return "", ""

    def _image(self, value: Any) -> Image | None:
        if self.shown and str(self.shown.pk) == str(value):
            return self.shown
        number = row_number(str(value or ""))
        if number is None:
            return None
        return Image.objects.prefetch_related("renditions").filter(pk=number).first()
