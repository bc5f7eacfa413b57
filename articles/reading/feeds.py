"""The feeds of the site and of every list, and the page that names them.

What is in a feed is asked of the clock each time. A feed is revalidated by its bytes alone: when a
permission ends nothing is written anywhere, so no date could tell that the feed changed. `Last-Modified` is
told for readers who sort by it; whoever asks by that date alone is sent the whole feed.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import addresses
from articles.language import wording
from articles.models import Contributor, EditionTag, Source, Tag, TagAlias, Topic, Window
from articles.models.common import Translated
from articles.models.windows import EditionTagQuerySet, WindowQuerySet
from articles.outputs import feeds, signals
from articles.outputs.entries import gather
from articles.reading import chrome, clock, heads, lookup


@require_safe
def site(request: HttpRequest, form: str) -> HttpResponse:
    """Everything, newest first. At most eight queries, as every feed."""
    rows = Window.objects.live(at=clock.now(request)).whole().newest()
    return _respond(request, rows, form=form, page=reverse("front"))


@require_safe
def archive(request: HttpRequest, form: str) -> HttpResponse:
    """What the archive lists: the same as the site's own feed, for those who look there."""
    rows = Window.objects.live(at=clock.now(request)).whole().newest()
    return _respond(request, rows, form=form, page=reverse("archive"), of=_("All articles"))


@require_safe
def tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A tag's articles; 301 for its other names; 404 if it never was on a public one."""
    at = clock.now(request)
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        alias = get_object_or_404(TagAlias.objects.select_related("tag"), slug=slug)
        return lookup.moved(reverse("tag_feed", args=[alias.tag.slug, form]))
    rows = EditionTag.objects.filter(tag=found)
    if not rows.begun(at=at).exists():
        raise Http404
    return _respond(request, rows.live(at=at).whole(), form=form, of=found)


@require_safe
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What was chosen for a topic and what its tags bring, newest first."""
    found = get_object_or_404(Topic.objects.public(), slug=slug)
    rows = Window.objects.live(at=clock.now(request)).on(found)
    return _respond(request, rows.whole().newest(), form=form, of=found)


@require_safe
def contributor(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public."""
    found = get_object_or_404(Contributor, slug=slug)
    return _once_public(request, Window.objects.by(found), form=form, of=found)


@require_safe
def source(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What was reprinted from a source and from those merged into it, whose feeds answer 301; 404 for one
    that nothing public came from.
    """
    found = get_object_or_404(Source.objects.select_related("merged_into"), slug=slug).kept
    rows = Window.objects.reprinted_from(found)
    if found.slug != slug and rows.begun(at=clock.now(request)).exists():
        return lookup.moved(reverse("source_feed", args=[found.slug, form]))
    return _once_public(request, rows, form=form, of=found)


@require_safe
def language(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """What is written in a language: zh-Hans by that tag, in every script by zh. 404 for one in which
    nothing ever was public.
    """
    rows = Window.objects.written_in(language)
    page = addresses.front(addresses.interface_language(language))
    of = wording.endonym(language)
    return _once_public(request, rows, form=form, of=of, page=page, language=language)


@require_safe
def all_feeds(request: HttpRequest) -> HttpResponse:
    """Every feed there is, for people. Four queries, five while the menu is empty."""
    at = clock.now(request)
    page = chrome.of(request)
    said = _("Every feed of %(name)s: of the site, by language, by topic and by tag.")
    said %= {"name": page.name.text}
    languages = Window.objects.live(at=at).languages()
    context = {
        "chrome": page,
        "head": heads.page_of(request, page, _("Feeds"), said, kind="WebPage"),
        "languages": languages if len(languages) > 1 else [],
        "tags": sorted(Tag.objects.with_live_counts(at=at), key=_by_name),
        "topics": sorted(Topic.objects.public(), key=_by_name),
    }
    return chrome.respond(request, "articles/feeds.html", context)


def _by_name(row: Tag | Topic) -> str:
    return str(row).casefold()


def _once_public(request: HttpRequest, rows: WindowQuerySet, **facts: Any) -> HttpResponse:
    at = clock.now(request)
    if not rows.begun(at=at).exists():
        raise Http404
    return _respond(request, rows.live(at=at).whole().newest(), **facts)


def _respond(
    request: HttpRequest,
    rows: WindowQuerySet | EditionTagQuerySet,
    *,
    form: str,
    page: str = "",
    of: Translated | str = "",
    language: str = "",
) -> HttpResponse:
    """The newest of these rows as a feed `of` something, which has a `page` for people; in the language
    of its address unless it says in which.
    """
    origin = request.build_absolute_uri("/").removesuffix("/")
    gathered = gather(rows[: feeds.NEWEST], at=clock.now(request), origin=origin)
    masthead = gathered.masthead
    name = masthead.said("name").text or _("A new publication")
    feed = feeds.Feed(
        title=f"{name}: {of}" if of else name,
        subtitle=masthead.said("tagline").text,
        language=language or addresses.language_tag(get_language() or settings.LANGUAGE_CODE),
        address=request.build_absolute_uri(request.path),
        page=origin + (page or of.get_absolute_url()),  # type: ignore[union-attr]
        gathered=gathered,
    )
    body, content_type = feeds.atom(feed), f"{feeds.ATOM}; charset=utf-8"
    if form == "json":
        body, content_type = json.dumps(feeds.json_feed(feed), ensure_ascii=False), feeds.JSON
    usage = signals.usage_of(masthead, (entry.statement for entry in gathered.entries))
    response = HttpResponse(body, content_type=content_type, headers=usage)
    if gathered.entries:
        response.headers["Last-Modified"] = http_date(feeds.changed_at(feed).timestamp())
    return response
