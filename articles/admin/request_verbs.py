"""What the desk can do to a request to reprint: what each verb asks, says, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.request_forms import AssignForm, ForwardForm, GrantForm, RemarkForm, SayForm
from articles.admin.verbs import Verb, VerbForm
from articles.models import Masthead, OutboundGrant, ReprintRequest
from articles.reprinting import erasing, grants, inbox, requests
from articles.rights import days
from articles.rights.statements import statement

WRITTEN_TO = _("They were written to.")


def fits(verb: str) -> Callable[[ReprintRequest], bool]:
    """Whether the table lets it be done to a request as it stands."""
    return lambda row: requests.fits(row, verb)


def _may_merge(row: ReprintRequest) -> bool:
    return fits("merge")(row) and inbox.duplicates(row).exists()


def _may_grant(row: ReprintRequest) -> bool:
    return fits("approve")(row) and not cannot_grant(row)


def cannot_grant(row: ReprintRequest) -> str:
    """Why nothing of what they ask about can be granted; empty where something can. At most 3 queries."""
    now = timezone.now()
    edition = requests.shown_edition(row, at=now)
    return grants.obstacle(edition, at=now) if edition else ""


def _mailed(done: Any, *, then: Any = WRITTEN_TO) -> Callable[[Any, Any], str]:
    """What was done, and whether its mail goes out or waits for a mail server."""

    def told(row: ReprintRequest, answer: Any) -> str:
        request: Any = row if isinstance(answer, OutboundGrant) else answer
        request.refresh_from_db()
        if not request.messages.filter(written_at=request.answered_at).exists():
            return str(done)
        waits = _("The mail waits in the outbox.")
        return f"{done} {then if settings.HAS_MAIL_SERVER else waits}"

    return told


def _confirmed(row: ReprintRequest, answer: Any) -> str:
    """What followed from it at once: whether they were answered, and whether that went out."""
    request: Any = answer
    request.refresh_from_db()
    if not request.answered_at:
        return str(_("Confirmed. It waits for your answer."))
    return _mailed(_("Confirmed, and answered at once: see below."))(row, answer)


def _explain_grant(row: ReprintRequest) -> str:
    if obstacle := cannot_grant(row):
        return obstacle
    edition = requests.shown_edition(row, at=timezone.now())
    text = _(
        "They get a letter with these words. Nothing can be granted that goes beyond our own permission, "
        "and the grant ends when ours does."
    )
    if edition is None or not edition.piece.original:
        return str(text)
    said = statement(edition, at=timezone.now(), masthead=Masthead.objects.get())
    if said.ends_at is None:
        return str(text)
    last = days.until_here(said.ends_at)
    ours = _("Ours counts until %(day)s.") % {"day": last}
    return f"{text} {ours}"


def _explain_passing_on(row: ReprintRequest) -> str:
    if settings.HAS_MAIL_SERVER:
        text = _("The holder gets what was asked, with the name and the address of whoever asked.")
    else:
        text = _(
            "This site sends no mail, so the holder gets nothing from here. Write to them yourself, or call "
            "them; then tick here that you did."
        )
    return str(text)


def _passing_on() -> str:
    if settings.HAS_MAIL_SERVER:
        return gettext("Pass it on to the holder")
    return gettext("Write to the holder")


def _verb(name: str, label: Any, explanation: Any, done: Any, do: Any, **more: Any) -> Verb:
    return Verb(
        name=name.replace("_", "-"),
        label=label,
        explanation=explanation,
        done=done,
        permission=inbox.RIGHT,
        do=do,
        **{"form": VerbForm, **({} if "fits" in more else {"fits": fits(name)}), **more},
    )


VERBS = (
    _verb(
        "confirm",
        _("Confirm by hand"),
        _(
            "For a request whose mail did not arrive, or could not be sent: you know that it is theirs."
        ),
        "",
        inbox.confirm_by_hand,
        tells=_confirmed,
    ),
    _verb(
        "approve",
        _("Grant it"),
        "",
        "",
        inbox.approve,
        form=GrantForm,
        fits=_may_grant,
        explains=_explain_grant,
        tells=_mailed(_("Granted.")),
    ),
    _verb(
        "answer",
        _("Write to them"),
        _("Nothing is decided by it."),
        "",
        inbox.answer,
        form=SayForm,
        tells=_mailed(_("Written.")),
    ),
    _verb(
        "ask_back",
        _("Ask back"),
        _("It waits for their answer, and is new again when that comes."),
        "",
        inbox.ask_back,
        form=SayForm,
        tells=_mailed(_("The question is noted.")),
    ),
    _verb(
        "quote",
        _("Offer terms"),
        _("It waits until they say whether they agree."),
        "",
        inbox.quote,
        form=SayForm,
        tells=_mailed(_("Offered.")),
    ),
    _verb(
        "forward",
        lazy(_passing_on, str)(),
        "",
        "",
        inbox.forward,
        form=ForwardForm,
        explains=_explain_passing_on,
        tells=_mailed(_("Noted as passed on."), then=_("The mails are on their way.")),
    ),
    _verb(
        "decline",
        _("Decline"),
        _("They are told, and the request is decided."),
        "",
        inbox.decline,
        form=SayForm,
        tells=_mailed(_("Declined.")),
        is_grave=True,
    ),
    _verb(
        "assign",
        _("Give it to somebody"),
        _("Who sees to it. Everybody at the rights desk can go on answering."),
        _("Noted."),
        inbox.assign,
        form=AssignForm,
    ),
    _verb("note", _("Add a note"), "", _("Noted."), inbox.remark, form=RemarkForm),
    _verb(
        "merge",
        _("Merge with their other request"),
        _(
            "They asked for this article more than once. This one is closed, and its thread goes there."
        ),
        _("Merged. This one is closed."),
        inbox.merge,
        fits=_may_merge,
    ),
    _verb(
        "close",
        _("Put aside"),
        _("Nothing more is to be done about it. They are not told."),
        _("Put aside."),
        inbox.close,
    ),
    _verb(
        "erase",
        _("Erase who asked"),
        _(
            "Name, address, message, thread and mails are deleted for good. Article, use, dates and state "
            "stay. After 24 months this happens by itself."
        ),
        _("Erased."),
        erasing.erase,
        fits=fits("note"),
        is_grave=True,
    ),
)
# Where what we say may begin with words that are often said.
BEGUN = frozenset({"answer", "ask-back", "quote", "decline", "forward"})


def granted(row: ReprintRequest) -> OutboundGrant | None:
    return getattr(row, "grant", None)
