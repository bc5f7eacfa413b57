"""Form fields of the desk: moments, lists a line an entry, names of tags. They refuse, and never fail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from articles.admin.said import DIGITS, row_number
from articles.admin.tag_names import TagNamesInput
from articles.language import words
from articles.models.taxonomy import NAME_LENGTH, is_too_long

CLOCK_CHANGE = "ambiguous_timezone"  # Django's word for a time that is no instant, or two
FIRST_YEAR, LAST_YEAR = 1900, 8999  # beyond these, changing the time zone overflows
MOST_TAGS = 100  # of one article, typed at once


def _in_zone() -> str:
    zone = {"zone": timezone.get_current_timezone_name(), "offset": _offset(timezone.now())}
    return gettext("Time zone: %(zone)s (%(offset)s today).") % zone


time_zone_note = lazy(_in_zone, str)


def _offset(at: datetime) -> str:
    """How far the publication's clocks are from UTC at that instant, as UTC+01:00."""
    return f"UTC{timezone.localtime(at).isoformat()[-6:]}"


def moment_in_words(at: datetime) -> str:
    """An instant with its weekday, in the publication's time zone, which is named."""
    local = timezone.localtime(at)
    words = {
        "weekday": formats.date_format(local, "l"),
        "moment": formats.date_format(local, "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
        "offset": _offset(at),
    }
    return gettext("%(weekday)s, %(moment)s %(zone)s (%(offset)s)") % words


def when(at: datetime | None) -> SafeString:
    """An instant as lists show it: its day and hour, in another year its date; all of it as the title."""
    if at is None:
        return SafeString()
    local = timezone.localtime(at)
    is_this_year = local.year == timezone.localtime().year
    short = pgettext("date format", "j F, H:i") if is_this_year else "DATE_FORMAT"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        formats.date_format(local, "DATETIME_FORMAT"),
        formats.date_format(local, short),
    )


def _clock_change(moment: datetime) -> str:
    """Why a time of day is no instant: the clocks leave it out, or strike it twice."""
    zone = timezone.get_current_timezone()
    back = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    words = {"time": moment.strftime("%H:%M"), "zone": timezone.get_current_timezone_name()}
    if back != moment:
        return (
            gettext(
                "%(time)s does not exist on that day in %(zone)s: the clocks are put forward. "
                "Choose an earlier or a later time."
            )
            % words
        )
    return (
        gettext(
            "%(time)s comes twice on that day in %(zone)s: the clocks are put back. "
            "Choose an earlier or a later time."
        )
        % words
    )


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
        self.help_text = format_lazy("{} {}", help_text, time_zone_note())

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        except ValidationError as error:
            if error.code != CLOCK_CHANGE or not error.params:
                raise
            raise ValidationError(
                _clock_change(error.params["datetime"]), code=error.code
            ) from error
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(_("Choose a year between 1900 and 8999."), code="year")
        return moment


class DayInput(forms.DateInput):
    """The browser's own chooser of a day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Day(forms.DateField):
    """A day, as the calendar has it."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        options.pop("widget", None)  # the admin has a chooser of its own
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Choose a year between 1900 and 8999."), code="year")
        return day


class RowField(forms.ModelChoiceField):
    """A row by its number; one that no database takes is refused, and the box is then empty."""

    def prepare_value(self, value: Any) -> Any:
        value = super().prepare_value(value)
        return value if row_number(str(value)) is not None else ""


class RowsField(forms.ModelMultipleChoiceField):
    """Rows by their numbers, as `RowField`."""

    def prepare_value(self, value: Any) -> Any:
        values = super().prepare_value(value)
        if not isinstance(values, list):
            return values
        return [one for one in values if row_number(str(one)) is not None]

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if row_number(str(one)) is None:
                told = {"pk": str(one)[:DIGITS]}
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params=told
                )
        return super().clean(value)


class OneLineField(forms.CharField):
    """A title: its box grows with its words, and what it holds is one line of text."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.Textarea(attrs={"rows": 1, "class": "one-line"})
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class TextField(forms.CharField):
    """Words of several lines. A browser ends them otherwise than we keep them: that is no change."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), self.to_python(data))


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
        if len(names) > MOST_TAGS:
            message = _("An article has at most %(limit)d tags; these are %(number)d.")
            told = {"limit": MOST_TAGS, "number": len(names)}
            raise ValidationError(message % told, code="too_many")
        for name in names:
            check_tag_name(name)
        return names


def check_tag_name(name: str) -> None:
    """Raises `ValidationError` for what cannot be a tag's name."""
    if is_too_long(name):
        message = ngettext(
            "“%(name)s…” is too long for a tag: it may have %(limit)d character.",
            "“%(name)s…” is too long for a tag: it may have %(limit)d characters.",
            NAME_LENGTH,
        )
        raise ValidationError(message % {"name": name[:40], "limit": NAME_LENGTH}, code="too_long")
    if not words.fold(name) or not words.slugify(name):
        raise ValidationError(_("Write a name with letters or digits in it."), code="blank")
