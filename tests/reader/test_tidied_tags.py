"""What readers find where a tag was renamed, merged, split or retired."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from articles.curation import tag_article
from articles.models import Tag, TagAlias, TagChange
from articles.tidying import merging, retiring, splitting, undoing
from articles.tidying.outlook import articles_of
from articles.tidying.renaming import rename_tag
from tests import personas
from tests.desk.pages import said
from tests.makers import NOON, make_article, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tags() -> None:
    """C++ became Cpp, of which two articles are; Rust has one of them and another."""
    make_live(title="Of both", tags=["C++", "Rust"])
    make_live(title="Of Cpp", tags=["C++"])
    make_live(title="Of Rust", tags=["Rust"])
    rename_tag(Tag.objects.get(name="C++"), actor=personas.editor(), name="Cpp", at=NOON)


def merge() -> None:
    old, kept = Tag.objects.get(name="Cpp"), Tag.objects.get(name="Rust")
    merging.merge_tags([old], into=kept, actor=personas.editor(), at=NOON)


@pytest.mark.parametrize("tail", ["", "feed.atom", "feed.json"])
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_old_addresses_lead_on_in_one_step(client: Client, tail: str, prefix: str) -> None:
    merge()
    for slug in ("cpp", "c-plus-plus"):
        response = client.get(f"{prefix}/tags/{slug}/{tail}")
        assert (response.status_code, response.headers["Cache-Control"]) == (301, "no-cache")
        assert response.headers["Location"] == f"{prefix}/tags/rust/{tail}"
        assert client.get(response.headers["Location"]).status_code == 200


def test_lists_feeds_and_counts_follow_and_come_back(client: Client) -> None:
    def shown(slug: str) -> tuple[str, set[str]]:
        feed = json.loads(client.get(f"/tags/{slug}/feed.json").content)
        return said(client.get("/tags/").content.decode(), "main"), {
            item["title"] for item in feed["items"]
        }

    before = shown("rust")
    merge()
    tags, titles = shown("rust")
    assert titles == {"Of both", "Of Cpp", "Of Rust"}
    assert "Cpp" not in tags
    assert "Rust 3" in tags
    undoing.undo(TagChange.objects.latest("pk"), actor=personas.editor(), at=NOON)
    assert shown("rust") == before
    assert shown("cpp")[1] == {"Of both", "Of Cpp"}


@pytest.mark.parametrize("slug", ["cpp", "c-plus-plus"])
def test_a_retired_tag_is_gone_in_the_look_of_the_site(client: Client, slug: str) -> None:
    retiring.retire_tag(Tag.objects.get(name="Cpp"), actor=personas.editor(), at=NOON)
    response = client.get(f"/tags/{slug}/")
    assert response.status_code == 410
    assert said(response.content.decode(), "h1") == "This page is gone"
    assert client.get(f"/tags/{slug}/feed.atom").status_code == 410
    assert "/tags/cpp/" not in client.get("/tags/").content.decode()
    make_live(tags=["Cpp"])
    assert client.get("/tags/cpp/").status_code == 200


def test_a_tag_that_was_split_up_is_gone_when_it_is_retired(client: Client) -> None:
    tag = Tag.objects.get(name="Cpp")
    numbers = [article.pk for article in articles_of([tag])]
    splitting.split_tag(tag, into={"Compilers": numbers}, actor=personas.editor(), at=NOON)
    retiring.retire_tag(tag, actor=personas.editor(), at=NOON)
    for path in ("/tags/cpp/", "/tags/c-plus-plus/", "/tags/cpp/feed.atom"):
        assert client.get(path).status_code == 410, path


def test_another_name_leads_on_where_a_tag_was_retired(client: Client) -> None:
    retiring.retire_tag(Tag.objects.get(name="Cpp"), actor=personas.editor(), at=NOON)
    TagAlias.objects.create(tag=Tag.objects.get(name="Rust"), name="Cpp")
    assert client.get("/tags/cpp/").headers["Location"] == "/tags/rust/"
    assert client.get("/tags/c-plus-plus/").status_code == 410


@pytest.mark.parametrize("way", ["rename", "merge", "another name"])
def test_a_new_tag_takes_no_address_that_leads_on(client: Client, way: str) -> None:
    make_live(tags=["e-mail"])
    old, rust = Tag.objects.get(name="e-mail"), Tag.objects.get(name="Rust")
    if way == "rename":
        rename_tag(old, actor=personas.editor(), name="Letters", at=NOON)
    elif way == "merge":
        merging.merge_tags([old], into=rust, actor=personas.editor(), at=NOON)
    else:
        retiring.retire_tag(old, actor=personas.editor(), at=NOON)
        TagAlias.objects.create(tag=rust, name="e-mail")
    leads = client.get("/tags/e-mail/").headers["Location"]
    tag_article(make_article(tags=[]), ["e mail"], actor=personas.editor())
    assert Tag.objects.get(name="e mail").slug == "e-mail-2"
    assert client.get("/tags/e-mail/").headers["Location"] == leads
    assert client.get("/tags/e-mail/feed.atom").headers["Location"] == f"{leads}feed.atom"
    if way != "another name":
        undoing.undo(TagChange.objects.latest("pk"), actor=personas.editor(), at=NOON)
        assert client.get("/tags/e-mail/").status_code == 200


def test_two_other_names_of_one_address_lead_to_the_older(client: Client) -> None:
    for name, other in (("Sea", "Oceans?"), ("Lake", "Oceans!")):
        make_live(tags=[name])
        TagAlias.objects.create(tag=Tag.objects.get(name=name), name=other)
    assert client.get("/tags/oceans/").headers["Location"] == "/tags/sea/"
