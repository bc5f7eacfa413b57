"""Names and texts in the other interface languages: one field a language, packed where models keep them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

from articles import addresses
from articles.models.common import Translated


def other_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def field_name(name: str, language: str) -> str:
    """How the form calls a field in a language: `name_zh_hans`."""
    return f"{name}_{language.replace('-', '_')}"


def is_renamed(form: Any) -> bool:
    """Whether the name was changed, in whichever language."""
    return any(field.split("_")[0] == "name" for field in form.changed_data)


class TranslatedForm(forms.ModelForm):
    """Shows what `translations` holds, and packs it again; languages not spoken now are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, language, shown in self._shown():
            texts = self.instance.translations.get(language, {})
            self.initial.setdefault(shown, texts.get(name, ""))

    def _shown(self) -> list[tuple[str, str, str]]:
        fields = [
            (name, language, field_name(name, language))
            for language, _label in other_languages()
            for name in self.instance.translated
        ]
        return [found for found in fields if found[2] in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, _language, shown in self._shown():
            column = self.instance._meta.get_field(name)
            assert isinstance(column, models.Field)
            if text := cleaned.get(shown):
                try:
                    cleaned[shown] = column.clean(text, self.instance)
                except ValidationError as error:
                    self.add_error(shown, error)
        return cleaned

    def _post_clean(self) -> None:
        spoken = dict(settings.LANGUAGES)
        texts = {code: dict(said) for code, said in self.instance.translations.items()}
        unspoken = {code: texts.pop(code) for code in list(texts) if code not in spoken}
        for name, language, shown in self._shown():
            said = texts.setdefault(language, {})
            said[name] = self.cleaned_data.get(shown) or ""
        packed = {
            code: {name: text for name, text in said.items() if text}
            for code, said in texts.items()
        }
        self.instance.translations = {code: said for code, said in packed.items() if said}
        super()._post_clean()  # type: ignore[misc]
        self.instance.translations |= unspoken


class TranslatedAdmin(admin.ModelAdmin):
    """Puts a field for each other language beside each translated one; nobody sees JSON."""

    model: type[Translated]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        base = kwargs.pop("form", None) or self.form
        if not issubclass(base, TranslatedForm):
            base = TranslatedForm
        fields = {
            field_name(name, language): self._field(name, language, label, request)
            for language, label in other_languages()
            for name in self.model.translated
        }
        spoken = type(base.__name__, (base,), fields)
        return super().get_form(request, obj, change=change, form=spoken, **kwargs)

    def _field(self, name: str, language: str, label: str, request: HttpRequest) -> forms.Field:
        column = self.model._meta.get_field(name)
        assert isinstance(column, models.Field)
        field = self.formfield_for_dbfield(column, request)
        assert field is not None
        field.required = False
        field.help_text = ""
        field.label = f"{capfirst(column.verbose_name)} ({label})"
        field.widget.attrs["lang"] = addresses.language_tag(language)
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj) and obj:
            return super().get_fieldsets(request, obj)
        return [
            (title, {**options, "fields": self.beside_each(options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def beside_each(self, fields: Any) -> list[Any]:
        """The fields, each translated one followed by itself in the other languages."""
        placed: list[Any] = []
        for name in fields:
            if name == "translations" or (isinstance(name, str) and self._is_other(name)):
                continue
            placed.append(name)
            if name in self.model.translated:
                placed += [field_name(name, language) for language, _label in other_languages()]
        return placed

    def _is_other(self, name: str) -> bool:
        others = [code for code, _label in other_languages()]
        return any(
            name == field_name(own, code) for own in self.model.translated for code in others
        )
