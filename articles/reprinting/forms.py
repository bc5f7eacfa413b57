"""The forms of those who want to reprint: their request, and what they say back."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from articles.models import ReprintRequest, RequestNote
from articles.models.requests import Portion, Use
from articles.reading.guarded import GuardedForm, OneLine, PlainText

# The languages that essays are most often asked to go into; another one is said in words.
LANGUAGES = (
    *("en", "zh-Hans", "zh-Hant", "ar", "bn", "ca", "cs", "da", "de", "el", "es", "fa", "fi", "fr"),
    *("he", "hi", "hu", "id", "it", "ja", "ko", "nl", "nb", "pl", "pt", "ro", "ru", "sv", "th"),
    *("tr", "uk", "ur", "vi"),
)


def _named(tag: str) -> str:
    return normalize("NFC", str(LANG_INFO[tag.lower()]["name_local"]))


class LanguageSelect(forms.Select):
    """Each language by its own name, marked as its own."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = value
        return option


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _line(name: str, **options: Any) -> OneLine:
    """One line of text for a column of the request, with its words and its length."""
    column: Any = ReprintRequest._meta.get_field(name)
    return OneLine(
        label=options.pop("label"),
        max_length=column.max_length,
        required=not column.blank,
        help_text=column.help_text,
        widget=forms.TextInput(attrs=options),
    )


class RequestForm(GuardedForm, forms.ModelForm):
    """Who asks, for where, and for what."""

    salt = "articles.reprinting.request"

    name = _line("name", label=_("Your name"), autocomplete="name")
    organisation = _line("organisation", label=_("For whom"), autocomplete="organization")
    publication = _line("publication", label=_("Where it is to appear"))
    into_language = forms.ChoiceField(
        label=_("In which language"),
        choices=[("", "–"), *((tag, _named(tag)) for tag in LANGUAGES)],
        widget=LanguageSelect,
        required=False,
        help_text=_("For a translation. If yours is missing, say so under “anything else”."),
    )
    message = PlainText(
        label=_("Anything else"),
        max_length=ReprintRequest._meta.get_field("message").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    agrees = forms.BooleanField(
        label=_(
            "I agree that what I write here is kept for 24 months and, where the rights are not yours, "
            "passed on to those who hold them."
        ),
        error_messages={"required": _("We can only read it if you agree to that.")},
    )

    class Meta:
        model = ReprintRequest
        fields = (
            *("name", "email", "organisation", "publication", "publication_url"),
            *("use", "into_language", "portion", "excerpt_words", "from_on", "until_on"),
            *("is_commercial", "will_edit", "message"),
        )
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "publication_url": forms.URLInput(attrs={"placeholder": "https://"}),
            "from_on": DayInput(),
            "until_on": DayInput(),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        from_on, until_on = cleaned.get("from_on"), cleaned.get("until_on")
        if from_on and until_on and until_on < from_on:
            self.add_error("until_on", _("The end must come after the beginning."))
        if cleaned.get("use") == Use.TRANSLATION and not (
            cleaned.get("into_language") or cleaned.get("message")
        ):
            self.add_error("into_language", _("Say into which language."))
        if cleaned.get("portion") == Portion.FULL:
            cleaned["excerpt_words"] = None
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The columns of the request."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class ReplyForm(forms.Form):
    """What they say back."""

    text = PlainText(
        label=_("Your answer"),
        max_length=RequestNote._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
