"""Sources and contributors: whom we reprint from, and who stands over our articles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.base import DeskAdmin
from articles.admin.choices import ChoosesPicture
from articles.admin.permission_forms import QuestionsForm
from articles.admin.translated import TranslatedAdmin, TranslatedForm


class SourceForm(QuestionsForm, TranslatedForm):
    """With the words of credit as a template: what its places stand for is known only in an article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "required_credit" in self.fields:
            self.fields["required_credit"].help_text = _(
                "If they prescribe them. {title}, {authors}, {source} and {date} stand for those of the "
                "original."
            )


class SourceAdmin(TranslatedAdmin, DeskAdmin):
    form = SourceForm
    logged_as = "save_source"
    list_display = ("name", "kind", "public_contact", "url")
    list_filter = ("kind",)
    search_fields = ("name", "translations", "slug", "public_contact")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("name", "slug", "kind", "about", "url"),
                    *("public_contact", "private_contact"),
                )
            },
        ),
        (
            _("Usual terms"),
            {
                "classes": ("collapse",),
                "description": _("A new permission from this source starts from them."),
                "fields": (
                    *("basis", "licence", ("licensor", "licensor_role")),
                    *(("may_translate", "may_abridge", "may_adapt"), "may_edit"),
                    ("allows_web", "allows_feed", "allows_api", "allows_kit"),
                    *("credit_kind", "required_credit"),
                    *("onward", ("onward_contact", "is_forwarded"), "may_sublicense"),
                    *(("ending", "archive_clause"), ("time_zone", "notice_days")),
                    *(("index_policy", "ai_policy"), ("territory", "copy_within_days")),
                ),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """How to reach a source, and on which terms, is for those who may see permissions."""
        user: Any = request.user
        (title, first), terms, *others = super().get_fieldsets(request, obj)
        if user.has_perm("articles.view_permission"):
            return ((title, first), terms, *others)
        public = tuple(name for name in first["fields"] if name != "private_contact")
        return ((title, {**first, "fields": public}), *others)


class ContributorAdmin(ChoosesPicture, TranslatedAdmin, DeskAdmin):
    logged_as = "save_contributor"
    list_display = ("name", "slug", "url", "user")
    list_select_related = ("user",)
    search_fields = ("name", "translations", "slug")
    fields = ("name", "slug", "about", "url", "image", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Published versions refer to people by their address."""
        return ("slug",) if obj else ()
