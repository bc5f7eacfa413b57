"""The list of topics, and a topic's page: its chosen articles laid out, then what its tags bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Topic, Window
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, figures, front, heads, keyset, stories
from articles.reading.arranging import Arrangement, arrange
from articles.reading.figures import Picture


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every public topic by name. Three queries."""
    found = sorted(
        Topic.objects.public().select_related("image"), key=lambda row: str(row).casefold()
    )
    known = figures.pictures(topic.image.digest for topic in found if topic.image)
    shown = [(topic, known.get(topic.image.digest) if topic.image else None) for topic in found]
    page = chrome.of(request)
    said = _("The subjects that %(name)s follows.") % {"name": page.name.text}
    context = {
        "chrome": page,
        "head": heads.page_of(request, page, _("Topics"), said),
        "topics": shown,
    }
    return chrome.respond(request, "articles/topic_list.html", context)


def _picture(topic: Topic) -> Picture | None:
    """One query, none for a topic without a picture."""
    image = topic.image
    return figures.pictures([image.digest]).get(image.digest) if image else None


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen articles in their order, then what the topic's tags bring. Five queries, six where it has a
    picture."""
    at = clock.now(request)
    found = get_object_or_404(Topic.objects.public().select_related("image"), slug=slug)
    is_first = keyset.place(request) is None
    chosen = list(front.live(at=at).chosen_for(found)) if is_first else []
    return page(request, found, arranged(chosen), at=at)


def arranged(chosen: Sequence[Window]) -> Arrangement:
    """One query, none without pictures."""
    return arrange(stories.pictured(chosen))


def page(
    request: HttpRequest,
    found: Topic,
    shown: Arrangement,
    *,
    at: datetime,
    chosen: Sequence[int] | None = None,
) -> HttpResponse:
    """The page of an arrangement. `chosen` are articles in place of those that are stored as chosen.

    Where nothing is chosen the newest leads. Two queries, three with its picture, and one for the
    topic's own.
    """
    rows = front.live(at=at).fed_to(found, chosen=chosen).newest()
    listed = keyset.page(rows, request, id_field="article_id")
    rest = listed.rows
    if listed.is_first and not shown.lead:
        shown, rest = arranged(rest[:1]), rest[1:]
    around, told = chrome.of(request), stories.plain(rest)
    under, entries = (
        Step(_("Topics"), reverse("topics")),
        [*filter(None, [shown.lead]), *shown.seconds, *shown.briefs, *told],
    )
    context = {
        "chrome": around,
        "head": heads.subject(
            request, around, found, entries, under=under, picture=_picture(found)
        ),
        "topic": found,
        "shown": shown,
        "page": listed,
        "stories": told,
    }
    return chrome.respond(request, "articles/topic_detail.html", context)
