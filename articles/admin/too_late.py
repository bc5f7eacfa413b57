"""Forms that come too late: their new article is saved already, or their article was deleted meanwhile.

Nothing is made twice, and no word of them is lost: what they say is kept, and offered.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin import article_sheets
from articles.admin.keeping import KeepingAdmin
from articles.admin.said import named
from articles.editing import keeping
from articles.editing.sheets import Base
from articles.models import Article
from articles.models.common import key_from


class LateAdmin(KeepingAdmin):
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method != "POST" or "_take_over" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if object_id is not None:
            if self.get_object(request, object_id) is None and self.has_add_permission(request):
                return self._keep_as_new(request)
            return super().changeform_view(request, object_id, form_url, extra_context)
        if earlier := self._made_of(request):
            return self._lead_to(request, earlier)
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # the same form, sent twice at once
            if earlier := self._made_of(request):
                return self._lead_to(request, earlier)
            raise

    def _made_of(self, request: HttpRequest) -> Article | None:
        """The article that this page's form became."""
        key = key_of_page(request)
        return Article.objects.filter(key=key).first() if key else None

    def _lead_to(self, request: HttpRequest, article: Article) -> HttpResponse:
        if self.has_change_permission(request, article):
            self._keep_posted(request, article, request.POST)
        messages.info(request, _("This article is saved already; here it is."))
        return HttpResponseRedirect(self.row_address(article))

    def _keep_as_new(self, request: HttpRequest) -> HttpResponse:
        data = request.POST.copy()
        found = article_sheets.forms_of(self, request, None)
        sheet = article_sheets.sent(found, data, Base())
        rows = {
            name: [replace(row, pk="") for row in listed] for name, listed in sheet.rows.items()
        }
        article_sheets.write(replace(sheet, rows=rows), found, Article(), data)
        data["version"] = data["base"] = ""
        if not self._keep_posted(request, None, data):
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        messages.warning(
            request,
            _(
                "The article was deleted while you were writing. What you typed is kept here: take it over "
                "into a new article."
            ),
        )
        return HttpResponseRedirect(self._address("kept", None))

    def _keep_posted(self, request: HttpRequest, article: Article | None, data: QueryDict) -> bool:
        """Under a name of its own, since the page's own name is spent. False for what is too long, which
        is said; the browser has it still.
        """
        me: Any = request.user
        try:
            keeping.keep(
                article,
                actor=me,
                page=secrets.token_urlsafe(9),
                form=named(data),
                version=article.version if article else 0,
                at=timezone.now(),
            )
        except keeping.TooMuchToKeep as refusal:
            messages.error(request, str(refusal))
            return False
        return True


def key_of_page(request: HttpRequest) -> str:
    """The identity that a new article takes from the page on which it was written."""
    page = request.POST.get("page", "")
    return key_from(f"{request.user.pk}:{page}") if page else ""
