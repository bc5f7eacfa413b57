"""What a form that was refused asks for: every mistake in words, with the way to its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from articles.admin.history import HistoryAdmin


@dataclass(frozen=True)
class Mistake:
    """`place` names the field and its row; without `anchor` it is about the form as a whole."""

    message: str
    place: str = ""
    anchor: str = ""


class MistakesAdmin(HistoryAdmin):
    """A page that lists its mistakes at the top, in place of Django's one sentence."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("errors"):
            context |= {"mistakes": list(_mistakes(context)), "errors": None}
        return super().render_change_form(request, context, *args, **kwargs)


def _mistakes(context: dict[str, Any]) -> Iterator[Mistake]:
    """In the order of the page."""
    yield from _of_form(context["adminform"].form, "")
    for shown in context["inline_admin_formsets"]:
        formset = shown.formset
        yield from map(Mistake, formset.non_form_errors())
        named = capfirst(formset.model._meta.verbose_name)
        rows = sorted(formset.forms, key=lambda form: getattr(form, "number", 0))
        for number, form in enumerate(rows, start=1):
            yield from _of_form(form, named if formset.max_num == 1 else f"{named} {number}")


def _of_form(form: Any, row: str) -> Iterator[Mistake]:
    yield from (Mistake(message, row) for message in form.non_field_errors())
    for bound in form:
        place = f"{row}: {bound.label}" if row else str(bound.label)
        anchor = "" if bound.is_hidden else f"#{bound.auto_id}"
        yield from (Mistake(message, place, anchor) for message in bound.errors)
