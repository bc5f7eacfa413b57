"""The public sentences on rights as plain text, for outputs that hold no markup.

What the holder prescribed is handed on to the letter; all else is said by `articles.rights.credit_words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from typing import get_args

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from articles.language import wording
from articles.models import Masthead
from articles.models.term_choices import Onward
from articles.piece import Byline, Original, Piece, RightsStatement, Role
from articles.rights import credit_words

ASK = frozenset({Onward.CONTACT_HOLDER, Onward.CONTACT_SOURCE, Onward.CONTACT_US})


def plain(words: str) -> str:
    """A sentence of ours without its markup."""
    return unescape(strip_tags(words))


def join(sentences: Iterable[str]) -> str:
    """Sentences one after the other, as the reader's script has it."""
    return wording.between_sentences().join(filter(None, sentences))


def onward(statement: RightsStatement, masthead: Masthead) -> str:
    """May others reprint, and whom they ask: with the address, since plain text has no links."""
    said = plain(credit_words.onward(statement, our_contact=masthead.contact_email))
    asks_us = statement.onward == Onward.CONTACT_US or statement.is_forwarded
    contact = masthead.contact_email if asks_us else statement.onward_contact
    if statement.onward not in ASK or contact in said:
        return said
    return join([said, contact])


def copyright_notice(statement: RightsStatement, masthead: Masthead, *, year: int) -> str:
    """As it stands under the original; for own work, our own name. Empty where nobody said."""
    original = statement.original
    if original is None:
        name = masthead.said("name").text
        return f"© {year} {name}" if name else ""
    if original.copyright_notice:
        return original.copyright_notice
    if not original.copyright_holder:
        return ""
    return f"© {original.copyright_year or ''} {original.copyright_holder}".replace("  ", " ")


def rights(statement: RightsStatement, piece: Piece, masthead: Masthead, *, year: int) -> str:
    """All of it in lines: credit, copyright, licence, and whom to ask."""
    notice = copyright_notice(statement, masthead, year=year)
    said = credit_words.plain(statement, piece)
    lines = [said, "" if notice in said else notice, onward(statement, masthead)]
    return "\n".join(filter(None, lines))


def kept_back(address: str) -> str:
    """Why the text is not in the data."""
    said = _("The text may not be passed on as data. Read it here: %(address)s")
    return said % {"address": address}


def names(piece: Piece, role: str) -> list[Byline]:
    return [byline for byline in piece.bylines if byline.role == role]


def authors(piece: Piece) -> list[Byline]:
    """Who wrote it: those of the byline, else those of the original, who have no page here."""
    original = piece.original or Original()
    return names(piece, "author") or [Byline(name) for name in original.authors]


def translators(piece: Piece) -> list[Byline]:
    """Who translated it: a machine is nobody, and whoever revised it is told by the credit."""
    is_by_machine = piece.original is not None and piece.original.is_machine_translated
    return [] if is_by_machine else names(piece, "translator")


def byline(piece: Piece) -> str:
    """Everybody who stands over it, the authors first: Lin Zhou · Translated by Mara Lindqvist."""
    said = []
    for role in get_args(Role):
        if group := names(piece, role):
            listed = wording.join_names(byline.name for byline in group)
            said.append(unescape(listed if role == "author" else wording.led_in(role, listed)))
    return " · ".join(said)
