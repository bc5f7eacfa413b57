"""Whether the rows are what the verbs would have written: asked of some articles, by the verbs' own means."""

from __future__ import annotations

import json
import random

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import windows
from articles.models import Address, Article, Edition
from articles.models.editions import listing
from articles.publishing.release import is_changed

WRITES = ("INSERT", "UPDATE", "DELETE")


class NotAsPublished(Exception):
    """An article that the verbs would have written otherwise; says which and how."""


def check(articles: list[Article]) -> None:
    """Raises `NotAsPublished` where deriving the windows writes anything, where the working copy is not
    the last version, or where a version's columns are not those of its text.
    """
    for article in articles:
        with CaptureQueriesContext(connection) as asked:
            windows.derive(article)
        written = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
        _insist(article, not written, f"deriving its windows writes: {written[:2]}")
        for edition in article.editions.all():
            told = json.loads(json.dumps(listing(edition.piece)))
            columns = {name: getattr(edition, name) for name in told}
            wrong = [name for name in told if told[name] != columns[name]]
            _insist(article, not wrong, f"a version's columns say other than its text: {wrong}")
        last = article.editions.order_by("-number").first()
        if last:
            _insist(article, not is_changed(article, last), "it differs from its last version")
            address = Address.objects.filter(article=article, slug=last.slug, is_current=True)
            _insist(article, address.exists(), "it has no address")


def sample(count: int) -> list[Article]:
    """Some articles by chance, and the oldest and the newest; those with several versions among them."""
    numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = {
        *numbers[:2],
        *numbers[-2:],
        *random.Random(1).sample(numbers, min(count, len(numbers))),
    }
    many = Edition.objects.filter(number=3).values_list("article_id", flat=True)[:5]
    return list(Article.objects.filter(pk__in=[*chosen, *many]))


def _insist(article: Article, is_right: bool, otherwise: str) -> None:
    if not is_right:
        raise NotAsPublished(f"article {article.pk} ({article.slug}): {otherwise}")
