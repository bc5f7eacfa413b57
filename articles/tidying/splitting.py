"""Splitting a tag that means several things: which of its articles go under another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import relisting
from articles.language import words
from articles.models import Article, ArticleTag, Edition, Filing, Tag, TagChange, Topic
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.search import renewing
from articles.tidying import records
from articles.tidying.outlook import Outlook, articles_of
from articles.tidying.renaming import UnfitTagName, check_length
from articles.verbs import require

AT_ONCE = 500  # articles


class NotSplittable(Refused):
    message = _("Say under which other tag at least one article goes.")


@dataclass(frozen=True)
class Split(Outlook):
    """What splitting its one tag does. `known` are the parts that are tags already, by the names given."""

    into: Mapping[str, Collection[int]]
    stays: frozenset[int]
    known: Mapping[str, Tag]

    @property
    def tag(self) -> Tag:
        return self.tags[0]

    @property
    def leaving(self) -> set[int]:
        """The articles that lose the tag."""
        return {pk for articles in self.into.values() for pk in articles} - self.stays

    @property
    def online_leaving(self) -> QuerySet[Edition]:
        return self.online.filter(article__in=self.leaving)

    @property
    def drafts_leaving(self) -> QuerySet[Article]:
        return self.drafts.filter(pk__in=self.leaving)

    @property
    def seen_without_leaving(self) -> QuerySet[Article]:
        return self.seen_without.filter(pk__in=self.leaving)

    @property
    def left(self) -> int:
        """How many articles keep the tag. One query."""
        return articles_of(self.tags).exclude(pk__in=self.leaving).count()

    @property
    def new_names(self) -> list[str]:
        """Parts that become tags; they feed the topics that the tag feeds."""
        return [name for name in self.into if name not in self.known]

    @property
    def poorer_topics(self) -> list[Topic]:
        """Topics that lose an article, as it stands at the desk, online or on the schedule: it was not chosen
        for them, and no tag that it has then feeds them. Five queries.
        """
        goes = {
            pk: {part.pk for name, part in self.known.items() if pk in self.into[name]}
            for pk in self.leaving
            if not any(pk in self.into[name] for name in self.new_names)
        }
        drafts = ArticleTag.objects.filter(content_object__in=goes)
        versions = Filing.objects.filter(edition__article__in=goes)
        shown = versions.filter(edition__windows__live_until__gt=self.at)
        under: dict[tuple[int, int | None], set[int]] = defaultdict(set)
        for article, tag in drafts.values_list("content_object", "tag"):
            under[article, None].add(tag)
        for article, edition, tag in shown.values_list("edition__article", "edition", "tag"):
            under[article, edition].add(tag)
        left = [
            (article, tags - {self.tag.pk} | goes[article])
            for (article, _edition), tags in under.items()
            if self.tag.pk in tags
        ]
        topics = self.topics.prefetch_related("tags", "picks")
        return [topic for topic in topics if any(_loses(topic, *one) for one in left)]


def _loses(topic: Topic, article: int, tags: set[int]) -> bool:
    """Whether an article with these tags has no place in a topic."""
    chosen = {pick.article_id for pick in topic.picks.all()}
    return article not in chosen and tags.isdisjoint(tag.pk for tag in topic.tags.all())


def split(
    tag: Tag,
    into: Mapping[str, Collection[int]],
    *,
    at: datetime,
    stays: Collection[int] = (),
) -> Split:
    """What splitting would do. Raises `NotSplittable`, `UnfitTagName`. Two queries."""
    parts = {" ".join(name.split()): articles for name, articles in into.items()}
    known = Tag.objects.resolve(parts)
    for name, articles in parts.items():
        if not words.fold(name):
            raise UnfitTagName(field="into")
        check_length(name, field="into")
        if known.get(name) == tag:
            text = _("“%(name)s” is this tag itself. What goes nowhere else stays with it.")
            raise NotSplittable(text % {"name": name}, field="into")
        if not articles:
            text = _("Choose at least one article for “%(name)s”.")
            raise NotSplittable(text % {"name": name})
    meant = [known[name].pk if name in known else words.fold(name) for name in parts]
    if not parts or len(set(meant)) < len(meant):
        raise NotSplittable(_("Name each of the other tags once."), field="into")
    return Split((tag,), at, parts, frozenset(stays), known)


def split_tag(
    tag: Tag,
    *,
    actor: AbstractBaseUser,
    into: Mapping[str, Collection[int]],
    stays: Collection[int] = (),
    at: datetime | None = None,
    said: str = "",
) -> TagChange:
    """Puts articles of a tag under others, by the others' names; returns the record.

    They lose the tag, but for those in `stays`. Published versions go with their articles. Whatever is named
    nowhere stays with the tag, as do its address and its other names. Raises `NotSplittable`,
    `UnfitTagName`. About 10 queries a part and five hundred articles.
    """
    require(actor, "change_tag")
    at = at or timezone.now()
    with transaction.atomic():
        planned = split(tag, into, at=at, stays=stays)
        records.hold_articles({pk for articles in planned.into.values() for pk in articles})
        try:
            row = records.hold_tags([tag.pk, *(part.pk for part in planned.known.values())])[tag.pk]
        except Tag.DoesNotExist as gone:
            text = _("Somebody took one of these tags away. Look again.")
            raise NotSplittable(text) from gone
        made = {name: Tag.objects.create(name=name) for name in planned.new_names}
        parts = {name: made.get(name) or planned.known[name] for name in planned.into}
        name = f"{row.name} → {', '.join(part.name for part in parts.values())}"
        tags = [row, *parts.values()]
        change = records.begin(TagVerb.SPLIT, actor=actor, at=at, tags=tags, said=said, name=name)
        parted = {"tag": row.pk, "parts": [part.pk for part in parts.values()]}
        change.facts |= {**parted, "made": [part.pk for part in made.values()]}
        change.save()
        for name, part in parts.items():
            _file(change, row, part, sorted(planned.into[name]))
        _take_off(change, row, sorted(planned.leaving))
        fed = list(Topic.objects.filter(tags=row).values_list("pk", flat=True))
        for part in made.values():
            records.make(change, records.TOPICS, part, fed)
        relisting.relist(change.tags, at=at)
    renewing.renew_waiting()
    return change


def _file(change: TagChange, tag: Tag, part: Tag, articles: list[int]) -> None:
    """Under the part where they are under the tag: as they stand at the desk, and by each version."""
    for start in range(0, len(articles), AT_ONCE):
        some = articles[start : start + AT_ONCE]
        here = ArticleTag.objects.filter(tag=tag, content_object__in=some)
        owners = list(here.values_list("content_object", flat=True))
        records.make(change, records.ARTICLES, part, owners)
        filed = Filing.objects.filter(tag=tag, edition__article__in=some)
        records.make(change, records.VERSIONS, part, filed.values_list("edition", flat=True))
        renewing.mark_moved(filed.values("edition"), to=[part.pk], said=[tag.pk])
        renewing.mark_drafts(here.values("content_object"))


def _take_off(change: TagChange, tag: Tag, articles: list[int]) -> None:
    for start in range(0, len(articles), AT_ONCE):
        some = articles[start : start + AT_ONCE]
        here = records.ARTICLES.rows.filter(tag=tag, content_object__in=some)
        records.drop(change, records.ARTICLES, here)
        filed = records.VERSIONS.rows.filter(tag=tag, edition__article__in=some)
        records.drop(change, records.VERSIONS, filed)
