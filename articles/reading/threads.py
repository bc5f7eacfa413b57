"""The comments under an article, as a page shows them: some at once, thread by thread, the oldest first.

A page begins at a comment (`?from=<id>`), so that a link to one leads to it however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404

from articles import addresses, moderation
from articles.models import Comment, Edition, Masthead
from articles.models.comments import CommentQuerySet
from articles.models.compiled import Question, compiled

SIZE = 30  # comments a page
_MOST_DIGITS = 18  # of an id


@dataclass
class Thread:
    """A first comment and what answers it, as far as they stand on this page. `first` is None where the
    first comment stands on an earlier one.
    """

    first: Any = None
    replies: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """`total` counts what readers see, and is said where the talk begins; `next` is the id at which the
    following page begins, 0 on the last. `is_closed` where none are taken any more, which a publication
    that takes none at all does not say of an article without any.
    """

    threads: list[Thread]
    total: int
    next: int
    is_open: bool
    is_closed: bool


def talk(
    edition: Edition,
    masthead: Masthead,
    *,
    published_at: datetime,
    at: datetime,
    begins: Comment | None = None,
) -> Talk:
    """What stands under a live edition, from its first comment or from where it `begins`. One query."""
    rows: list[Any] = (
        list(_from(begins, edition)[: SIZE + 1])
        if begins
        else _first(edition.article_id, edition.number)
    )
    threads: list[Thread] = []
    root = 0
    for row in rows[:SIZE]:
        if row.root != root:
            threads.append(Thread())
            root = row.root
        if row.thread_id is None:
            threads[-1].first = row
        else:
            threads[-1].replies.append(row)
    is_over = bool(moderation.closed_since(masthead, published_at=published_at, at=at))
    is_open = moderation.is_open(edition.article, masthead) and not is_over
    return Talk(
        threads=threads,
        total=rows[0].total if rows and begins is None else 0,
        next=rows[SIZE].pk if len(rows) > SIZE else 0,
        is_open=is_open,
        is_closed=not is_open and (masthead.takes_comments or bool(rows)),
    )


def address(edition: Edition, comment: Comment) -> str:
    """Where readers find a comment: under the article while it is among the first, else on the page that
    begins with it. One query.
    """
    first = _first(edition.article_id, edition.number)[:SIZE]
    if comment.pk in {row.pk for row in first}:
        return f"{edition.get_absolute_url()}#comment-{comment.pk}"
    return addresses.comment(edition.slug, edition.language, comment.pk)


def named(edition: Edition, number: str) -> Comment:
    """The comment of this article that an address names. Raises 404 for all else. One query."""
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    rows = Comment.objects.filter(article=edition.article_id).select_related("thread", "answers")
    found = rows.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise Http404
    return found


def asking(edition: Edition) -> Question:
    """What `talk` would ask of the first comments. No query."""
    return _first.asking(edition.article_id, edition.number)


@compiled
def _first(article: int, number: int) -> CommentQuerySet:
    return Comment.objects.under(article, number)[: SIZE + 1]


def _from(begins: Comment, edition: Edition) -> CommentQuerySet:
    """From one on, itself among them, in their order."""
    rows = Comment.objects.under(edition.article_id, edition.number)
    first = begins.thread or begins
    later = Q(thread_at__gt=first.written_at) | Q(thread_at=first.written_at, root__gt=first.pk)
    if begins.thread is None:
        return rows.filter(later | Q(root=first.pk))
    of_thread = Q(root=first.pk, thread__isnull=False)
    behind = Q(written_at__gt=begins.written_at) | Q(
        written_at=begins.written_at, pk__gte=begins.pk
    )
    return rows.filter(later | (of_thread & behind))
