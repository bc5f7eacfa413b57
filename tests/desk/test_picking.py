"""The media library as a figure asks for it: looked through, taken in, pointed at; and who may."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as PillowImage

from articles import pictures
from articles.admin import picking
from articles.models import Image
from tests import makers, personas
from tests.desk.pages import desk, signed_in

pytestmark = pytest.mark.django_db

HUGE = 10**30


@pytest.fixture
def client() -> Client:
    return signed_in(personas.writer())


def file(name: str = "river.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    if data is None:
        out = BytesIO()
        PillowImage.new("RGB", (600, 400), "teal").save(out, "JPEG")
        data = out.getvalue()
    return SimpleUploadedFile(name, data, "image/jpeg")


def look(client: Client, **query: Any) -> Any:
    return client.get(desk("articles_image_library"), query)


def names(answer: Any) -> list[str]:
    return [image["alt"] for image in answer.json()["images"]]


def test_the_newest_pictures_come_first_a_page_at_a_time(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(picking, "AT_ONCE", 2)
    for number in range(5):
        makers.make_image(alt=f"Picture {number}")
    look(client)
    with django_assert_num_queries(6):  # session, account, two of permissions, pictures, renditions
        first = look(client)
    assert names(first) == ["Picture 4", "Picture 3"]
    second = look(client, after=first.json()["next"])
    makers.make_image(alt="Taken in meanwhile")
    assert names(second) == ["Picture 2", "Picture 1"]
    last = look(client, after=second.json()["next"])
    assert (names(last), last.json()["next"]) == (["Picture 0"], None)


def test_pictures_are_found_by_what_is_said_of_them(client: Client) -> None:
    makers.make_image(alt="A river at dusk", creator="Ines Okafor")
    makers.make_image(alt="A tower", translations={"zh-hans": {"alt": "河边的塔"}})
    assert names(look(client, q="RIVER okafor")) == ["A river at dusk"]
    assert names(look(client, q="河边")) == ["A tower"]
    assert names(look(client, q=Image.objects.first().file_name)) == ["A tower"]  # type: ignore[union-attr]
    assert names(look(client, q="100%")) == []


@pytest.mark.parametrize(
    "query", [{"q": "x" * 101}, {"q": "nul\0"}, {"after": "x"}, {"after": "0"}, {"after": HUGE}]
)
def test_nonsense_is_refused_in_a_sentence(client: Client, query: dict[str, Any]) -> None:
    answer = look(client, **query)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_one_picture_tells_what_a_figure_shows(client: Client) -> None:
    image = makers.make_image(alt="A river", credit="Photo: A", focal_x=30, focal_y=70)
    facts = client.get(desk("articles_image_facts", image.pk)).json()["image"]
    narrow, middle = image.renditions.filter(mime="image/jpeg").order_by("width")[:2]
    assert facts == {
        **{"id": image.pk, "name": image.file_name, "alt": "A river", "creator": ""},
        **{"credit": "Photo: A", "width": 1600, "height": 900, "focal": [30, 70]},
        **{"small": narrow.get_absolute_url(), "large": middle.get_absolute_url()},
        "address": desk("articles_image_change", image.pk),
    }
    for number in (image.pk + 1, HUGE):
        gone = client.get(desk("articles_image_facts", number))
        assert gone.status_code == 404
        assert "any more" in gone.json()["message"]


def test_a_file_is_taken_in_and_the_same_file_is_known_again(client: Client) -> None:
    address = desk("articles_image_upload")
    first = client.post(address, {"file": file()})
    assert (first.status_code, first.json()["was_here"]) == (201, False)
    again = client.post(address, {"file": file("renamed.jpg")})
    assert (again.status_code, again.json()["was_here"]) == (200, True)
    assert again.json()["image"] == first.json()["image"]
    image = Image.objects.get()
    assert (image.file_name, image.uploaded_by) == ("river.jpg", personas.writer())


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file"),
        ({"file": "words"}, "Choose a file"),
        ({"file": file(data=b"")}, "empty"),
        ({"file": file(data=b"<svg onload=alert(1)>")}, "SVG"),
        ({"file": file(data=b"%PDF-1.7")}, "not a picture"),
        ({"file": file(data=b"\xff\xd8\xff\xe0 cut off")}, "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    client: Client, sent: dict[str, Any], words: str
) -> None:
    if isinstance(sent.get("file"), SimpleUploadedFile):
        sent["file"].seek(0)
    answer = client.post(desk("articles_image_upload"), sent)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert not Image.objects.exists()


def test_a_file_that_is_too_large_is_not_read_to_its_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 1000)
    answer = client.post(desk("articles_image_upload"), {"file": file(data=b"\xff" * 5000)})
    assert answer.status_code == 400
    assert "larger than" in answer.json()["message"]


def test_the_focal_point_is_moved_within_the_picture(client: Client) -> None:
    image = makers.make_image()
    address = desk("articles_image_focus", image.pk)
    moved = client.post(address, {"focal_x": "20", "focal_y": "0"})
    assert moved.json()["image"]["focal"] == [20, 0]
    for nonsense in ("101", "-1", "left", "", "nul\0", str(HUGE)):
        answer = client.post(address, {"focal_x": nonsense, "focal_y": "5"})
        assert answer.status_code == 400
        assert answer.json()["message"]
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (20, 0)
    gone = client.post(desk("articles_image_focus", HUGE), {"focal_x": "1", "focal_y": "1"})
    assert gone.status_code == 404


def test_each_address_asks_who_one_is() -> None:
    image = makers.make_image()
    stranger = signed_in(personas.stranger())
    looker = signed_in(personas.rights_desk())  # may look at pictures, and no more
    reading = [desk("articles_image_library"), desk("articles_image_facts", image.pk)]
    writing = [
        (desk("articles_image_upload"), {"file": file()}),
        (desk("articles_image_focus", image.pk), {"focal_x": "1", "focal_y": "1"}),
    ]
    for address in reading:
        assert "/login/" in Client().get(address).url
        assert stranger.get(address).status_code == 403
        assert looker.get(address).status_code == 200
        assert looker.post(address).status_code == 405
    for address, sent in writing:
        assert "/login/" in Client().post(address, sent).url
        assert looker.get(address).status_code == 405
        for person in (stranger, looker):
            answer = person.post(address, sent)
            assert answer.status_code == 403
            assert "role" in answer.json()["message"]
    assert Image.objects.count() == 1
