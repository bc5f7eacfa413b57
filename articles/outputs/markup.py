"""XML written by hand: small elements with everything escaped, and nothing that XML 1.0 cannot hold."""

from __future__ import annotations

import re
from html import escape

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str) -> str:
    """The value as character data. A carriage return is written as a reference, else parsers drop it."""
    return escape(_FORBIDDEN.sub("", value)).replace("\r", "&#13;")


def element(name: str, *children: str, **attributes: str) -> str:
    """One element of children that are XML already; attributes that are empty are left out.

    An underscore in the name of an attribute stands for a colon: `xml_lang`.
    """
    written = "".join(
        f' {key.replace("_", ":")}="{text(value)}"' for key, value in attributes.items() if value
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def said(name: str, value: str, **attributes: str) -> str:
    """One element that holds a text; nothing where there is none."""
    return element(name, text(value), **attributes) if value else ""
