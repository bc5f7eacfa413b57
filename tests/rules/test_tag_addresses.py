"""Whatever is done to tags and undone again, every name and address that one ever had finds it, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, EditionTag, Filing, Tag, TagChange
from articles.publishing import release
from articles.refusals import Refused
from articles.tidying import merging, retiring, undoing
from articles.tidying.renaming import rename_tag
from tests import personas
from tests.makers import DAY, NOON, make_live

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAMES = ("A", "B", "C", "C++", "c plus plus", "甲")
ARTICLES = (("A",), ("B",), ("A", "B"), ("C", "甲"))
place = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), place, st.sampled_from(NAMES)),
        st.tuples(st.just("merge"), place, place),
        st.tuples(st.just("retire"), place, place),
        st.tuples(st.just("undo"), place, place),
        st.tuples(st.just("publish"), place, place),
    ),
    min_size=1,
    max_size=9,
)


class Told:
    """What ought to be so, told without the code that is tested: who is under what, by identity."""

    def __init__(self) -> None:
        self.under = {
            article.pk: set(article.tags.values_list("pk", flat=True))
            for article in Article.objects.all()
        }
        self.gone: dict[int, int | None] = {}  # merged into whom, or retired
        self.slugs = {tag.slug: tag.pk for tag in Tag.objects.all()}
        self.history: list[tuple[int, dict[int, set[int]], dict[int, int | None]]] = []

    def remember(self) -> None:
        change = TagChange.objects.latest("pk")
        before = ({pk: set(tags) for pk, tags in self.under.items()}, dict(self.gone))
        self.history.append((change.pk, *before))

    def move(self, old: int, new: int | None) -> None:
        self.gone[old] = new
        for tags in self.under.values():
            if old in tags:
                tags.discard(old)
                tags |= {new} if new else set()


def take(told: Told, step: tuple[str, int, Any], actor: Any) -> None:
    verb, one, other = step
    tags = list(Tag.objects.order_by("pk"))
    tag = tags[one % len(tags)] if tags else None
    if verb == "undo":
        standing = TagChange.objects.filter(undone_at=None)
        if change := standing.order_by("-pk").first():
            undoing.undo(change, actor=actor, at=NOON + DAY)
            _pk, told.under, told.gone = told.history.pop()
            assert _pk == change.pk
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
    elif verb == "retire" and tag:
        number = tag.pk
        retiring.retire_tag(tag, actor=actor, at=NOON + DAY)
        told.remember()
        told.move(number, None)
    told.slugs |= {row.slug: row.pk for row in Tag.objects.all()}


def check(told: Told, client: Client) -> None:
    living = {tag.slug: tag.pk for tag in Tag.objects.all()}
    for slug, number in told.slugs.items():
        if slug in living:
            continue
        while number in told.gone:
            number = told.gone[number]  # type: ignore[assignment]
        for end in ("", "feed.atom"):
            answer = client.get(f"/tags/{slug}/{end}")
            if number is None:
                assert answer.status_code == 410, slug
                continue
            target = Tag.objects.get(pk=number)
            assert answer.status_code == 301, slug
            assert answer.headers["Location"] == f"{target.get_absolute_url()}{end}"
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
            except Refused:
                pass
        check(told, client)
        transaction.set_rollback(True)
