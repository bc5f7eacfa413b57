"""The reprint credit in words: sentences in one fixed order, in the reader's language, as safe HTML.

What the holder prescribed is never among them: it is printed to the letter, beside them. A permission is
mentioned only where one is in force.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import addresses
from articles.language import wording
from articles.models.term_choices import Basis, Onward
from articles.piece import Original, Piece, RightsStatement, is_web_address

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")

# Uses that leave nothing of the original's wording.
RETOLD = frozenset({"adapted", "compiled"})


@dataclass(frozen=True)
class Credit:
    """What a page says of rights in words: the line under the byline, the words that the holder prescribed
    (to the letter) with their language, the sentences of the slip, and how to ask for more.
    """

    line: list[SafeString]
    prescribed: str
    prescribed_language: str
    sentences: list[SafeString]
    onward: SafeString


def credit(statement: RightsStatement, piece: Piece, our_contact: str) -> Credit:
    """All of it, in the active language; for our own work it is how to ask alone."""
    prescribed = statement.required_credit
    language = statement.original.language if statement.original else ""
    return Credit(
        line=line(statement, piece),
        prescribed=prescribed,
        prescribed_language=wording.likely_language(prescribed, language) if prescribed else "",
        sentences=slip(statement, piece),
        onward=onward(statement, our_contact=our_contact),
    )


def slip(statement: RightsStatement, piece: Piece) -> list[SafeString]:
    """The whole credit: which use, the original, who translated it, what allows it, changes, copyright."""
    original = statement.original
    if original is None:
        return []
    sentences = [
        _relation(original),
        _first_published(statement, original, piece.language),
        _translated(piece),
        _allowed(statement),
        _as_written(original.changes),
        _as_written(original.copyright_notice),
    ]
    return [sentence for sentence in sentences if sentence]


def plain(statement: RightsStatement, piece: Piece) -> str:
    """The credit as text: what the holder prescribed, to the letter, else the whole slip."""
    if statement.required_credit:
        return statement.required_credit
    return unescape(strip_tags(wording.join_sentences(slip(statement, piece))))


def line(statement: RightsStatement, piece: Piece) -> list[SafeString]:
    """The one line under the byline: what allows it, which use, the original."""
    original = statement.original
    if original is None:
        return []
    short = _first_published(statement, original, piece.language, is_short=True)
    sentences = [_allowed(statement), _relation(original), short]
    return [sentence for sentence in sentences if sentence]


def tombstone(original: Original, *, source_slug: str, language: str) -> SafeString:
    """Where a piece that left our site first stood."""
    return _first_published(RightsStatement(source_slug=source_slug), original, language)


def onward(statement: RightsStatement, *, our_contact: str) -> SafeString:
    """How to ask for reprinting, or why not to; empty where nothing is in force."""
    to_us = contact(our_contact, _("write to us"))
    if statement.onward == Onward.FORBIDDEN:
        return _sentence(_("It may not be reprinted."))
    if statement.onward == Onward.PUBLIC_LICENCE:
        return _sentence(_("You may reprint it under %(licence)s."), licence=licence(statement))
    if statement.onward == Onward.CREDIT_REQUIRED:
        return _sentence(_("You may reprint it if you name the author and where it comes from."))
    if statement.onward == Onward.CONTACT_US:
        return _sentence(_("Please %(write_to_us)s."), write_to_us=to_us)
    if statement.onward and statement.is_forwarded:
        return _sentence(
            _("Please %(write_to_us)s: we pass your request on to the holder of the rights."),
            write_to_us=to_us,
        )
    if statement.onward == Onward.CONTACT_SOURCE:
        whom = contact(statement.onward_contact, _("ask the source"))
        return _sentence(_("Please %(ask)s."), ask=whom)
    if statement.onward == Onward.CONTACT_HOLDER:
        whom = contact(statement.onward_contact, _("contact the original author"))
        return _sentence(_("Please %(ask)s."), ask=whom)
    return SafeString()


def licence(statement: RightsStatement) -> SafeString:
    """The public licence by name, linked to its deed; empty without one."""
    if not statement.licence_url:
        return SafeString()
    return format_html(
        '<a rel="license" href="{}">{}</a>', statement.licence_url, statement.licence_name
    )


def contact(address: str, words: str) -> SafeString:
    """The words, linked if the address is one of mail or web; otherwise with the address after them."""
    if _EMAIL.fullmatch(address):
        return format_html('<a href="mailto:{}">{}</a>', address, words)
    if is_web_address(address):
        return format_html('<a href="{}">{}</a>', address, words)
    if address:
        return format_html("{} ({})", words, address)
    return conditional_escape(words)


def _sentence(text: str, **parts: SafeString) -> SafeString:
    return mark_safe(conditional_escape(text) % parts) if parts else conditional_escape(text)


def _as_written(text: str) -> SafeString:
    return wording.in_its_language(text) if text else SafeString()


def _relation(original: Original) -> SafeString:
    said = {
        "abridged": _("Abridged from the original."),
        "edited": _("Edited from the original."),
        "adapted": _("Adapted from the original."),
        "excerpt": _("An excerpt from the original."),
        "compiled": _("Compiled from the original."),
    }
    return conditional_escape(said.get(original.relation, ""))


def _first_published(
    statement: RightsStatement, original: Original, our_language: str, *, is_short: bool = False
) -> SafeString:
    """First published in Chinese as 《T》 by A in P, 3 May 2026: the clauses that are known."""
    if original.relation in RETOLD and not original.first_published_on:
        return _based_on(statement, original)
    clauses: list[SafeString] = []

    def say(clause: str, value: str) -> None:
        if value:
            clauses.append(_sentence(clause, fact=conditional_escape(value)))

    is_translated = wording.primary(original.language) != wording.primary(our_language)
    if original.language and is_translated:
        say(pgettext("language", " in %(fact)s"), wording.language_name(original.language))
    say(pgettext("first published", " as %(fact)s"), _title(original))
    if not is_short:
        names = wording.join_names(map(wording.in_its_language, original.authors))
        say(pgettext("first published", " by %(fact)s"), names)
    say(pgettext("publication", " in %(fact)s"), _source(statement, original))
    if not is_short:
        say(pgettext("first published", ", %(fact)s"), original.issue)
        say(pgettext("first published", ", %(fact)s"), _when(original))
    if not clauses:
        return SafeString()
    head = conditional_escape(pgettext("first published", "First published"))
    return head + mark_safe("".join(clauses)) + conditional_escape(pgettext("sentence end", "."))


def _when(original: Original) -> str:
    """When it first appeared, unless the issue says so already."""
    day = original.first_published_on
    written = wording.partial_date(day)
    is_said = any(
        re.search(rf"(?<!\d){re.escape(form)}(?!\d)", original.issue)
        for form in (day, written)
        if form
    )
    return "" if is_said else written


def _based_on(statement: RightsStatement, original: Original) -> SafeString:
    """What was retold and where it was found; whether it first stood there is not known."""
    title, source = _title(original), _source(statement, original)
    if title and source:
        return _sentence(_("Based on %(title)s in %(source)s."), title=title, source=source)
    return _sentence(_("Based on %(title)s."), title=title) if title else SafeString()


def _title(original: Original) -> SafeString:
    if not original.title:
        return SafeString()
    title = wording.quoted(original.title, original.language)
    text = wording.in_its_language(title, original.language)
    if not original.is_on_the_web:
        return text
    return format_html('<a href="{}">{}</a>', original.url, text)


def _source(statement: RightsStatement, original: Original) -> SafeString:
    name = wording.in_its_language(original.source)
    if not (statement.source_slug and name):
        return name
    return format_html('<a href="{}">{}</a>', addresses.to("source", statement.source_slug), name)


def _translated(piece: Piece) -> SafeString:
    """Who translated it; where a machine did, those who went over its words."""
    original = piece.original
    if original and original.is_machine_translated:
        names = _names(piece, "translator", "editor")
        if not names:
            return conditional_escape(_("Translated by a machine."))
        return _sentence(_("Translated by a machine, revised by %(names)s."), names=names)
    if names := _names(piece, "translator"):
        return _sentence(_("Translated by %(names)s."), names=names)
    is_translation = original is not None and original.relation == "translation"
    return conditional_escape(_("A translation.")) if is_translation else SafeString()


def _names(piece: Piece, *roles: str) -> SafeString:
    names = dict.fromkeys(byline.name for byline in piece.bylines if byline.role in roles)
    return wording.join_names(map(wording.in_its_language, names))


def _allowed(statement: RightsStatement) -> SafeString:
    """What allows it, as far as readers are told: never “with permission” where the law alone does. What
    only stays in the archive says that it does.
    """
    if statement.is_kept:
        return _sentence(
            _("Kept in our archive, as agreed: the permission to reprint it has ended.")
        )
    if statement.basis in {Basis.PERMISSION, Basis.WHITELIST}:
        return _sentence(_("Reprinted with permission."))
    if statement.basis == Basis.SYNDICATION:
        return _sentence(_("Reprinted by arrangement."))
    if statement.basis == Basis.PUBLIC_DOMAIN:
        return _sentence(_("In the public domain."))
    if statement.basis == Basis.OPEN_LICENCE and statement.licence_url:
        return _sentence(_("Published under %(licence)s."), licence=licence(statement))
    return SafeString()
