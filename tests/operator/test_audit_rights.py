"""An operator audits the rights: for every lie that an output tells, the audit names its address."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from articles.auditing.walking import Audit
from articles.models import Edition, Masthead, Source, Window
from articles.models.term_choices import Basis, Onward
from articles.outputs import feeds, fulltext, sitemaps
from articles.piece import RightsStatement
from articles.publishing import release
from articles.rights import many
from tests import lying, makers, personas
from tests.lying import answering, in_head, keeping, reserving, sending, silent, writing
from tests.makers import DAY, NOON
from tests.reprints import make_reprint, make_verbatim

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SENTENCE = "The whole crossing takes four minutes in slack water."
WORDS = "Reprinted by permission of B. & Co., from “The Review”"
HERON = "<p>The quay was empty that day.</p><p>The heron’s was not the ferry&#x27;s.</p>"
DEED = "https://creativecommons.org/licenses/by/4.0/"
ENDS = NOON + 10 * DAY
TDM = '[{"location": "/", "tdm-reservation": %d}]'

OWN, FERRY, VERBATIM = "/articles/own/", "/articles/ferry/", "/articles/verbatim/"
OPEN, GONE, LAPSED = "/articles/open/", "/articles/gone/", "/articles/lapsed/"
NEWS = "/articles/news/"


@pytest.fixture(scope="module", autouse=True)
def _site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A site with one article of each kind, built once: what a test changes is undone after it."""
    lying.honest.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        for slug in KINDS:
            make(slug)
        Source.objects.update(private_contact="The Example Review\nWeChat: lin_zhou_88")
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _next_day(settings: Any, db: None) -> Iterator[None]:
    """It is the next day, and nobody lies yet."""
    settings.MIDDLEWARE = ["tests.lying.middleware", *settings.MIDDLEWARE]
    with time_machine.travel(NOON + DAY, tick=False), lying.a_test():
        yield


@pytest.fixture
def _afresh() -> Iterator[None]:
    """Where the code that answers is changed, or its queries are counted, nothing is remembered."""
    lying.honest.clear()
    yield
    lying.honest.clear()


DESK: dict[str, Any] = {
    "notes": f"{WORDS}\nTranslated\nHer son paid – it’s 300 €",
    "onward_contact": "lin@example.com",
}
FULL: dict[str, Any] = {"allows_feed": True, "allows_api": True}
FREE: dict[str, Any] = {
    "basis": Basis.OPEN_LICENCE,
    "licence": "CC-BY-4.0",
    "onward": Onward.PUBLIC_LICENCE,
}
HANDED_ON: dict[str, Any] = {"allows_kit": True, "onward": Onward.CREDIT_REQUIRED}
KINDS: dict[str, Callable[[str], Edition]] = {
    "own": lambda slug: makers.make_live(
        slug=slug, title="Our own", bodies=(f"<p>Ours. {SENTENCE}</p>",)
    ),
    "ferry": lambda slug: make_reprint(slug, required_credit=WORDS, valid_until=ENDS, **DESK),
    "verbatim": lambda slug: make_verbatim(slug, **FULL),
    "open": lambda slug: make_reprint(slug, **FREE),
    "kit": lambda slug: make_reprint(slug, holder_prescribed=WORDS, **HANDED_ON),
    "news": lambda slug: make_reprint(slug, index_policy="noindex_news"),
    "lapsed": lambda slug: make_reprint(slug, valid_until=NOON + DAY / 2, **FULL),
    "gone": lambda slug: makers.make_live(
        slug=slug, title="Gone", bodies=(f"<p>Lost. {SENTENCE}</p>{HERON}",)
    ),
}


def make(slug: str) -> None:
    """One article of the kind that the slug begins with."""
    kind = slug.split("-")[0]
    edition = KINDS[kind](slug)
    if kind == "gone":
        withdrawn_at = NOON + DAY / 2
        release.withdraw(edition.article, actor=personas.editor(), reason="error", at=withdrawn_at)


def findings(*only: str) -> dict[str, str]:
    """Everything that the audit says, by address, without the place in it."""
    audit = Audit(now=timezone.now, only=only)
    found: dict[str, str] = {}
    for finding in audit.findings():
        address = finding.where.split(" ")[0]
        found[address] = f"{found.get(address, '')}{finding.where}: {finding.words}\n"
    return found


