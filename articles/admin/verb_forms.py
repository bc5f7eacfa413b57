"""What the verbs of the working copy ask before they are done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import Moment
from articles.admin.verbs import VerbForm, WordsForm
from articles.models import Article
from articles.models.articles import WithdrawalReason
from articles.models.editions import EditionKind
from articles.refusals import Blocked, Refused, StaleArticle

OTHER_TEXT = _(
    "Someone saved the article after you opened this page, so nothing was done. Read what it says now, "
    "then press the button again."
)


class VersionForm(VerbForm):
    """Carries the version of the working copy that the page was made from: a verb refuses another."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.initial["version"] = self._now = row.version

    def arguments(self) -> dict[str, Any]:
        self.row.version = self.cleaned_data["version"]
        return {name: told for name, told in super().arguments().items() if name != "version"}

    def refuse(self, refusal: Refused) -> None:
        """Says first that there is another text; whoever then presses again means that one."""
        self.row.version = self._now
        if isinstance(refusal, StaleArticle):
            refusal = Refused(OTHER_TEXT)
            sent: Any = self.data
            self.data = sent = sent.copy()
            sent["version"] = self._now
        super().refuse(refusal)


class TextForm(VersionForm, WordsForm):
    """A word about the text that is sent on, as it was read."""


class ChangesForm(WordsForm):
    said = forms.CharField(
        label=_("What should change"),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )


class MomentForm(VerbForm):
    """Now, or at a moment of the publication's time zone."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            (NOW, _("Now: readers see it at once")),
            (LATER, _("Later: it goes out at the moment that you choose")),
        ],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    at = Moment(label=_("From"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == self.LATER and "at" not in self.errors:
            at = cleaned.get("at")
            if at is None:
                self.add_error("at", _("Say from which moment on."))
            elif at <= timezone.now():
                self.add_error("at", _("Choose a moment to come, or publish it now."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {"at": self.moment}

    def refuse(self, refusal: Refused) -> None:
        """What the checklist stops is said a line each."""
        if not isinstance(refusal, Blocked):
            super().refuse(refusal)
            return
        for finding in refusal.findings:
            self.add_error(None, str(finding.message))

    @property
    def moment(self) -> datetime | None:
        """The moment chosen; None for now."""
        chosen = getattr(self, "cleaned_data", {})
        return chosen.get("at") if chosen.get("when") == self.LATER else None


class PublishForm(VersionForm, MomentForm):
    """From the second version on, it asks what kind it is."""

    kind = forms.ChoiceField(
        label=_("What kind of change is it?"),
        choices=[
            (EditionKind.MINOR, _("Small repair: a slip of the pen. Readers are not told.")),
            (EditionKind.UPDATE, _("Update: there is something new. Readers are told what.")),
            (EditionKind.CORRECTION, _("Correction: it was wrong. Readers are told what.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of version this is.")},
    )
    note = forms.CharField(
        label=_("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changed, in a sentence. An update or a correction needs one."),
    )

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if not row.editions.exists():
            del self.fields["kind"], self.fields["note"]

    def arguments(self) -> dict[str, Any]:
        told = self.cleaned_data
        return super().arguments() | {name: told.get(name, "") for name in ("kind", "note")}


class RescheduleForm(MomentForm):
    """Begins with the moment that it is scheduled for."""

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        coming = row.editions.filter(at__gt=timezone.now()).first()
        self.initial["when"], self.initial["at"] = self.LATER, coming and coming.at


class TakedownForm(WordsForm):
    takedown_at = Moment(
        label=_("Off the site from"),
        required=False,
        help_text=_("Leave it empty to give up the plan."),
    )
    field_order = ["takedown_at", "said"]

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.initial["takedown_at"] = row.planned_takedown_at


class WithdrawForm(VerbForm):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "---------"), *WithdrawalReason.choices]
    )
    notice = forms.CharField(
        label=_("Notice for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands at the article's address from now on, with its title and byline."),
    )
