"""A reader looks up who wrote something, and where a reprint comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.models import Contributor, Source
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas, reprints
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + 60 * DAY
SOURCE = "/sources/the-example-review/"


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def head(client: Client, path: str) -> str:
    """What stands over the list, in words."""
    response = client.get(path)
    assert response.status_code == 200
    node = LexborHTMLParser(response.content.decode()).css_first(".tag-head")
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def take_part(name: str, *roles: str, **columns: Any) -> Contributor:
    article = makers.make_article(**columns)
    person = makers.make_contributor(name)
    for role in roles:
        article.bylines.create(contributor=person, role=role, position=2)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    return person


def test_it_counts_what_someone_did_by_role_and_language(client: Client) -> None:
    take_part("Mara Lindqvist", "translator", "illustrator", title="One")
    take_part("Mara Lindqvist", "translator", title="二", language="zh-Hans")
    person = take_part("Mara Lindqvist", "editor", title="Three")
    makers.make_article(author="Mara Lindqvist", title="A draft of theirs")
    said = head(client, person.get_absolute_url())
    assert "3 articles translator of 2 editor of 1 illustrator of 1 English 2 中文 1 Feed" in said


def test_it_counts_nothing_that_is_not_live(client: Client) -> None:
    person = take_part("Mara Lindqvist", "translator", title="One", slug="one")
    gone = makers.make_live(author="Mara Lindqvist", title="Gone")
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    assert "1 article translator of 1 Feed" in head(client, person.get_absolute_url())
    with time_machine.travel(NOON, tick=False):
        one = person.edition_bylines.get(edition__slug="one").edition.article
    release.withdraw(one, actor=personas.editor(), reason="error", at=NOON + DAY)
    said = head(client, person.get_absolute_url())
    assert "article" not in said
    assert "translator" not in said


def test_it_shows_a_portrait_a_website_and_the_feed(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    person = take_part("Mara Lindqvist", "translator")
    image = makers.make_image(focal_x=20, focal_y=80)
    Contributor.objects.filter(pk=person.pk).update(url="https://mara.example/", image=image)
    with django_assert_max_num_queries(5):
        page = client.get(person.get_absolute_url()).content.decode()
    tree = LexborHTMLParser(page)
    portrait = tree.css_first(".portrait img")
    assert portrait is not None
    assert portrait.attributes["class"] == "fx-20 fy-80"
    assert portrait.attributes["alt"] == ""
    website = tree.css_first(".ways a[rel=me]")
    assert website is not None
    assert (website.text(), website.attributes["href"]) == ("mara.example", "https://mara.example/")
    assert client.get(f"{person.get_absolute_url()}feed.atom").status_code == 200


def test_a_source_says_what_it_is_and_on_which_terms(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    reprints.make_reprint("first")
    article = makers.make_article(title="Second")
    makers.credit(article, makers.make_permission())
    release.publish(article, actor=personas.editor(), at=NOON + 9 * DAY, now=NOON + 9 * DAY)
    Source.objects.update(private_contact="secret@example.org", about="A quarterly.")
    with django_assert_max_num_queries(5):
        said = head(client, SOURCE)
    assert said == (
        "Source: a publication The Example Review A quarterly. We reprint its articles with "
        "permission. Each says its own terms at its foot. 2 articles from 2 November 2026 to "
        "11 November 2026 Feed"
    )
    assert "secret" not in client.get(SOURCE).content.decode()


@pytest.mark.parametrize(
    ("basis", "licence", "words"),
    [
        ("public_domain", "CC0-1.0", "What we reprint from it is in the public domain."),
        ("open_licence", "CC-BY-4.0", "What we reprint from it stands under a public licence."),
        ("exception", "", ""),
    ],
)
def test_no_permission_is_claimed_that_nobody_gave(
    client: Client, basis: str, licence: str, words: str
) -> None:
    reprints.make_reprint("first", basis=basis, licence=licence, relation="excerpt", territory="DE")
    said = head(client, SOURCE)
    assert "with permission" not in said
    assert words in said


def test_terms_that_ended_are_not_told(client: Client) -> None:
    edition = reprints.make_reprint("first")
    permission = edition.needs.get().permission
    permissions.revoke(permission, actor=personas.rights_desk(), at=NOON + DAY)
    said = head(client, SOURCE)
    assert "permission" not in said
    assert "1 article" not in said
    assert "Nothing from this source is public" in client.get(SOURCE).content.decode()


def test_a_person_can_be_a_source_in_either_language(client: Client) -> None:
    reprints.make_reprint("first")
    Source.objects.update(kind="person")
    assert head(client, SOURCE).startswith("Source: a person")
    assert client.get(f"/zh-hans{SOURCE}").status_code == 200
