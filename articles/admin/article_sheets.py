"""The article's page as a sheet: read from what was sent, read from the database, written back to be sent.

Which fields there are is asked of the page's own forms, so nothing has to be listed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict

from articles.admin.ordering import LAST, wanted
from articles.admin.said import row_count
from articles.admin.widgets import ProseWidget
from articles.editing.sheets import ONLY, Base, Cell, Row, Sheet, mark
from articles.language import html, words
from articles.models import Article

NAMES = "tags"  # a set of names, not a text
# What belongs to the form and not to the article.
APART = frozenset({"version", "proposed_tags", "position", "id", "article", "DELETE", NAMES})


@dataclass(frozen=True)
class Forms:
    """The forms of the page as the database would fill them; lists of rows by their prefix."""

    form: forms.BaseForm
    lists: dict[str, BaseInlineFormSet]


def forms_of(page: admin.ModelAdmin, request: HttpRequest, article: Article | None) -> Forms:
    """Unbound forms for this person: what they may not see has no field. About 5 queries."""
    form = page.get_form(request, article, change=article is not None)(instance=article)
    row = article or page.model()
    lists = {}
    for formset, inline in page.get_formsets_with_inlines(request, article):
        prefix = formset.get_default_prefix()
        lists[prefix] = formset(instance=row, prefix=prefix, queryset=inline.get_queryset(request))
    return Forms(form, lists)


def stored(found: Forms) -> Sheet:
    """What the database says."""
    sheet = Sheet(cells=_filled(found.form))
    sheet.names[NAMES] = words.split_tags(found.form[NAMES].value() or "")
    for prefix, formset in found.lists.items():
        rows = [
            Row(
                key=ONLY if formset.max_num == 1 else str(form.instance.pk),
                pk=str(form.instance.pk),
                cells=_filled(form),
                position=getattr(form.instance, "position", 0),
            )
            for form in formset.initial_forms
        ]
        sheet.rows[prefix] = sorted(rows, key=lambda row: (row.position, int(row.pk)))
    return sheet


def sent(found: Forms, data: QueryDict, base: Base) -> Sheet:
    """What a browser sent; rows left blank are none, and places are read as they were meant."""
    sheet = Sheet(cells=_typed(found.form, data, ""))
    sheet.names[NAMES] = words.split_tags(data.get(NAMES, ""))
    for prefix, formset in found.lists.items():
        before, blank = base.places(prefix), formset.empty_form
        rows, gone = [], set()
        for number in range(row_count(data, prefix)):
            pk = data.get(f"{prefix}-{number}-id", "")
            key = ONLY if formset.max_num == 1 else pk or f"new-{number}"
            cells = _typed(blank, data, f"{prefix}-{number}-")
            if data.get(f"{prefix}-{number}-DELETE"):
                gone.add(key)
            elif pk or _says_something(blank, cells):
                place = _place(data.get(f"{prefix}-{number}-position", ""), before.get(key))
                rows.append((place, number, Row(key, pk, cells)))
        sheet.rows[prefix] = [row for _place, _number, row in sorted(rows, key=lambda one: one[:2])]
        sheet.deleted[prefix] = gone
    return sheet


def write(sheet: Sheet, found: Forms, article: Article, data: QueryDict) -> None:
    """Puts the sheet into what was sent, in place of the fields and rows that stand there."""
    for name, cell in sheet.cells.items():
        _put(data, name, cell)
    data[NAMES] = ", ".join(sheet.names[NAMES])
    kept = stored(found)
    for prefix, rows in sheet.rows.items():
        for name in [name for name in data if name.startswith(f"{prefix}-")]:
            del data[name]
        going = [row for row in kept.rows[prefix] if row.key in sheet.deleted[prefix]]
        old = [row for row in rows if row.pk]
        new = [row for row in rows if not row.pk]
        for number, row in enumerate([*old, *going, *new]):
            start = f"{prefix}-{number}-"
            for name, cell in row.cells.items():
                _put(data, start + name, cell)
            data[f"{start}id"], data[f"{start}article"] = row.pk, str(article.pk or "")
            data[f"{start}position"] = f"{row.position:.0f}"
            if row in going:
                data[f"{start}DELETE"] = "on"
        counts = {"TOTAL": len(old + going + new), "INITIAL": len(old + going), "MIN_NUM": 0}
        for name, count in {**counts, "MAX_NUM": found.lists[prefix].max_num}.items():
            data[f"{prefix}-{name}_FORMS"] = str(count)


def _filled(form: forms.BaseForm) -> dict[str, Cell]:
    cells = {}
    for bound in _fields(form):
        value = bound.value()
        if isinstance(value, bool):
            texts: tuple[str, ...] = ("on",) if value else ()
        elif isinstance(value, list | tuple):
            texts = tuple(str(one) for one in value)
        else:
            texts = ("" if value is None else str(value),)
        cells[bound.name] = Cell(texts, mark(texts))
    return cells


def _typed(form: forms.BaseForm, data: QueryDict, start: str) -> dict[str, Cell]:
    cells = {}
    for bound in _fields(form):
        texts = tuple(data.getlist(start + bound.name))
        cells[bound.name] = Cell(texts, mark(map(cleaned, texts) if is_rich(bound) else texts))
    return cells


def _fields(form: forms.BaseForm) -> Iterator[forms.BoundField]:
    return (bound for bound in form if bound.name not in APART)


def is_rich(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, ProseWidget)


def cleaned(text: str) -> str:
    try:
        return html.clean(text.replace("\r\n", "\n"))
    except html.TooMuchHTML:
        return text  # the form will say so


def _says_something(form: forms.BaseForm, cells: dict[str, Cell]) -> bool:
    """Whether a new row says more than it does when it is blank."""
    blank = _filled(form)
    return any(cell.mark != blank[name].mark for name, cell in cells.items())


def _put(data: QueryDict, name: str, cell: Cell) -> None:
    if cell.value:
        data.setlist(name, list(cell.value))
    elif name in data:
        del data[name]


def _place(typed: str, before: float | None) -> float:
    position = float(typed) if typed.isdecimal() and len(typed) < 9 else LAST
    return wanted(position, before)
