"""The one vocabulary: the cleaner, the field and the public page agree about each of its items.

That the editor agrees too is proved in Chromium (tests/browser/test_prose.py).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.admin.widgets import ProseWidget
from articles.language import html, html_shape
from articles.language.vocabulary import ALLOWED, ALLOWED_CLASSES, EDITOR_PARTS, ITEMS, Item
from articles.models import Section
from tests import makers
from tests.makers import DAY, NOON

BY_NAME = [pytest.param(item, id=item.name) for item in ITEMS]


def elements(body: str) -> Any:
    parsed = LexborHTMLParser(f"<!doctype html><body>{body}").body
    assert parsed is not None
    return parsed.css("body *")


@pytest.mark.parametrize("item", BY_NAME)
def test_an_example_shows_all_of_its_item(item: Item) -> None:
    shown = {node.tag: set(node.attributes) for node in elements(item.example)}
    assert set(item.tags) <= set(shown)
    missing = {
        (tag, name)
        for tag, names in item.tags.items()
        for name in names
        if name not in {"lang", "dir", "rowspan", "colspan"} and name not in shown[tag]
    }
    assert missing == set()


@pytest.mark.parametrize("item", BY_NAME)
def test_the_cleaner_leaves_it_as_it_is(item: Item) -> None:
    assert html.clean(item.example) == item.example


def test_the_cleaner_writes_nothing_else() -> None:
    every_tag = ALLOWED.keys() | html_shape.SAME.keys() | html_shape.WRAPPERS | {"q", "img", "font"}
    soup = "".join(
        f'<{tag} class="a pullquote footnote smallcaps" id="i" style="color:red" lang="fr" start="2" '
        f'colspan="2" title="t" data-footnote="n" href="https://example.org/">x</{tag}>'
        for tag in sorted(every_tag)
    )
    for node in elements(html.clean(soup)):
        assert node.tag in ALLOWED
        assert set(node.attributes) <= ALLOWED[node.tag]
        classes = set((node.attributes.get("class") or "").split())
        assert classes <= ALLOWED_CLASSES.get(node.tag, set())


def test_the_editor_is_made_of_the_same_items() -> None:
    field = Section._meta.get_field("body")
    assert ProseWidget().get_config()["extensions"] is EDITOR_PARTS
    assert field.config["extensions"] is EDITOR_PARTS  # type: ignore[union-attr]
    assert {name for item in ITEMS for name in item.parts} <= set(EDITOR_PARTS)


@pytest.mark.django_db
@pytest.mark.parametrize("item", BY_NAME)
def test_the_public_page_prints_it(client: Client, item: Item) -> None:
    edition = makers.make_live(bodies=(item.example,))
    with time_machine.travel(NOON + DAY, tick=False):
        page = client.get(edition.get_absolute_url()).content.decode()
    body = page.partition('<div class="body">')[2].partition("</section>")[0]
    if item.name == "footnote":
        assert re.search(r'so<a class="noteref".*A &quot;note&quot;', body)
    else:
        assert item.example in body
