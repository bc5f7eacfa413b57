"""The plain values that a document becomes and that an edition stores: no database, no clock.

Every reader of documents returns a `Manuscript` round a `Piece`; every output is written from a `Piece`.
Decoding refuses types and keys that it does not know.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Literal

import msgspec

SCHEMA = 1

Role = Literal["author", "translator", "editor", "illustrator", "photographer"]
Relation = Literal[
    "verbatim", "translation", "abridged", "edited", "adapted", "excerpt", "compiled"
]
FigureWidth = Literal["", "wide", "full"]
ClaimKind = Literal[
    "permission",
    "licensee",
    "onward",
    "source",
    "source_url",
    "title",
    "first_published",
    "author",
    "translator",
    "licence",
    "copyright",
    "changes",
    "red_flag",
]


_WEB = re.compile(r"https?://\S+")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def is_web_address(text: str) -> bool:
    return bool(_WEB.fullmatch(text))


class _Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen value whose JSON leaves out what is not set and refuses keys it does not know."""


class Figure(_Value, frozen=True):
    """A picture at one place. Without `image` it is words for one that is still to be chosen; a picture
    stood here and is missing if the figure has an `origin`, or says so by `is_missing`.

    `image` is the SHA-256 (hex) of the picture's master; `origin` is what the document said stood there
    (a file name, an address, an alt text) and helps whoever looks for the picture. Without `width` it
    is as wide as its place has it: the text in a section.
    """

    image: str = ""
    alt: str = ""
    is_decorative: bool = False
    caption: str = ""
    credit: str = ""
    origin: str = ""
    is_missing: bool = False  # only where there is no `origin` to tell
    width: FigureWidth = ""

    @property
    def is_placeholder(self) -> bool:
        return not self.image and (self.is_missing or bool(self.origin))


class Part(_Value, frozen=True):
    """One section: `body` is cleaned HTML, `key` is its anchor (empty until it is stored)."""

    key: str = ""
    heading: str = ""
    body: str = ""
    figure: Figure | None = None
    language: str = ""


class Byline(_Value, frozen=True):
    """A name as printed, in a role; `contributor` is the key of the person's page, empty if unknown."""

    name: str
    role: Role = "author"
    contributor: str = ""


class Original(_Value, frozen=True):
    """Facts of the work that a reprint comes from, and the words of credit that its holder prescribed.

    `first_published_on` is written as precisely as it is known: 2026, 2026-05 or 2026-05-03.
    """

    relation: Relation = "verbatim"
    source: str = ""
    title: str = ""
    url: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    first_published_on: str = ""
    issue: str = ""
    copyright_holder: str = ""
    copyright_year: int | None = None
    copyright_notice: str = ""
    is_machine_translated: bool = False
    changes: str = ""
    required_credit: str = ""

    @property
    def is_on_the_web(self) -> bool:
        """Whether its address can be linked: a document may have said anything."""
        return is_web_address(self.url)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who holds the copyright: whoever is named as the holder, else the authors."""
        return (self.copyright_holder,) if self.copyright_holder else self.authors

    @property
    def year(self) -> int | None:
        """The year of the copyright, else that of the first publication."""
        return self.copyright_year or (int(self.published_on[:4]) if self.published_on else None)

    @property
    def published_on(self) -> str:
        """The day of the first publication if it is written as dates are, else empty."""
        return self.first_published_on if _DATE.fullmatch(self.first_published_on) else ""


class Piece(_Value, frozen=True):
    """A whole article as a value. `tags` are names and stand outside the digest: tags live on by identity."""

    title: str = ""
    language: str = ""
    slug: str = ""
    kicker: str = ""
    deck: str = ""
    lead: Figure | None = None
    parts: tuple[Part, ...] = ()
    bylines: tuple[Byline, ...] = ()
    original: Original | None = None
    tags: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON: sorted keys, UTF-8, defaults left out, tags left out."""
        # Defaults are told by identity, not by equality: decoding makes equal values the same ones.
        same = decode(encode(msgspec.structs.replace(self, tags=())))
        return hashlib.sha256(msgspec.json.encode(same, order="deterministic")).hexdigest()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The lead picture and the sections' pictures, in reading order, placeholders included."""
        in_parts = tuple(part.figure for part in self.parts if part.figure)
        return ((self.lead,) if self.lead else ()) + in_parts


