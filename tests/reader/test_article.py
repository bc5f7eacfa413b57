"""A reader opens an article: what is on the page, what is not, and at which address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from articles import curation
from articles.models import Article, Comment, Edition, Masthead, MenuItem, Section, Topic
from articles.models.term_choices import Onward
from articles.moderation import leave, let_through
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import markup

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def page(client: Client, edition: Edition) -> str:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def make_menu(*topics: Topic) -> None:
    masthead = Masthead.objects.get()
    for position, topic in enumerate(topics):
        MenuItem.objects.create(masthead=masthead, topic=topic, position=position)


def test_it_shows_what_was_published_and_nothing_later(client: Client) -> None:
    edition = makers.make_live(title="Crossing", bodies=("<p>First words.</p>",))
    Section.objects.filter(article=edition.article).update(body="<p>Not yet.</p>")
    html = page(client, edition)
    assert "<h1>Crossing</h1>" in html
    assert "First words." in html
    assert "Not yet." not in html
    assert '<time datetime="2026-11-02">2 November 2026</time>' in html
    assert 'rel="author"' in html
    assert "1 minute<" in html


def test_it_prints_nothing_where_something_is_missing(client: Client) -> None:
    edition = makers.make_live(title="Bare", deck="", author="", tags=[])
    html = page(client, edition)
    for mark in (
        "None",
        'class="deck"',
        'class="kicker"',
        "By ",
        "<figure",
        "<img",
        "Tags",
        '"toc"',
    ):
        assert mark not in html, mark
    assert '<meta name="description" content="Some words.">' in html


def test_it_has_one_h1_landmarks_and_a_skip_link(client: Client) -> None:
    html = page(client, makers.make_live())
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'class="skip" href="#main"' in html
    assert 'id="main"' in html
    assert "style=" not in html
    assert "<script" not in markup(html)


def test_it_has_contents_from_three_headings_on(client: Client) -> None:
    article = makers.make_article(bodies=("<p>a</p>", "<p>b</p>", "<p>c</p>"))
    for section in article.sections.all()[:2]:
        Section.objects.filter(pk=section.pk).update(heading=f"Part {section.position}")
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    html = page(client, edition)
    assert 'class="toc"' not in html
    assert html.count('class="ornament"') == 1
    Section.objects.filter(article=article).update(heading="Headed")
    edition = release.publish(
        Article.objects.get(pk=article.pk), actor=personas.editor(), at=NOON + SECOND
    )
    html = page(client, edition)
    assert 'class="toc"' in html
    for section in article.sections.all():
        assert f'<a href="#{section.key}">' in html
        assert f'<section id="{section.key}">' in html


def test_it_numbers_footnotes_through_the_article(client: Client) -> None:
    note = '<span class="footnote" data-footnote="{}"></span>'
    edition = makers.make_live(
        bodies=(
            f"<p>One{note.format('first &amp; &lt;b&gt;')}, two{note.format('second')}.</p>",
            f"<ul><li><p>Three{note.format('third')}.</p></li></ul>",
        )
    )
    html = page(client, edition)
    assert html.index('id="note-1"') < html.index('id="note-2"') < html.index('id="noteref-3"')
    assert 'href="#noteref-3"' in html
    assert "first &amp; &lt;b&gt;" in html
    assert "data-footnote" not in html


def test_it_links_to_the_live_address_of_another_article(client: Client) -> None:
    other = makers.make_live(title="The other", language="zh-Hans", slug="other")
    broken = makers.make_live(title="Soon withdrawn").article
    edition = makers.make_live(
        bodies=(
            f'<p><a href="article:{other.article.key}#part">here</a> and '
            f'<a href="article:{broken.key}"><em>nowhere</em></a></p>',
        )
    )
    release.withdraw(broken, actor=personas.editor(), reason="error", notice="", at=NOON)
    html = page(client, edition)
    assert '<a href="/zh-hans/articles/other/#part">here</a>' in html
    assert "and <em>nowhere</em>" in html
    assert "article:" not in html.partition("</head>")[2]


def test_it_shows_pictures_in_two_formats_with_their_focal_point(client: Client) -> None:
    image = makers.make_image(focal_x=23, focal_y=78, credit="Drawing: Ines")
    article = makers.make_article(image=image, alt="A boat")
    Section.objects.filter(article=article).update(image=makers.make_image(), is_decorative=True)
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    html = page(client, edition)
    assert html.count("<picture>") == 2
    assert 'class="fx-20 fy-80"' in html
    assert 'alt="A boat"' in html
    assert 'alt=""' in html
    assert "480w" in html
    assert "1600w" in html
    assert html.count('loading="lazy"') == 1
    assert "Drawing: Ines" in html


def test_it_names_its_topic_and_links_the_line_above_the_headline(client: Client) -> None:
    edition = makers.make_live(kicker="machines", tags=["chips"])
    topic = Topic.objects.create(slug="machines", name="Machines")
    topic.tags.set(edition.article.tags.all())
    Topic.objects.create(slug="hidden", name="Hidden", is_public=False).tags.set(
        edition.article.tags.all()
    )
    html = page(client, edition)
    assert '<a href="/topics/machines/">machines</a>' in html
    assert "Hidden" not in html
    assert '<a rel="tag" href="/tags/chips/">chips</a>' in html


def test_it_says_what_was_corrected_and_lists_the_versions(client: Client) -> None:
    edition = makers.make_live(title="Before", slug="story")
    article = edition.article
    article.title = "After"
    article.save()
    release.publish(
        article,
        actor=personas.editor(),
        at=NOON + SECOND,
        now=NOON + SECOND,
        kind="correction",
        note="A wrong year.",
    )
    html = page(client, edition)
    assert "Corrected on" in html
    assert "Version 2" in html
    assert 'href="/articles/story/editions/"' in html
    versions = client.get("/articles/story/editions/").content.decode()
    assert versions.index("Version 2") < versions.index("A wrong year.")
    assert versions.index("A wrong year.") < versions.index("Version 1")


def test_it_shows_comments_that_were_let_through(client: Client) -> None:
    edition = makers.make_live()
    held = leave(edition, name="Held", text="Not yet", at=NOON)
    shown = leave(edition, name="Shown <b>", text="One\n\nTwo <i>", at=NOON)
    let_through(shown, actor=personas.moderator())
    html = page(client, edition)
    assert held.name not in html
    assert "Shown &lt;b&gt;" in html
    assert '<p dir="auto">Two &lt;i&gt;</p>' in html
    assert "Leave a comment" in html
    for closed in (Article, Masthead):
        closed.objects.update(takes_comments=False)
        html = page(client, edition)
        assert "Leave a comment" not in html
        assert "Comments are closed." in html
        closed.objects.update(takes_comments=True)
    Masthead.objects.update(takes_comments=False)
    Comment.objects.all().delete()
    assert "Comments are closed." not in page(client, edition)


def test_it_needs_few_queries_and_fewer_while_nothing_changes(
    client: Client, django_assert_max_num_queries
) -> None:
    topics = [Topic.objects.create(slug=f"topic-{n}", name=f"Topic {n}") for n in range(3)]
    make_menu(*topics)
    other = makers.make_live(title="Other")
    body = (
        f'<p>x<span class="footnote" data-footnote="n"></span> '
        f'<a href="article:{other.article.key}">o</a></p>'
    )
    article = makers.make_article(
        bodies=(body,) * 4, image=makers.make_image(), alt="Lead", tags=["a", "b", "c", "d"]
    )
    for section in article.sections.all():
        image = makers.make_image()
        Section.objects.filter(pk=section.pk).update(image=image, alt="Alt", heading="Head")
    permission = makers.make_permission(onward=Onward.CONTACT_SOURCE)
    makers.credit(article, permission, makers.make_permission())
    topics[0].tags.set(article.tags.all())
    curation.arrange_topic(topics[1], actor=personas.editor(), picks=[(article, "")])
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    for number in range(5):
        comment = leave(edition, name=f"Reader {number}", text="x", at=NOON)
        let_through(comment, actor=personas.moderator())
    with django_assert_max_num_queries(3):
        html = page(client, edition)
    assert html.count("<picture>") == 5
    assert html.count('class="comment"') == 5
    assert html.count('rel="tag"') == 4
    assert "Topic 0" in html
    assert "Topic 1" in html
    with django_assert_max_num_queries(1):
        client.get(edition.get_absolute_url())


def test_it_keeps_together_what_chinese_must_not_part_and_changes_no_word(client: Client) -> None:
    edition = makers.make_live(title="造出了<世界>的人们", language="zh-Hans")
    html = page(client, edition)
    heading = html.partition("<h1>")[2].partition("</h1>")[0]
    assert heading == '造<span class="kept">出了</span>&lt;世界&gt;的<span class="kept">人们</span>'
    assert "kept" not in page(client, makers.make_live(title="The wanted", language="en"))
