"""The list of tags, and a tag's page with what can be told of its articles at a glance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import EditionTag, Tag, Topic
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, heads, keyset, old_tags, stories
from articles.reading.bars import STEP, Bar, bars

COUNTED = 1000  # articles of a tag, at most
COMPANY = 3  # other tags that are named
MOST_YEARS = 30  # that are drawn
LOOKED_AT = 200  # newest articles, for the company


@dataclass(frozen=True)
class Facts:
    """About a tag's live articles. `is_more`: there are more than were counted, and older ones."""

    count: int
    is_more: bool
    first: datetime
    latest: datetime
    languages: list[str]
    years: list[Bar]

    @property
    def width(self) -> int:
        """Of the drawing of the years."""
        return STEP * len(self.years)

    @property
    def end(self) -> int:
        return self.width - 3


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag that a live article has, with how many, by name. Two queries."""
    counted = Tag.objects.with_live_counts(at=clock.now(request))
    found = sorted(counted, key=lambda row: str(row).casefold())
    page = chrome.of(request)
    said = _("What %(name)s writes about, by tag.") % {"name": page.name.text}
    context = {
        "chrome": page,
        "head": heads.page_of(request, page, _("Tags"), said),
        "tags": found,
    }
    return chrome.respond(request, "articles/tag_list.html", context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag's articles, newest first; 301 for its other names and old addresses, 410 where it was
    retired; 404 if it never was on a public one.
    Six queries.
    """
    at = clock.now(request)
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        return old_tags.answer(request, slug, Tag.get_absolute_url)
    rows = EditionTag.objects.filter(tag=found)
    live = rows.live(at=at)
    page = keyset.page(live, request, id_field="edition_id")
    if page.is_first and not page.rows and not rows.begun(at=at).exists():
        raise Http404
    around, shown = chrome.of(request), stories.plain(page.rows)
    under = Step(_("Tags"), reverse("tags"))
    context = {
        "chrome": around,
        "head": heads.subject(request, around, found, shown, under=under),
        "tag": found,
        "page": page,
        "stories": shown,
    }
    if page.is_first and page.rows:
        context |= {
            "facts": _facts(live),
            "company": _company(live, found),
            "topics": Topic.objects.public().filter(tags=found),
        }
    return chrome.respond(request, "articles/tag_detail.html", context)


def _facts(live: QuerySet[EditionTag]) -> Facts:
    """Counted over the newest thousand, so that no tag costs more. One query."""
    found = list(live.values_list("edition__language", "published_at")[: COUNTED + 1])
    counted = found[:COUNTED]
    years = Counter(timezone.localdate(at).year for _language, at in counted)
    span = range(min(years), max(years) + 1)
    is_more = len(found) > COUNTED
    may_be_drawn = not is_more and 1 < len(span) <= MOST_YEARS
    return Facts(
        count=len(counted),
        is_more=is_more,
        first=counted[-1][1],
        latest=counted[0][1],
        languages=[one for one, _count in Counter(row[0] for row in counted).most_common()],
        years=bars((year, years[year]) for year in span) if may_be_drawn else [],
    )


def _company(live: QuerySet[EditionTag], found: Tag) -> QuerySet[Tag]:
    """The tags that most often stand beside this one on its newest articles (`beside`). One query."""
    newest = live.values("edition")[:LOOKED_AT]
    others = Tag.objects.exclude(pk=found.pk).filter(edition_tags__edition__in=newest)
    return others.annotate(beside=Count("edition_tags")).order_by("-beside", "name")[:COMPANY]
