"""Uploaded bytes become a checked master and the renditions that readers get. No database, no files.

Refuses, before it decodes, what is too large or is no picture by its content; whatever the name says.
Nothing of what the file told about itself (place, camera, owner) is left in what comes out.
"""

from __future__ import annotations

import hashlib
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageFile, ImageOps, IptcImagePlugin, UnidentifiedImageError
from PIL.ExifTags import Base

from articles.refusals import Refused

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_000  # WebP ends at 16,383
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
WIDTHS = (480, 960, 1600)
MAX_CREDIT = 200  # characters; a credit found in a file may be longer

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
EXTENSIONS = {JPEG: "jpg", PNG: "png", WEBP: "webp"}

# Pillow's own guard, for what hides inside a file (frames, thumbnails) as well.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
_SRGB = ImageCms.createProfile("sRGB")
# 40 megapixels take about half a gigabyte for a few seconds: one picture at a time in a process.
_one_at_a_time = threading.Lock()

_UNKNOWN = _("This is not a picture that can be used. Choose a JPEG, PNG, WebP or GIF file.")
_SVG = _("SVG drawings are not taken, because they may carry scripts. Export it as PNG.")
_EMPTY = _("The file is empty. Choose a JPEG, PNG, WebP or GIF file.")
_TOO_MANY_BYTES = _("The picture is larger than 20 MB. Save it smaller, then choose it again.")
_TOO_MANY_PIXELS = _(
    "The picture has more than 40 megapixels (about 7,700 × 5,200). "
    "Make it smaller, then choose it again."
)
_TOO_LONG = _(
    "The picture is longer than 16,000 pixels on one side. Make it smaller, then choose it again."
)
_DAMAGED = _("The picture is damaged or incomplete. Export it once more, then choose it again.")


class UnusablePicture(Refused, ValueError):
    """The bytes are no picture that can be used; `message` says why, and the limit if there is one."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True)
class Encoded:
    """A picture as a file: its bytes, `mime`, and size in pixels."""

    data: bytes
    mime: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return digest_of(self.data)

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.mime]


@dataclass(frozen=True)
class Credits:
    """What the file says about who made it; empty where it says nothing."""

    creator: str = ""
    credit: str = ""
    copyright_notice: str = ""


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be stored. `renditions` are narrow to wide, WebP before JPEG."""

    master: Encoded
    renditions: tuple[Encoded, ...]
    credits: Credits


def digest_of(data: bytes) -> str:
    """The identity of an upload: SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def prepare(data: bytes) -> Prepared:
    """The master and renditions of an uploaded file, upright and in sRGB.

    The same bytes give the same result. Raises `UnusablePicture`. Takes 1 to 2 seconds for 24
    megapixels; call it outside a transaction.
    """
    with _one_at_a_time:
        opened = _open(data)
        try:
            opened.load()
        except Exception as error:  # bad bytes make decoders raise nearly anything
            raise UnusablePicture(_DAMAGED) from error
        told = _read_credits(opened)
        has_palette = opened.mode == "P"
        try:
            picture = _in_srgb(_upright(opened))
        except (OSError, ValueError) as error:
            raise UnusablePicture(_DAMAGED) from error
        picture.info.clear()  # some encoders copy from it
        return Prepared(
            master=_master(picture, has_palette=has_palette),
            renditions=_renditions(picture, mark=_mark(data)),
            credits=told,
        )


def widths(width: int) -> list[int]:
    """The widths of the renditions of a picture so wide: never wider than the picture itself."""
    steps = [step for step in WIDTHS if step <= width]
    return steps if width in steps or width > WIDTHS[-1] else [*steps, width]


def _open(data: bytes) -> ImageFile.ImageFile:
    """The file's header, read; its pixels are not."""
    if not data:
        raise UnusablePicture(_EMPTY)
    if len(data) > MAX_BYTES:
        raise UnusablePicture(_TOO_MANY_BYTES)
    try:
        opened = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        if data.startswith(_MAGIC):
            raise UnusablePicture(_DAMAGED) from error
        raise UnusablePicture(_SVG if b"<svg" in data[:2000].lower() else _UNKNOWN) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnusablePicture(_TOO_MANY_PIXELS) from error
    except Exception as error:
        raise UnusablePicture(_DAMAGED) from error
    if opened.width * opened.height > MAX_PIXELS:
        raise UnusablePicture(_TOO_MANY_PIXELS)
    if max(opened.size) > MAX_SIDE:
        raise UnusablePicture(_TOO_LONG)
    return opened


