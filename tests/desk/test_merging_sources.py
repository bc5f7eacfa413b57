"""The rights desk merges a source that was recorded twice: it sees what will move, then does it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.bridges import source_called
from articles.models import DeskEvent, Permission, ReprintCredit, Source
from articles.publishing import release
from articles.rights.sources import merge_sources
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


@pytest.fixture
def double() -> Source:
    """With something live, on a permission that is proved."""
    source = makers.make_source("Paris Review")
    source.public_contact, source.url = "old@example.org", "https://example.org/"
    source.save()
    article = makers.make_article(title="The crossing")
    permission = makers.make_permission(source=source, reference="The crossing, 2026")
    makers.credit(article, permission, source=source, title="La traversée")
    makers.make_request(release.publish(article, actor=personas.editor(), at=NOON, now=NOON))
    return source


@pytest.fixture
def kept() -> Source:
    source = makers.make_source("The Paris Review")
    source.public_contact = "desk@example.org"
    source.save()
    return source


def change(source: Source) -> str:
    return desk("articles_source_change", source.pk)


def verb(source: Source, into: Source | None = None) -> str:
    return desk("articles_source_verb", source.pk, "merge") + (f"?into={into.pk}" if into else "")


def test_it_says_beforehand_that_it_cannot_be_undone(
    client: Client, double: Source, kept: Source
) -> None:
    page = client.get(verb(double, kept)).content.decode()
    assert "It cannot be undone" in said(page, ".findings")


def test_one_that_was_merged_is_not_added_again(
    client: Client, double: Source, kept: Source
) -> None:
    merge_sources(double, into=kept, actor=personas.rights_desk())
    values = form_values(client.get(desk("articles_source_add")).content.decode(), "#source_form")
    sent = values | {"name": "Paris Review", "slug": "paris-review"}
    page = client.post(desk("articles_source_add"), sent).content.decode()
    assert "where “Paris Review” is recorded now" in said(page, ".field-slug .errorlist")
    assert change(kept) in links(page, ".field-slug .errorlist a")
    assert form_values(page, "#source_form")["name"] == "Paris Review"


def test_it_is_chosen_seen_and_done(client: Client, double: Source, kept: Source) -> None:
    assert verb(double) in links(client.get(change(double)).content.decode(), ".verbs a")
    page = client.get(verb(double)).content.decode()
    assert f'<option value="{kept.pk}">The Paris Review</option>' in page
    assert f'<option value="{double.pk}"' not in page
    page = client.get(verb(double, kept)).content.decode()
    told = said(page, ".findings")
    for words in (
        "1 permission moves: The crossing, 2026",
        "1 proof stays with it",
        "1 reprint credit moves: La traversée",
        "1 published version goes on printing the name that it has",
        "1 request to reprint stays with its article",
        "The address /sources/paris-review/ and its feeds lead to /sources/the-paris-review/.",
        "Website · https://example.org/",
    ):
        assert words in told
    assert said(page, ".outcomes tbody") == "Public contact desk@example.org old@example.org"
    assert not DeskEvent.objects.filter(verb="merge_source").exists()
    values = form_values(page) | {"said": "Entered twice."}
    response = client.post(verb(double, kept), values, follow=True)
    assert response.redirect_chain[-1][0] == change(kept)
    page = response.content.decode()
    assert "“Paris Review” is one with “The Paris Review” now." in said(page, ".messagelist")
    assert change(double) in links(page, ".explanation a")
    assert Permission.objects.get().source == ReprintCredit.objects.get().source == kept
    assert DeskEvent.objects.get(verb="merge_source").said == "Entered twice."
    log = client.get(desk("articles_deskevent_changelist")).content.decode()
    assert "merged a source into another" in said(log, "#result_list")


def test_the_list_shows_the_kept_one_under_both_names(
    client: Client, double: Source, kept: Source
) -> None:
    merge_sources(double, into=kept, actor=personas.rights_desk())
    listed = desk("articles_source_changelist")
    for asked in ("", "?q=Paris", "?q=crossing"):
        rows = said(client.get(listed + asked).content.decode(), "#result_list tbody")
        assert rows.count("The Paris Review") == (asked != "?q=crossing")
    assert "Paris Review" in said(client.get(listed).content.decode(), ".field-also_found_as")


def test_two_are_ticked_in_the_list(client: Client, double: Source, kept: Source) -> None:
    listed = desk("articles_source_changelist")
    asked: dict[str, Any] = {"action": "merge_ticked", "_selected_action": [double.pk, kept.pk]}
    response = client.post(listed, asked)
    assert response.headers["Location"] == verb(double, kept)
    page = client.get(verb(double, kept)).content.decode()
    assert verb(kept, double) in links(page, ".submit-row a")  # the other way round
    response = client.post(listed, asked | {"_selected_action": [kept.pk]})
    assert response.headers["Location"] == verb(kept)
    third = makers.make_source("Third")
    asked["_selected_action"] = [double.pk, kept.pk, third.pk]
    page = client.post(listed, asked, follow=True).content.decode()
    assert "Tick one source, or the two that are the same." in said(page, ".messagelist")


def test_what_cannot_be_merged_says_why_and_loses_nothing(
    client: Client, double: Source, kept: Source
) -> None:
    values = form_values(client.get(verb(double, kept)).content.decode()) | {"said": "Twice."}
    makers.make_permission(source=kept, reference="The crossing, 2026", grant=False)
    page = client.get(verb(double, kept)).content.decode()
    assert "Give one of the two another short name first." in said(page, ".errornote")
    page = client.post(verb(double, kept), values).content.decode()
    assert page.count("Give one of the two another short name first.") == 1
    assert not Source.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("into", ["", "x", "0", "9999", "9" * 40])
def test_what_is_no_source_is_asked_for_again(client: Client, double: Source, into: str) -> None:
    address = verb(double)
    for response in (client.get(f"{address}?into={into}"), client.post(address, {"into": into})):
        assert response.status_code == 200
        assert "Source that is kept" in said(response.content.decode(), "label")
    assert not Source.objects.exclude(merged_into=None).exists()


def test_an_editor_is_not_offered_it(double: Source, kept: Source) -> None:
    editor = signed_in(personas.editor())
    assert verb(double) not in links(editor.get(change(double)).content.decode())
    assert "merge_ticked" not in editor.get(desk("articles_source_changelist")).content.decode()
    assert editor.get(verb(double, kept)).status_code == 403
    assert editor.post(verb(double), {"into": kept.pk}).status_code == 403


def test_a_merged_source_is_read_only_and_leads_on(
    client: Client, double: Source, kept: Source
) -> None:
    values = form_values(client.get(change(double)).content.decode(), "#source_form")
    merge_sources(double, into=kept, actor=personas.rights_desk())
    page = client.get(change(double)).content.decode()
    assert change(kept) in links(page, ".explanation a")
    assert "old@example.org" in page  # what was overruled is still to be read
    assert verb(double) not in links(page)
    page = client.post(change(double), values | {"name": "X"}, follow=True).content.decode()
    assert "Nothing was saved: “Paris Review” was merged" in said(page, ".messagelist")
    for source in (double, kept):
        client.post(desk("articles_source_delete", source.pk), {"post": "yes"})
    assert Source.objects.filter(pk__in=[double.pk, kept.pk]).count() == 2


def test_forms_that_lay_open_go_on_with_the_kept_one(
    client: Client, double: Source, kept: Source
) -> None:
    address = f"{desk('articles_permission_add')}?source={double.pk}"
    values = form_values(client.get(address).content.decode(), "#permission_form")
    assert values["source"] == str(double.pk)
    merge_sources(double, into=kept, actor=personas.rights_desk())
    bad = client.post(address, values | {"valid_from": "never"}).content.decode()
    assert form_values(bad, "#permission_form")["source"] == str(kept.pk)
    client.post(address, values | {"reference": "New"})
    assert Permission.objects.get(reference="New").source == kept
    page = client.get(address).content.decode()
    assert form_values(page, "#permission_form")["source"] == str(kept.pk)
    assert f'<option value="{double.pk}"' not in page


def test_a_new_address_keeps_the_old_one_and_can_be_taken_back(
    client: Client, double: Source, kept: Source
) -> None:
    def rename(name: str, slug: str) -> str:
        values = form_values(client.get(change(double)).content.decode(), "#source_form")
        sent = values | {"name": name, "slug": slug}
        return client.post(change(double), sent, follow=True).content.decode()

    def leads(slug: str) -> str:
        response = Client().get(f"/sources/{slug}/")
        return response.headers.get("Location", "") or str(response.status_code)

    rename("Review of Paris", "review-of-paris")
    assert leads("paris-review") == "/sources/review-of-paris/"
    assert leads("review-of-paris") == "200"
    assert source_called("paris review") == double
    rename("Review of Paris", "paris-review")
    assert leads("review-of-paris") == "/sources/paris-review/"
    assert leads("paris-review") == "200"
    assert Source.objects.filter(merged_into=double).count() == 1
    assert "has this address: use that one" in said(rename("X", kept.slug), ".mistakes, .errorlist")
    assert leads("paris-review") == "200"


def test_the_calendar_of_a_merged_source_is_that_of_the_kept_one(
    client: Client, double: Source, kept: Source
) -> None:
    merge_sources(double, into=kept, actor=personas.rights_desk())
    page = client.get(f"{desk('rights_calendar')}?source={double.pk}").content.decode()
    assert form_values(page, ".rights-filter")["source"] == str(kept.pk)
    assert "The crossing, 2026" in page
