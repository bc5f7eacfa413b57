"""Names that change: which documents are to be made anew, and making them, some at a time. What they do not
say until then `lagging` knows. Working copies are looked at anew when somebody searches them.
"""

from __future__ import annotations

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
    Tag,
)
from articles.models.common import insert
from articles.portions import Portion, until_done
from articles.search import index, lagging

PORTION = 100  # documents that whoever changes names makes anew at most; the rest waits for tidying
SECONDS = 2.0  # that it takes at most
# Where a disk has to be asked for all of it, a document takes half a second.
FIRST, LEAST, MOST = 5, 1, 200
MARKED = 5000  # rows of a tag that are looked through in one transaction at most


def refresh_tags(*tags: Tag) -> None:
    """After the names of tags changed."""
    mark_tags(tag.pk for tag in tags)
    renew_waiting()


def refresh_contributor(contributor: Contributor) -> None:
    DraftDocument.objects.filter(article__bylines__contributor=contributor).delete()
    mark(EditionByline.objects.filter(contributor=contributor).values("edition"))
    renew_waiting()


def refresh_source(source: Source) -> None:
    """Of the source, and of those that were merged into it."""
    same = Source.objects.same_as(source)
    DraftDocument.objects.filter(article__credit_record__source__in=same).delete()
    mark(Edition.objects.filter(source__in=same).values("pk"))
    renew_waiting()


# --- what waits ---------------------------------------------------------------------------------------


def mark_tags(tags: Iterable[int]) -> None:
    """Whatever stands under these tags by then is marked by whoever renews next: there may be very many, and
    the caller holds the tags. Words of their names find it from now on. Two queries.
    """
    rows = [SearchWaitingTag(tag=tag) for tag in tags]
    SearchWaitingTag.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tag"],
        update_fields=["done_to", "is_past_copies"],
    )
    lagging.note((row.tag, row.tag) for row in rows)


def mark_moved(editions: QuerySet[Any, Any], *, to: Iterable[int], said: Iterable[int]) -> None:
    """Marks the documents of these editions, which stand under the tags in `to` now, and may say until they
    are made anew that they stand under those in `said`. Two queries.
    """
    mark(editions)
    said = list(said)
    lagging.note((tag, other) for tag in to for other in said)


def mark(editions: QuerySet[Any, Any]) -> None:
    """The documents of these editions will be made anew: of what was marked last the newest first."""
    found = SearchDocument.objects.filter(edition__in=editions.order_by())
    insert(SearchWaiting, ["document"], found.order_by("pk").values_list("pk"), unless_there=True)


def mark_drafts(articles: QuerySet[Any, Any]) -> None:
    """The working copies of these articles are looked at anew when somebody searches them."""
    DraftDocument.objects.filter(article__in=articles.order_by()).delete()


# --- making it anew -----------------------------------------------------------------------------------


def renew_waiting(*, most: int = 0, seconds: float = SECONDS) -> int:
    """Makes documents anew that wait for it, a portion of them and for about so many seconds; how many."""
    return _renew(most or PORTION, seconds)


def renew_all(*, seconds: float) -> int:
    """Like `renew_waiting`, as many as there are."""
    return _renew(inf, seconds)


def _renew(most: float, seconds: float) -> int:
    """In transactions that are short, for each holds the articles that it is about."""
    ends = monotonic() + seconds
    until_done(_mark_some, Portion(most=MARKED), ends=ends)
    portion = Portion(first=FIRST, least=LEAST, most=MOST)
    done = until_done(_renew_some, portion, ends=ends, most=most)
    lagging.settle()
    return done


def _renew_some(most: int) -> int:
    """Of the documents that are marked `most` at most; how many. It holds their articles, so that readers
    find all of it meanwhile. Whoever holds one of them may wait for a tag that the caller holds, or is making
    it anew: it is passed over, and waits. Six queries where there are any, and three that write.
    """
    rows = SearchWaiting.objects.order_by("-pk")
    waiting = dict(rows.values_list("pk", "document")[:most])
    if waiting:
        stored = SearchDocument.objects.filter(pk__in=waiting.values())
        articles = dict(stored.values_list("pk", "edition__article"))
        found = Article.objects.filter(pk__in=set(articles.values())).order_by("pk").only("pk")
        held = list(found.select_for_update(skip_locked=True))
        passed = set(articles.values()) - {row.pk for row in held}
        waiting = {pk: one for pk, one in waiting.items() if articles.get(one) not in passed}
        # Before names are read: who changes one after that marks anew.
        SearchWaiting.objects.filter(pk__in=waiting).delete()
        index.keep(held, index.shown_of(held))
    return len(waiting)


def _mark_some(most: int) -> int:
    """Of what stands under tags that wait so many rows at most; how many. Four queries a tag, and twice
    those of a portion.
    """
    looked_at = 0
    while looked_at < most and (waiting := SearchWaitingTag.objects.order_by("pk").first()):
        looked_at += _mark_under(waiting, most - looked_at)
    return looked_at


def _mark_under(waiting: SearchWaitingTag, most: int) -> int:
    """Rows under one tag, first of working copies, then of versions; how many. Three queries at most."""
    under: QuerySet[Any] = (Filing if waiting.is_past_copies else ArticleTag).objects.order_by("pk")
    rows = under.filter(tag=waiting.tag, pk__gt=waiting.done_to)
    found = list(rows.values_list("pk", flat=True)[:most])
    if found:
        some = rows.filter(pk__lte=found[-1])
        if waiting.is_past_copies:
            mark(some.values("edition"))
        else:
            mark_drafts(some.values("content_object"))
    _go_on(waiting, found[-1] if len(found) == most else None)
    return len(found)


def _go_on(waiting: SearchWaitingTag, done_to: int | None) -> None:
    """From that row on, or with what comes next; but where somebody marked the tag meanwhile. One query."""
    told = {"pk": waiting.pk, "done_to": waiting.done_to, "is_past_copies": waiting.is_past_copies}
    row = SearchWaitingTag.objects.filter(**told)
    if done_to is not None:
        row.update(done_to=done_to)
    elif waiting.is_past_copies:
        row.delete()
    else:
        row.update(done_to=0, is_past_copies=True)
