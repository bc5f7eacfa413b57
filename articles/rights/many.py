"""What may be said of many editions at once, in as many queries as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from articles import clearance
from articles.models import Edition, EditionPermission, Masthead
from articles.models.compiled import Question, compiled
from articles.models.term_choices import CHANNELS
from articles.piece import Original, Piece, RightsStatement, encode
from articles.rights.statements import allows_training, index, reprint, statement, terms_at

FEW = 100  # editions; of more a query is written for that time alone


class Terms(NamedTuple):
    """What the editions of a page need, by edition, and the chains of permissions that it lies in."""

    needs: dict[int, list[clearance.Need]]
    known: clearance.Chains


def terms(editions: Iterable[Edition]) -> Terms:
    """The needs of all of them. Two queries, none where there is no reprint among them."""
    return _terms(edition.pk for edition in editions if edition.relation)


def asking(editions: Iterable[Edition]) -> list[Question]:
    """What `terms` would ask first. No query."""
    reprints = {edition.pk for edition in editions if edition.relation}
    return [_needed_by.asking(reprints)] if 0 < len(reprints) <= FEW else []


def _terms(reprints: Iterable[int], *, columns: Iterable[str] = ()) -> Terms:
    """What each of these editions needs. Two queries, none for none."""
    wanted = set(reprints)
    needs: dict[int, list[clearance.Need]] = defaultdict(list)
    firsts: set[int] = set()
    if not wanted:
        return Terms(needs, {})
    for need in _needed_by(wanted) if len(wanted) <= FEW else _needed(wanted):
        needs[need.edition_id].append(need)
        firsts.add(need.first)
    return Terms(needs, clearance.chains_from(firsts, columns=columns))


def _needed(editions: set[int]) -> QuerySet[Any]:
    """Each with the permission that its chain begins with."""
    needs = EditionPermission.objects.filter(edition__pk__in=editions).order_by("pk")
    return needs.annotate(first=Coalesce("permission__first", "permission"))


_needed_by = compiled(_needed)


def statements(
    editions: Iterable[Edition], *, at: datetime, masthead: Masthead
) -> dict[int, RightsStatement]:
    """The statement of each edition by its id; they come with their sources. At most two queries."""
    editions = list(editions)
    found = terms(editions)
    return {
        edition.pk: reprint(edition, found.needs[edition.pk], found.known, at=at, masthead=masthead)
        if edition.relation
        else statement(edition, at=at, masthead=masthead)
        for edition in editions
    }


def allow_training(
    editions: Collection[Edition], *, at: datetime, masthead: Masthead
) -> list[bool]:
    """Of each edition, as its statement has it, whether machines may be trained on it, told without its
    text. Two queries, none where there is no reprint or the publication reserves everything.
    """
    if not masthead.allows_training:
        return [False for _edition in editions]
    found = terms(editions)
    return [
        not edition.relation
        or allows_training(*terms_at(found.needs[edition.pk], found.known, at), masthead)
        for edition in editions
    ]


# By which columns of its permissions a reprint may be listed or not; what else they say does not matter.
DECIDING = ("state", "basis", "allows_web", "index_policy", "ending", "counts_when_paid")
INSTANTS = ("valid_from", "valid_until", "stopped_at", "paid_at")
READ = ("first", "supersedes", *DECIDING, *INSTANTS, *(f"allows_{name}" for name in CHANNELS))
_decisive, _instants = attrgetter(*DECIDING), attrgetter(*INSTANTS)


class Listed(NamedTuple):
    """What decides, besides the permissions, whether search engines may list an edition."""

    edition_id: int
    language: str
    relation: str
    original_language: str


def indexed(rows: Iterable[Listed], *, at: datetime, masthead: Masthead) -> set[int]:
    """The ids of the editions that search engines may list, told without their text. Two queries.

    Of the reprints whose terms decide alike only the first is judged, by the rule of every statement.
    """
    rows = list(rows)
    own = statement(Edition(content=encode(Piece())), at=at, masthead=masthead)
    found = {row.edition_id for row in rows if not row.relation and own.is_indexed}
    reprints = [row for row in rows if row.relation]
    needs, known = _terms((row.edition_id for row in reprints), columns=READ)
    judged: dict[Hashable, bool] = {}
    said: dict[int, Hashable] = {}
    for row in reprints:
        mine = needs[row.edition_id]
        alike = (row[1:], *(_deciding(need, known, at, said) for need in mine))
        if alike not in judged:
            terms, _is_kept = terms_at(mine, known, at)
            told = RightsStatement(index=index(_without_text(row), terms))
            judged[alike] = told.is_indexed
        if judged[alike]:
            found.add(row.edition_id)
    return found


def _deciding(
    need: clearance.Need, known: clearance.Chains, at: datetime, said: dict[int, Hashable]
) -> Hashable:
    """What decides in the chain of a needed permission. Clearance does nothing with instants but to
    compare them, so their order tells as much as they do.
    """
    chain = known[need.permission_id]
    first = chain[0].chain_id
    if first not in said:
        instants = {value for row in chain for value in _instants(row) if value}
        order = {value: place for place, value in enumerate(sorted({at, *instants}))}
        places: dict[int | None, int] = {row.pk: place for place, row in enumerate(chain)}
        said[first] = (
            order[at],
            *(
                (
                    *_decisive(row),
                    places.get(row.supersedes_id),
                    *map(order.get, _instants(row)),
                )
                for row in chain
            ),
        )
    return need.covers, said[first]


def _without_text(row: Listed) -> Edition:
    original = Original(
        relation=row.relation,  # type: ignore[arg-type]
        language=row.original_language,
    )
    content = encode(Piece(language=row.language, original=original))
    return Edition(pk=row.edition_id, language=row.language, relation=row.relation, content=content)
