"""Proofs at the desk: added with the permission, looked at, opened by the rights desk alone."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import DeskEvent, Evidence, Permission
from articles.refusals import NotAllowed
from articles.rights import evidence, kept_files
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.desk.test_desk_rights import ANSWERS, page_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nYou may reprint it until 31 May 2027."
LETTER = {"proof_kind": "mail", "proof_is_checked": "on"}


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shutil.rmtree(storages["private"].path("kept"), ignore_errors=True)


def letter(data: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, address: str, **told: Any) -> str:
    values = form_values(client.get(address).content.decode(), "#permission_form")
    response = client.post(address, values | told, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def with_letter(**facts: Any) -> tuple[Permission, Evidence]:
    permission = makers.make_permission(grant=False, proof="")
    proof = makers.prove(permission, "", data=PDF, file_name="letter.pdf", **facts)
    return permission, proof


def test_it_keeps_a_letter_with_the_permission_that_it_proves(client: Client) -> None:
    source = makers.make_source().pk
    told = ANSWERS | LETTER | {"source": source, "proof_received_on": "2026-05-20"}
    page = send(
        client,
        desk("articles_permission_add"),
        **told,
        proof_from_whom="Bo Holder, by mail",
        proof_file=letter(),
        _grant="",
    )
    permission = Permission.objects.get()
    assert permission.state == "granted"
    proof = permission.evidence.get()
    digest = hashlib.sha256(PDF).hexdigest()
    assert (proof.digest, proof.size, proof.mime) == (digest, len(PDF), "application/pdf")
    shown = said(page, ".proofs")
    for words in ("Bo Holder, by mail", digest, "letter.pdf", "Added by rights", "Looked at by"):
        assert words in shown
    assert "20 May 2026" in shown


def test_a_proof_is_added_to_what_was_granted(client: Client) -> None:
    permission = makers.make_permission()
    send(client, page_of(permission), proof_kind="chat", proof_file=letter(), proof_words="Yes.")
    proof = permission.evidence.latest("pk")
    assert (proof.kind, proof.from_whom, proof.checks.count()) == ("chat", "Bo Holder", 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ\x90\x00\xff\xfe a programme", "Use a PDF, a picture"),
        (b"PK\x03\x04\xff not a document", "Use a PDF, a picture"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt \xff", "Use a PDF, a picture"),
        (b"%PDF-" + b"\xff" * (20 * 2**20), "larger than 20 MB"),
        (b"", "empty"),
    ],
    ids=["programme", "archive", "sound", "large", "empty"],
)
def test_a_file_that_cannot_be_kept_says_so_beside_it_and_what_was_typed_stays(
    client: Client, data: bytes, words: str
) -> None:
    told = ANSWERS | LETTER | {"proof_words": "See page 2."}
    page = send(client, desk("articles_permission_add"), **told, proof_file=letter(data))
    assert words in said(page, ".field-proof_file .errorlist")
    assert form_values(page, "#permission_form")["proof_words"] == "See page 2."
    assert not Permission.objects.exists()


def kept_files_of(person: Any) -> list[Path]:
    return sorted(Path(storages["private"].path(f"kept/{person.pk}")).glob("*"))


def refused(client: Client, **told: Any) -> dict[str, Any]:
    """The form as it comes back after a mistake that has nothing to do with the file."""
    told = ANSWERS | LETTER | {"valid_until": "2020-01-01"} | told
    page = send(client, desk("articles_permission_add"), **told)
    assert not Evidence.objects.exists()
    return form_values(page, "#permission_form") | {"page": page}


def test_a_file_is_kept_while_the_form_is_mended(client: Client) -> None:
    values = refused(client, proof_file=letter(name="<b>letter.pdf"))
    page = values.pop("page")
    assert "<b>letter.pdf is kept; choose another" in said(page, ".field-proof_file .help")
    assert not said(page, ".field-proof_file .errorlist")
    [kept] = kept_files_of(personas.rights_desk())
    assert kept.read_bytes() == PDF
    again = client.post(desk("articles_permission_add"), values).content.decode()
    assert "<b>letter.pdf is kept" in said(again, ".field-proof_file .help"), "as often as it takes"
    values = form_values(again, "#permission_form") | {"valid_until": ""}
    client.post(desk("articles_permission_add"), values)
    proof = Evidence.objects.get()
    assert (proof.file_name, proof.digest) == ("<b>letter.pdf", hashlib.sha256(PDF).hexdigest())
    assert len(kept_files_of(personas.rights_desk())) == 0


def test_another_file_replaces_the_one_that_is_kept(client: Client) -> None:
    values = refused(client, proof_file=letter())
    other = letter(b"%PDF-1.7 another", "other.pdf")
    told = {**values, "valid_until": "", "proof_file": other}
    client.post(desk("articles_permission_add"), told)
    assert Evidence.objects.get().file_name == "other.pdf"


def test_a_file_is_kept_when_the_usual_terms_are_taken(client: Client) -> None:
    told = {"source": makers.make_source().pk, "proof_file": letter(), "_take_terms": "1"}
    page = send(client, desk("articles_permission_add"), **told)
    assert "letter.pdf is kept" in said(page, ".field-proof_file .help")


def test_what_is_kept_goes_after_a_day_and_that_is_said(client: Client) -> None:
    values = refused(client, proof_file=letter(), proof_words="See page 2.")
    told = {**values, "valid_until": ""}
    with time_machine.travel(timezone.now() + makers.DAY):
        client.force_login(personas.rights_desk())
        page = client.post(desk("articles_permission_add"), told).content.decode()
        assert "not kept any more" in said(page, ".field-proof_file .errorlist")
        call_command("erase_personal_data")
    assert not Permission.objects.exists()
    assert kept_files_of(personas.rights_desk()) == []


def test_nobody_else_reaches_what_is_kept(client: Client) -> None:
    values = refused(client, proof_file=letter())
    other = signed_in(personas.everyone())
    told = {**values, "valid_until": ""}
    for token in (values["proof_kept"], "made-up", values["proof_kept"][:-2] + "xx"):
        page = other.post(desk("articles_permission_add"), told | {"proof_kept": token})
        assert "not kept any more" in said(page.content.decode(), ".field-proof_file .errorlist")
    assert not Evidence.objects.exists()


def test_only_the_newest_few_are_kept() -> None:
    desk_person = personas.rights_desk()
    for number in range(8):
        at = makers.NOON + timedelta(seconds=number)
        kept_files.keep(b"%PDF- " + bytes([48 + number]), "x.pdf", actor=desk_person, at=at)
    assert [path.read_bytes()[-1:] for path in kept_files_of(desk_person)] == [
        *(b"3", b"4", b"5", b"6", b"7")
    ]
    with pytest.raises(evidence.UnusableEvidence):
        kept_files.keep(b"MZ\xff\xfe", "x.exe", actor=desk_person, at=makers.NOON)
    with pytest.raises(NotAllowed):
        kept_files.keep(PDF, "x.pdf", actor=personas.writer(), at=makers.NOON)


def test_a_renewal_takes_a_file_as_proof(client: Client) -> None:
    permission = makers.make_permission(valid_until=makers.NOON + 400 * makers.DAY)
    address = desk("articles_permission_verb", permission.pk, "renew")
    values = form_values(client.get(address).content.decode())
    values |= {"is_perpetual": "on", "proof_kind": "agreement", "proof_is_checked": "on"}
    page = client.post(address, values | {"proof_file": letter(b"MZ\xff\xfe")}).content.decode()
    assert "Use a PDF" in said(page, ".field-proof_file")
    no_term = values | {"is_perpetual": "", "proof_file": letter()}
    page = client.post(address, no_term).content.decode()
    assert "letter.pdf is kept" in said(page, ".field-proof_file .help")
    client.post(address, form_values(page) | {"is_perpetual": "on"})
    renewal = Permission.objects.get(supersedes=permission)
    assert renewal.evidence.get().file_name == "letter.pdf"


def test_someone_looks_at_a_proof_and_that_is_kept(client: Client) -> None:
    permission = makers.make_permission(grant=False, proof="")
    send(client, page_of(permission), proof_kind="mail", proof_words="Yes, go on.")
    proof = permission.evidence.get()
    page = client.get(page_of(permission)).content.decode()
    assert "Nobody looked at it yet" in said(page, ".proofs")
    assert "Add what proves it" in said(page, ".lacks")
    address = desk("articles_permission_proof-check", permission.pk, proof.pk)
    assert client.get(address).status_code == 405
    page = client.post(address, follow=True).content.decode()
    assert "Looked at by rights" in said(page, ".proofs")
    assert "Nobody looked" not in said(page, ".proofs")
    assert "Add what proves it" not in said(page, ".lacks")
    assert DeskEvent.objects.filter(verb="check_evidence", permission=permission).exists()


def test_a_proof_is_saved_and_never_shown_and_that_is_noted(client: Client) -> None:
    permission, proof = with_letter()
    address = desk("articles_permission_proof", permission.pk, proof.pk)
    page = client.get(page_of(permission)).content.decode()
    assert address in links(page, ".proofs a")
    response = client.get(address)
    assert b"".join(response) == PDF  # type: ignore[call-overload]
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    event = DeskEvent.objects.get(verb="read_evidence")
    assert (event.actor, event.permission, event.facts) == (
        personas.rights_desk(),
        permission,
        {"evidence": proof.pk},
    )
    log = client.get(desk("articles_deskevent_changelist")).content.decode()
    assert "opened the file of a proof" in said(log, "#result_list")


@pytest.mark.parametrize(
    "person", [personas.writer, personas.editor, personas.moderator, personas.stranger]
)
def test_nobody_else_opens_a_proof_or_reads_of_it(person: Any) -> None:
    permission, proof = with_letter(from_whom="Bo's private address")
    other = signed_in(person())
    address = desk("articles_permission_proof", permission.pk, proof.pk)
    assert other.get(address).status_code in {302, 403}
    assert other.post(
        desk("articles_permission_proof-check", permission.pk, proof.pk)
    ).status_code in {302, 403}
    page = other.get(page_of(permission)).content.decode()
    assert "private address" not in page
    assert proof.digest not in page
    found = other.get(desk("articles_permission_changelist") + "?q=private", follow=True)
    assert permission.reference not in said(found.content.decode(), "#result_list")
    assert not DeskEvent.objects.filter(verb="read_evidence").exists()


def test_editors_are_refused_outright() -> None:
    permission, proof = with_letter()
    editor = signed_in(personas.editor())
    address = desk("articles_permission_proof", permission.pk, proof.pk)
    assert editor.get(address).status_code == 403


def test_an_unknown_proof_is_not_found(client: Client) -> None:
    permission, proof = with_letter()
    other = makers.make_permission(grant=False, proof="only words")
    words = other.evidence.get()
    for row, number in (
        (permission, 9999),
        (permission, 10**30),
        (other, proof.pk),
        (other, words.pk),
    ):
        address = desk("articles_permission_proof", row.pk, number)
        assert client.get(address).status_code == 404
    proof.file.storage.delete(proof.file.name)
    assert client.get(desk("articles_permission_proof", permission.pk, proof.pk)).status_code == 404


def test_no_public_address_reaches_a_proof() -> None:
    _permission, proof = with_letter()
    name = proof.file.name or ""
    for address in (f"/media/{proof.digest}", f"/media/{name}", f"/{name}", f"/static/{name}"):
        response = Client().get(address)
        assert response.status_code in {403, 404}, address
        assert PDF not in response.content
    door = Client().get(desk("articles_permission_proof", proof.permission_id, proof.pk))
    assert "/login/" in door["Location"]
