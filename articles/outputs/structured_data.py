"""An article as schema.org describes it (JSON-LD): the piece, its people, its original and its rights.

`license` is a public licence and nothing else; what somebody allowed us alone is not for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from articles import addresses
from articles.models import Edition, Image, Source
from articles.models.sources import SourceKind
from articles.models.term_choices import Licence
from articles.outputs import describing, saying
from articles.outputs.signals import instant
from articles.outputs.structured_site import Data, Site, Step, crumbs, named, said, web_page
from articles.piece import Byline, Original, Piece, RightsStatement
from articles.rights import credit_words


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
    site: Site,
    *,
    published_at: datetime,
    updated_at: datetime | None,
    pictures: Iterable[Pictured],
    corrections: Iterable[Correction],
    comments: int,
    thumbnail: str,
    trail: Iterable[Step],
) -> Data:
    """The live edition as an `Article`. No query.

    `dateModified` is the last update or correction: a small repair is none. `trail` are the steps from
    the front page to it, itself the last.
    """
    piece = edition.piece
    absolute = site.absolute
    address = absolute(edition.get_absolute_url())
    rights_page = absolute(addresses.article(edition.slug, edition.language, view="rights"))
    return said(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "@id": f"{address}#article",
            "url": address,
            "mainEntityOfPage": web_page("WebPage", address, breadcrumb=crumbs(trail, site=site)),
            "isPartOf": site.itself,
            "headline": piece.title,
            "description": describing.piece(piece),
            "inLanguage": piece.language,
            "wordCount": edition.word_count,
            "commentCount": comments,
            "thumbnailUrl": thumbnail,
            "datePublished": instant(published_at),
            "dateModified": instant(updated_at) if updated_at else "",
            "version": str(edition.number),
            **_people(piece, absolute),
            "publisher": site.publisher,
            "isAccessibleForFree": True,
            "license": statement.licence_url,
            "usageInfo": rights_page,
            "acquireLicensePage": statement.acquire_url or rights_page,
            **(_reprinted(edition, statement) or _own(site, published_at)),
            "image": [_picture(pictured, absolute) for pictured in pictures],
            "correction": [
                {"@type": "CorrectionComment", "text": one.text, "datePublished": instant(one.at)}
                for one in corrections
            ],
        }
    )


def _people(piece: Piece, absolute: Callable[[str], str]) -> Data:
    by_role = {
        "author": saying.authors(piece),
        "translator": saying.translators(piece),
        "editor": saying.names(piece, "editor"),
    }
    return {role: [_person(row, absolute) for row in rows] for role, rows in by_role.items()}


def _person(byline: Byline, absolute: Callable[[str], str]) -> Data:
    person = named(byline.name)
    if byline.contributor:
        person["url"] = absolute(addresses.to("contributor", byline.contributor))
    return person


def _own(site: Site, published_at: datetime) -> Data:
    return {
        "copyrightHolder": {"@id": site.publisher["@id"]},
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
    return named(name, "Person" if name in original.authors else "Organization")


def _original(original: Original, source: Source | None) -> Data:
    is_person = source is not None and source.kind == SourceKind.PERSON
    kind = "Person" if is_person else "Organization"
    return said(
        {
            "@type": "Article",
            "name": original.title,
            "inLanguage": original.language,
            "url": original.url if original.is_on_the_web else "",
            "datePublished": original.published_on,
            "author": [named(name) for name in original.authors],
            "publisher": named(original.source, kind) if original.source else "",
        }
    )


def _picture(pictured: Pictured, absolute: Callable[[str], str]) -> Data:
    image = pictured.image
    return said(
        {
            "@type": "ImageObject",
            "contentUrl": absolute(pictured.address),
            "width": f"{pictured.width} px",
            "height": f"{pictured.height} px",
            "creditText": pictured.credit or image.credit,
            "creator": named(image.creator) if image.creator else "",
            "copyrightNotice": image.copyright_notice,
            "license": Licence(image.licence).url if image.licence else "",
        }
    )
