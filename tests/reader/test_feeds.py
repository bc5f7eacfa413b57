"""A reader follows a feed: it carries what the permissions let it carry, for as long as they last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from articles.models import Masthead, Section, Source, Tag, TagAlias, Topic, TopicPick
from articles.models.term_choices import Basis, Onward
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reprints import make_reprint, make_verbatim

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SENTENCE = "The whole crossing takes four minutes in slack water."
WORDS = "Reprinted by permission of  B. & Co.,\nfrom “The Review”, <No. 3>"


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def atom(client: Client, path: str = "/feed.atom") -> ElementTree.Element:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return ElementTree.fromstring(response.content)


def entries(client: Client, path: str = "/feed.atom") -> list[ElementTree.Element]:
    return atom(client, path).findall(f"{ATOM}entry")


def items(client: Client, path: str = "/feed.json") -> list[dict[str, Any]]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/feed+json")
    return json.loads(response.content)["items"]


def link(entry: ElementTree.Element, rel: str) -> str | None:
    found = [row.get("href") for row in entry.findall(f"{ATOM}link") if row.get("rel") == rel]
    return found[0] if found else None


def texts(entry: ElementTree.Element, path: str) -> list[str | None]:
    return [row.text for row in entry.findall("/".join(ATOM + name for name in path.split("/")))]


def test_it_carries_our_own_articles_whole(client: Client) -> None:
    other = makers.make_live(slug="other", title="Other", at=NOON)
    gone = makers.make_live(slug="gone", title="Gone", at=NOON)
    article = makers.make_article(
        slug="crossing",
        title="Crossing & back",
        image=makers.make_image(alt="A ferry"),
        bodies=(
            f'<p>See <a href="article:{other.article.key}#k1">the other</a>, '
            f'<a href="article:{gone.article.key}">a lost one</a> and <a href="#k2">below</a>.'
            '<span class="footnote" data-footnote="A &quot;note&quot;"></span></p>',
        ),
    )
    Section.objects.filter(article=article).update(heading="A & B", key="k2")
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON)
    entry = entries(client)[0]
    assert texts(entry, "title") == ["Crossing & back"]
    assert texts(entry, "summary") == ["A deck."]
    (content,) = texts(entry, "content")
    assert content
    assert "<h2>A &amp; B</h2>" in content
    assert '<a href="http://testserver/articles/other/#k1">the other</a>, a lost one and' in content
    assert '<a href="http://testserver/articles/crossing/#k2">below</a>.<sup>[1]</sup>' in content
    assert "<ol><li><p>A &quot;note&quot;</p></li></ol>" in content
    assert re.search(r'<img src="http://testserver/media/[0-9a-f]{64}" alt="A ferry"', content)
    item = items(client)[0]
    assert item["content_html"] == content
    assert item["image"].startswith("http://testserver/media/")
    assert "content_text" not in item
    assert "external_url" not in item
    assert (item["language"], item["tags"], edition.language) == ("en", ["essays"], "en")
    assert item["_rights"]["basis_public"] == "own"


def test_it_keeps_an_articles_name_whatever_it_is_called(client: Client) -> None:
    edition = makers.make_live(slug="crossing", title="Crossing", at=NOON)
    year = edition.article.created_at.year
    wanted = f"tag:testserver,{year}:{edition.article.key}"
    assert texts(entries(client)[0], "id") == [wanted]
    article = edition.article
    article.slug, article.title = "renamed", "Renamed"
    article.save()
    release.publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)
    (entry,) = entries(client)
    assert texts(entry, "id") == [wanted] == [items(client)[0]["id"]]
    assert link(entry, "alternate") == "http://testserver/articles/renamed/"


def test_updates_and_corrections_move_its_date_and_a_small_repair_does_not(client: Client) -> None:
    article = makers.make_live(slug="crossing", title="Crossing", at=NOON).article
    for hours, kind, note in ((1, "minor", ""), (2, "correction", "The year was wrong.")):
        Section.objects.filter(article=article).update(body=f"<p>Words {hours}.</p>")
        at = NOON + hours * DAY / 24
        release.publish(article, actor=personas.editor(), at=at, now=at, kind=kind, note=note)
        with time_machine.travel(at, tick=False):
            expected = "2026-11-02T12:00:00Z" if kind == "minor" else "2026-11-02T14:00:00Z"
            (entry,) = entries(client)
            assert texts(entry, "updated") == [expected]
            assert texts(atom(client), "updated") == [expected]
            assert items(client)[0]["date_modified"] == expected
            assert texts(entry, "published") == ["2026-11-02T12:00:00Z"]


def test_it_carries_a_summary_where_the_whole_text_was_not_granted(client: Client) -> None:
    make_reprint("short")
    make_reprint("long", allows_feed=True)
    for path in ("/feed.atom", "/feed.json"):
        assert client.get(path).content.decode().count(SENTENCE) == 1
    long, short = entries(client)
    assert texts(short, "content") == []
    assert texts(short, "summary") == ["A short way."]
    assert SENTENCE in str(texts(long, "content"))
    assert [item.get("content_text", "") for item in items(client)] == ["", "A short way."]


def test_it_credits_by_role_and_says_where_it_comes_from(client: Client) -> None:
    make_reprint(allows_feed=True)
    (entry,) = entries(client)
    assert texts(entry, "author/name") == ["Ada Example"]
    assert texts(entry, "contributor/name") == ["Cy Translator"]
    assert link(entry, "via") == "https://example.com/1"
    assert link(entry, "license") is None
    (rights,) = texts(entry, "rights")
    assert rights
    assert "First published in Chinese as 《渡口与工厂》" in rights
    assert "© 2026 Lin Zhou" in rights
    (content,) = texts(entry, "content")
    assert '<a href="http://testserver/sources/the-example-review/">' in str(content)
    (item,) = items(client)
    assert item["external_url"] == "https://example.com/1"
    assert item["authors"][0]["name"] == "Ada Example"
    assert item["_contributors"][0]["role"] == "translator"
    said = item["_rights"]
    assert said["about"] == "http://testserver/articles/the-ferry/rights/"
    assert said["basis_public"] == "permission"
    assert said["source"] == {
        "title": "渡口与工厂",
        "url": "https://example.com/1",
        "author": "林舟, Bo Holder",
        "published": "2026-05-03",
    }
    assert "license" not in said


def test_it_prints_the_prescribed_credit_to_the_letter(client: Client) -> None:
    make_reprint(required_credit=WORDS)
    make_reprint("whole", holder_prescribed=WORDS, allows_feed=True)
    make_verbatim(required_credit=WORDS.replace("\n", "\r\n"))
    last = entries(client)[0]
    (rights,) = texts(last, "rights")
    assert rights
    assert WORDS.replace("\n", "\r\n") in rights
    assert items(client)[0]["_rights"]["credit"] == WORDS.replace("\n", "\r\n")
    (rights,) = texts(entries(client)[-1], "rights")
    assert rights
    assert rights.startswith(f"{WORDS}\n")
    assert items(client)[-1]["_rights"]["credit"] == WORDS


def test_it_names_a_licence_only_where_it_is_for_everyone(client: Client) -> None:
    make_reprint("private")
    make_reprint(
        "open", basis=Basis.OPEN_LICENCE, licence="CC-BY-4.0", onward=Onward.PUBLIC_LICENCE
    )
    public, private = entries(client)
    assert link(public, "license") == "https://creativecommons.org/licenses/by/4.0/"
    assert link(private, "license") is None
    licences = [item["_rights"].get("license") for item in items(client)]
    assert licences == ["https://creativecommons.org/licenses/by/4.0/", None]


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
def test_what_ends_is_gone_at_that_second_and_no_old_copy_is_confirmed(
    client: Client, path: str
) -> None:
    ends = NOON + 2 * DAY
    make_reprint(valid_until=ends)
    with time_machine.travel(ends - DAY / 86400, tick=False):
        response = client.get(path)
        tag = response["ETag"]
        assert b"The ferry" in response.content
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    with time_machine.travel(ends, tick=False):
        response = client.get(path, headers={"if-none-match": tag})
        assert response.status_code == 200
        assert b"The ferry" not in response.content
        late = client.get(path, headers={"if-modified-since": "Tue, 03 Nov 2099 12:00:00 GMT"})
        assert late.status_code == 200


def test_what_is_scheduled_is_not_in_it(client: Client) -> None:
    article = makers.make_article(slug="later")
    release.publish(article, actor=personas.editor(), at=NOON + 2 * DAY, now=NOON)
    assert entries(client) == []
    assert texts(atom(client), "updated") == ["1970-01-01T00:00:00Z"]
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert len(entries(client)) == 1


def test_it_stands_under_every_list_in_every_language(
    client: Client, django_assert_max_num_queries
) -> None:
    edition = make_reprint()
    for number in range(3):
        make_verbatim(f"other-{number}")
    Topic.objects.create(slug="cities", name="Cities").tags.add(Tag.objects.get(slug="essays"))
    Source.objects.create(slug="unused", name="Unused")
    lists = [
        "/articles/",
        "/tags/essays/",
        "/topics/cities/",
        "/contributors/ada-example/",
        "/sources/the-example-review/",
    ]
    for prefix in ("", "/zh-hans"):
        for path in ("/", *lists):
            html = client.get(prefix + path).content.decode()
            for kind in ("atom", "json"):
                address = f"{prefix}{path}feed.{kind}"
                assert f'href="http://testserver{address}"' in html
                with django_assert_max_num_queries(5):
                    response = client.get(address)
                assert response.status_code == 200, address
                assert edition.article.key in response.content.decode()
                assert not response.has_header("Vary")
    for path in ("/tags/none/", "/topics/none/", "/contributors/none/", "/sources/unused/"):
        assert client.get(f"{path}feed.atom").status_code == 404, path


def test_it_holds_a_topics_chosen_articles_and_what_its_tags_bring(client: Client) -> None:
    picked = makers.make_live(slug="picked", tags=["other"])
    brought = makers.make_live(slug="brought", tags=["essays"])
    makers.make_live(slug="neither", tags=["other"])
    topic = Topic.objects.create(slug="cities", name="Cities")
    topic.tags.add(Tag.objects.get(slug="essays"))
    TopicPick.objects.create(topic=topic, article=picked.article)
    found = {item["url"].split("/")[-2] for item in items(client, "/topics/cities/feed.json")}
    assert found == {picked.slug, brought.slug}


def test_it_stands_for_each_language(client: Client, django_assert_max_num_queries) -> None:
    english = makers.make_live(slug="crossing", language="en-GB")
    chinese = makers.make_live(slug="du-kou", language="zh-Hans")
    for tag, edition in (
        ("en", english),
        ("en-GB", english),
        ("zh-Hans", chinese),
        ("zh", chinese),
    ):
        with django_assert_max_num_queries(5):
            (item,) = items(client, f"/feeds/{tag}.json")
        assert item["url"].endswith(edition.get_absolute_url())
        feed = atom(client, f"/feeds/{tag}.atom")
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
    assert link(atom(client, "/feeds/zh-Hans.atom"), "alternate") == "http://testserver/zh-hans/"
    for tag in ("fr", "e", "EN", "zh-hans"):
        assert client.get(f"/feeds/{tag}.atom").status_code == 404
    html = client.get("/feeds/").content.decode()
    for tag in ("en-GB", "zh-Hans"):
        assert f'href="/feeds/{tag}.atom"' in html


def test_a_feed_says_when_it_changed_and_is_not_sent_twice(client: Client) -> None:
    makers.make_live()
    for path in ("/feed.atom", "/feed.json", "/tags/essays/feed.atom", "/feeds/en.json"):
        response = client.get(path)
        assert response["Last-Modified"] == "Mon, 02 Nov 2026 12:00:00 GMT"
        known = {"if-none-match": response["ETag"], "if-modified-since": response["Last-Modified"]}
        again = client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == response["ETag"]


def test_it_keeps_the_rules_of_the_feed_validator(client: Client) -> None:
    """What the validator of the W3C calls an error or warns of, as far as a feed of ours could do it."""
    make_reprint("long", allows_feed=True)
    make_reprint("short", language="zh-Hans")
    makers.make_live(slug="own", author="", tags=[], deck="")
    for path in ("/feed.atom", "/zh-hans/feed.atom", "/tags/essays/feed.atom"):
        feed = atom(client, path)
        assert [row.tag for row in feed][:2] == [f"{ATOM}id", f"{ATOM}title"]
        assert link(feed, "self") == f"http://testserver{path}"
        assert texts(feed, "id") == [f"http://testserver{path}"]
        assert len(texts(feed, "updated")) == len(texts(feed, "author/name")) == 1
        seen = set()
        for entry in feed.findall(f"{ATOM}entry"):
            for once in ("id", "title", "updated", "published"):
                assert len(texts(entry, once)) == 1, once
            (identity,), (title,) = texts(entry, "id"), texts(entry, "title")
            assert re.fullmatch(r"tag:testserver,\d{4}:[0-9a-z]{8}", str(identity))
            assert identity not in seen
            seen.add(identity)
            assert title
            assert title.strip() == title
            (page,) = [row for row in entry.findall(f"{ATOM}link") if row.get("rel") == "alternate"]
            assert page.get("href", "").startswith("http://testserver/")
            assert page.get("type") == "text/html"
            assert texts(entry, "summary") or texts(entry, "content"), "nothing to read"
            for content in texts(entry, "content"):
                relative = re.findall(r'(?:href|src)="(?!https?://|mailto:)', str(content))
                assert not relative
                assert "<script" not in str(content)
                assert " style=" not in str(content)


def test_it_follows_a_tag_by_its_other_names(client: Client) -> None:
    makers.make_live()
    TagAlias.objects.create(tag=Tag.objects.get(slug="essays"), name="Essay")
    response = client.get("/tags/essay/feed.json")
    assert (response.status_code, response["Location"]) == (301, "/tags/essays/feed.json")


def test_it_holds_the_newest_thirty(client: Client, django_assert_max_num_queries) -> None:
    for number in range(31):
        makers.make_live(slug=f"n-{number}", at=NOON + number * DAY / 100)
    with django_assert_max_num_queries(5):
        found = entries(client)
    assert len(found) == 30
    assert link(found[0], "alternate") == "http://testserver/articles/n-30/"


def test_it_is_xml_whatever_people_write(client: Client) -> None:
    Masthead.objects.update(name='"><script>\x0b', tagline="&amp;")
    makers.make_live(slug="odd", title="]]> & <b>\x0c", deck="\x01 &lt;", author="A <b> \x02")
    feed = atom(client)
    assert texts(feed, "title") == ['"><script>']
    assert texts(feed.findall(f"{ATOM}entry")[0], "author/name") == ["A <b> "]
    items(client)


def test_one_page_names_them_all(client: Client, django_assert_max_num_queries) -> None:
    makers.make_live()
    Topic.objects.create(slug="cities", name="Cities")
    with django_assert_max_num_queries(5):
        html = client.get("/feeds/").content.decode()
    for address in ("/feed.atom", "/topics/cities/feed.json", "/tags/essays/feed.atom"):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200
    assert '<a href="/feeds/">Feeds</a>' in client.get("/").content.decode()
