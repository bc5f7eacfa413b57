"""A reader sees where a reprint comes from, what allows it, and whom to ask for more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from articles.models import Edition, Masthead
from articles.models.term_choices import Basis, Onward
from articles.publishing import release
from articles.rights.statements import statement
from tests import makers, personas
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def page(client: Client, edition: Edition) -> str:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def make_reprint(**terms: object) -> Edition:
    facts = {"title": "渡口与工厂", "language": "zh-Hans", "authors": "林舟, Bo Holder"}
    credit = {
        name: terms.pop(name)
        for name in ("changes", "required_credit", "relation")
        if name in terms
    }
    language = terms.pop("article_language", "en")
    article = makers.make_article(title="The ferry", language=language)
    makers.credit(
        article,
        makers.make_permission(**terms),
        **{
            "relation": "translation",
            "first_published_on": "2026-05-03",
            "copyright_notice": "© 2026 Lin Zhou",
            "url": "https://example.com/1",
            **facts,
            **credit,
        },
    )
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def test_it_credits_a_reprint_in_one_order(client: Client) -> None:
    html = page(client, make_reprint(changes="Two notes were added."))
    slip = html[html.index('<aside class="credit"') : html.index("</aside>")]
    order = [
        "First published in Chinese as",
        '<a href="https://example.com/1"><span lang="zh-Hans">《渡口与工厂》</span></a>',
        '<span lang="zh-Hans">林舟</span> and Bo Holder',
        '<a href="/sources/the-example-review/">The Example Review</a>',
        ", 3 May 2026.",
        "Reprinted with permission.",
        "Two notes were added.",
        "© 2026 Lin Zhou",
        "we pass your request on",
    ]
    places = [slip.index(text) for text in order]
    assert places == sorted(places)
    assert "Credit and terms" in html


def test_it_prints_the_prescribed_credit_to_the_letter(client: Client) -> None:
    words = "Reprinted by permission of  B., from “The Review”, No. 3"
    html = page(client, make_reprint(required_credit=words))
    assert f'<p class="prescribed">{words}</p>' in html
    html = page(client, make_reprint_from_permission(words))
    assert f'<p class="prescribed">{words}</p>' in html


def make_reprint_from_permission(words: str) -> Edition:
    article = makers.make_article()
    makers.credit(article, makers.make_permission(credit_kind="verbatim", required_credit=words))
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"onward_contact": "bo@example.com", "is_forwarded": False}, 'href="mailto:bo@example'),
        ({"onward_contact": "https://bo.example/", "is_forwarded": False}, "https://bo.example/"),
        ({"is_forwarded": True}, 'href="mailto:desk@ferry.example"'),
        ({"onward": Onward.CONTACT_US}, 'href="mailto:desk@ferry.example"'),
        ({"onward": Onward.FORBIDDEN}, "may not be reprinted"),
        ({"onward": Onward.CREDIT_REQUIRED}, "if you name the author"),
        (
            {"onward": Onward.PUBLIC_LICENCE, "licence": "CC-BY-4.0", "basis": Basis.OPEN_LICENCE},
            'rel="license" href="https://creativecommons.org/licenses/by/4.0/"',
        ),
    ],
)
def test_it_says_whom_to_ask(client: Client, terms: dict[str, object], expected: str) -> None:
    Masthead.objects.update(contact_email="desk@ferry.example")
    html = page(client, make_reprint(**terms))
    assert expected in html[html.index("<dt>Reprinting</dt>") : html.index("</aside>")]


@pytest.mark.parametrize("basis", [Basis.OWN, Basis.EXCEPTION, Basis.PUBLIC_DOMAIN])
def test_it_claims_no_permission_that_there_is_not(client: Client, basis: str) -> None:
    facts = {"licence": "CC-PDM-1.0"} if basis == Basis.PUBLIC_DOMAIN else {}
    relation = "excerpt" if basis == Basis.EXCEPTION else "translation"
    html = page(client, make_reprint(basis=basis, relation=relation, **facts))
    assert "with permission" not in html


def test_it_speaks_by_the_renewed_permission(client: Client, django_assert_num_queries) -> None:
    edition = make_reprint(valid_until=NOON + 10 * DAY)
    makers.renew(
        edition.needs.get().permission,
        at=NOON,
        valid_from=NOON + 10 * DAY,
        valid_until=NOON + 20 * DAY,
        onward=Onward.FORBIDDEN,
    )
    assert "may not be reprinted" not in page(client, edition)
    with time_machine.travel(NOON + 10 * DAY, tick=False):
        assert "may not be reprinted" in page(client, edition)
    fresh = Edition.objects.select_related("source").get(pk=edition.pk)
    with django_assert_num_queries(1):
        said = statement(fresh, at=NOON + 11 * DAY, masthead=Masthead())
    assert said.ends_at == NOON + 20 * DAY


def test_it_keeps_same_language_reprints_out_of_search_engines(client: Client) -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission())
    verbatim = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    html = page(client, verbatim)
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    translated = page(client, make_reprint())
    assert "noindex" not in translated
    assert 'rel="canonical" href="http://testserver/articles/the-ferry/"' in translated
