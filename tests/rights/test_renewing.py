"""A permission is renewed: without a dark second where the terms touch, dark for as long as they do not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from articles.models import Edition
from articles.publishing.release import publish
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_permission, renew

pytestmark = pytest.mark.django_db

END = NOON + 10 * DAY
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def edition() -> Edition:
    article = make_article()
    credit(article, make_permission(valid_until=END))
    return publish(article, actor=personas.editor(), at=NOON, now=NOON)


def renewed(edition: Edition, *, begins: datetime) -> None:
    permission = edition.needs.get().permission
    renew(permission, at=NOON + DAY, valid_from=begins, valid_until=END + 20 * DAY)


def answers(client: Client, edition: Edition, *instants: datetime) -> list[int]:
    found = []
    for at in instants:
        with time_machine.travel(at, tick=False):
            response = client.get(edition.get_absolute_url())
            listed = edition.title in client.get("/articles/").content.decode()
        assert listed == (response.status_code == 200)
        found.append(response.status_code)
    return found


def test_readers_notice_nothing_of_a_renewal_that_touches(client: Client, edition: Edition) -> None:
    renewed(edition, begins=END)
    assert answers(client, edition, END - SECOND, END, END + SECOND) == [200, 200, 200]


def test_an_hour_between_the_two_is_an_hour_without(client: Client, edition: Edition) -> None:
    renewed(edition, begins=END + HOUR)
    instants = (END - SECOND, END, END + HOUR - SECOND, END + HOUR)
    assert answers(client, edition, *instants) == [200, 410, 410, 200]


def test_it_ends_with_the_last(client: Client, edition: Edition) -> None:
    renewed(edition, begins=END)
    last = END + 20 * DAY
    assert answers(client, edition, last - SECOND, last) == [200, 410]
