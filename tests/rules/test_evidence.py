"""The verbs on evidence: what is kept, what is refused by which field, who may, and that nothing changes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, transaction

from articles.models import DeskEvent, Evidence, EvidenceCheck
from articles.refusals import IncompletePermission, NotAllowed
from articles.rights import evidence, permissions
from articles.rights.evidence import Proof, UnusableEvidence
from tests import personas
from tests.makers import NOON, make_permission, prove

pytestmark = pytest.mark.django_db

WORDS = Proof(kind="mail", from_whom="Bo Holder", words="You may.")


def word_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


FILES = [
    (b"%PDF-1.7 x", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n x", "image/png", "png"),
    (b"\xff\xd8\xff x", "image/jpeg", "jpg"),
    (b"GIF89a x", "image/gif", "gif"),
    (b"RIFF\x00\x00\x00\x00WEBP x", "image/webp", "webp"),
    (word_document(), evidence.WORD, "docx"),
    ("你可以转载。".encode(), "text/plain", "txt"),
    (b"<script>alert(1)</script>", "text/plain", "txt"),
]


def add(proof: Proof, **facts: Any) -> Evidence:
    permission = facts.pop("permission", None) or make_permission(grant=False, proof="")
    return evidence.add(permission, proof, **{"actor": personas.rights_desk(), "at": NOON, **facts})


@pytest.mark.parametrize(
    ("data", "mime", "ending"),
    FILES,
    ids=[f"{number} {row[2]}" for number, row in enumerate(FILES)],
)
def test_a_file_is_kept_with_its_digest_and_by_what_it_holds(
    data: bytes, mime: str, ending: str
) -> None:
    row = add(Proof(kind="chat", from_whom=" Bo ", data=data, file_name="x.exe"))
    row.refresh_from_db()
    assert (row.digest, row.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (row.mime, row.file_name, row.from_whom) == (mime, "x.exe", "Bo")
    assert (row.file.name or "").endswith(f".{ending}")
    assert row.file.read() == data
    assert (row.added_by, row.added_at) == (personas.rights_desk(), NOON)


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof(kind="rumour", from_whom="Bo", words="x"), "kind"),
        (Proof(kind="mail", from_whom=" ", words="x"), "from_whom"),
        (Proof(kind="mail", from_whom="Bo", words=" "), "words"),
        (Proof(kind="mail", from_whom="Bo", data=b"MZ\xff\xfe"), "file"),
        (Proof(kind="mail", from_whom="Bo", data=b"PK\x03\x04\xff"), "file"),
        (Proof(kind="mail", from_whom="Bo", data=b"RIFF\xff\x00\x00\x00WAVE"), "file"),
        (Proof(kind="mail", from_whom="Bo", data=b"%PDF-" + bytes(evidence.LARGEST)), "file"),
    ],
    ids=["kind", "whom", "words", "programme", "archive", "sound", "large"],
)
def test_what_cannot_be_kept_is_refused_by_its_field(proof: Proof, field: str) -> None:
    with pytest.raises(UnusableEvidence) as refusal:
        add(proof)
    assert refusal.value.field == field
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "person", [personas.writer, personas.editor, personas.moderator, personas.stranger]
)
def test_only_the_rights_desk_adds_looks_and_opens(person: Callable[[], Any]) -> None:
    row = add(WORDS)
    for act in (
        lambda: add(WORDS, actor=person()),
        lambda: evidence.check(row, actor=person()),
        lambda: evidence.open_file(row, actor=person()),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Evidence.objects.count(), EvidenceCheck.objects.count()) == (1, 0)


def test_opening_is_noted_and_only_a_file_can_be_opened() -> None:
    row = add(Proof(kind="mail", from_whom="Bo", data=b"%PDF- x"))
    with evidence.open_file(row, actor=personas.rights_desk(), at=NOON) as file:
        assert file.read() == b"%PDF- x"
    event = DeskEvent.objects.get(verb="read_evidence")
    assert (event.actor, event.at) == (personas.rights_desk(), NOON)
    for missing in (add(WORDS), row):
        if missing.file:
            missing.file.storage.delete(missing.file.name)
        with pytest.raises(UnusableEvidence):
            evidence.open_file(missing, actor=personas.rights_desk(), at=NOON)
    assert DeskEvent.objects.filter(verb="read_evidence").count() == 1


def test_it_is_not_granted_before_somebody_looked_at_the_proof() -> None:
    permission = make_permission(grant=False, proof="")
    row = add(WORDS, permission=permission)
    with pytest.raises(IncompletePermission) as refusal:
        permissions.grant(permission, actor=personas.rights_desk(), at=NOON)
    assert refusal.value.field == "evidence"
    evidence.check(row, actor=personas.rights_desk(), at=NOON)
    assert permissions.grant(permission, actor=personas.rights_desk(), at=NOON).state == "granted"


def test_machines_are_trained_only_where_a_proof_that_was_looked_at_says_so() -> None:
    permission = make_permission(grant=False, ai_policy="allowed")
    with pytest.raises(IncompletePermission) as refusal:
        permissions.grant(permission, actor=personas.rights_desk(), at=NOON)
    assert refusal.value.field == "ai_policy"
    row = add(
        Proof(kind="mail", from_whom="Bo", words="Train.", covers_ai=True), permission=permission
    )
    with pytest.raises(IncompletePermission):
        permissions.grant(permission, actor=personas.rights_desk(), at=NOON)
    evidence.check(row, actor=personas.rights_desk(), at=NOON)
    assert permissions.grant(permission, actor=personas.rights_desk(), at=NOON).state == "granted"


def test_what_was_added_is_never_changed_or_taken_away() -> None:
    row = prove(make_permission(grant=False, proof=""), "You may.")
    check = row.checks.get()
    for act in (
        lambda: Evidence.objects.update(words="You may not."),
        lambda: EvidenceCheck.objects.update(checked_at=NOON),
        check.delete,
        lambda: Evidence.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    row.refresh_from_db()
    assert (row.words, row.checks.count()) == ("You may.", 1)
