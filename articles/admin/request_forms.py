"""What the verbs on a request to reprint ask before they are done."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import RowField
from articles.admin.verbs import VerbForm
from articles.models import Masthead, ReprintRequest, RequestNote
from articles.models.common import language_tag
from articles.models.requests import Portion, Use
from articles.refusals import Refused
from articles.reprinting import first_answers, inbox, letters, requests, words
from articles.rights.statements import statement

LONGEST = RequestNote._meta.get_field("text").max_length


def _words(label: Any, *, required: bool = True, rows: int = 8, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class SayForm(VerbForm):
    """What they are told."""

    text = _words(
        _("What we tell them"),
        help_text=_("A greeting, and the address of their page, are added in the mail."),
    )

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["text"].widget.attrs["lang"] = row.language


class RemarkForm(VerbForm):
    text = _words(_("Note"), rows=4, help_text=_("For the desk only."))


class AssignForm(VerbForm):
    to = RowField(User.objects.none(), label=_("Who sees to it"), required=False)

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        who: Any = self.fields["to"]
        backend = "django.contrib.auth.backends.ModelBackend"
        who.queryset = User.objects.with_perm(f"articles.{inbox.RIGHT}", backend=backend)
        who.empty_label = _("Nobody yet")
        self.initial.setdefault("to", row.assigned_to_id)


class ForwardForm(VerbForm):
    to = forms.EmailField(
        label=_("To whom"),
        required=False,
        help_text=_("Left empty, it goes to the address that the permission or the source holds."),
    )
    is_by_hand = forms.BooleanField(
        label=_("I passed it on in another way: nothing is mailed to the holder"),
        required=False,
        error_messages={
            "required": _("Tick this once you passed it on: no mail goes out from here.")
        },
    )
    word = _words(_("A word to the holder"), required=False, rows=4)
    text = _words(
        _("What we tell them"),
        required=False,
        help_text=_("Those who asked. Left empty, they are told nothing more."),
    )

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if not settings.HAS_MAIL_SERVER:
            del self.fields["to"]
            self.fields["is_by_hand"].required = True
            self.fields["word"].label = _("What you told the holder")
            self.fields["word"].help_text = _("For the thread. May stay empty.")
        elif not _has_address(row):
            self.fields["to"].help_text = _(
                "No e-mail address of the holder is recorded: write one."
            )


class GrantForm(VerbForm):
    """What the letter says; it begins with what was asked."""

    use = forms.ChoiceField(label=_("Which use"), choices=Use.choices)
    into_language = forms.CharField(
        label=_("In which language"),
        required=False,
        max_length=16,
        validators=[language_tag],
        help_text=_("A tag like fr or zh-Hant; for a translation."),
    )
    portion = forms.ChoiceField(label=_("How much of it"), choices=Portion.choices)
    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("Until, that day included"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: without end, as long as our own right to it lasts."),
    )
    territory = forms.CharField(label=_("Territory"), required=False, max_length=200)
    may_edit = forms.BooleanField(label=_("They may change or shorten it"), required=False)
    is_commercial = forms.BooleanField(label=_("For commercial use"), required=False)
    credit = _words(_("Words of credit"), rows=3)
    conditions = _words(_("Conditions"), required=False, rows=4)
    text = _words(_("A word to them"), required=False, rows=4)

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        today = timezone.localdate()
        asked = {
            **{name: getattr(row, name) for name in ("use", "into_language", "portion")},
            "from_on": max(row.from_on or today, today),
            **{"until_on": row.until_on, "is_commercial": row.is_commercial},
            **{"may_edit": row.will_edit, "credit": _credit(row)},
        }
        self.initial = {**asked, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_translation = cleaned.get("use") == Use.TRANSLATION
        if is_translation and "into_language" not in self.errors and not cleaned["into_language"]:
            self.add_error("into_language", _("Say into which language."))
        return cleaned

    def refuse(self, refusal: Refused) -> None:
        """All that goes beyond our own permission, each beside its field."""
        super().refuse(refusal)
        for other in getattr(refusal, "others", ()):
            super().refuse(other)

    def clean_from_on(self) -> date:
        return _in_reach(self.cleaned_data["from_on"])

    def clean_until_on(self) -> date | None:
        until_on = self.cleaned_data["until_on"]
        return _in_reach(until_on) if until_on else None

    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        from_on, until_on = told.pop("from_on"), told.pop("until_on")
        now = timezone.now()
        begins = now if from_on == timezone.localdate(now) else _midnight(from_on)
        ends = _midnight(until_on + timedelta(days=1)) if until_on else None
        return {**told, "valid_from": begins, "valid_until": ends}


def _has_address(row: ReprintRequest) -> bool:
    """Whether a mail to the holder knows where to go. At most 2 queries."""
    now = timezone.now()
    edition = requests.shown_edition(row, at=now)
    return bool(edition and first_answers.private_address(edition, at=now))


def _in_reach(day: date) -> date:
    """A day that no change of the time zone takes out of the calendar."""
    if not 1900 <= day.year <= 8999:
        raise forms.ValidationError(_("Choose a year between 1900 and 8999."))
    return day


def _midnight(day: date) -> datetime:
    """Where a day begins in the publication's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _credit(row: ReprintRequest) -> str:
    """The words of credit that the article's page of rights gives. At most 3 queries."""
    now = timezone.now()
    edition = requests.shown_edition(row, at=now)
    if edition is None:
        return ""
    masthead = Masthead.objects.get()
    public = statement(edition, at=now, masthead=masthead)
    # What is granted to one is under no public licence.
    said = msgspec.structs.replace(public, licence="", licence_name="", licence_url="")
    with translation.override(row.language):
        address = letters.article_address(edition)
        return words.credit_to_copy(said, edition, masthead=masthead, address=address)
