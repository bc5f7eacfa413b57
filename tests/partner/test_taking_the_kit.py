"""Another publication takes a piece over: what the kit hands it, in which form, and where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import escape, unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from articles.models import Article, Edition, Masthead
from articles.models.term_choices import Basis, Onward
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
BODY = "Some words."
ENDINGS = {"html": "text/html", "md": "text/markdown", "txt": "text/plain"}
AREA = re.compile(r"<textarea [^>]*>(.*?)</textarea>", re.DOTALL)
LINK = re.compile(r"https?://[^\s\"<>)]+")
OPEN = {"basis": Basis.OPEN_LICENCE, "licence": "CC-BY-4.0"}


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def license_our_own(licence: str = "CC-BY-4.0") -> None:
    Masthead.objects.update(name="The Ferry", licence=licence, contact_email="desk@ferry.example")


def reprint(*, at: Any = NOON, article: Article | None = None, **facts: Any) -> Edition:
    credit = {
        name: facts.pop(name)
        for name in ("relation", "language", "url", "changes", "title", "first_published_on")
        if name in facts
    }
    article = article or makers.make_article(title="The crossing", slug="crossing")
    makers.credit(article, makers.make_permission(**facts), **credit)
    return release.publish(article, actor=personas.editor(), at=at, now=at)


def kit(client: Client, edition: Edition, ending: str = "") -> Any:
    name = f"article.{ending}" if ending else ""
    return client.get(f"{edition.get_absolute_url()}republish/{name}")


def text(client: Client, edition: Edition, ending: str = "txt") -> str:
    response = kit(client, edition, ending)
    assert response.status_code == 200
    return response.content.decode()


def conditions(client: Client, edition: Edition) -> str:
    page = kit(client, edition).content.decode()
    return unescape(
        page[page.index('id="conditions"') : page.index("</ul>", page.index('id="cond'))]
    )


def read(rendered: str) -> str:
    """The words of HTML; a line's end counts once."""
    body = LexborHTMLParser(rendered.replace("<br />\n", "\n")).body
    assert body is not None
    return body.text()


def has_kit(client: Client, edition: Edition) -> bool:
    """Whether it may be taken, which the article's page says alike, and each of the files."""
    said = client.get(edition.get_absolute_url()).content.decode()
    found = {kit(client, edition, ending).status_code for ending in ("", *ENDINGS)}
    assert found in ({200}, {404})
    assert ("Republish this article" in said) == (found == {200})
    return found == {200}


def test_our_own_work_may_be_taken_where_it_is_under_a_public_licence(client: Client) -> None:
    edition = makers.make_live()
    assert not has_kit(client, edition)
    license_our_own()
    assert has_kit(client, edition)


@pytest.mark.parametrize(
    ("terms", "is_given"),
    [
        ({}, False),
        ({"allows_kit": True}, False),
        ({"onward": Onward.CREDIT_REQUIRED}, False),
        ({"onward": Onward.CREDIT_REQUIRED, "allows_kit": True}, True),
        ({"onward": Onward.CONTACT_US, "allows_kit": True}, False),
        ({"onward": Onward.PUBLIC_LICENCE, "licence": "CC-BY-4.0", "allows_kit": True}, True),
        (OPEN, True),
        ({"basis": Basis.PUBLIC_DOMAIN, "licence": "CC-PDM-1.0"}, True),
        ({"basis": Basis.EXCEPTION, "relation": "excerpt"}, False),
    ],
)
def test_a_reprint_may_be_taken_only_where_the_licence_or_its_holder_says_so(
    client: Client, terms: dict[str, Any], is_given: bool
) -> None:
    license_our_own()
    assert has_kit(client, reprint(**terms)) == is_given


def test_it_is_gone_with_the_permission_at_its_second(client: Client) -> None:
    terms = {"onward": Onward.CREDIT_REQUIRED, "allows_kit": True}
    edition = reprint(**terms, valid_until=NOON + 5 * DAY)
    for after, status in ((-SECOND, 200), (timedelta(), 410)):
        with time_machine.travel(NOON + 5 * DAY + after, tick=False):
            for ending in ("", *ENDINGS):
                response = kit(client, edition, ending)
                assert response.status_code == status
                assert (BODY in response.content.decode()) == (status == 200)


def test_what_only_stays_in_the_archive_is_handed_to_nobody(client: Client) -> None:
    terms = {"onward": Onward.CREDIT_REQUIRED, "allows_kit": True}
    clause = {"ending": "keep", "archive_clause": "It may stay in the archive."}
    edition = reprint(**terms, **clause, valid_until=NOON + 5 * DAY)
    assert has_kit(client, edition)
    with time_machine.travel(NOON + 6 * DAY, tick=False):
        assert client.get(edition.get_absolute_url()).status_code == 200
        assert not has_kit(client, edition)


