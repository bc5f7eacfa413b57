"""A permission begins and ends by the clock alone: what stands at the address, and what no copy outlives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from selectolax.lexbor import LexborHTMLParser

from articles.models import Edition, Section, Topic, Upstream
from articles.models.articles import WithdrawalReason
from articles.publishing import release
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import metas

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
END = NOON + 10 * DAY
LISTS = (
    "/",
    "/articles/",
    "/articles/2026/",
    "/articles/2026/11/",
    "/tags/essays/",
    "/topics/rivers/",
    "/contributors/ada-example/",
    "/sources/the-example-review/",
)
TEXT = ("Boats lay at the near bank.", "Nobody rowed.", "A ferryman told me.", "A boat at dusk")


@pytest.fixture(params=["en", "zh-Hans"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def reprint(language: str = "en", *, at: datetime = NOON, **terms: Any) -> Edition:
    """A reprint with words and pictures in every place that could give them away."""
    note = '<span class="footnote" data-footnote="A ferryman told me."></span>'
    article = makers.make_article(
        title="The crossing",
        deck="How the river was crossed.",
        bodies=(f"<p>Boats lay at the near bank.{note}</p>", "<p>Nobody rowed.</p>"),
        language=language,
        image=makers.make_image(credit="Photograph: Ida Lens"),
        alt="A boat at dusk",
        caption="The last boat",
        kicker="Rivers",
    )
    Section.objects.filter(article=article).update(heading="On the bank")
    topic = Topic.objects.create(slug="rivers", name="Rivers")
    topic.tags.set(article.tags.all())
    makers.credit(
        article,
        makers.make_permission(**{"valid_until": END, **terms}),
        url="https://a.example/1",
        relation="translation",
        language="fr",
    )
    return release.publish(article, actor=personas.editor(), at=at, now=min(at, NOON))


def get(client: Client, path: str, at: datetime, **headers: str) -> HttpResponse:
    with time_machine.travel(at, tick=False):
        return client.get(path, headers=headers)


def listed(client: Client, at: datetime) -> list[str]:
    """The lists that name it."""
    found = [path for path in LISTS if b"The crossing" in get(client, path, at).content]
    chinese = [f"/zh-hans{path}" for path in LISTS]
    return found + [path for path in chinese if b"The crossing" in get(client, path, at).content]


def give_nothing_away(response: HttpResponse, *, deck: bool = False) -> None:
    html = response.content.decode()
    for words in (*TEXT, "The last boat", "On the bank", "Ida Lens"):
        assert words not in html, words
    assert ("How the river was crossed." in html) is deck
    for sign in ("<img", "<picture", "<figure", "/media/", "ld+json", "og:", 'name="description"'):
        assert sign not in html, sign
    assert metas(html)["robots"] == response["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' not in html
    assert "with permission" not in html


# --- by the clock alone


def test_the_notice_names_the_last_day_that_it_was_here(client: Client) -> None:
    midnight = datetime(2026, 11, 6, tzinfo=UTC)
    edition = reprint(valid_until=midnight)
    html = get(client, edition.get_absolute_url(), midnight).content.decode()
    ran = LexborHTMLParser(html).css_first(".tombstone .byline")
    assert ran is not None
    assert "Here from 2 November 2026 to 5 November 2026" in ran.text()


def test_it_is_not_there_before_its_permission_counts(client: Client, language: str) -> None:
    begins = NOON + 3 * DAY
    edition = reprint(language, at=begins, valid_from=begins)
    path = edition.get_absolute_url()
    before = get(client, path, begins - SECOND)
    assert before.status_code == 404
    assert b"The crossing" not in before.content
    assert listed(client, begins - SECOND) == []
    assert get(client, path, begins).status_code == 200
    assert len(listed(client, begins)) == 2 * len(LISTS)


def test_at_its_second_it_is_gone_from_its_page_and_every_list(
    client: Client, language: str
) -> None:
    edition = reprint(language)
    path = edition.get_absolute_url()
    assert get(client, path, END - SECOND).status_code == 200
    assert len(listed(client, END - SECOND)) == 2 * len(LISTS)
    assert get(client, path, END).status_code == 410
    assert listed(client, END) == []


def test_the_translation_s_end_takes_the_page_though_the_original_s_runs_on(client: Client) -> None:
    article = makers.make_article()
    record = makers.credit(article, makers.make_permission(), relation="translation", language="fr")
    record.needs.create(permission=makers.make_permission(valid_until=END), covers="translation")
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert get(client, edition.get_absolute_url(), END - SECOND).status_code == 200
    assert get(client, edition.get_absolute_url(), END).status_code == 410


def test_a_renewal_that_leaves_a_gap_leaves_it_dark_and_no_longer(client: Client) -> None:
    edition = reprint()
    hour = timedelta(hours=1)
    permission = edition.needs.get().permission
    makers.renew(permission, at=NOON, valid_from=END + hour, is_perpetual=True)
    path = edition.get_absolute_url()
    assert get(client, path, END).status_code == 410
    assert get(client, path, END + hour - SECOND).status_code == 410
    assert get(client, path, END + hour).status_code == 200


# --- no copy outlives it


def test_who_has_the_page_is_told_that_it_is_the_same(client: Client) -> None:
    edition = reprint()
    path = edition.get_absolute_url()
    first = get(client, path, NOON + DAY)
    etag = first["ETag"]
    assert first["Last-Modified"] == "Mon, 02 Nov 2026 12:00:00 GMT"
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        same = get(client, path, NOON + 2 * DAY, if_none_match=known)
        assert (same.status_code, same.content) == (304, b"")
        assert (same["ETag"], same["Cache-Control"]) == (etag, "no-cache")
        assert same["Last-Modified"] == first["Last-Modified"]
        assert "Content-Security-Policy" in same
        assert not same.cookies
    assert get(client, path, NOON + DAY, if_none_match='"other"').status_code == 200
    with time_machine.travel(NOON + DAY, tick=False):
        assert client.head(path)["ETag"] == etag


def test_what_changed_on_the_page_is_sent_again_though_the_text_is_the_same(
    client: Client,
) -> None:
    edition = reprint()
    path = edition.get_absolute_url()
    first = get(client, path, NOON + DAY)
    makers.renew(edition.needs.get().permission, at=NOON, onward="forbidden", valid_until=END + DAY)
    later = get(
        client,
        path,
        END + SECOND,
        if_none_match=first["ETag"],
        if_modified_since=first["Last-Modified"],
    )
    assert later.status_code == 200
    assert b"may not be reprinted" in later.content
    only_date = get(client, path, END + SECOND, if_modified_since=first["Last-Modified"])
    assert only_date.status_code == 200


@pytest.mark.parametrize("ending", ["remove", "link"])
def test_a_copy_from_before_the_end_does_not_count_after_it(client: Client, ending: str) -> None:
    edition = reprint(ending=ending)
    path = edition.get_absolute_url()
    before = get(client, path, END - SECOND)
    known = {"if_none_match": before["ETag"], "if_modified_since": before["Last-Modified"]}
    assert get(client, path, END - SECOND, **known).status_code == 304
    for name in known:
        after = get(client, path, END, **{name: known[name]})
        assert after.status_code == (200 if ending == "link" else 410)
        give_nothing_away(after, deck=ending == "link")
    both = get(client, path, END, **known)
    assert both.status_code == (200 if ending == "link" else 410)
    if ending == "remove":
        assert get(client, path, END, if_none_match="*").status_code == 410


def freshness(response: HttpResponse) -> int:
    """For how many seconds a cache may show it without asking (RFC 9111, section 4.2)."""
    rules = [rule.strip() for rule in response.get("Cache-Control", "").lower().split(",")]
    if "no-cache" in rules or "no-store" in rules:
        return 0
    ages = [int(rule.split("=")[1]) for rule in rules if "max-age=" in rule or "maxage=" in rule]
    assert ages, "without a rule a cache may guess"
    assert "Expires" not in response
    return max(ages)


def test_it_can_tell_that_a_cache_would_keep_a_page_too_long() -> None:
    kept = HttpResponse(headers={"Cache-Control": "public, max-age=60, s-maxage=300"})
    assert freshness(kept) == 300
    with pytest.raises(AssertionError):
        freshness(HttpResponse())


def test_no_cache_keeps_a_page_beyond_its_end(client: Client) -> None:
    edition = reprint()
    path = edition.get_absolute_url()
    left = timedelta(seconds=40)
    for under in ("", "editions/", "rights/", "comment/", "comment/thanks/", "comments/"):
        response = get(client, f"{path}{under}", END - left)
        assert response.status_code == 200
        assert freshness(response) <= left.seconds
    for listing in LISTS:
        assert freshness(get(client, listing, END - left)) <= left.seconds


# --- what stays at the address


def test_the_notice_says_who_wrote_it_where_it_is_and_why_it_went(
    client: Client, language: str, django_assert_max_num_queries
) -> None:
    edition = reprint(language)
    with django_assert_max_num_queries(4):
        response = get(client, edition.get_absolute_url(), END)
    html = response.content.decode()
    assert response.status_code == 410
    for words in (
        "The crossing",
        "Ada Example",
        "Cy Translator",
        'href="https://a.example/1"',
        'datetime="2026-11-02"',
        'datetime="2026-11-12"',
        f'<p class="on-paper">http://testserver{edition.get_absolute_url()}</p>',
    ):
        assert words in html, words
    give_nothing_away(response)
    for under in ("editions/", "rights/", "comment/", "comment/thanks/", "comments/"):
        gone = get(client, f"{edition.get_absolute_url()}{under}", END)
        assert gone.status_code == 410
        give_nothing_away(gone)


def test_what_was_revoked_is_gone_at_once(client: Client, language: str) -> None:
    edition = reprint(language, ending="link")
    permission = edition.needs.get().permission
    permissions.revoke(permission, actor=personas.rights_desk(), at=NOON + DAY)
    response = get(client, edition.get_absolute_url(), NOON + DAY)
    assert response.status_code == 410
    give_nothing_away(response)


@pytest.mark.parametrize("reason", WithdrawalReason.values)
def test_what_was_withdrawn_gives_nothing_away(client: Client, language: str, reason: str) -> None:
    edition = reprint(language)
    release.withdraw(
        edition.article,
        actor=personas.editor(),
        reason=reason,
        notice="A word of ours.",
        at=NOON + DAY,
    )
    response = get(client, edition.get_absolute_url(), NOON + 2 * DAY)
    is_demand = reason == WithdrawalReason.LEGAL_DEMAND
    assert response.status_code == (451 if is_demand else 410)
    assert ('rel="blocked-by"' in response.get("Link", "")) is is_demand
    assert "A word of ours." in response.content.decode()
    give_nothing_away(response)
    assert listed(client, NOON + 2 * DAY) == []


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_the_source_retracted_leads_to_its_notice(client: Client, is_shown: bool) -> None:
    edition = reprint()
    Upstream.objects.create(
        article=edition.article,
        state="retracted",
        note="The figures were made up.",
        url="https://a.example/retraction",
        is_shown=is_shown,
        looked_at=NOON,
        looked_by=personas.rights_desk(),
    )
    release.withdraw(
        edition.article, actor=personas.editor(), reason="source_retracted", at=NOON + DAY
    )
    response = get(client, edition.get_absolute_url(), NOON + 2 * DAY)
    html = response.content.decode()
    assert response.status_code == 410
    assert 'href="https://a.example/retraction"' in html
    assert ("The figures were made up." in html) is is_shown


def test_while_it_is_suspended_nothing_is_said_for_good(client: Client, language: str) -> None:
    edition = reprint(language)
    permission = edition.needs.get().permission
    permissions.suspend(permission, actor=personas.rights_desk(), at=NOON + DAY)
    response = get(client, edition.get_absolute_url(), NOON + 2 * DAY)
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    html = response.content.decode()
    with translation.override(language):
        assert gettext("Not here for now") in html
        assert gettext("Removal notice") not in html
    give_nothing_away(response)
    assert get(client, edition.get_absolute_url(), END).status_code == 410


def test_the_summary_stays_where_that_was_agreed(client: Client, language: str) -> None:
    edition = reprint(language, ending="link")
    path = edition.get_absolute_url()
    response = get(client, path, END)
    assert response.status_code == 200
    html = response.content.decode()
    assert 'href="https://a.example/1"' in html
    assert "Cy Translator" in html
    give_nothing_away(response, deck=True)
    assert listed(client, END) == []
    for under in ("editions/", "rights/", "comment/"):
        gone = get(client, f"{path}{under}", END)
        assert gone.status_code == 410
        give_nothing_away(gone)


def test_the_summary_stays_at_an_address_in_any_script(client: Client) -> None:
    article = makers.make_article(title="渡口", slug="渡口", language="zh-Hans")
    makers.credit(article, makers.make_permission(valid_until=END, ending="link"))
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert get(client, "/zh-hans/articles/渡口/", END).status_code == 200
    assert get(client, "/zh-hans/articles/渡口/editions/", END).status_code == 410
    assert get(client, "/articles/渡口/", END).status_code == 301


def test_the_article_stays_where_a_clause_keeps_the_archive(client: Client) -> None:
    edition = reprint(ending="keep", archive_clause="It may stay.", onward="credit_required")
    before = get(client, edition.get_absolute_url(), END - SECOND).content.decode()
    assert "Reprinted with permission." in before
    assert "if you name the author" in before
    response = get(client, edition.get_absolute_url(), END)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Boats lay at the near bank." in html
    assert "with permission" not in html
    assert "if you name the author" not in html
    assert "unavailable_after" not in html


def test_it_is_back_when_it_is_renewed_after_its_end(client: Client) -> None:
    edition = reprint(ending="link")
    permission = edition.needs.get().permission
    assert b"Nobody rowed." not in get(client, edition.get_absolute_url(), END + DAY).content
    makers.renew(permission, at=END + DAY, valid_from=END + DAY, is_perpetual=True)
    assert b"Nobody rowed." in get(client, edition.get_absolute_url(), END + DAY).content
