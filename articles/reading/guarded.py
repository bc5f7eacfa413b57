"""Forms that strangers send: fields that take text as a page can hold it, and a guard against machines.

The guard is a field that people do not see, and a signed moment before which no person has typed. Whatever
is wrong, what was typed comes back.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.language import typed

SECONDS_TO_TYPE = 3
SECONDS_VALID = 24 * 60 * 60


class PlainText(forms.CharField):
    """Text as a page can hold it, of which something can be seen."""

    def to_python(self, value: Any) -> str:
        return typed.tidied(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value if typed.can_be_seen(value) else "")


class OneLine(PlainText):
    """A name or a title: one line, whatever was sent."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class GuardedForm(forms.Form):
    """A form about one article. `began` is the signed moment at which it was handed out."""

    salt = ""  # one form's moment opens no other

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, article_key: str, **kwargs: Any) -> None:
        self.article_key = article_key
        super().__init__(*args, **kwargs)
        self.fields["began"].initial = began(article_key, self.salt)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self.add_error(None, _("Please leave the last field empty and send it again."))
            self._renew("website", "")
        self._check_began(cleaned.get("began", ""))
        return cleaned

    def _check_began(self, signed: str) -> None:
        signer = TimestampSigner(salt=self.salt)
        try:
            key = signer.unsign(signed, max_age=SECONDS_VALID)
        except BadSignature:  # too old is a bad signature, too
            key = ""
        if key != self.article_key:
            self.add_error(None, _("This form has grown old. Please send it once more."))
            self._renew("began", began(self.article_key, self.salt))
        elif self._is_young(signed):
            told = ngettext(
                "That was very quick. Please wait a second, and send it once more.",
                "That was very quick. Please wait %(count)d seconds, and send it once more.",
                SECONDS_TO_TYPE,
            )
            self.add_error(None, told % {"count": SECONDS_TO_TYPE})

    def _is_young(self, signed: str) -> bool:
        """Whether a genuine signature is younger than a person can type."""
        try:
            TimestampSigner(salt=self.salt).unsign(signed, max_age=SECONDS_TO_TYPE)
        except SignatureExpired:
            return False
        return True

    def _renew(self, name: str, value: str) -> None:
        self.data = {**dict(self.data.items()), name: value}


def began(article_key: str, salt: str) -> str:
    """This moment, signed for one article and one form."""
    return TimestampSigner(salt=salt).sign(article_key)
