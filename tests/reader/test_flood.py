"""A flood of comments stays up and is limited; no honest one is lost, and what was typed comes back."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory

from articles.models import Comment, Visitor
from articles.reading import visitors
from articles.reading.comments import CommentForm
from articles.reading.guarded import began
from articles.refusals import TooMany
from tests import makers
from tests.makers import DAY, NOON

FORM = "/articles/crossing/comment/"


def send(client: Client, signed: str, text: str, *, address: str) -> Any:
    told = {"name": "Rea", "text": text, "began": signed}
    return client.post(FORM, told, REMOTE_ADDR=address)


@pytest.mark.django_db
def test_of_a_thousand_at_once_ten_come_in_and_every_honest_one_does(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    with time_machine.travel(NOON + DAY, tick=False) as clock:
        signed = began(edition.article.key, CommentForm.salt)
        clock.shift(10)
        statuses: Counter[int] = Counter()
        honest = []
        for number in range(1000):
            answer = send(client, signed, f"Spam {number}", address="203.0.113.7")
            statuses[answer.status_code] += 1
            if number % 50 == 0:
                text, address = f"Honest {number}", f"198.51.100.{number // 50}"
                honest.append(send(client, signed, text, address=address).status_code)
        assert statuses == {302: visitors.MOST, 429: 1000 - visitors.MOST}
        assert set(honest) == {302}
        assert Comment.objects.filter(text__startswith="Honest").count() == 20
        assert Comment.objects.count() == 20 + visitors.MOST
        html = answer.content.decode()
        assert "Please try again later" in html
        assert "Spam 999" in html
        assert answer["Retry-After"] == "3600"
        clock.shift(timedelta(hours=1))
        fresh = began(edition.article.key, CommentForm.salt)
        clock.shift(10)
        assert send(client, fresh, "Later", address="203.0.113.7").status_code == 302


@pytest.mark.django_db
def test_nothing_tells_who_came_and_it_is_forgotten_within_the_hour(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    with time_machine.travel(NOON + DAY, tick=False) as clock:
        signed = began(edition.article.key, CommentForm.salt)
        clock.shift(10)
        send(client, signed, "One", address="203.0.113.7")
        (visitor,) = Visitor.objects.all()
        assert "203" not in str(visitor)
        assert len(visitor.key) == 64
        clock.shift(timedelta(hours=1))
        call_command("erase_personal_data")
        assert not Visitor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_counted_once_for_all_processes(transactional_db: None) -> None:
    """Each thread has a connection of its own, as each process has; nothing else is shared."""
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    outcomes: list[str] = []

    def come() -> None:
        for _unused in range(5):
            try:
                visitors.admit(request, form="x", at=NOON)
                outcomes.append("in")
            except TooMany:
                outcomes.append("out")
        connections.close_all()

    threads = [threading.Thread(target=come) for _unused in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Counter(outcomes) == {"in": visitors.MOST, "out": 20 - visitors.MOST}
