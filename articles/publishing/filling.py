"""Filling what is still empty, and telling what was filled: what somebody wrote is never written over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst

from articles.models import Permission

Label = str | Promise
Columns = dict[str, Any]  # what columns say, ready for JSON


@dataclass
class Outcome:
    """What was filled, by label and words; what stays because it was written before, with what the text
    says instead; what does not fit its column. `permission` is the draft that holds the rest, and
    `drafted` what was filled there.
    """

    filled: list[tuple[Label, str]] = field(default_factory=list)
    drafted: list[tuple[Label, str]] = field(default_factory=list)
    kept: list[tuple[Label, str, str]] = field(default_factory=list)
    unfit: list[tuple[Label, str]] = field(default_factory=list)
    permission: Permission | None = None
    is_permission_kept: bool = False  # one that is no draft any more: it stays as it is
    undo: dict[str, Any] = field(default_factory=dict)  # what `undo_take_over` goes back to


def put(row: models.Model, name: str, value: str, outcome: Outcome) -> None:
    """Fills a column that says nothing yet: empty, or as it is before anybody answers."""
    column: Any = row._meta.get_field(name)
    now = getattr(row, name)
    if now == value:
        return
    if now not in (None, "", column.get_default()):
        outcome.kept.append((label(row, name), _shown(column, now), _shown(column, value)))
        return
    try:
        setattr(row, name, column.clean(value, row))
    except ValidationError:
        outcome.unfit.append((label(row, name), value))
        return
    outcome.filled.append((label(row, name), _shown(column, value)))


def columns(row: models.Model) -> Columns:
    """What every column of the row says."""
    return {column.attname: _plain(column, row) for column in row._meta.concrete_fields}


def _plain(column: Any, row: models.Model) -> Any:
    value = getattr(row, column.attname)
    is_plain = value is None or isinstance(value, str | int)
    return value if is_plain else column.value_to_string(row)


def differing(before: Columns, after: Columns) -> Columns:
    """What `before` said where `after` says something else."""
    return {name: said for name, said in before.items() if after[name] != said}


def label(row: models.Model | type[models.Model], name: str) -> str:
    """What the desk calls the column."""
    column: Any = row._meta.get_field(name)
    return str(capfirst(column.verbose_name))


def _shown(column: Any, value: Any) -> str:
    return str(dict(column.flatchoices).get(value, value))


def fits(model: type[models.Model], name: str, value: str) -> bool:
    """Whether the column could hold it."""
    column: Any = model._meta.get_field(name)
    try:
        column.clean(value, None)
    except ValidationError:
        return False
    return True
