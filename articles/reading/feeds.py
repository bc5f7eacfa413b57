"""The feeds of the site and of every list, and the page that names them.

What is in a feed is asked of the clock each time. A feed is revalidated by its bytes alone: when a
permission ends nothing is written anywhere, so no date could tell that the feed changed. `Last-Modified` is
told for readers who sort by it; whoever asks by that date alone is sent the whole feed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
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
from articles.models import Contributor, Topic, Window
from articles.models.common import Translated, by_name
from articles.models.lists import EVERYTHING, ListRow, by_list, first_of, in_list, tag_list
from articles.models.tallies import Tallied
from articles.outputs import feeds, signals
from articles.outputs.entries import gather
from articles.reading import chrome, clock, heads, lists, lookup, tag_index, tags, tallies
from articles.reading.kept import kept
from articles.reading.old_tags import gone_if_retired

FEEDS_OF_TAGS = 200  # that are named on one page; every tag's page names its own


@kept()
@require_safe
def site(request: HttpRequest, form: str) -> HttpResponse:
    """Everything, newest first. Four queries; no feed costs more than five."""
    runs = lists.everything(at=clock.now(request))
    return _respond(request, runs, form=form, page=reverse("front"))


@kept()
@require_safe
def archive(request: HttpRequest, form: str) -> HttpResponse:
    """What the archive lists: the same as the site's own feed, for those who look there."""
    runs = lists.everything(at=clock.now(request))
    return _respond(request, runs, form=form, page=reverse("archive"), of=_("All articles"))


@kept()
@require_safe
@gone_if_retired
def tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A tag's articles; 301 for its other names, 410 for a retired one, 404 for one never in public."""
    at = clock.now(request)
    (found,), is_canonical = tags.canonical(slug)
    tallied = _known([tag_list(found.pk)], at=at)
    if not is_canonical:
        return lookup.moved(reverse("tag_feed", args=[found.slug, form]))
    runs = lists.of_tags([found.pk], at=at, ends=tallied.ends)
    return _respond(request, runs, form=form, of=found)


@kept()
@require_safe
@gone_if_retired
def tags_together(request: HttpRequest, slugs: str, form: str) -> HttpResponse:
    """What has all of these tags, of as many articles as a page of them looks through; 301 to the one address
    of them; 404 if one never was on a public one.
    """
    at = clock.now(request)
    found, is_canonical = tags.canonical(slugs)
    whole = tags.all_of(found, at=at)
    if not is_canonical:
        return lookup.moved(tags.address(found, "tags_together_feed", form=form))
    runs = whole.runs(at=at)
    title = str(wording.join_names(str(one) for one in found))
    return _respond(request, runs, form=form, page=tags.address(found), of=title)


@kept()
@require_safe
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What was chosen for a topic and what its tags bring, newest first."""
    at = clock.now(request)
    found, feeding, ends = lists.of_topic(slug, at=at)
    chosen = list(Window.objects.live(at=at).chosen_for(found).whole())
    taken = [row.article_id for row in chosen]
    fed = lists.of_tags(feeding, at=at, ends=ends, without=taken)
    return _respond(request, fed, form=form, of=found, chosen=chosen)


@kept()
@require_safe
def contributor(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public."""
    found = get_object_or_404(Contributor, slug=slug)
    return _once_public(request, [by_list(found.pk)], form=form, of=found)


@kept()
@require_safe
def source(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What was reprinted from a source and from those merged into it, whose feeds answer 301; 404 for one
    that nothing public came from.
    """
    found, names = lists.of_source(slug)
    if found.slug != slug:
        _known(names, at=clock.now(request))
        return lookup.moved(reverse("source_feed", args=[found.slug, form]))
    return _once_public(request, names, form=form, of=found)


@kept()
@require_safe
def language(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """What is written in a language: zh-Hans by that tag, in every script by zh. 404 for one in which
    nothing ever was public.
    """
    page = addresses.front(addresses.interface_language(language))
    of = wording.endonym(language)
    return _once_public(
        request, [in_list(language)], form=form, of=of, page=page, language=language
    )


@kept()
@require_safe
def all_feeds(request: HttpRequest) -> HttpResponse:
    """The feeds there are, for people; of very many tags those of the fullest. Four queries."""
    at = clock.now(request)
    with chrome.asked_with(request, *lists.asking_tallied(EVERYTHING, at=at)):
        page, tallied = chrome.of(request), lists.tallied(EVERYTHING, at=at)[EVERYTHING]
    said = _("Every feed of %(name)s: of the site, by language, by topic and by tag.")
    said %= {"name": page.name.text}
    languages = sorted(language for language, _count in tallied.languages)
    context = {
        "chrome": page,
        "head": heads.page_of(request, page, _("Feeds"), said, kind="WebPage"),
        "languages": languages if len(languages) > 1 else [],
        "tags": sorted(tag_index.most(FEEDS_OF_TAGS, at=at), key=by_name),
        "topics": sorted(Topic.objects.public(), key=by_name),
    }
    return chrome.respond(request, "articles/feeds.html", context)


def _once_public(request: HttpRequest, names: list[str], **facts: Any) -> HttpResponse:
    at = clock.now(request)
    return _respond(request, lists.in_lists(names, at=at, ends=_known(names, at=at).ends), **facts)


def _known(names: list[str], *, at: datetime) -> Tallied:
    """What these lists hold. Raises 404 if there never was anything in them. One query."""
    tallied = tallies.together(lists.tallied(*names, at=at).values())
    if not tallied.is_known:
        raise Http404
    return tallied


def _newest(runs: lists.Runs, chosen: Sequence[Window]) -> list[Window | ListRow]:
    rows = [*chosen, *first_of(runs, feeds.NEWEST).whole()] if runs else list(chosen)
    rows.sort(key=lambda row: (row.published_at, row.article_id), reverse=True)
    return rows[: feeds.NEWEST]


def _respond(
    request: HttpRequest,
    runs: lists.Runs,
    *,
    form: str,
    page: str = "",
    of: Translated | str = "",
    language: str = "",
    chosen: Sequence[Window] = (),
) -> HttpResponse:
    """The newest of these and of the chosen as a feed `of` something, which has a `page` for people;
    in the language of its address unless it says in which.
    """
    origin = request.build_absolute_uri("/").removesuffix("/")
    gathered = gather(_newest(runs, chosen), at=clock.now(request), origin=origin)
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
    allows = (entry.statement.allows_training for entry in gathered.entries)
    usage = signals.usage_of(masthead, allows)
    response = HttpResponse(body, content_type=content_type, headers=usage)
    if gathered.entries:
        response.headers["Last-Modified"] = http_date(feeds.changed_at(feed).timestamp())
    return response
