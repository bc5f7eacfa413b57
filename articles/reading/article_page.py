"""An edition as the page that readers see; previews of the desk are the same call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles import clearance, freshness
from articles.language import words
from articles.models import Edition, Tag, Topic, Window
from articles.models.compiled import Question
from articles.models.editions import EditionKind
from articles.outputs import fulltext, signals
from articles.piece import Piece, RightsStatement
from articles.reading import bodies, chrome, figures, mentions, telling, threads
from articles.reading.after import After, after
from articles.reading.chrome import Chrome
from articles.reading.figures import Picture, ShownFigure
from articles.reading.heads import Head
from articles.reading.mentions import Mentions
from articles.rights import credit_words, statements, upstream_words

HEADINGS_FOR_CONTENTS = 3
UNTOLD: dict[str, Any] = {"signals": signals.NOT_LISTED}


@dataclass(frozen=True)
class ShownPart:
    """One section, ready for the page. `language` is set on every part, the article's or its own."""

    key: str
    heading: str
    language: str
    body: SafeString
    figure: ShownFigure | None


@dataclass(frozen=True)
class Surroundings:
    """What an edition is shown with: pictures, where it leads to, what follows it, and its text with all of
    that in it.
    """

    known: dict[str, Picture]
    found: Mentions
    after: After
    kicker_topic: Topic | None
    parts: list[ShownPart]


@dataclass(frozen=True)
class Shown:
    """An edition as readers see it in one language of the interface: the article and what stands in the
    head of its page, as HTML; with which headers it is sent; and its translations, by language and address.
    """

    article: SafeString
    meta: SafeString
    head: Head | None
    headers: dict[str, str]
    translations: tuple[tuple[str, str], ...]


def render_article(
    request: HttpRequest,
    edition: Edition,
    *,
    at: datetime,
    window: Window | None = None,
    needs: Iterable[clearance.Need] | None = None,
    tags: QuerySet[Tag] | None = None,
    new_tags: Iterable[Tag] = (),
    is_preview: bool = False,
    **preview: Any,
) -> HttpResponse:
    """The page of one edition at one instant. Two queries, of a preview at most 7; none while nothing that
    the public sees has changed.

    A preview hands in an edition that may not be saved, the permissions it would need and its tags
    (`new_tags` are not saved either); it shows no comments, links to nothing that does not exist yet, and
    asks machines not to list it, which is all that it tells them. Besides it may say where `back` leads,
    and `is_framed` where a frame says what it is.
    """
    # The edition never changes, so it is shown the same as long as the public sees the same.
    key = ("article", edition.pk, get_language(), request.build_absolute_uri("/"))
    asked = freshness.missing(key, lambda: _asking(edition, at), at=at) if window else []

    def made() -> Shown:
        said = statements.statement(edition, at=at, masthead=page.masthead, needs=needs)
        around = _surroundings(edition, at=at, published_at=_published(window, at), tags=tags)
        facts = _facts(edition, said, page, around, at=at, window=window)
        facts |= {"tags": [*around.found.tags, *new_tags], "is_preview": is_preview}
        return _shown(request, window, said, facts, at=at)

    with chrome.asked_with(request, *asked):
        page = chrome.of(request, has_other_languages=False)
        shown = freshness.remembered(key, made, at=at) if window else made()
    context = {
        "chrome": chrome.leading_to(page, shown.translations),
        "edition": edition,
        "head": shown.head,
        "shown": shown,
        "is_preview": is_preview,
        "was_published": is_preview and edition.pk is not None and edition.at <= timezone.now(),
        **preview,
    }
    response = chrome.respond(request, "articles/article_detail.html", context)
    for name, value in shown.headers.items():
        response.headers[name] = value
    if window:
        response.headers["Last-Modified"] = http_date(window.live_from.timestamp())
    return response


def _asking(edition: Edition, at: datetime) -> list[Question]:
    """What the page of a live article asks, but for what stands around it: none of that hangs on another
    answer. No query.
    """
    piece = edition.piece
    return [
        *statements.asking(edition),
        *figures.asking(figure.image for figure in piece.figures),
        mentions.asking(edition, fulltext.keys([piece]), at=at),
        threads.asking(edition),
        *telling.asking(edition, at=at),
    ]


