"""Rows with a place: sections, bylines, chosen articles, menu entries. Their forms are numbered anew."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

LAST = 1_000_000
MOST_LEFT_OUT = 100  # numbers of rows that a page may have lost between others
STRANGE_ROW = _("A row of this list is stored elsewhere, or not at all. Reload the page.")


def wanted(position: float, before: float | None) -> float:
    """Where a row wants to stand that stood at `before` (None: it is new) and says `position` now."""
    if position in (before, LAST):
        return position
    return position + (0.5 if before is not None and position > before else -0.5)


class PlacedForm(forms.ModelForm):
    """A row whose place may be left empty: a new one then comes last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("position")
        if field:
            field.required = False
            field.widget.attrs |= {"min": 1, "max": LAST, "class": "place"}
            field.help_text = _("Empty: at the end.")
            if self.instance._state.adding:
                self.initial["position"] = None

    def clean_position(self) -> int:
        """An empty place is the last one; the number typed is shown again if the page comes back."""
        position = self.cleaned_data.get("position")
        return LAST if position is None else min(position, LAST)

    @cached_property
    def changed_data(self) -> list[str]:
        """A new row is still empty while nothing but its place was given."""
        changed: list[str] = super().changed_data
        return [] if self.instance._state.adding and changed == ["position"] else changed

    @property
    def number(self) -> int:
        """The place that was asked for."""
        number: int = self.cleaned_data.get("position", LAST)
        return number

    @property
    def place(self) -> tuple[float, int]:
        """Moved up or added, it goes before the one that stood there; moved down, behind it."""
        position = self.number
        before = self.initial.get("position")
        return (wanted(position, before), self.instance.pk or LAST)


class PlacedFormSet(BaseInlineFormSet):
    """Numbers its rows 1, 2, 3… in the order that their places ask for."""

    def total_form_count(self) -> int:
        """No more rows than came: a number without rows is refused, and need not be drawn."""
        said: int = super().total_form_count()
        return min(said, self._came) if self.is_bound else said

    @cached_property
    def _came(self) -> int:
        row = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,5}})-")
        found = (row.match(name) for name in (*self.data, *self.files))
        numbers = {int(match[1]) for match in found if match}
        count = max(numbers, default=-1) + 1
        return count if count - len(numbers) <= MOST_LEFT_OUT else len(numbers)

    def clean(self) -> None:
        """A row that says it was stored must be one of these; Django passes over any other, or adds it."""
        super().clean()
        model: Any = self.model
        number = model._meta.pk.name
        is_lost = any(form.instance.pk is None for form in self.initial_forms)
        if is_lost or any(self.data.get(form.add_prefix(number)) for form in self.extra_forms):
            raise forms.ValidationError(STRANGE_ROW, code="strange_row")

    def placed(self) -> list[Any]:
        """The forms of the rows that stay, in order.

        A page that numbers every row is taken at its word; where one row was given the number of
        another, as happens when a number is typed by hand, the one that moved goes first or last.
        """
        staying: list[Any] = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        if len({form.number for form in staying}) == len(staying):
            return sorted(staying, key=lambda form: form.number)
        return sorted(staying, key=lambda form: form.place)

    def save(self, commit: bool = True) -> list[Any]:
        for position, form in enumerate(self.placed(), start=1):
            form.instance.position = position
        saved = super().save(commit=commit)
        if commit:
            self._keep_numbers(saved)
        return saved

    def _keep_numbers(self, saved: list[Any]) -> None:
        """Rows that nobody touched may have moved along: one update for those whose number changed."""
        others = [
            form.instance
            for form in self.initial_forms
            if form not in self.deleted_forms
            and form.instance not in saved
            and form.instance.position != form.initial.get("position")
        ]
        if others:
            type(others[0])._default_manager.bulk_update(others, ["position"])


class ChosenOnce(BaseInlineFormSet):
    """Rows of which each chooses another one by its column `chosen`: the second choice is refused beside
    its field, in the words of `twice`.
    """

    chosen: str
    twice: str | Promise

    def validate_unique(self) -> None:
        seen = set()
        for form in self.forms:  # those that are stored come first
            told = getattr(form, "cleaned_data", {})
            one = told.get(self.chosen)
            if one is None or told.get(DELETION_FIELD_NAME):
                continue
            if one in seen:
                form.add_error(self.chosen, forms.ValidationError(str(self.twice), code="twice"))
            seen.add(one)


class NamedRows(BaseInlineFormSet):
    """Rows of a table, whose fields have no label of their own: each is named for those who hear it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # The admin wraps some in links, which are not what is typed into.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or capfirst(name))


class PlacedRows(NamedRows, PlacedFormSet):
    """Rows of a table that have a place."""