def test_it_answers_like_the_article_where_that_is_gone_or_not_there_yet(client: Client) -> None:
    license_our_own()
    edition = makers.make_live(at=NOON + 2 * DAY)
    assert kit(client, edition).status_code == 404
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        assert has_kit(client, edition)
        release.withdraw(
            edition.article,
            actor=personas.editor(),
            reason="legal_demand",
            at=NOON + 3 * DAY,
        )
        gone = kit(client, edition, "txt")
        assert gone.status_code == 451
        assert BODY not in gone.content.decode()


def test_it_leads_from_an_old_address_and_another_language_to_its_own(client: Client) -> None:
    license_our_own()
    article = makers.make_live(slug="crossing").article
    article.slug = "the-crossing"
    article.save()
    release.publish(article, actor=personas.editor(), at=NOON + SECOND, now=NOON + SECOND)
    for path in ("/articles/crossing/republish/", "/zh-hans/articles/the-crossing/republish/"):
        for name in ("", "article.html", "article.md", "article.txt"):
            response = client.get(f"{path}{name}")
            assert response.status_code == 301
            assert response["Location"] == f"/articles/the-crossing/republish/{name}"


def test_each_file_is_one_to_keep_and_none_to_run(client: Client) -> None:
    license_our_own()
    edition = makers.make_live(slug="渡口", language="zh-Hans", title="渡口")
    for ending, mime in ENDINGS.items():
        response = kit(client, edition, ending)
        assert response["Content-Type"] == f"{mime}; charset=utf-8"
        name = f"%E6%B8%A1%E5%8F%A3.{ending}"
        assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Robots-Tag"] == "noindex"
        assert "渡口" in response.content.decode("utf-8")
    assert '<meta charset="utf-8">' in text(client, edition, "html")


def test_its_page_stays_out_of_search_engines_and_counts_nobody(client: Client) -> None:
    license_our_own()
    edition = makers.make_live()
    response = kit(client, edition)
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert response["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' not in page
    assert not response.cookies
    assert "csrf" not in page
    for found in (page, *(text(client, edition, ending) for ending in ENDINGS)):
        assert "utm_" not in found
        assert "<img" not in found
        assert "?" not in "".join(LINK.findall(found))


def test_every_text_can_be_selected_without_a_script(client: Client) -> None:
    license_our_own()
    edition = makers.make_live()
    page = kit(client, edition).content.decode()
    shown = [unescape(found) for found in AREA.findall(page)]
    files = [text(client, edition, ending) for ending in ("html", "md", "txt")]
    assert len(shown) == 3
    assert all(found and one.endswith(found) for found, one in zip(shown, files, strict=True))
    assert page.count("hidden data-copies=") == 3


def test_it_says_who_wrote_it_where_it_first_stood_and_who_translated_it(client: Client) -> None:
    edition = reprint(
        article=makers.make_article(title="The ferry", deck="On crossing."),
        relation="translation",
        language="zh-Hans",
        title="渡口",
        first_published_on="2026-05-03",
        url="https://example.org/1",
        **OPEN,
    )
    plain = text(client, edition)
    head, foot = plain.split(BODY)
    assert head.split("\n\n") == [
        "The ferry",
        "On crossing.",
        "By Ada Example · Translated by Cy Translator",
        "First published in Chinese as 《渡口》 [link 1] by Bo Holder in The Example Review, No. 1, "
        "3 May 2026.",
        "",
    ]
    address = "http://testserver/articles/the-ferry/"
    assert f"“The ferry” by Ada Example. From A new publication ({address})." in foot
    assert "Licence: CC BY 4.0 [link 2]." in foot
    assert "Changed a little." in foot
    assert f"Version 1, published 2 November 2026 (SHA-256 {edition.digest})" in foot
    assert "[link 1] https://example.org/1\n" in foot
    assert "[link 2] https://creativecommons.org/licenses/by/4.0/\n" in foot
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in text(client, edition, "html")


def test_it_does_not_say_that_what_allowed_us_allows_others(client: Client) -> None:
    terms = {"onward": Onward.CREDIT_REQUIRED, "allows_kit": True}
    edition = reprint(**terms)
    for ending in ENDINGS:
        assert "with permission" not in text(client, edition, ending)
        assert "It may be reprinted with this credit." in text(client, edition, ending)


def test_the_prescribed_credit_is_printed_to_the_letter(client: Client) -> None:
    words = "Reprinted by leave of  “B. & Sons”, <No. 3>, 50 % * off_; © 2026\nAll of it."
    edition = reprint(credit_kind="verbatim", required_credit=words, **OPEN)
    first, second = words.split("\n")
    assert f"\n\n{words}\n\n" in text(client, edition)
    assert f"<p>{escape(first, quote=False)}<br>{second}</p>" in text(client, edition, "html")
    rendered = read(MarkdownIt().render(text(client, edition, "md")))
    assert words.replace("  ", " ") in rendered.replace("  ", " ")
    assert "print them exactly as they stand" in kit(client, edition).content.decode()


@pytest.mark.parametrize(
    ("licence", "told", "untold"),
    [
        ("CC-BY-4.0", ["say so beside the credit"], ["word for word only", "commercial", "too."]),
        ("CC-BY-ND-4.0", ["word for word only"], ["say so beside", "commercial"]),
        ("CC-BY-NC-4.0", ["forbids commercial use", "say so beside"], ["word for word only"]),
        ("CC-BY-SA-4.0", ["goes out under CC BY-SA 4.0, too"], ["word for word only"]),
        ("CC-BY-NC-ND-4.0", ["word for word only", "forbids commercial use"], ["say so beside"]),
        ("CC0-1.0", [], ["word for word only", "say so beside", "commercial", "too."]),
    ],
)
def test_it_says_in_words_what_the_licence_asks(
    client: Client, licence: str, told: list[str], untold: list[str]
) -> None:
    license_our_own(licence)
    page = conditions(client, makers.make_live())
    assert all(words in page for words in told)
    assert not any(words in page for words in untold)


def test_without_a_licence_it_is_to_stay_as_it_is(client: Client) -> None:
    edition = reprint(onward=Onward.CREDIT_REQUIRED, allows_kit=True)
    assert "Leave the text as it is" in conditions(client, edition)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("index", "or ask us before you name ours"),
        ("noindex", 'your copy out of search engines: put <code><meta name="robots"'),
        ("noindex_news", '<meta name="googlebot-news" content="noindex">'),
        ("canonical", '<link rel="canonical" href="https://example.org/1?a=1&b">'),
    ],
)
def test_it_says_what_search_engines_should_make_of_the_copy(
    client: Client, policy: str, expected: str
) -> None:
    edition = reprint(index_policy=policy, url="https://example.org/1?a=1&b", **OPEN)
    assert expected in conditions(client, edition)


