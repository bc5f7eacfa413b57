"""How much a reader has to fetch: bytes and requests of each kind of page, and of the text face."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import time_machine
from django.conf import settings
from django.templatetags.static import static as static_address
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles.models import Section, Tag, Topic
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db

MOST_BYTES = 30_000  # HTML, CSS and JavaScript of a page together, compressed
MOST_OF_A_FACE = 60_000
MOST_REQUESTS = 8  # before the reader scrolls, the page itself among them
PAGES = (
    "/",
    "/articles/",
    "/articles/long/",
    "/articles/long/rights/",
    "/tags/",
    "/tags/essays/",
    "/topics/cities/",
    "/contributors/ada-example/",
    "/feeds/",
    "/search/?q=ferry",
)
WORDS = "the ferry crosses slack water while a foundry on the far bank casts another bell for whom "


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    """A full front page, and an essay of two thousand words with pictures."""
    for number in range(14):
        makers.make_live(image=makers.make_image(alt="A boat"), tags=["essays", f"tag {number}"])
    body = "".join(f"<p>{number}. {WORDS * 3}</p>" for number in range(10))
    article = makers.make_article(
        slug="long", image=makers.make_image(alt="A boat"), bodies=(body,) * 4
    )
    Section.objects.filter(article=article).update(image=makers.make_image(), alt="A bank")
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    Topic.objects.create(slug="cities", name="Cities").tags.add(Tag.objects.get(slug="essays"))
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def static(address: str) -> bytes:
    return (Path(settings.STATIC_ROOT) / address.removeprefix("/static/")).read_bytes()


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_page_is_light(client: Client, prefix: str) -> None:
    for path in PAGES:
        html = client.get(prefix + path, follow=True).content
        tree = LexborHTMLParser(html.decode())
        sheets = [node.attributes["href"] for node in tree.css("link[rel=stylesheet]")]
        scripts = [node.attributes["src"] for node in tree.css("script[src]")]
        assert len(sheets) == 1, path
        files = [static(str(address)) for address in (*sheets, *scripts)]
        weight = compressed(html) + sum(map(compressed, files))
        assert weight < MOST_BYTES, f"{path}: {weight}"
        asked = [*sheets, *scripts, *tree.css("link[rel=preload]"), *tree.css("link[rel=icon]")]
        asked += [node for node in tree.css("img") if node.attributes.get("loading") != "lazy"]
        assert 1 + len(asked) <= MOST_REQUESTS, path


def test_the_text_face_is_light_and_no_page_asks_elsewhere() -> None:
    address = static_address("articles/public.css")
    sheet = static(address).decode()
    faces = set(re.findall(r'url\("?([^")]+\.woff2)"?\)', sheet))
    assert len(faces) == 4
    for name in faces:
        assert len(static(urljoin(address, name))) <= MOST_OF_A_FACE, name
    assert not re.findall(r"url\(\"?(?:https?:)?//", sheet)
