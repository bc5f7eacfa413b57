"""Reads TOML front matter between `+++` lines into a piece without text; errors name their line.

Keys that are not known are pointed out; `[extra]` belongs to the author and is not looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.importing.building import MAX_DECK, MAX_TITLE, caution, placeholder
from articles.importing.charsets import tidy
from articles.importing.unreadable import UnreadableDocument
from articles.language import words
from articles.piece import Byline, Caution, Figure, Original, Piece, Relation, Role

FENCE = "+++"

_ERROR_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
# Each part of a dotted key nests a table: 20,000 of them cost minutes and gigabytes.
_ENDLESS_KEY = re.compile(r"[\s\[]*(?:[^\s=.\[\]]+[ \t]*\.[ \t]*){20}")
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def split(text: str) -> tuple[list[str], str]:
    """The lines of the front matter, and the text with as many blank lines in their place."""
    lines = text.split("\n")
    if lines[0].strip() == "---" and any(re.match(r"[\w-]+:( |$)", line) for line in lines[1:3]):
        raise UnreadableDocument(_("Write front matter as TOML, between lines of +++."), line=1)
    if lines[0].strip() != FENCE:
        return [], text
    for place, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            return lines[1:place], "\n" * (place + 1) + "\n".join(lines[place + 1 :])
    raise UnreadableDocument(_("The front matter has no closing line of +++."), line=1)


def read(lines: list[str]) -> tuple[Piece, list[Caution]]:
    """What the front matter says, and what to look at in it. Line 1 is the fence above `lines`."""
    if not lines:
        return Piece(), []
    for number, text in enumerate(lines, start=2):
        if _ENDLESS_KEY.match(text):
            raise UnreadableDocument(_("This key has too many parts."), line=number)
    try:
        values = tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a mere ValueError
        place = _ERROR_LINE.search(str(error))
        line = int(place[1]) + 1 if place else len(lines) + 1
        what = _ERROR_LINE.sub("", str(error)).strip()
        raise UnreadableDocument(
            _("The front matter does not parse: %s.") % what, line=line
        ) from error
    table = _Table(values, lines)
    piece = Piece(
        title=table.text("title", most=MAX_TITLE),
        deck=table.text("deck", most=MAX_DECK),
        kicker=table.text("kicker", most=100),
        language=table.text("language", check=_is_language),
        slug=table.text("slug", most=100, check=_is_slug),
        tags=table.texts("tags"),
        bylines=tuple(_byline(row) for row in table.tables("byline")),
        lead=_lead(table.table("lead")),
        original=_original(table.table("original")),
    )
    table.values.pop("extra", None)
    return piece, table.unknown()


def _byline(table: _Table) -> Byline:
    name = table.text("name", most=150)
    if not name:
        raise table.refused("name", _("A byline needs a name."))
    role = table.choice("role", get_args(Role), "author")
    contributor = table.text("contributor", most=80, check=_is_identity)
    return Byline(name=name, role=role, contributor=contributor)  # type: ignore[arg-type]


def _lead(table: _Table | None) -> Figure | None:
    if table is None:
        return None
    origin = table.text("picture")
    if not origin:
        raise table.refused("picture", _("The lead picture needs a file name: picture = “…”."))
    alt, caption, credit = map(table.text, ("alt", "caption", "credit"))
    return placeholder(origin=origin, alt=alt, caption=caption, credit=credit)


def _original(table: _Table | None) -> Original | None:
    if table is None:
        return None
    return Original(
        relation=table.choice("relation", get_args(Relation), "verbatim"),  # type: ignore[arg-type]
        source=table.text("source", most=150),
        title=table.text("title", most=300),
        url=table.text("url", most=500, check=_is_address),
        language=table.text("language", check=_is_language),
        authors=table.texts("authors"),
        first_published_on=table.day("first_published_on"),
        issue=table.text("issue", most=100),
        copyright_holder=table.text("copyright_holder", most=200),
        copyright_notice=table.text("copyright_notice", most=200),
        changes=table.text("changes"),
        required_credit=table.text("required_credit"),
    )


def _is_language(value: str) -> str:
    return (
        "" if _LANGUAGE.fullmatch(value) else _("Write a language tag like en, en-GB or zh-Hans.")
    )


def _in_one_line(value: str) -> str:
    """The text with single spaces, and without what an escape (\\u0000) may have put into it."""
    return " ".join(tidy(value).split())


def _is_identity(value: str) -> str:
    is_one = re.fullmatch(r"[-\w]+", value)
    return "" if is_one else _("Write a contributor's address: letters, digits and hyphens.")


def _is_slug(value: str) -> str:
    wanted = words.slugify(value)
    return "" if wanted == value else _("This cannot be an address; “%s” can.") % wanted


def _is_address(value: str) -> str:
    is_one = re.fullmatch(r"https?://[^\s/]+\S*", value)
    return "" if is_one else _("Write the address with https:// at its beginning.")


class _Table:
    """One table of the front matter. What is read is taken out, so that the rest is what is unknown."""

    def __init__(
        self, values: dict[str, Any], lines: list[str], header: str = "", nth: int = 0
    ) -> None:
        self.values = values
        self._lines = lines
        self._header = header
        self._nth = nth
        self._inner: list[_Table] = []

    def text(self, key: str, *, most: int = 0, check: Callable[[str], str] | None = None) -> str:
        """A text in one line, "" if it is missing; `check` gives what is wrong with it."""
        value = self.values.pop(key, "")
        if not isinstance(value, str):
            raise self.refused(key, _("“%s” must be a text in quotation marks.") % key)
        value = _in_one_line(value)
        if most and len(value) > most:
            raise self.refused(
                key, _("“%(key)s” may have %(most)d characters.") % {"key": key, "most": most}
            )
        if value and check and (wrong := check(value)):
            raise self.refused(key, wrong)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.refused(key, _("“%s” must be a list of texts in quotation marks.") % key)
        return tuple(dict.fromkeys(filter(None, map(_in_one_line, values))))

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key) or default
        if value not in choices:
            message = _("“%(key)s” is one of: %(choices)s.")
            raise self.refused(key, message % {"key": key, "choices": ", ".join(choices)})
        return value

    def day(self, key: str) -> str:
        """A date as precisely as it is known: 2026, 2026-05 or 2026-05-03."""
        value = self.values.pop(key, "")
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, (date, int)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or (value and not _PARTIAL_DATE.fullmatch(value)):
            raise self.refused(key, _("Write the date like 2026-05-03, 2026-05 or 2026."))
        return value

    def table(self, key: str) -> _Table | None:
        if key not in self.values:
            return None
        value = self.values.pop(key)
        if not isinstance(value, dict):
            raise self.refused(key, _("“%(key)s” must be a table: [%(key)s].") % {"key": key})
        self._inner.append(_Table(value, self._lines, key))
        return self._inner[-1]

    def tables(self, key: str) -> list[_Table]:
        values = self.values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.refused(key, _("“%(key)s” must be a table: [[%(key)s]].") % {"key": key})
        found = [_Table(value, self._lines, key, nth) for nth, value in enumerate(values)]
        self._inner += found
        return found

    def unknown(self) -> list[Caution]:
        """A caution for every key that nothing has read, here and in the tables inside."""
        found = [
            caution(
                gettext_noop("“%(key)s” is not known here and was left out."),
                self._line(key),
                key=key,
            )
            for key in self.values
        ]
        return found + [unknown for inner in self._inner for unknown in inner.unknown()]

    def refused(self, key: str, message: str) -> UnreadableDocument:
        return UnreadableDocument(message, line=self._line(key))

    def _line(self, key: str) -> int:
        """The document's line of a key of this table, else of the table's head, else the first one."""
        written = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[=.\]]|$)")
        header = re.compile(
            rf"\s*\[+\s*{re.escape(self._header)}\s*\]+" if self._header else r"(?!)"
        )
        heads = [n for n, line in enumerate(self._lines) if header.match(line)]
        start = heads[self._nth] if self._nth < len(heads) else 0
        for n, line in enumerate(self._lines[start:], start=start):
            if self._header and n > start and line.lstrip().startswith("["):
                break
            if written.match(line):
                return n + 2
        return start + 2
