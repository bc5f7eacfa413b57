"""From bytes to text: byte order mark, declared name, strict UTF-8, then the likeliest of a few.

Refuses what is no text. The likeliest is scored by the commonest characters of each language, since
gb18030 decodes nearly anything.
"""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from articles.importing.unreadable import UnreadableDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = {
    "gb18030": (
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
        "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实，。、；：？！“”《》（）"
    ),
    "big5": (
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所"
        "然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實，。、；：？！「」《》（）"
    ),
    "shift_jis": "のにはをたがでてとしれさあいるもなっうこかくりよらんすまだけ、。「」ーン",
    "euc_jp": "のにはをたがでてとしれさあいるもなっうこかくりよらんすまだけ、。「」ーン",
    "euc_kr": "이다의는에을가한고를은로하도지사어기서리그인나자대들으시해라일여있것",
    "cp1252": "‘’“”–—…éèêëàâäáãçíîïñóôöòõøúûüùßœæåÉÈÀÄÖÜÅØÆ«»©®°€£§",
}
_LEAST = 0.12
_LATIN_MOST = 0.25  # in Latin text bytes beyond ASCII are this rare
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, *, encoding: str | None = None, declared: str | None = None) -> str:
    """The text, with line ends as \\n. `encoding` is an order, `declared` the document's own word.

    Raises `UnreadableDocument` for an unknown name, for bytes that do not fit, and for no text at all.
    """
    if not data.strip():
        raise UnreadableDocument(_("The document is empty."))
    if encoding:
        return _as_text(_ordered(data, encoding))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as_text(_ordered(data[len(mark) :], name))
    if b"\0" in data:
        return _as_text(_wide(data))
    for name in filter(None, (declared, "utf-8")):
        try:
            return _as_text(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return _as_text(_likeliest(data))


def declared_in_html(data: bytes) -> str | None:
    """The encoding that an HTML document names in its first 2 KB, if Python knows it as a text one."""
    found = _DECLARED.search(data[:2048])
    name = found[1].decode("ascii") if found else ""
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}.get(name.lower(), name)
    return name if name and _is_text_encoding(name) else None


def tidy(text: str) -> str:
    """Line ends as \\n; no byte order mark, stray control characters or halves of pairs."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _STRAY.sub("", text)


def _is_text_encoding(name: str) -> bool:
    try:
        b"x".decode(name, "replace")  # of no bytes Python asks no codec
    except (LookupError, ValueError):
        return False
    return True


def _ordered(data: bytes, name: str) -> str:
    if not _is_text_encoding(name):
        raise UnreadableDocument(_("No encoding is called “%s”.") % name)
    try:
        return data.decode(name)
    except UnicodeError as error:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        message = _("The document is not written in %s.") % name
        raise UnreadableDocument(message, line=line) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of its Latin letters, spaces and line ends is zero."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 == 0 and min(even, odd) * 20 <= max(even, odd):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            pass
    raise UnreadableDocument(_("This is not a text file. If it is one, name its encoding."))


def _likeliest(data: bytes) -> str:
    best, text = _LEAST, ""
    for name, common in _COMMON.items():
        try:
            candidate = data.decode(name)
        except UnicodeDecodeError:
            continue
        score = _score(candidate, common, is_latin=name == "cp1252")
        if score > best:
            best, text = score, candidate
    if not text:
        raise UnreadableDocument(
            _(
                "The encoding of this document cannot be told. Save it as UTF-8, or name the encoding."
            )
        )
    return text


def _score(text: str, common: str, *, is_latin: bool) -> float:
    """The share of common characters among those beyond ASCII."""
    beyond = [character for character in text if not character.isascii()]
    if not beyond or (is_latin and len(beyond) > _LATIN_MOST * len(text)):
        return 0
    known = set(common)
    share = sum(character in known for character in beyond) / len(beyond)
    return share / 2 if is_latin else share


def _as_text(text: str) -> str:
    if "\0" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise UnreadableDocument(_("This is not a text file. If it is one, name its encoding."))
    if not tidy(text).strip():
        raise UnreadableDocument(_("The document is empty."))
    return tidy(text)
