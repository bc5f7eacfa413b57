"""What differs between two sheets of an article, in the words of the desk: names of places, texts, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.article_sheets import NAMES, Forms, is_rich
from articles.comparing import words_changed
from articles.editing.differences import Difference
from articles.editing.merging import ORDER, Cells, Conflict, Kind, Landed, Place
from articles.editing.sheets import Sheet
from articles.language import html

SHOWN = 160  # characters of unchanged text on either side of a change


@dataclass(frozen=True)
class Part:
    """One field of a place that differs, with the words that only one side has marked."""

    label: str
    before: SafeString
    after: SafeString
    both: SafeString
    is_formatting: bool  # the words are the same


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
            sides = [side[name].mark if name in side else "" for side in (before, after)]
            if sides[0] == sides[1]:
                continue
            texts = [
                self._text(place, name, side[name].value) if name in side else ""
                for side in (before, after)
            ]
            label = ""
            if place.listed and name != ORDER:
                label = str(capfirst(self._field(place, name).label or name))
            yield _part(label, texts[0], texts[1])

    def _field(self, place: Place, name: str) -> forms.Field:
        form = self.found.lists[place.listed].empty_form if place.listed else self.found.form
        return form.fields[name]

    def _text(self, place: Place, name: str, value: tuple[str, ...]) -> str:
        """What a person would read in the field."""
        if name == ORDER:
            return "\n".join(self.label(Place(key, place.listed)) for key in value)
        if name == NAMES and not place.listed:
            return " ".join(value)
        form = self.found.lists[place.listed].empty_form if place.listed else self.found.form
        field: Any = form.fields[name]
        text = "\n".join(value)
        if is_rich(form[name]):
            try:
                return html.plain_text(html.clean(text))
            except html.TooMuchHTML:
                return text
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


def _part(label: str, before: str, after: str) -> Part:
    runs = _shortened(words_changed(before, after))
    return Part(
        label,
        before=_marked(runs, "same", "removed"),
        after=_marked(runs, "same", "added"),
        both=_marked(runs, "same", "removed", "added"),
        is_formatting=before == after,
    )


def _marked(runs: list[tuple[str, str]], *kinds: str) -> SafeString:
    tags = {"removed": "del", "added": "ins", "same": "span"}
    shown = [(tags[kind], text, tags[kind]) for kind, text in runs if kind in kinds]
    return format_html_join("", "<{}>{}</{}>", shown)


def _shortened(runs: list[Any]) -> list[tuple[str, str]]:
    """Long stretches that are the same are cut in the middle, or where no change is near."""
    found = []
    for number, (kind, text) in enumerate(runs):
        head = text[:SHOWN] if number else ""
        tail = text[-SHOWN:] if number < len(runs) - 1 else ""
        is_long = kind == "same" and len(text) > len(head) + len(tail) + SHOWN
        found.append((kind, f"{head} […] {tail}" if is_long else text))
    return found
