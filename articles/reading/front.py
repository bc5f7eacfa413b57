"""The front page: what the editors chose, then the newest, then the topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import freshness
from articles.models import Window
from articles.models.compiled import Question, compiled
from articles.models.lists import EVERYTHING, ListQuerySet, first_of
from articles.models.windows import WindowQuerySet
from articles.reading import bands, chrome, clock, heads, lists, stories
from articles.reading.arranging import Arrangement, arrange
from articles.reading.kept import kept

STORIES = 12  # at most, where as many were chosen
FILLED = 8  # up to so many by the newest


@kept()
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The chosen articles of this language that are live, the lead first, filled up by the newest; then
    the topics. No query while nothing that the public sees has changed, else five.
    """
    at, language = clock.now(request), get_language() or ""

    def chosen() -> Arrangement:
        return arranged(_chosen(language, at), at=at)

    def asking() -> list[Question]:
        return [_chosen.asking(language, at), *lists.asking_ends_of_everything(at=at)]

    key = "front", language
    with chrome.asked_with(request, *freshness.missing(key, asking, at=at)):
        shown = freshness.remembered(key, chosen, at=at)
    return page(request, shown, at=at)


@compiled
def _chosen(language: str, at: datetime) -> WindowQuerySet:
    return live(at=at).chosen_for_front_of(language)[:STORIES]


def live(*, at: datetime) -> WindowQuerySet:
    """What may stand on an arranged page, with what it shows of each."""
    return Window.objects.live(at=at).for_lists().select_related("edition__lead_image")


def arranged(chosen: Sequence[Window], *, at: datetime) -> Arrangement:
    """These in their order, and the newest behind them. Two queries."""
    taken = {window.article_id for window in chosen}
    newest = [
        row for row in _newest(lists.ends_of_everything(at=at), at) if row.article_id not in taken
    ]
    room = max(FILLED, min(len(chosen), STORIES))
    return arrange(stories.pictured([*chosen, *newest][:room]))


@compiled
def _newest(ends: tuple[datetime, ...], at: datetime) -> ListQuerySet:
    runs = lists.in_lists([EVERYTHING], at=at, ends=ends)
    return first_of(runs, FILLED).told().select_related("edition__lead_image")


def page(request: HttpRequest, shown: Arrangement, *, at: datetime) -> HttpResponse:
    """The page of an arrangement, for readers and for editors who look at it before. Three queries."""
    around = chrome.of(request)

    def below() -> SafeString:
        told = {"bands": bands.of_topics(at=at, without=shown.head)}
        return render_to_string("articles/_bands.html", told)

    key = ("bands", get_language(), *sorted(shown.head))
    context = {
        "chrome": around,
        "head": heads.front(request, around),
        "shown": shown,
        "bands": freshness.remembered(key, below, at=at),
    }
    return chrome.respond(request, "articles/front.html", context)
