"""What an import refuses: bad files, one at a time and among others, and pictures that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture

from articles.models import (
    Article,
    Image,
)
from tests.operator import Done
from tests.operator.imports import ESSAY, KEYS, imported, reports, rows, written

pytestmark = pytest.mark.django_db
Manage = Callable[..., Done]


BAD = {
    "empty.txt": (b"", "The document is empty."),
    "essay.pdf": (b"%PDF-1.7 and so on", "cannot be read"),
    "blank.txt": (b" \n\n\t\n", "The document is empty."),
    "binary.txt": (
        bytes(range(256)) * 20,
        "This is not a text file. If it is one, name its encoding.",
    ),
    "large.txt": (b"Title\n\n" + b"words and words\n" * 330_000, "5 MB"),
    "undecodable.txt": (b"Title\n\n" + b"\xff\xfe\xfd\xe9\x81" * 40, ""),
    "untitled.md": (b"Some text without any title at all. " * 20, "no title"),
    "front.md": (b"+++\ntitle = \n+++\n\nText.\n", ":2: "),
    "open.md": (b'+++\ntitle = "A"\n\nText.\n', "+++"),
    "only-a-title.md": (b"# Title\n", "no text"),
    "no-text.html": (b"<html><head><title>T</title></head><body><script>x()</script></body>", ""),
    "slug.md": (b'+++\ntitle = "A"\nslug = "2026"\n+++\n\nText.\n', ""),
    "address.md": (
        b'+++\ntitle = "A"\n[original]\nsource = "S"\nurl = "javascript:alert(1)"\n+++\n\nText.\n',
        "",
    ),
    "tag.md": (b'+++\ntitle = "A"\ntags = ["' + b"x" * 150 + b'"]\n+++\n\nText.\n', ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_stores_nothing(tmp_path: Path, name: str) -> None:
    content, says = BAD[name]
    path = written(tmp_path / name, content)
    before = rows()
    [report] = reports(path, status=1)
    [error] = report["errors"]
    assert error.startswith(f"{path}:")
    assert says in error
    assert list(report) == KEYS
    assert (report["article"], report["slug"]) == (None, None)
    assert rows() == before
    assert f"{path}:" in imported(path, status=1)


def test_a_directory_and_a_missing_file_are_named(tmp_path: Path) -> None:
    folder, missing = reports(tmp_path, tmp_path / "none.txt", status=1)
    assert folder["errors"] == [f"{tmp_path}: Is a directory"]
    assert missing["errors"] == [f"{tmp_path / 'none.txt'}: No such file or directory"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, essay: Path) -> None:
    bad = [written(tmp_path / name, content) for name, (content, _says) in BAD.items()]
    found = reports(*bad[:5], tmp_path, essay, *bad[5:], status=1)
    assert len(found) == len(bad) + 2
    assert [report["file"] for report in found if not report["errors"]] == [str(essay)]
    assert Article.objects.get().title == "On Bridges"


def picture(path: Path, colour: str = "red") -> Path:
    Picture.new("RGB", (64, 40), colour).save(path)
    return path


def test_it_takes_a_picture_beside_the_document_into_the_library(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    picture(tmp_path / "pictures" / "a bridge.png")
    path = written(
        tmp_path / "a.md",
        ESSAY.replace("Nobody", "![A bridge in the rain](pictures/a%20bridge.png)\n\nNobody"),
    )
    [report] = reports(path)
    image = Image.objects.get()
    figure = report["sections"][-2]["figure"]
    assert (figure["image"], figure["alt"]) == (image.digest, "A bridge in the rain")
    section = Article.objects.get().sections.exclude(image=None).get()
    assert (section.image, section.is_picture_missing) == (image, False)
    assert image.file_name == "a bridge.png"


def test_an_unusable_picture_is_a_warning_and_the_article_is_stored(tmp_path: Path) -> None:
    written(tmp_path / "fake.jpg", b"this is no picture")
    path = written(tmp_path / "a.md", ESSAY.replace("Nobody", "![A bridge](fake.jpg)\n\nNobody"))
    [report] = reports(path)
    assert [
        warning for warning in report["warnings"] if warning.startswith("fake.jpg: This is not")
    ]
    assert report["sections"][-2]["figure"]["image"] == ""
    assert Article.objects.get().sections.filter(is_picture_missing=True).count() == 1
    assert not Image.objects.exists()


def test_it_takes_no_picture_from_outside_the_folder(tmp_path: Path) -> None:
    picture(tmp_path / "secret.png")
    (tmp_path / "inside").mkdir()
    for number, origin in enumerate(("../secret.png", str(tmp_path / "secret.png"))):
        text = ESSAY.replace("Nobody", f"![A secret]({origin})\n\nNobody")
        written(tmp_path / "inside" / f"{number}.md", text)
    (tmp_path / "inside" / "link.png").symlink_to(tmp_path / "secret.png")
    written(
        tmp_path / "inside" / "2.md", ESSAY.replace("Nobody", "![A secret](link.png)\n\nNobody")
    )
    found = reports(*sorted((tmp_path / "inside").glob("*.md")))
    assert len(found) == 3
    assert not Image.objects.exists()


def test_no_picture_is_kept_of_a_document_that_is_refused(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    text = ESSAY.replace("Nobody", "![A bridge](a.png)\n\nNobody")
    path = written(tmp_path / "a.md", text)
    reports(path, "--tag", "x" * 150, status=1)
    reports(path, owner="moderator", status=1)
    assert not Image.objects.exists()
