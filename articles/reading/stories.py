"""An article as lists show it: the edition's listing columns, when it ran, its picture if one is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils.translation import get_language

from articles import addresses
from articles.language import wording
from articles.models import Edition, Window
from articles.models.editions import EditionKind
from articles.models.lists import ListRow
from articles.reading import figures
from articles.reading.figures import Picture


@dataclass(frozen=True)
class Story:
    """One entry of a list. `blurb` stands in for the deck where an editor wrote one."""

    edition: Edition
    published_at: datetime
    updated_at: datetime | None
    blurb: str = ""
    picture: Picture | None = None

    @cached_property
    def address(self) -> str:
        return self.edition.get_absolute_url()

    @property
    def blurb_language(self) -> str:
        """A blurb is one text for all languages of the interface: its script tells which it is in."""
        here = addresses.language_tag(get_language() or settings.LANGUAGE_CODE)
        return wording.likely_language(self.blurb, here)

    @property
    def text(self) -> str:
        return self.blurb or self.edition.deck

    @property
    def is_correction(self) -> bool:
        return self.edition.kind == EditionKind.CORRECTION


def plain(rows: Iterable[Window | ListRow]) -> list[Story]:
    """Stories without pictures. No query."""
    return [_story(row) for row in rows]


def pictured(rows: Iterable[Window | ListRow]) -> list[Story]:
    """Stories with their lead pictures; the rows come with their lead images. One query or none."""
    rows = list(rows)
    images = [row.edition.lead_image for row in rows if row.edition.lead_image]
    known = figures.pictures(image.digest for image in images)
    return [
        _story(row, known.get(row.edition.lead_image.digest) if row.edition.lead_image else None)
        for row in rows
    ]


def _story(row: Window | ListRow, picture: Picture | None = None) -> Story:
    return Story(
        edition=row.edition,
        published_at=row.published_at,
        updated_at=row.updated_at,
        blurb=getattr(row, "blurb", ""),
        picture=picture,
    )
