"""The index of tags: by letter, and by how much there is on each.

Few stand on one page. Where there are many, that page has the fullest alone, and each letter has pages of
its own, so that none grows long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import freshness
from articles.language import letters
from articles.models import Tag, TagPlace, Tally
from articles.models.lists import EVERYTHING, TAG_PREFIX, tag_list
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, heads, lists
from articles.reading.bars import bars, by_year
from articles.reading.kept import kept

AT_ONCE = 400  # tags on one page
FULLEST = 10  # that are told at the head, each with a bar
FULLEST_OF_MANY = 60  # where the others stand on pages of their own
MOST_PAGES = 10_000  # under one letter: databases count no further than 2^63
WEIGHTS = 5


@dataclass(frozen=True)
class Entry:
    """A tag in the index; `weight` is from 1 to 5, by how much there is on it."""

    tag: Tag
    count: int
    weight: int


@dataclass(frozen=True)
class Letter:
    """What stands under one letter. `name` is empty for what begins with none."""

    letter: str
    entries: list[Entry]

    @property
    def name(self) -> str:
        return "" if self.letter == letters.OTHERS else self.letter


@kept()
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag that a live article has, with how many; of very many the fullest, and the letters of the
    others. Three queries, of very many five.
    """
    at = clock.now(request)
    placed = list(_places()[: AT_ONCE + 1])
    is_whole = len(placed) <= AT_ONCE
    with chrome.asked_with(request, *lists.asking_tallied(EVERYTHING, at=at)):
        page, archive = chrome.of(request), lists.tallied(EVERYTHING, at=at)[EVERYTHING]
    said = _("What %(name)s writes about, by tag.") % {"name": page.name.text}
    context: dict[str, Any] = {
        "chrome": page,
        "head": heads.page_of(request, page, _("Tags"), said),
        "total": archive.total,
        "years": by_year(archive.periods),
    }
    if is_whole:
        under = _letters(placed, at=at)
        shown = [entry for letter in under for entry in letter.entries]
        fullest = sorted(shown, key=lambda entry: -entry.count)[:FULLEST]
        context |= {"letters": under, "count": len(shown)}
        fullest = fullest if len(shown) > FULLEST else []
    else:
        under, fullest = [], _entries(most(FULLEST_OF_MANY, at=at))
        context["pages"] = _pages()
    drawn = bars((number, entry.count) for number, entry in enumerate(fullest))
    context |= {"fullest": list(zip(fullest, drawn, strict=True)), "is_whole": is_whole}
    return chrome.respond(request, "articles/tag_list.html", context)


@kept()
@require_safe
def letter(request: HttpRequest, letter: str, number: int = 1) -> HttpResponse:
    """A page of the tags under one letter. 404 where no tag stands. At most five queries.

    In another language other tags stand under it, or none, so the switch of languages leads to the index.
    """
    if "\x00" in letter or not 0 < number <= MOST_PAGES:
        raise Http404
    at, begin = clock.now(request), (number - 1) * AT_ONCE
    placed = list(_places().filter(letter=letter)[begin : begin + AT_ONCE + 1])
    if not placed:
        raise Http404
    around = chrome.of(request, elsewhere=reverse("tags"))
    name = letter if letter != letters.OTHERS else _("digits and signs")
    title = _("Tags: %(letter)s") % {"letter": name}
    said = _("What %(name)s writes about, by tag.") % {"name": around.name.text}
    context = {
        "chrome": around,
        "head": heads.page_of(request, around, title, said, under=Step(_("Tags"), reverse("tags"))),
        "title": title,
        "here": _address(letter, 1),
        "letters": _letters(placed[:AT_ONCE], at=at, heaviest=_heaviest(at=at)),
        "pages": _pages(),
        "next": _address(letter, number + 1) if len(placed) > AT_ONCE else "",
        "previous": _address(letter, number - 1) if number > 1 else "",
    }
    return chrome.respond(request, "articles/tag_letter.html", context)


def most(number: int, *, at: datetime) -> list[Any]:
    """The tags with the most live articles, the fullest first, each with its `live_count`. Two queries."""
    counts = {
        int(name.removeprefix(TAG_PREFIX)): count
        for name, count in Tally.objects.most(TAG_PREFIX, number, at=at)
    }
    found: list[Any] = list(Tag.objects.filter(pk__in=counts).order_by())
    for tag in found:
        tag.live_count = counts[tag.pk]
    return sorted(found, key=lambda tag: -tag.live_count)


def _places() -> Any:
    mine = TagPlace.objects.filter(language=get_language()).select_related("tag")
    return mine.order_by("language", "letter", "sort", "tag")


def _heaviest(*, at: datetime) -> int:
    """How many the fullest tag of all has. One query, none while it is remembered."""

    def asked() -> int:
        # As many as the index asks for: of few it would miss the fullest when those before it shrank.
        fullest = Tally.objects.most(TAG_PREFIX, FULLEST_OF_MANY, at=at)
        return max((count for _name, count in fullest), default=1)

    return freshness.remembered(("heaviest tag",), asked, at=at)


def _letters(placed: Iterable[TagPlace], *, at: datetime, heaviest: int = 1) -> list[Letter]:
    """These tags by letter, without those that nothing live has, each as heavy as beside the heaviest of
    them, or of all if that is told. One query.
    """
    placed = list(placed)
    names = [tag_list(place.tag_id) for place in placed]
    totals = Tally.objects.totals(names, at=at)
    most = max([heaviest, *totals.values()])
    found = []
    for letter, group in groupby(placed, key=lambda place: place.letter):
        entries = [
            Entry(place.tag, count, _weight(count, most))
            for place in group
            if (count := totals.get(tag_list(place.tag_id), 0)) > 0
        ]
        found += [Letter(letter, entries)] if entries else []
    return sorted(found, key=lambda one: letters.order(one.letter))


def _entries(tags: list[Any]) -> list[Entry]:
    most = max((tag.live_count for tag in tags), default=1)
    return [Entry(tag, tag.live_count, _weight(tag.live_count, most)) for tag in tags]


def _weight(count: int, most: int) -> int:
    """By the logarithm: a tag with a tenth of the most still stands out among those with one."""
    return 1 + round((WEIGHTS - 1) * math.log(count) / math.log(most)) if count > 1 else 1


def _pages() -> list[tuple[str, str]]:
    """Every letter with its address. One query, over the index alone."""
    found = TagPlace.objects.filter(language=get_language()).order_by()
    known = sorted(found.values_list("letter", flat=True).distinct(), key=letters.order)
    return [("" if one == letters.OTHERS else one, _address(one, 1)) for one in known]


def _address(letter: str, number: int) -> str:
    return reverse("tag_letter", args=[letter, number] if number > 1 else [letter])
