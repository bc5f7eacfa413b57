"""Searching: the page, what it offers while somebody types, and its description for browsers.

What a reader typed never reaches a database but as tokens, and any of it gives a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import freshness
from articles.models import Tag, Window
from articles.models.compiled import Question, compiled
from articles.models.together import asked_together, at_once
from articles.models.windows import WindowQuerySet
from articles.reading import chrome, clock, facets, heads, narrowing, stories
from articles.reading.kept import kept
from articles.reading.narrowing import Asked
from articles.reading.stories import Story
from articles.search import failures, finding, lagging, snippets, spelling
from articles.search.finding import Found
from articles.search.lagging import Lag
from articles.search.queries import Query, parse

QUERY_KEYS = narrowing.KEYS  # all that the page depends on, for whoever keeps pages
SUGGEST_KEYS = ("q",)
OFFERED_TAGS = 24
LAG = ("lag",)  # under which what documents do not say yet is remembered
LATEST = 300  # articles of which the page without a query names the tags
SUGGESTED = {"names": 5, "articles": 4}
SHORTEST = 3  # letters that are looked for while somebody types; of Chinese one
_BLOCKS = re.compile(
    r"</?(?:p|li|ul|ol|h\d|blockquote|aside|t[dhr]|br|hr|pre|div|figcaption)\b[^>]*>"
)
_TAGS = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Result:
    """A hit as the page shows it, with the words of the query marked."""

    story: Story
    title: SafeString
    deck: SafeString
    passage: SafeString | None


@kept(*QUERY_KEYS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What fits the query, the best first or the newest. Three queries, on PostgreSQL four, one more of a
    later page by date or for a filter that is called otherwise by now; where nothing fits, those that look
    for what may have been meant, and those that count it: such a page is not kept, or it would be counted
    once for all who ask. While documents lag one more, and for the first who asks three.
    """
    at, asked = clock.now(request), Asked.of(request.GET.dict())
    query = parse(asked.values.get("q", ""))
    by_date = asked.values.get("order") == "date"
    after = asked.values.get("after", "")
    questions = narrowing.asking(asked, at=at)
    with chrome.asked_with(request, *freshness.missing(LAG, lagging.asking), *questions):
        around, lag = chrome.of(request), _lag()
        groups, chosen = narrowing.chosen(asked, at=at)
    found = finding.find(query, groups, at=at, after=after, by_date=by_date, lag=lag)
    title = _("Search: %(query)s") % {"query": query.text} if query.text else _("Search")
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, title, "", kind="SearchResultsPage"),
        "title": title,
        "is_search": True,
        "asked": asked,
        "query": query,
        "is_asked": bool(query.wanted or groups),
        "chosen": chosen,
        "found": found,
        "by_date": by_date or not query.wanted,
        "is_first": not finding.is_place(after),
        "next": asked.url(after=found.after) if found.after else "",
        "orders": {"rank": asked.url(order=""), "date": asked.url(order="date")},
        "first": asked.url(),
    }
    if found.count:
        context |= _shown(found, query, asked, at=at)
    else:
        context |= _instead(query, groups, asked, at=at)
    response = chrome.respond(request, "articles/search.html", context)
    if query.wanted and not groups and not found.count:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _shown(found: Found, query: Query, asked: Asked, *, at: datetime) -> dict[str, object]:
    """The hits, and on the first page ways to narrow them down. One query."""
    if not found.tally:
        return {"results": _results(found, query, at=at)}
    named, counts = bool(query.wanted), facets.counted(found.tally)
    questions = facets.asking(counts, with_other_names=named)
    with asked_together(*_asking(found, at=at), *questions):
        results = _results(found, query, at=at)
        met = facets.met(counts, found.tally, found.count, with_other_names=named)
    return {
        "results": results,
        "facets": list(met.facets(asked)),
        "names": met.names(query),
    }


def _lag() -> Lag:
    """What documents do not say yet. One query, none while it is remembered."""
    return freshness.remembered(LAG, lagging.known)


def _instead(
    query: Query, groups: finding.Groups, asked: Asked, *, at: datetime
) -> dict[str, object]:
    """What helps where nothing was found, or nothing was asked for."""
    tags, words = at_once(_tags(at), spelling.near(query))
    instead: dict[str, object] = {"tags": tags}
    if query.wanted:
        meant = spelling.did_you_mean(query, words, groups, at=at, lag=_lag())
        instead |= {"meant": meant, "meant_url": asked.url(q=meant)}
        if not groups:
            instead["begun"] = _suggested(query.text, at=at)
            failures.note(query, at=at)
    return instead


