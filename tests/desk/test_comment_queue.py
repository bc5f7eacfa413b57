"""A moderator decides about comments: the oldest first, one or many, taken back, answered, erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles import moderation
from articles.models import Comment, DeskEvent, Edition, Masthead
from articles.refusals import WrongStage
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(personas.moderator())


@pytest.fixture
def edition() -> Edition:
    at = timezone.now() - timedelta(hours=2)
    return makers.make_live(title="The crossing", slug="crossing", at=at)


def leave(edition: Edition, text: str, *, ago: int = 0, **facts: Any) -> Comment:
    at = timezone.now() - timedelta(minutes=ago)
    return moderation.leave(edition, **{"name": "Rae", "text": text, "at": at, **facts})


def queue(client: Client) -> str:
    response = client.get(desk("comment_queue"))
    assert response.status_code == 200
    return response.content.decode()


def states() -> dict[str, str]:
    return dict(Comment.objects.values_list("text", "state"))


def test_what_waits_stands_first_the_oldest_first(client: Client, edition: Edition) -> None:
    left = leave(edition, "Approved", ago=60, email="rae@example.org")
    approved = moderation.let_through(left, actor=personas.moderator())
    leave(edition, "Younger\n\nthan one", ago=1, name="Bo", to=approved)
    leave(edition, "Older", ago=30, email="Rae@example.org", name="R.")
    html = queue(client)
    rows = [said(html, f"#{node.id}") for node in LexborHTMLParser(html).css(".queue-row")]
    assert "Older" in rows[0]
    assert "rae@example.org" in rows[0]
    assert "Others from this address: 1 approved, 0 refused" in rows[0]
    assert "The crossing · Version 1" in rows[0]
    assert "Younger than one" in rows[1]
    assert "To Rae" in rows[1]
    assert "no mail address" in rows[1]
    assert "nobody can tell whether this writer was here before" in rows[1]
    assert "Approved" in rows[2]
    assert "Public · moderator" in rows[2]
    assert said(html, "#queue-waiting") == "2 comments wait"


def test_many_are_decided_by_checkboxes_and_taken_back(client: Client, edition: Edition) -> None:
    chosen = [leave(edition, text).pk for text in ("One", "Two")]
    leave(edition, "Three")
    told = {"do": "spam", "chosen": chosen}
    page = client.post(desk("comment_queue"), told, follow=True).content.decode()
    assert "2 comments marked as spam." in said(page, ".queue-said [role=status]")
    assert states() == {"One": "spam", "Two": "spam", "Three": "held"}
    undo = form_values(page, ".queue-said form")
    page = client.post(desk("comment_queue"), undo, follow=True).content.decode()
    assert "2 comments are as before." in said(page, ".queue-said")
    assert not LexborHTMLParser(page).css(".queue-said form")
    assert set(states().values()) == {"held"}


def test_decisions_are_taken_back_one_after_the_other(client: Client, edition: Edition) -> None:
    one, two = leave(edition, "One"), leave(edition, "Two")
    for do in (f"public {one.pk}", f"removed {two.pk}", f"spam {one.pk}"):
        client.post(desk("comment_queue"), {"do": do})
    first = form_values(queue(client), ".queue-said form")
    assert said(queue(client), ".queue-said form") == "Undo: 1 comment marked as spam."
    found = []
    for _time in range(3):
        undo = form_values(queue(client), ".queue-said form")
        page = client.post(desk("comment_queue"), undo, follow=True).content.decode()
        found.append(states())
    assert found == [
        {"One": "public", "Two": "removed"},
        {"One": "public", "Two": "held"},
        {"One": "held", "Two": "held"},
    ]
    assert said(page, ".queue-said") == "1 comment is as before."
    client.post(desk("comment_queue"), {"do": f"spam {one.pk}"})
    page = client.post(desk("comment_queue"), first, follow=True).content.decode()
    assert "There is nothing to undo there" in said(page, ".queue-said.is-warning p")
    assert states()["One"] == "spam"


@pytest.mark.parametrize(
    ("state", "words"),
    [("public", "approved"), ("removed", "removed"), ("spam", "marked as spam")],
)
def test_one_is_decided_by_its_own_button(
    client: Client, edition: Edition, state: str, words: str
) -> None:
    one, other = leave(edition, "One"), leave(edition, "Two")
    told = {"do": f"{state} {one.pk}", "chosen": [other.pk]}
    page = client.post(desk("comment_queue"), told, follow=True).content.decode()
    assert f"1 comment {words}." in said(page, ".queue-said")
    assert states() == {"One": state, "Two": "held"}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"do": "public"},
        {"do": "gold", "chosen": "1"},
        {"do": "public", "chosen": "x"},
        {"do": "public", "chosen": "9" * 40},
        {"do": "public -1"},
    ],
)
def test_it_says_what_to_do_when_nothing_was_chosen(
    client: Client, edition: Edition, told: dict[str, str]
) -> None:
    leave(edition, "One")
    page = client.post(desk("comment_queue"), told, follow=True).content.decode()
    assert "Choose comments first" in said(page, ".queue-said.is-warning [role=status]")
    assert states() == {"One": "held"}
    assert client.get(desk("comment_queue") + "?done=forged").status_code == 200


def test_it_is_for_those_who_decide(edition: Edition) -> None:
    comment = leave(edition, "One", email="rae@example.org")
    writer = signed_in(personas.writer())
    assert writer.get(desk("comment_queue")).status_code == 403
    told = {"do": "public", "chosen": [comment.pk]}
    assert writer.post(desk("comment_queue"), told).status_code == 403
    assert "Comments to decide" not in said(writer.get(desk("index")).content.decode(), "nav")
    home = signed_in(personas.moderator()).get(desk("index")).content.decode()
    assert "Comments to decide" in said(home, "nav")
    assert "Comments held: 1" in said(home, ".panel-comments")
    assert desk("comment_queue") in links(home, ".panel-comments a")


def test_a_moderator_is_led_nowhere_that_is_closed(client: Client, edition: Edition) -> None:
    comment = moderation.let_through(leave(edition, "One"), actor=personas.moderator())
    html = client.get(desk("articles_comment_change", comment.pk)).content.decode()
    assert "moderator" in said(html, ".field-decided_by")
    found = [link for link in set(links(html)) if link.startswith("/admin/")]
    assert [link for link in found if client.get(link).status_code != 200] == []


def test_what_is_not_open_is_told_at_the_desk(client: Client) -> None:
    answer = client.get(desk("auth_user_changelist"))
    assert answer.status_code == 403
    assert said(answer.content.decode(), "#content h1") == "This is not open to you"
    assert "Comments to decide" in said(answer.content.decode(), "nav.rooms")


def test_it_asks_few_questions_however_many_wait(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    for number in range(55):
        leave(edition, str(number), ago=60 - number, email=f"r{number % 3}@example.org")
    with django_assert_max_num_queries(9):
        html = queue(client)
    assert len(LexborHTMLParser(html).css(".queue-row")) == 50
    assert said(html, "#queue-waiting") == "55 comments wait"


def test_what_appeared_by_itself_is_seen_there(client: Client, edition: Edition) -> None:
    Masthead.objects.update(trusts_returning=True)
    first = leave(edition, "First", ago=9, email="rae@example.org")
    moderation.let_through(first, actor=personas.moderator())
    assert leave(edition, "By itself", email="rae@example.org").state == "public"
    assert "By itself" in said(queue(client), "[aria-labelledby=queue-decided]")


def test_it_says_so_when_nothing_waits(client: Client) -> None:
    assert said(queue(client), "#queue-waiting") == "No comment waits."


def test_the_publication_answers_on_the_page_of_a_comment(client: Client, edition: Edition) -> None:
    Masthead.objects.update(name="The Ferry")
    comment = moderation.let_through(leave(edition, "One"), actor=personas.moderator())
    address = desk("articles_comment_verb", comment.pk, "answer")
    assert address in links(queue(client))
    assert "This field is required" in client.post(address, {"text": " \u200b"}).content.decode()
    page = client.post(address, {"text": "Thank you."}, follow=True).content.decode()
    assert "Answered." in said(page, ".messagelist")
    html = Client().get("/articles/crossing/").content.decode()
    assert "The Ferry from the publication" in said(html, "#comments")
    assert "Thank you." in html


def test_what_is_held_is_approved_and_answered_in_one(client: Client, edition: Edition) -> None:
    comment = leave(edition, "A long question. " * 20 + "Its very end?")
    address = desk("articles_comment_verb", comment.pk, "approve-and-answer")
    assert address in links(queue(client))
    assert "Its very end?" in said(client.get(address).content.decode(), ".quoted")
    assert "This field is required" in client.post(address, {"text": ""}).content.decode()
    assert states()[comment.text] == "held"
    page = client.post(address, {"text": "Its answer."}, follow=True).content.decode()
    assert "Approved and answered." in said(page, ".messagelist")
    assert states() == {comment.text: "public", "Its answer.": "public"}
    assert client.get(desk("articles_comment_verb", comment.pk, "answer")).status_code == 200
    spam = moderation.mark_spam(comment, actor=personas.moderator())
    with pytest.raises(WrongStage):
        moderation.let_through_and_answer(spam, actor=personas.moderator(), text="No")


def test_a_writer_s_words_are_erased_for_good(client: Client, edition: Edition) -> None:
    comment = leave(edition, "My secret", name="Rae Secret", email="rae@example.org")
    address = desk("articles_comment_verb", comment.pk, "erase")
    assert "nobody can undo it" in client.get(address).content.decode()
    page = client.post(address, {}, follow=True).content.decode()
    assert "Erased." in said(page, ".messagelist")
    for path in (desk("articles_comment_changelist"), desk("comment_queue"), desk("index")):
        html = client.get(path).content.decode()
        assert "secret" not in html.lower()
        assert "rae@example.org" not in html
    assert DeskEvent.objects.latest("pk").facts == {"comment": comment.pk}
    chosen = {"action": "let_through", "_selected_action": [comment.pk]}
    page = client.post(desk("articles_comment_changelist"), chosen, follow=True).content.decode()
    assert "0 comments decided." in said(page, ".messagelist")


def test_the_publication_says_when_comments_close_and_whom_it_trusts() -> None:
    editor = signed_in(personas.editor())
    address = desk("articles_masthead_change", 1)
    html = editor.get(address).content.decode()
    assert "A name alone is not enough" in html
    told = form_values(html, "#masthead_form")
    page = editor.post(address, {**told, "comments_open_days": "0"}).content.decode()
    assert 'aria-invalid="true"' in page
    editor.post(
        address, {**told, "name": "X", "comments_open_days": "30", "trusts_returning": "on"}
    )
    masthead = Masthead.objects.get()
    assert (masthead.comments_open_days, masthead.trusts_returning) == (30, True)
    editor.post(address, {**told, "name": "X", "comments_open_days": ""})
    assert Masthead.objects.get().comments_open_days is None


def test_its_history_tells_what_was_decided(client: Client, edition: Edition) -> None:
    left = leave(edition, "Decided twice")
    moderation.let_through(left, actor=personas.moderator())
    moderation.mark_spam(left, actor=personas.moderator())
    page = client.get(desk("articles_comment_history", left.pk)).content.decode()
    assert [
        row.text() for row in LexborHTMLParser(page).css(".decisions tbody td:nth-child(3)")
    ] == [
        "marked a comment as spam",
        "approved a comment",
    ]