def test_links_to_our_articles_are_whole_addresses_where_they_lead_somewhere(
    client: Client,
) -> None:
    license_our_own()
    live, gone = makers.make_live(slug="there"), makers.make_live()
    body = (
        f'<p><a href="article:{live.article.key}#k">there</a> '
        f'<a href="article:{gone.article.key}">gone</a> '
        '<a href="#here">here</a> <a href="https://example.org/?a=1&amp;b">away</a></p>'
    )
    edition = makers.make_live(slug="on", bodies=(body,))
    release.withdraw(gone.article, actor=personas.editor(), reason="error", at=NOON + SECOND)
    assert (
        '<p><a href="http://testserver/articles/there/#k">there</a> gone '
        '<a href="http://testserver/articles/on/#here">here</a> <a href="https://example.org/?a=1&amp;b">away</a></p>'
    ) in text(client, edition, "html")
    assert "there [link 1] gone here [link 2] away [link 3]" in text(client, edition)


def test_a_picture_goes_along_only_where_its_maker_lets_it(client: Client) -> None:
    license_our_own()
    may = makers.make_image(
        may_be_reprinted=True, licence="CC-BY-4.0", copyright_notice="© 2026 Ida Lens"
    )
    may_not = makers.make_image(creator="Ines Okafor", credit="Photograph: I. Okafor")
    article = makers.make_article(image=may_not, alt="A quay", caption="The quay at dusk")
    article.sections.update(image=may, alt="A boat", caption="In spring", credit="Lens")
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    fragment = text(client, edition, "html")
    source = may.renditions.get(mime="image/jpeg", width=1600).get_absolute_url()
    figure = fragment[fragment.index("<figure>") : fragment.index("</figure>")]
    assert f'src="http://testserver{source}"' in figure
    assert 'alt="A boat"' in figure
    assert "In spring · Lens · © 2026 Ida Lens · <a" in figure
    assert "CC BY 4.0</a>" in figure
    assert fragment.count("<img") == 1
    for ending in ENDINGS:
        assert "quay" not in text(client, edition, ending).lower()
    page = kit(client, edition).content.decode()
    left_out = page[page.index('id="left-out"') : page.index("</ul>", page.index('id="left-out"'))]
    assert "The quay at dusk" in left_out
    assert "To print it, ask: Ines Okafor" in left_out


def test_nobody_is_sent_to_a_private_contact(client: Client) -> None:
    source = makers.make_source()
    source.private_contact = "bo@private.example"
    source.save()
    edition = reprint(source=source, notes="Call Bo at the ropewalk.", reference="Folder 9", **OPEN)
    for ending in ("", *ENDINGS):
        found = text(client, edition, ending)
        for secret in ("private.example", "ropewalk", "Folder 9", "letter of 1 October"):
            assert secret not in found


def test_it_counts_its_queries(
    client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    license_our_own()
    own = makers.make_live()
    with django_assert_num_queries(2):
        kit(client, own)
    picture = makers.make_image(may_be_reprinted=True)
    body = f'<p><a href="article:{own.article.key}">there</a></p>'
    article = makers.make_article(bodies=(body,), image=picture, alt="A quay")
    edition = reprint(article=article, **OPEN)
    for ending in ("", "txt"):
        with django_assert_max_num_queries(4):
            kit(client, edition, ending)
