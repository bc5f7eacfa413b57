"""What may be said of many editions at once, in as many queries as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from articles import clearance
from articles.models import Edition, EditionPermission, Masthead
from articles.models.term_choices import CHANNELS
from articles.piece import Original, Piece, RightsStatement, encode
from articles.rights.statements import allows_training, index, reprint, statement, terms_at


class Terms(NamedTuple):
    """What the editions of a page need, by edition, and the chains of permissions that it lies in."""

    needs: dict[int, list[clearance.Need]]
    known: clearance.Chains


def terms(editions: Iterable[Edition]) -> Terms:
    """The needs of all of them. Three queries, none where there is no reprint among them."""
    needs = _needs(edition.pk for edition in editions if edition.relation)
    return Terms(needs, clearance.chains(_each(needs)) if needs else {})


def _needs(reprints: Iterable[int]) -> dict[int, list[clearance.Need]]:
    """What each of these editions needs. One query, none for none."""
    found: dict[int, list[clearance.Need]] = defaultdict(list)
    if wanted := list(reprints):
        for need in EditionPermission.objects.filter(edition__in=wanted).order_by("pk"):
            found[need.edition_id].append(need)
    return found


def _each(needs: dict[int, list[clearance.Need]]) -> Iterable[clearance.Need]:
    """One need for every permission."""
    return {need.permission_id: need for mine in needs.values() for need in mine}.values()


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


def allow_training(
    editions: Collection[Edition], *, at: datetime, masthead: Masthead
) -> list[bool]:
    """Of each edition, as its statement has it, whether machines may be trained on it, told without its
    text. Three queries, none where there is no reprint or the publication reserves everything.
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
    """The ids of the editions that search engines may list, told without their text. Three queries.

    Of the reprints whose terms decide alike only the first is judged, by the rule of every statement.
    """
    rows = list(rows)
    own = statement(Edition(content=encode(Piece())), at=at, masthead=masthead)
    found = {row.edition_id for row in rows if not row.relation and own.is_indexed}
    reprints = [row for row in rows if row.relation]
    needs = _needs(row.edition_id for row in reprints)
    known = clearance.chains(_each(needs), columns=READ) if needs else {}
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
