"""What the simpler pages of the desk have in common, and the pages that only show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from articles.admin.fields import TextField
from articles.admin.lookups import NarrowedAdmin
from articles.admin.mistakes import MistakesAdmin
from articles.admin.widgets import ProseWidget
from articles.models import DeskEvent
from articles.models.common import BodyField
from articles.refusals import Refused
from articles.search import renewing


def _in_words(column: models.ForeignKey) -> Callable[[Any], str]:
    """Shows the other row by its name alone, in the column's place."""

    def shown(row: Any) -> str:
        other = getattr(row, column.name)
        return "" if other is None else str(other)

    shown.__name__ = column.name
    shown.short_description = column.verbose_name  # type: ignore[attr-defined]
    return shown


def follow(request: HttpRequest, *, tell: Callable[[HttpRequest], None] = lambda _: None) -> None:
    """A name is saved by this request that others are found by: search follows when its transaction is over,
    and what is left is told.
    """
    request.__dict__["search_follows"] = tell


class DeskAdmin(MistakesAdmin, NarrowedAdmin):
    """A list without bulk deletion, and a refusal of a verb as a sentence at the top of the page."""

    actions: Any = None
    list_per_page = 50
    formfield_overrides = {
        models.TextField: {"form_class": TextField},
        BodyField: {"widget": ProseWidget},
    }
    logged_as = ""  # the log's word for a save, where saving is no verb of its own

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if self.logged_as and form.has_changed():
            DeskEvent.objects.log(
                self.logged_as,
                actor=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                name=str(obj),
            )

    def view_on_site(self, obj: Any) -> str:
        address: str = obj.get_absolute_url()
        return address

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())
        if tell := request.__dict__.get("search_follows"):
            renewing.renew_waiting()
            tell(request)
        return response


class ReadOnlyAdmin(NarrowedAdmin):
    """Rows that nobody adds, changes or deletes here."""

    actions: Any = None
    list_per_page = 50
    view_on_site = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Another row is led to only if this person may see it."""
        return [self._open_to(request, name) for name in super().get_fields(request, obj)]

    def _open_to(self, request: HttpRequest, name: Any) -> Any:
        columns = {column.name: column for column in self.opts.fields}
        column = columns.get(name)
        if not isinstance(column, models.ForeignKey):
            return name
        other = self.admin_site._registry.get(column.related_model)
        if other is None or other.has_view_permission(request):
            return name
        return _in_words(column)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
