"""The page on which a permission is renewed: its form, and what becomes of its pages meanwhile."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import Day
from articles.admin.permission_forms import ProofFields
from articles.admin.verbs import WordsForm
from articles.models import Permission
from articles.models.term_choices import Ending
from articles.refusals import IncompletePermission, Refused
from articles.rights import days
from articles.rights.coming_end import UNSAID
from articles.rights.requirements import TERMED

Said = dict[str, str | Promise]
STAYS = _(
    "Makes a new permission that follows this one. Who allowed it, which use, where it may appear, "
    "the words of credit and whether others may reprint stay as they are; a fee is agreed anew."
)
TOUCHES = _("The terms touch: nothing goes dark.")
# By what happens at an end. Before a renewal: of one that ended, and of one that has not yet.
OVER: Said = {
    Ending.REMOVE: _(
        "This one ended on %(last)s, and its pages are gone since then. They come back when the renewal "
        "begins: at once, if that is past."
    ),
    Ending.LINK: _(
        "This one ended on %(last)s, and since then its pages hold title, summary and a link to the "
        "original. The text comes back when the renewal begins: at once, if that is past."
    ),
    Ending.KEEP: _(
        "This one ended on %(last)s, and its pages stay as they are in our archive. New versions may "
        "appear from when the renewal begins."
    ),
}
ENDS: Said = {
    Ending.REMOVE: _(
        "This one ends on %(last)s. A renewal that begins by %(first)s leaves no gap; with a later one "
        "its pages are gone in between."
    ),
    Ending.LINK: _(
        "This one ends on %(last)s. A renewal that begins by %(first)s leaves no gap; with a later one "
        "the text is gone from its pages in between, and title, summary and a link stay."
    ),
    Ending.KEEP: _(
        "This one ends on %(last)s. A renewal that begins by %(first)s leaves no gap; with a later one "
        "its pages stay in our archive in between, and no new version may appear."
    ),
}
# As its days are typed.
TYPED_OVER: Said = {
    Ending.REMOVE: _("The pages are gone already: they come back when it begins."),
    Ending.LINK: _("The text is gone already: it comes back when it begins."),
    Ending.KEEP: _("The pages are still there, in our archive: readers notice nothing."),
}
TYPED_GAP: Said = {
    Ending.REMOVE: _("It leaves a gap: until it begins, the pages are gone."),
    Ending.LINK: _("It leaves a gap: until it begins, title, summary and a link stay alone."),
    Ending.KEEP: _(
        "It leaves a gap: until it begins, the pages stay in our archive, and no new version may appear."
    ),
}
# Once it is done.
GAP: Said = {
    Ending.REMOVE: _("It leaves a gap: from %(from)s until %(until)s its pages are gone."),
    Ending.LINK: _(
        "It leaves a gap: from %(from)s until %(until)s its pages hold title, summary and a link alone."
    ),
    Ending.KEEP: _(
        "It leaves a gap: from %(from)s until %(until)s its pages stay in our archive, and no new "
        "version may appear."
    ),
}
BACK: Said = {
    Ending.REMOVE: _("It has been dark since %(since)s; it comes back from %(from)s."),
    Ending.LINK: _("Its text has been gone since %(since)s; it comes back from %(from)s."),
    Ending.KEEP: _("Its pages are in our archive since %(since)s; it is in force from %(from)s."),
}
BACK_NOW: Said = {
    Ending.REMOVE: _("It has been dark since %(since)s; it comes back from now on."),
    Ending.LINK: _("Its text has been gone since %(since)s; it comes back from now on."),
    Ending.KEEP: _("Its pages are in our archive since %(since)s; it is in force from now on."),
}
STILL_OVER: Said = {
    Ending.REMOVE: _("It has been dark since %(since)s, and stays so: the new term is over, too."),
    Ending.LINK: _("Its text has been gone since %(since)s: the new term is over, too."),
    Ending.KEEP: _("Its pages stay in our archive: the new term is over, too."),
}


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
        said: Said = {"unsaid": UNSAID} if row.basis in TERMED else {}
        if is_over(row):
            said |= {"over": TYPED_OVER[row.ending]}
        elif ended:
            said |= {"touches": TOUCHES, "gap": TYPED_GAP[row.ending]}
            begins["data-touches"] = ended.isoformat()
        begins["data-sentences"] = json.dumps({name: str(one) for name, one in said.items()})

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


def is_over(row: Permission) -> bool:
    """Whether it ended before anybody renewed it."""
    return row.valid_until is not None and row.valid_until <= timezone.now()


def renewing(row: Permission) -> str:
    """What stays, and from when on a renewal leaves a gap."""
    if row.valid_until is None:
        return str(STAYS)
    told = {
        "last": days.until_in_words(row.valid_until, row.zone, names_zone=True),
        "first": days.from_in_words(row.valid_until, row.zone),
    }
    said = OVER if is_over(row) else ENDS
    return f"{STAYS} {str(said[row.ending]) % told}"


def renewed(old: Permission, new: Permission) -> str:
    """What readers see of it from now on."""
    if old.valid_until and is_over(old):
        return f"{gettext('Renewed.')} {_back(old, new)}"
    done = gettext("Renewed. The articles that rely on it go on with the new term.")
    if not (old.valid_until and new.valid_from and new.valid_from > old.valid_until):
        return f"{done} {TOUCHES}"
    told = {
        "from": days.in_words(old.valid_until, old.zone),
        "until": days.in_words(new.valid_from, new.zone),
    }
    return f"{done} {str(GAP[old.ending]) % told}"


def _back(old: Permission, new: Permission) -> str:
    """The past is for readers as it was."""
    now = timezone.now()
    since, from_ = old.valid_until or now, new.valid_from or now
    told = {"since": days.in_words(since, new.zone), "from": days.in_words(from_, new.zone)}
    if new.valid_until and new.valid_until <= now:
        return str(STILL_OVER[old.ending]) % told
    return str((BACK if from_ > now else BACK_NOW)[old.ending]) % told
