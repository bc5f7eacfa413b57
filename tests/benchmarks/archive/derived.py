"""What follows from an article's versions: when readers see them, in which lists, what that counts, and what
is searched of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from articles.models import SearchDocument
from articles.models.credits import Relation
from articles.models.editions import EditionKind
from articles.models.lists import (
    EVERYTHING,
    LISTED_EDITIONS,
    by_list,
    from_list,
    in_list,
    tag_list,
)
from articles.models.rights import FAR_FUTURE
from articles.piece import Piece
from articles.search import documents
from articles.search.documents import Names
from articles.tallying import Row, Told, changes
from tests.benchmarks.archive.cast import Cast
from tests.benchmarks.archive.plan import Planned

ROLE = "author"
OF_SUBSTANCE = frozenset({EditionKind.UPDATE, EditionKind.CORRECTION})


def turns(planned: Planned) -> Iterator[dict[str, Any]]:
    """The times of each version's window: from its turn to the next, the last up to the end."""
    ends = [*(turn.at for turn in planned.versions[1:]), min(planned.ends_at, FAR_FUTURE)]
    updated_at: datetime | None = None
    for turn, until in zip(planned.versions, ends, strict=True):
        updated_at = turn.at if turn.kind in OF_SUBSTANCE else updated_at
        yield {
            "live_from": turn.at,
            "live_until": until,
            "published_at": planned.versions[0].at,
            "updated_at": updated_at,
        }


def lists(planned: Planned, cast: Cast) -> list[str]:
    """The lists that its versions stand in, but those of tags."""
    person, parts = cast.people[planned.author].pk, planned.language.split("-")
    found = [EVERYTHING, by_list(person), by_list(person, ROLE)]
    if planned.source is not None:
        found.append(from_list(cast.sources[planned.source].pk))
    return [*found, *(in_list("-".join(parts[: end + 1])) for end in range(len(parts)))]


def tallied(planned: Planned, cast: Cast) -> Iterator[Told]:
    """What its rows do to the tallies of their lists."""
    if not planned.versions:
        return
    names = [*lists(planned, cast), *(tag_list(cast.tags[place].pk) for place in planned.tags)]
    for turn in list(turns(planned))[-LISTED_EDITIONS:]:
        yield from changes(Row(0, EVERYTHING, **turn), planned.language, 1)
        steps = list(changes(Row(0, "", **turn), planned.language, 1))  # alike in the other lists
        for name in names[1:]:
            for (_list, period, language, at), step, is_end in steps:
                yield (name, period, language, at), step, is_end


def searched(
    planned: Planned, piece: Piece, article: int, edition: int, cast: Cast
) -> SearchDocument:
    """By the application's own means: of a text of the pool they remember what it comes to."""
    person, tags = cast.people[planned.author], [cast.tags[place] for place in planned.tags]
    names = Names(tags={tag.name for tag in tags}, people={person.name})
    names.meta = {documents.person(person.pk), *(documents.tag(tag.pk) for tag in tags)}
    if planned.source is not None:
        source = cast.sources[planned.source]
        names.people.add(source.name)
        names.meta.add(documents.source(source.pk))
    relation = Relation.VERBATIM.value if planned.is_reprint else ""
    row: Any = SimpleNamespace(pk=edition, article_id=article, piece=piece)
    row.language, row.relation = piece.language, relation
    return documents.of_edition(row, planned.versions[0].at, names)
