"""What becomes of the chosen articles: where each will stand, and the page as readers would see it.

Nothing is written: what is typed is read by the page's own forms, which are never saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles import addresses
from articles.admin.fields import moment_in_words
from articles.models import Tag, Topic, Window
from articles.reading import front, topics
from articles.reading.arranging import Arrangement, Place

Picks = Sequence[tuple[int, str]]  # an article's number and its blurb


def stored(topic: Topic) -> Picks:
    return list(topic.picks.values_list("article_id", "blurb"))


def typed(formset: Any) -> tuple[Picks, list[str]]:
    """The picks of a form that came, in their order, and what is wrong with those that are left out."""
    doubts = [] if formset.is_valid() else list(_sentences(formset))
    rows = [form.cleaned_data for form in formset.placed()]
    staying = [row for row in rows if row.get("article") and not row.get("DELETE")]
    return [(row["article"].pk, row.get("blurb", "")) for row in staying], doubts


def arrangement(topic: Topic, picks: Picks, *, at: datetime) -> Arrangement:
    """Those that are live, where readers would find them. At most three queries."""
    chosen = _live(picks, at=at)
    if topic.front_of:
        return front.arranged(chosen[: front.STORIES], at=at)
    return topics.arranged(chosen)


def words(shown: Arrangement, picks: Picks, *, at: datetime) -> dict[int, str]:
    """Where each pick stands, or why readers do not see it, by the article's number. Two queries."""
    said = {Place.LEAD: _("Lead"), Place.SECOND: _("Beside the lead"), Place.BRIEF: _("Brief")}
    numbers = [number for number, _blurb in picks]
    windows = Window.objects.filter(article__in=numbers)
    live = set(windows.live(at=at).values_list("article_id", flat=True))
    later = windows.filter(live_from__gt=at).order_by()
    coming = dict(later.values_list("article_id").annotate(Min("live_from")))

    def told(number: int) -> str:
        if number in shown.places:
            return said[shown.places[number]]
        if number in live:
            return _("Not shown: the page is full.")
        if number in coming:
            moment = moment_in_words(coming[number])
            return _("Not shown yet: it goes online on %(moment)s.") % {"moment": moment}
        return _("Not shown: it is not online.")

    return {number: told(number) for number in numbers}


def page(
    request: HttpRequest,
    topic: Topic,
    picks: Picks,
    *,
    at: datetime,
    tags: Iterable[Tag] | None = None,
) -> HttpResponse:
    """The readers' page with these picks, fed by these tags or by those that are stored. It knows nothing of
    who asks, and neither of where from.
    """
    language = topic.front_of or translation.get_language() or settings.LANGUAGE_CODE
    shown = arrangement(topic, picks, at=at)
    asked = copy(request)
    asked.GET = QueryDict()
    asked.resolver_match = None
    with translation.override(language):
        if topic.front_of:
            asked.path = addresses.front(language)
            return front.page(asked, shown, at=at)
        asked.path = topic.get_absolute_url()
        feeding = topic.tags.all() if tags is None else tags
        chosen = [number for number, _blurb in picks]
        runs = topics.fed([tag.pk for tag in feeding], chosen, at=at)
        return topics.page(asked, topic, shown, runs=runs)


def preview(request: HttpRequest, topic: Topic) -> HttpResponse:
    """The page as it is stored."""
    return page(request, topic, stored(topic), at=timezone.now())


def typed_preview(request: HttpRequest, form: Any, formset: Any) -> HttpResponse:
    """The page as it is typed, as JSON: `html` is the page, `doubts` are sentences about what could not be
    read, `places` say where each pick stands.
    """
    at, topic = timezone.now(), form.instance
    misread = [
        f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]
    ]
    picks, doubts = typed(formset)
    tags = form.cleaned_data.get("tags")
    html = page(request, topic, picks, at=at, tags=tags).content.decode()
    places = words(arrangement(topic, picks, at=at), picks, at=at)
    return JsonResponse({"html": html, "doubts": [*misread, *doubts], "places": places})


def _live(picks: Picks, *, at: datetime) -> list[Window]:
    """The open windows of these articles in their order, each with its blurb. One query."""
    blurbs = dict(picks)  # one that is there twice is shown once
    found = {row.article_id: row for row in front.live(at=at).filter(article__in=blurbs)}
    shown = [found[number] for number in blurbs if number in found]
    for row in shown:
        row.blurb = blurbs[row.article_id]  # type: ignore[attr-defined]
    return shown


def _sentences(formset: Any) -> Iterator[str]:
    yield from formset.non_form_errors()
    for form in formset.forms:
        for errors in form.errors.values():
            yield from errors
