"""Form fields of the desk: moments, lists a line an entry, names of tags. They refuse, and never fail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.tag_names import TagNamesInput
from articles.language import words
from articles.models import Tag

FIRST_YEAR, LAST_YEAR = 1900, 8999  # beyond these, changing the time zone overflows


def _in_zone() -> str:
    return gettext("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name()}


time_zone_note = lazy(_in_zone, str)


class MomentInput(forms.DateTimeInput):
    """The browser's own chooser of date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M:%S")


class Moment(forms.DateTimeField):
    """An instant, typed in the publication's time zone, which stands beside the field."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        options.pop("widget", None)  # the admin would split it in two
        help_text = options.pop("help_text", "")
        super().__init__(**options)
        self.help_text = format_lazy("{} {}.", help_text, time_zone_note())

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(_("Choose a year between 1900 and 8999."), code="year")
        return moment


class OneLineField(forms.CharField):
    """A title: its box grows with its words, and what it holds is one line of text."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.Textarea(attrs={"rows": 1, "class": "one-line"})
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class LinesField(forms.CharField):
    """A list of short texts, one a line; each once, blank lines left out."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class TagNamesField(forms.CharField):
    """Names of tags, parted by commas of any script; `cleaned_data` holds the list."""

    widget = TagNamesInput(attrs={"class": "vLargeTextField"})

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        names = words.split_tags(text)
        for name in names:
            check_tag_name(name)
        return names


def check_tag_name(name: str) -> None:
    """Raises `ValidationError` for what cannot be a tag's name."""
    longest = Tag._meta.get_field("name").max_length or 0
    if len(name) > longest:
        message = ngettext(
            "“%(name)s…” is too long for a tag: it may have %(limit)d character.",
            "“%(name)s…” is too long for a tag: it may have %(limit)d characters.",
            longest,
        )
        raise ValidationError(message % {"name": name[:40], "limit": longest}, code="too_long")
    if not words.fold(name) or not words.slugify(name):
        raise ValidationError(_("Write a name with letters or digits in it."), code="blank")
