"""Who and what an archive is made of, made through the verbs before the articles: accounts, people, tags,
sources, permissions, pictures. Small tables, whatever the number of articles.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from articles.language.alike import keys
from articles.language.words import fold, slugify
from articles.library import add_image
from articles.models import Contributor, Image, Masthead, Permission, Source, Tag, TagPlace
from tests import makers, personas
from tests.benchmarks.archive import words

NAME = "The Measured Archive"
BEGAN = datetime(2011, 11, 1, tzinfo=UTC)
ENDED = datetime(2026, 11, 1, tzinfo=UTC)  # the newest article is a little older
LAPSED_AT = ENDED + timedelta(days=1)
EVERYWHERE = "essays"  # the tag on most articles; never on those that lapsed
LAPSED = "tides"  # a tag on many, and on all that lapsed
TAGS = 400
PEOPLE = 500
SOURCES = 40
TERMS = (
    *(None, datetime(2018, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
    *(None, datetime(2050, 1, 1, tzinfo=UTC)),
)
SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "pictures"
PICTURES = ("ferry.jpg", "market.jpg", "server.jpg", "abacus.jpg")


@dataclass(frozen=True)
class Cast:
    """Rows by number. The sources' permissions come in the order of `TERMS`."""

    editor: int
    people: list[Contributor]
    tags: list[Tag]
    permissions: list[list[Permission]]
    sources: list[Source]
    lapsing: Permission
    pictures: list[Image]


def gather() -> Cast:
    """What `found` made, in its order."""
    permissions = {row.reference: row for row in Permission.objects.select_related("source")}
    sources = list(Source.objects.order_by("pk"))
    return Cast(
        editor=personas.everyone().pk,
        people=list(Contributor.objects.order_by("pk")),
        tags=list(Tag.objects.order_by("pk")),
        sources=sources,
        permissions=[
            [permissions[f"{source.name}, {number}"] for number in range(len(TERMS))]
            for source in sources
        ],
        lapsing=permissions["Lapsed"],
        pictures=list(Image.objects.order_by("pk")),
    )


def found(
    *,
    people: int = PEOPLE,
    tags: int = TAGS,
    sources: int = SOURCES,
    pictures: int = len(PICTURES),
) -> None:
    masthead = Masthead.objects.get()
    masthead.name, masthead.contact_email = NAME, "desk@example.org"
    masthead.save()
    personas.everyone()
    names = (f"{first} {last}" for first in _names("people") for last in _names("families"))
    Contributor.objects.bulk_create(
        Contributor(name=name, slug=f"{slugify(name)}-{number}")
        for number, name in enumerate(itertools.islice(names, people))
    )
    TagPlace.objects.keep(Tag.objects.bulk_create(map(_tag, _tag_names(tags))))
    before = BEGAN - timedelta(days=400)
    for number in range(sources):
        source = makers.make_source(f"Quarterly {words.rare('en', number).title()} {number}")
        for place, until in enumerate(TERMS):
            _permit(source, f"{source.name}, {place}", until, before)
    _permit(Source.objects.order_by("pk")[0], "Lapsed", LAPSED_AT, before)
    for name in PICTURES[:pictures]:
        _take_in(SEEDS / name, at=before)


def _permit(source: Source, reference: str, until: datetime | None, before: datetime) -> None:
    term: dict[str, Any] = {"valid_until": until} if until else {}
    makers.make_permission(
        source=source, reference=reference, at=before, valid_from=before, may_edit="yes", **term
    )


def _take_in(path: Path, *, at: datetime) -> None:
    alt = f"What {path.stem} shows."
    add_image(path.read_bytes(), actor=personas.everyone(), file_name=path.name, at=at, alt=alt)


def _names(kind: str) -> list[str]:
    return [
        word.title()
        for word in words.vocabulary({"people": "en", "families": "de"}[kind])[0][40:80]
    ]


def _tag(name: str) -> Tag:
    likeness, sound = keys(name)
    return Tag(name=name, slug=slugify(name), folded=fold(name), likeness=likeness, sound=sound)


def _tag_names(count: int) -> list[str]:
    """The two that are asked for by name, then words of four languages."""
    found = [EVERYWHERE, LAPSED]
    for language in itertools.cycle(("en", "zh-Hans", "de", "fr")):
        word = words.vocabulary(language)[0][30 + len(found)]
        if fold(word) not in map(fold, found):
            found.append(word)
        if len(found) >= count:
            return found
    return found
