"""The one function that derives an article's windows, and the only place that writes them.

It never reads the clock: what is public at an instant is a query over what is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from articles import clearance, listing
from articles.models import (
    Article,
    Edition,
    EditionPermission,
    Permission,
    Window,
)
from articles.models.compiled import compiled
from articles.models.editions import EditionKind
from articles.models.rights import FAR_FUTURE, PermissionState, Span
from articles.search import index


def derive(
    article: Article,
    *,
    editions: list[Edition] | None = None,
    known: clearance.Chains | None = None,
) -> list[Window]:
    """Rewrites the article's windows from its editions' turns, the permissions that each needs, the
    planned take-down and the withdrawal. At most 17 queries; 6, and none that writes, if nothing changed.

    `editions` are all that it has, by number, and `known` permissions that they need, where the caller read
    them.
    """
    if editions is None:
        editions = editions_of(article)
    reprints = [edition for edition in editions if edition.relation]
    prefetch_related_objects(reprints, "needs")
    needs = [need for edition in reprints for need in edition.needs.all()]
    if known is None or not known.keys() >= {need.permission_id for need in needs}:
        known = clearance.chains(needs)
    windows = _describe(article, _spans(article, editions, known))
    stored, rows = listing.stored(article)
    if [_facts(window) for window in windows] != [_facts(window) for window in stored]:
        if stored:
            article.windows.all().delete()
        Window.objects.bulk_create(windows)
        stored = windows
    listed = listing.listed(editions, stored)
    found = index.look([article], listed)
    listing.keep(article, editions, stored, rows, found.filed)
    index.keep_found(listed, found)
    return stored


def editions_of(article: Article) -> list[Edition]:
    """All that it has, by number. One query."""
    editions: list[Edition] = _editions(article.pk)
    for edition in editions:
        edition.article = article
    return editions


@compiled
def _editions(article: int) -> QuerySet[Edition]:
    return Edition.objects.filter(article=article).order_by("number")


def derive_for(permission: Permission) -> None:
    """Derives every article with an edition that needs this permission or its chain."""
    chain = Q(pk=permission.chain_id) | Q(first=permission.chain_id)
    needing = Edition.objects.filter(needs__permission__in=Permission.objects.filter(chain))
    for article in Article.objects.filter(pk__in=needing.values("article")):
        derive(article)


def hold_for(permission: Permission) -> None:
    """Takes hold of the articles that rely on this permission's chain, by version or working copy.

    Publishing holds the article before its permissions; whoever changes a permission keeps that order.
    """
    list(relying_on(permission).order_by("pk").only("pk").select_for_update(of=("self",)))


def relying_on(permission: Permission) -> QuerySet[Article]:
    """The articles that need this permission or another of its chain, by a version or working copy."""
    chain = Permission.objects.chains([permission.pk]).values("pk")
    credited = Q(credit_record__needs__permission__in=chain)
    relying = Article.objects.filter(credited | Q(editions__needs__permission__in=chain))
    return Article.objects.filter(pk__in=relying.values("pk"))


def standing_on(permission: Permission, *, at: datetime) -> QuerySet[Article]:
    """The articles of which what readers see at that instant, will see, or would if it counted, needs
    this permission or another of its chain.
    """
    chain = Permission.objects.chains([permission.pk]).values("pk")
    needs = EditionPermission.objects.standing(at=at).filter(permission__in=chain)
    return Article.objects.filter(pk__in=needs.values("edition__article"))


def choosing(permission: Permission, *, at: datetime) -> QuerySet[Article]:
    """The articles of which the working copy alone chose it or another of its chain; none that are
    withdrawn.
    """
    chain = Permission.objects.chains([permission.pk]).values("pk")
    chosen = Article.objects.filter(credit_record__needs__permission__in=chain, withdrawn_at=None)
    known = Article.objects.filter(pk__in=chosen.values("pk"))
    return known.exclude(pk__in=standing_on(permission, at=at).values("pk"))


class Loss(NamedTuple):
    """What an article would lose: the time in which readers see a version, or are to see one."""

    article: Article
    window: Window


def losses(permission: Permission, *, at: datetime) -> list[Loss]:
    """What would leave the site if this permission and its chain counted no longer from that instant on,
    by title. Nothing is written. Six queries, whatever the number of articles.
    """
    ahead = Window.objects.filter(live_until__gt=at)
    rows, known, latest = _relying(permission, Edition.objects.filter(windows__in=ahead), ahead)
    if latest:
        latest.state, latest.stopped_at = PermissionState.REVOKED, min(at, latest.stopped_at or at)
    return [loss for row in rows if (loss := _loss(row, known, at))]


def gains(permission: Permission, *, at: datetime) -> list[Article]:
    """What readers would see again, at that instant or later, if this permission, which is stopped, and
    its chain counted; by title. Nothing is written. Six queries.
    """
    ahead = Window.objects.filter(live_until__gt=at)
    rows, known, latest = _relying(permission, Edition.objects.all(), ahead)
    if latest:
        latest.state, latest.stopped_at = PermissionState.GRANTED, None
    return [row for row in rows if _gains(row, known, at)]


def _relying(
    permission: Permission, editions: QuerySet[Edition], ahead: QuerySet[Window]
) -> tuple[list[Article], clearance.Chains, Permission | None]:
    """The articles of which one of these editions needs it or another of its chain, each with its
    windows `ahead`; what they all need; and the latest of the chain among that.
    """
    renewals = Permission.objects.chains([permission.pk]).values("pk")
    needing = editions.filter(needs__permission__in=renewals)
    articles = Article.objects.filter(pk__in=needing.values("article")).prefetch_related(
        Prefetch("editions", Edition.objects.defer("content").order_by("number")),
        "editions__needs",
        Prefetch("windows", ahead.order_by("live_from")),
    )
    rows = list(articles.order_by("title", "pk"))
    needs = [need for row in rows for one in row.editions.all() for need in one.needs.all()]
    known = clearance.chains(needs)
    return rows, known, max(known.get(permission.pk, ()), key=lambda row: row.pk, default=None)


def _gains(article: Article, known: clearance.Chains, at: datetime) -> bool:
    """Whether something would be seen for a time that no window has."""
    shown = list(article.windows.all())
    for edition, span in _spans(article, list(article.editions.all()), known):
        then = max(at, span.from_)
        have = [row for row in shown if row.live_from <= then < row.live_until]
        if then < span.until and not any(row.edition_id == edition.pk for row in have):
            return True
    return False


def _loss(article: Article, known: clearance.Chains, at: datetime) -> Loss | None:
    spans = _spans(article, list(article.editions.all()), known)
    for window in article.windows.all():
        then = max(at, window.live_from)
        stays = [edition.pk for edition, span in spans if span.holds(then)]
        if window.edition_id not in stays:
            return Loss(article, window)
    return None


def _spans(
    article: Article, editions: list[Edition], known: clearance.Chains
) -> list[tuple[Edition, Span]]:
    """What each edition shows in its turn. A turn goes on until the next edition really begins: one that
    may not begin, because what it needs came to count otherwise since, takes nothing off the page.
    """
    stops = [stop for stop in (article.planned_takedown_at, article.withdrawn_at) if stop]
    until = min([FAR_FUTURE, *stops])
    spans: list[tuple[Edition, Span]] = []
    for edition in reversed(editions):
        turn = [Span(edition.at, until)] if edition.at < until else []
        shown = _cleared(turn, edition.needs.all(), known) if edition.relation else turn
        if shown:
            until = shown[0].from_
            spans[:0] = [(edition, span) for span in shown]
    return spans


def _cleared(
    turn: list[Span], needs: Iterable[clearance.Need], known: clearance.Chains
) -> list[Span]:
    """The part of a reprint's turn in which it is cleared. What runs may stay where a clause keeps the
    archive; what does not run while it is cleared neither begins nor comes back there.
    """
    needs = list(needs)
    ran = clearance.intersection(turn, clearance.cleared(needs, known))
    if not ran:
        return []
    shown: list[Span] = []
    for stay in clearance.intersection(turn, clearance.cleared(needs, known, stays=True)):
        if within := clearance.intersection([stay], ran):
            shown.append(Span(within[0].from_, stay.until))
    return shown


def _describe(article: Article, spans: list[tuple[Edition, Span]]) -> list[Window]:
    windows: list[Window] = []
    updated_at = None
    seen: set[int] = set()
    for edition, span in spans:
        is_of_substance = edition.kind in {EditionKind.UPDATE, EditionKind.CORRECTION}
        if is_of_substance and edition.pk not in seen:
            updated_at = span.from_
        seen.add(edition.pk)
        windows.append(
            Window(
                edition=edition,
                article=article,
                live_from=span.from_,
                live_until=span.until,
                published_at=spans[0][1].from_,
                updated_at=updated_at,
            )
        )
    return windows


def _facts(window: Window) -> tuple[object, ...]:
    return (
        window.edition_id,
        window.live_from,
        window.live_until,
        window.published_at,
        window.updated_at,
    )
