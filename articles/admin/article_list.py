"""The list of articles: where each stands, how the list is narrowed down, what is done to several at once;
and the pages that are about no single article: importing one, and bringing a deleted one back.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import bulk
from articles.admin.article_filters import (
    PLACES,
    EndingFilter,
    LanguageFilter,
    OriginFilter,
    TagFilter,
    TopicFilter,
    WhereFilter,
    on_its_way,
    where,
)
from articles.admin.fields import when
from articles.admin.importing import import_view
from articles.admin.lookups import NarrowedAdmin
from articles.language.wording import endonym
from articles.models import Article, DeskEvent, Edition, Window
from articles.publishing import deleting
from articles.refusals import Refused
from articles.search import drafts

REMEMBERED = "article_list"  # in the session: the filters and the order that a person chose last


class ArticleListAdmin(NarrowedAdmin):
    list_display = ("title_cell", "where", "language_cell", "changed")
    list_display_links = ("title_cell",)
    list_filter = (
        WhereFilter,
        OriginFilter,
        EndingFilter,
        TopicFilter,
        TagFilter,
        LanguageFilter,
    )
    list_per_page = 50
    search_fields = ("title",)  # what is searched, `articles.search.drafts` says
    search_help_text = _("Titles, texts, people and tags; “a phrase”, -without, begin*.")
    actions = bulk.ACTIONS
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/articles/article/change_list.html"
    delete_confirmation_template = "admin/articles/article/delete_confirmation.html"

    # --- the list -----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        now = timezone.now()
        windows = Window.objects.filter(article=OuterRef("pk"))
        last = Edition.objects.filter(article=OuterRef("pk")).order_by("-number")
        rows: QuerySet[Article] = super().get_queryset(request)
        return rows.select_related("import_record", "image").annotate(
            is_live=Exists(windows.live(at=now)),
            is_coming=Exists(windows.filter(live_from__gt=now)),
            was_live=Exists(windows.begun(at=now)),
            cut_from=Subquery(last.values("cut_from")[:1]),
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """What fits the words, whatever else narrows the list down."""
        if not search_term.strip():
            return queryset, False
        return drafts.among(queryset, search_term), False

    def get_list_filter(self, request: HttpRequest) -> Any:
        user: Any = request.user
        may_know = user.has_perm("articles.view_permission")
        return [one for one in self.list_filter if may_know or one is not EndingFilter]

    def has_submit_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("articles.submit_article"))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("articles.publish_article"))

    def has_curate_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("articles.change_topic"))

    def _is_popup(self, request: HttpRequest) -> bool:
        return "_popup" in request.GET or "_popup" in request.POST

    @admin.display(description=_("title"), ordering="title")
    def title_cell(self, article: Article) -> SafeString:
        return format_html('<span lang="{}">{}</span>', article.language, str(article))

    @admin.display(description=_("state"))
    def where(self, article: Any) -> SafeString:
        place, besides = where(article), on_its_way(article)
        state = format_html('<span class="state {}">{}</span>', place, PLACES[place])
        return state + format_html(" · {}", besides) if besides else state

    @admin.display(description=_("language"), ordering="language")
    def language_cell(self, article: Article) -> str:
        return endonym(article.language) if article.language else ""

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, article: Article) -> SafeString:
        return when(article.changed_at)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Remembers how this person narrowed the list down, and offers that again."""
        last = request.session.get(REMEMBERED, "")
        if not self._is_popup(request) and request.method == "GET":
            chosen = request.GET.copy()
            for passing in ("p", "e", "all", "_changelist_filters"):
                chosen.pop(passing, None)
            if chosen and chosen.urlencode() != last:
                request.session[REMEMBERED] = chosen.urlencode()[:500]
        user: Any = request.user
        context = {
            "last_list": last if not request.GET else "",
            "may_import": user.has_perm("articles.import_article"),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # --- pages about no single article --------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(partial(import_view, self)), name="articles_article_import"),
            path(
                "undelete/<int:event_id>/",
                wrap(self.undelete_view),
                name="articles_article_undelete",
            ),
            *super().get_urls(),
        ]

    # --- deleting, and taking it back ----------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.editions.exists())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        if article and article.editions.exists() and self.has_view_permission(request, article):
            messages.error(request, str(deleting.WasPublished.message))
            address = reverse("admin:articles_article_change", args=[article.pk])
            return HttpResponseRedirect(address)
        context = {"undo_days": deleting.UNDO_DAYS, **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except deleting.WordsOfOthers as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with an article is its own; whether it may go, the verb says."""
        return [], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        user: Any = request.user
        request.__dict__["deletion"] = deleting.delete(obj, actor=user)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        event: DeskEvent = request.__dict__["deletion"]
        messages.success(
            request,
            render_to_string(
                "admin/articles/article/_undo.html",
                {"title": event.facts["title"], "event": event, "token": get_token(request)},
            ),
        )
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def undelete_view(self, request: HttpRequest, event_id: int) -> HttpResponse:
        """Asks on GET, does it on POST."""
        user: Any = request.user
        if not user.has_perm("articles.delete_article"):
            raise PermissionDenied
        event = DeskEvent.objects.filter(pk=event_id, verb="delete").first()
        if event is None:
            raise Http404
        if request.method == "POST":
            try:
                article = deleting.undelete(event, actor=user)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
            messages.success(request, gettext("It is back, with everything that stood in it."))
            address = reverse("admin:articles_article_change", args=[article.pk])
            return HttpResponseRedirect(address)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Bring it back?"),
            "event": event,
            "may": deleting.may_undelete(event, at=timezone.now()),
        }
        return TemplateResponse(request, "admin/articles/article/undelete.html", context)
