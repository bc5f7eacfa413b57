"""A partner's ground: an hour of the clock, a mail server that keeps what it gets, and the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from articles.models import Edition, Masthead, ReprintRequest, Source
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

Send = Callable[..., HttpResponse]
FORM = "/articles/crossing/rights/request/"


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON + DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mail_server(settings: Any) -> list[Any]:
    """What was mailed."""
    settings.HAS_MAIL_SERVER = True
    settings.SITE_URL = "https://quay.example"
    return mail.outbox


@pytest.fixture
def send(client: Client, clock: time_machine.Coordinates) -> Send:
    """Opens the form of an article, waits as a person would, and sends it."""

    def sent(slug: str, *, wait: int = 60, **said: Any) -> Any:
        form = f"/articles/{slug}/rights/request/"
        found = re.search(r'name="began" value="([^"]+)"', client.get(form).content.decode())
        assert found
        clock.shift(wait)
        return client.post(form, typed(began=found[1], **said))

    return sent


def typed(**said: Any) -> dict[str, Any]:
    """What a partner types; None leaves a field out."""
    values = {
        "name": "Noor Partner",
        "email": "noor@partner.example",
        "organisation": "The Partner",
        "publication": "Partner Weekly",
        "publication_url": "https://partner.example",
        "use": "web",
        "portion": "full",
        "message": "We like it.",
        "agrees": "on",
        **said,
    }
    return {name: value for name, value in values.items() if value is not None}


def link_in(text: str) -> str:
    """The address of the partner's page in a mail, without the site's name."""
    found = re.search(r"https://quay\.example(/\S*reprint-requests/\S+/)", text)
    assert found, text
    return found[1]


@pytest.fixture
def edition() -> Edition:
    Masthead.objects.update(name="The Quay", contact_email="desk@quay.example")
    return makers.make_live(slug="crossing", title="The crossing")


def reprint(slug: str = "far", *, of: Source | None = None, **terms: Any) -> Edition:
    """A live reprint on these terms; `of` is the source that its credit names."""
    article = makers.make_article(slug=slug, title="The far bank")
    makers.credit(article, makers.make_permission(**terms), source=of or makers.make_source())
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def asked(send: Send, slug: str, **said: Any) -> ReprintRequest:
    response = send(slug, **said)
    assert response.status_code == 302, response.content.decode()
    return ReprintRequest.objects.latest("pk")


def confirmed(client: Client, send: Send, slug: str, **said: Any) -> ReprintRequest:
    row = asked(send, slug, **said)
    client.post(f"/reprint-requests/{row.token}/confirm/")
    row.refresh_from_db()
    return row
