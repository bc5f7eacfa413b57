"""An article's working copy and versions, any two side by side; a version is restored from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin import compared
from articles.admin.pages import Page
from articles.admin.widgets import thumbnail
from articles.bridges import freeze
from articles.comparing import Comparison, compare
from articles.comparing.pieces import FigureChange
from articles.models import Article, Edition, Image, Window
from articles.models.people import Role
from articles.piece import Byline, Figure, Piece

COPY = "copy"  # the working copy's word in addresses; a version goes by its number


@dataclass(frozen=True)
class Side:
    """One of the texts that can be compared: how the address calls it, how people do."""

    value: str
    label: str
    edition: Edition | None = None

    def piece(self, article: Article) -> Piece:
        return self.edition.as_filed() if self.edition else freeze(article)


def address(article: Article, before: Side | str, after: Side | str) -> str:
    """The page on which these two stand side by side."""
    sides = {
        name: side.value if isinstance(side, Side) else side
        for name, side in (("from", before), ("to", after))
    }
    page = reverse("admin:articles_article_compare", args=[article.pk])
    return f"{page}?{urlencode(sides)}"


def comparing(request: HttpRequest, article: Article) -> HttpResponse:
    """Two texts and what differs. About 12 queries. An unknown version is a 404."""
    sides = _sides(article)
    before, after = _asked(request, sides)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Compare"),
        "subtitle": str(article),
        "opts": article._meta,
        "article": article,
        "sides": list(sides.values()),
        "before": before,
        "after": after,
        "is_whole": "whole" in request.GET,
    }
    if before and after:
        found = compare(before.piece(article), after.piece(article))
        context |= _shown(found, is_whole=context["is_whole"])
        context |= _ways_on(request, article, before, after)
    return TemplateResponse(request, "admin/articles/article/compare.html", context)


def _sides(article: Article) -> dict[str, Side]:
    """The working copy, then the versions, the latest first, by what addresses call them. One query."""
    now = timezone.now()
    live = Window.objects.live(at=now).filter(edition=OuterRef("pk"))
    editions = article.editions.defer("content").annotate(is_live=Exists(live))
    saved = formats.date_format(timezone.localtime(article.changed_at), "DATETIME_FORMAT")
    sides = [Side(COPY, _("Working copy, saved %(at)s") % {"at": saved})]
    for edition in editions.order_by("-number"):
        label = _("Version %(number)d: %(kind)s, %(at)s") % {
            "number": edition.number,
            "kind": edition.get_kind_display(),
            "at": formats.date_format(timezone.localtime(edition.at), "DATETIME_FORMAT"),
        }
        if edition.is_live:
            label += _(" (online)")
        elif edition.at > now:
            label += _(" (scheduled)")
        edition.article = article
        sides.append(Side(str(edition.number), label, edition))
    return {side.value: side for side in sides}


def _asked(request: HttpRequest, sides: dict[str, Side]) -> tuple[Side | None, Side | None]:
    """The two that the address names; else what readers see now, or saw last, and the working copy."""
    versions = [side for side in sides.values() if side.edition]
    if not versions:
        return None, None
    usual = next(
        (side for side in versions if getattr(side.edition, "is_live", False)), versions[0]
    )
    names = request.GET.get("from", usual.value), request.GET.get("to", COPY)
    if not set(names) <= set(sides):
        raise Http404
    return sides[names[0]], sides[names[1]]


def _shown(found: Comparison, *, is_whole: bool) -> dict[str, Any]:
    thumbnails = _thumbnails([found.lead, *(section.figure for section in found.sections)])
    pictures = found.pictures
    return {
        "comparison": found,
        "summary": compared.summary(found),
        "facts": compared.facts(found.facts),
        "credit": compared.facts(found.credit, of_original=True),
        "lead": compared.picture(found.lead, thumbnails),
        "sections": [
            compared.section(change, thumbnails, is_whole=is_whole) for change in found.sections
        ],
        "lists": [
            (_("Tags"), found.tags.added, found.tags.removed, ""),
            (
                _("Bylines"),
                [_named(byline) for byline in found.bylines.added],
                [_named(byline) for byline in found.bylines.removed],
                _("in another order") if found.is_reordered else "",
            ),
            (
                _("Pictures"),
                [_pictured(figure, thumbnails) for figure in pictures.added],
                [_pictured(figure, thumbnails) for figure in pictures.removed],
                "",
            ),
        ],
    }


def _thumbnails(changes: list[FigureChange]) -> dict[str, SafeString]:
    """Of the pictures in places that changed, by digest. Two queries or none."""
    digests = {
        figure.image
        for change in changes
        if change.kind != "same"
        for figure in (change.before, change.after)
        if figure and figure.image
    }
    images = Image.objects.filter(digest__in=digests).prefetch_related("renditions")
    return {image.digest: thumbnail(image) for image in images} if digests else {}


def _pictured(figure: Figure, thumbnails: dict[str, SafeString]) -> SafeString:
    text = figure.caption or figure.alt or _("picture")
    return format_html("{} {}", thumbnails.get(figure.image, ""), text)


def _named(byline: Byline) -> str:
    return f"{byline.name} ({Role(byline.role).label})"


def _ways_on(request: HttpRequest, article: Article, before: Side, after: Side) -> dict[str, Any]:
    """The same two the other way round, and restoring: looked at first, as what it would change."""
    user: Any = request.user
    other = address(article, after, before)
    if not user.has_perm("articles.publish_article"):
        return {"turned": other}
    is_look = before.edition is None and after.edition is not None
    return {
        "turned": other,
        "restoring": after if is_look else None,
        "restore_looks": []
        if is_look
        else [(side, address(article, COPY, side)) for side in (before, after) if side.edition][
            : 1 if before == after else 2
        ],
    }


PAGES = (Page("compare", comparing, permission="view_edition"),)
