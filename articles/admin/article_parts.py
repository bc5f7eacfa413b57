"""The parts of the article's page: sections, bylines and the reprint credit, each as inline forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from articles.admin.article_forms import (
    SECTION_FIGURE,
    CreditForm,
    PublicCreditForm,
    RelatedForm,
    RelatedRows,
    SectionForm,
)
from articles.admin.choices import ChoosesPicture, choose_once, draw_no_ways
from articles.admin.ordering import PlacedForm, PlacedFormSet
from articles.admin.widgets import ProseWidget, picture_facts
from articles.language import html
from articles.models import ArticleByline, RelatedPick, ReprintCredit, Section
from articles.models.common import BodyField

PARTS = "admin/articles/article/_parts.html"


class SectionInline(ChoosesPicture, admin.StackedInline):
    """Sections in reading order; someone who may only look reads the text as text."""

    model = Section
    template = PARTS
    form = SectionForm
    formset = PlacedFormSet
    formfield_overrides = {BodyField: {"widget": ProseWidget}}
    readonly_fields = ("as_read",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return ((None, {"fields": ("as_read",)}),)
        return (
            (None, {"fields": ("heading",)}),
            (_("Picture"), {"fields": SECTION_FIGURE, "classes": ("collapse",)}),
            (None, {"fields": ("body", "position")}),
            (_("Language"), {"fields": ("language",), "classes": ("collapse",)}),
        )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One to begin with, so that the first words need no button."""
        return 0 if obj and obj.sections.exists() else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        rows: QuerySet[Section] = super().get_queryset(request)
        return rows.select_related("image").prefetch_related("image__renditions")

    @admin.display(description=_("text"))
    def as_read(self, section: Section) -> SafeString:
        """The picture and the text as they stand, under the heading that the row has already."""
        context = {
            "section": section,
            "picture": picture_facts(section.image) if section.image else None,
            "text": mark_safe(html.clean(section.body)),
        }
        return render_to_string("admin/articles/article/_section.html", context)


class BylineInline(admin.StackedInline):
    """The people over the article: the order in which they are named counts."""

    model = ArticleByline
    template = PARTS
    form = PlacedForm
    formset = PlacedFormSet
    fields = (("contributor", "role", "printed_name"), "position")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleByline]:
        rows: QuerySet[ArticleByline] = super().get_queryset(request)
        return rows.select_related("contributor")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field, db_field, request)


class CreditInline(admin.StackedInline):
    """Where a reprint comes from, and which permissions allow it; none for our own work."""

    model = ReprintCredit
    template = "admin/articles/article/_credit.html"
    form = CreditForm
    max_num = 1
    verbose_name = _("reprint credit")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("relation", "source", "original_permissions", "translation_permission"),
                    *("title", "url", "language", "authors", "first_published_on", "changes"),
                )
            },
        ),
        (
            _("Words of credit, copyright and issue"),
            {
                "fields": (
                    *("required_credit", "issue", "is_machine_translated"),
                    *("copyright_holder", "copyright_year", "copyright_notice"),
                ),
                "classes": ("collapse",),
            },
        ),
    )
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field, db_field, request)

    def _may_choose(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("articles.change_creditpermission"))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Permissions are private: writers neither see nor change which ones it relies on."""
        form = CreditForm if self._may_choose(request) else PublicCreditForm
        return super().get_formset(request, obj, **{"form": form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._may_choose(request):
            return self.fieldsets
        (title, first), *others = self.fieldsets
        public = tuple(name for name in first["fields"] if name not in CreditForm.declared_fields)
        return ((title, {"fields": public}), *others)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReprintCredit]:
        rows: QuerySet[ReprintCredit] = super().get_queryset(request)
        return rows.select_related("source").prefetch_related("needs")


class RelatedInline(admin.StackedInline):
    """What follows the article for those who have read it: readers see it as soon as it is saved."""

    model = RelatedPick
    fk_name = "article"
    template = PARTS
    form = RelatedForm
    formset = RelatedRows
    fields = (("other", "reason"), "position")
    autocomplete_fields = ("other",)
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return draw_no_ways(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedPick]:
        rows: QuerySet[RelatedPick] = super().get_queryset(request)
        return rows.select_related("article", "other")
