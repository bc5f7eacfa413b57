"""The verb of the media library: taking a picture in. The same file twice is one image."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from articles import pictures
from articles.models import DeskEvent, Image, Rendition
from articles.verbs import require

MAX_FILE_NAME = 200


def add_image(
    data: bytes,
    *,
    actor: AbstractBaseUser,
    file_name: str,
    at: datetime | None = None,
    **facts: Any,
) -> Image:
    """Takes a picture in, or returns the image that these very bytes became before, unchanged.

    `facts` are columns of `Image` (alt, focal_x, creator…). Creator, credit and copyright that are not
    given are read from the file. Raises `pictures.UnusablePicture`, and `ValidationError` for facts
    that do not fit. Four queries; the pictures are made and stored before the transaction begins.
    """
    require(actor, "add_image")
    at = at or timezone.now()
    digest = pictures.digest_of(data)
    if known := _known(digest):
        return known
    prepared = pictures.prepare(data)
    image = Image(
        **_with_credits(facts, prepared.credits),
        digest=digest,
        file_name=_short(file_name) or digest,
        width=prepared.master.width,
        height=prepared.master.height,
        uploaded_by_id=actor.pk,
    )
    image.clean_fields(exclude={"master", "uploaded_by"})
    image.clean()
    written: list[FieldFile] = []
    try:
        renditions = _store(image, prepared, written)
        with transaction.atomic():
            image.save()
            Rendition.objects.bulk_create(renditions)
            DeskEvent.objects.log(
                "add_image", actor=actor, at=at, image=image.pk, file=image.file_name
            )
    except BaseException as error:
        for file in written:
            file.delete(save=False)
        # Someone else may have taken the same file in meanwhile.
        if isinstance(error, IntegrityError) and (known := _known(digest)):
            return known
        raise
    return image


def _known(digest: str) -> Image | None:
    return Image.objects.filter(digest=digest).first()


def _with_credits(facts: dict[str, Any], found: pictures.Credits) -> dict[str, Any]:
    """The facts given, and for credits that are missing or blank what the file says."""
    return facts | {
        name: facts.get(name) or getattr(found, name)
        for name in ("creator", "credit", "copyright_notice")
    }


def _short(file_name: str) -> str:
    """A file name that fits its column, the extension kept."""
    return "".join(filter(str.isprintable, file_name))[-MAX_FILE_NAME:]


def _store(image: Image, prepared: pictures.Prepared, written: list[FieldFile]) -> list[Rendition]:
    """Writes the files, noting each in `written`; returns the renditions' rows, unsaved."""
    master = prepared.master
    image.master.save(f"{image.digest}.{master.extension}", ContentFile(master.data), save=False)
    written.append(image.master)
    rows = []
    for made in prepared.renditions:
        row = Rendition(
            image=image,
            digest=made.digest,
            mime=made.mime,
            width=made.width,
            height=made.height,
        )
        row.file.save(f"{made.digest}.{made.extension}", ContentFile(made.data), save=False)
        written.append(row.file)
        rows.append(row)
    return rows
