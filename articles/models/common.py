"""What several nouns share: names in each interface language, short keys, language tags, rich text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.conf import settings
from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.validators import RegexValidator
from django.db import connections, models, router
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from articles.language import html, typed, vocabulary

KEY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no look-alikes: keys are read aloud
KEY_LENGTH = 8

language_tag = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$",
    _("Write a language tag like en, en-GB or zh-Hans."),
)


def new_key() -> str:
    """A short random identity: 8 characters, about 39 bits; the unique constraint catches the rest."""
    return "".join(secrets.choice(KEY_ALPHABET) for _unused in range(KEY_LENGTH))


def key_from(text: str) -> str:
    """The one key that a text stands for, as hard to guess as the text."""
    number = int.from_bytes(sha256(text.encode()).digest())
    signs = []
    for _unused in range(KEY_LENGTH):
        number, place = divmod(number, len(KEY_ALPHABET))
        signs.append(KEY_ALPHABET[place])
    return "".join(signs)


def insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: models.QuerySet[Any, Any],
) -> None:
    """Adds what a query finds to a table, without a detour by Python: INSERT ... SELECT. `rows` are those
    values, in the order of the columns. At most one query.
    """
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    attributes = {field.attname: field.column for field in model._meta.concrete_fields}
    names = ", ".join(quoted(str(attributes[name])) for name in columns)
    try:
        selected, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # of no rows there is nothing to ask
        return
    with connection.cursor() as cursor:
        table = quoted(model._meta.db_table)
        cursor.execute(f"INSERT INTO {table} ({names}) {selected}", parameters)


def language_field(**options: Any) -> models.CharField[str, str]:
    """A column for a BCP 47 tag (language, script, region)."""
    options = {"verbose_name": _("language"), "max_length": 16, **options}
    return models.CharField(validators=[language_tag], **options)


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _URLField = models.URLField[str, str]
else:
    _TextField = ProseEditorField
    _URLField = models.URLField


class BodyField(_TextField):
    """Rich text of the closed vocabulary, cleaned on every way in: form, `save()`, `bulk_create()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", vocabulary.EDITOR_PARTS)
        kwargs.setdefault("sanitize", clean_body)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = html.clean(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value


class WebAddressField(_URLField):
    """A web address; one typed without a scheme is taken as https."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", list(args), dict(kwargs)


def clean_body(value: str) -> str:
    """The cleaner as a form's validator: too much HTML is an error beside the field."""
    try:
        return html.clean(value or "")
    except html.TooMuchHTML as error:
        raise ValidationError(str(error)) from error


class Said(NamedTuple):
    """A text and the interface language that it is in."""

    text: str
    language: str


Texts = Mapping[str, Mapping[str, str]]  # by language, then by field


def said_of(row: Any, elsewhere: Texts, field: str, language: str | None = None) -> Said:
    """A row's text in `language` (default: the active one), or else in the default language, in which it is
    the row's own.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    translated = typed.legible(elsewhere.get(language, {}).get(field, ""))
    if translated:
        return Said(translated, language)
    return Said(typed.legible(getattr(row, field)), settings.LANGUAGE_CODE)


class Translated(models.Model):
    """Names and texts in each interface language.

    The columns hold the default language; `translations` holds the others:
    `{"zh-hans": {"name": "…"}}`. What is missing falls back to the default language.
    """

    translated: ClassVar[tuple[str, ...]] = ("name",)

    translations = models.JSONField(_("in other languages"), default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.said(self.translated[0]).text

    def said(self, field: str, language: str | None = None) -> Said:
        """The text of `field` in `language` (default: the active one), with the language it is in."""
        return said_of(self, self.translations, field, language)

    def elsewhere(self, field: str) -> list[Said]:
        """The text of `field` in the interface languages other than the one that it is shown in."""
        shown = self.said(field)
        texts = [self.said(field, language) for language, _name in settings.LANGUAGES]
        return list(dict.fromkeys(said for said in texts if said.text != shown.text))

    def clean(self) -> None:
        super().clean()
        known = dict(settings.LANGUAGES)
        for language, texts in self.translations.items():
            if language not in known or not set(texts) <= set(self.translated):
                raise ValidationError(
                    {"translations": _("Translations are kept by language and field.")}
                )


def by_name(row: Translated) -> str:
    """The key by which such rows are put in order where readers see them: as they are called there."""
    return str(row).casefold()
