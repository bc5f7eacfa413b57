"""What a permission takes off the site when it is suspended or revoked, and what comes back with it when
it is resumed: named before it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import windows
from articles.admin.permission_status import address_of, carrier, chain, term
from articles.models import Article, Permission

MOST_ARTICLES = 20


def stopping(sentence: str | Promise) -> Callable[[Permission], SafeString]:
    """What the page of the verb says of a permission: the sentence, what stops with it, what leaves."""

    def explained(row: Permission) -> SafeString:
        parts = [format_html("{}", sentence), *_with_it(row), *_taken_off(row)]
        return format_html_join(" ", "{}", ((part,) for part in parts))

    return explained


def resuming(row: Permission) -> SafeString:
    """What the page of resuming says: what comes back, or that nothing does. Six queries."""
    back = windows.gains(row, at=timezone.now())
    sentence = _("It counts again, for its term.")
    if not back:
        none = _("No article comes back: nothing that was published waits for it.")
        return format_html("{} {}", sentence, none)
    text = ngettext(
        "%(number)d article comes back:", "%(number)d articles come back:", len(back)
    ) % {"number": len(back)}
    return format_html("{} {}", sentence, _named(text, back))


def _with_it(row: Permission) -> Iterable[SafeString]:
    """What it renews, where that still counts."""
    now = timezone.now()
    if old := carrier(row, chain(row), at=now):
        link = format_html('<a href="{}">{}</a>', address_of(old.pk), old)
        text = _("It stops what it renews, too: {link}, in force {term}.")
        yield format_html(text, link=link, term=term(old))


def _taken_off(row: Permission) -> Iterable[SafeString]:
    """Seven queries."""
    now = timezone.now()
    losses = windows.losses(row, at=now)
    if not losses:
        none = _("No article leaves the site: nothing that readers see depends on it.")
        yield format_html("{}", none)
        return
    gone = [loss.article for loss in losses if loss.window.live_from <= now]
    coming = [loss.article for loss in losses if loss.window.live_from > now]
    if number := len(gone):
        text = ngettext(
            "%(number)d article leaves the site at once:",
            "%(number)d articles leave the site at once:",
            number,
        )
        yield _named(text % {"number": number}, gone)
    if number := len(coming):
        text = ngettext(
            "%(number)d version will not appear when its time comes:",
            "%(number)d versions will not appear when their time comes:",
            number,
        )
        yield _named(text % {"number": number}, coming)


def _named(text: str, articles: list[Article]) -> SafeString:
    links = format_html_join(
        " · ",
        '<a href="{}" lang="{}">{}</a>',
        (
            (reverse("admin:articles_article_change", args=[one.pk]), one.language, one)
            for one in articles[:MOST_ARTICLES]
        ),
    )
    others = len(articles) - MOST_ARTICLES
    more = ngettext("and %(number)d more", "and %(number)d more", others) % {"number": others}
    return format_html("{} {}{}", text, links, f" {more}" if others > 0 else ".")
