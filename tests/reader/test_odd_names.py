"""Every text of a publication is as long as can be and wants to act: no output lets it, and each can be read.

Whatever the links of the front page lead to, by strict readers of its kind; then mail and tables.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable
from email import message_from_string, policy
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.core import mail
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles import post
from articles.models import Article, Message, Permission
from articles.rights import exchange
from tests import odd_names
from tests.hostile import acts
from tests.makers import DAY, NOON
from tests.reader.machines import structured

pytestmark = pytest.mark.django_db

MORE = [
    "/sitemap.xml",
    "/sitemap-pages-0.xml",
    "/robots.txt",
    "/.well-known/tdmrep.json",
    "/articles/odd.json",
    "/articles/odd.md",
    "/articles/odd/comments.atom",
    "/articles/gone/",
    "/articles/gone.json",
    "/articles/gone.md",
    "/articles/odd/cite.bib",
    "/articles/odd/cite.ris",
    "/articles/odd/republish/",
    "/articles/odd/republish/article.html",
    "/articles/odd/republish/article.txt",
    "/articles/odd/rights/request/",
]


@pytest.fixture
def article() -> Article:
    return odd_names.furnish()


def html(text: str) -> None:
    tree = LexborHTMLParser(text)
    assert acts(text) == []
    assert tree.css("zq, bcc") == []
    if tree.css('script[type="application/ld+json"]'):
        structured(text)
    if "<html" in text:
        assert "{{ 7*7 }}" in text  # in the name of the publication, and nobody reckoned it


def xml(text: str) -> None:
    for node in ElementTree.fromstring(text).iter():
        assert "zq" not in node.tag
        if node.get("type") == "html":
            html(node.text or "")


def data(text: str) -> None:
    def walk(value: Any) -> None:
        for name, inside in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inside, dict | list):
                walk(inside)
            elif "html" in str(name) and isinstance(inside, str):
                html(inside)

    walk(json.loads(text, parse_constant=pytest.fail))


def markdown(text: str) -> None:
    body = text
    if text.startswith("+++"):
        _nothing, front, body = text.split("+++\n", 2)
        assert tomllib.loads(front)["title"].startswith("Corrected <zq")
    assert "<zq" not in body.replace("\\<", "")


def bibtex(text: str) -> None:
    first, *fields, last, after = text.split("\n")
    assert re.fullmatch(r"@article\{[a-z0-9]{8},", first)
    assert (last, after) == ("}", "")
    for field in fields:
        assert re.fullmatch(r"  [a-z]+ = (\{.*\}|[a-z]{3}),", field), field
        bare = re.sub(r"\\(text\w+\{\}|[&%$#_])", "", field)
        assert bare.count("{") == bare.count("}"), field
        assert not re.search(r"[\\&%$#_~^]", bare), field


def ris(text: str) -> None:
    assert text.endswith("ER  - \r\n")
    for line in text.removesuffix("\r\n").split("\r\n"):
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n\u2028]*", line), line


READERS: dict[str, Callable[[str], None]] = {
    "text/html": html,
    "application/atom+xml": xml,
    "application/xml": xml,
    "application/opensearchdescription+xml": xml,
    "application/json": data,
    "application/feed+json": data,
    "application/vnd.iptc.ninjs+json": data,
    "text/markdown": markdown,
    "application/x-bibtex": bibtex,
    "application/x-research-info-systems": ris,
    "text/plain": lambda text: None,
}


def test_whatever_is_public_can_be_read_and_does_nothing(client: Client, article: Article) -> None:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        found = odd_names.pages(client, "/")
        assert {"/articles/odd/", "/articles/odd/rights/", "/sources/odd/feed.json"} <= found
        kinds = set()
        for path in [*found, *MORE]:
            answer = client.get(path)
            assert answer.status_code in {200, 301, 404, 410}, path
            kind = answer.headers["Content-Type"].partition(";")[0]
            kinds.add(kind)
            if kind.startswith("image/"):
                continue
            try:
                READERS[kind](answer.content.decode())
            except AssertionError as error:
                raise AssertionError(f"{path}: {error}") from error
    assert kinds >= {*READERS} - {"application/vnd.iptc.ninjs+json"}, kinds


def test_its_mail_goes_to_those_whom_it_is_for(settings: Any, article: Article) -> None:
    settings.HAS_MAIL_SERVER = True
    waiting = Message.objects.count()
    assert waiting
    assert post.deliver(at=NOON + 2 * DAY) == (waiting, 0)
    for sent, row in zip(mail.outbox, Message.objects.order_by("pk"), strict=True):
        whole = message_from_string(sent.message().as_string(), policy=policy.default)
        assert set(whole.keys()) <= {
            *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To"),
            *("Date", "Message-ID", "Auto-Submitted", "Reply-To"),
        }
        assert whole["To"] == row.to
        assert not whole.defects


def test_its_tables_hold_no_formula(article: Article) -> None:
    lines = list(
        csv.reader(io.StringIO(exchange.export(Permission.objects.all()).lstrip("\ufeff")))
    )
    assert len(lines) == 3
    assert all(len(line) == len(lines[0]) for line in lines)
    assert not [cell for line in lines for cell in line if cell[:1] in set("=+-@\t\r")]
    assert any("cmd|" in cell for line in lines for cell in line)
