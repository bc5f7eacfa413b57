"""Where things stand: addresses that do not depend on the language of whoever asks.

The default language has no prefix, every other interface language has its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import translation


def interface_language(tag: str) -> str:
    """The interface language that a text in `tag` (BCP 47) belongs to; the default if it has none.

    zh-Hans and zh-CN belong to zh-hans, en-GB to en; zh-Hant has another script and does not.
    """
    try:
        return translation.get_supported_language_variant(tag.lower(), strict=True)
    except (LookupError, ValueError):
        return settings.LANGUAGE_CODE


def language_tag(code: str) -> str:
    """An interface language as BCP 47 writes it: zh-hans is zh-Hans."""
    return translation.to_locale(code).replace("_", "-")


def to(view: str, *args: str) -> str:
    """Where a page is in the reader's language: `reverse`, remembered, since a page has dozens of these."""
    return _remembered(view, args, translation.get_language(), get_script_prefix())


def article(slug: str, language: str, *, view: str = "article", **more: object) -> str:
    """The one address of an article, or of a page under it: with its own language's prefix."""
    if not more:
        return _remembered(view, (slug,), interface_language(language), get_script_prefix())
    with translation.override(interface_language(language)):
        return reverse(view, kwargs={"slug": slug, **more})


@lru_cache(maxsize=4096)
def _remembered(view: str, args: tuple[str, ...], language: str | None, _prefix: str) -> str:
    with translation.override(language):
        return reverse(view, args=args)


def of_articles(language: str) -> Callable[[str], str]:
    """What `article` says of every slug in that language, for thousands of them."""
    before, after = article("-", language).rsplit("-", 1)
    return lambda slug: f"{before}{slug if slug.isascii() else quote(slug)}{after}"


def comment(slug: str, language: str, number: int) -> str:
    """Where a comment stands under an article, on whichever page of them that is."""
    return f"{article(slug, language, view='comments')}?from={number}#comment-{number}"


def front(language: str) -> str:
    """The front page of an interface language."""
    return _remembered("front", (), language, get_script_prefix())


def in_language(path: str, language: str) -> str:
    """The same page under another interface language's prefix; `path` as it was asked for."""
    root = to("front")
    return front(language) + path.removeprefix(root)


def absolute_of(request: HttpRequest) -> Callable[[str], str]:
    """What makes a whole address of one of our paths, at a tenth of what Django takes for any address."""
    root = request.build_absolute_uri("/").removesuffix("/")

    def absolute(path: str) -> str:
        is_plain = path.startswith("/") and path.isascii()
        return f"{root}{path}" if is_plain else request.build_absolute_uri(path)

    return absolute


def absolute(path: str) -> str:
    """The same address for a mail, where nothing tells which site it is about."""
    return f"{settings.SITE_URL}{path}"
