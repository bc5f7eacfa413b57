"""Comments as an Atom feed (RFC 4287), each with what it answers (RFC 4685)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles import addresses
from articles.language import typed
from articles.models import Comment, Edition
from articles.outputs import markup
from articles.outputs.entries import identity
from articles.outputs.feeds import ATOM, NOTHING_YET
from articles.outputs.signals import instant

NEWEST = 50


@dataclass(frozen=True)
class CommentFeed:
    """`rows` are public comments, the newest first, each with the edition that readers see of its article."""

    title: str
    name: str  # of the publication
    language: str
    address: str
    page: str
    origin: str
    rows: tuple[tuple[Comment, Edition], ...]


def atom(feed: CommentFeed) -> str:
    """The feed. No query."""
    appeared = [appeared_at(comment) for comment, _edition in feed.rows]
    return markup.DECLARATION + markup.element(
        "feed",
        markup.said("id", feed.address),
        markup.said("title", feed.title),
        markup.said("updated", instant(max(appeared, default=NOTHING_YET))),
        markup.element("link", rel="self", type=ATOM, href=feed.address),
        markup.element("link", rel="alternate", type="text/html", href=feed.page),
        markup.element("author", markup.said("name", feed.name)),
        markup.said("generator", "Tearsheet"),
        *_entries(feed),
        xmlns="http://www.w3.org/2005/Atom",
        xmlns_thr="http://purl.org/syndication/thread/1.0",
        xml_lang=feed.language,
    )


def appeared_at(comment: Comment) -> datetime:
    """When readers first could see it: once it was approved, or at once."""
    return comment.decided_at or comment.written_at


def _entries(feed: CommentFeed) -> Iterable[str]:
    for comment, edition in feed.rows:
        facts: dict[str, Any] = {"name": comment.name, "title": edition.title}
        place = addresses.comment(edition.slug, edition.language, comment.pk)
        yield markup.element(
            "entry",
            markup.said("id", _identity(comment, feed, comment.pk)),
            markup.said("title", _("%(name)s on “%(title)s”") % facts),
            markup.element("link", rel="alternate", type="text/html", href=feed.origin + place),
            markup.said("published", instant(comment.written_at)),
            markup.said("updated", instant(appeared_at(comment))),
            markup.element("author", markup.said("name", comment.name)),
            _answered(comment, edition, feed),
            markup.said("content", typed.paragraphs(comment.text), type="html"),
        )


def _answered(comment: Comment, edition: Edition, feed: CommentFeed) -> str:
    """The comment that it answers, or the article."""
    if comment.answers_id:
        ref = _identity(comment, feed, comment.answers_id)
        place = addresses.comment(edition.slug, edition.language, comment.answers_id)
    else:
        ref = identity(comment.article, feed.origin)
        place = edition.get_absolute_url()
    return markup.element("thr:in-reply-to", ref=ref, href=feed.origin + place, type="text/html")


def _identity(comment: Comment, feed: CommentFeed, number: int) -> str:
    return f"{identity(comment.article, feed.origin)}/comments/{number}"
