"""An edition as the page that readers see; previews of the desk are the same call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles import clearance, freshness
from articles.language import html, words
from articles.models import Edition, Tag, Topic, Window
from articles.models.editions import EditionKind
from articles.outputs import signals
from articles.piece import Piece, RightsStatement
from articles.reading import bodies, chrome, figures, telling, threads
from articles.reading.after import After, after
from articles.reading.figures import Picture, ShownFigure
from articles.reading.mentions import Mentions, mentions
from articles.rights import credit_words, upstream_words
from articles.rights.statements import statement

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
class Heading:
    """Of a section, in the contents."""

    key: str
    heading: str
    language: str


@dataclass(frozen=True)
class Surroundings:
    """What an edition is shown with, in one language of the interface: pictures, where it leads to, its
    contents, and as HTML its text with all of that in it (`body`) and what follows it (`beyond`).
    """

    known: dict[str, Picture]
    found: Mentions
    after: After
    kicker_topic: Topic | None
    contents: list[Heading]
    body: SafeString
    beyond: SafeString


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
    """The page of one edition at one instant. At most 7 queries, 6 for a first version; three fewer while
    nothing that the public sees has changed.

    A preview hands in an edition that may not be saved, the permissions it would need and its tags
    (`new_tags` are not saved either); it shows no comments, links to nothing that does not exist yet, and
    asks machines not to list it, which is all that it tells them. Besides it may say where `back` leads,
    and `is_framed` where a frame says what it is.
    """
    piece = edition.piece
    page = chrome.of(request, has_other_languages=False)
    said = statement(edition, at=at, masthead=page.masthead, needs=needs)
    published_at = window.published_at if window else at

    def made() -> Surroundings:
        return _surroundings(edition, new_tags, at=at, published_at=published_at, tags=tags)

    # The edition never changes, so all that is shown round it holds as long as the public sees the same.
    key = ("surroundings", edition.pk, get_language())
    around = freshness.remembered(key, made, at=at) if window else made()
    page = chrome.leading_to(page, around.after.alternates.values())
    context = {
        "chrome": page,
        "edition": edition,
        "piece": piece,
        "around": around,
        "lead": figures.shown(piece.lead, around.known, piece.language),
        "credit": said.is_reprint and credit_words.credit(said, piece, page.masthead.contact_email),
        "upstream": upstream_words.told(edition.article, at=at) if said.is_reprint else None,
        "has_kit": said.has_kit and not is_preview,
        "is_given_as_data": "api" in said.channels and not is_preview,
        "published_at": published_at,
        "updated_at": window.updated_at if window else None,
        "is_correction": edition.kind == EditionKind.CORRECTION,
        "is_preview": is_preview,
        "was_published": is_preview and edition.pk is not None and edition.at <= timezone.now(),
        **preview,
        "talk": window
        and threads.talk(edition, page.masthead, published_at=window.published_at, at=at),
    }
    told = UNTOLD
    if window:
        tell = partial(_told, request, window, said, context, at=at)
        place = request.build_absolute_uri("/")
        told = freshness.remembered(("told", edition.pk, get_language(), place), tell, at=at)
    response = chrome.respond(request, "articles/article_detail.html", context | told)
    for name, value in told["signals"].headers.items():
        response.headers[name] = value
    if window:
        response.headers["Last-Modified"] = http_date(window.live_from.timestamp())
    return response


def _told(
    request: HttpRequest,
    window: Window,
    said: RightsStatement,
    shown: dict[str, Any],
    *,
    at: datetime,
) -> dict[str, Any]:
    """What is not in the text; how to hand it on is HTML. No query for a first version, else one."""
    told = telling.of_article(request, window, said, shown, at=at)
    told["hand_on"] = render_to_string("articles/_hand_on.html", shown | told)
    return told


def _surroundings(
    edition: Edition,
    new_tags: Iterable[Tag],
    *,
    at: datetime,
    published_at: datetime,
    tags: QuerySet[Tag] | None,
) -> Surroundings:
    """Three queries."""
    piece = edition.piece
    known = figures.pictures(figure.image for figure in piece.figures)
    keys = html.linked_keys(part.body for part in piece.parts)
    found = mentions(edition, keys, at=at, tags=tags)
    kicker_topic = _kicker_topic(piece, found.topics)
    topic = kicker_topic or _own_topic(found)
    then = after(edition, found, topic, at=at, published_at=published_at)
    parts = _parts(piece, known, found.links)
    body = render_to_string("articles/_body.html", {"piece": piece, "parts": parts})
    leads = {"tags": [*found.tags, *new_tags], "topics": found.topics, "after": then}
    beyond = render_to_string("articles/_beyond.html", leads)
    return Surroundings(known, found, then, kicker_topic, _contents(parts), body, beyond)


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


def _contents(parts: list[ShownPart]) -> list[Heading]:
    headed = [Heading(part.key, part.heading, part.language) for part in parts if part.heading]
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
