"""What can be done to a permission, and what each of these asks for first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import Day
from articles.admin.permission_forms import ProofFields
from articles.admin.permission_status import lack_link
from articles.admin.verbs import Verb, WordsForm
from articles.models import Permission
from articles.refusals import IncompletePermission, Refused
from articles.rights import days, permissions
from articles.rights.coming_end import sentence


class GrantForm(WordsForm):
    """A refusal names all that is missing, each with the way to its field."""

    def refuse(self, refusal: Refused) -> None:
        if not isinstance(refusal, IncompletePermission):
            super().refuse(refusal)
            return
        for field, message in refusal.lacks:
            self.add_error(None, lack_link(self.row, field, message))


class RenewForm(WordsForm, ProofFields):
    """The term of the renewal and what proves it; everything else stays as it was."""

    valid_from = Day(
        label=_("From"),
        required=False,
        help_text=_("Left empty, it begins where the old one ends."),
    )
    valid_until = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day: it counts to its end, in their time zone."),
    )
    is_perpetual = forms.BooleanField(label=_("Without end"), required=False)
    field_order = [
        *("valid_from", "valid_until", "is_perpetual", "proof_kind", "proof_file"),
        *("proof_from_whom", "proof_received_on", "proof_words"),
        *("proof_is_checked", "proof_covers_ai", "said"),
    ]

    def __init__(self, *args: Any, row: Permission, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        ended = days.first_day(row.valid_until, row.zone)
        begins = self.fields["valid_from"].widget.attrs
        if _is_dark(row):
            begins["data-is-dark"] = ""
        elif ended:
            begins["data-touches"] = ended.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_proof(self.row.licensor)
        if self.proof is None and not any(name.startswith("proof_") for name in self.errors):
            self.add_error(
                "proof_words", gettext("Add what proves the renewal, or say where it is.")
            )
        if not cleaned.get("proof_is_checked"):
            self.add_error(
                "proof_is_checked",
                gettext(
                    "A renewal counts at once: look at the proof first, and tick that it says so."
                ),
            )
        return cleaned

    def arguments(self) -> dict[str, Any]:
        told = self.cleaned_data
        zone = self.row.zone
        term: dict[str, Any] = {"is_perpetual": told["is_perpetual"]}
        term["valid_until"] = days.ends(told["valid_until"], zone) if told["valid_until"] else None
        if told["valid_from"]:
            term["valid_from"] = days.begins(told["valid_from"], zone)
        return {**term, "said": told["said"], "proofs": [self.proof]}

    def refuse(self, refusal: Refused) -> None:
        places = {"evidence": "proof_words", "ai_policy": "proof_covers_ai"}
        if not isinstance(refusal, IncompletePermission):
            super().refuse(refusal)
        else:
            for field, message in refusal.lacks:
                place = places.get(field, field)
                self.add_error(place if place in self.fields else None, str(message))


def _renewing(row: Permission) -> str:
    """What stays, and from when on a renewal leaves a gap."""
    stays = gettext(
        "Makes a new permission that follows this one. Who allowed it, which use, where it may appear, "
        "the words of credit and whether others may reprint stay as they are; a fee is agreed anew."
    )
    if row.valid_until is None:
        return stays
    told = {
        "last": days.until_in_words(row.valid_until, row.zone),
        "first": days.from_in_words(row.valid_until, row.zone),
        "zone": row.zone.key,
    }
    if _is_dark(row):
        dark = gettext(
            "This one ended on %(last)s (%(zone)s), and its pages are gone since then. They come back when "
            "the renewal begins: at once, if that is past."
        )
        return f"{stays} {dark % told}"
    gap = gettext(
        "This one ends on %(last)s (%(zone)s). A renewal that begins by %(first)s leaves no gap; with a "
        "later one its pages are gone in between."
    )
    return f"{stays} {gap % told}"


def _is_dark(row: Permission) -> bool:
    """Whether it ended before anybody renewed it."""
    return row.valid_until is not None and row.valid_until <= timezone.now()


def _renewed(old: Permission, new: Permission) -> str:
    done = gettext("Renewed. The articles that rely on it go on with the new term.")
    if old.valid_until and _is_dark(old):
        return f"{gettext('Renewed.')} {_back(new, old.valid_until)}"
    if not (old.valid_until and new.valid_from and new.valid_from > old.valid_until):
        return f"{done} {gettext('The terms touch: nothing goes dark.')}"
    told = {
        "from": days.in_words(old.valid_until, old.zone),
        "until": days.in_words(new.valid_from, new.zone),
    }
    gap = gettext("It leaves a gap: from %(from)s until %(until)s its pages are gone.")
    return f"{done} {gap % told}"


def _back(new: Permission, since: datetime) -> str:
    """What readers see of what was dark since then: the past is as it was for them."""
    now = timezone.now()
    told = {
        "since": days.in_words(since, new.zone),
        "from": days.in_words(new.valid_from or now, new.zone),
    }
    if new.valid_until and new.valid_until <= now:
        over = gettext("It has been dark since %(since)s, and stays so: the new term is over, too.")
        return over % told
    if new.valid_from and new.valid_from > now:
        return gettext("It has been dark since %(since)s; it comes back from %(from)s.") % told
    return gettext("It has been dark since %(since)s; it comes back from now on.") % told


def _granting(row: Permission) -> str:
    begins = gettext("It counts from its first moment on. Evidence and term must be there.")
    return f"{begins} {sentence(row, at=timezone.now())}"


def _paying(row: Permission) -> str:
    fee = {"fee": f"{row.fee_amount} {row.fee_currency}".strip()}
    if row.counts_when_paid:
        return gettext("Notes that %(fee)s were paid: it counts from now on.") % fee
    return gettext("Notes that %(fee)s were paid.") % fee


def follows_from(verb: str) -> Callable[[Permission], bool]:
    allowed_from, _state = permissions.TRANSITIONS[verb]
    return lambda permission: permission.state in allowed_from


def _waits_for_money(row: Permission) -> bool:
    return follows_from("pay")(row) and bool(row.fee_amount) and not row.paid_at


VERBS = (
    Verb(
        name="request",
        label=_("We asked for it"),
        explanation=_("Notes that the holder was asked."),
        done=_("Noted: asked for."),
        permission="change_permission",
        do=permissions.request,
        fits=follows_from("request"),
        needs_text=True,
    ),
    Verb(
        name="grant",
        label=_("Grant"),
        explanation=_("It counts from its first moment on. Evidence and term must be there."),
        explains=_granting,
        done=_("Granted."),
        permission="decide_permission",
        do=permissions.grant,
        fits=follows_from("grant"),
        form=GrantForm,
        needs_text=True,
    ),
    Verb(
        name="refuse",
        label=_("They refused"),
        explanation=_("Notes that the holder said no."),
        done=_("Noted: refused."),
        permission="decide_permission",
        do=permissions.refuse,
        fits=follows_from("refuse"),
        needs_text=True,
    ),
    Verb(
        name="renew",
        label=_("Renew"),
        explanation=_("Makes a new permission that follows this one. Its term may leave a gap."),
        explains=_renewing,
        tells=_renewed,
        done=_("Renewed. The articles that rely on it go on with the new term."),
        permission="decide_permission",
        do=permissions.renew,
        fits=follows_from("renew"),
        form=RenewForm,
        needs_text=True,
    ),
    Verb(
        name="pay",
        label=_("Paid"),
        explanation=_("Notes that the fee was paid."),
        explains=_paying,
        done=_("Noted: paid."),
        permission="decide_permission",
        do=permissions.pay,
        fits=_waits_for_money,
        needs_text=True,
    ),
    Verb(
        name="suspend",
        label=_("Suspend"),
        explanation=_("Articles that rely on it leave the site at once, until it is resumed."),
        done=_("Suspended."),
        permission="decide_permission",
        do=permissions.suspend,
        fits=follows_from("suspend"),
        is_grave=True,
    ),
    Verb(
        name="resume",
        label=_("Resume"),
        explanation=_("It counts again, and the articles that rely on it come back."),
        done=_("It counts again."),
        permission="decide_permission",
        do=permissions.resume,
        fits=follows_from("resume"),
    ),
    Verb(
        name="revoke",
        label=_("Revoke"),
        explanation=_("Articles that rely on it leave the site at once, and for good."),
        done=_("Revoked."),
        permission="decide_permission",
        do=permissions.revoke,
        fits=follows_from("revoke"),
        is_grave=True,
    ),
)
