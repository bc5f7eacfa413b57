"""An address belongs to one article for good; an article that never had one can still go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import ProtectedError

from articles.models import Address, DeskEvent
from articles.publishing.release import publish
from articles.publishing.scheduling import unschedule
from articles.publishing.workflow import submit
from articles.refusals import AddressTaken
from tests import personas
from tests.makers import DAY, NOON, credit, make_article, make_live, make_permission

pytestmark = pytest.mark.django_db


def test_an_address_stays_with_its_article_for_good() -> None:
    first = make_live(title="Old")
    first.article.slug = "new"
    first.article.save()
    publish(first.article, actor=personas.editor(), at=NOON + DAY, now=NOON + DAY)
    with pytest.raises(AddressTaken) as refusal:
        make_live(title="Old")
    assert refusal.value.field == "slug"
    assert Address.objects.filter(article=first.article).count() == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The-Long-Way", "the-long-way"),
        ("caf\u00e9", "cafe\u0301"),
        ("ＡＩ-essay", "ai-essay"),
        ("摆渡", "摆\u200b渡"),
    ],
)
def test_no_two_addresses_differ_in_case_or_encoding_alone(one: str, other: str) -> None:
    make_live(slug=one)
    with pytest.raises(AddressTaken):
        make_live(slug=other)


@pytest.mark.parametrize("slug", ["2026", "feed.atom", "feed.json"])
def test_no_article_stands_where_the_archive_and_the_feeds_do(slug: str) -> None:
    assert make_live(slug=slug).slug not in {"2026", "feed.atom", "feed.json"}


def test_an_article_that_never_was_published_can_be_deleted_and_leaves_its_events() -> None:
    article = make_article()
    credit(article, make_permission())
    submit(article, actor=personas.writer(), at=NOON, said="Have a look.")
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    unschedule(article, actor=personas.editor(), at=NOON)
    key = article.pk
    article.delete()
    connection.check_constraints()
    assert DeskEvent.objects.filter(article_id=key, verb="submit", said="Have a look.").exists()


def test_an_article_that_was_published_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        make_live().article.delete()
