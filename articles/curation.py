"""The verbs on tags and topics: what an article is filed under, and what a topic page shows.

Also the two questions before tagging: which tags does this begin, and is this name a tag already?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, Count, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.language import words
from articles.models import (
    Article,
    ArticleTag,
    DeskEvent,
    RelatedPick,
    Tag,
    TagAlias,
    Topic,
    TopicPick,
)
from articles.models.related import unfit
from articles.refusals import Refused
from articles.tidying.renaming import check_length
from articles.verbs import held, locked, require


class ChosenTwice(Refused):
    message = _("An article can be chosen once for a topic.")


class RelatedTwice(Refused):
    message = _("An article can be chosen once as related.")


@dataclass(frozen=True)
class Suggestion:
    """A tag to offer: its name, how many articles have it, and the other name that was found, if one was."""

    name: str
    count: int
    called: str


@dataclass(frozen=True)
class LookedUp:
    """What a name stands for: `tag` if one is called so, and `near`, which it may be meant for instead."""

    name: str
    tag: Tag | None
    near: Tag | None


def suggest(text: str, *, limit: int = 10) -> list[Suggestion]:
    """Tags of which a name has `text` in it: first those that begin with it, then the most used.

    Without a text, the most used. Two queries.
    """
    folded = words.fold(text)
    fit = Case(When(folded__startswith=folded, then=Value(0)), default=Value(1))
    order = ("fit", "-article_count", "name")
    tags = Tag.objects.used().filter(folded__contains=folded).annotate(fit=fit)
    aliases = TagAlias.objects.filter(folded__contains=folded).select_related("tag")
    aliases = aliases.annotate(fit=fit, article_count=Count("tag__article_tags", distinct=True))
    found = [
        *(
            (tag.fit, Suggestion(tag.name, tag.article_count, ""))
            for tag in tags.order_by(*order)[:limit]
        ),
        *(
            (alias.fit, Suggestion(alias.tag.name, alias.article_count, alias.name))
            for alias in aliases.order_by(*order)[:limit]
        ),
    ]
    found.sort(key=lambda entry: (entry[0], -entry[1].count, entry[1].name))
    first: dict[str, Suggestion] = {}
    for _fit, suggestion in found:
        first.setdefault(suggestion.name, suggestion)
    return list(first.values())[:limit]


def look_up(names: Iterable[str]) -> list[LookedUp]:
    """Which tag each name is, and which used more often is spelled nearly so. Five queries at most."""
    names = list(names)
    known = Tag.objects.resolve(names)
    alike = Tag.objects.alike(names)
    return [LookedUp(name, known.get(name), _near(known.get(name), alike[name])) for name in names]


def _near(own: Tag | None, alike: list[Tag]) -> Tag | None:
    """The tag used most of those spelled nearly so, unless that is the name's own."""
    first = next(iter(alike), None)
    return None if own and first and own.pk == first.pk else first


def tag_article(article: Article, names: Iterable[str], *, actor: AbstractBaseUser) -> list[Tag]:
    """Makes these the article's tags, resolving other names and making tags that are new.

    Raises `UnfitTagName`. At most 7 queries and three a new tag.
    """
    require(actor, "change_article")
    names = [name.strip() for name in names if words.fold(name)]
    with transaction.atomic():
        tags = _tags_called(names)
        while len(held(Tag.objects.filter(pk__in=tags).order_by("pk"))) < len(tags):
            tags = _tags_called(names)  # one was merged or retired at this moment
        rows = ArticleTag.objects.filter(content_object=article)
        rows.exclude(tag__in=tags).delete()
        present = set(rows.values_list("tag_id", flat=True))
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=article, tag=tag)
            for pk, tag in tags.items()
            if pk not in present
        )
    return list(tags.values())


def _tags_called(names: Iterable[str]) -> dict[int, Tag]:
    """By number, in the order of their names. Two queries and three a new tag."""
    names = list(names)
    known = Tag.objects.resolve(names)
    tags: dict[int, Tag] = {}
    for name in names:
        tag = known.get(name) or _same_fold(known, name)
        if tag is None:
            check_length(name, field="tags")
            # Someone else may be making the same tag at this moment.
            folded = words.fold(name)
            tag, _made = Tag.objects.get_or_create(folded=folded, defaults={"name": name})
            known[name] = tag
        tags[tag.pk] = tag
    return tags