def structured(**data: Any) -> str:
    item = {"@context": "https://schema.org", "@type": "Article", "creditText": WORDS, **data}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


ORIGINAL = {"translationOfWork": {"@type": "Article", "name": "渡口与工厂"}}


def test_it_finds_nothing_where_nobody_lies(capsys: pytest.CaptureFixture[str]) -> None:
    assert findings() == {}
    call_command("audit_rights")
    assert "8 articles, " in capsys.readouterr().out


A_LICENCE = f'<link rel="license" href="{DEED}">'
NOINDEX = '<meta name="robots" content="noindex">'
ELSEWHERE = f'<link rel="canonical" href="http://localhost{VERBATIM}">'
A_DEED = f'<main><a rel="license" href="{DEED}">x</a></main>'
ATOM_LICENCE = f'</id><link rel="license" href="{DEED}"/><title>T'
NINJS_BODY = f'"bodies": [{{"value": "<p>{SENTENCE}</p>"}}], "altIds"'
FOR_EVER = sending("Cache-Control", "max-age=31536000")
LATER = "unavailable_after: 2027-01-01T00:00:00Z"
RAN, MOVED = "2026-11-02T12:00:00Z", "2026-11-03T12:00:00Z"
PART = "/sitemap-articles-0.xml"
ESCAPED = '{"pubStatus": "canceled", "note": "The heron\\u2019s was not the ferry\\u0027s."}'

