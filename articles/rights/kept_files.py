"""A file chosen in a form that was refused: a browser sends it once, so it waits here for whoever chose it.

It lies in private storage for a day, and nothing but the form leads to it: the token that is given for
it opens it to its owner alone.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from articles.rights import evidence
from articles.verbs import require

FOLDER = "kept"  # below it one folder a person
KEPT_FOR = timedelta(days=1)
MOST = 5  # files of one person, the newest
SALT = "articles.kept-file"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class KeptFile:
    name: str
    data: bytes
    token: str


def keep(data: bytes, name: str, *, actor: AbstractBaseUser, at: datetime) -> KeptFile:
    """Keeps what could be a proof; the person's oldest go where there are too many.

    Raises `UnusableEvidence` for what is none. No query.
    """
    require(actor, "add_evidence")
    evidence.kind_of(data)
    sweep(at=at)
    digest = hashlib.sha256(data).hexdigest()
    folder = f"{FOLDER}/{actor.pk}"
    stem = next((one for one in _files(folder) if one.endswith(digest)), "")
    if not stem:
        stem = f"{at.astimezone(UTC):{_STAMP}}-{digest}"
        storages["private"].save(f"{folder}/{stem}", ContentFile(data))
    for old in _files(folder)[:-MOST]:
        storages["private"].delete(f"{folder}/{old}")
    token = signing.dumps([actor.pk, stem, name], salt=SALT)
    return KeptFile(name, data, token)


def find(token: str, *, actor: AbstractBaseUser, at: datetime) -> KeptFile | None:
    """The file of this token; None where it is another person's, too old, or not there any more."""
    try:
        owner, stem, name = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if owner != actor.pk or _is_old(stem, at):
        return None
    try:
        with storages["private"].open(f"{FOLDER}/{owner}/{stem}", "rb") as opened:
            data: bytes = opened.read()
    except OSError:
        return None
    return KeptFile(name, data, token)


def forget(token: str, *, actor: AbstractBaseUser) -> None:
    """It was saved where it belongs."""
    with suppress(signing.BadSignature):
        owner, stem, _name = signing.loads(token, salt=SALT)
        if owner == actor.pk:
            storages["private"].delete(f"{FOLDER}/{owner}/{stem}")


def sweep(*, at: datetime) -> int:
    """Takes away what waited for more than a day; returns how many files."""
    old = [
        f"{FOLDER}/{person}/{stem}"
        for person in _folders()
        for stem in _files(f"{FOLDER}/{person}")
        if _is_old(stem, at)
    ]
    for path in old:
        storages["private"].delete(path)
    return len(old)


def _is_old(stem: str, at: datetime) -> bool:
    kept_at = datetime.strptime(stem.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    return at >= kept_at + KEPT_FOR


def _folders() -> list[str]:
    with suppress(OSError):
        return sorted(storages["private"].listdir(FOLDER)[0])
    return []


def _files(folder: str) -> list[str]:
    """The oldest first: their names begin with when they were kept."""
    with suppress(OSError):
        return sorted(storages["private"].listdir(folder)[1])
    return []
