"""Tidy tags: one page of what looks amiss, each with how many there are and what one can do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles.admin.log import WHAT
from articles.admin.tag_renaming import rename
from articles.admin.tag_splitting import split
from articles.admin.tag_verbs import for_tidiers, merge, page, retire, undo
from articles.models import ArticleTag, TagChange
from articles.tidying import finding

PARTS = ("alike", "once", "unused", "searches")
FEW, MANY = 10, 50  # of a part among all, and alone
LATEST = 10  # changes that are told


def urls(desk: Any) -> list[URLPattern]:
    """Below the list of tags."""
    views = (
        ("tidy/", clinic, "tidy"),
        ("merge/", merge, "merge"),
        ("retire/", retire, "retire"),
        ("undo/<int:change>/", undo, "undo"),
        ("<int:object_id>/rename/", rename, "rename"),
        ("<int:object_id>/split/", split, "split"),
    )
    return [
        path(route, desk.admin_view(view), name=f"articles_tag_{name}")
        for route, view, name in views
    ]


@for_tidiers
def clinic(request: HttpRequest) -> HttpResponse:
    """All of it, the first of each; or one part by pages. At most 14 queries besides those of every page,
    however much there is.
    """
    if request.method == "POST":
        finding.keep_apart(request.POST.get("apart", ""), actor=request.user)  # type: ignore[arg-type]
        return HttpResponseRedirect(request.get_full_path())
    if (verb := request.GET.get("do", "")) in {"merge", "retire"}:
        chosen = urlencode({"tag": request.GET.getlist("tag")}, doseq=True)
        return HttpResponseRedirect(f"{reverse(f'admin:articles_tag_{verb}')}?{chosen}")
    part = request.GET.get("part", "")
    is_alone = part in PARTS
    number = request.GET.get("page", "1")
    rows: dict[str, Callable[[], Any]] = {
        "alike": finding.near_duplicates,
        "once": finding.used_once,
        "unused": finding.unused,
        "searches": finding.could_be_tags,
    }
    shown: dict[str, Page[Any]] = {
        name: Paginator(rows[name](), MANY if is_alone else FEW).get_page(number)
        for name in PARTS
        if name == part or not is_alone
    }
    context: dict[str, Any] = {"shown": shown, "part": part if is_alone else ""}
    if found := shown.get("alike"):  # a page without rows is nothing to look into
        context["groups"] = finding.groups(list(found))
        context["is_more_alike"] = found.paginator.count > finding.MOST_GROUPS
    if once := shown.get("once"):
        numbers = [tag.pk for tag in once]
        pairs = ArticleTag.objects.filter(tag__in=numbers).select_related("content_object")
        titles = {pair.tag_id: pair.content_object for pair in pairs}
        context["once"] = [(tag, titles.get(tag.pk)) for tag in once]
    if not is_alone:
        changes = TagChange.objects.select_related("event__actor")
        context["latest"] = [(WHAT[change.verb], change) for change in changes[:LATEST]]
    return page(request, "tidy", _("Tidy tags"), back=reverse("admin:articles_tag_tidy"), **context)