# Where, which lie, and what the audit says of it.
LIES = [
    (FERRY, in_head(A_LICENCE), "licence"),
    (FERRY, in_head(NOINDEX), "not to be listed"),
    (OWN, in_head(NOINDEX), "though nothing forbids it"),
    (VERBATIM, writing(NOINDEX, ""), "canonical"),
    (VERBATIM, in_head(ELSEWHERE), "asks"),
    (FERRY, writing("B. &amp; Co.", "B."), "to the letter"),
    (FERRY, in_head(structured(license=DEED, **ORIGINAL)), "licence"),
    (FERRY, in_head(structured(translationOfWork="https://example.com/1")), "as a text"),
    (FERRY, in_head(structured(isBasedOn={"@type": "Article"})), "is a translation"),
    (FERRY, in_head(structured(**ORIGINAL | {"creditText": "Ours"})), "to the letter"),
    (FERRY, in_head(structured(**ORIGINAL, version="7")), "version 7"),
    (FERRY, in_head(structured(**ORIGINAL, dateModified=MOVED)), "changed"),
    (FERRY, in_head(structured(**ORIGINAL, expires="2027-01-01T00:00:00Z")), "ends"),
    (FERRY, in_head('<script type="application/ld+json">{</script>'), "cannot be read"),
    (FERRY, sending("X-Robots-Tag", "noindex"), "but"),
    (FERRY, sending("X-Robots-Tag", LATER), "ends"),
    (OWN, sending("X-Robots-Tag", LATER), "nothing ends"),
    (FERRY, sending("Link", f'<{DEED}>; rel="license"'), "licence"),
    (OPEN, sending("Link", "</x>; rel=next"), "names no licence"),
    (FERRY, sending("Content-Usage", "train-ai=y"), "trained"),
    (FERRY, sending("tdm-reservation", "0"), "trained"),
    (FERRY, FOR_EVER, "beyond the end"),
    (OPEN, writing(f'rel="license" href="{DEED}"', f'rel="license" href="{DEED}x"'), "licence"),
    ("/feed.atom", writing("B. &amp; Co.", "B."), "to the letter"),
    ("/feed.atom", writing(f"<updated>{RAN}", f"<updated>{MOVED}"), "changed"),
    ("/feed.json", FOR_EVER, "beyond the end"),
    ("/zh-hans/feed.json", writing("B. & Co.", "B."), "to the letter"),
    ("/articles/feed.json", writing('"about"', f'"license": "{DEED}", "about"'), "licence"),
    ("/tags/essays/feed.atom", writing("</id><title>T", ATOM_LICENCE), "licence"),
    ("/contributors/ada-example/feed.json", answering(200, "[", "application/json"), "read"),
    ("/sources/the-example-review/feed.atom", answering(200, "<feed", "text/xml"), "read"),
    ("/articles/ferry.json", writing('"usageTerms": "', f'"usageTerms": "{DEED} '), "licence"),
    ("/articles/ferry.json", writing('"altIds"', NINJS_BODY), "as data"),
    ("/articles/ferry.json", writing("B. & Co.", "B."), "to the letter"),
    ("/articles/own.json", writing('"version": "1"', '"version": "2"'), "version 2"),
    ("/articles/own.json", answering(200, "{"), "read"),
    ("/articles/own.json", answering(410), "answers 410"),
    ("/articles/gone.json", writing('"canceled"', '"usable"'), "call off"),
    ("/articles/ferry.md", writing("# The ferry", f"# The ferry\n\n{SENTENCE}"), "as data"),
    ("/articles/ferry.md", writing("[extra]", f'[extra]\nlicence_url = "{DEED}"'), "licence"),
    ("/articles/ferry.md", writing("B. & Co.", "B."), "to the letter"),
    ("/articles/ferry.md", writing("+++", "++"), "read"),
    ("/articles/ferry/republish/", answering(200, f"<p>{SENTENCE} {WORDS}"), "in the kit"),
    ("/articles/open/republish/", answering(200, A_DEED.replace("4.0", "3.0")), "licence"),
    ("/articles/ferry/rights/", answering(200, A_DEED), "licence"),
    ("/articles/gone/rights/", answering(200, "<p>Nothing"), "gone"),
    ("/articles/gone/republish/", answering(410, f"<p>Lost. {SENTENCE}"), "shows text"),
    (GONE, writing("</main>", f"<p>Lost. {SENTENCE}</p></main>"), "shows text"),
    (GONE, in_head('<meta name="description" content="A deck.">'), "describes"),
    (GONE, in_head(structured(headline="Gone")), "describes"),
    (LAPSED, answering(200, "<p>Still here"), "gone"),
    (
        GONE,
        writing("</main>", "<p>The heron&#x27;s was not the ferry&rsquo;s.</p></main>"),
        "shows",
    ),
    ("/articles/gone.json", answering(410, ESCAPED, "application/json"), "shows text"),
    (FERRY, writing("</main>", "<!-- letter of 1 October --></main>"), "something private"),
    (OPEN, in_head(structured(contactPoint="WeChat lin_zhou_88")), "something private"),
    (LAPSED, writing("</main>", "<p>WeChat: lin_zhou_88</p></main>"), "something private"),
    (
        "/articles/ferry.json",
        writing('"altIds"', '"by": "l\\u0069n@example.com", "altIds"'),
        "something private",
    ),
    (
        "/articles/ferry.md",
        writing("[extra]", "[extra]\nto = 'lin@example.com'"),
        "something private",
    ),
    ("/articles/ferry/rights/", writing("</main>", "lin@example.com</main>"), "something private"),
    (
        "/articles/open/republish/",
        writing("</main>", "Letter of 1 October letter of 1 October</main>"),
        "something private",
    ),
    (
        "/feed.json",
        writing("B. & Co., from", "Her son paid - it&#8217;s 300 €. B. & Co., from"),
        "something private",
    ),
    (FERRY, in_head('<meta name="x" content="Her son paid – it&#x27;s 300">'), "something private"),
    ("/articles/gone/editions/", answering(200, "<p>Two versions"), "answers 200"),
    ("/articles/gone/republish/article.txt", answering(200, "x"), "answers 200"),
    ("/articles/lapsed/republish/article.md", answering(200, "x"), "answers 200"),
    ("/articles/lapsed/republish/article.html", answering(410, f"<p>{SENTENCE}"), "shows text"),
    ("/articles/news/republish/article.html", answering(200, WORDS), "has no kit"),
    ("/articles/open/republish/article.md", answering(404), "has a kit"),
    ("/articles/kit/republish/article.txt", writing("B. & Co.", "B."), "to the letter"),
    ("/articles/kit/republish/article.md", writing("Co.", "Co"), "to the letter"),
    ("/articles/kit/republish/article.html", writing("B. &amp; Co.", "B."), "to the letter"),
    (FERRY, silent("X-Robots-Tag"), "(headers): does not say when it ends"),
    (FERRY, sending("X-Robots-Tag", "all"), "(headers): does not say when it ends"),
    (FERRY, writing("unavailable_after", "available_after"), "(page): does not say when it ends"),
    (OPEN, silent("Link"), "(headers): names no licence"),
    (NEWS, silent("X-Robots-Tag"), "(headers): does not ask to be left out of searches for news"),
    (NEWS, writing("googlebot-news", "google"), "(page): does not ask to be left out of searches"),
    (VERBATIM, silent("X-Robots-Tag"), "does not say that it asks not to be listed"),
    (FERRY, sending("Expires", "Sat, 02 Jan 2027 00:00:00 GMT"), "may be kept until"),
    (FERRY, sending("Cache-Control", "public, MAX-AGE=99999999"), "beyond the end"),
    ("/articles/ferry.md", sending("Cache-Control", "max-age=1, stale-if-error=9999999"), "beyond"),
    (PART, writing("/articles/own/", "/articles/gone/"), "gone"),
    (PART, writing("/articles/own/", "/articles/verbatim/"), "lists it"),
    (PART, writing("/articles/own/", "/articles/nothing/"), "nothing stands"),
    (PART, writing(RAN, MOVED), "changed"),
    ("/", sending("Content-Usage", "train-ai=y"), "trained"),
    ("/articles/ferry.md", sending("Content-Usage", "train-ai=y"), "trained"),
    ("/articles/kit/republish/article.txt", sending("Content-Usage", "train-ai=y"), "trained"),
    ("/articles/ferry/cite.bib", sending("Content-Usage", "train-ai=y"), "trained"),
    ("/articles/ferry/comments.atom", answering(404, ""), "though the article is public"),
    (FERRY, silent("Content-Usage"), "does not say whether machines may be trained"),
    ("/robots.txt", answering(200, "Content-Signal: search=yes, ai-train=yes"), "trained"),
    ("/.well-known/tdmrep.json", answering(200, TDM % 0), "trained"),
]


