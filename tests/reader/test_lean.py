"""No page asks more than four queries of a piece and five of a list, the very first one of a process no more
than those after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone, translation

from articles import freshness
from articles.models import Contributor, Edition, Masthead, MenuItem, Tag, Topic
from articles.outputs import cards
from articles.reading import lists, tag_index
from articles.tidying import merging, renaming, retiring
from tests import makers, personas
from tests.makers import DAY
from tests.reader.every_page import pages
from tests.reader.furnished import furnish

PIECE, LIST = 4, 5
# Forms and letters, which are made for one who asks.
OTHERS = {"comment", "ask_to_reprint", "reprint_request", "reprint_letter"}
LISTS_UNDER_ARTICLES = {"article_comments"}
SEARCHES = (
    *(
        "/search/?q=piece",
        "/search/?q=piece&order=date",
        "/search/?tag=rivers",
        "/search/?kind=own",
    ),
    "/search/?q=piece&tag=rivers&topic=on-rivers&contributor=ada-example&language=en&order=date",
)
FED = (
    *("/tags/rivers/", "/tags/essays+rivers/", "/topics/on-rivers/"),
    *("/contributors/ada-example/", "/sources/the-example-review/"),
)
AFTER = re.compile(r'href="([^"?]*\?after=[^"]+)"')

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at() -> datetime:
    """Now, of a publication with something on every page, and with more than a page of it."""
    now = timezone.now()
    furnish(at=now)
    person = Contributor.objects.get(name="Ada Example").name
    for number in range(45):
        makers.make_live(
            at=now - (2 + number) * DAY,
            title=f"Piece {number}",
            tags=["rivers", "essays", "boats"],
            author=person,
        )
    masthead = Masthead.objects.get()
    MenuItem.objects.create(masthead=masthead, topic=Topic.objects.get(slug="on-rivers"))
    return now


def asked(client: Client, address: str) -> tuple[int, str]:
    """How often the database was asked for a page of which nothing was known, and the page."""
    freshness.forget()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, follow=False)
    content = b"".join(response) if response.streaming else response.content
    return len(queries), content.decode(errors="replace")


def name_of(address: str) -> str:
    language = "zh-hans" if address.startswith("/zh-hans/") else "en"
    with translation.override(language):
        return resolve(address.partition("?")[0]).url_name or ""


def most(address: str) -> int:
    is_under_one = re.search(r"/articles/(?!feed|[0-9]{4}/)[^/]+", address)
    return PIECE if is_under_one and name_of(address) not in LISTS_UNDER_ARTICLES else LIST


def too_many(client: Client, addresses: Iterable[str]) -> dict[str, int]:
    """The addresses at which more is asked than allowed, first or on a page that follows."""
    found = {}
    for address in addresses:
        count, html = asked(client, address)
        followed = {urljoin(address, unescape(after)) for after in AFTER.findall(html)}
        counts = {address: count} | {later: asked(client, later)[0] for later in followed}
        found |= {path: count for path, count in counts.items() if count > most(address)}
    return found


def every_one() -> Iterator[str]:
    yield from (shown.address for shown in pages() if not shown.is_sent and shown.status != 400)
    card = cards.of_article(
        Edition.objects.get(slug="every-kind", number=2), Masthead.objects.get()
    )
    for slug in ("every-kind", "carried-over", "over", "taken-back"):
        article = f"/articles/{slug}"
        yield from (f"{article}.json", f"{article}.md", f"{article}/card-{card.digest}.png")
        yield from (f"{article}/cite.bib", f"{article}/cite.ris", f"{article}/comments.atom")
        yield from (f"{article}/republish/", f"{article}/republish/article.html")
    yield from (f"{path}feed.atom" for path in ("/", "/articles/", *FED))
    yield from ("/feeds/en.json", "/feeds/zh.atom", "/comments.atom", "/search/description.xml")
    yield from SEARCHES
    yield from ("/robots.txt", "/.well-known/tdmrep.json")
    yield f"/card-{cards.of_site(Masthead.objects.get()).digest}.png"


def test_no_page_asks_more(client: Client) -> None:
    addresses = [path for path in dict.fromkeys(every_one()) if name_of(path) not in OTHERS]
    assert len(addresses) > 100
    assert too_many(client, addresses) == {}


def test_nor_does_one_where_nothing_stands_or_something_else(client: Client) -> None:
    editor = personas.editor()
    boats, rivers = (Tag.objects.get(slug=slug) for slug in ("boats", "rivers"))
    merging.merge_tags([boats], into=rivers, actor=editor)
    renaming.rename_tag(Tag.objects.get(slug="essays"), actor=editor, name="Long essays")
    retiring.retire_tag(Tag.objects.get(slug="ferries"), actor=editor)
    nowhere = ("/articles/none/", "/topics/none/", "/tags/none/", "/tags/none+rivers/", "/none/")
    moved = ("/tags/boats/", "/tags/essays/", "/tags/boats+essays/", "/zh-hans/articles/at-length/")
    gone = ("/tags/ferries/", "/tags/ferries+rivers/", "/tags/ferries/feed.atom")
    statuses = [client.get(address).status_code for address in (*nowhere, *moved, *gone)]
    assert statuses == [404] * len(nowhere) + [301] * len(moved) + [410] * len(gone)
    assert too_many(client, (*nowhere, *moved, *gone)) == {}


def test_nor_does_one_of_very_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags of which an index shows some alone, and tags together of which a page reaches some alone."""
    monkeypatch.setattr(tag_index, "AT_ONCE", 1)
    monkeypatch.setattr(lists, "REACH", 10)
    makers.make_live(tags=["rafts", "reeds"])
    assert "/tags/letters/R/2/" in asked(client, "/tags/letters/R/")[1]
    assert "?after=" in asked(client, "/tags/essays+rivers/")[1]
    paths = ("/tags/", "/tags/letters/R/", "/tags/letters/R/2/", "/tags/essays+rivers/")
    assert too_many(client, paths) == {}


def test_nor_does_one_after_something_changed(client: Client) -> None:
    article, tag = "/articles/every-kind/", "/tags/rivers/"
    for address in (article, tag, "/"):
        client.get(address)
        Masthead.objects.update(name="Another name")
        with CaptureQueriesContext(connection) as queries:
            assert "Another name" in client.get(address).content.decode()
        assert len(queries) <= most(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 2


def test_the_first_page_asks_for_the_boundary_that_it_is_kept_by(client: Client) -> None:
    """Who keeps pages goes by the instant that the page was asked about."""
    freshness.forget()
    before = timezone.now()
    with freshness.held(freshness.generation(), at=before):
        client.get("/tags/rivers/")
        with CaptureQueriesContext(connection) as queries:
            freshness.boundary(at=before)
    assert len(queries) == 0
