"""Whether search engines may list a reprint is told of many at once, and of one by its statement: alike."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from articles import addresses
from articles.models import Edition, EditionPermission, Masthead, Permission
from articles.piece import Original, Piece
from articles.publishing import release
from articles.rights import many
from articles.rights.statements import statement
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

PAST, SOON, LATER = NOON - DAY, NOON + DAY, NOON + 2 * DAY
SPANS = [(None, None), (PAST, NOON), (PAST, SOON), (NOON, SOON), (SOON, LATER), (None, PAST)]
STATES: list[dict[str, Any]] = [
    {"state": "granted"},
    {"state": "draft"},
    {"state": "superseded"},
    *({"state": "suspended", "stopped_at": at} for at in (PAST, NOON, SOON)),
    {"state": "revoked", "stopped_at": SOON},
    *({"state": "granted", "counts_when_paid": True, "paid_at": at} for at in (None, NOON, SOON)),
]
TERMS: list[dict[str, Any]] = [
    {"index_policy": "auto"},
    {"index_policy": "index"},
    {"index_policy": "noindex"},
    {"index_policy": "canonical"},
    {"index_policy": "noindex_news", "allows_web": False},
    {"index_policy": "index", "ending": "keep", "archive_clause": "It stays."},
    {"basis": "public_domain", "allows_web": False},
    {"basis": "exception", "index_policy": "auto"},
]
TEXTS = [("verbatim", "en", "en"), ("verbatim", "en-GB", "fr"), ("translation", "en", "fr")]


def permission(**facts: Any) -> Permission:
    return Permission(**{"reference": "x", "basis": "permission", **facts})


def every_chain() -> list[list[Permission]]:
    """Each state with each span and terms, alone and renewed by another."""
    alone = [
        [permission(valid_from=from_, valid_until=until, **state, **terms)]
        for (from_, until), state, terms in itertools.product(SPANS, STATES, TERMS)
    ]
    renewed = [
        [
            permission(valid_from=PAST, valid_until=until, state="superseded", **first),
            permission(valid_from=from_, valid_until=LATER, **state, **second),
        ]
        for until, from_, state, first, second in itertools.product(
            (NOON, SOON), (NOON, SOON, PAST), STATES[:6], TERMS[:6:2], TERMS[1:6:2]
        )
    ]
    return alone + renewed


def saved(chains: list[list[Permission]]) -> None:
    Permission.objects.bulk_create((chain[0] for chain in chains), batch_size=100)
    for first, *renewals in chains:
        for row in renewals:
            row.first = row.supersedes = first
    later = [row for chain in chains for row in chain[1:]]
    Permission.objects.bulk_create(later, batch_size=100)


def every_edition() -> None:
    """Editions that need one chain or two, for the same cover or another, and one that needs nothing."""
    chains = every_chain()
    saved(chains)
    article = makers.make_live().article
    pattern = Edition.objects.get()
    number = itertools.count(2)
    rows, needs = [], []
    pairs: list[tuple[list[Permission], list[Permission] | None]]
    pairs = [(chain, None) for chain in chains]
    pairs += list(zip(chains[::7], chains[3::5], strict=False))
    for (one, other), (relation, language, from_) in zip(pairs, itertools.cycle(TEXTS)):
        original = Original(relation=relation, language=from_)  # type: ignore[arg-type]
        piece = Piece(title="x", slug="x", language=language, original=original)
        edition = Edition.objects.unsaved(article, piece, at=NOON, images=[])
        edition.number, edition.kind, edition.note = next(number), "update", "x"
        edition.created_by, edition.created_at = pattern.created_by, NOON
        rows.append(edition)
        needs.append(EditionPermission(edition=edition, permission=one[-1], covers="original"))
        if other:
            covers = "original" if len(rows) % 2 else "translation"
            needs.append(EditionPermission(edition=edition, permission=other[0], covers=covers))
    Edition.objects.bulk_create(rows, batch_size=100)
    EditionPermission.objects.bulk_create(needs[1:], batch_size=100)


def test_many_and_one_agree_on_what_may_be_listed() -> None:
    every_edition()
    masthead = Masthead.objects.get()
    editions = list(Edition.objects.exclude(relation=""))
    assert len(editions) > 700
    rows = [
        many.Listed(
            edition.pk,
            edition.language,
            edition.relation,
            edition.piece.original.language if edition.piece.original else "",
        )
        for edition in editions
    ]
    for at in (NOON - DAY / 2, NOON, NOON + DAY, NOON + 3 * DAY):
        said = many.statements(editions, at=at, masthead=masthead)
        expected = {pk for pk, told in said.items() if told.is_indexed}
        assert many.indexed(rows, at=at, masthead=masthead) == expected
        assert 0 < len(expected) < len(editions)
    some = editions[::97]
    said = many.statements(some, at=NOON, masthead=masthead)
    for edition in some:
        assert statement(edition, at=NOON, masthead=masthead) == said[edition.pk]


def test_it_asks_as_much_for_many_as_for_one(django_assert_num_queries: Any) -> None:
    every_edition()
    found = Edition.objects.exclude(relation="").values_list("pk", "language", "relation")
    rows = [many.Listed(*row, "fr") for row in found]
    for asked in (rows[1:2], rows):
        with django_assert_num_queries(2):
            many.indexed(asked, at=NOON, masthead=Masthead())


def test_our_own_is_listed_whatever_others_allow() -> None:
    edition = release.publish(makers.make_article(), actor=personas.editor(), at=NOON, now=NOON)
    row = many.Listed(edition.pk, "en", "", "")
    assert many.indexed([row], at=NOON, masthead=Masthead()) == {edition.pk}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr", "zh-Hant"])
@pytest.mark.parametrize("slug", ["x", "the-ferry_2", "渡口与工厂", "ça-ira", "a-", "-"])
def test_addresses_of_many_are_those_of_one(language: str, slug: str) -> None:
    assert addresses.of_articles(language)(slug) == addresses.article(slug, language)
