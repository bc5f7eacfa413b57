"""Whatever is done to tags and undone again, every name and address that one ever had finds it, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.language import words
from articles.models import Article, EditionTag, Filing, Tag, TagAlias, TagChange
from articles.publishing import release
from articles.refusals import Refused
from articles.tidying import merging, retiring, splitting, undoing
from articles.tidying.renaming import rename_tag
from tests import personas
from tests.makers import DAY, NOON, make_live

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAMES = ("A", "B", "C", "C++", "c plus plus", "甲", "D")
ARTICLES = (("A",), ("B",), ("A", "B"), ("C", "甲"))
ENDINGS = ("", "feed.atom", "feed.json")
place = st.integers(0, 5)
name = st.sampled_from(NAMES)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), place, name),
        st.tuples(st.just("merge"), place, place),
        st.tuples(st.just("split"), place, st.tuples(name, st.integers(1, 2), st.booleans())),
        st.tuples(st.just("retire"), place, place),
        st.tuples(st.just("call"), place, name),
        st.tuples(st.just("no longer call"), place, name),
        st.tuples(st.just("undo"), place, place),
        st.tuples(st.just("publish"), place, place),
    ),
    min_size=1,
    max_size=9,
)


class Told:
    """What ought to be so, told without the code that is tested: who is under what and called what, by
    identity.
    """

    def __init__(self) -> None:
        self.under = {
            article.pk: set(article.tags.values_list("pk", flat=True))
            for article in Article.objects.all()
        }
        self.gone: dict[int, int | None] = {}  # merged into whom, or retired
        self.unmade: dict[int, int] = {}  # a part of a split that was undone, of whom
        self.names: dict[str, int] = {}  # who was called so last
        self.given: dict[str, int] = {}  # of these by hand: no undoing takes them back
        self.slugs: dict[str, int] = {}
        self.history: list[tuple[int, dict[int, set[int]], dict[int, int | None], Any]] = []
        self.look()

    def look(self) -> None:
        """Which tags there are, what they are called and where they stand."""
        tags = list(Tag.objects.all())
        self.slugs |= {tag.slug: tag.pk for tag in tags}
        self.names |= {words.fold(tag.name): tag.pk for tag in tags}

    def remember(self) -> None:
        change = TagChange.objects.latest("pk")
        under = {pk: set(tags) for pk, tags in self.under.items()}
        self.history.append((change.pk, under, dict(self.gone), dict(self.names)))

    def forget(self, change: TagChange) -> None:
        number, self.under, self.gone, names = self.history.pop()
        assert number == change.pk
        self.names = names | self.given
        for part in change.facts.get("made", ()) if change.verb == "split_tag" else ():
            if not Tag.objects.filter(pk=part).exists():
                self.unmade[part] = change.facts["tag"]

    def take_away(self, name: str) -> None:
        """Another name, by hand: no undoing brings it back."""
        for names in (self.names, self.given, *(before[-1] for before in self.history)):
            names.pop(name, None)

    def move(self, old: int, new: int | None) -> None:
        self.gone[old] = new
        for tags in self.under.values():
            if old in tags:
                tags.discard(old)
                tags |= {new} if new else set()

    def of(self, tag: int) -> list[int]:
        return [pk for pk, tags in self.under.items() if tag in tags]

    def now(self, tag: int) -> int | None:
        """What became of a tag; None where it was retired."""
        number: int | None = tag
        while number in self.gone or number in self.unmade:
            number = (self.gone | self.unmade)[number]
        return number

    def called(self, slug: str) -> set[int]:
        """Who is there, and has another name that asks for this address."""
        own = {words.fold(tag.name) for tag in Tag.objects.all()}
        others = {name: self.now(pk) for name, pk in self.names.items() if name not in own}
        return {pk for name, pk in others.items() if pk and words.slugify(name) == slug}


def take(told: Told, step: tuple[str, int, Any], actor: Any) -> None:
    verb, one, other = step
    tags = list(Tag.objects.order_by("pk"))
    tag = tags[one % len(tags)] if tags else None
    if verb == "undo":
        standing = TagChange.objects.filter(undone_at=None)
        if change := standing.order_by("-pk").first():
            told.forget(undoing.undo(change, actor=actor, at=NOON + DAY))
    elif verb == "publish":
        article = Article.objects.order_by("pk")[one % len(ARTICLES)]
        article.title += "!"
        article.version += 1
        article.save()
        turn = NOON + DAY * (1 + article.editions.count())
        release.publish(article, actor=actor, at=turn, now=turn)
    elif verb == "rename" and tag:
        rename_tag(tag, actor=actor, name=other, at=NOON + DAY)
        told.remember()
    elif verb == "merge" and tag and tags[other % len(tags)] != tag:
        old, new = tag.pk, tags[other % len(tags)]
        merging.merge_tags([tag], into=new, actor=actor, at=NOON + DAY)
        told.remember()
        told.move(old, new.pk)
    elif verb == "split" and tag:
        into, many, is_staying = other
        articles = told.of(tag.pk)[:many]
        stays = articles if is_staying else []
        splitting.split_tag(tag, into={into: articles}, stays=stays, actor=actor, at=NOON + DAY)
        told.remember()
        part = Tag.objects.resolve([into])[into].pk
        for article in articles:
            told.under[article] -= set() if is_staying else {tag.pk}
            told.under[article].add(part)
    elif verb == "call" and tag:
        TagAlias.objects.filter(folded=words.fold(other)).delete()  # another's, maybe
        alias = TagAlias(tag=tag, name=other)
        alias.full_clean()
        alias.save()
        told.names[words.fold(other)] = told.given[words.fold(other)] = tag.pk
    elif verb == "no longer call" and TagAlias.objects.filter(folded=words.fold(other)).delete()[0]:
        told.take_away(words.fold(other))
    elif verb == "retire" and tag:
        number = tag.pk
        retiring.retire_tag(tag, actor=actor, at=NOON + DAY)
        told.remember()
        told.move(number, None)
    told.look()


def check(told: Told, client: Client) -> None:
    living = {tag.slug: tag for tag in Tag.objects.all()}
    for slug in told.slugs.keys() | {words.slugify(name) for name in told.names} | living.keys():
        if slug in living:
            targets, status = {living[slug].pk}, 200
        else:
            stood = told.now(told.slugs[slug]) if slug in told.slugs else None
            targets = {stood} if stood else told.called(slug)
            status = 301 if targets else 410
        for end in ENDINGS:
            answer = client.get(f"/tags/{slug}/{end}")
            assert answer.status_code == status, slug
            if status == 301:
                there = {Tag.objects.get(pk=pk).get_absolute_url() for pk in targets}
                assert answer.headers["Location"] in {address + end for address in there}
    for name, pk in told.names.items():
        if number := told.now(pk):
            assert Tag.objects.resolve([name])[name].pk == number, name
    for article in Article.objects.all():
        assert set(article.tags.values_list("pk", flat=True)) == told.under[article.pk]
        for edition in article.editions.all():
            filed = Filing.objects.filter(edition=edition).values_list("tag", flat=True)
            assert set(filed) == told.under[article.pk]
        latest = article.editions.latest("number")
        rows = EditionTag.objects.filter(edition=latest).values_list("tag", flat=True)
        assert set(rows) == told.under[article.pk]
        assert not release.is_changed(article, latest)


@settings(max_examples=12)
@given(steps)
@example([("split", 0, ("D", 2, False)), ("undo", 0, 0), ("merge", 0, 1)])
@example([("split", 0, ("B", 2, True)), ("call", 1, "D"), ("call", 2, "D"), ("retire", 1, 0)])
@example([("call", 0, "D"), ("merge", 0, 1), ("call", 2, "D"), ("undo", 0, 0), ("retire", 2, 0)])
def test_names_and_addresses_hold_through_anything(taken: list[tuple[str, int, Any]]) -> None:
    actor, client = personas.editor(), Client()
    with transaction.atomic():
        for names in ARTICLES:
            make_live(tags=names)
        told = Told()
        for step in taken:
            try:
                with transaction.atomic():
                    take(told, step, actor)
            except (Refused, ValidationError):
                pass
        check(told, client)
        transaction.set_rollback(True)
