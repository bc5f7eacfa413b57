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
from articles.models.compiled import Question, compiled

COMMON = 100  # list rows of a tag beyond which nobody counts on
NEWEST = 16  # list rows of a tag that are told


@dataclass
class Mentions:
    """Tags and topics (with slug and names alone) and addresses by article key. Of each tag, by its id,
    `counts` has how many list rows it has, up to `COMMON`, and `newest` the editions of the newest of
    them (ids); `chosen` are the ids of topics whose editors chose the article, `feeding` has of each topic
    (its id) the article's tags (ids) that bring it there.
    """

    tags: list[Tag] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    newest: dict[int, list[int]] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)
    feeding: dict[int, set[int]] = field(default_factory=dict)

    @property
    def whys(self) -> list[tuple[Topic, bool, list[Tag]]]:
        """Of each topic whether it chose the article, and the tags that bring it there."""
        return [
            (
                topic,
                topic.pk in self.chosen,
                [tag for tag in self.tags if tag.pk in self.feeding[topic.pk]],
            )
            for topic in self.topics
        ]


class Counted(Subquery):
    """How many rows a query has, up to where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Numbers(Subquery):
    """One column of a query as one text, parted by commas."""

    template = "(SELECT group_concat(listed.%(column)s) FROM (%(subquery)s) listed)"
    output_field = CharField()

    def __init__(self, rows: QuerySet[Any], column: str) -> None:
        super().__init__(rows.values(column), column=column)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT string_agg(listed.%(column)s::text, ',') FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **context)

    @staticmethod
    def read(text: str | None) -> list[int]:
        return [int(number) for number in (text or "").split(",") if number]


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
    for kind, pk, slug, name, translations, language, count, numbers in told:
        if kind == "tag":
            found.tags.append(Tag(pk=pk, slug=slug, name=name, translations=translations))
            found.counts[pk] = count
            found.newest[pk] = Numbers.read(numbers)
        elif kind == "topic":
            found.topics.append(Topic(pk=pk, slug=slug, name=name, translations=translations))
            found.chosen |= {pk} if count else set()
            found.feeding[pk] = set(Numbers.read(numbers))
        else:
            found.links[name] = addresses.article(slug, language)
    found.tags.sort(key=by_name)
    found.topics.sort(key=by_name)
    return found


def asking(edition: Edition, keys: Iterable[str], *, at: datetime) -> Question:
    """What `mentions` would ask of an edition that was cut. No query."""
    return _of_edition.asking(edition.pk, edition.article_id, set(keys), at)


@compiled
def _of_edition(edition: int, article: int, keys: set[str], at: datetime) -> QuerySet[Any]:
    rows = EditionTag.objects.filter(article=article, edition=edition)
    return _told(Tag.objects.filter(pk__in=rows.values("tag")), article, keys, at)


def _told(own: QuerySet[Tag], article: int, keys: set[str], at: datetime) -> QuerySet[Any]:
    """These tags, their topics, and what is live of these keys, told apart by their kind."""
    topics = Topic.objects.public().with_article(article, own.order_by())
    linked = Window.objects.live(at=at).filter(article__key__in=keys)
    listed = EditionTag.objects.filter(tag=OuterRef("pk"))
    newest = listed.order_by("-published_at", "-article_id")[:NEWEST]
    picks = TopicPick.objects.filter(topic=OuterRef("pk"), article=article)
    feeding = Topic.tags.through.objects.filter(
        topic=OuterRef("pk"), tag__in=own.order_by().values("pk")
    )
    no_names, none, no_ids = Value({}, output_field=JSONField()), Value(0), Value("")
    named = ("pk", "slug", "name", "translations", Value(""))
    of_link = ("pk", "edition__slug", "article__key", no_names, "edition__language", none, no_ids)
    counted = Counted(listed.order_by().values("pk")[:COMMON])
    chosen = Counted(picks.order_by().values("pk"))
    return _rows("tag", own, *named, counted, Numbers(newest, "edition_id")).union(
        _rows("topic", topics, *named, chosen, Numbers(feeding.order_by(), "tag_id")),
        _rows("link", linked, *of_link),
    )


def _rows(kind: str, rows: QuerySet[Any], *columns: Any) -> QuerySet[Any]:
    name = Value(kind, output_field=CharField())
    return rows.order_by().values_list(name, *columns)


def addresses_of(keys: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The live addresses of these articles by key. One query, none without keys."""
    return Window.objects.live(at=at).addresses_of(keys)
