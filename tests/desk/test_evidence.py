"""Proofs at the desk: added with the permission, looked at, opened by the rights desk alone."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import DeskEvent, Evidence, Permission
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.desk.test_desk_rights import ANSWERS, page_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nYou may reprint it until 31 May 2027."
LETTER = {"proof_kind": "mail", "proof_is_checked": "on"}


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


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
    assert "20 May 2026" in shown or "May 20, 2026" in shown


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


def test_a_form_that_is_refused_says_that_the_file_is_chosen_again(client: Client) -> None:
    told = ANSWERS | LETTER | {"valid_until": "2020-01-01"}
    page = send(client, desk("articles_permission_add"), **told, proof_file=letter())
    assert "Choose the file again" in said(page, ".field-proof_file .errorlist")
    assert not Evidence.objects.exists()


def test_a_renewal_takes_a_file_as_proof(client: Client) -> None:
    permission = makers.make_permission(valid_until=makers.NOON + 400 * makers.DAY)
    address = desk("articles_permission_verb", permission.pk, "renew")
    values = form_values(client.get(address).content.decode())
    values |= {"is_perpetual": "on", "proof_kind": "agreement", "proof_is_checked": "on"}
    page = client.post(address, values | {"proof_file": letter(b"MZ\xff\xfe")}).content.decode()
    assert "Use a PDF" in said(page, ".field-proof_file")
    client.post(address, values | {"proof_file": letter()})
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
