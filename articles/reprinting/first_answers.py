"""What can be answered at once: by the rights statement alone, without anybody at the desk.

Where the rights are ours, or where nobody is known to pass it on to, the desk answers.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addresses, clearance, post
from articles.models import Edition, Masthead, Permission, ReprintRequest, RequestNote
from articles.models.requests import RequestNoteKind, RequestState, Use
from articles.models.term_choices import Licence, Onward
from articles.piece import RightsStatement
from articles.reprinting import letters, words
from articles.reprinting.requests import note, shown_edition, tell
from articles.rights.statements import statement, whom_to_ask

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TO_HOLDER = frozenset({Onward.CONTACT_HOLDER, Onward.CONTACT_SOURCE})

BY_HAND = "–"  # what was said to the holder in another way, where nobody noted the words
# What is noted for the desk, by the name under which it stands in the thread.
TO_DESK = {
    "no_permission": gettext_lazy("No permission of ours is in force any more."),
    "no_address": gettext_lazy(
        "No e-mail address of the holder is recorded: pass it on, then note that here."
    ),
    "no_contact": gettext_lazy(
        "No contact of the holder is recorded: find out whom to ask, and answer."
    ),
    "no_mail_server": gettext_lazy(
        "This site sends no mail: pass it on to the holder in another way, then note that here. Their "
        "address stands with the permission or the source."
    ),
    post.NOT_PASSED_ON: gettext_lazy(
        "The mail to the holder could not be sent; the outbox says why. Pass it on to another address or in "
        "another way."
    ),
}


def in_words(noted: RequestNote) -> str:
    """A note of the thread in the active language, where nobody at the desk wrote its words."""
    if noted.text == BY_HAND and noted.kind == RequestNoteKind.TO_HOLDER:
        return _("Passed on in another way; nothing was mailed from here.")
    is_ours = noted.kind == RequestNoteKind.INTERNAL and noted.by_id is None
    return str(TO_DESK.get(noted.text, noted.text)) if is_ours else noted.text


class Answer(NamedTuple):
    """The state that a request comes into, what they are told, what the desk is told (a name of
    `TO_DESK`), and to whose private address it is passed on. Empty where there is nothing of the kind.
    """

    state: RequestState
    to_them: str = ""
    to_desk: str = ""
    holder: str = ""


def give(row: ReprintRequest, edition: Edition, *, at: datetime) -> None:
    """Answers a confirmed request that is held, as far as that can be done at once, and saves it."""
    masthead = Masthead.objects.get()
    said = statement(edition, at=at, masthead=masthead)
    with translation.override(row.language):
        answer = _answer(row, edition, said, masthead, at=at)
    row.state = answer.state
    row.answered_at = at if answer.state != RequestState.NEW else None
    row.save()
    if answer.to_desk:  # by its name: the desk reads it in its own language
        note(row, RequestNoteKind.INTERNAL, answer.to_desk, at=at)
    if answer.holder:
        pass_on(row, edition, answer.holder, at=at)
    if answer.to_them:
        tell(row, edition, answer.to_them, at=at)


def pass_on(
    row: ReprintRequest, edition: Edition, address: str, *, at: datetime, word: str = ""
) -> None:
    """Mails the request to the holder's address, which only the message itself names."""
    language = addresses.interface_language(edition.language)
    subject, body = letters.to_holder(row, edition, language=language, word=word)
    post.write(to=address, subject=subject, body=body, language=language, at=at, request=row)
    note(row, RequestNoteKind.TO_HOLDER, body, at=at)


class ForHolder(NamedTuple):
    """How the holder is reached, as it is recorded, and what a mail to them says, in which language."""

    contacts: list[str]
    mail: letters.Mail
    language: str


def for_holder(row: ReprintRequest, *, at: datetime) -> ForHolder | None:
    """What somebody needs who passes a request on in another way. At most 4 queries."""
    edition = shown_edition(row, at=at)
    if edition is None:
        return None
    language = addresses.interface_language(edition.language)
    mail = letters.to_holder(row, edition, language=language)
    return ForHolder(private_contacts(edition, at=at), mail, language)


def private_contacts(edition: Edition, *, at: datetime) -> list[str]:
    """How the desk can reach the holder, as it is recorded: with the permission, then with its source.
    One query.
    """
    if edition.piece.original is None:
        return []
    needs, known = clearance.of_edition(edition)
    rows = clearance.in_force(needs, known, at)
    if not rows:
        return []
    asked: Permission = whom_to_ask(rows)
    texts = [asked.onward_contact, asked.source.private_contact if asked.source else ""]
    return [text for text in texts if text.strip()]


def private_address(edition: Edition, *, at: datetime) -> str:
    """The first e-mail address among `private_contacts`; empty if none is recorded. One query."""
    found = map(_EMAIL.search, private_contacts(edition, at=at))
    return next((match[0] for match in found if match), "")