OF_AN_ARTICLE = re.compile(r"/articles/([a-z]+)(?=[/.])(?!/feed|.*feed\.)")


def rounds() -> list[dict[str, tuple[lying.Lie, str]]]:
    """The lies in as few audits as go: an address tells one at a time. Where it is an article's, another
    article of its kind tells the next.
    """
    found: list[dict[str, tuple[lying.Lie, str]]] = [{}]
    taken: Counter[str] = Counter()
    for address, lie, expected in LIES:
        told, number = (lie, expected), taken[address]
        taken[address] += 1
        if number and OF_AN_ARTICLE.match(address):
            found[0][OF_AN_ARTICLE.sub(rf"/articles/\1-{number}", address)] = told
            continue
        if number == len(found):
            found.append({})
        found[number][address] = told
    return found


@pytest.mark.parametrize("told", rounds(), ids=lambda told: f"{len(told)}-lies")
def test_it_names_every_address_that_lies(told: dict[str, tuple[lying.Lie, str]]) -> None:
    for slug in sorted(set(re.findall(r"/articles/([a-z]+-\d+)", " ".join(told)))):
        make(slug)
    lying.lies.update({address: lie for address, (lie, _expected) in told.items()})
    found = findings()
    for address, (_lie, expected) in told.items():
        assert address in found, found
        assert expected in found[address]


def test_it_asks_for_the_words_of_every_permission() -> None:
    """A translation with two permissions, each of which prescribes words of its own."""
    article = makers.make_article(title="Tides", slug="tides", bodies=(f"<p>{SENTENCE}</p>",))
    rows = [
        makers.make_permission(credit_kind="verbatim", required_credit=words)
        for words in ("First in {source}", "By leave of {authors} & Co., “{title}”, {nobody}")
    ]
    makers.credit(article, *rows, relation="translation", language="fr", authors="Bo H., Ann L.")
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    words = "By leave of Bo H., Ann L. & Co., “The original”, {nobody}"
    lying.lies["/articles/tides/"] = answering(200, "<p>First in The Example Review</p>")
    found = findings("tides")["/articles/tides/"]
    assert f"to the letter: {words!r}" in found
    assert "First in" not in found
    both = html.escape(f"First in The Example Review\n{words}")
    lying.lies["/articles/tides/"] = answering(200, f"<p>{both}</p>")
    assert "to the letter" not in findings("tides")["/articles/tides/"]


