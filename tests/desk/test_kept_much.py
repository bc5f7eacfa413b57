"""Much that was typed and not saved: nothing of it goes unasked, and no page waits for it."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.admin.article_differences import Wording
from articles.editing import keeping
from articles.models import EditingSession
from tests import makers, personas
from tests.desk.pages import desk, said
from tests.desk.test_keeping import keep, opened, page_of

pytestmark = pytest.mark.django_db


def test_what_is_typed_later_never_pushes_out_what_was_typed_before(writer: Client) -> None:
    values = opened(writer, desk("articles_article_add"))
    for number in range(7):
        keep(writer, None, values | {"page": f"window-{number}", "title": f"T{number}"})
    half = {"page": "long", "sections-0-body": "x" * (keeping.LONGEST // 2)}
    assert keep(writer, None, values | half).status_code == 200
    assert keep(writer, None, values | half).status_code == 200  # in its own place
    assert keep(writer, None, values | half | {"page": "one more"}).status_code == 413
    session = EditingSession.objects.get(user=personas.writer())
    assert set(session.kept) == {*(f"window-{number}" for number in range(7)), "long"}


def test_opening_an_article_compares_no_words(
    writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = makers.make_article(bodies=("<p>A wide river.</p>",))
    values = opened(writer, page_of(article))
    keep(writer, article, values | {"sections-0-body": "<p>A grey river.</p>"})
    compared = []
    monkeypatch.setattr(Wording, "difference", lambda _self, found: compared.append(found))
    assert "not saved" in said(writer.get(page_of(article)).content.decode(), "#kept-offer")
    assert compared == []
