"""List rows of tags, and tallies with them, many at once: for verbs on tags, which do not go article by
article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value

from articles.models import Edition, EditionTag, Filing, Tag, Tally, Window
from articles.models.common import insert
from articles.models.lists import LISTED_EDITIONS, tag_list
from articles.tallying import Told, add, recount, reopen, together


def refile(old: Tag, new: Tag, editions: QuerySet[Any, Any], *, at: datetime) -> None:
    """The list rows that these editions have of one tag become those of another, and tallies follow. The
    caller holds both tags.
    """
    rows = _under([old.pk], EditionTag.objects.filter(edition__in=editions))
    twins = EditionTag.objects.filter(tag=new, edition=OuterRef("edition"))
    moving = rows.exclude(Exists(twins))
    gone, come = tag_list(old.pk), tag_list(new.pk)
    add([*together(rows, gone, -1, at=at), *together(moving, come, 1, at=at)])
    moving.update(tag=new)
    rows.delete()


def close(old: Tag, new: Tag, *, at: datetime) -> bool:
    """Ends the list of one tag, whose rows are another's by now; returns whether it was ever public. If it
    was, so was that one's. The caller holds both.
    """
    was_public, is_public = (Tally.objects.ever(tag_list(tag.pk), at=at) for tag in (old, new))
    if was_public and not is_public:
        reopen(new.pk)
    Tally.objects.filter(list=tag_list(old.pk)).delete()
    return was_public


def relist(tags: Iterable[int], editions: QuerySet[Edition] | None = None, *, at: datetime) -> None:
    """Brings the list rows of these tags into line with what is filed under them, as `keep` would do it
    article by article; of these `editions` alone, if any are told. Three queries for all rows; each tag
    is counted anew by six, or what changes in it by twice three (then see `tallying.recount_coming`).
    """
    tags = list(tags)
    same = {"edition": OuterRef("edition"), "tag": OuterRef("tag")}
    rows: QuerySet[Any, Any] = EditionTag.objects.filter(tag__in=tags)
    filings = Filing.objects.filter(tag__in=tags, edition__windows__isnull=False)
    if editions is not None:
        some = editions.order_by().values("pk")
        rows = _under(tags, EditionTag.objects.filter(edition__in=some))
        filings = Filing.objects.filter(edition__in=some, edition__windows__isnull=False)
        filings = _under(tags, filings)
        before = list(_counted(rows, tags, -1, at=at))
    rows.exclude(Exists(Filing.objects.filter(**same))).delete()
    later = (
        Edition.objects.filter(article=OuterRef("edition__article"))
        .filter(Exists(Window.objects.filter(edition=OuterRef("pk"))))
        .filter(number__gt=OuterRef("edition__number"))
        .order_by("number")
    )
    columns = ("article_id", "live_from", "live_until", "published_at", "updated_at")
    missing = (
        filings.exclude(Exists(later.values("pk")[LISTED_EDITIONS - 1 :]))
        .annotate(**{name: F(f"edition__windows__{name}") for name in columns})
        .exclude(Exists(EditionTag.objects.filter(live_from=OuterRef("live_from"), **same)))
    )
    told = ("edition_id", "tag_id", *columns)
    insert(EditionTag, told, missing.values_list(*told))
    if editions is not None:
        add([*before, *_counted(rows.all(), tags, 1, at=at)])
    else:
        for tag in tags:
            recount(tag, at=at)
    # That rows go is not watched, since those that the clock ended nobody sees: whoever comes here is seen.
    Tag.objects.filter(pk__in=tags).update(name=F("name"))


def _under(tags: Iterable[int], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these rows of some editions those of these tags. A database that does not know how much there is
    under a tag would begin with the tags, and go through all of it: it is not told that they are tags.
    """
    return rows.alias(under=F("tag_id") + Value(0)).filter(under__in=list(tags))


def _counted(
    rows: QuerySet[EditionTag], tags: Iterable[int], sign: int, *, at: datetime
) -> Iterator[Told]:
    for tag in tags:
        yield from together(_under([tag], rows), tag_list(tag), sign, at=at)
