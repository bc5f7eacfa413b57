"""What stands after the text: what follows it and why, its neighbours in a topic, its translations.

One query, whose cost does not grow with the archive: of each tag it knows the newest alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.addresses import language_tag
from articles.language import wording
from articles.models import Edition, EditionTag, Tag, Topic, Window
from articles.models.compiled import compiled
from articles.models.lists import Place
from articles.models.rights import FAR_FUTURE
from articles.reading.mentions import Mentions
from articles.reading.relating import Kin, Met, nearest
from articles.reading.stories import Story

MOST = 4  # related articles
TAGS_ASKED = 8  # the rarest
NAMED = 2  # tags that a reason names
NOTHING, NO_WORDS = Value(0), Value("")


@dataclass(frozen=True)
class Related:
    """An article that follows this one, and why it does: an editor's words, or what the two share."""

    story: Story
    reason: SafeString


@dataclass(frozen=True)
class Turn:
    """The article's neighbours in the order of one topic's page."""

    topic: Topic
    previous: Story | None
    next: Story | None


@dataclass(frozen=True)
class After:
    """`alternates` are a translation a language (BCP 47) and this article; `default` is the original where
    it is live, else the first of them that was made here.
    """

    related: list[Related] = field(default_factory=list)
    turn: Turn | None = None
    translations: list[Edition] = field(default_factory=list)
    alternates: dict[str, Edition] = field(default_factory=dict)
    default: Edition | None = None


@dataclass(frozen=True)
class _Row:
    """One article as the query found it."""

    kind: str
    place: int
    reason: str
    number: int  # of the edition
    article: int
    translates: int | None
    published_at: datetime
    slug: str
    title: str
    language: str
    bylines: list[dict[str, str]]
    reading_minutes: int

    @property
    def root(self) -> int:
        return self.translates or self.article

    @property
    def edition(self) -> Edition:
        return Edition(
            slug=self.slug,
            title=self.title,
            language=self.language,
            bylines=self.bylines,
            reading_minutes=self.reading_minutes,
        )

    @property
    def story(self) -> Story:
        return Story(self.edition, self.published_at, None)

    def met(self, tag: int | None) -> Met[_Row]:
        return Met(self.article, self.root, self.language, self.published_at, self, tag)


def after(
    edition: Edition,
    found: Mentions,
    topic: Topic | None,
    *,
    at: datetime,
    published_at: datetime,
) -> After:
    """All of it for an edition that stands in `topic`, as it is at that instant. One query."""
    article = edition.article
    place = Place(published_at, article.pk, article.translation_of_id or article.pk)
    rows = _rows(edition, found, topic, at=at, place=place)
    family = sorted(rows.get("family", ()), key=lambda row: row.article)
    translations = [row for row in family if row.article != place.article]
    previous, following = _neighbours(rows, place)
    return After(
        related=_related(rows, found, topic, edition.language, {place.root}, previous, following),
        turn=Turn(topic, _story(previous), _story(following))
        if topic and (previous or following)
        else None,
        translations=[row.edition for row in translations],
        alternates=_alternates(edition, translations),
        default=_default(edition, translations, place),
    )


def _rows(
    edition: Edition, found: Mentions, topic: Topic | None, *, at: datetime, place: Place
) -> dict[str, list[_Row]]:
    """By kind: what was picked, the family of translations, the newest of its tags, what was chosen for the
    topic, and of each tag that feeds it the article before (`newer`) and after this one (`older`).
    """
    newest = {number for tag in _rarest(found) for number in found.newest[tag]}
    is_chosen = topic is not None and topic.pk in found.chosen
    number = topic.pk if topic else None
    by_kind: dict[str, list[_Row]] = {}
    for row in _around(*place, newest, number, is_chosen=is_chosen, now=at):
        by_kind.setdefault(row[0], []).append(_Row(*row))
    return by_kind


@compiled
def _around(
    at: datetime,
    article: int,
    root: int,
    newest: set[int],
    topic: int | None,
    *,
    is_chosen: bool,
    now: datetime,
) -> QuerySet[Any]:
    """What is live now around the place of an article, told apart by its kind."""
    live, listed = Window.objects.live(at=now), EditionTag.objects.all()
    parts = [
        _columns("pick", live.picked_for(article), place="place", reason="reason"),
        _columns("family", live.filter(article=root)),
        _columns("family", live.filter(article__translation_of=root)),
    ]
    if newest:
        parts.append(_columns("kin", live.filter(edition__pk__in=newest)))
    if topic is not None:
        chosen = live.chosen_for(topic).annotate(place=F("article__picks__position"))
        parts.append(_columns("chosen", chosen, place="place"))
        mine = Place(FAR_FUTURE if is_chosen else at, article, root)
        parts.append(_columns("older", listed.beside(topic, at=now, place=mine, is_later=True)))
        if not is_chosen:
            newer = listed.beside(topic, at=now, place=mine, is_later=False)
            parts.append(_columns("newer", newer))
    return parts[0].union(*parts[1:], all=True)


