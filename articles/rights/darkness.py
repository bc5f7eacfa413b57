"""Which articles no reader sees while what they rely on does not count. Answers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models.functions import Coalesce

from articles.models import Article, EditionPermission, Window
from articles.models.rights import FAR_FUTURE, Span


def dark_articles(blind: Mapping[int, list[Span]], *, within: Span) -> dict[int, list[Article]]:
    """For each chain (by the id of its first permission) with the times in which it counts for nothing:
    the articles that were published on it and that readers miss in one of them, by their titles.

    What is withdrawn or has left as planned is gone for another reason. Two queries, none without a
    blind time.
    """
    blind = {chain: times for chain, times in blind.items() if times}
    if not blind:
        return {}
    needs = (
        EditionPermission.objects.annotate(chain=Coalesce("permission__first", "permission"))
        .filter(chain__in=blind, edition__article__withdrawn_at=None, edition__at__lt=within.until)
        .select_related("edition__article")
        .defer("edition__content")
        .order_by("edition__article__title", "edition__article", "edition__number")
    )
    relying: dict[tuple[int, int], EditionPermission] = {}
    for need in needs:
        relying.setdefault((need.chain, need.edition.article_id), need)
    online = _online({article for _chain, article in relying})
    dark: dict[int, list[Article]] = {}
    for (chain, pk), first in relying.items():
        article = first.edition.article
        stops = article.planned_takedown_at or FAR_FUTURE
        wanted = Span(max(first.edition.at, within.from_), min(stops, within.until))
        if any(_is_dark(time, wanted, online.get(pk, [])) for time in blind[chain]):
            dark.setdefault(chain, []).append(article)
    return dark


def _online(articles: Iterable[int]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = {}
    windows = Window.objects.filter(article__in=articles)
    for article, *span in windows.values_list("article_id", "live_from", "live_until"):
        spans.setdefault(article, []).append(Span(*span))
    return spans


def _is_dark(blind: Span, wanted: Span, online: Iterable[Span]) -> bool:
    """Whether it should be seen in that blind time and is not for a moment."""
    time = Span(max(blind.from_, wanted.from_), min(blind.until, wanted.until))
    return time.from_ < time.until and all(
        span.until <= time.from_ or span.from_ >= time.until for span in online
    )
