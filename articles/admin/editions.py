"""Published versions at the desk: read, restored into the working copy, or redacted; never edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.admin import comparing, tearsheets
from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.pages import PagedAdmin
from articles.admin.said import row_number
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import Article, Edition, Window
from articles.publishing import cutting, restoring
from articles.reading.article_page import render_article


class RestoreForm(VerbForm):
    """Carries the version of the working copy that the page was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Edition, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.initial["version"] = row.article.version


class RedactForm(VerbForm):
    phrase = forms.CharField(
        label=_("Words to black out"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Exactly as they stand in the text. The black bar stays visible to readers."),
    )
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the desk log."),
    )


def restore(edition: Edition, *, actor: Any, version: int) -> Article:
    """Restores into the working copy as the page knew it; a newer one is refused by the verb."""
    article = edition.article
    article.version = version
    return restoring.restore(article, edition=edition, actor=actor)


VERBS = (
    Verb(
        name="restore",
        label=_("Restore"),
        explanation=_(
            "The working copy will say what this version says. Whatever was changed in it and not "
            "published is overwritten. Readers see nothing of it until you publish."
        ),
        done=_("Restored into the working copy."),
        permission="publish_article",
        do=restore,
        form=RestoreForm,
    ),
    Verb(
        name="redact",
        label=_("Redact"),
        explanation=_(
            "Blacks words out of this version for good, wherever readers would see them: for a court, "
            "or for a name that must go."
        ),
        done=_("Redacted. A black bar stands in place of the words."),
        permission="redact_edition",
        do=cutting.redact,
        form=RedactForm,
        is_grave=True,
    ),
    tearsheets.RECORD,
)


OF_ARTICLE = "article__id__exact"  # in the address of a list: the versions of one article


class EditionList(ChangeList):
    """The list reads no texts."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(*args, **kwargs)
        return rows.defer("content")


class EditionAdmin(PagedAdmin, VerbAdmin, ReadOnlyAdmin):
    verbs = VERBS
    pages = tearsheets.PAGES
    list_display = ("title", "number", "kind", "is_online", "begins", "created_by")
    list_display_links = ("title",)
    list_filter = ("kind", "language")
    linked_by = (OF_ARTICLE,)
    list_select_related = ("created_by",)
    search_fields = ("title", "note", "article__title")
    ordering = ("-at", "-pk")
    fields = (
        *("of_article", "title", "number", "kind", "note", "at", "made_by", "created_at"),
        *("word_count", "reads_like_this", "for_holder", "redacted"),
    )
    readonly_fields = ("of_article", "made_by", "reads_like_this", "for_holder", "redacted")
    change_list_template = "admin/articles/edition/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        rows: QuerySet[Edition] = super().get_queryset(request)
        live = Window.objects.live(at=timezone.now()).filter(edition=OuterRef("pk"))
        return rows.select_related("article", "created_by").annotate(is_live=Exists(live))

    def address_after(self, row: models.Model, verb: Verb) -> str:
        """What was restored is read, and published, at the article's own page."""
        if isinstance(row, Edition) and verb.name == "restore":
            return reverse("admin:articles_article_change", args=[row.article_id])
        if verb is tearsheets.RECORD:
            return self.page_address("tearsheet", row)
        return super().address_after(row, verb)

    def verb_address(self, row: models.Model, verb: Verb) -> str:
        """Before a version is restored, one looks at what that would change."""
        if isinstance(row, Edition) and verb.name == "restore":
            return comparing.address(row.article, comparing.COPY, str(row.number))
        return super().verb_address(row, verb)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EditionList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Says whose versions the list shows, where they are of one article."""
        number = row_number(request.GET.get(OF_ARTICLE, ""))
        context = {"of_article": Article.objects.filter(pk=number or 0).first()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("article"))
    def of_article(self, edition: Edition) -> SafeString:
        article = edition.article
        address = reverse("admin:articles_article_change", args=[article.pk])
        return format_html('<a href="{}" lang="{}">{}</a>', address, article.language, article)

    @admin.display(description=_("made by"))
    def made_by(self, edition: Edition) -> str:
        """A name: few who read versions may open accounts."""
        return str(edition.created_by)

    @admin.display(description=_("from"), ordering="at")
    def begins(self, edition: Edition) -> SafeString:
        return when(edition.at)

    @admin.display(description=_("online"), boolean=True)
    def is_online(self, edition: Any) -> bool:
        return bool(edition.is_live)

    @admin.display(description=_("text"))
    def reads_like_this(self, edition: Edition) -> SafeString:
        address = reverse("admin:articles_edition_reading", args=[edition.pk])
        return format_html('<a href="{}">{}</a>', address, _("Read it as it was published"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        user: Any = request.user
        may_send = user.has_perm("articles.add_sentcopy")
        return self.fields if may_send else tuple(n for n in self.fields if n != "for_holder")

    @admin.display(description=_("copy for the holder"), empty_value="–")
    def for_holder(self, edition: Edition) -> SafeString | str:
        if not edition.windows.filter(live_from__lte=timezone.now()).exists():
            return ""
        address = self.page_address("tearsheet", edition)
        return format_html('<a href="{}">{}</a>', address, _("Tearsheet"))

    @admin.display(description=_("redactions"), empty_value="–")
    def redacted(self, edition: Edition) -> SafeString:
        rows = edition.redactions.select_related("redacted_by")
        return format_html_join(
            "",
            "<p>{} · {} · {}</p>",
            ((r.redacted_at.date(), r.redacted_by, r.reason) for r in rows),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reading)
        own = path("<int:object_id>/reading/", view, name="articles_edition_reading")
        return [own, *super().get_urls()]

    def reading(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The version as a page, at the moment when its turn began."""
        edition = self.get_object(request, str(object_id))
        if edition is None:
            raise Http404
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        back = reverse("admin:articles_article_change", args=[edition.article_id])
        with translation.override(addresses.interface_language(edition.language)):
            return render_article(request, edition, at=edition.at, is_preview=True, back=back)
