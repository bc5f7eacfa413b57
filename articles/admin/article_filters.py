"""How the list of articles is narrowed down: by where an article stands, and by whose it is."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACES: dict[str, str | Promise] = {
    "live": _("Online"),
    "coming": _("Scheduled"),
    "withdrawn": _("Withdrawn"),
    "ended": _("Ended"),
    "never": _("Not published yet"),
}


def where(article: Any) -> str:
    """The key of `PLACES` for a row that the article list annotated."""
    if article.withdrawn_at:
        return "withdrawn"
    if article.is_live:
        return "live"
    if article.is_coming:
        return "coming"
    return "ended" if article.was_live else "never"


class WhereFilter(admin.SimpleListFilter):
    title = _("where it stands")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return PLACES.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        running = queryset.filter(withdrawn_at=None)
        chosen = {
            "live": running.filter(is_live=True),
            "coming": running.filter(is_live=False, is_coming=True),
            "withdrawn": queryset.exclude(withdrawn_at=None),
            "ended": running.filter(is_live=False, is_coming=False, was_live=True),
            "never": running.filter(is_live=False, is_coming=False, was_live=False),
        }
        return chosen.get(self.value() or "", queryset)


class OriginFilter(admin.SimpleListFilter):
    title = _("whose it is")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("own", _("Our own")), ("reprint", _("Reprints")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in {"own", "reprint"}:
            return queryset.filter(credit_record__isnull=self.value() == "own")
        return queryset