def _tags(at: datetime) -> QuerySet[Tag]:
    """The tags that the latest articles have most often, by name."""
    latest = Window.objects.live(at=at).newest().values("edition")[:LATEST]
    return Tag.objects.most_often_on(latest)[:OFFERED_TAGS]


def _editions(found: Found) -> set[int]:
    return {hit.edition for hit in found.hits}


def _asking(found: Found, *, at: datetime) -> list[Question]:
    """What `_results` would ask. No query."""
    return [_live.asking(_editions(found), at)] if found.hits else []


def _results(found: Found, query: Query, *, at: datetime) -> list[Result]:
    """In the order of the hits. One query or none."""
    if not found.hits:
        return []
    rows = _live(_editions(found), at)
    by_edition = {story.edition.pk: story for story in stories.plain(rows)}
    shown = [by_edition[hit.edition] for hit in found.hits if hit.edition in by_edition]
    return [_result(story, query) for story in shown]


@compiled
def _live(editions: set[int], at: datetime) -> WindowQuerySet:
    return Window.objects.live(at=at).for_lists(with_text=True).filter(edition__pk__in=editions)


def _result(story: Story, query: Query) -> Result:
    edition = story.edition
    return Result(
        story,
        title=snippets.marked(edition.title, query),
        deck=snippets.marked(edition.deck, query),
        passage=snippets.passage(_texts(story), query) if query.wanted else None,
    )


def _texts(story: Story) -> Iterable[str]:
    """All that is searched of a text and not shown of every hit."""
    piece = story.edition.piece
    for part in piece.parts:
        text = unescape(_TAGS.sub("", _BLOCKS.sub(" ", part.body)))
        yield " · ".join(filter(None, (part.heading, text.strip())))
    for figure in piece.figures:
        yield from filter(None, (figure.caption, figure.alt))


# --- while somebody types -------------------------------------------------------------------------


@kept(*SUGGEST_KEYS)
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Names and titles for what is typed so far, each with its address. Three queries, on PostgreSQL four, or
    none.
    """
    typed = request.GET.get("q", "")
    return JsonResponse({"suggestions": _suggested(typed, at=clock.now(request))})


def _suggested(typed: str, *, at: datetime) -> list[dict[str, str]]:
    """What the last word typed may be the beginning of; a page says it to whoever has no script. Three
    queries, on PostgreSQL four, or none.
    """
    query = parse(typed, is_typing=True)
    if not _is_enough(query):
        return []
    found = finding.find(query, (), at=at, lag=_lag())
    hits = Found(found.hits[: SUGGESTED["articles"]])
    offered: list[dict[str, str]] = []
    counts = facets.counted(found.tally)
    with asked_together(*_asking(hits, at=at), *facets.asking(counts, with_other_names=True)):
        met = facets.met(counts, found.tally, found.count, with_other_names=True)
        kinds = {"tag": _("tag"), "contributor": _("person"), "source": _("source")}
        for name in met.names(query)[: SUGGESTED["names"]]:
            text, language = narrowing.said(name.row)
            url = name.row.get_absolute_url()
            offered.append(
                {"text": text, "language": language, "kind": kinds[name.kind], "url": url}
            )
        for result in _results(hits, query, at=at):
            edition = result.story.edition
            text, language = edition.title, edition.language
            url = edition.get_absolute_url()
            offered.append({"text": text, "language": language, "kind": "", "url": url})
    return offered


def _is_enough(query: Query) -> bool:
    """A letter or two begin too many words to be looked for at every key."""
    last = query.wanted[-1].tokens[-1] if query.wanted else ""
    return bool(last) and (len(query.wanted) > 1 or len(last) >= SHORTEST or not last.isascii())


# --- for browsers ---------------------------------------------------------------------------------


@kept()
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """How a browser searches here (OpenSearch 1.1). One query."""
    page = chrome.of(request)
    context = {
        "name": page.name.text,
        "search": request.build_absolute_uri(reverse("search")),
    }
    response = chrome.respond(request, "articles/opensearch.xml", {"chrome": page, **context})
    response.headers["Content-Type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response
