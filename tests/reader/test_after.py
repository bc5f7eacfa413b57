"""A reader has come to the end of an article: what leads on from there, and what never may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import curation
from articles.models import Article, DeskEvent, Edition, RelatedPick, Tag, Topic
from articles.publishing import release
from articles.refusals import NotAllowed, Refused
from tests import makers, personas, reprints
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
LATER = NOON + 60 * DAY


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def body(client: Client, edition: Edition) -> LexborHTMLParser:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""


def attribute(tree: LexborHTMLParser | LexborNode, css: str, name: str) -> str | None:
    node = tree.css_first(css)
    assert node is not None, css
    return node.attributes[name]


def related(client: Client, edition: Edition) -> dict[str, str]:
    """Titles with the reasons that stand above them, in order."""
    rows = body(client, edition).css(".related li")
    return {text(row.css_first("h3")): text(row.css_first(".why")) for row in rows}


def turn(client: Client, edition: Edition) -> dict[str, str]:
    """Where the neighbours lead: label and title."""
    links = body(client, edition).css(".turn a")
    return {text(a.css_first(".label")): text(a.css_first("span:last-child")) for a in links}


def pick(edition: Edition, *others: tuple[Article, str]) -> None:
    curation.choose_related(edition.article, actor=personas.editor(), picks=others)


def make_topic(*tags: str, slug: str = "cities", picks: Any = (), **columns: Any) -> Topic:
    topic = Topic.objects.create(slug=slug, name=slug.capitalize(), **columns)
    topic.tags.set(Tag.objects.filter(name__in=tags))
    chosen = [(edition.article, "") for edition in picks]
    curation.arrange_topic(topic, actor=personas.editor(), picks=chosen)
    return topic


def live_series(count: int, *, after: int = 0, **columns: Any) -> list[Edition]:
    """So many articles, a day apart, the oldest first."""
    return [
        makers.make_live(title=f"Piece {number}", at=NOON + number * DAY, **columns)
        for number in range(after + 1, after + count + 1)
    ]


# --- related ----------------------------------------------------------------------------------


def test_what_an_editor_picked_comes_first_with_a_reason(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["ferries"])
    shared = makers.make_live(title="By its tag", tags=["ferries"])
    picked = makers.make_live(title="Picked", tags=["else"])
    plain = makers.make_live(title="Picked in silence", tags=["other"])
    pick(edition, (plain.article, ""), (picked.article, "Read this <b> next"))
    assert list(related(client, edition).items()) == [
        ("Picked in silence", "Chosen by the editors"),
        ("Picked", "Read this <b> next"),
        ("By its tag", "Also on ferries"),
    ]
    assert related(client, shared) == {"Mine": "Also on ferries"}


def test_a_pick_that_is_not_live_never_shows(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=[])
    draft = makers.make_article(title="Secret draft")
    coming = makers.make_article(title="Embargoed")
    release.publish(coming, actor=personas.editor(), at=LATER + DAY, now=LATER)
    gone = makers.make_live(title="Withdrawn", tags=["x"])
    pick(edition, (draft, "Why"), (coming, "Soon"), (gone.article, "Was"))
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    page = client.get(edition.get_absolute_url()).content.decode()
    for secret in ("Secret draft", "Embargoed", "Withdrawn", "Soon", 'class="related"'):
        assert secret not in page
    with time_machine.travel(LATER + 2 * DAY, tick=False):
        assert related(client, edition) == {"Embargoed": "Soon"}


def test_rare_tags_count_more_and_the_reason_names_them(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["Hangzhou", "payments", "essays", "city"])
    makers.make_live(title="Common alone", tags=["essays"], at=NOON + 9 * DAY)
    makers.make_live(title="Rare", tags=["Hangzhou"])
    makers.make_live(title="Both", tags=["Hangzhou", "payments", "essays"])
    for number in range(3):
        makers.make_live(title=f"Filler {number}", tags=["essays"])
    found = related(client, edition)
    assert list(found)[:3] == ["Both", "Rare", "Common alone"]
    assert len(found) == 4
    assert found["Both"] == "Also on payments and Hangzhou"
    assert found["Rare"] == "Also on Hangzhou"


def test_it_is_never_the_piece_itself_its_translation_or_one_piece_twice(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["a", "b"])
    makers.make_live(
        title="我的", language="zh-Hans", tags=["a", "b"], translation_of=edition.article
    )
    other = makers.make_live(title="Other", tags=["a", "b"])
    makers.make_live(title="另一篇", language="zh-Hans", tags=["a"], translation_of=other.article)
    pick(edition, (other.article, "Picked"))
    assert related(client, edition) == {"Other": "Picked"}
    pick(edition)
    assert related(client, edition) == {"Other": "Also on b and a"}


def test_the_reader_s_language_names_the_tags(client: Client) -> None:
    edition = makers.make_live(title="我的", language="zh-Hans", tags=["payments"])
    makers.make_live(title="另一篇", language="zh-Hans", tags=["payments"])
    Tag.objects.filter(name="payments").update(translations={"zh-hans": {"name": "支付"}})
    assert "支付" in related(client, edition)["另一篇"]


def test_hostile_words_are_shown_as_words(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["<i>x</i> %s 100%"])
    other = makers.make_live(title='"><script>x</script>', tags=["<i>x</i> %s 100%"])
    assert related(client, edition) == {other.title: "Also on <i>x</i> %s 100%"}
    pick(edition, (other.article, "<img src=x onerror=y>"))
    assert related(client, edition) == {other.title: "<img src=x onerror=y>"}


# --- before and after it in a topic -----------------------------------------------------------


def test_it_leads_on_in_the_order_of_the_topic_s_page(client: Client) -> None:
    old, middle, new = live_series(3, tags=["traffic"])
    first, second = (makers.make_live(title=name, tags=["x"]) for name in ("First", "Second"))
    make_topic("traffic", picks=[first, second])
    order = ["First", "Second", new.title, middle.title, old.title]
    for place, edition in enumerate([first, second, new, middle, old]):
        expected = {}
        if place:
            expected["Previous in Cities"] = order[place - 1]
        if place < 4:
            expected["Next in Cities"] = order[place + 1]
        assert turn(client, edition) == expected, edition


def test_what_was_published_at_one_instant_keeps_its_place(client: Client) -> None:
    editions = [makers.make_live(title=f"Same {number}", tags=["traffic"]) for number in range(3)]
    make_topic("traffic")
    assert turn(client, editions[1]) == {
        "Previous in Cities": "Same 2",
        "Next in Cities": "Same 0",
    }


def test_a_neighbour_by_two_tags_is_the_nearest_of_them(client: Client) -> None:
    makers.make_live(title="Far", tags=["a"], at=NOON)
    makers.make_live(title="Near", tags=["b"], at=NOON + DAY)
    mine = makers.make_live(title="Mine", tags=["a", "b"], at=NOON + 2 * DAY)
    make_topic("a", "b")
    assert turn(client, mine) == {"Next in Cities": "Near"}


def test_no_neighbour_is_hidden_gone_or_the_piece_in_another_language(client: Client) -> None:
    mine = makers.make_live(title="Mine", tags=["traffic"], at=NOON + 5 * DAY)
    makers.make_live(
        title="我的",
        language="zh-Hans",
        tags=["traffic"],
        at=NOON + 4 * DAY,
        translation_of=mine.article,
    )
    gone = makers.make_live(title="Gone", tags=["traffic"], at=NOON + 3 * DAY)
    makers.make_live(title="Stays", tags=["traffic"], at=NOON)
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + 6 * DAY)
    topic = make_topic("traffic")
    assert turn(client, mine) == {"Next in Cities": "Stays"}
    Topic.objects.filter(pk=topic.pk).update(is_public=False)
    assert turn(client, mine) == {}


def test_the_topic_of_its_topic_line_goes_before_others(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["x"], kicker="Water")
    makers.make_live(title="Wet", tags=["x"], at=NOON - DAY)
    make_topic(picks=[edition], slug="boats")
    make_topic("x", slug="water")
    assert turn(client, edition) == {"Next in Water": "Wet"}


def test_a_topic_s_chosen_articles_are_akin_by_it(client: Client) -> None:
    series = live_series(4, tags=[])
    make_topic(picks=series)
    assert related(client, series[0]) == {"Piece 4": "Also in Cities", "Piece 3": "Also in Cities"}


# --- translations -----------------------------------------------------------------------------


def hreflangs(client: Client, edition: Edition) -> dict[str, str]:
    links = body(client, edition).css("head link[hreflang]")
    return {link.attributes["hreflang"] or "": link.attributes["href"] or "" for link in links}


def test_translations_lead_to_each_other_both_ways(client: Client) -> None:
    english = makers.make_live(title="The ferry", slug="ferry", tags=[])
    french = makers.make_live(
        title="Le bac", slug="bac", language="fr", tags=[], translation_of=english.article
    )
    chinese = makers.make_live(
        title="渡口", slug="dukou", language="zh-Hans", tags=[], translation_of=english.article
    )
    site = "http://testserver"
    known = {
        "en": f"{site}/articles/ferry/",
        "fr": f"{site}/articles/bac/",
        "zh-Hans": f"{site}/zh-hans/articles/dukou/",
        "x-default": f"{site}/articles/ferry/",
    }
    for edition in (english, french, chinese):
        assert hreflangs(client, edition) == known
    switches = [body(client, one).css_first("a.language") for one in (english, french, chinese)]
    assert [switch.attributes["href"] for switch in switches if switch] == [
        "/zh-hans/articles/dukou/",
        "/zh-hans/articles/dukou/",
        "/articles/ferry/",
    ]
    links = body(client, english).css(".translations a")
    assert [(text(a), a.attributes["hreflang"]) for a in links] == [
        ("français Le bac", "fr"),
        ("中文 渡口", "zh-Hans"),
    ]
    assert attribute(links[1], "span", "lang") == "zh-Hans"
    release.withdraw(english.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    assert hreflangs(client, chinese) == {
        "fr": known["fr"],
        "zh-Hans": known["zh-Hans"],
        "x-default": known["fr"],
    }
    release.withdraw(french.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    assert hreflangs(client, chinese) == {}
    assert body(client, chinese).css(".translations") == []
    assert attribute(body(client, chinese), "a.language", "href") == "/"


def test_two_reprints_lead_to_each_other_but_unlisted_pages_name_none(client: Client) -> None:
    listed = reprints.make_reprint("listed", index_policy="index")
    unlisted = reprints.make_verbatim("unlisted", article_language="fr", index_policy="noindex")
    Article.objects.filter(pk=unlisted.article_id).update(translation_of=listed.article)
    assert set(hreflangs(client, listed)) == {"en", "fr", "x-default"}
    assert hreflangs(client, unlisted) == {}
    assert len(body(client, unlisted).css(".translations a")) == 1


# --- citing and sharing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [
        ("bib", "application/x-bibtex", "@article{"),
        ("ris", "application/x-research-info-systems", "TY  - MGZN\r\n"),
    ],
)
def test_it_can_be_cited(client: Client, ending: str, kind: str, begins: str) -> None:
    edition = reprints.make_reprint()
    response = client.get(f"/articles/the-ferry/cite.{ending}")
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="the-ferry.{ending}"'
    assert response["X-Robots-Tag"] == "noindex"
    said = response.content.decode()
    assert said.startswith(begins)
    assert "渡口与工厂" in said
    assert "http://testserver/articles/the-ferry/" in said
    shown = body(client, edition).css(".cite textarea")
    written = said.replace("\r\n", "\n").strip()
    assert written in [area.text().replace("\r\n", "\n").strip() for area in shown]


def test_what_is_gone_cannot_be_cited(client: Client) -> None:
    edition = makers.make_live(title="Gone", slug="gone")
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    response = client.get("/articles/gone/cite.bib")
    assert response.status_code == 410
    assert "Gone" not in response.content.decode()
    makers.make_article(title="Draft", slug="draft")
    assert client.get("/articles/draft/cite.ris").status_code == 404


def test_an_old_address_of_the_reference_leads_to_the_new_one(client: Client) -> None:
    makers.make_live(slug="dukou", language="zh-Hans")
    response = client.get("/articles/dukou/cite.ris")
    assert (response.status_code, response["Location"]) == (
        301,
        "/zh-hans/articles/dukou/cite.ris",
    )


def test_it_is_shared_without_scripts_by_a_link_and_a_mail(client: Client) -> None:
    edition = makers.make_live(title="Tea & “ferries” 100%", slug="tea")
    page = body(client, edition)
    address = "http://testserver/articles/tea/"
    assert attribute(page, "#permalink", "href") == address
    mail = attribute(page, ".share a[href^=mailto]", "href")
    assert mail == (
        "mailto:?subject=Tea%20%26%20%E2%80%9Cferries%E2%80%9D%20100%25"
        "&body=http%3A%2F%2Ftestserver%2Farticles%2Ftea%2F"
    )
    buttons = page.css(".hand-on button")
    assert buttons
    assert all("hidden" in button.attributes for button in buttons)


# --- the page as a whole ----------------------------------------------------------------------


def test_the_order_after_the_text(client: Client) -> None:
    edition = makers.make_live(title="Mine", tags=["x"])
    makers.make_live(title="其二", language="zh-Hans", translation_of=edition.article)
    makers.make_live(title="Akin", tags=["x", "y"])
    make_topic("y", "x")
    makers.make_live(title="Further", tags=["x"])
    article = Article.objects.get(pk=edition.article_id)
    article.title = "Mine, mended"
    article.save()
    release.publish(article, actor=personas.editor(), kind="correction", note="A year.", at=LATER)
    page = client.get(edition.get_absolute_url()).content.decode()
    marks = (
        *("corrections-of-article", "tags-of-article", "topics-of-article"),
        *("translations-of-article", 'class="related"', 'class="turn"', 'class="share"'),
        *('class="cite"', "leave-comment"),
    )
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


def test_it_says_which_topics_it_stands_in_and_why(client: Client) -> None:
    edition = makers.make_live(tags=["x", "y", "z"])
    make_topic("y", "x", slug="fed")
    make_topic("x", slug="both", picks=[edition])
    make_topic(slug="chosen", picks=[edition])
    topics = body(client, edition).css("ul[aria-labelledby=topics-of-article] li")
    assert [text(topic) for topic in topics] == [
        "Both chosen for it",
        "Chosen chosen for it",
        "Fed by the tag x, y",
    ]


def test_a_removal_notice_leads_nowhere(client: Client) -> None:
    edition = makers.make_live(title="Gone", slug="gone", tags=["x"])
    other = makers.make_live(title="Other", tags=["x"])
    makers.make_live(title="另", language="zh-Hans", translation_of=edition.article)
    pick(edition, (other.article, "Why"))
    make_topic("x")
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    notice = client.get("/articles/gone/").content.decode()
    for mark in ("Other", "另", "x-default", "cite", "Related", "mailto:?"):
        assert mark not in notice
    assert related(client, other) == {}


def test_it_costs_no_more_in_a_larger_archive(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    tags = [f"tag {number}" for number in range(12)]
    edition = makers.make_live(title="Mine", tags=tags)
    picked = makers.make_live(title="Picked", tags=tags)
    pick(edition, (picked.article, ""))
    makers.make_live(title="其二", language="zh-Hans", translation_of=edition.article)
    make_topic(*tags)
    live_series(3, tags=tags)
    with django_assert_max_num_queries(4) as few:
        assert len(related(client, edition)) == 4
    live_series(20, after=3, tags=tags)
    with django_assert_max_num_queries(4) as many:
        related(client, edition)
    assert len(many) == len(few)


def test_nothing_is_read_from_one_end_to_the_other(client: Client) -> None:
    """However large the archive: each part of it is found by an index."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if connection.vendor != "sqlite":
        pytest.skip("SQLite's plan")
    edition = makers.make_live(title="Mine", tags=["x", "y"])
    makers.make_live(title="Other", tags=["x"], at=NOON - DAY)
    make_topic("x", "y")
    client.get("/topics/")  # what stands on every page is read as a whole
    with CaptureQueriesContext(connection) as asked:
        assert turn(client, edition) == {"Next in Cities": "Other"}
    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if "UNION" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans += [row[-1] for row in cursor.fetchall()]
    scanned = [
        line
        for line in plans
        if re.search(r"SCAN (?!counted|listed|q$|CONSTANT|\(?subquery)", line)
    ]
    assert any("tag_newest" in line for line in plans)
    assert scanned == []