def add_tag(article: Article, name: str, *, actor: AbstractBaseUser) -> Article:
    """Files an article under one more tag. Raises `Refused` where it has the tag already."""
    require(actor, "change_article")
    with transaction.atomic():
        row = locked(article)
        present = list(row.tags.all())
        if Tag.objects.resolve([name]).get(name) in present:
            raise Refused(_("It has this tag already."))
        tag_article(row, [*(tag.name for tag in present), name], actor=actor)
        count_change(row)
    return row


def remove_tag(article: Article, name: str, *, actor: AbstractBaseUser) -> Article:
    """Takes one tag off an article. Raises `Refused` where it does not have it."""
    require(actor, "change_article")
    with transaction.atomic():
        row = locked(article)
        present = list(row.tags.all())
        tag = Tag.objects.resolve([name]).get(name)
        if tag not in present:
            raise Refused(_("It does not have this tag."))
        tag_article(row, [other.name for other in present if other != tag], actor=actor)
        count_change(row)
    return row


def count_change(article: Article) -> None:
    """So that whoever has the article open is told, and lists know of it."""
    article.version += 1
    article.save(update_fields=["version", "changed_at"])


def _same_fold(known: dict[str, Tag], name: str) -> Tag | None:
    folded = words.fold(name)
    return next((tag for tag in known.values() if tag.folded == folded), None)


def choose_for_topic(
    topic: Topic, article: Article, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Topic:
    """Adds an article behind a topic's chosen ones. Raises `ChosenTwice`."""
    require(actor, "change_topic")
    with transaction.atomic():
        row = locked(topic)
        chosen = [(pick.article, pick.blurb) for pick in row.picks.select_related("article")]
        return arrange_topic(row, actor=actor, picks=[*chosen, (article, "")], at=at)


def arrange_topic(
    topic: Topic,
    *,
    actor: AbstractBaseUser,
    picks: Sequence[tuple[Article, str]],
    at: datetime | None = None,
) -> Topic:
    """Makes these the topic's chosen articles, in this order, each with its blurb (may be empty).

    Raises `ChosenTwice`.
    """
    require(actor, "change_topic")
    at = at or timezone.now()
    if len({article.pk for article, _blurb in picks}) < len(picks):
        raise ChosenTwice(field="picks")
    with transaction.atomic():
        row = locked(topic)
        row.picks.all().delete()
        TopicPick.objects.bulk_create(
            TopicPick(topic=row, article=article, position=position, blurb=blurb)
            for position, (article, blurb) in enumerate(picks, start=1)
        )
        DeskEvent.objects.log(
            "arrange_topic",
            actor=actor,
            at=at,
            topic=row.slug,
            name=row.name,
            picks=[article.key for article, _blurb in picks],
        )
    return row


def choose_related(
    article: Article,
    *,
    actor: AbstractBaseUser,
    picks: Sequence[tuple[Article, str]],
    at: datetime | None = None,
) -> Article:
    """Makes these follow the article, in this order, each with its reason (may be empty). Readers see it
    at once. A pick that stays keeps its row, so that whoever has the article open finds it again.

    Raises `RelatedTwice`, and `Refused` for the article itself and, chosen anew, its translations.
    """
    require(actor, "change_relatedpick")
    at = at or timezone.now()
    others = [other.pk for other, _reason in picks]
    if len(set(others)) < len(others):
        raise RelatedTwice(field="related_picks")
    there = set(article.related_picks.values_list("other", flat=True))
    for other, _reason in picks:
        if other.pk not in there and (why := unfit(article, other)):
            raise Refused(why, field="related_picks")
    with transaction.atomic():
        row = locked(article)
        stored = RelatedPick.objects.filter(article=row)
        stored.exclude(other__in=others).delete()
        RelatedPick.objects.bulk_create(
            (
                RelatedPick(article=row, other=other, position=position, reason=reason)
                for position, (other, reason) in enumerate(picks, start=1)
            ),
            update_conflicts=True,
            unique_fields=["article", "other"],
            update_fields=["position", "reason"],
        )
        keys = [other.key for other, _reason in picks]
        DeskEvent.objects.log("choose_related", actor=actor, at=at, article=row, picks=keys)
    return row