def _upright(opened: ImageFile.ImageFile) -> Image.Image:
    """Turned as the camera was held. EXIF that cannot be read leaves the picture as it lies."""
    try:
        ImageOps.exif_transpose(opened, in_place=True)
    except Exception:  # it turns the pixels first, then writes EXIF that we drop anyway
        return opened
    return opened


def _in_srgb(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through; colours by the picture's profile, if it has one."""
    profile = picture.info.get("icc_profile")
    alpha = None
    if picture.mode.startswith("I"):  # 16 bits of grey; converting would clip, not scale
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        alpha = picture.getchannel("A")
        picture = picture.convert("RGB")
    elif picture.mode not in {"RGB", "L", "CMYK"}:
        picture = picture.convert("RGB")
    if profile:
        picture = _by_profile(picture, profile)
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        picture.putalpha(alpha)
    return picture


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours in sRGB; as they are where the profile is broken or of another kind."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def _master(picture: Image.Image, *, has_palette: bool) -> Encoded:
    """What every later rendition can be made from: PNG for drawings and see-through pictures."""
    if has_palette or picture.mode == "RGBA":
        # The usual level 6 takes eight times as long for a photograph and saves a sixth.
        return _encode(picture, PNG, compress_level=1)
    return _encode(picture, JPEG, quality=92, subsampling=0)


def _renditions(picture: Image.Image, *, mark: bytes) -> tuple[Encoded, ...]:
    made: list[Encoded] = []
    for width in reversed(widths(picture.width)):
        if width != picture.width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
        on_white = _on_white(picture)
        made.append(_encode(on_white, JPEG, quality=82, progressive=True, xmp=mark))
        made.append(_encode(picture, WEBP, quality=80, method=4, xmp=mark))
    return tuple(reversed(made))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _mark(data: bytes) -> bytes:
    """The upload's digest as XMP, for its renditions.

    Two uploads may look alike (a logo on white and the same see-through; one photograph with and
    without a caption): the mark keeps each file, and so each address, one image's own.
    """
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' dc:identifier="sha256:{digest_of(data)}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def _encode(picture: Image.Image, mime: str, **options: object) -> Encoded:
    out = BytesIO()
    picture.save(out, mime.removeprefix("image/"), **options)
    return Encoded(out.getvalue(), mime, picture.width, picture.height)


def _read_credits(opened: ImageFile.ImageFile) -> Credits:
    """From IPTC, EXIF or a PNG's text. Metadata that cannot be read says nothing."""
    try:
        exif = opened.getexif()
        iptc = IptcImagePlugin.getiptcinfo(opened) or {}
    except Exception:  # as with pixels: bad bytes make the parsers raise nearly anything
        return Credits()
    told = opened.info
    return Credits(
        creator=_text(iptc.get((2, 80)), exif.get(Base.Artist), told.get("Author")),
        credit=_text(iptc.get((2, 110))),
        copyright_notice=_text(iptc.get((2, 116)), exif.get(Base.Copyright), told.get("Copyright")),
    )


def _text(*values: object) -> str:
    """The first value that says something, as one line of at most 200 characters."""
    for value in values:
        items = value if isinstance(value, list) else [value]
        line = ", ".join(filter(None, map(_line, items)))
        if line:
            return line[:MAX_CREDIT].strip()
    return ""


def _line(value: object) -> str:
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")  # Pillow read the bytes of EXIF as Latin-1
        except UnicodeEncodeError:
            return _printable(str(value))
    if not isinstance(value, bytes):
        return ""
    try:
        return _printable(value.decode())
    except UnicodeDecodeError:
        return _printable(value.decode("latin-1"))


def _printable(text: str) -> str:
    """Up to the first NUL, without control characters, white space folded."""
    kept = "".join(c if c.isprintable() else " " for c in text.partition("\0")[0])
    return " ".join(kept.split())
