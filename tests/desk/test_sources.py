"""Sources at the desk: their usual terms, the permissions begun from them, and that none is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from articles.models import Permission, Source
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db

USUAL: dict[str, Any] = {
    "basis": "syndication",
    "licensor": "The Review, rights department",
    "licensor_role": "publisher",
    "may_translate": True,
    "allows_feed": True,
    "credit_kind": "verbatim",
    "required_credit": "First in {source} as “{title}”",
    "onward": "contact_source",
    "ending": "link",
    "time_zone": "Asia/Shanghai",
}


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def make_usual() -> Source:
    source = makers.make_source("The Review")
    for name, value in USUAL.items():
        setattr(source, name, value)
    source.save()
    return source


def assert_usual(values: dict[str, Any], source: Source) -> None:
    assert values["source"] == str(source.pk)
    told = {name: values.get(name) for name in USUAL}
    words = {"required_credit": "First in The Review as “{title}”"}
    assert told == USUAL | words | {"may_translate": "on", "allows_feed": "on"}


def test_a_source_keeps_its_usual_terms(client: Client) -> None:
    page = client.get(desk("articles_source_add")).content.decode()
    assert "Usual terms" in said(page, "summary")
    assert "{title}, {authors}, {source} and {date}" in said(page, ".field-required_credit")
    values = form_values(page, "#source_form")
    values |= {"name": "The Review", "slug": "review", "basis": "whitelist", "allows_api": "on"}
    client.post(desk("articles_source_add"), values)
    source = Source.objects.get()
    assert (source.basis, source.allows_api, source.time_zone) == ("whitelist", True, "")


def test_usual_terms_that_contradict_each_other_are_refused(client: Client) -> None:
    values = form_values(client.get(desk("articles_source_add")).content.decode(), "#source_form")
    values |= {"name": "R", "slug": "r", "credit_kind": "verbatim", "time_zone": "Moon"}
    page = client.post(desk("articles_source_add"), values).content.decode()
    assert "Write a time zone" in said(page, ".field-time_zone .errorlist")
    assert not Source.objects.exists()


def test_a_permission_is_begun_from_its_source(client: Client) -> None:
    source = make_usual()
    page = client.get(desk("articles_source_change", source.pk)).content.decode()
    address = f"{desk('articles_permission_add')}?source={source.pk}"
    assert address in links(page, ".object-tools a")
    values = form_values(client.get(address).content.decode(), "#permission_form")
    assert_usual(values, source)
    assert not Permission.objects.exists()
    client.post(address, values)
    permission = Permission.objects.get()
    assert (permission.ending, permission.allows_feed) == ("link", True)
    assert permission.reference == "The Review: The Review, rights department"


def test_a_form_that_was_begun_takes_the_terms_of_the_source_chosen(client: Client) -> None:
    source = make_usual()
    address = desk("articles_permission_add")
    values = form_values(client.get(address).content.decode(), "#permission_form")
    typed = {"source": source.pk, "valid_from": "2026-06-01", "notes": "By phone."}
    page = client.post(address, values | typed | {"_take_terms": "1"}).content.decode()
    assert "Nothing is saved yet" in said(page, ".messagelist")
    shown = form_values(page, "#permission_form")
    assert_usual(shown, source)
    assert (shown["valid_from"], shown["notes"]) == ("2026-06-01", "By phone.")
    own = {"licensor": "X", "onward": "contact_us", "territory": "Only there."}
    page = client.post(address, values | typed | own | {"_take_terms": "1"}).content.decode()
    shown = form_values(page, "#permission_form")
    assert {name: shown[name] for name in own} == own  # what was typed stays
    assert shown["basis"] == source.basis
    page = client.post(address, values | {"notes": "x", "_take_terms": "1"}).content.decode()
    assert "Choose the source first." in said(page, ".messagelist")
    assert form_values(page, "#permission_form")["notes"] == "x"
    assert not Permission.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "9999", "9" * 30])
def test_an_unknown_source_begins_an_empty_form(client: Client, number: str) -> None:
    response = client.get(f"{desk('articles_permission_add')}?source={number}")
    assert response.status_code == 200
    values = form_values(response.content.decode(), "#permission_form")
    assert values["basis"] == "unknown"


def test_a_source_with_a_permission_is_not_deleted_and_says_why(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    source = permission.source
    assert source is not None
    address = desk("articles_source_delete", source.pk)
    page = client.get(address).content.decode()
    assert "A permission is never lost with its source." in said(page, ".explanation")
    assert permission.reference in said(page, ".findings")
    client.post(address, {"post": "yes"})
    permission.refresh_from_db()
    assert permission.source == source
    with pytest.raises(ProtectedError):
        source.delete()


def test_a_source_without_any_is_deleted(client: Client) -> None:
    source = makers.make_source()
    client.post(desk("articles_source_delete", source.pk), {"post": "yes"})
    assert not Source.objects.exists()


def test_renaming_a_source_loses_no_permission(client: Client) -> None:
    permission = makers.make_permission()
    source = permission.source
    assert source is not None
    address = desk("articles_source_change", source.pk)
    values = form_values(client.get(address).content.decode(), "#source_form")
    client.post(address, values | {"name": "The Other Review", "slug": "other"})
    permission.refresh_from_db()
    assert str(permission.source) == "The Other Review"
    assert permission.state == "granted"