# --- the verb ---------------------------------------------------------------------------------


def test_choosing_keeps_rows_that_stay_and_is_logged() -> None:
    article, one, two, three = (makers.make_article() for _time in range(4))
    editor = personas.editor()
    curation.choose_related(article, actor=editor, picks=[(one, "a"), (two, "b")], at=NOON)
    kept = article.related_picks.get(other=two).pk
    curation.choose_related(article, actor=editor, picks=[(two, "c"), (three, "")], at=NOON)
    rows = list(article.related_picks.values_list("other", "position", "reason"))
    assert rows == [(two.pk, 1, "c"), (three.pk, 2, "")]
    assert article.related_picks.get(other=two).pk == kept
    event = DeskEvent.objects.filter(verb="choose_related").latest("pk")
    assert (event.article, event.facts["picks"]) == (article, [two.key, three.key])


def test_choosing_is_refused_to_writers_twice_and_for_itself() -> None:
    article, other = makers.make_article(), makers.make_article()
    with pytest.raises(NotAllowed):
        curation.choose_related(article, actor=personas.writer(), picks=[(other, "")])
    for picks in ([(other, ""), (other, "x")], [(article, "")]):
        with pytest.raises(Refused) as refused:
            curation.choose_related(article, actor=personas.editor(), picks=picks)
        assert refused.value.field == "related_picks"
    assert not RelatedPick.objects.exists()
