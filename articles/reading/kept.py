"""Which pages may be kept whole and handed to everybody who asks for the same.

A view says so itself, and by which keys of the query its page differs; whatever else stands in a query makes
no other page. What a form, a cookie or an account has a part in is never declared. Who keeps them, and for
how long, says `cms.keeping`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

View = TypeVar("View", bound=Callable[..., Any])


def kept(*names: str) -> Callable[[View], View]:
    """Declares that the page is the same for everyone at that address and these keys of its query."""

    def declare(view: View) -> View:
        view.kept_by = names  # type: ignore[attr-defined]
        return view

    return declare


def names_at(path: str) -> tuple[str, ...] | None:
    """The keys by which the page at that path differs; None where there is none that may be kept."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            view = resolve(path).func
    except Resolver404:
        return None
    names: tuple[str, ...] | None = getattr(view, "kept_by", None)
    return names
