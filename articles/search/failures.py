"""What was looked for in vain: counted without anything about who asked, for whoever tidies tags.

What a process counts waits in its memory and is written at most once a second, in a table that takes no
more than `MOST_KEPT` queries: new ones take the place of those that were least wanted. What looks like a
person's own (an address, a number, a key) is not counted.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Lock

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from articles.models import FailedSearch
from articles.models.search import LONGEST_QUERY
from articles.search.queries import Query
from articles.search.tokens import fold

MOST_KEPT = 2000
MOST_WAITING = 200
KEPT_FOR = timedelta(days=180)
EVERY = 1.0  # seconds
_PRIVATE = re.compile(
    r"@|://|www\.|[0-9][0-9 ().-]{5,}|\S{25,}|\b(?=\w*[0-9])(?=\w*[a-z])\w{12,}\b"
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)[0-9]{2}\b")

_lock, _writing = Lock(), Lock()
_waiting: Counter[str] = Counter()
_written = [0.0]


def note(query: Query, *, at: datetime) -> None:
    """Counts a search that found nothing. At most five queries, mostly none."""
    said = fold(query.text)
    if not said or len(said) > LONGEST_QUERY or is_private(said):
        return
    with _lock:
        if said in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[said] += 1
        if time.monotonic() - _written[0] < EVERY:
            return
        _written[0] = time.monotonic()
    flush(on=timezone.localdate(at))


def is_private(text: str) -> bool:
    """Whether it may be somebody's address, number or key."""
    return bool(_PRIVATE.search(_YEAR.sub("", text)))


def flush(*, on: date) -> None:
    """Writes what waits. What cannot be written now is let go: a reader's page never fails for it, and of
    those who would write, one waits for the database.
    """
    if not _writing.acquire(blocking=False):
        return
    try:
        with _lock:
            counted = dict(_waiting)
            _waiting.clear()
        with transaction.atomic():
            _write(counted, on)
    except DatabaseError:
        pass
    finally:
        _writing.release()


def _write(counted: dict[str, int], on: date) -> None:
    rows = FailedSearch.objects.filter(query__in=counted)
    known = set(rows.values_list("query", flat=True))
    for said in known:
        FailedSearch.objects.filter(query=said).update(count=F("count") + counted[said], last_on=on)
    new = sorted(counted.keys() - known)
    if not new:
        return
    FailedSearch.objects.filter(last_on__lt=on - KEPT_FOR).delete()
    if (over := FailedSearch.objects.count() + len(new) - MOST_KEPT) > 0:
        least = FailedSearch.objects.order_by("count", "last_on", "pk")[:over]
        FailedSearch.objects.filter(pk__in=list(least.values_list("pk", flat=True))).delete()
    FailedSearch.objects.bulk_create(
        (FailedSearch(query=said, count=counted[said], last_on=on) for said in new[:MOST_KEPT]),
        ignore_conflicts=True,
    )
