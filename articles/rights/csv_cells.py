"""One cell of a table of permissions: the value that its words stand for, or what is wrong with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.language import words
from articles.models import Permission
from articles.models.rights import PermissionState
from articles.rights import days

TERM = ("valid_from", "valid_until")
YES = {"yes": True, "true": True, "1": True, "是": True}
NO = {"no": False, "false": False, "0": False, "否": False}
FIRST_YEAR, LAST_YEAR = 1900, 8999  # beyond these, changing the time zone overflows


def check_state(text: str) -> None:
    """A draft alone may be imported. Raises `ValidationError`."""
    draft = PermissionState.DRAFT
    if words.fold(text) not in {"", draft.value, words.fold(str(draft.label))}:
        raise ValidationError(
            _(
                "A file grants nothing: leave the column state empty or draft. The draft is granted at "
                "the desk, once what proves it is there."
            )
        )


def value(permission: Permission, column: Any, text: str) -> Any:
    """What a cell that is not empty says, for `column.clean`; days count in the zone of the permission.

    Raises `ValidationError`.
    """
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


def _day(text: str) -> date:
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        found = date(year, month, day)
    except ValueError:
        found = date.min
    if not _is_fit(found.year):
        raise ValidationError(_("Write a day like 2027-05-31."))
    return found


def _year(instant: datetime) -> int:
    """As it is stored; no year at all where it cannot be."""
    try:
        return instant.astimezone(UTC).year
    except OverflowError:
        return 0


def _is_fit(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
