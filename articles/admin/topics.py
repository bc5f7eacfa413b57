"""Topics and front pages: what they show, with the chosen articles in their order."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import addresses, curation
from articles.admin import arranging
from articles.admin.base import DeskAdmin
from articles.admin.choices import ChoosesPicture, draw_no_ways
from articles.admin.fields import RowField, RowsField
from articles.admin.ordering import ChosenOnce, PlacedForm, PlacedRows
from articles.admin.pages import Page, PagedAdmin
from articles.admin.translated import TranslatedAdmin
from articles.models import Topic, TopicPick


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("topic", _("Subject pages")), ("front", _("Front pages")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in {"topic", "front"}:
            return queryset.filter(front_of__isnull=self.value() == "topic")
        return queryset


class PickRows(ChosenOnce, PlacedRows):
    chosen = "article"
    twice = curation.ChosenTwice.message


class PickInline(admin.TabularInline):
    model = TopicPick
    form = PlacedForm
    formset = PickRows
    fields = ("position", "article", "blurb", "stands")
    readonly_fields = ("stands",)
    told: dict[int, str] | None = None  # this instance lives as long as one page
    autocomplete_fields = ("article",)
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs = {"form_class": RowField, **kwargs}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One chooses among what there is; a narrow row has no head that says what a blurb is for."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "blurb":
            field.widget.attrs["placeholder"] = field.help_text
        return draw_no_ways(field)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TopicPick]:
        rows: QuerySet[TopicPick] = super().get_queryset(request)
        return rows.select_related("article", "topic")

    @admin.display(description=_("on the page"))
    def stands(self, pick: TopicPick) -> Any:
        """Where readers find it; desk/picks.js asks again for every new order."""
        told = self._told(pick.topic) if pick.pk else {}
        return format_html('<span class="stands">{}</span>', told.get(pick.article_id, ""))

    def _told(self, topic: Topic) -> dict[int, str]:
        """The words for all rows at once: the page is arranged as a whole."""
        if self.told is None:
            at, picks = timezone.now(), arranging.stored(topic)
            shown = arranging.arrangement(topic, picks, at=at)
            self.told = arranging.words(shown, picks, at=at)
        return self.told


def preview(request: HttpRequest, topic: Topic) -> HttpResponse:
    """The readers' page of the topic and its chosen articles, by POST of what is typed."""
    if request.method != "POST":
        return arranging.preview(request, topic)
    made = PickInline(Topic, admin.site).get_formset(request, topic)
    formset = made(request.POST, instance=topic, prefix=made.get_default_prefix())
    form = admin.site.get_model_admin(Topic).get_form(request, topic, change=True)
    return arranging.typed_preview(request, form(request.POST, instance=copy(topic)), formset)


class TopicAdmin(ChoosesPicture, TranslatedAdmin, PagedAdmin, DeskAdmin):
    inlines = (PickInline,)
    pages = (Page("preview", preview),)
    list_display = ("__str__", "kind", "pick_count", "is_public")
    list_filter = (KindFilter, "is_public")
    search_fields = ("name", "translations", "slug")
    fields = ("name", "slug", "description", "image", "tags", "is_public")
    autocomplete_fields = ("tags",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs = {"form_class": RowsField, **kwargs}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        rows: QuerySet[Topic] = super().get_queryset(request)
        return rows.annotate(picks_made=Count("picks")).order_by("-front_of", "name")

    @admin.display(description=_("kind"))
    def kind(self, topic: Topic) -> Any:
        if not topic.front_of:
            return _("Subject page")
        language = dict(settings.LANGUAGES).get(topic.front_of, topic.front_of)
        return _("Front page in %(language)s") % {"language": language}

    @admin.display(description=_("chosen articles"))
    def pick_count(self, topic: Any) -> int:
        return int(topic.picks_made)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A front page has its chosen articles and nothing else to set."""
        if obj and obj.front_of:
            return ((None, {"fields": ("kind",)}),)
        return super().get_fieldsets(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """There is one front page a language, and no other to add."""
        if (row := context.get("original")) and row.front_of:
            context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("kind",) if obj and obj.front_of else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.front_of)

    def view_on_site(self, obj: Any) -> str:
        return addresses.front(obj.front_of) if obj.front_of else super().view_on_site(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The verb sets all of them at once, and logs it."""
        formset.save(commit=False)  # fills what Django's own log tells
        if not formset.has_changed():
            return
        user: Any = request.user
        picks = [(part.instance.article, part.instance.blurb) for part in formset.placed()]
        curation.arrange_topic(form.instance, actor=user, picks=picks)