def _rarest(found: Mentions) -> list[int]:
    """The tags that say most, by id."""
    return sorted(found.counts, key=lambda tag: (found.counts[tag], tag))[:TAGS_ASKED]


def _columns(
    kind: str, rows: QuerySet[Any], *, place: Any = NOTHING, reason: Any = NO_WORDS
) -> QuerySet[Any]:
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        place,
        reason,
        "edition_id",
        "edition__article_id",
        "edition__article__translation_of_id",
        "published_at",
        "edition__slug",
        "edition__title",
        "edition__language",
        "edition__bylines",
        "edition__reading_minutes",
    )


def _neighbours(rows: dict[str, list[_Row]], place: Place) -> tuple[_Row | None, _Row | None]:
    """Before and after the article on the topic's page: the chosen in their order, then the newest first."""
    chosen = sorted(rows.get("chosen", ()), key=lambda row: row.place)
    own = next((n for n, row in enumerate(chosen) if row.article == place.article), len(chosen))
    before, behind = (
        [row for row in part if row.root != place.root]
        for part in (chosen[:own], chosen[own + 1 :])
    )
    newer = min(rows.get("newer", ()), key=_age, default=None)
    older = max(rows.get("older", ()), key=_age, default=None)
    return newer or next(reversed(before), None), next(iter(behind), older)


def _story(row: _Row | None) -> Story | None:
    return row.story if row else None


def _age(row: _Row) -> tuple[datetime, int]:
    return row.published_at, row.article


def _related(
    rows: dict[str, list[_Row]],
    found: Mentions,
    topic: Topic | None,
    language: str,
    seen: set[int],
    *neighbours: _Row | None,
) -> list[Related]:
    """What an editor picked, then what is nearest; neither what was met already nor the neighbours again."""
    related: list[Related] = []
    for row in sorted(rows.get("pick", ()), key=lambda row: row.place):
        if row.root not in seen:
            seen.add(row.root)
            own_words = wording.in_its_language(row.reason, language)
            chosen = conditional_escape(_("Chosen by the editors"))
            related.append(Related(row.story, own_words if row.reason else chosen))
    by_edition = {row.number: row for row in rows.get("kin", ())}
    met = [row.met(None) for row in rows.get("chosen", ())]
    for tag in _rarest(found):
        shared = (by_edition.get(number) for number in found.newest[tag])
        met += [row.met(tag) for row in shared if row]
    kin = nearest(
        met,
        counts=found.counts,
        language=language,
        without=seen | {row.root for row in neighbours if row},
        most=MOST,
    )
    names = {tag.pk: tag for tag in found.tags}
    related += [Related(one.met.shown.story, _reason(one, names, topic)) for one in kin]
    return related[:MOST]


def _reason(kin: Kin[_Row], names: dict[int, Tag], topic: Topic | None) -> SafeString:
    shared: list[Tag | Topic] = [names[tag] for tag in kin.tags[:NAMED]]
    if shared:
        return _with_names(_("Also on %(names)s"), shared)
    return _with_names(_("Also in %(names)s"), [topic] if topic else [])


def _with_names(words: str, named: Iterable[Tag | Topic]) -> SafeString:
    said = [one.said("name") for one in named]
    names = wording.join_names(
        wording.in_its_language(name.text, language_tag(name.language)) for name in said
    )
    return wording.filled(words, names=names)


def _alternates(edition: Edition, translations: Iterable[_Row]) -> dict[str, Edition]:
    """One address a language, this one first; empty where there is no other."""
    found = {edition.language: edition}
    for row in translations:
        found.setdefault(row.language, row.edition)
    return found if len(found) > 1 else {}


def _default(edition: Edition, translations: Iterable[_Row], place: Place) -> Edition:
    """The original where it is live, else the one that was made first: the same for each of them."""
    family = {place.article: edition} | {row.article: row.edition for row in translations}
    return family.get(place.root) or family[min(family)]
