"""A flood of requests to reprint, and of both forms at once: they stay up, and no honest one is lost."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client

from articles.models import Comment, Edition, ReprintRequest
from articles.reading import visitors
from articles.reading.comments import CommentForm
from articles.reading.guarded import began
from articles.reprinting.forms import RequestForm
from tests import makers
from tests.makers import DAY, NOON

REQUEST = "/articles/crossing/rights/request/"
COMMENT = "/articles/crossing/comment/"


def signed(edition: Edition, salt: str) -> str:
    with time_machine.travel(NOON + DAY, tick=False):
        return began(edition.article.key, salt)


def ask(client: Client, began_at: str, name: str, *, address: str) -> Any:
    told = {
        "name": name,
        "email": f"{name.lower().replace(' ', '-')}@partner.example",
        "publication": "Partner Weekly",
        "use": "web",
        "portion": "full",
        "agrees": "on",
        "message": f"{name} asks.",
        "began": began_at,
    }
    return client.post(REQUEST, told, REMOTE_ADDR=address)


@pytest.mark.once
@pytest.mark.django_db
def test_of_three_hundred_requests_ten_come_in_and_every_honest_one_does(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    began_at = signed(edition, RequestForm.salt)
    statuses: Counter[int] = Counter()
    with time_machine.travel(NOON + DAY, tick=False) as clock:
        clock.shift(10)
        for number in range(300):
            answer = ask(client, began_at, f"Spam {number}", address="203.0.113.7")
            statuses[answer.status_code] += 1
            if number % 15 == 0:
                honest = ask(
                    client, began_at, f"Honest {number}", address=f"198.51.100.{number // 15}"
                )
                assert honest.status_code == 302
    assert statuses == {302: visitors.MOST, 429: 300 - visitors.MOST}
    assert ReprintRequest.objects.filter(name__startswith="Honest").count() == 20
    assert ReprintRequest.objects.count() == 20 + visitors.MOST
    html = answer.content.decode()
    assert "Please try again later" in html
    assert "Spam 299 asks." in html
    assert answer["Retry-After"] == "3600"


@pytest.mark.django_db(transaction=True)
def test_both_forms_take_what_comes_at_once_while_the_desk_publishes(
    transactional_db: None,
) -> None:
    """Six readers write at once, each with a connection of its own as each thread of gunicorn has. All
    wait for their turn to write: nobody is told that the database is locked.
    """
    edition = makers.make_live(slug="crossing")
    for_comments, for_requests = (signed(edition, form.salt) for form in (CommentForm, RequestForm))
    outcomes: list[Any] = []
    numbers = itertools.count(1)

    def write(spammer: str) -> None:
        client = Client()
        for _unused in range(4):
            number = next(numbers)
            told = {"name": "Rea", "text": f"Honest {number}", "began": for_comments}
            address = f"198.51.100.{number}"
            try:
                answers = [
                    client.post(COMMENT, told, REMOTE_ADDR=address),
                    ask(client, for_requests, f"Honest {number}", address=address),
                    client.post(COMMENT, {**told, "text": f"Spam {number}"}, REMOTE_ADDR=spammer),
                ]
                outcomes.extend(answer.status_code for answer in answers)
            except Exception as error:
                outcomes.append(error)
        connections.close_all()

    with time_machine.travel(NOON + DAY, tick=False) as clock:
        clock.shift(10)
        threads = [threading.Thread(target=write, args=["203.0.113.7"]) for _unused in range(6)]
        for thread in threads:
            thread.start()
        for _unused in range(4):
            makers.make_live(at=NOON + DAY)
        for thread in threads:
            thread.join(timeout=60)
    assert Counter(outcomes) == {302: 48 + visitors.MOST, 429: 24 - visitors.MOST}
    assert Comment.objects.filter(text__startswith="Honest").count() == 24
    assert ReprintRequest.objects.filter(name__startswith="Honest").count() == 24
