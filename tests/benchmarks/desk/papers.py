"""The files that the tasks need from outside: a document to import, and a picture nobody has seen yet."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.benchmarks.desk import material

DOCUMENT = "essay.html"
DOCUMENT_TYPE = "text/html"
PICTURE = "quay.jpg"
PICTURE_TYPE = "image/jpeg"


def write(folder: Path, round_number: int) -> Path:
    """The papers of one round, in a folder of their own; the same thing twice would be recognised."""
    folder.mkdir(parents=True)
    (folder / DOCUMENT).write_text(_document(round_number), encoding="utf-8")
    with Image.open(material.PICTURE) as picture:
        width, height = picture.size
        picture.crop((0, 0, width - 8 * round_number, height)).save(folder / PICTURE)
    return folder


def _document(round_number: int) -> str:
    parts = "".join(
        f"<h2>{heading}</h2>{body}" for heading, body in material.bodies(material.IMPORTED_SECTIONS)
    )
    title = f"{material.IMPORTED_TITLE}, {round_number}"
    return (
        f'<!doctype html><html lang="en"><title>{title}</title><body><h1>{title}</h1>'
        f"<p>{material.DECK}</p>{parts}</body></html>"
    )
