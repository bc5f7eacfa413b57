"""The media library: an editor takes pictures in, once each, and nothing is left of what fails."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from PIL import Image as PillowImage

from articles import library, pictures
from articles.library import add_image
from articles.models import DeskEvent, Image
from articles.models.images import private_storage
from articles.refusals import NotAllowed
from tests import personas
from tests.makers import NOON

pytestmark = pytest.mark.django_db


def upload(width: int = 1200, colour: str = "teal", **options: object) -> bytes:
    out = BytesIO()
    PillowImage.new("RGB", (width, 400), colour).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _own_masters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """These tests count files, while others beside them make some."""
    monkeypatch.setitem(vars(private_storage()), "location", str(tmp_path / "private"))


def stored() -> list[Path]:
    """Every file that this test's publication has, of readers and private."""
    private = Path(private_storage().location)  # type: ignore[attr-defined]
    return [path for root in (Path(settings.MEDIA_ROOT), private) for path in files_under(root)]


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_takes_a_picture_in() -> None:
    data = upload()
    image = add_image(
        data,
        actor=personas.writer(),
        file_name="harbour.jpg",
        at=NOON,
        alt="A harbour.",
        focal_x=30,
        translations={"zh-hans": {"alt": "港口。"}},
    )

    image.refresh_from_db()
    assert image.digest == pictures.digest_of(data)
    assert (image.file_name, image.width, image.height) == ("harbour.jpg", 1200, 400)
    assert (image.alt, image.focal_x, image.focal_y) == ("A harbour.", 30, 50)
    assert image.said("alt", "zh-hans").text == "港口。"
    assert image.uploaded_by == personas.writer()
    with image.master.open() as master:
        assert PillowImage.open(master).size == (1200, 400)
    event = DeskEvent.objects.get(verb="add_image")
    assert (event.actor, event.at) == (personas.writer(), NOON)
    assert event.facts == {"image": image.pk, "file": "harbour.jpg"}


def test_it_stores_each_rendition_under_the_hash_of_its_bytes() -> None:
    image = add_image(upload(), actor=personas.editor(), file_name="a.jpg")

    for rendition in image.renditions.all():
        with rendition.file.open() as file:
            assert pictures.digest_of(file.read()) == rendition.digest
        suffix = "webp" if rendition.mime == pictures.WEBP else "jpg"
        assert rendition.file.name == f"renditions/{rendition.digest}.{suffix}"
    assert image.renditions.count() == 6


def test_it_knows_a_picture_that_is_here(django_assert_num_queries: Any) -> None:
    editor = personas.editor()
    first = add_image(upload(), actor=editor, file_name="a.jpg", alt="As first written.")
    files = stored()
    with django_assert_num_queries(1):
        again = add_image(upload(), actor=editor, file_name="b.jpg", alt="Otherwise.")

    again.refresh_from_db()
    assert again == first
    assert (again.file_name, again.alt) == ("a.jpg", "As first written.")
    assert stored() == files
    assert DeskEvent.objects.filter(verb="add_image").count() == 1


def test_it_takes_the_same_photograph_with_other_metadata_as_another_picture() -> None:
    editor = personas.editor()
    plain = add_image(upload(), actor=editor, file_name="a.jpg")
    noted = add_image(upload(comment=b"with a note"), actor=editor, file_name="a.jpg")

    assert plain != noted
    assert (plain.renditions.count(), noted.renditions.count()) == (6, 6)


def test_it_prefills_who_made_it_and_lets_the_editor_say_otherwise() -> None:
    exif = PillowImage.Exif()
    exif[0x013B], exif[0x8298] = "Ada Example", "(c) Ada Example"
    data = upload(exif=exif)
    image = add_image(
        data, actor=personas.editor(), file_name="a.jpg", creator="", copyright_notice="© Ferry"
    )

    assert (image.creator, image.copyright_notice, image.credit) == ("Ada Example", "© Ferry", "")


def test_it_refuses_whoever_may_not_and_what_is_no_picture() -> None:
    before = stored()
    with pytest.raises(NotAllowed):
        add_image(upload(), actor=personas.stranger(), file_name="a.jpg")
    with pytest.raises(pictures.UnusablePicture, match="damaged"):
        add_image(upload()[:900], actor=personas.editor(), file_name="a.jpg")
    with pytest.raises(ValidationError) as refusal:
        add_image(upload(), actor=personas.editor(), file_name="a.jpg", alt="x" * 401, focal_x=101)

    assert set(refusal.value.message_dict) == {"alt", "focal_x"}
    assert not Image.objects.exists()
    assert not DeskEvent.objects.exists()
    assert stored() == before


def test_it_keeps_a_file_name_that_is_too_long_or_odd() -> None:
    image = add_image(upload(), actor=personas.editor(), file_name="a\0\n" + "长" * 250 + ".jpg")
    assert len(image.file_name) == 200
    assert image.file_name.endswith("长.jpg")
    assert image.file_name.isprintable()
    unnamed = add_image(upload(300), actor=personas.editor(), file_name="")
    assert str(unnamed) == unnamed.digest


def test_it_leaves_no_file_of_rows_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored()

    def fails(*args: object, **kwargs: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(DeskEvent.objects.all().__class__, "log", fails)
    with pytest.raises(DatabaseError, match="disk is full"):
        add_image(upload(), actor=personas.editor(), file_name="a.jpg")

    assert not Image.objects.exists()
    assert stored() == before


def test_it_returns_the_picture_of_whoever_was_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people choose the same file at once: the second finds the first one's row in the way."""
    editor = personas.editor()
    prepare, faster = pictures.prepare, []

    def overtaken(data: bytes) -> pictures.Prepared:
        monkeypatch.setattr(pictures, "prepare", prepare)
        faster.append(add_image(data, actor=editor, file_name="first.jpg"))
        return prepare(data)

    monkeypatch.setattr(library.pictures, "prepare", overtaken)
    image = add_image(upload(), actor=editor, file_name="second.jpg")

    assert [image] == faster
    assert image.file_name == "first.jpg"
    for rendition in image.renditions.all():
        assert rendition.file.storage.exists(rendition.file.name)
    assert image.master.storage.exists(image.master.name)
    assert len(files_under(Path(settings.MEDIA_ROOT))) == 6