class Claim(_Value, frozen=True):
    """What a credit line says, found in a text. It is a suggestion to the desk and never a permission."""

    kind: ClaimKind
    value: str
    text: str
    line: int = 0


class Line(_Value, frozen=True):
    """What became of one line of the document (`n` counts from 1), in words for the desk."""

    n: int
    became: str
    text: str = ""


class Caution(_Value, frozen=True):
    """Something the editor should look at; `line` is 0 where it concerns the whole document.

    `text` is the sentence in English; `template` and `values` are what it is made of, so that it can be
    said in the language of whoever reads it.
    """

    text: str
    line: int = 0
    template: str = ""
    values: dict[str, str] = {}


class Manuscript(_Value, frozen=True):
    """A document as it was read: the piece, the claims found, and an account of every line."""

    piece: Piece
    claims: tuple[Claim, ...] = ()
    warnings: tuple[Caution, ...] = ()
    lines: tuple[Line, ...] = ()
    comments_invited: bool = False


class RightsStatement(_Value, frozen=True):
    """What every output says about rights at one instant: frozen facts joined with the live terms.

    `required_credit` is what the holder prescribed, to the letter; `basis` and `onward` are values of
    the permission's choices, empty where nothing is in force; `licence` is the SPDX id of a public
    licence that others may rely on, with its name and deed beside it; `index` is index · noindex_news ·
    noindex · canonical; `channels` are those in which the whole text may appear (web · feed · api · kit);
    `allows_training` is the last word, of the publication and of every permission; `ends_at` is when it
    stops being cleared (aware, UTC), None without end; `is_kept` means that it only stays in the archive:
    nobody allows it any more, so it names no basis.
    """

    is_reprint: bool = False
    original: Original | None = None
    required_credit: str = ""
    source_slug: str = ""
    basis: str = ""
    licence: str = ""
    licence_name: str = ""
    licence_url: str = ""
    onward: str = ""
    onward_contact: str = ""
    is_forwarded: bool = False
    index: str = "index"
    channels: tuple[str, ...] = ("api", "feed", "kit", "web")
    allows_training: bool = False
    ends_at: datetime | None = None
    is_kept: bool = False

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list our copy, and so whether it stands in the sitemap."""
        return self.index in {"index", "noindex_news"}

    @property
    def acquire_url(self) -> str:
        """The holder's own page on which rights are to be had; empty where one writes to somebody."""
        asks_them = self.onward in {"contact_holder", "contact_source"} and not self.is_forwarded
        return self.onward_contact if asks_them and is_web_address(self.onward_contact) else ""

    @property
    def has_kit(self) -> bool:
        """Whether it may be handed on to whoever wants to reprint it."""
        return "kit" in self.channels and self.onward in {"public_licence", "credit_required"}


class UnknownPiece(ValueError):
    """Stored JSON that is not a piece this version of Tearsheet can read; the message names the place."""


class _Stored(_Value, frozen=True):
    schema: int
    piece: Piece


def encode(piece: Piece) -> dict[str, object]:
    """JSON-ready form of a piece, with its schema number."""
    return {"schema": SCHEMA, "piece": msgspec.to_builtins(piece)}


def decode(stored: object) -> Piece:
    """The piece of a stored form. Raises `UnknownPiece` for another schema, type or key."""
    if isinstance(stored, dict) and stored.get("schema") not in (None, SCHEMA):
        raise UnknownPiece(f"schema {stored['schema']!r} is not known, only {SCHEMA}")
    try:
        return msgspec.convert(stored, _Stored).piece
    except msgspec.ValidationError as error:
        raise UnknownPiece(str(error)) from error


# What msgspec knows of these types it finds out when it first reads one. Where two threads of a process do
# that at once the process dies, so it is done here, before there are threads.
decode({"schema": SCHEMA, "piece": {"title": ""}})
