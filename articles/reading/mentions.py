"""Where an article leads to: its tags, the topics it stands in, the articles of ours that it links to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, IntegerField, JSONField, OuterRef, QuerySet, Subquery, Value

from articles import addresses
from articles.models import Edition, EditionTag, Tag, Topic, TopicPick, Window
from articles.models.common import by_name
from articles.models.compiled import compiled

COMMON = 100  # list rows of a tag beyond which nobody counts on
NEWEST = 16  # list rows of a tag that are told


@dataclass
class Mentions:
    """Tags and topics (with slug and names alone) and addresses by article key. Of each tag, by its id,
    `counts` has how many list rows it has, up to `COMMON`, and `newest` the editions of the newest of
    them (ids); `chosen` are the ids of topics whose editors chose the article.
    """

    tags: list[Tag] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    newest: dict[int, list[int]] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)


class Counted(Subquery):
    """How many rows a query has, up to where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Editions(Subquery):
    """The ids of the editions of list rows as one text, parted by commas."""

    template = "(SELECT group_concat(listed.edition_id) FROM (%(subquery)s) listed)"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT string_agg(listed.edition_id::text, ',') FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **context)


def mentions(
    edition: Edition,
    keys: Iterable[str],
    *,
    at: datetime,
    tags: QuerySet[Tag] | None = None,
) -> Mentions:
    """Everything in one query. `tags` stands in for the edition's own in a preview."""
    linked = set(keys)
    if tags is None:
        told = _of_edition(edition.pk, edition.article_id, linked, at)
    else:
        told = list(_told(tags, edition.article_id, linked, at))
    found = Mentions()
    for kind, pk, slug, name, translations, language, count, editions in told:
        if kind == "tag":
            found.tags.append(Tag(pk=pk, slug=slug, name=name, translations=translations))
            found.counts[pk] = count
            found.newest[pk] = [int(number) for number in (editions or "").split(",") if number]
        elif kind == "topic":
            found.topics.append(Topic(pk=pk, slug=slug, name=name, translations=translations))
            found.chosen |= {pk} if count else set()
        else:
            found.links[name] = addresses.article(slug, language)
    found.tags.sort(key=by_name)
    found.topics.sort(key=by_name)
    return found


@compiled
def _of_edition(edition: int, article: int, keys: set[str], at: datetime) -> QuerySet[Any]:
    rows = EditionTag.objects.filter(article=article, edition=edition)
    return _told(Tag.objects.filter(pk__in=rows.values("tag")), article, keys, at)


def _told(own: QuerySet[Tag], article: int, keys: set[str], at: datetime) -> QuerySet[Any]:
    """These tags, their topics, and what is live of these keys, told apart by their kind."""
    topics = Topic.objects.public().with_article(article, own.order_by())
    linked = Window.objects.live(at=at).filter(article__key__in=keys)
    listed = EditionTag.objects.filter(tag=OuterRef("pk"))
    newest = listed.order_by("-published_at", "-article_id").values("edition_id")
    picks = TopicPick.objects.filter(topic=OuterRef("pk"), article=article)
    no_names, none, no_ids = Value({}, output_field=JSONField()), Value(0), Value("")
    named = ("pk", "slug", "name", "translations", Value(""))
    of_link = ("pk", "edition__slug", "article__key", no_names, "edition__language", none, no_ids)
    counted = Counted(listed.order_by().values("pk")[:COMMON])
    return _rows("tag", own, *named, counted, Editions(newest[:NEWEST])).union(
        _rows("topic", topics, *named, Counted(picks.order_by().values("pk")), no_ids),
        _rows("link", linked, *of_link),
    )


def _rows(kind: str, rows: QuerySet[Any], *columns: Any) -> QuerySet[Any]:
    name = Value(kind, output_field=CharField())
    return rows.order_by().values_list(name, *columns)


def addresses_of(keys: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The live addresses of these articles by key. One query, none without keys."""
    return Window.objects.live(at=at).addresses_of(keys)
