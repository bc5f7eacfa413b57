"""Permissions as a CSV file at the desk: the list exported, and a file looked at and then imported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import DeskEvent
from articles.refusals import Refused
from articles.rights import csv_tables, exchange

LIST = "admin:articles_permission_changelist"


class TableForm(forms.Form):
    """A file, or what was read from it a step before: that is read and checked all over again."""

    file = forms.FileField(
        label=gettext_lazy("A CSV file"),
        required=False,
        allow_empty_file=True,
        max_length=1_000,
        help_text=gettext_lazy(
            "The first line names the columns, as an exported file has them; only “reference” must be "
            "there. What is looked at first is imported with a second button."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    table = forms.CharField(
        required=False, strip=False, max_length=csv_tables.LARGEST, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is None and not cleaned.get("table"):
            self.add_error("file", _("Choose a file."))
        return cleaned

    @property
    def document(self) -> bytes:
        """So much of it that what is too large is known to be so."""
        file = self.cleaned_data["file"]
        if file is not None:
            data: bytes = file.read(csv_tables.LARGEST + 1)
            return data
        return str(self.cleaned_data["table"]).encode(errors="replace")


class ExchangeAdmin(admin.ModelAdmin):
    """The list of permissions with its two pages for files."""

    def get_urls(self) -> list[URLPattern]:
        pages = {"export": self.export_view, "import": self.import_view}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"articles_permission_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What the list shows with the filters of this address. A button sends it: a link leads back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse(LIST))
        if request.method != "POST":
            return back
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return back
        text = exchange.export(rows.select_related("source"))
        actor: Any = request.user
        DeskEvent.objects.log("export_permissions", actor=actor, at=timezone.now())
        response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
        name = f"permissions-{timezone.localdate().isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The file is looked at; then the same bytes are imported."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        lines: list[exchange.Line] | None = None
        form = TableForm()
        if request.method == "POST":
            form = TableForm(request.POST, request.FILES)
            if form.is_valid():
                data = form.document
                try:
                    if "_import" in request.POST and not request.FILES:
                        return self._take_in(request, data)
                    lines = exchange.look_at(data)
                    form = TableForm({"table": csv_tables.as_text(data)})
                except exchange.LinesRefused as refusal:
                    lines = refusal.lines
                except Refused as refusal:
                    form.add_error("file", str(refusal))
        return TemplateResponse(
            request, "admin/articles/permission/import.html", self._context(request, form, lines)
        )

    def _take_in(self, request: HttpRequest, data: bytes) -> HttpResponse:
        user: Any = request.user
        lines = exchange.take_in(data, actor=user)
        number = sum(line.is_new for line in lines)
        here = sum(line.is_here for line in lines)
        text = ngettext(
            "%(number)d permission is recorded as a draft.",
            "%(number)d permissions are recorded as drafts.",
            number,
        )
        messages.success(request, text % {"number": number})
        if here:
            text = ngettext(
                "%(number)d line was here already.", "%(number)d lines were here already.", here
            )
            messages.info(request, text % {"number": here})
        return HttpResponseRedirect(reverse(LIST))

    def _context(
        self, request: HttpRequest, form: TableForm, lines: list[exchange.Line] | None
    ) -> dict[str, Any]:
        found = lines or []
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import permissions"),
            "form": form,
            "lines": lines,
            "refused": sum(bool(line.complaints) for line in found),
            "new": sum(line.is_new for line in found),
            "columns": exchange.COLUMNS,
            "media": self.media,
        }
