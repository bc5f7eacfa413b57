"""The rows of an article as the verbs would have left them: working copy, versions, windows, list rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from django.db.models import Model

from articles.language import html, words
from articles.models import (
    Address,
    Article,
    ArticleByline,
    ArticleTag,
    CreditPermission,
    DeskEvent,
    Edition,
    EditionByline,
    EditionImage,
    EditionPermission,
    EditionTag,
    Filing,
    Listing,
    ReprintCredit,
    SearchDocument,
    Section,
    Window,
)
from articles.models.articles import WithdrawalReason
from articles.models.common import KEY_ALPHABET, KEY_LENGTH
from articles.models.credits import Relation
from articles.models.lists import LISTED_EDITIONS
from articles.piece import Byline, Figure, Original, Part, Piece, encode
from tests.benchmarks.archive import derived
from tests.benchmarks.archive import words as texts
from tests.benchmarks.archive.cast import Cast
from tests.benchmarks.archive.plan import Planned

# With how many rows of each an article has at most; in an order in which each may refer to those before it.
MODELS: dict[type[Model], int] = {
    **{Article: 1, Section: 2, ArticleByline: 1, ArticleTag: 5, Address: 1},
    **{ReprintCredit: 1, CreditPermission: 1},
    **{Edition: 3, EditionByline: 3, EditionImage: 3, EditionPermission: 3, Filing: 15},
    **{Window: 3, EditionTag: 10, Listing: 12, DeskEvent: 4, SearchDocument: 2},
}
Add = Callable[..., int]  # (model, **columns): the row's number


@dataclass(frozen=True)
class Counted:
    """A text of the pool as it is stored, with what is counted of it."""

    parts: tuple[Part, ...]
    words: int
    minutes: int


@cache
def counted(language: str, number: int) -> Counted:
    made = texts.text(language, number).parts
    parts = tuple(
        Part(key=f"s{place}", heading=heading, body=html.clean(body))
        for place, (heading, body) in enumerate(made)
    )
    text = " ".join(html.plain_text(part.body) for part in parts)
    return Counted(parts, words.count_words(text), words.reading_minutes(text))


def key(number: int) -> str:
    signs = []
    for _place in range(KEY_LENGTH):
        number, place = divmod(number, len(KEY_ALPHABET))
        signs.append(KEY_ALPHABET[place])
    return "".join(signs)


def slug(planned: Planned) -> str:
    return f"{words.slugify(texts.rare(planned.language, planned.number))}-{planned.number}"


def write(planned: Planned, cast: Cast, add: Add, *, now: datetime) -> list[SearchDocument]:
    """Adds every row of one article; returns what is searched, which is among them. Of what is over by now
    lists still have rows, and search has none: it would be there once an hour, and lists must do with it.
    """
    pieces = list(_pieces(planned, cast))
    article = _working_copy(planned, pieces[-1], cast, add)
    if not planned.versions:
        return []
    add(Address, slug=pieces[-1].slug, article_id=article, is_current=True)
    pieces = pieces[-len(planned.versions) :]
    editions = [
        _edition(planned, place, piece, article, cast, add) for place, piece in enumerate(pieces)
    ]
    _windows(planned, article, editions, cast, add)
    versions = list(zip(pieces, editions, derived.turns(planned), strict=True))
    found = [
        derived.searched(planned, piece, article, edition, cast)
        for piece, edition, turn in versions[-LISTED_EDITIONS:]
        if turn["live_until"] > now
    ]
    for row in found:
        columns = vars(row).copy()
        add(SearchDocument, edition_id=columns.pop("edition").pk, **columns)
    return found


def _pieces(planned: Planned, cast: Cast) -> Iterator[Piece]:
    """Each version's; a draft's is the last and only one. Versions differ in their decks."""
    person = cast.people[planned.author]
    lead = None
    if planned.picture is not None:
        picture = cast.pictures[planned.picture]
        lead = Figure(image=picture.digest, alt=picture.alt, credit=picture.credit)
    last = Piece(
        title=planned.title,
        language=planned.language,
        slug=slug(planned),
        deck=planned.deck,
        lead=lead,
        parts=counted(planned.language, planned.text).parts,
        bylines=(Byline(name=person.name, contributor=person.slug),),
        original=_original(planned, cast),
        tags=tuple(sorted(cast.tags[place].name for place in planned.tags)),
    )
    for number in range(1, len(planned.versions)):
        yield msgspec.structs.replace(last, deck=f"{planned.deck} {number}.")
    yield last


def _original(planned: Planned, cast: Cast) -> Original | None:
    if planned.source is None:
        return None
    source = cast.sources[planned.source].name
    return Original(source=source, title=planned.title, authors=("Bo Holder",), issue="No. 1")


def _working_copy(planned: Planned, piece: Piece, cast: Cast, add: Add) -> int:
    at = planned.versions[-1].at if planned.versions else planned.ends_at
    at = min(at, planned.withdrawn_at or at)
    is_gone = planned.withdrawn_at is not None
    article = add(
        Article,
        key=key(planned.number),
        title=piece.title,
        slug=piece.slug,
        deck=piece.deck,
        language=piece.language,
        image_id=None if planned.picture is None else cast.pictures[planned.picture].pk,
        withdrawn_at=planned.withdrawn_at,
        withdrawn_by_id=cast.editor if is_gone else None,
        withdrawal_reason=WithdrawalReason.ERROR.value if is_gone else "",
        created_by_id=cast.editor,
        created_at=at,
        changed_at=at,
    )
    for position, part in enumerate(piece.parts, start=1):
        add(
            Section,
            article_id=article,
            key=part.key,
            position=position,
            heading=part.heading,
            body=part.body,
        )
    add(ArticleByline, article_id=article, contributor_id=cast.people[planned.author].pk)
    for place in planned.tags:
        add(ArticleTag, content_object_id=article, tag_id=cast.tags[place].pk)
    if original := piece.original:
        credit = add(
            ReprintCredit,
            article_id=article,
            relation=original.relation,
            source_id=cast.sources[planned.source or 0].pk,
            title=original.title,
            authors=", ".join(original.authors),
            issue=original.issue,
        )
        needed = _permission(planned, cast)
        add(CreditPermission, credit_id=credit, permission_id=needed, covers="original")
    return article


def _permission(planned: Planned, cast: Cast) -> int:
    if planned.is_lapsed:
        return cast.lapsing.pk
    return cast.permissions[planned.source or 0][planned.term].pk


def _edition(planned: Planned, place: int, piece: Piece, article: int, cast: Cast, add: Add) -> int:
    version, text = planned.versions[place], counted(planned.language, planned.text)
    picture = None if planned.picture is None else cast.pictures[planned.picture]
    edition = add(
        Edition,
        article_id=article,
        number=place + 1,
        kind=str(version.kind),
        note="We changed the deck." if version.kind in derived.OF_SUBSTANCE else "",
        content=encode(piece),
        digest=piece.digest,
        at=version.at,
        created_by_id=cast.editor,
        created_at=version.at,
        cut_from=1,
        slug=piece.slug,
        title=piece.title,
        deck=piece.deck,
        language=piece.language,
        bylines=[msgspec.to_builtins(byline) for byline in piece.bylines],
        lead_image_id=picture and picture.pk,
        lead_alt=picture.alt if picture else "",
        word_count=text.words,
        reading_minutes=text.minutes,
        source_id=None if planned.source is None else cast.sources[planned.source].pk,
        relation=Relation.VERBATIM.value if planned.is_reprint else "",
    )
    person = cast.people[planned.author].pk
    add(EditionByline, edition_id=edition, contributor_id=person, role=derived.ROLE, position=1)
    for tag in planned.tags:
        add(Filing, edition_id=edition, tag_id=cast.tags[tag].pk)
    if picture:
        add(EditionImage, edition_id=edition, image_id=picture.pk)
    if planned.is_reprint:
        needed = _permission(planned, cast)
        add(EditionPermission, edition_id=edition, permission_id=needed, covers="original")
    _log("publish", article, version.at, cast, add, number=place + 1, stage="draft")
    return edition


def _windows(planned: Planned, article: int, editions: list[int], cast: Cast, add: Add) -> None:
    """What `articles.windows.derive` would write, and the last of them in every list."""
    lists = derived.lists(planned, cast)
    for place, (edition, turn) in enumerate(zip(editions, derived.turns(planned), strict=True)):
        row = {"edition_id": edition, "article_id": article, **turn}
        add(Window, **row)
        if place >= len(editions) - LISTED_EDITIONS:
            for tag in planned.tags:
                add(EditionTag, tag_id=cast.tags[tag].pk, **row)
            for name in lists:
                add(Listing, list=name, **row)
    if planned.withdrawn_at:
        _log("withdraw", article, planned.withdrawn_at, cast, add, reason="error")


def _log(verb: str, article: int, at: datetime, cast: Cast, add: Add, **facts: Any) -> None:
    add(DeskEvent, verb=verb, actor_id=cast.editor, at=at, article_id=article, facts=facts)
