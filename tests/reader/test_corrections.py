"""A reader looks up what was corrected: dated notes, newest first, of what can still be read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from articles.models import Article, Edition
from articles.publishing import release
from articles.reading import keyset
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import markup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def again(
    edition: Edition, at: datetime, *, kind: str = "correction", note: str = "", slug: str = ""
) -> Edition:
    article = Article.objects.get(pk=edition.article_id)
    article.title, article.slug = f"{article.title}!", slug or article.slug
    article.save()
    return release.publish(article, actor=personas.editor(), at=at, now=at, kind=kind, note=note)


def get(client: Client, path: str, at: datetime = NOON + 9 * DAY) -> HttpResponse:
    with time_machine.travel(at, tick=False):
        response = client.get(path)
    assert response.status_code == 200
    return response


def test_it_lists_corrections_newest_first_and_leads_to_the_articles(
    client: Client, django_assert_num_queries
) -> None:
    one = makers.make_live(title="One", slug="one")
    two = makers.make_live(title="二", slug="two", language="zh-Hans")
    again(one, NOON + DAY, note="The year was wrong.")
    again(two, NOON + 2 * DAY, note="名字写错了。")
    again(one, NOON + 3 * DAY, note="The river, too.", slug="one-again")
    with django_assert_num_queries(3):
        html = get(client, "/corrections/").content.decode()
    notes = ["The river, too.", "名字写错了。", "The year was wrong."]
    places = [html.index(note) for note in notes]
    assert places == sorted(places)
    assert html.count('<a href="/articles/one-again/">One!!</a>') == 2
    assert '<h2 lang="zh-Hans"><a href="/zh-hans/articles/two/">二!</a></h2>' in html
    assert '<p lang="zh-Hans">名字写错了。</p>' in html
    assert '<time class="label" datetime="2026-11-05">' in html
    chinese = get(client, "/zh-hans/corrections/").content.decode()
    assert '<p lang="en">' not in chinese.split("名字写错了。")[0].rsplit("<p", 1)[1]
    assert "The river, too." in chinese


def test_a_small_repair_and_an_update_are_no_corrections(client: Client) -> None:
    edition = makers.make_live()
    again(edition, NOON + DAY, kind="minor", note="A comma.")
    again(edition, NOON + 2 * DAY, kind="update", note="A new ending.")
    html = get(client, "/corrections/").content.decode()
    assert "A comma." not in html
    assert "A new ending." not in html
    assert "Nothing has had to be corrected so far." in html


def test_what_is_to_come_and_what_is_gone_is_not_listed(client: Client) -> None:
    coming, gone, lapsed = makers.make_live(), makers.make_live(), makers.make_article()
    article = coming.article
    article.title = "After"
    article.save()
    release.publish(
        article,
        actor=personas.editor(),
        at=NOON + 20 * DAY,
        now=NOON,
        kind="correction",
        note="Coming.",
    )
    again(gone, NOON + DAY, note="Gone.")
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + 2 * DAY)
    makers.credit(lapsed, makers.make_permission(valid_until=NOON + 5 * DAY))
    edition = release.publish(lapsed, actor=personas.editor(), at=NOON, now=NOON)
    again(edition, NOON + DAY, note="Lapsed.")
    assert "Lapsed." in get(client, "/corrections/", NOON + 4 * DAY).content.decode()
    html = get(client, "/corrections/").content.decode()
    for note in ("Coming.", "Gone.", "Lapsed."):
        assert note not in html
    assert "Coming." in get(client, "/corrections/", NOON + 20 * DAY).content.decode()


def test_it_is_listed_once_though_its_article_was_dark_for_a_while(client: Client) -> None:
    article = makers.make_article()
    permission = makers.make_permission(valid_until=NOON + 3 * DAY)
    makers.credit(article, permission)
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    again(edition, NOON + DAY, note="The year was wrong.")
    makers.renew(permission, at=NOON, valid_from=NOON + 5 * DAY, is_perpetual=True)
    html = get(client, "/corrections/").content.decode()
    assert html.count("The year was wrong.") == 1
    assert 'datetime="2026-11-03"' in html


def test_it_pages_by_the_last_one_seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset.page, "__kwdefaults__", {"at_field": "published_at", "size": 2})
    edition = makers.make_live()
    notes = [f"Note {number}." for number in range(5)]
    for number, note in enumerate(notes, start=1):
        again(edition, NOON + number * MINUTE, note=note)
    seen: list[str] = []
    path = "/corrections/"
    while path:
        html = markup(get(client, path).content.decode())
        seen += [note for note in reversed(notes) if note in html]
        following = html.split('rel="next" href="')
        path = "/corrections/" + following[1].split('"')[0] if len(following) > 1 else ""
    assert seen == list(reversed(notes))
    assert client.get("/corrections/?after=x").status_code == 400


def test_every_page_leads_there(client: Client) -> None:
    edition = makers.make_live()
    for path in ("/", edition.get_absolute_url(), "/corrections/"):
        assert '<a href="/corrections/">Corrections</a>' in get(client, path).content.decode()
    assert '<a href="/zh-hans/corrections/">' in get(client, "/zh-hans/").content.decode()


def test_the_article_says_what_was_corrected(client: Client, django_assert_max_num_queries) -> None:
    edition = makers.make_live()
    again(edition, NOON + DAY, note="The year <1914> was wrong.")
    again(edition, NOON + 2 * DAY, kind="minor")
    again(edition, NOON + 3 * DAY, note="The river, too.")
    with django_assert_max_num_queries(4):
        html = markup(get(client, edition.get_absolute_url()).content.decode())
    assert html.index("The river, too.") < html.index("The year &lt;1914&gt; was wrong.")
