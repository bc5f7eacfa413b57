"""What is searched of a text: the tokens of a piece and of the names that it goes by today. No query."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.language import html
from articles.models import Edition, SearchDocument
from articles.piece import Piece
from articles.search import tokens
from articles.search.shapes import FIELDS

OFTEN = 3  # times in a text: what it says that often it is about
MOST_OFTEN = 60
SHORTEST_WORD = 3  # of those that a mistyped one may be meant for
STAMPED = ("id", *FIELDS, "often")
TAG, ARTICLE = ":t", ":a"


@dataclass
class Names:
    """What a text goes by today, beside what was frozen: `found` are the names of tags, people and its
    source in every language; `meta` are the tokens that filters ask for.
    """

    tags: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    meta: set[str] = field(default_factory=set)


def of_edition(edition: Edition, published_at: datetime, names: Names) -> SearchDocument:
    """The document of an edition, not saved."""
    row = SearchDocument(
        id=place(published_at, edition.pk),
        edition=edition,
        **_texts(edition.piece, names),
        meta=" ".join(sorted(names.meta | _meta(edition, published_at))),
    )
    row.stamp = stamp_of(row)
    return row


def stamp_of(row: SearchDocument) -> str:
    """The same for rows of one tokenizer that say the same."""
    said = [tokens.VERSION, *(getattr(row, name) for name in STAMPED)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def place(published_at: datetime, pk: int) -> int:
    """A number that grows with the hour of publication; within one hour, with the edition."""
    return int(published_at.timestamp() // 3600) << 24 | pk & 0xFFFFFF


def tag(pk: int) -> str:
    return f"{TAG}{pk}"


def person(pk: int) -> str:
    return f":c{pk}"


def source(pk: int) -> str:
    return f":s{pk}"


def article(pk: int) -> str:
    return f"{ARTICLE}{pk}"


def language(tag: str) -> str:
    return f":l{tag.lower()}"


def year(number: int) -> str:
    return f":y{number}"


REPRINT, OWN = ":reprint", ":own"


def vocabulary(rows: Iterable[SearchDocument]) -> set[str]:
    """The words of titles and names, and those that the texts say often."""
    said = (
        token
        for row in rows
        for name in ("title", "deck", "headings", "people", "tags", "often")
        for token in getattr(row, name).split()
    )
    return {
        token
        for token in said
        if len(token) >= SHORTEST_WORD and token.isalpha() and not token.isdigit()
    }


def _meta(edition: Edition, published_at: datetime) -> set[str]:
    return {
        article(edition.article_id),
        language(edition.language),
        year(timezone.localtime(published_at).year),
        REPRINT if edition.relation else OWN,
    }


def _texts(content: Piece, names: Names) -> dict[str, Any]:
    original = content.original
    people = {byline.name for byline in content.bylines} | names.people
    if original:
        people |= {original.source, *original.authors}
    figures = [text for figure in content.figures for text in (figure.caption, figure.alt)]
    body = tokens.joined(*(html.plain_text(part.body) for part in content.parts), *figures)
    return {
        "title": tokens.joined(content.title),
        "deck": tokens.joined(content.kicker, content.deck, original.title if original else ""),
        "headings": tokens.joined(*(part.heading for part in content.parts)),
        "people": _apart(people),
        "tags": _apart(names.tags),
        "often": _often(body),
        "body": body,
    }


def _apart(names: set[str]) -> str:
    return " ".join(filter(None, map(tokens.joined, sorted(names))))


def _often(body: str) -> str:
    counted = Counter(body.split()).items()
    often = [(-count, token) for token, count in counted if count >= OFTEN and len(token) > 1]
    return " ".join(token for _count, token in sorted(often)[:MOST_OFTEN])
