"""What may be said of many editions at once, in as many queries as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from articles import clearance
from articles.models import Edition, EditionPermission, Masthead
from articles.piece import Original, Piece, RightsStatement, encode
from articles.rights.statements import reprint, statement


class Terms(NamedTuple):
    """What the editions of a page need, by edition, and the chains of permissions that it lies in."""

    needs: dict[int, list[clearance.Need]]
    known: clearance.Chains


def terms(editions: Iterable[Edition]) -> Terms:
    """The needs of all of them. Three queries, none where there is no reprint among them."""
    reprints = [edition.pk for edition in editions if edition.relation]
    needs: dict[int, list[clearance.Need]] = defaultdict(list)
    if not reprints:
        return Terms(needs, {})
    permissions = {}
    for need in EditionPermission.objects.filter(edition__in=reprints).order_by("pk"):
        needs[need.edition_id].append(need)
        permissions[need.permission_id] = need
    return Terms(needs, clearance.chains(permissions.values()))


def statements(
    editions: Iterable[Edition], *, at: datetime, masthead: Masthead
) -> dict[int, RightsStatement]:
    """The statement of each edition by its id; they come with their sources. At most three queries."""
    editions = list(editions)
    found = terms(editions)
    return {
        edition.pk: reprint(edition, found.needs[edition.pk], found.known, at=at, masthead=masthead)
        if edition.relation
        else statement(edition, at=at, masthead=masthead)
        for edition in editions
    }


class Listed(NamedTuple):
    """What decides, besides the permissions, whether search engines may list an edition."""

    edition_id: int
    language: str
    relation: str
    original_language: str


def indexed(rows: Iterable[Listed], *, at: datetime, masthead: Masthead) -> set[int]:
    """The ids of the editions that search engines may list, told without their text. Three queries."""
    rows = list(rows)
    own = statement(Edition(content=encode(Piece())), at=at, masthead=masthead)
    found = {row.edition_id for row in rows if not row.relation and own.is_indexed}
    said = statements(
        (_without_text(row) for row in rows if row.relation), at=at, masthead=masthead
    )
    return found | {pk for pk, words in said.items() if words.is_indexed}


def _without_text(row: Listed) -> Edition:
    original = Original(
        relation=row.relation,  # type: ignore[arg-type]
        language=row.original_language,
    )
    content = encode(Piece(language=row.language, original=original))
    return Edition(pk=row.edition_id, language=row.language, relation=row.relation, content=content)
