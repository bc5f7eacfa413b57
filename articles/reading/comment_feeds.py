"""The feeds of comments: on one article, and on all of them."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import Comment, Edition, Masthead, Window
from articles.models.comments import CommentQuerySet
from articles.outputs import comment_feeds, signals
from articles.outputs.feeds import ATOM
from articles.reading import clock
from articles.reading.kept import kept
from articles.reading.live import of_article
from articles.rights import many


@kept()
@require_safe
@of_article
def of_one_article(request: HttpRequest, window: Window) -> HttpResponse:
    """Under a live article, the newest first; where it is gone its removal notice. At most five queries."""
    edition = window.edition
    found = Comment.objects.public().filter(article=edition.article_id)
    title = _("Comments on “%(title)s”") % {"title": edition.title}
    pairs = [(comment, edition) for comment in _newest(found)]
    page = edition.get_absolute_url()
    return _respond(request, pairs, under=[edition], title=title, page=page)


@kept()
@require_safe
def of_all(request: HttpRequest) -> HttpResponse:
    """Under every article that is live, the newest first. At most five queries."""
    live = Window.objects.live(at=clock.now(request))
    found = Comment.objects.public().filter(Exists(live.filter(article=OuterRef("article"))))
    rows = list(_newest(found))
    shown = live.filter(article__in={comment.article_id for comment in rows}).for_lists()
    editions = {window.article_id: window.edition for window in shown}
    pairs = [(row, editions[row.article_id]) for row in rows if row.article_id in editions]
    page = reverse("front")
    return _respond(request, pairs, under=editions.values(), title=_("Comments"), page=page)


def _newest(rows: CommentQuerySet) -> CommentQuerySet:
    """By when they appeared: one that waited for long is news, too."""
    ordered = rows.select_related("article").order_by("-decided_at", "-pk")
    return ordered[: comment_feeds.NEWEST]


def _respond(
    request: HttpRequest,
    rows: list[tuple[Comment, Edition]],
    *,
    under: Collection[Edition],
    title: str,
    page: str,
) -> HttpResponse:
    masthead = Masthead.objects.first() or Masthead()
    name = masthead.said("name").text or _("A new publication")
    origin = request.build_absolute_uri("/").removesuffix("/")
    feed = comment_feeds.CommentFeed(
        title=f"{name}: {title}",
        name=name,
        language=addresses.language_tag(get_language() or settings.LANGUAGE_CODE),
        address=request.build_absolute_uri(request.path),
        page=origin + page,
        origin=origin,
        rows=tuple(rows),
    )
    allows = many.allow_training(under, at=clock.now(request), masthead=masthead)
    return HttpResponse(
        comment_feeds.atom(feed),
        content_type=f"{ATOM}; charset=utf-8",
        headers=signals.usage_of(masthead, allows),
    )
