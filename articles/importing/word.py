"""Reads Word documents (.docx): checked as an archive first, then turned into HTML by a process of its own
that may take little memory and few seconds; the HTML reader does the rest. Nothing is ever fetched.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.importing import web
from articles.importing.building import caution
from articles.importing.unreadable import UnreadableDocument
from articles.piece import Manuscript

MAX_BYTES = 20_000_000
MAX_PARTS = 2_000
MAX_UNPACKED = 30_000_000
MAX_TEXT_PART = 5_000_000  # of XML: some 50,000 words
MAX_RATIO = 150  # times its packed size, for what is larger than a megabyte
MAX_HTML = 5_000_000
SECONDS = 30  # by the clock, on a busy machine; of work, the process allows itself eight

_CHILD = Path(__file__).with_name("word_to_html.py")
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT = re.compile(r"word/document\d*\.xml")
_MEDIA = "word/media/"
_IS_ENCRYPTED = 0x1
_ENTITIES = (b"<!doctype", b"<!entity")
# What the reader leaves out, by the tag that betrays it.
_LEFT_OUT = (
    (b"<m:oMath", gettext_noop("There are formulas in this document. They were left out.")),
    (b"<c:chart", gettext_noop("There are charts in this document. They were left out.")),
    (
        b"<w:commentReference",
        gettext_noop("There are comments in the margin of this document. They were left out."),
    ),
    (
        b"<w:del ",
        gettext_noop("There are tracked changes in this document. They were taken as accepted."),
    ),
)


def read(data: bytes) -> Manuscript:
    """The manuscript of a Word document. Raises `UnreadableDocument`; takes at most half a minute."""
    archive = _opened(data)
    _check(archive)
    try:
        manuscript = web.read(_to_html(data))
    except UnreadableDocument as error:
        # Its blocks have no number that means anything in Word.
        raise UnreadableDocument(error.message) from error
    document = next(name for name in archive.namelist() if _DOCUMENT.fullmatch(name))
    xml = archive.read(document)
    seen = tuple(caution(text) for tag, text in _LEFT_OUT if tag in xml)
    return msgspec.structs.replace(manuscript, warnings=(*manuscript.warnings, *seen))


def pictures(data: bytes) -> dict[str, bytes]:
    """The pictures inside a document that `read` took, by the `origin` that their figures have."""
    archive = _opened(data)
    _check(archive)
    return {
        PurePosixPath(name).name: archive.read(name)
        for name in archive.namelist()
        if name.startswith(_MEDIA) and not name.endswith("/")
    }


def _opened(data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLD_WORD):
        raise UnreadableDocument(
            _(
                "This is an old Word document, or one with a password. Save it as .docx without a "
                "password, then choose it again."
            )
        )
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise _not_word() from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuses an archive that is no document, or that would be large or dangerous once unpacked."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(map(_DOCUMENT.fullmatch, names)):
        raise _not_word()
    too_large = UnreadableDocument(
        _("This document is too large once it is unpacked. Split it, or make its pictures smaller.")
    )
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_large
    for entry in entries:
        is_picture = entry.filename.startswith(_MEDIA)
        is_dense = entry.file_size > 10**6 and (
            entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        )
        if is_dense or (not is_picture and entry.file_size > MAX_TEXT_PART):
            raise too_large
        if entry.flag_bits & _IS_ENCRYPTED or _leads_out(entry.filename):
            raise _not_word()
        _check_part(archive, entry, is_picture)
    if len(names) < len(entries):
        raise _not_word()


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, is_picture: bool) -> None:
    """Reads it once: what is damaged shows now. A part that defines entities is refused in any encoding."""
    try:
        content = archive.read(entry)
    except Exception as error:  # bad bytes make the decompressors raise nearly anything
        raise _not_word() from error
    plain = content.replace(b"\0", b"").lower()
    if not is_picture and any(mark in plain for mark in _ENTITIES):
        raise UnreadableDocument(
            _("This document defines entities of its own, as no word processor does.")
        )


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name


def _to_html(data: bytes) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            _("This document takes too long to read. Split it, or save it as HTML.")
        ) from error
    if done.returncode or len(done.stdout) > MAX_HTML:
        raise UnreadableDocument(
            _("This document cannot be read. Save it anew in a word processor, or as HTML.")
        )
    return done.stdout.decode("utf-8", "replace")


def _not_word() -> UnreadableDocument:
    return UnreadableDocument(
        _("This is not a Word document (.docx), or it is damaged. Save it anew as .docx.")
    )
