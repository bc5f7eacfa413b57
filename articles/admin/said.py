"""What the page of an article says of its form: read from the request, and put back into a form's data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from articles.editing.keeping import TooMuchToKeep
from articles.language import words
from articles.refusals import Refused

MOST_ROWS = 2_000  # of one list
DIGITS = 18  # of a number that every database takes


@dataclass(frozen=True)
class Said:
    """What a page said: its name, and its form, or that it is as saved, or that it is left."""

    page: str
    form: dict[str, list[str]] | None
    version: int
    is_as_saved: bool
    is_leaving: bool
    is_late: bool  # the browser kept it while the server did not answer

    @classmethod
    def read(cls, request: HttpRequest) -> Said:
        """Raises `Refused` for what no page of ours would say."""
        try:
            said = json.loads(request.body)
            form = None if said.get("form") is None else _by_name(said["form"])
            version = int((form or {}).get("version", ["0"])[0] or 0)
            page = words.storable(str(said["page"]))
        except RequestDataTooBig as error:
            raise TooMuchToKeep from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused(_("That is no form of this page.")) from error
        if not 0 < len(page) <= 40 or not 0 <= version < 2**31:
            raise Refused(_("That is no form of this page."))
        return cls(
            page,
            form,
            version,
            is_as_saved=said.get("form", 0) is None,
            is_leaving=bool(said.get("leaving")),
            is_late=bool(said.get("is_late")),
        )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values by their field; buttons, the token and the blank row are no part of a form."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if not (isinstance(name, str) and isinstance(value, str)):
            raise TypeError(name)
        if not name.startswith("_") and "__prefix__" not in name and name != "csrfmiddlewaretoken":
            values.setdefault(words.storable(name), []).append(words.storable(value))
    return values


def named(data: QueryDict) -> dict[str, list[str]]:
    """A form that was sent, as one that is kept."""
    return _by_name((name, str(value)) for name in data for value in data.getlist(name))


def posted(form: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in form.items():
        data.setlist(name, values)
    return data


def row_count(data: QueryDict, prefix: str) -> int:
    """How many rows the form says that this list has; none if that is no number a page would send."""
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(typed), MOST_ROWS) if typed.isdecimal() and len(typed) < 6 else 0


def row_number(typed: str) -> int | None:
    """The number of a row as it was typed; None for what no database takes as one."""
    return int(typed) if typed.isdecimal() and len(typed) <= DIGITS else None
