"""Tags at the desk: their names in each language, what else they are called, and how they are renamed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin import tidying
from articles.admin.base import DeskAdmin, follow
from articles.admin.fields import check_tag_name
from articles.admin.ordering import NamedRows
from articles.admin.tag_names import lookup, suggestions
from articles.admin.tag_renaming import asked, free_elsewhere, free_name
from articles.admin.tag_verbs import MOST, may_tidy, tell_waiting
from articles.admin.translated import TranslatedAdmin, TranslatedForm
from articles.language import words
from articles.models import Tag, TagAlias
from articles.models.taxonomy import NAME_LENGTH
from articles.search import renewing
from articles.tidying.renaming import TagNameTaken

COMPANY = 5  # tags that are named


class TagForm(TranslatedForm):
    """A name belongs to one tag: a rename is refused where another tag has the name or its address, and so is
    a name in another language that another tag has.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elsewhere_before = self.instance.names_elsewhere

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], self.instance)

    def clean(self) -> dict[str, Any]:
        """One that stood there before may stay."""
        cleaned = super().clean()
        for name, _language, shown in self._shown():
            if name == "name" and shown in self.changed_data and cleaned.get(shown):
                try:
                    cleaned[shown] = free_elsewhere(cleaned[shown], self.instance)
                except ValidationError as error:
                    self.add_error(shown, error)
        return cleaned


def fields_of_names(tag: Tag) -> set[str]:
    """What it is called in the languages spoken, folded: each of these names has a field of its own."""
    return {words.fold(tag.said("name", code).text) for code, _name in settings.LANGUAGES}


class AliasForm(forms.ModelForm):
    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        check_tag_name(name)
        holder = Tag.objects.resolve([name]).get(name)
        is_unchanged = self.instance.pk and self.instance.folded == words.fold(name)
        if holder and not is_unchanged:
            is_own = holder.pk == self.instance.tag_id
            message = _("It is called that already.") if is_own else TagNameTaken.message
            raise ValidationError(str(message), code="taken")
        return name


class AliasFormSet(NamedRows):
    """The other names, but for those that stand above, as names in other languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            shown = fields_of_names(self.instance)
            self.queryset = self.instance.aliases.exclude(folded__in=shown)

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            name = words.fold(form.cleaned_data.get("name", "")) if form.is_valid() else ""
            if name in seen and form not in self.deleted_forms:
                form.add_error("name", _("This name stands here twice."))
            elif name:
                seen.add(name)


class AliasInline(admin.TabularInline):
    model = TagAlias
    form = AliasForm
    formset = AliasFormSet
    fields = ("name",)
    extra = 0


class TagAdmin(TranslatedAdmin, DeskAdmin):
    form = TagForm
    inlines = (AliasInline,)
    actions = ("merge_ticked", "retire_ticked")
    list_display = ("named", "elsewhere", "also_called", "article_count")
    search_fields = ("name", "translations", "aliases__name")
    fields = ("name", "slug", "description")
    readonly_fields = ("slug",)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"articles_tag_{name}")
            for name, view in (("suggestions", suggestions), ("lookup", lookup))
        ]
        return [*own, *tidying.urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        rows: QuerySet[Tag] = super().get_queryset(request)
        return rows.prefetch_related("aliases").annotate(
            articles_made=Count("article_tags", distinct=True)
        )

    @admin.display(description=_("tag"), ordering="name")
    def named(self, tag: Tag) -> str:
        return str(tag)

    @admin.display(description=_("in other languages"))
    def elsewhere(self, tag: Tag) -> SafeString:
        others = [(said.language, said.text) for said in tag.elsewhere("name")]
        return format_html_join(" · ", '<span lang="{}">{}</span>', others)

    @admin.display(description=_("also called"))
    def also_called(self, tag: Any) -> str:
        """The names in other languages are aliases as well; they stand beside."""
        beside = fields_of_names(tag)
        return " · ".join(row.name for row in tag.aliases.all() if row.folded not in beside)

    @admin.display(description=_("articles"), ordering="articles_made")
    def article_count(self, tag: Any) -> str:
        count = int(tag.articles_made)
        return ngettext("%(count)d article", "%(count)d articles", count) % {"count": count}

    def has_tidy_permission(self, request: HttpRequest) -> bool:
        return may_tidy(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A tag is retired, which can be undone."""
        return False

    @admin.action(permissions=["tidy"], description=_("Merge…"))
    def merge_ticked(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._tidy(request, "merge", queryset)

    @admin.action(permissions=["tidy"], description=pgettext_lazy("tag", "Retire…"))
    def retire_ticked(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._tidy(request, "retire", queryset)

    def _tidy(self, request: HttpRequest, verb: str, queryset: Any) -> HttpResponse | None:
        numbers = list(queryset.values_list("pk", flat=True)[: MOST + 1])
        if len(numbers) > MOST:
            text = gettext("Choose at most %(most)d tags at once.") % {"most": MOST}
            messages.error(request, text)
            return None
        chosen = urlencode({"tag": numbers}, doseq=True)
        return HttpResponseRedirect(f"{reverse(f'admin:articles_tag_{verb}')}?{chosen}")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"name": request.GET.get("name", "")[:NAME_LENGTH]}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With what it stands beside on articles, and what it is nearly called like."""
        row = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if row and may_tidy(request.user):
            company = Tag.objects.beside(row)[:COMPANY]
            near = [tag for tag in Tag.objects.alike([row.name])[row.name] if tag != row]
            shown = {"may_tidy": True, "company": company, "near": near}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """A name waits until it was seen what it changes."""
        if change and "name" in form.changed_data:
            asked_for: Any = obj
            asked_for.asked_name, obj.name = obj.name, form.initial["name"]
        super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if name := getattr(obj, "asked_name", ""):
            return asked(obj, name)
        return super().response_change(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Articles are found by all names of their tags: also by those in other languages, and by what these
        were before.
        """
        super().save_related(request, form, formsets, change)
        tag, before = form.instance, form.elsewhere_before
        TagAlias.objects.keep({tag: [*before, *tag.names_elsewhere]})
        is_renamed = tag.names_elsewhere != before or any(rows.has_changed() for rows in formsets)
        if change and is_renamed:
            renewing.mark_tags([tag.pk])
            follow(request, tell=tell_waiting)
