"""What the page of a live article says besides: to machines, how it is cited, and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import addresses
from articles.models import Edition, Topic, Window
from articles.models.compiled import Question, compiled
from articles.outputs import citation_tags, citations, saying, signals, structured_data
from articles.outputs.signals import instant
from articles.outputs.structured_data import Correction, Pictured
from articles.outputs.structured_site import Step
from articles.piece import Piece, RightsStatement
from articles.reading import heads
from articles.reading.after import After
from articles.reading.figures import Picture
from articles.reading.mentions import Mentions


def of_article(
    request: HttpRequest,
    window: Window,
    said: RightsStatement,
    shown: Mapping[str, Any],
    *,
    at: datetime,
) -> dict[str, Any]:
    """More for the page that is `shown`. No query for a first version, else one."""
    edition, page, around = window.edition, shown["chrome"], shown["around"]
    ran = _corrections(edition.article_id, at) if edition.number > 1 else []
    corrections = [Correction(note, since) for note, since in ran]
    address = request.build_absolute_uri(edition.get_absolute_url())
    picture = heads.picture_of(request, page, edition, shown["lead"])
    data = structured_data.article(
        edition,
        said,
        heads.site_of(request, page),
        published_at=window.published_at,
        updated_at=window.updated_at,
        pictures=_pictured(edition.piece, around.known),
        corrections=corrections,
        comments=shown["talk"].total,
        thumbnail=picture.address,
        trail=_trail(window, around.found.topics),
    )
    tags = citation_tags.of_article(
        edition, said, page.masthead, published_at=window.published_at, address=address
    )
    to_machines = signals.of_article(
        said, page.masthead, address=address, takedown_at=edition.article.planned_takedown_at
    )
    cited = citations.citation(
        edition, page.masthead, address=address, published_at=window.published_at
    )
    return {
        "head": heads.article(
            request,
            page,
            edition,
            picture=picture,
            data=data,
            tags=tags,
            facts=_facts(request, window, around.found),
            alternates=(
                _alternates(request, around.after) if to_machines.canonical == address else []
            ),
        ),
        "signals": to_machines,
        "permalink": address,
        "citations": {
            "line": citations.line(cited),
            "bibtex": citations.bibtex(cited),
            "ris": citations.ris(cited),
        },
        "corrections": corrections,
        "rights_address": addresses.article(edition.slug, edition.language, view="rights"),
    }


def asking(edition: Edition, *, at: datetime) -> list[Question]:
    """What `of_article` would ask. No query."""
    return [_corrections.asking(edition.article_id, at)] if edition.number > 1 else []


@compiled
def _corrections(article: int, at: datetime) -> QuerySet[Any, tuple[str, datetime]]:
    return Edition.objects.filter(article=article).corrections(at=at)


def _alternates(request: HttpRequest, then: After) -> list[tuple[str, str]]:
    """The translations of a page that may be listed, by language, itself among them."""
    if then.default is None or not then.alternates:
        return []
    named = [*then.alternates.items(), ("x-default", then.default)]
    return [(tag, request.build_absolute_uri(one.get_absolute_url())) for tag, one in named]


def _trail(window: Window, topics: list[Topic]) -> list[Step]:
    """By the first of its topics, else by the list of all articles."""
    above = [Step(str(topic), topic.get_absolute_url()) for topic in topics[:1]]
    above = above or [Step(_("All articles"), addresses.to("archive"))]
    return [*above, Step(window.edition.title, window.edition.get_absolute_url())]


def _facts(request: HttpRequest, window: Window, found: Mentions) -> list[tuple[str, str]]:
    """An article's own words of Open Graph (ogp.me, "article")."""
    authors = [row.contributor for row in saying.authors(window.edition.piece) if row.contributor]
    changed = instant(window.updated_at) if window.updated_at else ""
    return [
        ("article:published_time", instant(window.published_at)),
        ("article:modified_time", changed),
        *(
            ("article:author", request.build_absolute_uri(addresses.to("contributor", slug)))
            for slug in authors
        ),
        *(("article:section", str(topic)) for topic in found.topics[:1]),
        *(("article:tag", str(tag)) for tag in found.tags),
    ]


def _pictured(piece: Piece, known: Mapping[str, Picture]) -> list[Pictured]:
    """Each picture once, with its credit line where it stands first."""
    shown: dict[str, Pictured] = {}
    for figure in piece.figures:
        if picture := known.get(figure.image):
            facts = (picture.image, picture.src, picture.width, picture.height)
            shown.setdefault(figure.image, Pictured(*facts, credit=figure.credit))
    return list(shown.values())