def test_it_names_articles_whose_times_are_not_those_that_follow() -> None:
    windows = Window.objects.order_by("pk")
    windows.filter(article__addresses__slug="own").delete()
    windows.filter(article__addresses__slug="ferry").update(live_until=ENDS + DAY)
    windows.filter(article__addresses__slug="lapsed").update(live_until=ENDS)
    found = findings()
    assert "it should be public from 2026-11-02T12:00Z on" in found[OWN]
    assert "should be public from 2026-11-02T12:00Z until 2026-11-12T12:00Z" in found[FERRY]
    assert "should not be public from 2026-11-02T12:00Z until 2026-11-13T12:00Z" in found[FERRY]
    assert "until 2026-11-03T00:00Z" in found[LAPSED]
    assert "should" not in str(found.get(OPEN)) + str(found.get(GONE))


def test_it_reads_the_sitemap_twice_however_much_it_is_wrong() -> None:
    read = []

    def empty(response: Any) -> Any:
        read.append(response)
        return answering(200, "<urlset/>", "application/xml")(response)

    lying.lies[PART] = empty
    told = findings("own", "open", "kit")["/sitemap.xml"]
    assert told.count("leaves it out") > 2
    assert len(read) == 2


def test_it_reads_the_sitemap_again_before_it_tells_of_it() -> None:
    """An article that was published after the sitemap was read is no lie of the sitemap."""
    read = []

    def once(response: Any) -> Any:
        read.append(response)
        return answering(200, "<urlset/>", "application/xml")(response) if len(read) == 1 else None

    lying.lies[PART] = once
    assert findings("own", "ferry") == {}


def test_it_does_not_repeat_what_is_private() -> None:
    lying.lies[FERRY] = writing("</main>", "<p>WeChat: lin_zhou_88</p></main>")
    found = findings("ferry")
    assert "something private" in found[FERRY]
    assert "lin_zhou" not in str(found)


def test_a_broken_page_is_named() -> None:
    lying.lies[OWN] = answering(500)
    assert "answers 500" in findings("own")[OWN]


def test_what_the_sitemap_leaves_out_is_named_at_its_index() -> None:
    lying.lies[PART] = writing(f"<loc>http://localhost{OWN}</loc>", "<loc>x</loc>")
    assert f"{OWN} (page) may be listed" in findings("own")["/sitemap.xml"]


def test_a_broken_sitemap_is_named_at_its_index() -> None:
    lying.lies["/sitemap-tags-0.xml"] = answering(404)
    assert "/sitemap-tags-0.xml answers 404" in findings("own")["/sitemap.xml"]
    lying.lies["/sitemap.xml"] = answering(200, "<sitemapindex>")
    assert "no XML" in findings("own")["/sitemap.xml"]


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/zh-hans/articles/feed.json", "/tags/essays/feed.json"]
)
def test_it_names_a_feed_that_was_kept_too_long(client: Client, path: str) -> None:
    lying.lies[path] = keeping(client.get(path))
    with time_machine.travel(ENDS, tick=False):
        found = findings()
    assert list(found) == [path]
    assert "not public" in found[path]


@pytest.mark.parametrize(
    "path",
    ["/tags/lost/feed.atom", "/contributors/dee-lost/feed.json", "/zh-hans/sources/lost/feed.atom"],
)
def test_it_names_a_feed_that_was_kept_though_nothing_is_left_in_it(
    client: Client, path: str
) -> None:
    """The last article of a tag, of a person and of a source."""
    now = NOON + DAY
    article = makers.make_article(title="Lost", slug="lost", author="Dee Lost", tags=["Lost"])
    source = Source.objects.create(name="Lost", slug="lost")
    credited = makers.make_permission(source=source, valid_until=now + DAY)
    makers.credit(article, credited, source=source)
    release.publish(article, actor=personas.editor(), at=now, now=now)
    lying.lies[path] = keeping(client.get(path))
    with time_machine.travel(now + DAY, tick=False):
        found = findings()
    assert list(found) == [path]
    assert "not public" in found[path]


