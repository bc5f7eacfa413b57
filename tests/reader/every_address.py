"""Every address of readers, from the names that it has: a new one is among them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from articles.models import Article, Masthead, PreviewLink, Rendition, ReprintRequest
from articles.outputs import cards

# Where the slug is not an article's.
SLUGS = {
    "tag": "essays",
    "topic": "cities",
    "contributor": "ada-example",
    "source": "the-example-review",
    "standing_page": "about",
}


def addresses(article: Article, *, language: str = "en") -> dict[str, str]:
    """By name, in one language of the interface. A part that is new must be told here what it may be."""
    with translation.override(language):
        return {
            name: reverse(name, kwargs={part: _value(part, name, article) for part in parts})
            for name, parts in _names(get_resolver().url_patterns)
        }


def _names(patterns: list[Any]) -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            yield from _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            given = pattern.default_args or {}
            yield pattern.name, [part for part in _parts(pattern) if part not in given]


def _parts(pattern: URLPattern) -> list[str]:
    regex: Any = pattern.pattern.regex
    return list(regex.groupindex)


def _value(part: str, name: str, article: Article) -> object:
    if part == "slug":
        return SLUGS.get(name.removesuffix("_feed"), article.slug)
    if part == "token":
        if name == "preview_link":
            return PreviewLink.objects.get().get_absolute_url().split("/")[-2]
        return ReprintRequest.objects.get().token
    if part == "digest":
        return _digest(name, article)
    known = {
        "form": "atom",
        "language": "en",
        "year": 2026,
        "month": 11,
        "section": "pages",
        "letter": "E",
        "slugs": f"{SLUGS['tag']}+{SLUGS['tag']}",
        "number": 1 if name == "tag_letter" else "0",
    }
    assert part in known, f"{part} of {name} has no value here yet"
    return known[part]


def _digest(name: str, article: Article) -> str:
    if name == "media":
        return Rendition.objects.all()[0].digest
    masthead = Masthead.objects.get()
    if name == "card":
        return cards.of_site(masthead).digest
    return cards.of_article(article.editions.all()[0], masthead).digest
