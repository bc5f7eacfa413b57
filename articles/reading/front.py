"""The front page: what the editors chose, then the newest, then the topics."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Topic, Window
from articles.reading import chrome, clock, heads, stories

SIDE = 3
BRIEFS = 8
STORIES = 1 + SIDE + BRIEFS


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The chosen articles of this language that are live, the lead first, filled up by the newest.
    Five queries."""
    at = clock.now(request)
    live = Window.objects.live(at=at).for_lists().select_related("edition__lead_image")
    chosen = list(live.chosen_for_front_of(get_language() or "")[:STORIES])
    taken = {window.article_id for window in chosen}
    newest = [row for row in live.newest()[:STORIES] if row.article_id not in taken]
    shown = stories.pictured([*chosen, *newest][:STORIES])
    page = chrome.of(request)
    context = {
        "chrome": page,
        "head": heads.front(request, page),
        "lead": shown[0] if shown else None,
        "side": shown[1 : 1 + SIDE],
        "briefs": shown[1 + SIDE :],
        "topics": Topic.objects.public(),
    }
    return chrome.respond(request, "articles/front.html", context)
