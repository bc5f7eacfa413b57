"""How the list of articles is narrowed down, in the words that its rows use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.said import row_number
from articles.language import words
from articles.language.wording import endonym
from articles.models import (
    Article,
    ArticleTag,
    CreditPermission,
    Permission,
    Tag,
    Topic,
    TopicPick,
)
from articles.models.articles import Stage
from articles.models.rights import Span

PLACES: dict[str, str | Promise] = {
    "draft": _("Draft"),
    "in_review": _("In review"),
    "approved": _("Approved"),
    "coming": _("Scheduled"),
    "live": _("Online"),
    "ended": _("Ended"),
    "withdrawn": _("Withdrawn"),
}
MOST_TAGS = 12  # a site may have 50,000: the rest is typed
MOST_TOPICS = 50


def where(article: Any) -> str:
    """The key of `PLACES` for a row that the article list annotated: what readers see of it, else how
    far the working copy is.
    """
    if article.withdrawn_at:
        return "withdrawn"
    if article.is_live:
        return "live"
    if article.is_coming:
        return "coming"
    return "ended" if article.was_live else str(article.stage)


def on_its_way(article: Any) -> str | Promise:
    """Where readers see (or saw) an earlier one: the stage of the working copy, or that it was saved
    since, for a draft.
    """
    if article.stage == Stage.DRAFT:
        is_ahead = article.cut_from is not None and article.version > article.cut_from
        return pgettext_lazy("state", "changed") if is_ahead else ""
    return "" if where(article) == article.stage else PLACES[article.stage]


class WhereFilter(admin.SimpleListFilter):
    """A published article whose next version is in review is found under both."""

    title = _("state")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*PLACES.items(), ("changed", _("Changed since published"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        running = queryset.filter(withdrawn_at=None)
        never = running.filter(is_live=False, is_coming=False, was_live=False)
        chosen = {
            "draft": never.filter(stage=Stage.DRAFT),
            "in_review": queryset.filter(stage=Stage.IN_REVIEW),
            "approved": queryset.filter(stage=Stage.APPROVED),
            "live": running.filter(is_live=True),
            "coming": running.filter(is_coming=True),
            "withdrawn": queryset.exclude(withdrawn_at=None),
            "ended": running.filter(is_live=False, is_coming=False, was_live=True),
            "never": never,
            "changed": running.filter(version__gt=F("cut_from")),
        }
        return chosen.get(self.value() or "", queryset)


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        tags = Article.objects.order_by("language").values_list("language", flat=True).distinct()
        return [(tag, endonym(tag)) for tag in tags if tag]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        language = words.storable(self.value() or "")
        return queryset.filter(language=language) if language else queryset


class OriginFilter(admin.SimpleListFilter):
    title = _("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("own", _("Our own")), ("reprint", _("Reprints")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in {"own", "reprint"}:
            return queryset.filter(credit_record__isnull=self.value() == "own")
        return queryset


class EndingFilter(admin.SimpleListFilter):
    """Reprints whose permission ends soon, and was not renewed."""

    title = _("permission ends")
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("30", _("Within 30 days")), ("90", _("Within 90 days")))

    def span(self, at: datetime) -> Span | None:
        """The time asked for, from this instant on."""
        days = {"30": 30, "90": 90}.get(self.value() or "")
        return Span(at, at + timedelta(days=days)) if days else None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        ending = self.span(timezone.now())
        return queryset.filter(pk__in=relying_on_what_ends(ending)) if ending else queryset


def relying_on_what_ends(span: Span) -> QuerySet[Any]:
    """The ids of articles that rely on a permission, or a renewal of it, that ends in this time."""
    needs = CreditPermission.objects.relying_on(Permission.objects.ending(span))
    return needs.values("credit__article")


class TopicFilter(admin.SimpleListFilter):
    """What a topic or front page shows: its chosen articles and what its tags bring."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(str(topic.pk), str(topic)) for topic in Topic.objects.all()[:MOST_TOPICS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        topic = row_number(self.value() or "")
        if topic is None:
            return queryset
        chosen = TopicPick.objects.filter(topic=topic).values("article")
        fed = ArticleTag.objects.filter(tag__topics=topic).values("content_object")
        return queryset.filter(Q(pk__in=chosen) | Q(pk__in=fed))


class TagFilter(admin.SimpleListFilter):
    """The tags most used, as links; any other by its name, typed."""

    title = _("tag")
    parameter_name = "tag"
    template = "admin/articles/article/tag_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        used = Tag.objects.annotate(used=Count("article_tags")).filter(used__gt=0)
        return [(tag.name, str(tag)) for tag in used.order_by("-used", "name")[:MOST_TAGS]]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        name = words.storable(self.value() or "").strip()
        if not name:
            return queryset
        found = Tag.objects.resolve([name]).get(name)
        return queryset.filter(tags=found) if found else queryset.none()
