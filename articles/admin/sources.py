"""Sources and contributors: whom we reprint from, and who stands over our articles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.admin.base import DeskAdmin
from articles.admin.translated import TranslatedAdmin


class SourceAdmin(TranslatedAdmin, DeskAdmin):
    logged_as = "save_source"
    list_display = ("name", "kind", "public_contact", "url")
    list_filter = ("kind",)
    search_fields = ("name", "translations", "slug", "public_contact")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "kind", "about", "url", "public_contact", "private_contact")


class ContributorAdmin(TranslatedAdmin, DeskAdmin):
    logged_as = "save_contributor"
    list_display = ("name", "slug", "url", "user")
    list_select_related = ("user",)
    search_fields = ("name", "translations", "slug")
    fields = ("name", "slug", "about", "url", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Published versions refer to people by their address."""
        return ("slug",) if obj else ()
