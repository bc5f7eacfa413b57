"""Whatever is sent to the desk: an answer beside the field, never an error page, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from tests import makers, personas
from tests.desk.pages import desk, form_values, signed_in

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
LONG = "9" * 5000


@pytest.fixture
def client() -> Client:
    return signed_in(personas.everyone())


@pytest.mark.parametrize(
    "nonsense",
    [
        {"title": "x" * 400},
        {"title": "nul\x00"},
        {"slug": "2026"},
        {"slug": "a b/c"},
        {"language": "not a language"},
        {"image": HUGE},
        {"image": "river"},
        {"image": LONG},
        {"translation_of": "-1"},
        {"translation_of": HUGE},
        {"translation_of": LONG},
        {"translation_of": "river"},
        {"tags": "fine, \u200b"},
        {"tags": "nul\x00"},
        {"tags": ",".join(f"tag {number}" for number in range(101))},
        {"proposed_tags": ["Unknown"]},
        {"version": HUGE},
        {"version": ""},
        {"sections-TOTAL_FORMS": "many"},
        {"sections-TOTAL_FORMS": "99999"},
        {"sections-0-id": HUGE},
        {"sections-0-position": "-4"},
        {"sections-0-position": "first"},
        {"sections-0-image": HUGE},
        {"sections-0-body": "<div>" * 300},
        {"sections-0-body": "nul\x00"},
        {"bylines-0-contributor": HUGE},
        {"bylines-0-role": "hero"},
        {"credit_record-0-source": "9999"},
        {"credit_record-0-original_permissions": ["x", HUGE]},
        {"credit_record-0-original_permissions": [HUGE]},
        {"credit_record-0-translation_permission": HUGE},
        {"credit_record-0-first_published_on": "long ago"},
        {"credit_record-0-url": "javascript:alert(1)"},
    ],
    ids=lambda sent: "-".join(f"{key}={str(value)[:12]!r}" for key, value in sent.items()),
)
def test_nonsense_in_the_form_is_refused_and_changes_nothing(
    client: Client, nonsense: dict[str, Any]
) -> None:
    article = makers.make_imported()
    makers.credit(article, makers.make_permission())
    address = desk("articles_article_change", article.pk)
    values = form_values(client.get(address).content.decode(), "#article_form")
    response = client.post(address, values | {"deck": "Changed"} | nonsense)
    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    assert Article.objects.get(pk=article.pk).deck == "A deck."


@pytest.mark.parametrize(
    "counts", [{"sections-TOTAL_FORMS": "-1"}, {"sections-INITIAL_FORMS": "9"}], ids=["-1", "9"]
)
def test_counts_that_lie_take_no_section_away(client: Client, counts: dict[str, str]) -> None:
    article = makers.make_article(bodies=("<p>One.</p>", "<p>Two.</p>"))
    address = desk("articles_article_change", article.pk)
    values = form_values(client.get(address).content.decode(), "#article_form")
    assert client.post(address, values | counts).status_code in {200, 302}
    assert [section.body for section in article.sections.all()] == ["<p>One.</p>", "<p>Two.</p>"]


@pytest.mark.parametrize("nonsense", [{"tags": [HUGE]}, {"picks-0-article": LONG}])
def test_a_topic_refuses_numbers_that_no_row_has(client: Client, nonsense: dict[str, Any]) -> None:
    values = form_values(client.get(desk("articles_topic_add")).content.decode())
    sent = values | {"name": "T", "slug": "t", "picks-TOTAL_FORMS": "1"} | nonsense
    response = client.post(desk("articles_topic_add"), sent)
    assert response.status_code == 200
    assert "errornote" in response.content.decode()


@pytest.mark.parametrize("name", ["sections-TOTAL_FORMS", "credit_record-TOTAL_FORMS", "image"])
def test_a_long_number_is_previewed_and_kept_without_an_error(client: Client, name: str) -> None:
    article = makers.make_article(bodies=("<p>One.</p>",))
    values = form_values(
        client.get(desk("articles_article_change", article.pk)).content.decode(), "#article_form"
    ) | {name: LONG}
    assert client.post(desk("articles_article_preview", article.pk), values).status_code == 200
    body = {"page": "p", "form": [[key, str(value)] for key, value in values.items()]}
    address = desk("articles_article_keep", article.pk)
    assert client.post(address, body, content_type="application/json").status_code == 200
    assert client.get(desk("articles_article_kept", article.pk)).status_code == 200


@pytest.mark.parametrize(
    "query", ["?tag=%00", "?tag=a%00", "?language=%00", "?topic=" + HUGE, "?q=%00"]
)
def test_a_list_is_narrowed_down_by_nonsense(client: Client, query: str) -> None:
    makers.make_article()
    assert client.get(desk("articles_article_changelist") + query).status_code in {200, 302}
    assert client.get(desk("articles_article_links") + query).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(f"articles/article/{HUGE}/change/", f"articles/article/{HUGE}/preview/"),
        *("articles/article/1/do/no-such-verb/", f"articles/article/{HUGE}/do/publish/"),
        *(f"articles/edition/{HUGE}/reading/", f"articles/image/{HUGE}/facts/"),
        *(f"articles/comment/{HUGE}/do/hold/", "articles/article/x/change/"),
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    response = client.get(f"/admin/{path}", follow=True)
    assert response.status_code in {200, 404}
    assert response.status_code == 404 or "/admin/" in response.redirect_chain[-1][0]


@pytest.mark.parametrize("sent", [{}, {"when": "never"}, {"when": "later", "at": "nul\x00"}])
def test_a_verb_without_its_facts_asks_again(client: Client, sent: dict[str, str]) -> None:
    article = makers.make_article()
    response = client.post(desk("articles_article_verb", article.pk, "publish"), sent)
    assert response.status_code == 200
    assert not article.editions.exists()


def test_the_desk_speaks_chinese_at_its_own_address(client: Client) -> None:
    article = makers.make_article()
    for path in ("", "articles/article/", f"articles/article/{article.pk}/change/"):
        response = client.get(f"/zh-hans/admin/{path}")
        assert response.status_code == 200
        assert 'lang="zh-hans"' in response.content.decode()
