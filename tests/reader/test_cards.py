"""The picture that is drawn for an article without one: one address, one drawing, gone with the article."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.test import Client, override_settings
from PIL import Image

from articles.models import Edition, Masthead
from articles.outputs import cards, typesetting
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader.machines import properties
from tests.reprints import make_reprint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    makers.name_publication("The Ferry")
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@pytest.fixture
def _no_chinese() -> Iterator[None]:
    """A machine without a face for Chinese."""
    with override_settings(CHINESE_FACE="/nowhere"):
        _forget()
        yield
    _forget()


def _forget() -> None:
    for kept in (typesetting.chinese_face, typesetting._faces, typesetting._face_of):
        kept.cache_clear()


def address(client: Client, edition: Edition) -> str:
    html = client.get(edition.get_absolute_url()).content.decode()
    return properties(html)["og:image"].removeprefix("http://testserver")


def kept(edition: Edition) -> list[Path]:
    return sorted(Path(settings.PRIVATE_ROOT).glob(f"cards/{edition.article.key}/*"))


def test_it_is_drawn_once_and_the_same_forever(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    edition = makers.make_live(slug="crossing")
    path = address(client, edition)
    assert path.startswith("/articles/crossing/card-")
    assert kept(edition) == [], "nothing is drawn until somebody asks"
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=0"
    picture = Image.open(io.BytesIO(first.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(kept(edition)) == 1
    monkeypatch.setattr(cards, "draw", None)
    with django_assert_num_queries(2):
        assert client.get(path).content == first.content


def test_a_full_disk_costs_a_drawing_and_no_picture(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_facts: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", refuse)
    edition = makers.make_live()
    for _time in range(2):
        assert client.get(address(client, edition)).status_code == 200
    assert kept(edition) == []


def test_another_title_has_another_address_and_the_old_drawing_goes(client: Client) -> None:
    edition = makers.make_live(slug="crossing", title="Crossing")
    before = address(client, edition)
    client.get(before)
    article = edition.article
    article.title = "Crossed"
    article.save()
    release.publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)
    after = address(client, edition)
    assert after != before
    assert client.get(before).status_code == 404
    assert client.get(after).status_code == 200
    assert len(kept(edition)) == 1


def test_nobody_can_have_others_drawn(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    for path in ("/articles/crossing/", "/", "/zh-hans/"):
        assert client.get(f"{path}card-{'0' * 32}.png").status_code == 404
    assert kept(edition) == []


def test_an_old_slug_leads_to_where_it_is_now(client: Client) -> None:
    edition = makers.make_live(slug="crossing")
    path = address(client, edition)
    article = edition.article
    article.slug = "renamed"
    article.save()
    release.publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)
    response = client.get(path)
    assert response.status_code == 301
    assert response["Location"] == path.replace("crossing", "renamed")


def test_it_goes_with_the_article(client: Client) -> None:
    edition = makers.make_live(slug="crossing", title="Crossing")
    path = address(client, edition)
    client.get(path)
    release.withdraw(edition.article, actor=personas.editor(), reason="error", at=NOON + DAY)
    response = client.get(path)
    assert (response.status_code, response.content) == (410, b"")
    assert "immutable" not in response["Cache-Control"]
    assert kept(edition) == []


def test_it_ends_with_the_permission_and_keeps_nothing_where_the_summary_stays(
    client: Client,
) -> None:
    edition = make_reprint(valid_until=NOON + 2 * DAY, ending="link")
    path = address(client, edition)
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        response = client.get(path)
        assert (response.status_code, response.content) == (410, b"")


def test_a_draft_has_none(client: Client) -> None:
    article = makers.make_article(slug="draft")
    assert client.get(f"/articles/{article.slug}/card-{'0' * 32}.png").status_code == 404


@pytest.mark.usefixtures("_no_chinese")
def test_without_a_face_for_its_letters_it_is_an_emblem_that_is_not_kept(client: Client) -> None:
    Masthead.objects.update(mark="渡")
    for title in ("渡口", "كيف تعبر النهر"):
        edition = makers.make_live(title=title)
        response = client.get(address(client, edition))
        assert response.status_code == 200
        assert response["Cache-Control"] == "public, max-age=86400, s-maxage=0"
        assert kept(edition) == []
    edition = makers.make_live(title="Ferry 🚢")
    assert client.get(address(client, edition)).status_code == 200
    assert len(kept(edition)) == 1, "a sign that no face has is left out"


def test_it_is_drawn_whatever_people_write() -> None:
    for title in ("", "x" * 300, "渡" * 300, "🚢" * 300, "a\u202eb\x00\n<b>", "‘“（" * 40):
        card = cards.Card(title, title, title, title[:2], "pine")
        assert Image.open(io.BytesIO(cards.draw(card))).size == (1200, 630)


def test_each_colour_has_its_seal() -> None:
    drawn = {cards.draw(cards.Card("A", "", "B", "", accent)) for accent in cards.SEALS}
    assert len(drawn) == len(cards.SEALS) == len(cards.Accent.choices)
