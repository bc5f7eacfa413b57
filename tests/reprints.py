"""Reprints on terms of one's choice, for tests of what the outputs say."""

from __future__ import annotations

from typing import Any

from articles.models import Edition
from articles.publishing import release
from tests import makers, personas
from tests.makers import NOON

CREDIT_FACTS = ("changes", "required_credit", "relation", "language", "url", "authors", "issue")


def make_reprint(
    slug: str = "the-ferry",
    *,
    bodies: tuple[str, ...] = ("<p>The whole crossing takes four minutes in slack water.</p>",),
    article_language: str = "en",
    **terms: Any,
) -> Edition:
    """A translation from the Chinese under one permission, published at noon; `terms` are the permission's,
    or of the credit where it has them. The holder may have prescribed words in the permission, too.
    """
    credit = {name: terms.pop(name) for name in CREDIT_FACTS if name in terms}
    if prescribed := terms.pop("holder_prescribed", ""):
        terms |= {"credit_kind": "verbatim", "required_credit": prescribed}
    article = makers.make_article(
        title="The ferry", slug=slug, language=article_language, bodies=bodies, deck="A short way."
    )
    facts = {
        "title": "渡口与工厂",
        "language": "zh-Hans",
        "authors": "林舟, Bo Holder",
        "relation": "translation",
        "first_published_on": "2026-05-03",
        "copyright_notice": "© 2026 Lin Zhou",
        "url": "https://example.com/1",
    }
    makers.credit(article, makers.make_permission(**terms), **facts | credit)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def make_verbatim(slug: str = "verbatim", **terms: Any) -> Edition:
    """A word-for-word reprint in the original's language."""
    facts = {"relation": "verbatim", "language": "en", "changes": ""}
    return make_reprint(slug, **facts | terms)
