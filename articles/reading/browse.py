"""Browsing: by tag, by topic, by contributor, by source. Nothing that is not live ever shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Contributor, EditionTag, Source, Tag, TagAlias, Topic, Window
from articles.outputs.structured_site import Step, named
from articles.reading import chrome, clock, figures, heads, keyset, lookup, stories, tallies
from articles.reading.chrome import Chrome
from articles.reading.heads import Head
from articles.reading.stories import Story


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag that a live article has, with how many, by name. Two queries."""
    found = sorted(Tag.objects.with_live_counts(at=clock.now(request)), key=_by_name)
    page = chrome.of(request)
    said = _("What %(name)s writes about, by tag.") % {"name": page.name.text}
    head = heads.page_of(request, page, _("Tags"), said)
    context = {"chrome": page, "head": head, "tags": found}
    return chrome.respond(request, "articles/tag_list.html", context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag's articles, newest first; 301 for its other names; 404 if it never was on a public one."""
    at = clock.now(request)
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        alias = get_object_or_404(TagAlias.objects.select_related("tag"), slug=slug)
        return lookup.moved(alias.tag.get_absolute_url())
    rows = EditionTag.objects.filter(tag=found)
    page = keyset.page(rows.live(at=at), request, id_field="edition_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    around, shown = chrome.of(request), stories.plain(page.rows)
    under = Step(_("Tags"), reverse("tags"))
    head = _head(request, around, found, shown, under=under)
    context = {"chrome": around, "head": head, "tag": found, "page": page, "stories": shown}
    return chrome.respond(request, "articles/tag_detail.html", context)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every public topic by name. Three queries."""
    found = sorted(Topic.objects.public().select_related("image"), key=_by_name)
    known = figures.pictures(topic.image.digest for topic in found if topic.image)
    shown = [(topic, known.get(topic.image.digest) if topic.image else None) for topic in found]
    page = chrome.of(request)
    said = _("The subjects that %(name)s follows.") % {"name": page.name.text}
    head = heads.page_of(request, page, _("Topics"), said)
    context = {"chrome": page, "head": head, "topics": shown}
    return chrome.respond(request, "articles/topic_list.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen articles in their order, then what the topic's tags bring. Five queries."""
    found = get_object_or_404(Topic.objects.public(), slug=slug)
    live = Window.objects.live(at=clock.now(request)).for_lists()
    page = keyset.page(live.fed_to(found).newest(), request, id_field="article_id")
    chosen = live.chosen_for(found).select_related("edition__lead_image") if page.is_first else []
    picked, shown = stories.pictured(chosen), stories.plain(page.rows)
    around, under = chrome.of(request), Step(_("Topics"), reverse("topics"))
    context = {
        "chrome": around,
        "head": _head(request, around, found, [*picked, *shown], under=under),
        "topic": found,
        "chosen": picked,
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/topic_detail.html", context)


@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a contributor stands over; 404 for someone who never did in public. Four queries, and one
    for a portrait.
    """
    at = clock.now(request)
    found = get_object_or_404(Contributor.objects.select_related("image"), slug=slug)
    rows = Window.objects.by(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    around, shown = chrome.of(request), stories.plain(page.rows)
    known = figures.pictures([found.image.digest]) if found.image else {}
    context = {
        "chrome": around,
        "head": heads.person(request, around, found, shown),
        "contributor": found,
        "portrait": known.get(found.image.digest) if found.image else None,
        "tally": tallies.of_contributor(found, at=at),
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/contributor_detail.html", context)


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """What was reprinted from a source and from those merged into it, whose addresses answer 301; 404 for
    one that nothing public came from. Five queries.
    """
    at = clock.now(request)
    found = get_object_or_404(Source.objects.select_related("merged_into"), slug=slug).kept
    rows = Window.objects.reprinted_from(found)
    page = keyset.page(rows.live(at=at).for_lists().newest(), request, id_field="article_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    if found.slug != slug:
        return lookup.moved(found.get_absolute_url())
    around, shown = chrome.of(request), stories.plain(page.rows)
    newest = page.rows[0].edition if page.is_first and page.rows else None
    context = {
        "chrome": around,
        "head": heads.source(request, around, found, shown),
        "source": found,
        "tally": tallies.of_source(found, at=at),
        "how_reprinted": tallies.how_reprinted(newest, at=at),
        "page": page,
        "stories": shown,
    }
    return chrome.respond(request, "articles/source_detail.html", context)


def _head(
    request: HttpRequest, page: Chrome, row: Tag | Topic, entries: list[Story], *, under: Step
) -> Head:
    said = {"name": str(row), "publication": page.name.text}
    description = row.said("description").text
    return heads.page_of(
        request,
        page,
        str(row),
        description or _("What %(publication)s published on this: %(name)s.") % said,
        under=under,
        about=named(str(row), "Thing"),
        entries=entries,
    )


def _by_name(row: Tag | Topic) -> str:
    return str(row).casefold()
