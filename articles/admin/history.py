"""What a save is noted as in the admin's own log."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import translation
from django.utils.text import capfirst


class HistoryAdmin(admin.ModelAdmin):
    """Names changed fields as the catalogs know them, so that a history can be read in any language."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        said: Any = super().construct_change_message(request, form, formsets, add)
        models = [form._meta.model, *(formset.model for formset in formsets or ())]
        with translation.override(None):
            names = [str(field.verbose_name) for model in models for field in model._meta.fields]
        known = {str(capfirst(name)): name for name in names}
        for entry in said:
            fields = entry.get("changed", {}).get("fields", [])
            fields[:] = [known.get(label, label) for label in fields]
        return said
