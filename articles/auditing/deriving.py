"""When articles ought to be public, told from their versions and permissions anew; it writes nothing.

It is told a second time on purpose, and not by what wrote the windows: that would agree with itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles import clearance
from articles.auditing.judging import Finding
from articles.models import Edition, Window
from articles.models.rights import FAR_FUTURE, Span
from articles.rights import many


class Differing(NamedTuple):
    """An article whose stored windows are not those that follow, and what to say of it."""

    article_id: int
    finding: Finding


def differing(ids: Iterable[int]) -> Iterator[Differing]:
    """Of these articles those whose windows are wrong. Five queries."""
    ids = list(ids)
    rows = Edition.objects.filter(article__in=ids).select_related("article").defer("content")
    editions = list(rows.order_by("article", "number"))
    found = many.terms(editions)
    stored: dict[int, set[tuple[int, Span]]] = defaultdict(set)
    for window in Window.objects.filter(article__in=ids):
        span = Span(window.live_from, window.live_until)
        stored[window.article_id].add((window.edition_id, span))
    by_article: dict[int, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_article[edition.article_id].append(edition)
    for pk, versions in by_article.items():
        due = set(_due(versions, found))
        if due != stored[pk]:
            yield Differing(pk, Finding(versions[-1].get_absolute_url(), _words(due, stored[pk])))


def _due(versions: list[Edition], found: many.Terms) -> Iterator[tuple[int, Span]]:
    """Told from the last version back: each goes on until a later one really begins."""
    article = versions[0].article
    stops = [article.planned_takedown_at, article.withdrawn_at, FAR_FUTURE]
    end = min(stop for stop in stops if stop)
    for edition in reversed(versions):
        if edition.at >= end:
            continue
        turn = [Span(edition.at, end)]
        for span in list(_cleared(turn, edition, found)) if edition.relation else turn:
            end = min(end, span.from_)
            yield edition.pk, span


def _cleared(turn: list[Span], edition: Edition, found: many.Terms) -> Iterator[Span]:
    """The part of a turn that is cleared, and what stays after it where a clause keeps the archive."""
    needs = found.needs[edition.pk]
    ran = clearance.intersection(turn, clearance.cleared(needs, found.known))
    stays = clearance.cleared(needs, found.known, stays=True)
    for stay in clearance.intersection(turn, stays):
        if within := clearance.intersection([stay], ran):
            yield Span(within[0].from_, stay.until)


def _words(due: set[tuple[int, Span]], stored: set[tuple[int, Span]]) -> str:
    """Which spans should be there, and which should not."""
    told = [f"should be public {_said(span)}" for _edition, span in sorted(due - stored)]
    told += [f"should not be public {_said(span)}" for _edition, span in sorted(stored - due)]
    return f"by its versions and permissions it {', and '.join(told)}"


def _said(span: Span) -> str:
    end = f" until {span.until:%Y-%m-%dT%H:%MZ}" if span.until < FAR_FUTURE else " on"
    return f"from {span.from_:%Y-%m-%dT%H:%MZ}{end}"
