"""The only two bridges between the working copy and the plain value: freeze and fill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from django.contrib.auth.models import AbstractBaseUser

from articles import curation
from articles.language import typed, words
from articles.models import (
    Article,
    ArticleByline,
    Contributor,
    Image,
    ReprintCredit,
    Section,
    Source,
)
from articles.models.common import new_key
from articles.models.figures import FigureColumns
from articles.piece import Byline, Figure, Original, Part, Piece
from articles.working_copy import WorkingCopy, read

Value = TypeVar("Value", bound=msgspec.Struct)


def freeze(article: Article) -> Piece:
    """The working copy as a value. At most 6 queries."""
    return frozen(read(article))


def frozen(copy: WorkingCopy) -> Piece:
    """What was read as a value. A query for the lead picture, unless it comes with the article."""
    return compose(
        copy.article,
        sections=copy.sections,
        bylines=copy.bylines,
        credit=copy.credit,
        tags=(tag.name for tag in copy.tags),
    )


def compose(
    article: Article,
    *,
    sections: Iterable[Section],
    bylines: Iterable[ArticleByline],
    credit: ReprintCredit | None,
    tags: Iterable[str],
) -> Piece:
    """The value of rows at hand, saved or not: what is still being typed is previewed through here."""
    piece = Piece(
        title=article.title,
        language=article.language,
        slug=article.slug,
        kicker=article.kicker,
        deck=article.deck,
        lead=_freeze_figure(article, article.language),
        parts=tuple(
            Part(
                key=section.key,
                heading=section.heading,
                body=section.body,
                figure=_freeze_section_figure(section, article.language),
                language=section.language,
            )
            for section in sections
        ),
        bylines=tuple(
            Byline(
                name=typed.legible(byline.printed_name)
                or byline.contributor.said("name", article.language.lower()).text,
                role=byline.role,  # type: ignore[arg-type]
                contributor=byline.contributor.slug,
            )
            for byline in bylines
        ),
        original=_freeze_credit(credit),
        tags=tuple(sorted(tags)),
    )
    return _legible(piece)


def _legible(piece: Piece) -> Piece:
    """The piece with its lines, all but bodies and prescribed words, as every reader sees them."""
    return _with_lines(
        piece,
        *("title", "kicker", "deck"),
        lead=_legible_figure(piece.lead),
        parts=tuple(
            _with_lines(part, "heading", figure=_legible_figure(part.figure))
            for part in piece.parts
        ),
        bylines=tuple(_with_lines(byline, "name") for byline in piece.bylines),
        original=piece.original
        and _with_lines(
            piece.original,
            *("source", "title", "issue", "copyright_holder"),
            authors=_legible_names(piece.original.authors),
        ),
        tags=_legible_names(piece.tags),
    )


def _legible_names(names: Iterable[str]) -> tuple[str, ...]:
    legible = (typed.legible(name).strip() for name in names)
    return tuple(dict.fromkeys(filter(None, legible)))


def _legible_figure(figure: Figure | None) -> Figure | None:
    return figure and _with_lines(figure, "alt", "caption", "credit")


def _with_lines(value: Value, *lines: str, **more: Any) -> Value:
    legible = {name: typed.legible(getattr(value, name)) for name in lines}
    return msgspec.structs.replace(value, **legible, **more)


def _freeze_figure(place: FigureColumns, language: str) -> Figure | None:
    image = place.image
    if not image:
        is_missing = place.is_picture_missing
        if not (is_missing or any(map(typed.legible, (place.alt, place.caption, place.credit)))):
            return None
        return Figure(
            alt=place.alt,
            is_decorative=place.is_decorative,
            caption=place.caption,
            credit=place.credit,
            origin=place.picture_origin if is_missing else "",
            is_missing=is_missing and not place.picture_origin,
        )
    return Figure(
        image=image.digest,
        alt=place.described(language),
        is_decorative=place.is_decorative,
        caption=place.caption,
        credit=typed.legible(place.credit) or image.credit,
    )


def _freeze_section_figure(section: Section, language: str) -> Figure | None:
    figure = _freeze_figure(section, language)
    return figure and msgspec.structs.replace(figure, width=section.figure_width)


def _freeze_credit(credit: ReprintCredit | None) -> Original | None:
    if credit is None:
        return None
    return Original(
        relation=credit.relation,  # type: ignore[arg-type]
        source=credit.source.name if credit.source else "",
        title=credit.title,
        url=credit.url,
        language=credit.language,
        authors=tuple(name.strip() for name in credit.authors.split(",") if name.strip()),
        first_published_on=credit.first_published_on,
        issue=credit.issue,
        copyright_holder=credit.copyright_holder,
        copyright_year=credit.copyright_year,
        copyright_notice=credit.copyright_notice,
        is_machine_translated=credit.is_machine_translated,
        changes=credit.changes,
        required_credit=credit.required_credit,
    )


def fill(article: Article, piece: Piece, *, actor: AbstractBaseUser) -> Article:
    """Makes the working copy say what the piece says, and saves it; returns it.

    People and tags that do not exist yet are made; a source only if its name is new. The caller
    holds the transaction. About 15 queries and one a new contributor.
    """
    piece = _legible(piece)
    figures = [figure.image for figure in piece.figures if figure.image]
    images = {image.digest: image for image in Image.objects.filter(digest__in=figures)}
    article.title = piece.title
    article.slug = piece.slug or words.slugify(piece.title)
    article.language = piece.language
    article.kicker = piece.kicker
    article.deck = piece.deck
    _fill_figure(article, piece.lead, images, piece.language)
    article.save()
    _fill_sections(article, piece, images)
    _fill_bylines(article, piece)
    _fill_credit(article, piece.original)
    curation.tag_article(article, piece.tags, actor=actor)
    return article


def _fill_figure(
    place: FigureColumns, figure: Figure | None, images: dict[str, Image], language: str
) -> None:
    figure = figure or Figure()
    place.image = images.get(figure.image)
    place.alt = figure.alt
    place.is_decorative = figure.is_decorative
    place.caption = figure.caption
    place.credit = figure.credit
    if place.image and place.image.credit == figure.credit:
        place.credit = ""
    if place.image and place.image.said("alt", language.lower()).text == figure.alt:
        place.alt = ""
    is_lost = bool(figure.image) and place.image is None
    place.is_picture_missing = is_lost or figure.is_placeholder
    place.picture_origin = figure.origin if place.image is None else ""


def _fill_sections(article: Article, piece: Piece, images: dict[str, Image]) -> None:
    kept = {section.key: section for section in article.sections.all()}
    wanted = []
    for position, part in enumerate(piece.parts, start=1):
        section = kept.pop(part.key, None) or Section(article=article, key=part.key or new_key())
        section.position = position
        section.heading = part.heading
        section.body = part.body
        section.language = part.language
        _fill_figure(section, part.figure, images, piece.language)
        section.figure_width = part.figure.width if part.figure else ""
        wanted.append(section)
    article.sections.filter(key__in=list(kept)).delete()
    for section in wanted:
        section.save()


def _fill_bylines(article: Article, piece: Piece) -> None:
    article.bylines.all().delete()
    placed: set[tuple[int, str]] = set()
    for position, byline in enumerate(piece.bylines, start=1):
        contributor = contributor_of(byline)
        if (contributor.pk, byline.role) in placed:
            continue
        placed.add((contributor.pk, byline.role))
        own = contributor.said("name", article.language.lower()).text
        ArticleByline.objects.create(
            article=article,
            contributor=contributor,
            role=byline.role,
            position=position,
            printed_name="" if own == byline.name else byline.name,
        )


def contributor_of(byline: Byline) -> Contributor:
    """By identity if the piece has it; else by a name in any language; else a new person.

    An identity that nobody has may have been mended since: then the name counts among those whose may be.
    """
    people = Contributor.objects.all()
    if byline.contributor:
        if known := people.filter(slug=byline.contributor).first():
            return known
        people = people.filter(edition_bylines=None)
    for person in people:
        names = [person.name, *(texts.get("name", "") for texts in person.translations.values())]
        if words.fold(byline.name) in map(words.fold, names):
            return person
    return Contributor.objects.create(name=byline.name, slug=byline.contributor)


def _fill_credit(article: Article, original: Original | None) -> None:
    credit = ReprintCredit.objects.filter(article=article).first()
    if original is None:
        if credit:
            credit.delete()
        return
    credit = credit or ReprintCredit(article=article)
    credit.relation = original.relation
    credit.source = source_called(original.source)
    credit.title = original.title
    credit.url = original.url
    credit.language = original.language
    credit.authors = ", ".join(original.authors)
    credit.first_published_on = original.first_published_on
    credit.issue = original.issue
    credit.copyright_holder = original.copyright_holder
    credit.copyright_year = original.copyright_year
    credit.copyright_notice = original.copyright_notice
    credit.is_machine_translated = original.is_machine_translated
    credit.changes = original.changes
    credit.required_credit = original.required_credit
    credit.save()


def source_called(name: str) -> Source | None:
    """The source of that name in any language, or the one that such a source was merged into; a new one
    if nobody has it; none without a name.
    """
    if not name:
        return None
    if called := Source.objects.directory().by_name.get(words.fold(name)):
        return next((source for source in called if source.name == name), called[0])
    slug = words.slugify(name)
    taken = Source.objects.filter(slug=slug).exists()
    return Source.objects.create(name=name, slug=f"{slug[:70]}-{new_key()}" if taken else slug)
