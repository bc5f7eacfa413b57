"""A reader browses: front page, archive, tags, topics, people and sources, page after page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from articles import curation
from articles.models import (
    Edition,
    Masthead,
    MenuItem,
    Source,
    StandingPage,
    Tag,
    TagAlias,
    Topic,
)
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + 60 * DAY


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<h[23][^>]*><a href="[^"]*/articles/[^"]*">([^<]*)</a></h[23]>', html)


def counts(html: str) -> dict[str, int]:
    """The tags of the index with how many articles each says that it has."""
    found = re.findall(r">([^<]+)</a> <span class=\"label\"><span[^>]*>(\d+) article", html)
    return {name: int(count) for name, count in found}


def make_front(*picks: Edition, language: str = "en") -> None:
    topic = Topic.objects.get(front_of=language)
    chosen = [(edition.article, "") for edition in picks]
    curation.arrange_topic(topic, actor=personas.editor(), picks=chosen)


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("path", ["/", "/articles/", "/tags/", "/topics/"])
def test_it_is_a_site_before_anything_is_published(
    client: Client, prefix: str, path: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(5):
        html = text(client, prefix + path)
    assert html.count("<h1") == 1
    assert "None" not in html


def test_it_shows_the_chosen_articles_first(client: Client) -> None:
    old = makers.make_live(title="Old and chosen", at=NOON)
    draft = makers.make_article(title="Chosen draft")
    new = makers.make_live(title="New", at=NOON + DAY)
    gone = makers.make_live(title="Gone", at=NOON)
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    topic = Topic.objects.get(front_of="en")
    picks = [(draft, ""), (gone.article, ""), (old.article, "A blurb instead")]
    curation.arrange_topic(topic, actor=personas.editor(), picks=picks)
    html = text(client, "/")
    assert titles(html) == ["Old and chosen", "New"]
    assert "A blurb instead" in html
    assert titles(text(client, "/zh-hans/")) == ["New", "Old and chosen"]
    assert new.title in html


def test_it_lists_public_topics_and_no_front_pages(client: Client) -> None:
    Topic.objects.create(slug="cities", name="Cities", description="Of streets.")
    Topic.objects.create(slug="secret", name="Secret", is_public=False)
    for path in ("/", "/topics/"):
        html = text(client, path)
        assert "Cities" in html
        assert "Of streets." in html
        assert "Secret" not in html
        assert "Front page" not in html
    assert client.get("/topics/secret/").status_code == 404
    assert client.get("/topics/front-en/").status_code == 404


def test_it_counts_months_by_the_publication_s_clock(client: Client, settings) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    from django.utils import timezone

    with timezone.override("Asia/Shanghai"):
        makers.make_live(title="New year", at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
        assert titles(text(client, "/articles/2026/11/")) == ["New year"]
        assert client.get("/articles/2026/10/").status_code == 404
        assert 'href="/articles/2026/11/"' in text(client, "/articles/2026/")


def test_it_knows_no_empty_months_and_no_odd_ones(client: Client) -> None:
    makers.make_live()
    for path in ("2026/10", "2026/13", "2026/00", "2026/1", "0000", "9999", "20260", "1850/01"):
        assert client.get(f"/articles/{path}/").status_code == 404, path
    assert 'href="/articles/2026/"' in text(client, "/articles/")


def test_it_lists_tags_with_live_articles_alone(client: Client) -> None:
    makers.make_live(tags=["chips", "robots"])
    makers.make_live(tags=["chips"])
    makers.make_article(tags=["secret plan"])
    html = text(client, "/tags/")
    assert counts(html) == {"chips": 2, "robots": 1}
    assert "secret plan" not in html
    for end in ("", "?after=0.0", "feed.atom"):
        assert client.get(f"/tags/secret-plan/{end}").status_code == 404, end


def test_no_page_of_a_list_tells_what_was_never_public(client: Client) -> None:
    """Nor does an address that leads there."""
    makers.make_live(tags=["chips"])
    makers.make_article(tags=["secret plan"], author="Sly Writer")
    TagAlias.objects.create(tag=Tag.objects.get(name="secret plan"), name="plot")
    makers.make_source("The Coming Review")
    for path in (
        *("/tags/secret-plan/", "/tags/plot/", "/tags/plot/feed.json", "/tags/secret-plan+chips/"),
        *("/contributors/sly-writer/", "/sources/the-coming-review/"),
    ):
        for query in ("", "?after=0.0", "?after=9999999999999999.1"):
            assert client.get(f"{path}{query}").status_code == 404, (path, query)


def test_it_leads_other_names_to_the_tag(client: Client) -> None:
    makers.make_live(tags=["graphics cards"])
    TagAlias.objects.create(tag=Tag.objects.get(), name="GPU")
    response = client.get("/tags/gpu/")
    assert (response.status_code, response["Location"]) == (301, "/tags/graphics-cards/")
    response = client.get("/zh-hans/tags/gpu/")
    assert response["Location"] == "/zh-hans/tags/graphics-cards/"
    assert client.get("/tags/nothing/").status_code == 404


def test_it_keeps_a_page_for_what_was_public_once(client: Client) -> None:
    article = makers.make_article(tags=["ferries"], author="Bo Writer")
    makers.credit(article, makers.make_permission(valid_until=NOON + 10 * DAY))
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    for path in ("/tags/ferries/", "/contributors/bo-writer/", "/sources/the-example-review/"):
        html = text(client, path)
        assert "public at the moment" in html
        assert titles(html) == []


def test_it_puts_chosen_articles_before_what_the_tags_bring(client: Client) -> None:
    chosen = makers.make_live(title="Chosen", tags=["chips"], at=NOON)
    makers.make_live(title="Fed", tags=["chips"], at=NOON + DAY)
    makers.make_live(title="Other", tags=["cities"], at=NOON + DAY)
    topic = Topic.objects.create(slug="machines", name="Machines")
    topic.tags.add(Tag.objects.get(name="chips"))
    curation.arrange_topic(
        topic, actor=personas.editor(), picks=[(chosen.article, "Why we chose it")]
    )
    html = text(client, "/topics/machines/")
    assert titles(html) == ["Chosen", "Fed"]
    assert "Why we chose it" in html


def test_it_says_in_which_role_someone_took_part(client: Client) -> None:
    article = makers.make_article(title="A translation")
    person = makers.make_contributor("Mara Lindqvist")
    for role in ("translator", "illustrator"):
        article.bylines.create(contributor=person, role=role, position=2)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    html = text(client, person.get_absolute_url())
    assert titles(html) == ["A translation"]
    assert "as translator and as illustrator" in html
    assert "translated by Mara Lindqvist" in text(client, "/")


def test_it_shows_what_was_reprinted_and_hides_who_is_only_asked(client: Client) -> None:
    article = makers.make_article(title="Reprinted")
    makers.credit(article, makers.make_permission())
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    asked = Source.objects.create(name="Only asked", slug="only-asked", private_contact="secret")
    assert titles(text(client, "/sources/the-example-review/")) == ["Reprinted"]
    assert client.get(asked.get_absolute_url()).status_code == 404


def test_it_marks_articles_in_another_language(client: Client) -> None:
    edition = makers.make_live(
        title="路口的三个小时", language="zh-Hans", slug="lukou", deck="算法"
    )
    for path in ("/", "/articles/", "/tags/essays/"):
        html = text(client, path)
        assert 'href="/zh-hans/articles/lukou/"' in html
        assert ' lang="zh-Hans"><a' in html
        assert '<span class="lang" lang="zh-Hans">中文</span>' in html
        assert '<span class="lang"' not in text(client, "/zh-hans" + path)
    assert edition.language == "zh-Hans"


def test_it_shows_standing_pages_in_the_reader_s_language(client: Client) -> None:
    StandingPage.objects.create(
        slug="about",
        title="About",
        body='<h3>We</h3><p>Who we are.</p><h4 lang="en">More</h4>',
        translations={"zh-hans": {"title": "关于", "body": "<p>我们是谁。</p>"}},
    )
    StandingPage.objects.create(slug="privacy", title="Privacy", body="<p>Nothing kept.</p>")
    StandingPage.objects.create(slug="plans", title="Plans", body="<p>x</p>", is_public=False)
    about = text(client, "/about/")
    assert '<h2>We</h2><p>Who we are.</p><h3 lang="en">More</h3>' in about
    assert "我们是谁。" in text(client, "/zh-hans/about/")
    fallback = text(client, "/zh-hans/privacy/")
    assert '<div lang="en"><p>Nothing kept.</p>' in fallback
    assert '<span lang="en">Privacy</span>' in fallback
    assert client.get("/plans/").status_code == 404


def test_it_has_a_menu_of_what_readers_may_see(client: Client) -> None:
    masthead = Masthead.objects.get()
    hidden = Topic.objects.create(slug="hidden", name="Hidden", is_public=False)
    shown = Topic.objects.create(slug="cities", name="Cities")
    about = StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    for position, leads in enumerate(
        ({"topic": hidden}, {"topic": shown}, {"page": about}, {"place": "tags"})
    ):
        MenuItem.objects.create(masthead=masthead, position=position, **leads)
    html = text(client, "/topics/cities/")
    assert '<a href="/topics/cities/" aria-current="page">Cities</a>' in html
    assert "Hidden" not in html
    assert html.index("</main>") < html.index(">About<")
    assert 'href="/zh-hans/topics/cities/"' in html


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/articles/",
        "/articles/2026/",
        "/articles/2026/11/",
        "/tags/",
        "/tags/tag-1/",
        "/topics/",
        "/topics/topic-1/",
        "/contributors/ada-example/",
        "/sources/the-example-review/",
        "/about/",
        "/zh-hans/",
    ],
)
def test_it_needs_five_queries_at_most(
    client: Client, path: str, django_assert_max_num_queries
) -> None:
    make_archive()
    with django_assert_max_num_queries(5):
        html = text(client, path)
    assert "About" in html


def make_archive() -> None:
    """A menu, three topics, and enough articles with pictures, tags and sources for a second page."""
    masthead = Masthead.objects.get()
    about = StandingPage.objects.create(slug="about", title="About", body="<p>x</p>")
    MenuItem.objects.create(masthead=masthead, page=about)
    for number in range(3):
        topic = Topic.objects.create(
            slug=f"topic-{number}", name=f"Topic {number}", image=makers.make_image()
        )
        MenuItem.objects.create(masthead=masthead, topic=topic, position=number)
    editions = []
    permission = makers.make_permission()
    for number in range(24):
        article = makers.make_article(
            image=makers.make_image(), alt="Alt", tags=[f"tag-{n}" for n in range(number % 4 + 1)]
        )
        makers.credit(article, permission)
        at = NOON + number * DAY
        editions.append(release.publish(article, actor=personas.editor(), at=at, now=at))
    make_front(*editions[:5])
    topic = Topic.objects.get(slug="topic-1")
    topic.tags.set(Tag.objects.all())
    picks = [(edition.article, "Blurb") for edition in editions[:3]]
    curation.arrange_topic(topic, actor=personas.editor(), picks=picks)
    assert timedelta(days=24) < LATER - NOON
