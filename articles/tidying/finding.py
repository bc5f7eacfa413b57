"""What there is to tidy: tags that may be one, used once or not at all, and what was looked for in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from articles.language import words
from articles.language.alike import LONGEST
from articles.models import (
    ArticleTag,
    DeskEvent,
    EditionTag,
    FailedSearch,
    KeptApart,
    Tag,
    TagAlias,
)
from articles.models.taxonomy import TagQuerySet
from articles.verbs import require

MOST_GROUPS = 1000
MOST_FAILED = 200

# Each name by how it looks, and a Chinese one also by how it sounds; what sounds alike alone is two words.
_GROUPS = """
SELECT names.likeness, COUNT(DISTINCT names.tag_id) FROM (
    SELECT id AS tag_id, likeness, 1 AS is_seen FROM articles_tag
    UNION ALL SELECT tag_id, likeness, 1 FROM articles_tagalias
    UNION ALL SELECT id, sound, 0 FROM articles_tag WHERE sound <> ''
    UNION ALL SELECT tag_id, sound, 0 FROM articles_tagalias WHERE sound <> ''
) names LEFT JOIN articles_keptapart apart ON apart.key = names.likeness
GROUP BY names.likeness
HAVING COUNT(DISTINCT names.tag_id) > COALESCE(MAX(apart.number), 1) AND SUM(is_seen) > 0
ORDER BY names.likeness LIMIT %s
"""


@dataclass(frozen=True)
class Group:
    """Tags that may be meant for one, the most used first, by what they have in common."""

    key: str
    tags: list[Tag]


class Failed(NamedTuple):
    """What readers looked for and did not find, and how often."""

    query: str
    times: int


def near_duplicates() -> list[str]:
    """What groups of tags have in common: a thousand and one at most. One query over all names."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, [MOST_GROUPS + 1])
        return [key for key, _number in cursor.fetchall()]


def groups(keys: list[str]) -> list[Group]:
    """The tags of these. Two queries."""
    fits = Q(likeness__in=keys) | Q(sound__in=keys)
    columns = ("likeness", "sound")
    own = Tag.objects.order_by().filter(fits).values_list("pk", *columns)
    others = TagAlias.objects.order_by().filter(fits).values_list("tag_id", *columns)
    members: dict[str, set[int]] = {key: set() for key in keys}
    for pk, *names in own.union(others, all=True).order_by():
        for key in members.keys() & set(names):
            members[key].add(pk)
    tags = Tag.objects.used().in_bulk(set().union(*members.values()))
    ranked = sorted(tags.values(), key=lambda tag: (-tag.article_count, tag.pk))
    return [Group(key, [tag for tag in ranked if tag.pk in pks]) for key, pks in members.items()]


def used_once() -> TagQuerySet:
    """Tags that one article has, by name."""
    counted = ArticleTag.objects.order_by().values("tag").annotate(number=Count("pk"))
    return Tag.objects.filter(pk__in=counted.filter(number=1).values("tag")).order_by("name")


def unused() -> TagQuerySet:
    """Tags that no article has, and nothing that readers see or will see, by name."""
    has = ArticleTag.objects.filter(tag=OuterRef("pk"))
    listed = EditionTag.objects.filter(tag=OuterRef("pk"))
    return Tag.objects.exclude(Exists(has)).exclude(Exists(listed)).order_by("name")


def failed_searches() -> list[Failed]:
    """What readers looked for in vain, the most often first. One query."""
    counted = FailedSearch.objects.most_wanted().values_list("query", "count")
    return [Failed(*row) for row in counted[:MOST_FAILED]]


def could_be_tags() -> list[Failed]:
    """Of these, what no tag is called, nor nearly so: they were counted without accents, and in simplified
    characters. At most five queries, one where nothing failed.
    """
    found = failed_searches()
    known = Tag.objects.resolve([one.query for one in found])
    left = [one for one in found if one.query not in known]
    alike = Tag.objects.alike([one.query for one in left])
    return [one for one in left if not alike[one.query]]


def keep_apart(
    key: str, *, actor: AbstractBaseUser, at: datetime | None = None
) -> KeptApart | None:
    """Notes that the tags of this key are different, so that nobody is asked again until there is one more.
    None where there is nothing to keep apart.
    """
    require(actor, "change_tag")
    key = words.storable(key)[:LONGEST]
    if not key:
        return None
    with transaction.atomic():
        (group,) = groups([key])
        if len(group.tags) < 2:
            return None
        number = {"number": len(group.tags)}
        row, _made = KeptApart.objects.update_or_create(key=key, defaults=number)
        name = " · ".join(tag.name for tag in group.tags)
        at = at or timezone.now()
        DeskEvent.objects.log("keep_tags_apart", actor=actor, at=at, name=name)
    return row
