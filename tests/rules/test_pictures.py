"""Pictures, bare: what is refused before it is decoded, and what a master and its renditions are."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from articles import pictures

RED, BLUE = (200, 30, 30), (20, 40, 200)
ORIENTATION, ARTIST, COPYRIGHT, GPS = 0x0112, 0x013B, 0x8298, 0x8825


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def reopened(made: pictures.Encoded) -> Image.Image:
    return Image.open(BytesIO(made.data))


def halves(width: int = 600, height: int = 300) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def is_near(pixel: object, colour: tuple[int, ...], by: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header announces that many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<?xml version='1.0'?>\n<SVG xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7 and so on", "JPEG, PNG, WebP or GIF"),
        (saved(halves(), "TIFF"), "JPEG, PNG, WebP or GIF"),
        (saved(halves(), "BMP"), "JPEG, PNG, WebP or GIF"),
        (b"\xff\xd8\xff" + b"\0" * 20_971_520, "20 MB"),
        (png_that_claims(6400, 6251), "40 megapixels"),
        (png_that_claims(13_000, 13_000), "40 megapixels"),
        (png_that_claims(16_001, 2), "16,000 pixels"),
        (png_that_claims(64, 64), "damaged"),
        (saved(halves())[:-900], "damaged"),
        (saved(halves(), "PNG")[:200], "damaged"),
        (saved(halves(), "WEBP")[:200], "damaged"),
        (b"\xff\xd8\xff\xe0 not really", "damaged"),
    ],
)
def test_it_refuses_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(pictures.UnusablePicture, match=said) as refusal:
        pictures.prepare(data)
    assert refusal.value.field == "file"


def test_it_goes_by_the_content_up_to_the_limits() -> None:
    assert pictures.prepare(saved(Image.new("L", (16_000, 1)), "PNG")).master.width == 16_000
    padded = saved(halves())
    padded += b"\0" * (pictures.MAX_BYTES - len(padded))
    assert pictures.prepare(padded).master.width == 600


@pytest.mark.filterwarnings(
    "ignore::UserWarning"
)  # Pillow says aloud what is odd about the metadata
@given(
    place=st.integers(0, 3_000), noise=st.binary(min_size=1, max_size=12), cut=st.integers(0, 900)
)
def test_it_makes_a_picture_or_refuses_whatever_the_bytes(
    place: int, noise: bytes, cut: int
) -> None:
    whole = photograph()
    place %= len(whole)
    damaged = whole[:place] + noise + whole[place + len(noise) :]
    try:
        made = pictures.prepare(damaged[: len(damaged) - cut])
    except pictures.UnusablePicture:
        return
    assert reopened(made.master).size == (made.master.width, made.master.height)


# --- what comes out ----------------------------------------------------------------------------


def photograph(size: tuple[int, int] = (40, 20), orientation: int = 6) -> bytes:
    """A JPEG as a camera writes it: lying on its side, with a place and a name."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[ARTIST] = "Ada Müller".encode()
    exif[COPYRIGHT] = "© Ada Müller".encode("latin-1")
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return saved(halves(*size), exif=exif, comment=b"taken at home", quality=95)


def test_it_stands_upright_and_has_forgotten_where_it_was_taken() -> None:
    made = pictures.prepare(photograph((600, 300)))

    assert (made.master.width, made.master.height) == (300, 600)
    for file in (made.master, *made.renditions):
        picture = reopened(file).convert("RGB")
        assert is_near(picture.getpixel((150, 20)), RED)
        assert is_near(picture.getpixel((150, 580)), BLUE)
        assert not reopened(file).getexif()
        for trace in (b"Exif", b"GPS", b"Ada", b"at home"):
            assert trace not in file.data


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, [1]),
        (479, [479]),
        (480, [480]),
        (500, [480, 500]),
        (960, [480, 960]),
        (1200, [480, 960, 1200]),
        (1600, [480, 960, 1600]),
        (4000, [480, 960, 1600]),
    ],
)
def test_it_never_makes_a_picture_wider(width: int, expected: list[int]) -> None:
    made = pictures.prepare(
        saved(halves(max(width, 2), 40) if width > 1 else Image.new("L", (1, 1)))
    )

    for mime in (pictures.WEBP, pictures.JPEG):
        assert [file.width for file in made.renditions if file.mime == mime] == expected
    for file in made.renditions:
        assert reopened(file).size == (file.width, file.height)
        assert reopened(file).get_format_mimetype() == file.mime
        assert file.height == max(1, round(made.master.height * file.width / made.master.width))


