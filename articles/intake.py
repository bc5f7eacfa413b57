"""Taking a document in: a manuscript becomes a draft, with what was found in it kept beside it.

Nothing that a document claims is believed: a claim starts a credit to fill in, at most a draft
permission that waits for evidence, and never a grant.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from urllib.parse import unquote

import msgspec
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from articles.bridges import fill
from articles.language import credit_lines, html, tag_proposals, words
from articles.library import add_image
from articles.models import (
    Article,
    ArticleImport,
    Contributor,
    CreditPermission,
    DeskEvent,
    Image,
    Masthead,
    ReprintCredit,
    Section,
    Source,
    Tag,
    TagAlias,
)
from articles.pictures import UnusablePicture
from articles.piece import Caution, Figure, Manuscript, Piece
from articles.refusals import Refused
from articles.rights import permissions
from articles.verbs import require

# Claims that only a text of somebody else's makes.
REPRINT_CLAIMS = frozenset(
    {"permission", "licensee", "source", "source_url", "title", "first_published", "licence"}
)
REPRINT_ONWARD = frozenset({"contact_holder", "contact_source"})
MAX_PICTURES = 60
MOST_SECTIONS = 500  # what the desk can show and save as one form
PICTURE_SECONDS = 20
PICTURE_NOT_TAKEN = gettext_noop("%(file)s: %(reason)s")
_TOO_MANY = gettext_noop("There are too many pictures for one import. Add it yourself.")


class AlreadyHere(Refused):
    """The same document was taken in before; `article` is what it became."""

    def __init__(self, article: Article) -> None:
        self.article = article
        super().__init__(_("already here: %(title)s") % {"title": article})


class Unfit(Refused):
    """A title, name or address of the document does not fit where it is to be kept."""


def digest_of(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def find_earlier(document: bytes) -> Article | None:
    """The article that these very bytes became. One query."""
    record = ArticleImport.objects.filter(document_digest=digest_of(document))
    earlier = record.select_related("article").first()
    return earlier.article if earlier else None


def check(piece: Piece, *, document: bytes, tags: Iterable[str] = ()) -> None:
    """Raises `AlreadyHere` or `Unfit` where `take_in` would. One query."""
    if earlier := find_earlier(document):
        raise AlreadyHere(earlier)
    if (count := len(piece.parts)) > MOST_SECTIONS:
        told = {"count": count, "most": MOST_SECTIONS}
        raise Unfit(
            _(
                "It has %(count)d headings, and an article at most %(most)d sections. Divide it into several "
                "documents, or take out the signs of headings that are none."
            )
            % told
        )
    for model, name, text in _columns(piece, tags):
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        if text:
            try:
                field.run_validators(text)
            except ValidationError as error:
                start = Truncator(text).chars(60)
                reason = " ".join(error.messages)
                raise Unfit(f"{field.verbose_name} “{start}”: {reason}", field=name) from error


def take_in(
    manuscript: Manuscript,
    *,
    actor: AbstractBaseUser,
    document: bytes,
    file_name: str,
    tags: Iterable[str] = (),
    at: datetime | None = None,
) -> Article:
    """Stores a manuscript as a draft, with these tags beside its own. About 30 queries.

    Raises `AlreadyHere` for the same bytes again, `Unfit` for what no column can hold.
    """
    require(actor, "import_article")
    at = at or timezone.now()
    piece = msgspec.structs.replace(manuscript.piece, tags=(*manuscript.piece.tags, *tags))
    check(piece, document=document)
    try:
        with transaction.atomic():
            article = _store(manuscript, piece, actor=actor, document=document, file_name=file_name)
            _start_credit(article, manuscript, actor=actor, at=at)
            DeskEvent.objects.log("import", actor=actor, at=at, article=article, file=file_name)
    except IntegrityError as error:
        # Somebody else may have taken the same document in meanwhile.
        if earlier := find_earlier(document):
            raise AlreadyHere(earlier) from error
        raise
    return article


def _store(
    manuscript: Manuscript,
    piece: Piece,
    *,
    actor: AbstractBaseUser,
    document: bytes,
    file_name: str,
) -> Article:
    article = Article(created_by_id=actor.pk, takes_comments=True)
    fill(article, piece, actor=actor)
    ArticleImport.objects.create(
        article=article,
        document_digest=digest_of(document),
        file_name=file_name,
        report=report(manuscript),
        imported_by_id=actor.pk,
    )
    return article


def report(manuscript: Manuscript) -> dict[str, object]:
    """What was found in the text, JSON-ready: claims, warnings, proposed tags, account of lines.

    `names_us` says whether a licensee is the publication itself. Three queries.
    """
    return {
        "claims": msgspec.to_builtins(manuscript.claims),
        "warnings": msgspec.to_builtins(manuscript.warnings),
        "lines": [{"n": line.n, "became": line.became} for line in manuscript.lines],
        "tags": [
            {"name": found.name, "count": found.count, "known": found.known}
            for found in proposed_tags(manuscript.piece)
        ],
        "names_us": names_us(manuscript),
        "comments_invited": manuscript.comments_invited,
    }


def proposed_tags(piece: Piece) -> list[tag_proposals.Proposal]:
    """Tags found in the text by any of their names, then recurring proper names. Two queries."""
    tags = list(Tag.objects.all())
    vocabulary = {tag.folded: tag.name for tag in tags}
    for tag in tags:
        for texts in tag.translations.values():
            if name := texts.get("name"):
                vocabulary.setdefault(words.fold(name), tag.name)
    for alias in TagAlias.objects.select_related("tag"):
        vocabulary.setdefault(alias.folded, alias.tag.name)
    text = "\n".join(
        [piece.title, piece.deck]
        + [f"{part.heading}\n{html.plain_text(part.body)}" for part in piece.parts]
    )
    return tag_proposals.propose(text, vocabulary)


def names_us(manuscript: Manuscript) -> bool:
    """Whether the document says that we may reprint it. It proves nothing. One query."""
    licensees = [claim.value for claim in manuscript.claims if claim.kind == "licensee"]
    names = Masthead.objects.get().names if licensees else []
    return any(credit_lines.names_us(licensee, names) for licensee in licensees)


def _start_credit(
    article: Article, manuscript: Manuscript, *, actor: AbstractBaseUser, at: datetime
) -> None:
    is_reprint = any(
        claim.kind in REPRINT_CLAIMS or (claim.kind == "onward" and claim.value in REPRINT_ONWARD)
        for claim in manuscript.claims
    )
    if not (is_reprint or manuscript.piece.original):
        return
    credit, _made = ReprintCredit.objects.get_or_create(article=article)
    if names_us(manuscript):
        raw = "\n".join(dict.fromkeys(claim.text for claim in manuscript.claims))
        permission = permissions.start(
            actor=actor, at=at, reference=article.title[:120], notes=raw, source=credit.source
        )
        CreditPermission.objects.create(credit=credit, permission=permission)


def take_pictures(
    manuscript: Manuscript, find: Callable[[str], bytes | None], *, actor: AbstractBaseUser
) -> Manuscript:
    """The manuscript with the pictures that `find` has by their `origin`, each taken into the library.

    Those that cannot be used become warnings and stay missing, as do all after the first 60 and what
    is left after 20 seconds: each has several sizes to be made.
    """
    found: dict[str, Image] = {}
    cautions = []
    until = time.monotonic() + PICTURE_SECONDS
    origins = dict.fromkeys(figure.origin for figure in manuscript.piece.figures if figure.origin)
    for origin in origins:
        data = find(origin)
        if data is None:
            continue
        reason = _TOO_MANY
        if len(found) < MAX_PICTURES and time.monotonic() < until:
            try:
                found[origin] = add_image(
                    data, actor=actor, file_name=PurePath(unquote(origin)).name
                )
                continue
            except UnusablePicture as refusal:
                with override(None):
                    reason = str(refusal)
        values = {"file": origin, "reason": reason}
        text = PICTURE_NOT_TAKEN % values
        cautions.append(Caution(text=text, template=PICTURE_NOT_TAKEN, values=values))
    manuscript = msgspec.structs.replace(manuscript, warnings=(*manuscript.warnings, *cautions))
    return with_pictures(manuscript, found)


def with_pictures(manuscript: Manuscript, pictures: Mapping[str, Image]) -> Manuscript:
    """The manuscript with each placeholder filled whose picture is at hand, by the figure's `origin`."""

    def filled(figure: Figure | None) -> Figure | None:
        if figure is None or figure.image or figure.origin not in pictures:
            return figure
        image = pictures[figure.origin]
        return msgspec.structs.replace(
            figure, image=image.digest, alt=figure.alt or image.alt, origin=""
        )

    piece = manuscript.piece
    parts = tuple(msgspec.structs.replace(part, figure=filled(part.figure)) for part in piece.parts)
    piece = msgspec.structs.replace(piece, lead=filled(piece.lead), parts=parts)
    return msgspec.structs.replace(manuscript, piece=piece)


def _columns(piece: Piece, tags: Iterable[str]) -> Iterator[tuple[type[models.Model], str, str]]:
    """What the piece says, beside the columns that are to hold it."""
    for name in ("title", "slug", "kicker", "language"):
        yield Article, name, getattr(piece, name)
    for figure in piece.figures:
        for name in ("alt", "caption", "credit"):
            yield Article, name, getattr(figure, name)
        yield Article, "picture_origin", figure.origin
    for part in piece.parts:
        yield Section, "heading", part.heading
        yield Section, "language", part.language
    for byline in piece.bylines:
        yield Contributor, "name", byline.name
    for tag in (*piece.tags, *tags):
        yield TagAlias, "name", tag
    if original := piece.original:
        yield Source, "name", original.source
        yield ReprintCredit, "authors", ", ".join(original.authors)
        for name in ("title", "url", "language", "first_published_on", "issue", "copyright_notice"):
            yield ReprintCredit, name, getattr(original, name)
