"""An edition with all that an output says of it, gathered for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet

from articles import addresses
from articles.models import Article, Edition, EditionTag, Masthead, Tag, Window
from articles.models.common import by_name
from articles.models.compiled import compiled
from articles.models.lists import ListRow
from articles.models.masthead import mastheads
from articles.models.together import asked_together
from articles.outputs import fulltext
from articles.outputs.fulltext import Surroundings
from articles.piece import RightsStatement
from articles.rights import many


@dataclass(frozen=True)
class Entry:
    """One article as an output tells of it: its edition, its terms at that instant, and when it ran."""

    edition: Edition
    statement: RightsStatement
    published_at: datetime
    updated_at: datetime | None
    tags: tuple[Tag, ...]

    @property
    def changed_at(self) -> datetime:
        """When something of substance last changed; a small repair does not count."""
        return self.updated_at or self.published_at


@dataclass(frozen=True)
class Gathered:
    """The entries of one output, the publication that speaks, and what the texts lead to."""

    masthead: Masthead
    entries: tuple[Entry, ...]
    around: Surroundings

    def address(self, entry: Entry) -> str:
        return self.around.absolute(entry.edition.get_absolute_url())

    def rights_page(self, entry: Entry) -> str:
        """Where the terms of an article are told in full."""
        return f"{self.address(entry)}rights/"

    def identity(self, entry: Entry) -> str:
        return identity(entry.edition.article, self.around.origin)


def identity(article: Article, origin: str) -> str:
    """The article's name for good, whatever it is called and wherever it stands (RFC 4151)."""
    return f"tag:{urlsplit(origin).hostname},{article.created_at.year}:{article.key}"


def gather(rows: Iterable[Window | ListRow], *, at: datetime, origin: str) -> Gathered:
    """What there is to say of these rows, which come with their editions, sources and articles.

    Two queries, however many rows there are.
    """
    rows = list(rows)
    editions = [row.edition for row in rows]
    pieces = [edition.piece for edition in editions]
    keys, digests = fulltext.keys(pieces), fulltext.digests(pieces)
    filed = {edition.pk for edition in editions}
    with asked_together(
        mastheads.asking(),
        *many.asking(editions),
        _filed.asking(filed),
        _linked.asking(keys, at),
        *fulltext.asking(digests),
    ):
        masthead = next(iter(mastheads()), Masthead())
        said = many.statements(editions, at=at, masthead=masthead)
        tags = _tags(_filed(filed))
        links = {
            key: addresses.article(slug, language) for key, slug, language in _linked(keys, at)
        }
        pictures = fulltext.largest(digests)
    return Gathered(
        masthead=masthead,
        entries=tuple(
            Entry(
                edition=row.edition,
                statement=said[row.edition.pk],
                published_at=row.published_at,
                updated_at=row.updated_at,
                tags=tuple(tags[row.edition.pk]),
            )
            for row in rows
        ),
        around=Surroundings(origin=origin, links=links, pictures=pictures),
    )


@compiled
def _filed(editions: set[int]) -> QuerySet[EditionTag]:
    return EditionTag.objects.filter(edition__pk__in=editions).select_related("tag")


@compiled
def _linked(keys: set[str], at: datetime) -> QuerySet[Any, tuple[str, str, str]]:
    return Window.objects.live(at=at).at_keys(keys)


def _tags(rows: Iterable[EditionTag]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = defaultdict(list)
    for row in rows:
        if row.tag not in found[row.edition_id]:
            found[row.edition_id].append(row.tag)
    for tags in found.values():
        tags.sort(key=by_name)
    return found
