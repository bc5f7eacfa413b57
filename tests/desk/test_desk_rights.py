"""The rights desk: recording, granting, renewing and stopping permissions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.models import DeskEvent, Permission, Source
from articles.models.rights import PermissionState
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def page_of(permission: Permission) -> str:
    return desk("articles_permission_change", permission.pk)


def do(client: Client, permission: Permission, name: str, **told: Any) -> str:
    address = desk("articles_permission_verb", permission.pk, name)
    values = form_values(client.get(address).content.decode())
    response = client.post(address, values | told, follow=True)
    assert response.status_code == 200
    permission.refresh_from_db()
    return response.content.decode()


def test_it_records_a_permission_by_seven_questions_and_grants_it(client: Client) -> None:
    page = client.get(desk("articles_permission_add")).content.decode()
    assert "Why may we run it?" in said(page, ".description")
    values = form_values(page, "#permission_form") | {
        "reference": "City & Method, 2026",
        "basis": "permission",
        "source": makers.make_source().pk,
        "licensor": "Bo Holder, author",
        "is_forwarded": "on",
        "_continue": "",
    }
    client.post(desk("articles_permission_add"), values)
    permission = Permission.objects.get()
    assert (permission.state, permission.created_by) == (
        PermissionState.DRAFT,
        personas.rights_desk(),
    )
    assert DeskEvent.objects.get(permission=permission).verb == "record"
    refused = do(client, permission, "grant")
    assert "Say what proves it" in said(refused, ".errorlist")
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    values |= {"evidence": "letter", "valid_from": "2026-01-01T00:00", "is_perpetual": "on"}
    client.post(page_of(permission), values)
    do(client, permission, "grant")
    assert permission.state == PermissionState.GRANTED


def test_dates_that_contradict_each_other_are_refused_and_kept(client: Client) -> None:
    page = client.get(desk("articles_permission_add")).content.decode()
    values = form_values(page, "#permission_form") | {
        "reference": "R",
        "valid_from": "2026-05-01T00:00",
        "valid_until": "2026-04-01T00:00",
    }
    page = client.post(desk("articles_permission_add"), values).content.decode()
    assert "The end must come after the beginning." in said(page, ".field-valid_until")
    assert form_values(page, "#permission_form")["valid_from"] == "2026-05-01T00:00"
    for moment in ("9999-12-31T23:59", "0001-01-01T00:00"):
        page = client.post(
            desk("articles_permission_add"), values | {"valid_until": moment}
        ).content.decode()
        assert "between 1900 and 8999" in said(page, ".field-valid_until")
    assert not Permission.objects.exists()


def test_what_was_granted_is_renewed_and_not_rewritten(client: Client) -> None:
    permission = makers.make_permission(valid_until=timezone.now() + timedelta(days=9))
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    assert "valid_until" not in values
    client.post(page_of(permission), values | {"notes": "Rang them.", "licensor": "Somebody else"})
    permission.refresh_from_db()
    assert (permission.notes, permission.licensor) == ("Rang them.", "Bo Holder, author")
    assert DeskEvent.objects.filter(verb="mend_permission", permission=permission).exists()
    do(client, permission, "renew", valid_until="2033-01-01T00:00")
    renewal = Permission.objects.get(supersedes=permission)
    assert renewal.valid_from == permission.valid_until
    assert permission.state == PermissionState.SUPERSEDED


def test_a_renewal_that_does_not_fit_says_so_beside_its_field(client: Client) -> None:
    permission = makers.make_permission()
    page = do(client, permission, "renew", valid_from="2020-01-01T00:00", is_perpetual="on")
    assert "A renewal begins after" in said(page, ".field-valid_from")
    assert not Permission.objects.filter(supersedes=permission).exists()


def test_suspending_takes_articles_off_and_resuming_brings_them_back(client: Client) -> None:
    permission = makers.make_permission()
    article = makers.make_article()
    makers.credit(article, permission)
    from articles.publishing.release import publish

    then = timezone.now() - timedelta(hours=1)
    publish(article, actor=personas.editor(), at=then, now=then)
    address = article.get_absolute_url()
    assert Client().get(address).status_code == 200
    do(client, permission, "suspend", said="A doubt.")
    assert Client().get(address).status_code != 200
    do(client, permission, "resume")
    assert Client().get(address).status_code == 200
    do(client, permission, "revoke")
    assert permission.state == PermissionState.REVOKED


def test_editors_look_and_only_the_rights_desk_decides() -> None:
    permission = makers.make_permission(grant=False)
    editor, writer = signed_in(personas.editor()), signed_in(personas.writer())
    page = editor.get(page_of(permission))
    assert page.status_code == 200
    assert "Grant" not in said(page.content.decode(), ".verbs")
    assert (
        editor.post(desk("articles_permission_verb", permission.pk, "grant"), {}).status_code == 403
    )
    assert writer.get(page_of(permission)).status_code == 403


def test_a_button_of_a_permission_saves_what_was_typed_first(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    page = client.get(page_of(permission)).content.decode()
    buttons = {
        node.attributes["value"]: node.tag for node in LexborHTMLParser(page).css(".verbs [name]")
    }
    assert buttons == {"request": "button", "grant": "button", "refuse": "button"}
    first = LexborHTMLParser(page).css_first("#permission_form [type=submit]")
    assert first is not None
    assert first.attributes["name"] == "_save"  # what Enter in a field presses
    values = form_values(page, "#permission_form") | {"evidence": "a newer letter"}
    response = client.post(page_of(permission), values | {"_then": "grant"})
    permission.refresh_from_db()
    assert response["Location"] == desk("articles_permission_verb", permission.pk, "grant")
    assert (permission.evidence, permission.state) == ("a newer letter", PermissionState.DRAFT)


def test_a_button_that_cannot_save_keeps_the_form_and_says_why(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    values |= {"evidence": "typed", "reference": "", "_then": "grant"}
    page = client.post(page_of(permission), values).content.decode()
    assert "required" in said(page, ".field-reference")
    assert form_values(page, "#permission_form")["evidence"] == "typed"
    permission.refresh_from_db()
    assert permission.evidence == "letter of 1 October"


def test_a_question_is_not_followed_by_a_colon(client: Client) -> None:
    page = client.get(page_of(makers.make_permission())).content.decode()
    assert said(page, ".field-basis label") == "Why may we run it?"


def test_a_permission_says_whether_its_term_is_over_or_to_come(client: Client) -> None:
    now = timezone.now()
    facts: dict[str, dict[str, Any]] = {
        "Ended": {"valid_until": now - timedelta(days=1), "valid_from": now - timedelta(days=9)},
        "Not yet in force": {"valid_from": now + timedelta(days=1)},
        "Granted": {},
    }
    for name, term in facts.items():
        makers.make_permission(reference=f"P {name}", **term)
    makers.make_permission(reference="P Draft", grant=False, valid_from=now + timedelta(days=1))
    page = client.get(desk("articles_permission_changelist")).content.decode()
    rows = LexborHTMLParser(page).css("#result_list tbody tr")
    assert len(rows) == 4
    article = makers.make_article()
    makers.credit(article)
    editor = signed_in(personas.editor())
    page = editor.get(desk("articles_article_change", article.pk)).content.decode()
    picker = said(page, "#id_credit_record-0-original_permissions")
    for name in (*facts, "Draft"):
        row = next(node for node in rows if f"P {name}" in node.text())
        assert [cell.text() for cell in row.css(".field-standing")] == [name]
        assert f"P {name} · {name}" in picker


def test_no_permission_is_deleted(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    response = client.post(desk("articles_permission_delete", permission.pk), {"post": "yes"})
    assert response.status_code == 403
    assert Permission.objects.exists()


def test_a_source_is_named_in_each_language(client: Client) -> None:
    page = client.get(desk("articles_source_add")).content.decode()
    assert "Name (简体中文)" in said(page, "label")
    assert "translations" not in form_values(page, "#source_form")
    values = form_values(page, "#source_form") | {
        "name": "The Review",
        "slug": "review",
        "name_zh_hans": "评论",
    }
    client.post(desk("articles_source_add"), values)
    source = Source.objects.get()
    assert source.translations == {"zh-hans": {"name": "评论"}}
    page = client.get(desk("articles_source_change", source.pk)).content.decode()
    values = form_values(page, "#source_form")
    assert values["name_zh_hans"] == "评论"
    client.post(desk("articles_source_change", source.pk), values | {"name_zh_hans": ""})
    source.refresh_from_db()
    assert source.translations == {}