def test_it_keeps_what_shows_through_and_puts_jpeg_on_white() -> None:
    picture = Image.new("RGBA", (500, 100), (*RED, 0))
    picture.paste((*BLUE, 255), (250, 0, 500, 100))
    made = pictures.prepare(saved(picture, "PNG"))

    assert made.master.mime == pictures.PNG
    for file in made.renditions:
        opened = reopened(file)
        left, right = opened.getpixel((20, 50)), opened.getpixel((460, 50))
        if file.mime == pictures.WEBP:
            assert opened.mode == "RGBA"
            assert isinstance(left, tuple)
            assert left[3] == 0
            assert is_near(right, (*BLUE, 255), by=12)
        else:
            assert opened.info["progressive"]
            assert is_near(left, (255, 255, 255))
            assert is_near(right, BLUE)


def test_it_keeps_a_photograph_with_an_idle_alpha_channel_as_a_jpeg() -> None:
    made = pictures.prepare(saved(halves().convert("RGBA"), "PNG"))
    assert made.master.mime == pictures.JPEG


def test_it_takes_the_first_picture_of_an_animation() -> None:
    first, second = (Image.new("RGB", (60, 40), colour).quantize() for colour in (RED, BLUE))
    made = pictures.prepare(saved(first, "GIF", save_all=True, append_images=[second]))

    assert made.master.mime == pictures.PNG
    assert not getattr(reopened(made.master), "is_animated", False)
    assert is_near(reopened(made.master).getpixel((5, 5)), RED)


def test_it_brings_colours_into_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    swapped = exchanged_red_and_blue()
    plain = pictures.prepare(saved(halves(), "PNG"))
    shown = pictures.prepare(saved(halves(), "PNG", icc_profile=swapped))
    misfit = pictures.prepare(saved(halves(), "PNG", icc_profile=lab.tobytes()))
    broken = pictures.prepare(saved(halves(), "PNG", icc_profile=b"no profile at all"))

    assert is_near(reopened(plain.master).getpixel((20, 20)), RED)
    assert is_near(reopened(shown.master).getpixel((20, 20)), (RED[2], RED[1], RED[0]), by=10)
    assert is_near(reopened(misfit.master).getpixel((20, 20)), RED)
    assert is_near(reopened(broken.master).getpixel((20, 20)), RED)
    assert all("icc_profile" not in reopened(file).info for file in shown.renditions)


def exchanged_red_and_blue() -> bytes:
    """sRGB's profile with the primaries of red and blue exchanged in its table of tags."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = places[b"rXYZ"] + 4, places[b"bXYZ"] + 4
    profile[red : red + 8], profile[blue : blue + 8] = (
        profile[blue : blue + 8],
        profile[red : red + 8],
    )
    return bytes(profile)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_it_takes_every_kind_of_pixel(mode: str) -> None:
    grey = Image.new("RGB", (50, 50), (128, 128, 128))
    picture = {
        "1": Image.new("1", (50, 50), 1),
        "I;16": Image.new("I;16", (50, 50), 128 * 256),
        "P": grey.quantize(),
    }.get(mode) or grey.convert(mode)
    made = pictures.prepare(saved(picture, "JPEG" if mode == "CMYK" else "PNG"))

    pixel = reopened(made.master).getpixel((25, 25))
    assert is_near(pixel, (255,) * 3 if mode == "1" else (128,) * 3)


def test_it_takes_the_first_of_the_pictures_that_some_cameras_put_into_one_jpeg() -> None:
    upload = saved(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    made = pictures.prepare(upload)
    assert (made.master.mime, made.master.width) == (pictures.JPEG, 600)


def test_it_makes_the_same_bytes_from_the_same_bytes() -> None:
    upload = photograph((700, 500))
    assert pictures.prepare(upload) == pictures.prepare(upload)


def test_it_gives_two_uploads_that_look_alike_addresses_of_their_own() -> None:
    on_white = Image.new("RGB", (300, 100), "white")
    see_through = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
    one, other = (pictures.prepare(saved(picture, "PNG")) for picture in (on_white, see_through))

    assert reopened(one.renditions[1]).tobytes() == reopened(other.renditions[1]).tobytes()
    assert not {file.digest for file in one.renditions} & {file.digest for file in other.renditions}
