"""The tearsheet: the copy of an article as it ran, for whoever allowed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, DeskEvent, Edition, Permission, Section, SentCopy
from articles.publishing import cutting, release
from articles.refusals import NotAllowed, Refused, WrongInstant, WrongStage
from articles.rights import copies, permissions
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_days_later() -> Any:
    with time_machine.travel(NOON + 10 * DAY, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def make_reprint(permission: Permission | None = None, **columns: Any) -> Edition:
    columns = {"title": "The ferry", "bodies": ("<p>As it ran.</p>",), **columns}
    article = makers.make_article(**columns)
    permission = permission or makers.make_permission(
        credit_kind="verbatim", required_credit="From “The Review”,  No. 3"
    )
    makers.credit(article, permission)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def sheet(client: Client, edition: Edition) -> str:
    response = client.get(desk("articles_edition_tearsheet", edition.pk))
    assert response.status_code == 200
    return response.content.decode()


def record(edition: Edition, **told: Any) -> SentCopy:
    facts = {
        "edition": edition,
        "permission": edition.needs.get().permission,
        "actor": personas.rights_desk(),
        "to": "Bo Holder",
        **told,
    }
    return copies.send_copy(edition.article, **facts)


def test_it_shows_the_article_as_it_ran_with_what_proves_it(client: Client) -> None:
    image = makers.make_image(credit="Drawing: Ines")
    edition = make_reprint(image=image, alt="A boat", caption="The quay")
    article = Article.objects.get(pk=edition.article_id)
    Section.objects.filter(article=article).update(body="<p>Later words.</p>")
    release.publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)
    page = sheet(client, edition)
    text = said(page, ".tearsheet-article")
    for words in ("The ferry", "By Ada Example", "As it ran.", "The quay", "Drawing: Ines"):
        assert words in text, words
    assert "Later words." not in page
    assert 'alt="A boat"' in page
    assert 'loading="lazy"' not in page
    assert '<p class="prescribed">From “The Review”,  No. 3</p>' in page
    assert "Reprinted with permission." in said(page, ".tearsheet-credit")
    facts = said(page, ".tearsheet-facts")
    for words in (
        "Bo Holder (Author), The Example Review",
        "http://testserver/articles/the-ferry/",
        "1 · First version",
        "2 November 2026, 12:00 – 3 November 2026, 12:00 (UTC)",
        f"SHA-256 {edition.digest}",
    ):
        assert words in facts, words
    second = article.editions.get(number=2)
    assert "from 3 November 2026, 12:00 on (UTC)" in said(sheet(client, second), ".tearsheet-facts")


def test_it_is_right_after_the_article_was_withdrawn_and_its_permission_revoked(
    client: Client,
) -> None:
    edition = make_reprint()
    release.withdraw(
        edition.article, actor=personas.editor(), reason="holder_request", at=NOON + 2 * DAY
    )
    permissions.revoke(
        edition.needs.get().permission, actor=personas.rights_desk(), at=NOON + 3 * DAY
    )
    assert Client().get(edition.get_absolute_url()).status_code == 410
    page = sheet(client, edition)
    assert "As it ran." in said(page, ".tearsheet-article")
    assert "Reprinted with permission." in said(page, ".tearsheet-credit")
    assert "12:00 – 4 November 2026, 12:00" in said(page, ".tearsheet-facts")


def test_blacked_out_words_stay_so_and_are_told(client: Client) -> None:
    edition = make_reprint()
    cutting.redact(edition, actor=personas.editor(), phrase="ran", reason="A court.", at=NOON + DAY)
    page = sheet(client, edition)
    assert "As it ran." not in page
    assert "Words were blacked out of this version on 3 November 2026" in said(page, "dl")


def test_it_is_recorded_as_sent_and_stands_on_the_articles_page(client: Client) -> None:
    edition = make_reprint()
    address = desk("articles_edition_verb", edition.pk, "send-copy")
    assert address in links(sheet(client, edition), ".verbs a")
    values = form_values(client.get(address).content.decode())
    assert values["to"] == "Bo Holder"
    assert values["permission"] == str(edition.needs.get().permission_id)
    page = client.post(address, values | {"to": "bo@example.org"}, follow=True)
    assert page.redirect_chain[-1][0] == desk("articles_edition_tearsheet", edition.pk)
    assert "To bo@example.org, 12 November 2026 (version 1)" in said(
        page.content.decode(), ".tearsheet-copies"
    )
    copy = SentCopy.objects.get()
    assert (copy.article, copy.sent_by) == (edition.article, personas.rights_desk())
    event = DeskEvent.objects.get(verb="send_copy")
    assert event.permission == copy.permission
    assert "bo@example.org" not in f"{event.said} {event.facts}"
    page = client.get(desk("articles_article_change", edition.article_id)).content.decode()
    assert "To bo@example.org" in said(page, ".beside")
    assert desk("articles_edition_tearsheet", edition.pk) in links(page, ".beside a")
    page = client.get(desk("articles_edition_change", edition.pk)).content.decode()
    assert desk("articles_edition_tearsheet", edition.pk) in links(page)


def test_copies_are_found_by_any_permission_of_the_chain() -> None:
    permission = makers.make_permission(valid_until=NOON + 90 * DAY)
    edition = make_reprint(permission)
    record(edition)
    renewal = makers.renew(permission, valid_until=NOON + 200 * DAY)
    assert [row.to for row in copies.of_permission(renewal)] == ["Bo Holder"]
    assert [row.to for row in copies.of_article(edition.article)] == ["Bo Holder"]
    assert not copies.of_permission(makers.make_permission())


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"to": "  "}, "to"),
        ({"to": 201 * "x"}, "to"),
        ({"at": NOON + 11 * DAY}, "at"),
        ({"at": NOON - timedelta(seconds=1)}, "at"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(told: dict[str, Any], field: str) -> None:
    edition = make_reprint()
    with pytest.raises(Refused) as refusal:
        record(edition, **told)
    assert refusal.value.field == field
    assert not SentCopy.objects.exists()


def test_a_permission_that_it_does_not_rely_on_is_refused(client: Client) -> None:
    edition, other = make_reprint(), makers.make_permission()
    with pytest.raises(Refused) as refusal:
        record(edition, permission=other)
    assert refusal.value.field == "permission"
    address = desk("articles_edition_verb", edition.pk, "send-copy")
    values = form_values(client.get(address).content.decode())
    for number in (str(other.pk), "x", "9" * 40, ""):
        page = client.post(address, values | {"permission": number, "to": "Typed"})
        assert page.status_code == 200
        assert said(page.content.decode(), ".field-permission .errorlist")
        assert form_values(page.content.decode())["to"] == "Typed"


def test_what_readers_never_saw_has_no_tearsheet(client: Client) -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission())
    coming = release.publish(article, actor=personas.editor(), at=NOON + 20 * DAY)
    assert client.get(desk("articles_edition_tearsheet", coming.pk)).status_code == 404
    with pytest.raises(WrongStage):
        record(coming)
    with pytest.raises(WrongInstant):
        record(make_reprint(), at=NOON + 20 * DAY)
    assert client.get(desk("articles_edition_tearsheet", 987654)).status_code == 404


def test_our_own_article_has_one_and_nobody_to_record_it_for(client: Client) -> None:
    edition = makers.make_live(title="Our own")
    page = sheet(client, edition)
    assert "Our own" in said(page, ".tearsheet-article")
    assert "Reprint credit" not in page
    assert desk("articles_edition_verb", edition.pk, "send-copy") not in links(page)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (personas.editor, 200),
        (personas.rights_desk, 200),
        (personas.writer, 403),
        (personas.moderator, 403),
        (personas.stranger, 403),
    ],
)
def test_it_is_for_editors_and_the_rights_desk(person: Callable[[], User], status: int) -> None:
    edition = make_reprint()
    client = signed_in(person())
    assert client.get(desk("articles_edition_tearsheet", edition.pk)).status_code == status
    assert client.get(desk("articles_edition_verb", edition.pk, "send-copy")).status_code == status
    assert Client().get(desk("articles_edition_tearsheet", edition.pk)).status_code == 302
    if status == 403:
        with pytest.raises(NotAllowed):
            record(edition, actor=person())
        page = client.get(desk("articles_edition_change", edition.pk)).content.decode()
        assert desk("articles_edition_tearsheet", edition.pk) not in links(page)


def test_it_asks_the_same_few_questions_however_long_it_is(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    bodies = tuple(f"<p>Part {number}.</p>" for number in range(30))
    edition = make_reprint(bodies=bodies)
    record(edition)
    sheet(client, edition)
    with django_assert_max_num_queries(19):
        sheet(client, edition)


def test_it_speaks_the_articles_language_within_and_the_desks_around(client: Client) -> None:
    edition = make_reprint(language="zh-Hans", slug="ferry", title="渡口")
    page = sheet(client, edition)
    assert 'class="tearsheet-article" lang="zh-Hans"' in page
    assert "Digest" in said(page, "dl")
    assert "Reprint credit" not in said(page, ".tearsheet-credit")
