"""Every text of the house wants to act: no page of the desk or of the site lets it, and no answer either."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.models import Article
from tests import personas
from tests.desk.every_page import addresses
from tests.desk.pages import desk, form_values, signed_in
from tests.hostile import VECTORS, acts, left_over
from tests.house import furnish

pytestmark = pytest.mark.django_db

SCRIPT = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ASKED = ("q", "keys", "month", "view", "from", "to", "path", "at", "article", "app_label", "term")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def article(now: datetime) -> Article:
    """Of a house in which each text ends in a script, and each body is one of the vectors."""
    return furnish(at=now, say=lambda words: f"{words} {SCRIPT}", bodies=tuple(VECTORS[::7]))


@pytest.fixture
def everyone(article: Article) -> Client:
    user = personas.everyone()
    user.is_superuser = True
    user.save()
    return signed_in(user)


# Kinds that no browser shows as a page.
HARMLESS = (
    *("application/json", "application/feed+json", "text/markdown", "text/plain"),
    *("text/javascript", "text/css"),
)


def check(answer: Any, where: str) -> None:
    """Nothing in it acts; what is no page says so, and no browser takes it for one."""
    assert answer.status_code < 500, where
    kind = answer.headers["Content-Type"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    if "html" in kind or "xml" in kind:
        assert (where, acts(answer.content.decode())) == (where, [])
    elif not answer.headers.get("Content-Disposition", "").startswith("attachment"):
        assert kind.startswith(HARMLESS), (where, kind)


def test_no_page_of_the_desk_acts(everyone: Client, now: datetime) -> None:
    found = addresses(at=now)
    assert len(found) > 100
    shown = 0
    for address in found:
        answer = everyone.get(address)
        check(answer, address)
        if answer.streaming:  # a file, to be saved
            continue
        shown += SCRIPT.encode() not in answer.content and b"alert(1)" in answer.content
    assert shown > 50  # or it was no test: the texts are there, and are texts


def test_no_page_acts_by_what_is_asked_of_it(everyone: Client, now: datetime) -> None:
    for address in addresses(at=now):
        if not any(part.isdigit() for part in address.split("/")):
            check(everyone.get(address, dict.fromkeys(ASKED, SCRIPT)), address)


def test_no_form_that_is_refused_acts(everyone: Client, article: Article) -> None:
    change = desk("articles_article_change", article.pk)
    values = form_values(everyone.get(change).content.decode(), "#article_form")
    hostile = {
        **values,
        **{name: SCRIPT for name, value in values.items() if value and "TOTAL" not in name},
    }
    kept = {
        name: value
        for name, value in values.items()
        if name.endswith(("_FORMS", "-id", "-article", "version"))
    }
    answer = everyone.post(change, {**hostile, **kept})
    assert answer.status_code == 200  # the address and the language are none
    check(answer, "refused")
    Article.objects.filter(pk=article.pk).update(version=article.version + 1, title="Theirs")
    both = {**values, "title": f"Mine {SCRIPT}", "version": article.version}
    check(everyone.post(change, both), "two at one article")
    for verb in ("publish", "submit"):
        check(everyone.post(desk("articles_article_verb", article.pk, verb), hostile), verb)
    record = desk("articles_permission_add")
    names = form_values(everyone.get(record).content.decode(), "#permission_form")
    for told in (names, {**names, "_take_terms": "1"}):
        check(
            everyone.post(record, told | {name: SCRIPT for name in names if name[0] != "_"}), record
        )
    check(
        everyone.post(desk("articles_article_import"), {"text": SCRIPT, "kind": SCRIPT}), "import"
    )
    bulk = {"action": "add_tag", "_selected_action": [article.pk], "tag": SCRIPT, "said": SCRIPT}
    check(everyone.post(desk("articles_article_changelist"), bulk), "bulk")


def test_no_answer_to_a_script_brings_what_acts(everyone: Client, article: Article) -> None:
    """What is drawn of these by scripts is drawn as text; what is a page or a body is checked here."""
    change = everyone.get(desk("articles_article_change", article.pk)).content.decode()
    values = form_values(change, "#article_form")
    bodies = [name for name in values if name.endswith("-body")]
    typed = {**values, **dict(zip(bodies, VECTORS[3::7], strict=False)), "deck": SCRIPT}
    answer = everyone.post(desk("articles_article_preview", article.pk), typed)
    assert acts(answer.json()["html"]) == []
    assert "alert(1)" in answer.json()["html"]
    keep = {**typed, "page": "c" * 16, "base": values.get("base", "")}
    check(everyone.post(desk("articles_article_keep", article.pk), keep), "keep")
    check(everyone.get(desk("articles_article_kept", article.pk)), "kept")
    for name, asked in (
        ("articles_tag_suggestions", {"q": "riv"}),
        ("articles_article_links", {"q": "bank"}),
        ("articles_image_library", {}),
    ):
        check(everyone.get(desk(name), asked), name)
    check(everyone.post(desk("articles_tag_lookup"), {"names": [f"x {SCRIPT}"]}), "lookup")
    assert all(left_over(section.body) == [] for section in article.sections.all())


def test_no_page_of_readers_acts(article: Article, client: Client) -> None:
    """Whatever the front pages lead to, by their links: lists, articles, versions, notices, feeds."""
    waiting = ["/", "/zh-hans/", *(link.get_absolute_url() for link in article.preview_links.all())]
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow=True)
        if address.startswith(("/media/", "/static/", "/admin/")):
            continue
        check(answer, address)
        for node in LexborHTMLParser(answer.content.decode()).css("a[href], link[href]"):
            link = urlsplit(urljoin(address, node.attributes["href"] or ""))
            path = f"{link.path}?{link.query}" if link.query else link.path
            if not link.netloc and link.scheme == "" and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert len(seen) > 20