@pytest.mark.parametrize("path", [FERRY, "/articles/ferry.json", "/articles/ferry.md"])
def test_it_names_a_page_that_was_kept_too_long(client: Client, path: str) -> None:
    lying.lies[path] = keeping(client.get(path))
    with time_machine.travel(ENDS, tick=False):
        found = findings("ferry")
    assert list(found) == [path]
    assert "answers 200, though the article is gone" in found[path]


@pytest.mark.usefixtures("_afresh")
def test_it_believes_no_statement_but_the_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = many.reprint

    def lying_statement(*args: Any, **kwargs: Any) -> RightsStatement:
        return msgspec.structs.replace(
            honest(*args, **kwargs), channels=("api", "feed", "kit", "web"), licence_url=DEED
        )

    monkeypatch.setattr(many, "reprint", lying_statement)
    found = findings()
    for address in (
        "/feed.atom",
        "/zh-hans/feed.json",
        "/articles/ferry.json",
        "/articles/ferry.md",
    ):
        assert "carries the whole text" in found[address]
        assert DEED in found[address]


@pytest.mark.usefixtures("_afresh")
def test_it_names_every_feed_where_the_writer_forgets_the_channel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        feeds, "html_of", lambda entry, found: fulltext.whole(entry.edition, found.around)
    )
    found = findings()
    assert all(" in feeds" in words for words in found.values())
    assert {"/feed.atom", "/feed.json", "/contributors/cy-translator/feed.atom"} <= set(found)


@pytest.mark.usefixtures("_afresh")
def test_it_names_the_sitemap_where_its_writer_lists_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sitemaps, "indexed", lambda rows, **_unused: {row.edition_id for row in rows}
    )
    assert list(findings()) == [PART]


def test_a_page_is_reserved_where_the_site_is_not() -> None:
    Masthead.objects.update(allows_training=True)
    lying.lies["/.well-known/tdmrep.json"] = answering(200, TDM % 0)
    lying.lies[FERRY] = silent("Content-Usage", "tdm-reservation")
    found = findings("ferry")[FERRY]
    assert "(Content-Usage)" in found
    assert "by tdm-reservation" in found
    for path in (FERRY, VERBATIM, OPEN):
        lying.lies[path] = reserving
    assert findings("own", "ferry", "verbatim", "open") == {}
    lying.lies["/.well-known/tdmrep.json"] = answering(200, TDM % 1)
    assert "do not agree" in findings("own")[OWN]


def test_it_looks_twice_before_it_tells(client: Client) -> None:
    """What ends between two fetches is no lie."""
    answers = []

    def once(response: Any) -> Any:
        answers.append(response)
        return answering(410)(response) if len(answers) == 1 else None

    lying.lies[OWN] = once
    assert findings("own") == {}
    assert len(answers) == 2


def test_it_stays_with_the_articles_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    lying.lies[OWN] = answering(500)
    call_command("audit_rights", "--only", "ferry")
    assert "1 articles, " in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_rights", "--only", "own", "ferry")
    assert stopped.value.code == 1
    out = capsys.readouterr().out
    assert f"{OWN}: answers 500, though the article is public\n" in out
    assert "1 findings." in out
    with pytest.raises(CommandError, match=r"No article ever stood at x\."):
        call_command("audit_rights", "--only", "x")


def test_it_stays_with_what_changed_since(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_rights", "--since", "2026-11-02T18:00:00Z")
    assert "2 articles, " in capsys.readouterr().out
    call_command("audit_rights", "--since", "2026-11-02")
    assert "8 articles, " in capsys.readouterr().out
    with pytest.raises(CommandError, match="“yesterday” is no day: write one like"):
        call_command("audit_rights", "--since", "yesterday")
    with pytest.raises(CommandError, match="“2026-13-45” is no day"):
        call_command("audit_rights", "--since", "2026-13-45")


@pytest.mark.usefixtures("_afresh")
def test_it_changes_nothing_and_asks_like_a_stranger(django_assert_max_num_queries) -> None:
    before = Edition.objects.count()
    with django_assert_max_num_queries(810) as queries:
        findings()
    assert Edition.objects.count() == before
    written = ("INSERT", "UPDATE", "DELETE")
    assert not [row["sql"] for row in queries if row["sql"].startswith(written)]
