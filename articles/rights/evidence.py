"""The verbs on evidence: adding, looking at, opening. What was added is never changed or taken away."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import DeskEvent, Evidence, EvidenceCheck, Permission
from articles.models.evidence import EvidenceKind
from articles.refusals import Refused
from articles.verbs import require

LARGEST = 20 * 2**20  # bytes
LONGEST_NAME = 200
# What a file begins with, and what it is then: nothing that a browser would run.
KNOWN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class UnusableEvidence(Refused):
    message = _("This file cannot be kept as evidence.")


@dataclass(frozen=True)
class Proof:
    """What is to be kept: a file, or words that say where the proof is, or both."""

    kind: str
    from_whom: str
    words: str = ""
    data: bytes = b""
    file_name: str = ""
    received_on: date | None = None
    covers_ai: bool = False


def add(
    permission: Permission,
    proof: Proof,
    *,
    actor: AbstractBaseUser,
    is_checked: bool = False,
    at: datetime | None = None,
) -> Evidence:
    """Keeps it for good; with `is_checked` the actor says that they looked at it, too.

    Raises `UnusableEvidence`, naming the field, for a file that is too large or of no known kind, and for
    a proof without file and words. Three queries, two more with a check.
    """
    require(actor, "add_evidence")
    at = at or timezone.now()
    check_proof(proof)
    mime, ending = kind_of(proof.data) if proof.data else ("", "")
    digest = hashlib.sha256(proof.data).hexdigest() if proof.data else ""
    row = Evidence(
        permission=permission,
        kind=proof.kind,
        from_whom=proof.from_whom.strip(),
        words=proof.words.strip(),
        received_on=proof.received_on,
        covers_ai=proof.covers_ai,
        file_name=proof.file_name[-LONGEST_NAME:] if proof.data else "",
        digest=digest,
        size=len(proof.data),
        mime=mime,
        added_by_id=actor.pk,
        added_at=at,
    )
    with transaction.atomic():
        if proof.data:
            row.file.save(f"{digest}.{ending}", ContentFile(proof.data), save=False)
        row.save()
        DeskEvent.objects.log(
            "add_evidence",
            actor=actor,
            at=at,
            permission=permission,
            evidence=row.pk,
            digest=digest,
        )
        if is_checked:
            check(row, actor=actor, at=at)
    return row


def check_proof(proof: Proof) -> None:
    """Raises `UnusableEvidence`, naming the field, for what `add` would not keep."""
    if proof.data:
        kind_of(proof.data)
    if proof.kind not in EvidenceKind.values:
        raise UnusableEvidence(_("Say what kind of proof it is."), field="kind")
    if not proof.from_whom.strip():
        raise UnusableEvidence(_("Say who wrote or sent it."), field="from_whom")
    if not (proof.data or proof.words.strip()):
        raise UnusableEvidence(_("Add a file, or say where the proof is kept."), field="words")


def kind_of(data: bytes) -> tuple[str, str]:
    """Its media type and the ending of its name, by what it holds. Raises `UnusableEvidence`."""
    if len(data) > LARGEST:
        raise UnusableEvidence(
            _("The file is larger than %(most)d MB.") % {"most": LARGEST // 2**20}, field="file"
        )
    for head, mime, ending in KNOWN:
        if data.startswith(head):
            return mime, ending
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if _is_word(data):
        return WORD, "docx"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UnusableEvidence(
            _("Use a PDF, a picture (PNG, JPEG, WebP, GIF), a Word document or plain text."),
            field="file",
        )
    return "text/plain", "txt"


def _is_word(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "word/document.xml" in parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
        return False


def check(
    evidence: Evidence, *, actor: AbstractBaseUser, at: datetime | None = None
) -> EvidenceCheck:
    """Notes that the actor looked at it and found that it says what the permission says."""
    require(actor, "decide_permission")
    at = at or timezone.now()
    with transaction.atomic():
        made = EvidenceCheck.objects.create(
            evidence=evidence, checked_by_id=actor.pk, checked_at=at
        )
        DeskEvent.objects.log(
            "check_evidence",
            actor=actor,
            at=at,
            permission=evidence.permission,
            evidence=evidence.pk,
        )
    return made


def open_file(
    evidence: Evidence, *, actor: AbstractBaseUser, at: datetime | None = None
) -> IO[bytes]:
    """The file, for one who may see it; that it was read is logged. Raises `UnusableEvidence` where
    there is none, none any more, or another than was added.
    """
    require(actor, "view_evidence")
    if not evidence.file:
        raise UnusableEvidence(_("There is no file with this proof."))
    try:
        opened: IO[bytes] = evidence.file.storage.open(evidence.file.name or "", "rb")
    except OSError as error:
        raise UnusableEvidence(_("The file of this proof is missing in the storage.")) from error
    if hashlib.sha256(opened.read()).hexdigest() != evidence.digest:
        opened.close()
        raise UnusableEvidence(_("The file of this proof is not the one that was added."))
    opened.seek(0)
    DeskEvent.objects.log(
        "read_evidence",
        actor=actor,
        at=at or timezone.now(),
        permission=evidence.permission,
        evidence=evidence.pk,
    )
    return opened


def add_all(
    permission: Permission, proofs: Iterable[Proof], *, actor: AbstractBaseUser, at: datetime
) -> None:
    """Keeps them as looked at: for verbs that make a permission and what proves it in one step."""
    for proof in proofs:
        add(permission, proof, actor=actor, is_checked=True, at=at)


def name_of(evidence: Evidence) -> str:
    """The name to save its file by, with the ending of what it is: text stays text."""
    stem, _dot, _ending = evidence.file_name.rpartition(".")
    ending = (evidence.file.name or "").rpartition(".")[2]
    return f"{stem or evidence.file_name or 'proof'}.{ending}"
