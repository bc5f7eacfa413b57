"""Choosing a related row: lists that are asked for once a page, and pictures by their thumbnail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from articles.admin.widgets import PictureWidget
from articles.models import Image


def choose_once(field: Any, column: models.ForeignKey, request: HttpRequest) -> Any:
    """The same list of choices for every form of the page: one query however many forms there are."""
    if not isinstance(field, forms.ModelChoiceField):
        return field
    kept: dict[str, list[Any]] = request.__dict__.setdefault("desk_choices", {})
    name = column.related_model._meta.label_lower
    if name not in kept:
        choices: Any = field.choices
        kept[name] = list(choices)
    field.choices = kept[name]
    return field


def show_picture(widget: Any, image: Image | None, origin: str) -> None:
    """Hands the widget, which the admin may have wrapped in its links, the image that is loaded already,
    and what a document had there."""
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, PictureWidget):
        widget.shown = image
        widget.origin = origin


def picture_field(column: models.ForeignKey, site: AdminSite) -> Any:
    """A field for an image: its number, its thumbnail, and a window to choose from."""
    return column.formfield(widget=PictureWidget(column.remote_field, site))
