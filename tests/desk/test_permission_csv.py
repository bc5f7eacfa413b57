"""Permissions as a file at the desk: exported with the filters of the list, looked at, imported."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import DeskEvent, Permission
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

IMPORT = "articles_permission_import"
EXPORT = "articles_permission_export"
GOOD = "reference,source,valid_until\nFerry 2026,The Ferry Post,2027-05-31\nHarbour,,\n"


@pytest.fixture
def client() -> Client:
    makers.make_source("The Ferry Post")
    return signed_in(personas.rights_desk())


def upload(client: Client, text: str | bytes, **more: Any) -> str:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("permissions.csv", data)
    answer = client.post(desk(IMPORT), {"file": file, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.post(desk(EXPORT) + query)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_file_is_looked_at_first_and_imported_with_a_second_button(client: Client) -> None:
    assert desk(IMPORT) in links(
        client.get(desk("articles_permission_changelist")).content.decode()
    )
    page = upload(client, GOOD)
    assert "2 drafts would be made." in said(page, "#what-it-says")
    assert said(page, ".outcomes tbody") == (
        "2 Ferry 2026 The Ferry Post A new draft 3 Harbour – A new draft"
    )
    assert not Permission.objects.exists()
    values = form_values(page, "#import-these") | {"_import": "1"}
    done = client.post(desk(IMPORT), values, follow=True).content.decode()
    assert "2 permissions are recorded as drafts." in said(done, ".messagelist")
    assert set(Permission.objects.values_list("reference", "state")) == {
        ("Ferry 2026", "draft"),
        ("Harbour", "draft"),
    }
    again = client.post(desk(IMPORT), values, follow=True).content.decode()
    assert "2 lines were here already." in said(again, ".messagelist")
    assert "All of it is here already." in said(upload(client, GOOD), "#what-it-says")
    assert Permission.objects.count() == 2


def test_lines_that_are_refused_are_named_and_nothing_can_be_imported(client: Client) -> None:
    page = upload(client, GOOD + "Third,Nobody,\nFourth,,soon\n")
    assert "2 lines are refused" in said(page, "#what-it-says")
    assert "Nothing was imported" in said(page, "[aria-labelledby=what-it-says] .explanation")
    assert "Would be a new draft" in said(page, ".is-new")
    assert said(page, ".is-stopped:nth-child(3)").startswith("4 Third Nobody source :")
    assert "valid_until" in said(page, ".is-stopped:nth-child(4)")
    assert 'name="_import"' not in page


def test_what_the_page_kept_is_checked_again_before_it_is_taken(client: Client) -> None:
    forged = {"table": "reference,state\nForged,granted\n", "_import": "1"}
    page = client.post(desk(IMPORT), forged).content.decode()
    assert "A file grants nothing" in said(page, ".outcomes")
    assert not Permission.objects.exists()
    page = client.post(desk(IMPORT), {"table": "\0", "_import": "1"}).content.decode()
    assert said(page, ".errornote")
    assert client.post(desk(IMPORT), {"_import": "1"}).status_code == 200
    assert not Permission.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"reference\n" + b"0123456789" * 2**20, "larger than 5 MB"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (",".join(f"c{n}" for n in range(50)).encode(), "first line names no column"),
        (b"%PDF-1.4\n1 0 obj\n", "is it a CSV file?"),
        (b"reference,valid_untill\n", "“valid_until” is one"),
        (b"reference,reference\n", "two columns"),
        (b'reference,notes\nR,"open\n', "Line 2 cannot be read"),
    ],
)
def test_a_hostile_file_is_refused_beside_it(client: Client, data: bytes, says: str) -> None:
    page = upload(client, data)
    assert says in said(page, ".drop-zone .errorlist")
    assert not Permission.objects.exists()


def test_chinese_in_another_encoding_is_read(client: Client) -> None:
    words = "这是我们在这个时候说的话，他们也没有什么可以说的。"
    page = upload(client, f"reference,notes\n渡口,{words}\n".encode("gb18030"))
    client.post(desk(IMPORT), form_values(page, "#import-these") | {"_import": "1"})
    assert Permission.objects.get().notes == words


def test_a_file_without_lines_says_so(client: Client) -> None:
    assert "There are no lines" in said(upload(client, "reference,source\n"), "#what-it-says")


def test_the_export_is_what_the_list_shows(client: Client) -> None:
    makers.make_permission(reference="Granted", valid_until=NOON + 400 * DAY, notes="=1+1 渡口")
    makers.make_permission(
        reference="Draft", grant=False, source=makers.make_source("The Ferry Post")
    )
    page = client.get(desk("articles_permission_changelist") + "?q=Draft").content.decode()
    assert "Export as CSV" in said(page, ".object-tools")
    assert f"{desk(EXPORT)}?q=Draft" in page
    assert {row["reference"] for row in exported(client)} == {"Granted", "Draft"}
    [row] = exported(client, "?q=Draft")
    assert (row["reference"], row["source"], row["state"]) == ("Draft", "the-ferry-post", "draft")
    [row] = exported(client, "?standing=draft")
    assert row["reference"] == "Draft"
    assert {row["notes"] for row in exported(client)} == {"'=1+1 渡口", ""}


def test_what_was_exported_can_be_imported_elsewhere(client: Client) -> None:
    makers.make_permission(
        reference="Draft", grant=False, source=makers.make_source("The Ferry Post")
    )
    text = client.post(desk(EXPORT)).content
    assert "All of it is here already." in said(upload(client, text), "#what-it-says")
    Permission.objects.update(reference="Renamed")
    page = upload(client, text)
    client.post(desk(IMPORT), form_values(page, "#import-these") | {"_import": "1"})
    one, other = Permission.objects.order_by("pk")
    assert (other.reference, other.licensor, other.valid_from, other.source) == (
        "Draft",
        one.licensor,
        one.valid_from,
        one.source,
    )


def test_what_was_exported_is_here_word_for_word(client: Client) -> None:
    """Texts of several lines as a browser sends them, and a renewal of the same name."""
    first = makers.make_permission(
        notes="Asked in May.\r\nAnswered in June.", valid_until=NOON + DAY
    )
    makers.renew(first, at=NOON, valid_from=NOON + DAY, valid_until=NOON + 9 * DAY)
    text = client.post(desk(EXPORT)).content
    page = upload(client, text)
    assert "All of it is here already." in said(page, "#what-it-says")
    assert "differs" not in said(page, ".outcomes")


def test_a_text_of_several_lines_is_no_change_when_it_is_sent_again(client: Client) -> None:
    row = makers.make_permission(grant=False, notes="Asked in May.\nAnswered in June.")
    address = desk("articles_permission_change", row.pk)
    values = form_values(client.get(address).content.decode())
    client.post(address, values | {"notes": values["notes"].replace("\n", "\r\n")})
    row.refresh_from_db()
    assert row.notes == "Asked in May.\nAnswered in June."
    assert not DeskEvent.objects.filter(verb="mend_permission").exists()
    assert not any("Notes" in entry.get_change_message() for entry in LogEntry.objects.all())


def test_a_licence_beside_a_permission_is_pointed_out_and_kept(client: Client) -> None:
    page = upload(client, "reference,basis,licence\nMixed,permission,CC-BY-4.0\n")
    assert "A new draft" in said(page, ".is-new")
    assert "needs none: it is kept" in said(page, ".is-new .warnings")
    client.post(desk(IMPORT), form_values(page, "#import-these") | {"_import": "1"})
    row = Permission.objects.get()
    assert (row.basis, row.licence) == ("permission", "CC-BY-4.0")


def test_what_was_exported_so_is_here_already(client: Client) -> None:
    makers.make_permission(reference="Mixed", licence="CC-BY-4.0")
    page = upload(client, client.post(desk(EXPORT)).content.decode("utf-8-sig"))
    assert "All of it is here already." in said(page, "#what-it-says")
    assert "differs" not in said(page, ".outcomes")


def test_a_strange_filter_and_a_link_lead_back_to_the_list(client: Client) -> None:
    for answer in (client.get(desk(EXPORT)), client.post(desk(EXPORT) + "?notes__regex=x")):
        assert answer.status_code == 302
        assert answer.url == desk("articles_permission_changelist")


def test_who_may_not_does_not() -> None:
    writer, editor = signed_in(personas.writer()), signed_in(personas.editor())
    makers.make_permission(licensor="Bo Secret")
    assert writer.post(desk(EXPORT)).status_code == 403
    assert writer.get(desk(IMPORT)).status_code == 403
    assert editor.get(desk(IMPORT)).status_code == 403
    assert editor.post(desk(IMPORT), {"table": GOOD, "_import": "1"}).status_code == 403
    assert b"Bo Secret" in editor.post(desk(EXPORT)).content  # an editor sees the list as well
    assert desk(IMPORT) not in editor.get(desk("articles_permission_changelist")).content.decode()
    assert Permission.objects.count() == 1


def test_nothing_to_export_has_no_button(client: Client) -> None:
    page = client.get(desk("articles_permission_changelist")).content.decode()
    assert "Export as CSV" not in page
