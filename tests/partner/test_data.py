"""A partner fetches an article as data: ninjs and Markdown, whole only where that was granted."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.importing import read_document
from articles.models import Article, Edition, Section
from articles.models.term_choices import Basis, Onward
from articles.publishing import release
from articles.rights import permissions
from tests import makers, ninjs, personas
from tests.makers import DAY, NOON
from tests.reprints import make_reprint

pytestmark = pytest.mark.django_db

SENTENCE = "The whole crossing takes four minutes in slack water."
WORDS = "Reprinted by permission of  B. & Co., from “The Review”, <No. 3>"


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def address(edition: Edition, ending: str) -> str:
    return edition.get_absolute_url().removesuffix("/") + ending


def item(client: Client, edition: Edition, *, status: int = 200) -> dict[str, Any]:
    response = client.get(address(edition, ".json"))
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    found: dict[str, Any] = json.loads(response.content)
    assert ninjs.faults(found) == []
    return found


def document(client: Client, edition: Edition) -> tuple[dict[str, Any], str]:
    response = client.get(address(edition, ".md"))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/markdown; charset=utf-8")
    _empty, matter, text = response.content.decode().split("+++\n", 2)
    return tomllib.loads(matter), text


def test_our_checker_knows_what_the_schema_refuses() -> None:
    assert ninjs.faults({"uri": "tag:a,2026:b", "license": "x"}) == ["license"]
    assert ninjs.faults({"uri": "b"}) == ["uri"]
    assert ninjs.faults({"uri": "tag:a,2026:b", "rightsInfo": {"langId": "http://x.example/"}})
    assert ninjs.faults({"uri": "tag:a,2026:b", "associations": [{"uri": "https://x.example/"}]})


def test_it_hands_over_our_own_article_whole(client: Client, django_assert_max_num_queries) -> None:
    image = makers.make_image(alt="A ferry")
    edition = makers.make_live(
        slug="crossing",
        title="Crossing",
        kicker="Rivers",
        image=image,
        bodies=(f"<p>{SENTENCE}</p>",),
    )
    with django_assert_max_num_queries(4):
        found = item(client, edition)
    assert found["representationType"] == "full"
    assert found["headlines"][0] == {"role": "main", "value": "Crossing"}
    assert found["by"] == "Ada Example"
    html, plain = found["bodies"]
    assert html["contentType"] == "text/html"
    assert html["value"].startswith('<figure><img src="http://testserver/media/')
    assert f"<p>{SENTENCE}</p>" in html["value"]
    assert plain["value"] == SENTENCE
    assert "associations" not in found
    with django_assert_max_num_queries(4):
        matter, text = document(client, edition)
    assert f"# Crossing\n\n{SENTENCE}\n" in text
    assert matter["extra"]["address"] == "http://testserver/articles/crossing/"
    assert matter["extra"]["version"] == 1
    page = client.get(edition.get_absolute_url()).content.decode()
    assert '<link rel="alternate" type="text/markdown" href="/articles/crossing.md">' in page
    assert 'type="application/json" title="ninjs" href="/articles/crossing.json">' in page


def test_it_keeps_the_text_back_where_data_was_not_granted(client: Client) -> None:
    edition = make_reprint(allows_feed=True)
    found = item(client, edition)
    assert found["representationType"] == "partial"
    assert "bodies" not in found
    assert "may not be passed on as data" in found["usageTerms"]
    assert found["descriptions"] == [{"role": "summary", "value": "A short way."}]
    matter, text = document(client, edition)
    assert text == (
        "\n# The ferry\n\nA short way.\n\nThe text may not be passed on as data. "
        "Read it here: http://testserver/articles/the-ferry/\n"
    )
    assert matter["original"]["title"] == "渡口与工厂"
    for ending in (".json", ".md"):
        response = client.get(address(edition, ending))
        assert SENTENCE not in response.content.decode()
        assert response["X-Robots-Tag"] == "noindex"
    assert "text/markdown" not in client.get(edition.get_absolute_url()).content.decode()


def test_it_says_where_a_reprint_comes_from_and_on_which_terms(client: Client) -> None:
    edition = make_reprint(allows_api=True, required_credit=WORDS)
    found = item(client, edition)
    assert found["by"] == "Ada Example · Translated by Cy Translator"
    assert found["copyrightNotice"] == "© 2026 Lin Zhou"
    assert found["copyrightHolder"] == "林舟, Bo Holder"
    assert found["usageTerms"].startswith(f"{WORDS}\n")
    assert found["infoSources"] == [{"name": "The Example Review", "role": "originalPublisher"}]
    assert found["altIds"][1] == {"role": "source-url", "value": "https://example.com/1"}
    assert found["associations"] == [
        {
            "name": "渡口与工厂",
            "uri": "https://example.com/1",
            "rel": "translationOf",
            "language": "zh-Hans",
        }
    ]
    assert found["rightsInfo"] == {"linkedRights": "http://testserver/articles/the-ferry/rights/"}
    matter, _text = document(client, edition)
    assert matter["extra"]["credit"] == WORDS
    assert "licence" not in matter["extra"]


def test_it_names_a_public_licence(client: Client) -> None:
    edition = make_reprint(
        basis=Basis.OPEN_LICENCE, licence="CC-BY-4.0", onward=Onward.PUBLIC_LICENCE
    )
    deed = "https://creativecommons.org/licenses/by/4.0/"
    assert f"CC BY 4.0: {deed}" in item(client, edition)["usageTerms"]
    assert document(client, edition)[0]["extra"]["licence_url"] == deed


@pytest.mark.parametrize("after", ["withdrawn", "ended", "demanded", "suspended"])
def test_what_is_gone_says_so_and_no_more(client: Client, after: str) -> None:
    edition = make_reprint(allows_api=True, valid_until=NOON + 2 * DAY)
    tag = client.get(address(edition, ".json"))["ETag"]
    status, said, at = 410, "canceled", NOON + DAY
    if after == "withdrawn":
        release.withdraw(edition.article, actor=personas.editor(), reason="error", at=at)
    elif after == "demanded":
        reason, status = "legal_demand", 451
        release.withdraw(edition.article, actor=personas.editor(), reason=reason, at=at)
    elif after == "suspended":
        status, said = 404, "withheld"
        permissions.suspend(edition.needs.get().permission, actor=personas.rights_desk(), at=at)
    else:
        at = NOON + 2 * DAY
    with time_machine.travel(at, tick=False):
        found = item(client, edition, status=status)
        assert found["pubStatus"] == said
        assert "bodies" not in found
        again = client.get(address(edition, ".json"), headers={"if-none-match": tag})
        assert again.status_code == status
        text = client.get(address(edition, ".md"))
        assert (text.status_code, SENTENCE in text.content.decode()) == (status, False)
        assert text["X-Robots-Tag"] == "noindex"
        assert text.has_header("Link") == (status == 451)


def test_a_draft_has_no_data_and_an_old_address_leads_on(client: Client) -> None:
    makers.make_article(slug="draft")
    assert client.get("/articles/draft.json").status_code == 404
    assert client.get("/articles/draft.md").status_code == 404
    edition = makers.make_live(slug="crossing", at=NOON)
    article = edition.article
    article.slug = "renamed"
    article.save()
    release.publish(article, actor=personas.editor(), at=NOON + DAY / 2, now=NOON + DAY / 2)
    response = client.get("/articles/crossing.md")
    assert (response.status_code, response["Location"]) == (301, "/articles/renamed.md")
    response = client.get("/zh-hans/articles/renamed.json")
    assert (response.status_code, response["Location"]) == (301, "/articles/renamed.json")


def test_our_own_importer_reads_it_back(client: Client) -> None:
    article = makers.make_article(
        slug="du-kou",
        title="渡口“一”",
        language="zh-Hans",
        deck="两句\\话。",
        author="林舟",
        tags=["河"],
        image=makers.make_image(),
        alt="一条船",
        caption="平水。",
        bodies=(
            '<p>他说"等"。<span class="footnote" data-footnote="注：一。"></span></p>',
            "<h3>小题</h3><ul><li><p>一</p></li><li><p>二</p></li></ul>",
            "<blockquote><p>三</p></blockquote>",
        ),
    )
    first, second, third = article.sections.all()
    Section.objects.filter(pk=first.pk).update(heading="闸门")
    Section.objects.filter(pk=second.pk).update(image=makers.make_image(alt="闸"), alt="闸")
    edition = release.publish(
        Article.objects.get(pk=article.pk), actor=personas.editor(), at=NOON, now=NOON
    )
    served = client.get(address(edition, ".md")).content
    read = read_document(served, filename="du-kou.md")
    piece, ours = read.piece, edition.piece
    assert read.warnings == ()
    assert (piece.title, piece.deck, piece.slug) == (ours.title, ours.deck, ours.slug)
    assert (piece.tags, piece.language) == (ours.tags, ours.language)
    assert [byline.contributor for byline in piece.bylines] == [ours.bylines[0].contributor]
    assert [(part.heading, part.body) for part in piece.parts] == [
        (part.heading, part.body) for part in ours.parts
    ]
    assert piece.lead
    assert (piece.lead.alt, piece.lead.caption) == ("一条船", "平水。")
    assert piece.parts[1].figure
    assert piece.parts[1].figure.alt == "闸"
    assert third.body == piece.parts[2].body
