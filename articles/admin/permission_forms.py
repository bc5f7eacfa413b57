"""The form of a permission: days in place of instants, a short name if none was given, a proof beside it.

A day counts in the time zone of whoever allowed it. What cannot be kept is said beside its field.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.choices import SourceField
from articles.admin.fields import Day, Moment
from articles.admin.permission_fields import NOT_ASKED
from articles.language import words
from articles.models import Permission
from articles.models.evidence import EvidenceKind
from articles.models.terms import check_time_zone
from articles.rights import days, evidence, permissions
from articles.rights.evidence import Proof, UnusableEvidence
from articles.rights.kept_files import KeptFile

# Which fields hold an end of the term: by day, by moment, and how a day becomes an instant.
ENDS: tuple[tuple[str, str, Callable[[date, ZoneInfo], datetime]], ...] = (
    ("valid_from", "exact_from", days.begins),
    ("valid_until", "exact_until", days.ends),
)
LONG = frozenset({"required_credit", "archive_clause", "notes"})
KEPT = "proof_kept"  # what a form sends of the file that is kept
COLUMNS = frozenset(column.name for column in Permission._meta.fields)


class QuestionsForm(forms.ModelForm):
    """A question ends in its own mark, and Django would put a colon after it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class ProofInput(forms.FileInput):
    """With the token of the file that is kept, if one is."""

    token = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        shown: SafeString = super().render(*args, **kwargs)
        if not self.token:
            return shown
        hidden = format_html('<input type="hidden" name="{}" value="{}">', KEPT, self.token)
        return format_html("{}{}", shown, hidden)


