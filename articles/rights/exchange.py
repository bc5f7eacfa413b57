"""Permissions as a table: exported with their terms, and imported as drafts.

A file grants nothing and proves nothing; a line that is here already, by its short name and its source,
is not made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Masthead, Permission, Source
from articles.models.sources import Directory
from articles.models.term_choices import GIVEN, Basis, Onward
from articles.refusals import Refused
from articles.rights import csv_cells, csv_tables, days, permissions, usual_terms
from articles.rights.csv_cells import TERM
from articles.verbs import require

COLUMNS = (
    *("reference", "state", "source"),
    *Permission.of_terms,
    *(*TERM, "is_perpetual"),
    *("counts_when_paid", "fee_amount", "fee_currency", "fee_due_on", "notes"),
)


class Complaint(NamedTuple):
    """What is wrong or doubtful in a line, by its column; without one it is about the line."""

    column: str
    message: str | Promise


@dataclass
class Line:
    """One line of the file: the draft that it would make, and why it makes none. `doubts` stop nothing.

    `told_in` are the columns that it fills in; `differs_in` those of them in which the permission that is
    here already says something else, and `unread` those of which nothing could be made.
    """

    number: int
    reference: str
    source: str
    permission: Permission | None = None
    complaints: list[Complaint] = field(default_factory=list)
    doubts: list[Complaint] = field(default_factory=list)
    is_here: bool = False
    differs_in: list[str] = field(default_factory=list)
    told_in: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    @property
    def here(self) -> str:
        """That it is here already, and in what the one that is here says something else."""
        if not self.differs_in:
            return str(_("It is here already."))
        told = {"columns": ", ".join(self.differs_in)}
        return _("It is here already and differs in %(columns)s: change it at the desk.") % told

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
    sources = Source.objects.directory()
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


def _find_twins(lines: list[Line]) -> None:
    """Marks what is here already, and complains of what the file says twice. One query."""
    asked = {line.reference for line in lines}
    rows = Permission.objects.filter(reference__in=asked).order_by("-pk") if asked else ()
    here: dict[tuple[str, int | None], list[Permission]] = {}
    for row in rows:
        here.setdefault((row.reference, row.source_id), []).append(row)
    first: dict[tuple[str, int | None], int] = {}
    for line in lines:
        if line.permission is None:
            continue
        key = (line.reference, line.permission.source_id)
        if any(one.column == "source" for one in line.complaints):
            continue
        if key in here:
            # A renewal has the same name: it is about that one which it agrees with most, else the latest.
            line.differs_in = min((_differences(line, row) for row in here[key]), key=len)
            line.is_here, line.complaints, line.doubts = True, [], []
        elif key in first:
            message = _("Line %(line)d has this short name and source already.")
            line.complaints.append(Complaint("reference", message % {"line": first[key]}))
        first.setdefault(key, line.number)


def _differences(line: Line, here: Permission) -> list[str]:
    """The columns of the file in which the line says something else than what is here."""
    compared = [name for name in line.told_in if name not in {"reference", "source", "state"}]
    told = line.permission or Permission()
    return [
        name
        for name in compared
        if name in line.unread or _comparable(told, name) != _comparable(here, name)
    ]


def _comparable(row: Permission, name: str) -> Any:
    """The value without what no file keeps: how the lines of a text end."""
    value = getattr(row, name)
    return "\n".join(value.splitlines()) if isinstance(value, str) else value


def _line(row: csv_tables.Cells, header: list[str], sources: Directory) -> Line:
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
    line.told_in = [name for name in header if _is_told(name, cells.get(name))]
    # The zone before the days that are told in it.
    names = sorted(header, key=lambda name: (name in TERM, name != "time_zone"))
    for name in names:
        if name in cells and name != "source":
            line.complaints += _read(permission, name, cells[name])
    line.unread = {one.column for one in line.complaints}
    if not line.complaints:
        line.complaints += _contradictions(permission)
        if cells.get("licence", "").strip() and not _needs_licence(permission):
            message = _(
                "A public licence is named, and “%(basis)s” needs none: it is kept, and says nothing. If "
                "the licence is why you may run it, change the basis."
            )
            told = {"basis": permission.get_basis_display()}
            line.doubts.append(Complaint("licence", message % told))
    return line


def _needs_licence(permission: Permission) -> bool:
    """Whether a licence says anything: of why we may run it, or of what others may."""
    is_open = permission.basis not in GIVEN | {Basis.OWN, Basis.EXCEPTION}
    return is_open or permission.onward == Onward.PUBLIC_LICENCE


def _is_told(name: str, cell: str | None) -> bool:
    """Whether the line says anything in that column: see `_read` for a cell that is empty."""
    column: Any = Permission._meta.get_field(name)
    return cell is not None and (bool(cell.strip()) or column.null or column.blank)


def _source(text: str, sources: Directory) -> Source | None:
    found = sources.find(text)
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
            csv_cells.check_state(text)
        elif text.strip():
            value = csv_cells.value(permission, column, text)
            setattr(permission, name, column.clean(value, permission))
        elif column.null:
            setattr(permission, name, None)
        elif column.blank or name == "reference":
            setattr(permission, name, column.clean("", permission))
    except ValidationError as error:
        yield from (Complaint(name, message) for message in error.messages)