def _published(window: Window | None, at: datetime) -> datetime:
    return window.published_at if window else at


def _facts(
    edition: Edition,
    said: RightsStatement,
    page: Chrome,
    around: Surroundings,
    *,
    at: datetime,
    window: Window | None,
) -> dict[str, Any]:
    """What an article's template shows. No query but for a live article's comments, which are asked for
    beforehand.
    """
    piece = edition.piece
    email = page.masthead.contact_email
    published_at = _published(window, at)
    return {
        "chrome": page,
        "edition": edition,
        "piece": piece,
        "parts": around.parts,
        "lead": figures.shown(piece.lead, around.known, piece.language),
        "contents": _contents(around.parts),
        "credit": said.is_reprint and credit_words.credit(said, piece, email),
        "upstream": upstream_words.told(edition.article, at=at) if said.is_reprint else None,
        "topics": around.found.whys,
        "kicker_topic": around.kicker_topic,
        "after": around.after,
        "around": around,
        "has_kit": said.has_kit and window is not None,
        "is_given_as_data": "api" in said.channels and window is not None,
        "published_at": published_at,
        "updated_at": window.updated_at if window else None,
        "is_correction": edition.kind == EditionKind.CORRECTION,
        "talk": window and threads.talk(edition, page.masthead, published_at=published_at, at=at),
    }


def _shown(
    request: HttpRequest,
    window: Window | None,
    said: RightsStatement,
    facts: dict[str, Any],
    *,
    at: datetime,
) -> Shown:
    told = telling.of_article(request, window, said, facts, at=at) if window else UNTOLD
    facts = facts | told
    return Shown(
        article=render_to_string("articles/_piece.html", facts),
        meta=render_to_string("articles/_piece_meta.html", facts),
        head=told.get("head"),
        headers=told["signals"].headers,
        translations=tuple(
            (language, one.get_absolute_url())
            for language, one in facts["after"].alternates.items()
        ),
    )


def _surroundings(
    edition: Edition, *, at: datetime, published_at: datetime, tags: QuerySet[Tag] | None
) -> Surroundings:
    """Three queries, of which a live article asks two beforehand."""
    piece = edition.piece
    known = figures.pictures(figure.image for figure in piece.figures)
    found = mentions.mentions(edition, fulltext.keys([piece]), at=at, tags=tags)
    kicker_topic = _kicker_topic(piece, found.topics)
    topic = kicker_topic or _own_topic(found)
    then = after(edition, found, topic, at=at, published_at=published_at)
    return Surroundings(known, found, then, kicker_topic, _parts(piece, known, found.links))


def _parts(piece: Piece, known: dict[str, Picture], links: dict[str, str]) -> list[ShownPart]:
    shown: list[ShownPart] = []
    notes = 0
    places = {part.key for part in piece.parts}
    for part in piece.parts:
        body = bodies.show(part.body, links=links, places=places, notes_before=notes)
        notes = body.notes
        language = part.language or piece.language
        figure = figures.shown(part.figure, known, language)
        shown.append(ShownPart(part.key, part.heading, language, body.html, figure))
    return shown


def _contents(parts: list[ShownPart]) -> list[ShownPart]:
    headed = [part for part in parts if part.heading]
    return headed if len(headed) >= HEADINGS_FOR_CONTENTS else []


def _kicker_topic(piece: Piece, topics: list[Topic]) -> Topic | None:
    """The topic that the line above the headline names, in whichever language."""
    wanted = words.fold(piece.kicker)
    for topic in topics:
        names = [topic.name, *(texts.get("name", "") for texts in topic.translations.values())]
        if wanted and wanted in map(words.fold, names):
            return topic
    return None


def _own_topic(found: Mentions) -> Topic | None:
    """The topic whose order the article is read in: one that chose it, else the first by name."""
    chosen = [topic for topic in found.topics if topic.pk in found.chosen]
    return next(iter(chosen or found.topics), None)
