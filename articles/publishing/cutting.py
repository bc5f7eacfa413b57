"""Editions as rows: how one is cut from a piece, and the one audited way to change it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import listing as lists
from articles import windows
from articles.bridges import freeze
from articles.language import html
from articles.models import (
    Article,
    DeskEvent,
    Edition,
    EditionByline,
    EditionImage,
    EditionPermission,
    Filing,
    Redaction,
    ReprintCredit,
)
from articles.models.editions import listing
from articles.piece import Piece
from articles.refusals import Refused
from articles.verbs import locked, require
from articles.working_copy import WorkingCopy

MARK = "█████"  # cut to the phrase's length: a column never overflows


def cut(
    copy: WorkingCopy,
    piece: Piece,
    *,
    number: int,
    kind: str,
    note: str,
    at: datetime,
    actor: AbstractBaseUser,
    now: datetime,
) -> Edition:
    """Stores the piece, which is the copy's, as an edition with the rows beside it. The caller holds the
    lock. At most 5 queries.
    """
    article, images = copy.article, copy.pictures
    source = copy.credit.source if copy.credit else None
    edition = Edition.objects.unsaved(article, piece, at=at, images=images, source=source)
    edition.number, edition.kind, edition.note = number, kind, note
    edition.created_by_id = actor.pk
    edition.created_at = now
    edition.cut_from = article.version
    edition.save()
    EditionByline.objects.bulk_create(
        EditionByline(
            edition=edition, contributor=row.contributor, role=row.role, position=position
        )
        for position, row in enumerate(copy.bylines, start=1)
    )
    EditionImage.objects.bulk_create(EditionImage(edition=edition, image=image) for image in images)
    EditionPermission.objects.bulk_create(
        EditionPermission(edition=edition, permission_id=need.permission_id, covers=need.covers)
        for need in copy.needs
    )
    Filing.objects.bulk_create(Filing(edition=edition, tag=tag) for tag in copy.tags)
    return edition


def recut(edition: Edition, *, at: datetime) -> Edition:
    """The same edition with its turn at another moment: no row of it changes, so it is stored anew.

    Only for one that is still to come. The caller holds the lock and derives the windows.
    """
    beside: list[list[Any]] = [
        list(edition.byline_rows.all()),
        list(edition.image_rows.all()),
        list(edition.needs.all()),
        list(edition.filings.all()),
    ]
    lists.take_out(edition)
    edition.delete()
    edition._state.adding = True
    edition.at = at
    edition.save()
    for rows in filter(None, beside):
        for row in rows:
            row.pk, row.edition = None, edition
        type(rows[0]).objects.bulk_create(rows)
    return edition


def preview(article: Article, *, at: datetime) -> Edition:
    """The edition that publishing would cut, not saved: for "view as readers will see it"."""
    credit = ReprintCredit.objects.filter(article=article).select_related("source").first()
    source = credit.source if credit else None
    return Edition.objects.unsaved(article, freeze(article), at=at, source=source)


def redact(
    edition: Edition,
    *,
    actor: AbstractBaseUser,
    phrase: str,
    reason: str,
    at: datetime | None = None,
) -> Edition:
    """Blacks a phrase out of one published version, wherever readers would see it, and out of search.

    The black bar stays visible; the redaction and the log keep the digest from before. The slug,
    tags and pictures stay. Raises `Refused` if the phrase is not in the text, if no reason is given,
    or if the version is still to come: then the schedule is the place to change it.
    """
    require(actor, "redact_edition")
    at = at or timezone.now()
    if not phrase.strip() or not reason.strip():
        raise Refused(_("Say which words are to go, and why."), field="phrase")
    with transaction.atomic():
        article = locked(edition.article)
        row = locked(edition)
        if row.at > at:
            raise Refused(
                _("This version is still to come. Take it off the schedule and change the article.")
            )
        piece = _without(row.piece, phrase)
        if piece.digest == row.digest:
            raise Refused(_("These words are not in this version."), field="phrase")
        Redaction.objects.create(
            edition=row,
            old_digest=row.digest,
            new_digest=piece.digest,
            reason=reason,
            redacted_by_id=actor.pk,
            redacted_at=at,
        )
        # The named way past `EditionQuerySet.update`; the trigger lets this digest through.
        models.QuerySet(Edition).filter(pk=row.pk).update(**listing(piece))
        windows.derive(article)
        DeskEvent.objects.log(
            "redact",
            actor=actor,
            at=at,
            article=article,
            said=reason,
            number=row.number,
            digest_before=row.digest,
        )
    return Edition.objects.get(pk=row.pk)


def _without(piece: Piece, phrase: str) -> Piece:
    kept = {"slug": piece.slug, "tags": piece.tags, "language": piece.language}
    plain = msgspec.to_builtins(piece)
    return msgspec.structs.replace(msgspec.convert(_black_out(plain, phrase), Piece), **kept)


# Identities and addresses are not words: a phrase inside them is left alone.
IDENTITIES = frozenset({"key", "image", "contributor", "relation", "role", "language", "url"})


def _black_out(value: Any, phrase: str, *, is_html: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            name: item if name in IDENTITIES else _black_out(item, phrase, is_html=name == "body")
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_black_out(item, phrase) for item in value]
    if not isinstance(value, str):
        return value
    mark = MARK[: len(phrase)]
    return html.replace_words(value, phrase, mark) if is_html else value.replace(phrase, mark)
