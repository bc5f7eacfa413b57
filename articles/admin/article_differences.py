"""What differs between two sheets of an article, in the words of the desk: names of places, texts, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin import compared
from articles.admin.article_sheets import NAMES, Forms, cleaned, is_rich
from articles.comparing.bodies import BlockChange, bodies_changed, side, texts_changed
from articles.editing.differences import Difference
from articles.editing.merging import ORDER, Cells, Conflict, Kind, Landed, Place
from articles.editing.sheets import Cell, Sheet


@dataclass(frozen=True)
class Part:
    """One field of a place that differs, paragraph by paragraph: as one text, and as either side reads."""

    label: str
    changes: list[BlockChange]

    @property
    def both(self) -> list[compared.Stretch]:
        return compared.stretches(self.changes)

    @property
    def before(self) -> list[compared.Stretch]:
        return compared.stretches(side(self.changes, "before"))

    @property
    def after(self) -> list[compared.Stretch]:
        return compared.stretches(side(self.changes, "after"))


@dataclass(frozen=True)
class Shown:
    """One place that differs. `anchor` leads to it on the article's page, empty where it is not there."""

    name: str
    label: str
    kind: Kind
    parts: list[Part]
    anchor: str = ""
    seen: str = ""  # the mark of theirs, which a choice sends back


class Wording:
    """Names and texts for places and cells; `sheets` are where a row's heading and number are looked up."""

    def __init__(self, found: Forms, *sheets: Sheet) -> None:
        self.found, self.sheets = found, sheets
        self._blank_row = cache(lambda listed: found.lists[listed].empty_form)

    def difference(self, found: Difference) -> Shown:
        parts = list(self._parts(found.place, found.before, found.after))
        return Shown(found.place.name, self.label(found.place), found.kind, parts)

    def conflict(self, found: Conflict) -> Shown:
        """`before` of each part is theirs, `after` mine; fields in which both agree are left out."""
        parts = list(self._parts(found.place, found.theirs, found.mine))
        return Shown(
            found.place.name,
            self.label(found.place),
            "changed",
            parts,
            anchor=self._anchor(found),
            seen=found.seen,
        )

    def landed(self, found: Landed) -> str:
        label = self.label(found.place)
        sentences = {
            "added": _("%(place)s (new)"),
            "deleted": _("%(place)s (deleted)"),
            "kept": _("%(place)s (deleted by one, changed by the other: it stays)"),
        }
        return sentences.get(found.kind, "%(place)s") % {"place": label}

    def label(self, place: Place) -> str:
        if not place.listed:
            return str(capfirst(self._field(place, place.key).label or place.key))
        formset: Any = self.found.lists[place.listed]
        if place.key == ORDER:
            rows = formset.model._meta.verbose_name_plural
            return _("Order: %(rows)s") % {"rows": rows}
        named = str(capfirst(formset.model._meta.verbose_name))
        if formset.max_num == 1:
            return named
        for sheet in self.sheets:
            for number, row in enumerate(sheet.rows.get(place.listed, []), start=1):
                if row.key == place.key:
                    heading = " ".join(row.cells["heading"].value) if "heading" in row.cells else ""
                    named = f"{named} {number}"
                    return f"{named}: {heading}" if heading else named
        return named

    def _anchor(self, found: Conflict) -> str:
        place = found.place
        if not place.listed:
            return f"#id_{place.key}"
        stored = [row for row in self.sheets[0].rows[place.listed] if row.pk]
        number = next((n for n, row in enumerate(stored) if row.key == place.key), None)
        differing = next(
            (name for name, cell in found.mine.items() if cell.mark != found.theirs[name].mark), ""
        )
        if number is None:
            return f"#{place.listed}-group"
        return f"#id_{place.listed}-{number}-{differing}"

    def _parts(self, place: Place, before: Cells, after: Cells) -> Iterator[Part]:
        for name in dict.fromkeys([*before, *after]):
            cells = [side.get(name, Cell((), "")) for side in (before, after)]
            if cells[0].mark == cells[1].mark:
                continue
            label = ""
            if place.listed and name != ORDER:
                label = str(capfirst(self._field(place, name).label or name))
            yield Part(label, list(self._changes(place, name, *cells)))

    def _changes(self, place: Place, name: str, before: Cell, after: Cell) -> list[BlockChange]:
        if self._is_rich(place, name):
            return bodies_changed(*(cleaned("\n".join(cell.value)) for cell in (before, after)))
        texts = [
            self._text(place, name, cell.value) if cell.value else "" for cell in (before, after)
        ]
        return texts_changed(*texts)

    def _form(self, place: Place) -> forms.BaseForm:
        return self._blank_row(place.listed) if place.listed else self.found.form

    def _field(self, place: Place, name: str) -> forms.Field:
        return self._form(place).fields[name]

    def _is_rich(self, place: Place, name: str) -> bool:
        form = self._form(place)
        return name in form.fields and is_rich(form[name])

    def _text(self, place: Place, name: str, value: tuple[str, ...]) -> str:
        """What a person would read in the field."""
        if name == ORDER:
            return "\n".join(self.label(Place(key, place.listed)) for key in value)
        if name == NAMES and not place.listed:
            return " ".join(value)
        field: Any = self._field(place, name)
        text = "\n".join(value)
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        if isinstance(field, forms.ModelChoiceField):
            return ", ".join(_chosen(field, one) for one in value if one)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return str(dict(choices).get(text, text))
        return text


def _chosen(field: Any, value: str) -> str:
    try:
        row = field.queryset.get(pk=value)
    except (field.queryset.model.DoesNotExist, ValueError, OverflowError):
        return value
    return str(field.label_from_instance(row))
