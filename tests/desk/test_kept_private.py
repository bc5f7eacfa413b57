"""What only those see who may see permissions, and what the lists refuse to search for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import DeskEvent
from tests import makers, personas
from tests.desk.pages import desk, signed_in

pytestmark = pytest.mark.django_db


def test_writers_do_not_read_how_a_source_is_reached_or_on_which_terms() -> None:
    source = makers.make_source()
    source.private_contact = "bo@private.example"
    source.licensor = "Bo the Holder"
    source.save()
    address = desk("articles_source_change", source.pk)
    for person, may_read in ((personas.writer(), False), (personas.rights_desk(), True)):
        page = signed_in(person).get(address).content.decode()
        assert ("bo@private.example" in page, "Bo the Holder" in page) == (may_read, may_read)


@pytest.mark.parametrize("room", ["permission", "reprintrequest", "message", "article", "source"])
def test_a_search_of_a_thousand_words_finds_what_its_first_words_find(room: str) -> None:
    address = reverse(f"admin:articles_{room}_changelist")
    assert signed_in(personas.everyone()).get(address, {"q": "a " * 3000}).status_code == 200


def test_whoever_takes_the_table_of_permissions_away_is_noted() -> None:
    makers.make_permission()
    signed_in(personas.rights_desk()).post(reverse("admin:articles_permission_export"))
    assert DeskEvent.objects.filter(verb="export_permissions").count() == 1
