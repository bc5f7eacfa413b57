"""Permissions as a table: exported with their terms, and imported as drafts.

A file grants nothing and proves nothing; a line that is here already, by its short name and its source,
is not made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.language import words
from articles.models import Masthead, Permission, Source
from articles.models.rights import PermissionState
from articles.refusals import Refused
from articles.rights import csv_tables, days, permissions, usual_terms
from articles.verbs import require

TERM = ("valid_from", "valid_until")
COLUMNS = (
    *("reference", "state", "source"),
    *Permission.of_terms,
    *(*TERM, "is_perpetual"),
    *("counts_when_paid", "fee_amount", "fee_currency", "fee_due_on", "notes"),
)
YES = {"yes": True, "true": True, "1": True, "是": True}
NO = {"no": False, "false": False, "0": False, "否": False}
FIRST_YEAR, LAST_YEAR = 1900, 8999  # beyond these, changing the time zone overflows


class Complaint(NamedTuple):
    """What is wrong with a line, by its column; without one it is about the line."""

    column: str
    message: str | Promise


@dataclass
class Line:
    """One line of the file: the draft that it would make, and why it makes none."""

    number: int
    reference: str
    source: str
    permission: Permission | None = None
    complaints: list[Complaint] = field(default_factory=list)
    is_here: bool = False

    @property
    def is_new(self) -> bool:
        return not (self.is_here or self.complaints)


class LinesRefused(Refused):
    """Some lines cannot be taken, so none was; `lines` are all of the file."""

    message = _("Nothing was imported: some lines are refused.")

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        super().__init__()


# --- out ------------------------------------------------------------------------------------------


def export(rows: Iterable[Permission]) -> str:
    """The file as text, for UTF-8. `source` is written by its address, a day in the time zone of the
    row; an instant that no day begins or ends with is written in full (ISO 8601). No query, if the sources
    are at hand.
    """
    return csv_tables.write(COLUMNS, ([_written(row, name) for name in COLUMNS] for row in rows))


def _written(row: Permission, name: str) -> str:
    value = getattr(row, name)
    if name == "source":
        return row.source.slug if row.source else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in TERM and value:
        day = days.first_day if name == "valid_from" else days.last_day
        whole = day(value, row.zone)
        return (whole or value.astimezone(row.zone)).isoformat()
    return "" if value is None else str(value)


# --- in -------------------------------------------------------------------------------------------


def look_at(data: bytes) -> list[Line]:
    """Every line with what would become of it; nothing is written. Three queries.

    Raises `UnusableTable` for a file that is none.
    """
    header, rows = csv_tables.read(data, columns=COLUMNS, needed="reference")
    sources = _sources()
    lines = [_line(row, header, sources) for row in rows]
    _find_twins(lines)
    return lines


def take_in(data: bytes, *, actor: AbstractBaseUser, at: datetime | None = None) -> list[Line]:
    """Makes a draft of every line that is not here yet; returns all of them.

    Raises `LinesRefused` if any line is refused: then nothing is written. Three queries a new draft.
    """
    require(actor, "add_permission")
    at = at or timezone.now()
    with transaction.atomic():
        list(Masthead.objects.select_for_update())  # one import at a time: no line is made twice
        lines = look_at(data)
        if any(line.complaints for line in lines):
            raise LinesRefused(lines)
        for line in lines:
            if line.is_new and line.permission:
                facts = {name: getattr(line.permission, name) for name in COLUMNS}
                del facts["state"]
                line.permission = permissions.record(actor=actor, at=at, **facts)
    return lines


def _sources() -> dict[str, list[Source]]:
    """The sources by their folded names, in every language, and by their addresses. One query."""
    found: dict[str, list[Source]] = {}
    for source in Source.objects.all():
        names = [source.name, *(texts.get("name", "") for texts in source.translations.values())]
        for name in {words.fold(name) for name in names if name} | {source.slug}:
            found.setdefault(name, []).append(source)
    return found


def _find_twins(lines: list[Line]) -> None:
    """Marks what is here already, and complains of what the file says twice. One query."""
    asked = {line.reference for line in lines}
    here = set(
        Permission.objects.filter(reference__in=asked).values_list("reference", "source_id")
        if asked
        else ()
    )
    first: dict[tuple[str, int | None], int] = {}
    for line in lines:
        if line.permission is None:
            continue
        key = (line.reference, line.permission.source_id)
        if any(one.column == "source" for one in line.complaints):
            continue
        if key in here:
            line.is_here, line.complaints = True, []
        elif key in first:
            message = _("Line %(line)d has this short name and source already.")
            line.complaints.append(Complaint("reference", message % {"line": first[key]}))
        first.setdefault(key, line.number)


def _line(row: csv_tables.Cells, header: list[str], sources: dict[str, list[Source]]) -> Line:
    cells = row.by_column
    line = Line(row.line, cells.get("reference", "").strip(), cells.get("source", "").strip())
    if row.surplus:
        message = _(
            "There are more cells than columns: put cells with commas into quotation marks."
        )
        line.complaints.append(Complaint("", message))
    source = None
    try:
        source = _source(line.source, sources)
    except ValidationError as error:
        line.complaints.append(Complaint("source", error.message))
    permission = usual_terms.beginning(source)
    permission.source = source
    line.permission = permission
    # The zone before the days that are told in it.
    names = sorted(header, key=lambda name: (name in TERM, name != "time_zone"))
    for name in names:
        if name in cells and name != "source":
            line.complaints += _read(permission, name, cells[name])
    if not line.complaints:
        line.complaints += _contradictions(permission)
    return line


def _source(text: str, sources: dict[str, list[Source]]) -> Source | None:
    found = sources.get(text, []) or sources.get(words.fold(text), [])
    if text and not found:
        raise ValidationError(_("No source is called so. Add it first, or write its address."))
    if len(found) > 1:
        raise ValidationError(_("Several sources are called so: write the address of the one."))
    return found[0] if found else None


def _contradictions(permission: Permission) -> Iterator[Complaint]:
    try:
        permission.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield from (Complaint(name, message) for message in messages)


def _read(permission: Permission, name: str, text: str) -> Iterator[Complaint]:
    """Puts one cell into its column; an empty one leaves a yes or no, or a choice, as the source's usual
    terms have it.
    """
    column: Any = permission._meta.get_field(name)
    try:
        if name == "state":
            _check_state(text)
        elif text.strip():
            value = _value(permission, column, text)
            setattr(permission, name, column.clean(value, permission))
        elif column.null:
            setattr(permission, name, None)
        elif column.blank or name == "reference":
            setattr(permission, name, column.clean("", permission))
    except ValidationError as error:
        yield from (Complaint(name, message) for message in error.messages)


def _check_state(text: str) -> None:
    draft = PermissionState.DRAFT
    if words.fold(text) not in {"", draft.value, words.fold(str(draft.label))}:
        raise ValidationError(
            _(
                "A file grants nothing: leave this empty. The draft is granted at the desk, once what "
                "proves it is there."
            )
        )


def _value(permission: Permission, column: Any, text: str) -> Any:
    bare = text.strip()
    if isinstance(column, models.BooleanField):
        answers = YES | NO
        if words.fold(bare) not in answers:
            raise ValidationError(_("Write yes or no."))
        return answers[words.fold(bare)]
    if column.name in TERM:
        return _instant(bare, permission, is_end=column.name == "valid_until")
    if isinstance(column, models.DateField):
        return _day(bare)
    if column.choices:
        by_name = {words.fold(str(label)): value for value, label in column.flatchoices}
        by_name |= {words.fold(str(value)): value for value, _label in column.flatchoices}
        if words.fold(bare) not in by_name:
            known = ", ".join(str(value) for value, _label in column.flatchoices if value)
            raise ValidationError(_("Write one of these: %(known)s.") % {"known": known})
        return by_name[words.fold(bare)]
    is_text = isinstance(column, models.TextField)
    return text if is_text else bare


def _instant(text: str, permission: Permission, *, is_end: bool) -> datetime:
    """A day begins or ends where it is told; an instant says its own offset."""
    if ":" not in text:
        day = _day(text)
        return (days.ends if is_end else days.begins)(day, permission.zone)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or not _is_fit(_year(instant)):
        raise ValidationError(
            _("Write a day like 2027-05-31, or an instant like 2027-05-31T18:00+08:00.")
        )
    return instant.astimezone(permission.zone)


def _year(instant: datetime) -> int:
    """As it is stored; no year at all where it cannot be."""
    try:
        return instant.astimezone(UTC).year
    except OverflowError:
        return 0


def _day(text: str) -> date:
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        found = date(year, month, day)
    except ValueError:
        found = date.min
    if not _is_fit(found.year):
        raise ValidationError(_("Write a day like 2027-05-31."))
    return found


def _is_fit(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
