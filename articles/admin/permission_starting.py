"""A new permission begun from a source: its usual terms stand in the form, and nothing is saved yet."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.said import row_number
from articles.language import words
from articles.models import Permission, Source
from articles.models.terms import fill_in

TAKE_TERMS = "_take_terms"  # the button beside the source


class StartsFromSource(admin.ModelAdmin):
    """Takes the terms from `?source=`, or from the source that was chosen in the form."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST" and TAKE_TERMS in request.POST:
            self._begin_anew(request)
        return super().add_view(request, form_url, extra_context)

    def _begin_anew(self, request: HttpRequest) -> None:
        """What was sent becomes what a new form begins with; nothing is saved by it."""
        form = self.get_form(request)()
        typed: dict[str, Any] = {
            name: words.storable(request.POST.get(name, ""))
            if not isinstance(field, BooleanField)
            else name in request.POST
            for name, field in form.fields.items()
        }
        source = _source(request.POST.get("source", ""))
        if source is None:
            messages.warning(request, gettext("Choose the source first."))
        else:
            messages.info(request, _taken(source))
        request.method = "GET"
        request.begins_with = typed | terms_of(source)  # type: ignore[attr-defined]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        begins: dict[str, Any] | None = getattr(request, "begins_with", None)
        if begins is not None:
            return begins
        source = _source(request.GET.get("source", ""))
        return super().get_changeform_initial_data(request) | terms_of(source)

    @admin.display(description=_("its usual terms"))
    def usual_terms(self, permission: Permission) -> SafeString:
        return format_html(
            '<button class="verb" type="submit" name="{}" value="1">{}</button>',
            TAKE_TERMS,
            _("Take its usual terms"),
        )


def terms_of(source: Source | None) -> dict[str, Any]:
    """What a source usually says, as a form begins with it; its name is put into the words of credit."""
    if source is None:
        return {}
    usual = Permission()
    usual.take_terms(source)
    told = {name: getattr(usual, name) for name in Permission.of_terms}
    told["required_credit"] = fill_in(usual.required_credit, source=source.name)
    return told | {"source": source.pk}


def _source(typed: str) -> Source | None:
    number = row_number(typed)
    return None if number is None else Source.objects.filter(pk=number).first()


def _taken(source: Source) -> str:
    return gettext("These are the usual terms of %(source)s. Nothing is saved yet.") % {
        "source": source
    }
