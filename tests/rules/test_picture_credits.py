"""Who made a picture, read from what its file says of itself."""

from __future__ import annotations

import struct

from PIL.PngImagePlugin import PngInfo

from articles import pictures
from tests.rules.test_pictures import halves, photograph, saved


def iptc(*records: tuple[int, bytes]) -> bytes:
    """An IPTC block as Photoshop writes it into a JPEG (APP13, resource 0x0404)."""
    block = b"".join(struct.pack(">BBBH", 0x1C, 2, n, len(text)) + text for n, text in records)
    block += b"\0" * (len(block) % 2)
    resource = b"8BIM" + struct.pack(">HBBI", 0x0404, 0, 0, len(block)) + block
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def test_it_reads_who_made_it_from_exif() -> None:
    found = pictures.prepare(photograph()).credits
    assert found.creator == "Ada Müller"
    assert found.copyright_notice == "© Ada Müller"


def test_it_reads_who_made_it_from_iptc_before_exif() -> None:
    block = iptc(
        (80, "李明".encode()),
        (80, b"Bo\r\nHolder\0 and a camera"),
        (110, b"Photo: Reuters"),
        (116, b"\xa9 2026 " + b"x" * 400),
    )
    upload = photograph()
    found = pictures.prepare(upload[:2] + block + upload[2:]).credits

    assert found.creator == "李明, Bo Holder"
    assert found.credit == "Photo: Reuters"
    assert found.copyright_notice.startswith("© 2026 x")
    assert len(found.copyright_notice) == pictures.MAX_CREDIT


def test_it_reads_who_made_it_from_a_png() -> None:
    told = PngInfo()
    told.add_itxt("Author", "李明")
    told.add_text("Copyright", "© Ada")
    made = pictures.prepare(saved(halves(), "PNG", pnginfo=told))

    assert made.credits == pictures.Credits(creator="李明", copyright_notice="© Ada")
    assert "李明".encode() not in made.master.data


def test_it_says_nothing_where_the_file_says_nothing() -> None:
    assert pictures.prepare(saved(halves())).credits == pictures.Credits()
