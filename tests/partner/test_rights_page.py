"""The page that says who may reprint: in words, at its one address, and gone when the article is."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import (
    Article,
    Edition,
)
from articles.piece import Original, Piece, RightsStatement
from articles.publishing import release
from articles.rights import credit_words, permissions
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.partner.conftest import FORM, Send, asked, reprint, typed

pytestmark = pytest.mark.django_db


def test_a_removed_article_shows_its_notice_and_takes_no_requests(
    client: Client, edition: Edition, send: Send, clock: time_machine.Coordinates
) -> None:
    waiting = asked(send, "crossing")
    release.withdraw(edition.article, actor=personas.editor(), reason="error")
    for path in ("rights/", "rights/request/", "rights/request/thanks/"):
        response = client.get(f"/articles/crossing/{path}")
        assert response.status_code == 410
        assert "Removal notice" in response.content.decode()
    assert client.post(FORM, typed()).status_code == 410
    page = f"/reprint-requests/{waiting.token}/"
    assert client.post(page + "confirm/").status_code == 302
    assert client.get(page).status_code == 200
    draft = makers.make_article(slug="draft")
    assert client.get(f"/articles/{draft.slug}/rights/").status_code == 404


def test_the_rights_end_with_our_permission_at_its_second(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    permission = makers.make_permission(valid_until=NOON + 3 * DAY, is_perpetual=False)
    article = makers.make_article(slug="far")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert "5 November 2026" in client.get("/articles/far/rights/").content.decode()
    clock.move_to(NOON + 3 * DAY)
    assert client.get("/articles/far/rights/").status_code == 410
    permissions.renew(
        permission,
        actor=personas.rights_desk(),
        is_perpetual=True,
        valid_until=None,
        proofs=[makers.evidence.Proof(kind="mail", from_whom="Bo", words="letter")],
    )
    assert client.get("/articles/far/rights/").status_code == 200


def test_the_rights_page_is_found_at_its_one_address(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    Article.objects.filter(pk=edition.article_id).update(slug="moved")
    release.publish(
        Article.objects.get(), actor=personas.editor(), kind="update", note="A new address."
    )
    response = client.get("/articles/crossing/rights/")
    assert (response.status_code, response["Location"]) == (301, "/articles/moved/rights/")
    foreign = client.get("/zh-hans/articles/moved/rights/request/")
    assert foreign["Location"] == "/articles/moved/rights/request/"


@pytest.mark.parametrize("slug", ["crossing", "far"])
def test_the_rights_page_costs_few_queries_and_is_the_same_for_everyone(
    client: Client,
    edition: Edition,
    clock: time_machine.Coordinates,
    slug: str,
    django_assert_max_num_queries: Any,
) -> None:
    reprint()
    with django_assert_max_num_queries(5):
        stranger = client.get(f"/articles/{slug}/rights/")
    client.force_login(personas.editor())
    editor = client.get(f"/articles/{slug}/rights/")
    assert stranger.content == editor.content
    assert not editor.cookies
    assert not editor.has_header("Vary")
    assert '<meta name="robots" content="noindex">' in stranger.content.decode()


def test_it_speaks_of_pictures_only_where_one_may_not_go(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    said = "Pictures have holders of their own"
    assert said not in client.get("/articles/crossing/rights/").content.decode()
    makers.make_live(slug="drawn", image=makers.make_image(credit="Ida Lens"), alt="A boat")
    assert said in client.get("/articles/drawn/rights/").content.decode()


def test_what_nobody_may_reprint_has_no_words_to_print(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    assert "Print these words with it" in client.get("/articles/crossing/rights/").content.decode()
    reprint(onward="forbidden")
    assert "Print these words with it" not in client.get("/articles/far/rights/").content.decode()


def test_what_only_stays_in_the_archive_says_so_and_others_do_not_print_that(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    reprint(
        **{"ending": "keep", "archive_clause": "It may stay."},
        **{"valid_until": NOON + 2 * DAY, "is_perpetual": False},
    )
    said = "Kept in our archive, as agreed"
    assert said not in client.get("/articles/far/").content.decode()
    clock.move_to(NOON + 3 * DAY)
    assert said in client.get("/articles/far/").content.decode()
    html = client.get("/articles/far/rights/").content.decode()
    assert said in html
    assert said not in html.split('class="to-copy"')[1]


def test_the_training_of_machines_is_reserved_by_us_and_not_by_the_licence(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    reprint(basis="open_licence", licence="CC-BY-4.0", onward="public_licence")
    html = client.get("/articles/far/rights/").content.decode()
    assert "Machines may not be trained on it." not in html
    assert "This publication reserves the training of machines" in html
    assert (
        "Machines may not be trained" in client.get("/articles/crossing/rights/").content.decode()
    )


@pytest.mark.parametrize(
    ("issue", "day", "words"),
    [
        ("2026年第3期", "2026", "2026年第3期."),
        ("No. 3", "2026", "No. 3, 2026."),
        ("5 March 2026, p. 4", "2026-03-05", "5 March 2026, p. 4."),
        ("No. 20261", "2026", "No. 20261, 2026."),
    ],
)
def test_the_credit_says_when_only_once(issue: str, day: str, words: str) -> None:
    original = Original(source="A", issue=issue, first_published_on=day)
    piece = Piece(title="The ferry", language="en", original=original)
    said = RightsStatement(is_reprint=True, original=original)
    assert credit_words.plain(said, piece).endswith(f"First published in A, {words}")


def test_the_words_to_print_have_an_address_that_can_be_read(
    client: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    makers.make_live(slug="路口", title="The crossroads")
    html = client.get("/articles/路口/rights/").content.decode()
    assert "http://testserver/articles/路口/" in html.split('class="to-copy"')[1]
