"""An article as schema.org describes it (JSON-LD): the piece, its people, its original and its rights.

`license` is a public licence and nothing else; what somebody allowed us alone is not for others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles import addresses
from articles.models import Edition, Image, Masthead, Source
from articles.models.sources import SourceKind
from articles.models.term_choices import Licence
from articles.outputs.signals import instant
from articles.piece import Byline, Original, Piece, RightsStatement
from articles.rights import credit_words

# What would end the element that holds it, or begin another (JSON-LD 1.1, section 7).
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}

Data = dict[str, Any]


@dataclass(frozen=True)
class Pictured:
    """A picture of the article as it is served: its address, its size, its credit line at that place."""

    image: Image
    address: str
    width: int
    height: int
    credit: str = ""


@dataclass(frozen=True)
class Correction:
    """What was corrected, in words for readers, and since when that is so."""

    text: str
    at: datetime


def article(
    edition: Edition,
    statement: RightsStatement,
    masthead: Masthead,
    *,
    published_at: datetime,
    updated_at: datetime | None,
    pictures: Iterable[Pictured],
    corrections: Iterable[Correction],
    absolute: Callable[[str], str],
) -> Data:
    """The live edition as an `Article`. `absolute` makes a whole address of a path. No query.

    `dateModified` is the last update or correction: a small repair is none.
    """
    piece = edition.piece
    address = absolute(edition.get_absolute_url())
    publisher = _publisher(masthead, absolute(addresses.front(settings.LANGUAGE_CODE)))
    rights_page = absolute(addresses.article(edition.slug, edition.language, view="rights"))
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "@id": f"{address}#article",
            "url": address,
            "mainEntityOfPage": address,
            "headline": piece.title,
            "description": piece.deck,
            "inLanguage": piece.language,
            "datePublished": instant(published_at),
            "dateModified": instant(updated_at) if updated_at else "",
            "version": str(edition.number),
            **_people(piece, absolute),
            "publisher": publisher,
            "isAccessibleForFree": True,
            "license": statement.licence_url,
            "usageInfo": rights_page,
            "acquireLicensePage": statement.acquire_url or rights_page,
            **(_reprinted(edition, statement) or _own(publisher, published_at)),
            "image": [_picture(pictured, absolute) for pictured in pictures],
            "correction": [
                {"@type": "CorrectionComment", "text": one.text, "datePublished": instant(one.at)}
                for one in corrections
            ],
        }
    )


def script(data: Data) -> SafeString:
    """The content of `<script type="application/ld+json">`."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _said(data: Data) -> Data:
    """Without what is not known."""
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _people(piece: Piece, absolute: Callable[[str], str]) -> Data:
    """By role; a machine is no person, and what it translated is told by the credit."""
    by_role: dict[str, list[Data]] = {}
    for byline in piece.bylines:
        by_role.setdefault(byline.role, []).append(_person(byline, absolute))
    original = piece.original or Original()
    return {
        "author": by_role.get("author") or [_named(name) for name in original.authors],
        "translator": None if original.is_machine_translated else by_role.get("translator"),
        "editor": by_role.get("editor"),
    }


def _person(byline: Byline, absolute: Callable[[str], str]) -> Data:
    person = _named(byline.name)
    if byline.contributor:
        person["url"] = absolute(reverse("contributor", args=[byline.contributor]))
    return person


def _named(name: str, kind: str = "Person") -> Data:
    return {"@type": kind, "name": name}


def _publisher(masthead: Masthead, home: str) -> Data:
    return _said(
        {
            "@type": "Organization",
            "@id": f"{home}#org",
            "name": masthead.said("name").text,
            "url": home,
        }
    )


def _own(publisher: Data, published_at: datetime) -> Data:
    return {
        "copyrightHolder": {"@id": publisher["@id"]},
        "copyrightYear": timezone.localdate(published_at).year,
    }


def _reprinted(edition: Edition, statement: RightsStatement) -> Data:
    """Whose it is, how it is credited, and the original; nothing for our own work."""
    original = statement.original
    if original is None:
        return {}
    relation = "translationOfWork" if original.relation == "translation" else "isBasedOn"
    return {
        "copyrightHolder": [_holder(original, name) for name in original.holders],
        "copyrightYear": original.year,
        "copyrightNotice": original.copyright_notice,
        "creditText": credit_words.plain(statement, edition.piece),
        relation: _original(original, edition.reprinted_from),
    }


def _holder(original: Original, name: str) -> Data:
    """One who is not among the authors is most often a house."""
    return _named(name, "Person" if name in original.authors else "Organization")


def _original(original: Original, source: Source | None) -> Data:
    is_person = source is not None and source.kind == SourceKind.PERSON
    kind = "Person" if is_person else "Organization"
    return _said(
        {
            "@type": "Article",
            "name": original.title,
            "inLanguage": original.language,
            "url": original.url if original.is_on_the_web else "",
            "datePublished": original.published_on,
            "author": [_named(name) for name in original.authors],
            "publisher": _named(original.source, kind) if original.source else "",
        }
    )


def _picture(pictured: Pictured, absolute: Callable[[str], str]) -> Data:
    image = pictured.image
    return _said(
        {
            "@type": "ImageObject",
            "contentUrl": absolute(pictured.address),
            "width": pictured.width,
            "height": pictured.height,
            "creditText": pictured.credit or image.credit,
            "creator": _named(image.creator) if image.creator else "",
            "copyrightNotice": image.copyright_notice,
            "license": Licence(image.licence).url if image.licence else "",
        }
    )
