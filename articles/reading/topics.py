"""The list of topics, and a topic's page: its chosen articles laid out, then what its tags bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import freshness
from articles.models import Image, Tally, Topic, Window
from articles.models.common import by_name
from articles.models.compiled import Question
from articles.models.lists import ListQuerySet, tag_list
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, figures, front, heads, keyset, lists, stories
from articles.reading.arranging import Arrangement, arrange
from articles.reading.figures import Picture
from articles.reading.kept import kept


@kept()
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every public topic by name. Three queries."""
    found = sorted(Topic.objects.public().select_related("image"), key=by_name)
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
    """No query while nothing that the public sees has changed, none for a topic without a picture."""
    image = topic.image
    if image is None:
        return None
    known = freshness.remembered(_key(image), lambda: figures.pictures([image.digest]))
    return known.get(image.digest)


def _asking_picture(topic: Topic) -> list[Question]:
    """What `_picture` would ask. No query."""
    image = topic.image
    if image is None:
        return []
    return freshness.missing(_key(image), lambda: figures.asking([image.digest]))


def _key(image: Image) -> tuple[str, str]:
    return "picture", image.digest


@kept("after")
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen articles in their order, then what the topic's tags bring. Five queries."""
    at = clock.now(request)
    found, tags, ends = lists.of_topic(slug, at=at)
    is_first = keyset.place(request) is None
    chosen = list(front.live(at=at).chosen_for(found)) if is_first else []
    taken = found.picks.values("article")
    runs = lists.of_tags(tags, at=at, ends=ends, without=taken)
    return page(request, found, arranged(chosen), runs=runs)


def arranged(chosen: Sequence[Window]) -> Arrangement:
    """One query, none without pictures."""
    return arrange(stories.pictured(chosen))


def fed(tags: Sequence[int], chosen: Sequence[int], *, at: datetime) -> lists.Runs:
    """What a topic's tags bring beside the articles that are chosen, all by their ids. One query."""
    ends = list(Tally.objects.filter(list__in=map(tag_list, tags)).ends(at=at))
    return lists.of_tags(tags, at=at, ends=ends, without=chosen)


def _pictured(rows: ListQuerySet) -> ListQuerySet:
    return rows.told().select_related("edition__lead_image")


def page(
    request: HttpRequest,
    found: Topic,
    shown: Arrangement,
    *,
    runs: lists.Runs,
) -> HttpResponse:
    """The page of an arrangement, above what the topic's tags bring (without what was chosen).

    Where nothing is chosen the newest leads. Two queries, three with its picture.
    """
    listed = keyset.page_of(runs, request, show=_pictured)
    rest = listed.rows
    if listed.is_first and not shown.lead:
        shown, rest = arranged(rest[:1]), rest[1:]
    with chrome.asked_with(request, *_asking_picture(found)):
        around, picture = chrome.of(request), _picture(found)
    told = stories.plain(rest)
    under, entries = (
        Step(_("Topics"), reverse("topics")),
        [*filter(None, [shown.lead]), *shown.seconds, *shown.briefs, *told],
    )
    context = {
        "chrome": around,
        "head": heads.subject(request, around, found, entries, under=under, picture=picture),
        "topic": found,
        "shown": shown,
        "page": listed,
        "stories": told,
    }
    return chrome.respond(request, "articles/topic_detail.html", context)
