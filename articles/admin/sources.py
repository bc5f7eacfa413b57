"""Sources and contributors: whom we reprint from, and who stands over our articles."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import DeskAdmin, follow
from articles.admin.choices import ChoosesPicture
from articles.admin.permission_forms import QuestionsForm
from articles.admin.source_merging import MergesSources
from articles.admin.translated import TranslatedAdmin, TranslatedForm, is_renamed
from articles.models import Contributor, Source
from articles.rights import sources
from articles.search import renewing


class SourceForm(QuestionsForm, TranslatedForm):
    """With the words of credit as a template: what its places stand for is known only in an article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "required_credit" in self.fields:
            self.fields["required_credit"].help_text = _(
                "If they prescribe them. {title}, {authors}, {source} and {date} stand for those of the "
                "original."
            )

    def clean_slug(self) -> str:
        """What is recorded already is led to, also under the name that it has now."""
        slug: str = self.cleaned_data["slug"]
        others = Source.objects.exclude(pk=self.instance.pk).select_related("merged_into")
        there = others.filter(slug=slug).first()
        if there is None or there.kept == self.instance:
            return slug
        if there.merged_into:
            text = gettext(
                "This address leads to %(kept)s, where “%(name)s” is recorded now: use that one. Another "
                "source of that name needs another address."
            )
        else:
            text = gettext("%(kept)s has this address: use that one, or choose another address.")
        page = reverse("admin:articles_source_change", args=[there.kept.pk])
        told = {
            "kept": format_html('<a href="{}">“{}”</a>', page, there.kept),
            "name": conditional_escape(str(there)),
        }
        raise ValidationError(SafeString(conditional_escape(text) % told))

    def _get_validation_exclusions(self) -> set[str]:
        """An address that it had before may be its own again."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        row, slug = self.instance, self.cleaned_data.get("slug", "")
        return excluded | ({"slug"} if row.pk and row.merged.filter(slug=slug).exists() else set())


class SourceList(ChangeList):
    """Those that are kept, each with what was merged into it."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Source]:
        rows: Any = super().get_queryset(*args, **kwargs)
        return rows.kept().prefetch_related("merged")


class SourceAdmin(TranslatedAdmin, MergesSources, DeskAdmin):
    form = SourceForm
    logged_as = "save_source"
    list_display = ("said_name", "also_found_as", "kind", "public_contact", "url")
    list_filter = ("kind",)
    search_fields = ("name", "translations", "slug", "public_contact", "merged__name")
    show_full_result_count = False
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

    @admin.display(description=_("also found as"))
    def also_found_as(self, source: Source) -> str:
        return " · ".join(map(str, source.merged.all()))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SourceList

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Its old address leads on."""
        user: Any = request.user
        if change and "slug" in form.changed_data:
            before = {name: form.initial[name] for name in ("slug", "name")}
            sources.readdress(obj, actor=user, **before)
        super().save_model(request, obj, form, change)
        if change and is_renamed(form):
            renewing.mark_source(obj)
            follow(request)

    @admin.display(description=_("name"), ordering="name")
    def said_name(self, row: Source) -> str:
        """As every other list calls it: in the language of the desk."""
        return str(row)

    # --- what was merged is read only -------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_delete_permission(request, obj)

    def beside(self, request: HttpRequest, row: Source) -> dict[str, Any]:
        return {"kept": row.merged_into, "merged": row.merged.all()}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A form that lay open while its source was merged is not saved."""
        row = self.get_object(request, object_id)
        if request.method == "POST" and row and row.merged_into:
            text = gettext(
                "Nothing was saved: “%(name)s” was merged into “%(kept)s”. Change that one."
            )
            messages.error(request, text % {"name": row, "kept": row.merged_into})
            return HttpResponseRedirect(self.row_address(row))
        return super().change_view(request, object_id, form_url, extra_context)


class ContributorAdmin(ChoosesPicture, TranslatedAdmin, DeskAdmin):
    logged_as = "save_contributor"
    list_display = ("name", "slug", "url", "user")
    list_select_related = ("user",)
    search_fields = ("name", "translations", "slug")
    fields = ("name", "slug", "about", "url", "image", "user")

    def save_model(self, request: HttpRequest, obj: Contributor, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and is_renamed(form):
            renewing.mark_contributor(obj)
            follow(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Published versions refer to people by their address; before the first, it may be mended."""
        return ("slug",) if obj and obj.is_published else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj and obj.is_published:
            kwargs["help_texts"] = {"slug": _("It stays: a published version names it.")}
        return super().get_form(request, obj, change, **kwargs)