def _answer(
    row: ReprintRequest,
    edition: Edition,
    said: RightsStatement,
    masthead: Masthead,
    *,
    at: datetime,
) -> Answer:
    if not said.onward:
        return Answer(RequestState.NEW, to_desk="no_permission")
    if said.onward == Onward.FORBIDDEN:
        return Answer(
            RequestState.DECLINED,
            _("Thank you for asking. Those who hold the rights do not allow it to be reprinted."),
        )
    if said.onward == Onward.PUBLIC_LICENCE:
        if _is_covered(row, said.licence) and not row.message.strip():
            return Answer(RequestState.CLOSED, _licensed(edition, said, masthead))
        return Answer(RequestState.NEW, _licensed_in_part(edition, said, masthead))
    if said.onward == Onward.CREDIT_REQUIRED and row.use != Use.AI:
        text = _free_with_credit(edition, said, masthead)
        if row.message.strip() or _is_changed(row):
            return Answer(RequestState.NEW, f"{text}\n\n{_read_here()}")
        return Answer(RequestState.CLOSED, text)
    if not said.is_reprint or said.onward == Onward.CONTACT_US:
        return Answer(RequestState.NEW)
    return _to_holder(edition, said, at=at)


def _is_covered(row: ReprintRequest, licence: str) -> bool:
    """Whether the public licence allows all that was asked."""
    known = Licence(licence)
    is_for_money = known.forbids_commerce and row.is_commercial
    is_beyond = is_for_money or (known.forbids_changes and _is_changed(row))
    return row.use != Use.AI and not is_beyond


def _is_changed(row: ReprintRequest) -> bool:
    return row.will_edit or bool(row.into_language) or row.use == Use.TRANSLATION


def _read_here() -> str:
    return _("What you asked beyond that is read here, and answered by a person.")


def _licensed(edition: Edition, said: RightsStatement, masthead: Masthead) -> str:
    text = _(
        "You need no permission of ours: this text is published under %(licence)s (%(address)s)."
    )
    told = {"licence": said.licence_name, "address": said.licence_url}
    return _freely(text % told, edition, said, masthead)


def _licensed_in_part(edition: Edition, said: RightsStatement, masthead: Masthead) -> str:
    """What the licence says, where somebody here is to read the rest."""
    text = _(
        "This text is published under %(licence)s (%(address)s). For what that licence allows you need no "
        "permission of ours."
    )
    told = {"licence": said.licence_name, "address": said.licence_url}
    return f"{_freely(text % told, edition, said, masthead)}\n\n{_read_here()}"


def _free_with_credit(edition: Edition, said: RightsStatement, masthead: Masthead) -> str:
    text = _("You may reprint this text if you name the author and where it comes from.")
    return _freely(text, edition, said, masthead)


def _freely(text: str, edition: Edition, said: RightsStatement, masthead: Masthead) -> str:
    """With where the text can be taken, and the words of credit."""
    parts = [text]
    if kit := letters.kit(edition, said):
        ready = _("The text is ready to be taken here: %(address)s")
        parts.append(ready % {"address": addresses.absolute(kit)})
    return "\n\n".join([*parts, _credit(edition, said, masthead)])


def _credit(edition: Edition, said: RightsStatement, masthead: Masthead) -> str:
    address = letters.article_address(edition)
    credit = words.credit_to_copy(said, edition, masthead=masthead, address=address)
    return _("Please print these words of credit:") + "\n" + credit


def _public_contact(edition: Edition) -> str:
    source = edition.reprinted_from
    return source.public_contact if source else ""


def _to_holder(edition: Edition, said: RightsStatement, *, at: datetime) -> Answer:
    sorry = _("The rights to this text are not ours, so we cannot grant this.")
    if said.is_forwarded:
        address = private_address(edition, at=at)
        if address and settings.HAS_MAIL_SERVER:
            passed = _(
                "We pass your request on to those who hold them; they answer you themselves."
            )
            return Answer(RequestState.FORWARDED, f"{sorry} {passed}", holder=address)
        waits = _("Somebody here sees to it that those who hold them are asked, and tells you.")
        if known := address and _public_contact(edition):
            yourself = _(
                "This site sends no mail by itself; you can ask them directly: %(contact)s"
            )
            waits = f"{waits} {yourself % {'contact': known}}"
        told = f"{sorry} {waits}"
        return Answer(RequestState.NEW, told, "no_mail_server" if address else "no_address")
    if contact := said.onward_contact or _public_contact(edition):
        text = _("Please ask those who hold them: %(contact)s") % {"contact": contact}
        return Answer(RequestState.REFERRED, f"{sorry} {text}")
    return Answer(RequestState.NEW, to_desk="no_contact")
