"""How stories are laid out like a front page, by their order alone: a lead, seconds beside it, briefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.reading.stories import Story

SECONDS = 3


class Place(StrEnum):
    LEAD = "lead"
    SECOND = "second"
    BRIEF = "brief"


@dataclass(frozen=True)
class Arrangement:
    """What stands where; without a lead there is nothing at all."""

    lead: Story | None = None
    seconds: Sequence[Story] = ()
    briefs: Sequence[Story] = ()
    places: dict[int, Place] = field(default_factory=dict)  # by the article's number

    @cached_property
    def html(self) -> SafeString:
        """In the language that is active when it is asked for."""
        return render_to_string("_arranged.html", {"shown": self}) if self.lead else SafeString()

    @property
    def head(self) -> set[int]:
        """The articles at the top, by number."""
        return {number for number, place in self.places.items() if place != Place.BRIEF}


def arrange(stories: Sequence[Story]) -> Arrangement:
    """The first leads. A brief never stands alone: a second goes down to keep it company."""
    if not stories:
        return Arrangement()
    beside = min(SECONDS, len(stories) - 1)
    if len(stories) - 1 - beside == 1:
        beside -= 1
    lead, seconds, briefs = stories[0], stories[1 : 1 + beside], stories[1 + beside :]
    rows = ((Place.LEAD, [lead]), (Place.SECOND, seconds), (Place.BRIEF, briefs))
    places = {story.edition.article_id: place for place, group in rows for story in group}
    return Arrangement(lead, seconds, briefs, places)