class ProofFields(forms.Form):
    """A proof, if one is added: nothing of it is asked for otherwise."""

    proof_kind = forms.ChoiceField(
        label=_("What it is"), choices=[("", "---------"), *EvidenceKind.choices], required=False
    )
    proof_file = forms.FileField(
        label=_("File"),
        required=False,
        widget=ProofInput,
        help_text=_("A PDF, a picture, a Word document or plain text, of at most 20 MB."),
    )
    proof_from_whom = forms.CharField(
        label=_("From whom"),
        required=False,
        max_length=200,
        help_text=_("Who wrote or sent it. Left empty: who allowed it."),
    )
    proof_received_on = Day(label=_("Received on"), required=False)
    proof_words = forms.CharField(
        label=_("What it says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The sentence that allows it, or where it is kept: “folder 12”."),
    )
    proof_covers_ai = forms.BooleanField(
        label=_("It says that machines may be trained on it"), required=False
    )
    proof_is_checked = forms.BooleanField(label=_("I looked at it and it says so"), required=False)

    proof: Proof | None = None

    def clean_proof(self, licensor: str) -> None:
        """Makes `proof` of what was typed, or puts what is wrong with it beside its field."""
        told = {
            name.removeprefix("proof_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("proof_")
        }
        is_checked = told.pop("is_checked", False)
        is_kept = bool(self.data.get(KEPT))
        if not (is_checked or is_kept or any(told.values())) or self._has_errors():
            return
        file = told.pop("file", None)
        if is_kept and file is None:
            self.add_error("proof_file", gettext("Choose the file again: it is not kept any more."))
            return
        proof = Proof(
            **{**told, "from_whom": told["from_whom"] or licensor},
            data=file.read(evidence.LARGEST + 1) if file else b"",
            file_name=words.storable(file.name) if file else "",
        )
        try:
            evidence.check_proof(proof)
        except UnusableEvidence as refusal:
            self.add_error(f"proof_{refusal.field}", str(refusal))
        else:
            self.proof = proof

    def show_kept(self, file: KeptFile) -> None:
        """A browser sends a file once: this one waits, and goes with the form when it is sent again."""
        shown: Any = self["proof_file"]
        shown.field.widget.token = file.token
        said = gettext("%(file)s is kept; choose another to replace it.") % {"file": file.name}
        shown.help_text = format_html("<strong>{}</strong> {}", said, shown.help_text)

    def _has_errors(self) -> bool:
        return any(name.startswith("proof_") for name in self.errors)


class PermissionForm(ProofFields, QuestionsForm):
    valid_from = Day(label=_("From"), required=False)
    valid_until = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day: it counts to its end, in their time zone."),
    )
    exact_from = Moment(label=_("From this moment, by our clocks"), required=False)
    exact_until = Moment(
        label=_("Until this moment, by our clocks"),
        required=False,
        help_text=_("The first moment at which it no longer counts, if no day ends there."),
    )

    class Meta:
        field_classes = {"source": SourceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reference" in self.fields:
            self.fields["reference"].required = False
            self.fields["reference"].help_text = _(
                "How the desk calls it: “City & Method, 2026”. Left empty: the source and who allowed it."
            )
        if not self.instance.pk and "source" in self.fields:
            chooser: Any = self.fields["source"].widget  # the admin wraps it
            getattr(chooser, "widget", chooser).attrs["autofocus"] = True
        for name in LONG & set(self.fields):
            self.fields[name].widget.attrs["rows"] = 3
        if "basis" in self.fields:
            told = {basis: list(parts) for basis, parts in NOT_ASKED.items()}
            self.fields["basis"].widget.attrs["data-not-asked"] = json.dumps(told)
        if self.instance.pk and "valid_from" in self.fields:
            self._show_term()

    def _show_term(self) -> None:
        zone = self.instance.zone
        shown = {
            "valid_from": days.first_day(self.instance.valid_from, zone),
            "valid_until": days.last_day(self.instance.valid_until, zone),
        }
        for name, exact, _to_instant in ENDS:
            self.initial[name] = shown[name]
            if shown[name] is None:
                self.initial[exact] = getattr(self.instance, name)

    def clean_time_zone(self) -> str:
        """Asked before the days are: they are counted in it."""
        name: str = self.cleaned_data["time_zone"]
        check_time_zone(name)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "valid_from" in self.fields:
            self._clean_term(cleaned)
        if "reference" in self.fields and not cleaned.get("reference"):
            self._clean_name(cleaned)
        if "proof_kind" in self.fields:
            self.clean_proof(cleaned.get("licensor") or self.instance.licensor)
        return cleaned

    def _clean_term(self, cleaned: dict[str, Any]) -> None:
        zone = Permission(time_zone=cleaned.get("time_zone", "")).zone
        for name, exact, to_instant in ENDS:
            day, moment = cleaned.get(name), cleaned.get(exact)
            if day and moment:
                self.add_error(exact, gettext("Give the day or the moment, not both."))
            if name in cleaned:
                cleaned[name] = moment or (to_instant(day, zone) if day else None)

    def _clean_name(self, cleaned: dict[str, Any]) -> None:
        source, licensor = (
            cleaned.get(field) if field in self.fields else getattr(self.instance, field)
            for field in ("source", "licensor")
        )
        name = permissions.proposed_name(source=source, licensor=licensor or "")
        if not name and "reference" not in self.errors:
            self.add_error(
                "reference", gettext("Give it a short name, or say which source or who allowed it.")
            )
        cleaned["reference"] = name

    def add_error(self, field: str | None, error: Any) -> None:
        """A rule of the row is said beside the field that was filled in, or above the form where
        the form has no such field.
        """
        if field is None and hasattr(error, "error_dict"):
            placed: dict[str, list[ValidationError]] = {}
            for name, errors in error.error_dict.items():
                placed.setdefault(self._place_of(name), []).extend(errors)
            error = ValidationError(placed)
        super().add_error(field, error)

    def _place_of(self, name: str) -> str:
        exact = next((exact for day, exact, _to in ENDS if day == name), "")
        if exact and self.cleaned_data.get(exact):
            return exact
        return name if name in self.fields else NON_FIELD_ERRORS

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: told for name, told in self.cleaned_data.items() if name in COLUMNS}
