"""Choosing a related row: lists that are asked for once a page, and pictures by their thumbnail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest

from articles.admin.fields import RowField
from articles.admin.widgets import PictureWidget
from articles.models import Image


class KeptSources(ModelChoiceIterator):
    """What is offered: a source that was merged into another is found under that one."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset: Any = self.queryset.kept()


class SourceField(RowField):
    """A source. One that was merged while the form lay open stands for the one that is kept."""

    iterator = KeptSources

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset.select_related("merged_into"), **options)

    def prepare_value(self, value: Any) -> Any:
        """One query for what was typed; what is stored is kept already."""
        value = super().prepare_value(value)
        rows: Any = self.queryset
        if isinstance(value, str) and value:
            value = rows.filter(pk=value).values_list("merged_into", flat=True).first() or value
        return value

    def to_python(self, value: Any) -> Any:
        chosen = super().to_python(value)
        return chosen and chosen.kept


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


def draw_no_ways(field: Any) -> Any:
    """Where one chooses among what there is: the admin's links to add, change and see are not drawn."""
    for way in ("can_add_related", "can_change_related", "can_view_related"):
        if hasattr(field.widget, way):
            setattr(field.widget, way, False)
    return field


def show_picture(widget: Any, image: Image | None, origin: str) -> None:
    """Hands the widget the image that is loaded already, and what a document had there."""
    if isinstance(widget, PictureWidget):
        widget.shown = image
        widget.origin = origin


class ChoosesPicture:
    """For an admin class with a column `image`: its number, its thumbnail, and a window to choose from.
    The library adds and mends pictures itself, so that the admin's links for that are not drawn."""

    admin_site: AdminSite

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "image":
            return db_field.formfield(widget=PictureWidget(db_field.remote_field, self.admin_site))
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
