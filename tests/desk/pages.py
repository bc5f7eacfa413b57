"""Pages of the desk as a person without a script would use them: read the form, change it, send it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser, LexborNode

Values = dict[str, Any]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def form_values(html: str, form: str = "#content-main form") -> Values:
    """What a browser would send if the page were sent as it is (without its buttons)."""
    node = LexborHTMLParser(html).css_first(form)
    assert node is not None, "the page has no form"
    values: Values = {}
    for field in node.css("input, textarea, select"):
        name = field.attributes.get("name")
        if name and "__prefix__" not in name and not _is_left_out(field):
            value = _value(field)
            if isinstance(value, list) or name in values:
                before = values.get(name, [])
                values[name] = [
                    *(before if isinstance(before, list) else [before]),
                    *_listed(value),
                ]
            else:
                values[name] = value
    return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_left_out(field: LexborNode) -> bool:
    kind = field.attributes.get("type", "")
    if kind in {"submit", "file", "button"}:
        return True
    return kind in {"checkbox", "radio"} and "checked" not in field.attributes


def _value(field: LexborNode) -> Any:
    if field.tag == "textarea":
        return field.text().removeprefix("\n")
    if field.tag == "select":
        chosen = [option for option in field.css("option") if "selected" in option.attributes]
        values = [option.attributes.get("value") or "" for option in chosen]
        if "multiple" in field.attributes:
            return values
        first = field.css_first("option")
        return values[0] if values else (first.attributes.get("value") or "" if first else "")
    return field.attributes.get("value") or (
        "on" if field.attributes.get("type") == "checkbox" else ""
    )


def said(html: str, css: str) -> str:
    """The words in the parts of the page that match, one after the other."""
    found = LexborHTMLParser(html).css(css)
    return " ".join(" ".join(node.text(separator=" ").split()) for node in found)


def links(html: str, css: str = "a") -> list[str]:
    return [node.attributes.get("href") or "" for node in LexborHTMLParser(html).css(css)]
