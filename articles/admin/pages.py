"""Pages of their own under a row's address, each a function of the row; who may not see the row sees none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse


@dataclass(frozen=True)
class Page:
    """One page: at `<pk>/<name>/` and named `<app>_<model>_<name>`. `route` stands for further parts
    of the address, which the view is given by name. `permission` is asked besides that to see the row.
    """

    name: str
    view: Callable[..., HttpResponseBase]
    route: str = ""
    permission: str = ""


class PagedAdmin(admin.ModelAdmin):
    """An admin whose rows have pages of their own: `view(request, row, **parts)`."""

    pages: tuple[Page, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:object_id>/{page.name}/{page.route}",
                self.admin_site.admin_view(partial(self._show_page, page)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{page.name}",
            )
            for page in self.pages
        ]
        return [*own, *super().get_urls()]

    def page_address(self, name: str, row: Any, *parts: Any) -> str:
        view = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(view, args=[row.pk, *parts])

    def _show_page(
        self, page: Page, request: HttpRequest, object_id: int, **parts: Any
    ) -> HttpResponseBase:
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        user: Any = request.user
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if page.permission and not user.has_perm(f"articles.{page.permission}"):
            raise PermissionDenied
        return page.view(request, row, **parts)
