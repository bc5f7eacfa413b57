"""Names that change: which documents are to be made anew, and making them, some at a time. What they do not
say until then `lagging` knows. Working copies are looked at anew when somebody searches them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from math import inf
from time import monotonic
from typing import Any

from django.db.models import QuerySet

from articles.models import (
    Article,
    ArticleTag,
    Contributor,
    DraftDocument,
    Edition,
    EditionByline,
    Filing,
    SearchDocument,
    SearchWaiting,
    SearchWaitingTag,
    Source,
)
from articles.models.common import insert
from articles.portions import Portion, until_done
from articles.search import index, lagging

PORTION = 100  # documents that whoever changes names makes anew at most; the rest waits for tidying
SECONDS = 2.0  # that it takes at most
# Where a disk has to be asked for all of it, a document takes half a second.
FIRST, LEAST, MOST = 5, 1, 200
MARKED = 5000  # rows of a tag that are looked through in one transaction at most


# --- what waits: marked in the transaction of the verb, made anew after it ---------------------------


def mark_tags(tags: Iterable[int]) -> None:
    """Of these tags the names changed. Whatever stands under them by then is marked by whoever renews next:
    there may be very many, and the caller holds the tags. Two queries.
    """
    tags = list(tags)
    SearchWaitingTag.objects.bulk_create(SearchWaitingTag(tag=tag) for tag in tags)
    lagging.note((tag, tag) for tag in tags)


def mark_moved(editions: QuerySet[Any, Any], *, to: Iterable[int], said: Iterable[int]) -> None:
    """Marks the documents of these editions, which stand under the tags in `to` now, and may say until they
    are made anew that they stand under those in `said`. Two queries.
    """
    mark(editions)
    said = list(said)
    lagging.note((tag, other) for tag in to for other in said)


def mark_contributor(contributor: Contributor) -> None:
    mark_drafts(Article.objects.filter(bylines__contributor=contributor).values("pk"))
    mark(EditionByline.objects.filter(contributor=contributor).values("edition"))


def mark_source(source: Source) -> None:
    """Of the source, and of those that were merged into it."""
    same = Source.objects.same_as(source)
    mark_drafts(Article.objects.filter(credit_record__source__in=same).values("pk"))
    mark(Edition.objects.filter(source__in=same).values("pk"))


def mark(editions: QuerySet[Any, Any]) -> None:
    """The documents of these editions will be made anew: of what was marked last the newest first."""
    found = SearchDocument.objects.filter(edition__in=editions.order_by())
    insert(SearchWaiting, ["document"], found.order_by("pk").values_list("pk"))


def mark_drafts(articles: QuerySet[Any, Any]) -> None:
    """The working copies of these articles are looked at anew when somebody searches them."""
    DraftDocument.objects.filter(article__in=articles.order_by()).delete()


# --- making it anew -----------------------------------------------------------------------------------


def renew_waiting(*, most: int | None = None, seconds: float = SECONDS) -> int:
    """Makes documents anew that wait for it, a portion of them and for about so many seconds; how many. Not
    for a transaction: whoever changed names calls it afterwards.
    """
    return _renew(PORTION if most is None else most, seconds)


def renew_all(*, seconds: float) -> int:
    """Like `renew_waiting`, as many as there are."""
    return _renew(inf, seconds)


def _renew(most: float, seconds: float) -> int:
    """In transactions that are short, for each holds the articles that it is about."""
    ends = monotonic() + seconds
    until_done(_mark_some, Portion(most=MARKED), ends=ends)
    going = _Going()
    portion = Portion(first=FIRST, least=LEAST, most=MOST)
    until_done(going.renew_some, portion, ends=ends, most=most)
    lagging.settle()
    return going.done


class _Going:
    """Once through what is marked, what was marked last first; `done` counts what was made anew."""

    def __init__(self) -> None:
        self.below, self.done = sys.maxsize, 0

    def renew_some(self, most: int) -> int:
        """Looks at so many marks at most; at how many. It holds their articles, so that readers find all of
        it meanwhile. Of whoever holds one of them the article is passed over, and waits: that one may wait
        for a tag that somebody else holds, or is making it anew. Six queries that read and four that write.
        """
        marks = SearchWaiting.objects.order_by("-pk").filter(pk__lt=self.below)[:most]
        found: dict[int, int] = dict(marks.values_list("pk", "document"))
        if not found:
            return 0
        self.below = min(found)
        stored = SearchDocument.objects.filter(pk__in=found.values())
        articles: dict[int, Any] = dict(stored.values_list("pk", "edition__article"))
        rows = Article.objects.filter(pk__in=set(articles.values())).order_by("pk").only("pk")
        held = list(rows.select_for_update(skip_locked=True))
        passed = set(articles.values()) - {row.pk for row in held}
        mine = {one for one in found.values() if articles.get(one) not in passed}
        # Before names are read: who changes one after that marks anew.
        waiting = SearchWaiting.objects.filter(document__in=mine)
        SearchWaiting.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).delete()
        index.keep(held, index.shown_of(held))
        self.done += len(mine)
        return len(found)


def _mark_some(most: int) -> int:
    """Of what stands under the tag that waits longest so many rows, first of working copies, then of
    versions; how many, and one for the tag. Of two who do that each has a tag of its own. Six queries.
    """
    rows = SearchWaitingTag.objects.select_for_update(skip_locked=True).order_by("pk")
    waiting = rows.first()
    if waiting is None:
        return 0
    if SearchWaitingTag.objects.filter(tag=waiting.tag, pk__gt=waiting.pk).exists():
        waiting.delete()  # it is begun again
        return 1
    if waiting.is_past_copies:
        found = _next_under(waiting, Filing.objects.all(), most)
        mark(Filing.objects.filter(pk__in=found).values("edition"))
    else:
        found = _next_under(waiting, ArticleTag.objects.all(), most)
        if not _mark_copies(found):
            return 0
    if len(found) == most:
        waiting.done_to = found[-1]
    elif waiting.is_past_copies:
        waiting.delete()
        return 1 + len(found)
    else:
        waiting.done_to, waiting.is_past_copies = 0, True
    waiting.save()
    return 1 + len(found)


def _next_under(waiting: SearchWaitingTag, rows: QuerySet[Any, Any], most: int) -> list[int]:
    under = rows.filter(tag=waiting.tag, pk__gt=waiting.done_to).order_by("pk")
    return list(under.values_list("pk", flat=True)[:most])


def _mark_copies(rows: list[int]) -> bool:
    """The working copies of these rows; not where somebody else is at one, who may wait for what the caller
    holds: then it has to wait.
    """
    articles = ArticleTag.objects.filter(pk__in=rows).values("content_object")
    drafts = DraftDocument.objects.filter(article__in=articles).order_by("pk")
    there = list(drafts.values_list("pk", flat=True))
    held = drafts.select_for_update(skip_locked=True).values_list("pk", flat=True)
    if there and len(held) < len(there):
        return False
    DraftDocument.objects.filter(pk__in=there).delete()
    return True
