"""What can be done to a permission, and what each of these asks for first."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.permission_renewing import RenewForm, renewed, renewing
from articles.admin.permission_status import lack_link, to_publish
from articles.admin.permission_stopping import resuming, stopping
from articles.admin.verbs import Verb, WordsForm
from articles.models import Permission
from articles.refusals import IncompletePermission, Refused
from articles.rights import permissions
from articles.rights.coming_end import sentence


class GrantForm(WordsForm):
    """A refusal names all that is missing, each with the way to its field."""

    def refuse(self, refusal: Refused) -> None:
        if not isinstance(refusal, IncompletePermission):
            super().refuse(refusal)
            return
        for field, message in refusal.lacks:
            self.add_error(None, lack_link(self.row, field, message))


def _granting(row: Permission) -> str:
    begins = gettext("It counts from its first moment on. Evidence and term must be there.")
    return f"{begins} {sentence(row, at=timezone.now())}"


def _granted(row: Permission, granted: Permission) -> SafeString:
    return format_html("{} {}", gettext("Granted."), to_publish(granted, at=timezone.now()))


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


# What was renewed is stopped, and let go on, with its renewal.
OF_THE_CHAIN = frozenset({"suspend", "resume", "revoke"})
SUSPENDING = _("It counts no longer, until it is resumed.")
REVOKING = _("It counts no longer, for good.")

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
        tells=_granted,
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
        explains=renewing,
        tells=renewed,
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
        explanation=SUSPENDING,
        explains=stopping(SUSPENDING),
        done=_("Suspended."),
        permission="decide_permission",
        do=permissions.suspend,
        fits=follows_from("suspend"),
        is_grave=True,
    ),
    Verb(
        name="resume",
        label=_("Resume"),
        explanation="",
        explains=resuming,
        done=_("It counts again."),
        permission="decide_permission",
        do=permissions.resume,
        fits=follows_from("resume"),
    ),
    Verb(
        name="revoke",
        label=_("Revoke"),
        explanation=REVOKING,
        explains=stopping(REVOKING),
        done=_("Revoked."),
        permission="decide_permission",
        do=permissions.revoke,
        fits=follows_from("revoke"),
        is_grave=True,
    ),
)
