"""Where an article leads to: its tags, the topics it stands in, the articles of ours that it links to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, JSONField, QuerySet, Value

from articles import addresses
from articles.models import Edition, Tag, Topic, Window


@dataclass
class Mentions:
    """Tags and topics (with slug and names alone) and addresses by article key."""

    tags: list[Tag] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


def mentions(
    edition: Edition,
    keys: Iterable[str],
    *,
    at: datetime,
    tags: QuerySet[Tag] | None = None,
) -> Mentions:
    """Everything in one query. `tags` stands in for the edition's own in a preview."""
    own = Tag.objects.filter(edition_tags__edition=edition) if tags is None else tags
    topics = Topic.objects.public().with_article(edition.article, own.order_by())
    linked = Window.objects.live(at=at).filter(article__key__in=set(keys))
    no_names = Value({}, output_field=JSONField())
    rows = _rows("tag", own, "name", "translations", Value("")).union(
        _rows("topic", topics, "name", "translations", Value("")),
        _rows("link", linked, "article__key", no_names, "edition__language", slug="edition__slug"),
    )
    found = Mentions()
    for kind, slug, name, translations, language in rows:
        if kind == "tag":
            found.tags.append(Tag(slug=slug, name=name, translations=translations))
        elif kind == "topic":
            found.topics.append(Topic(slug=slug, name=name, translations=translations))
        else:
            found.links[name] = addresses.article(slug, language)
    found.tags.sort(key=_by_name)
    found.topics.sort(key=_by_name)
    return found


def _by_name(row: Tag | Topic) -> str:
    return str(row).casefold()


def _rows(kind: str, rows: QuerySet[Any], *columns: Any, slug: str = "slug") -> QuerySet[Any]:
    name = Value(kind, output_field=CharField())
    return rows.order_by().values_list(name, slug, *columns)


def addresses_of(keys: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The live addresses of these articles by key. One query, none without keys."""
    return Window.objects.live(at=at).addresses_of(keys)
