"""What the page of a contributor or a source says at its head: how much of theirs is here, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Max, Min, QuerySet, Value
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.models import Contributor, Edition, Source, Window
from articles.models.term_choices import Basis
from articles.models.windows import WindowQuerySet

# On which basis we reprint a source now, as far as readers are told (see `credit_words`).
REPRINTED: dict[str, str | Promise] = {
    Basis.PERMISSION: _("We reprint its articles with permission."),
    Basis.WHITELIST: _("We reprint its articles with permission."),
    Basis.SYNDICATION: _("We reprint its articles by arrangement."),
    Basis.PUBLIC_DOMAIN: _("What we reprint from it is in the public domain."),
    Basis.OPEN_LICENCE: _("What we reprint from it stands under a public licence."),
}


@dataclass(frozen=True)
class Tally:
    """How many articles are live, in which languages and roles (with how many each, the most first), and
    when the first and the last of them was published.
    """

    count: int
    languages: list[tuple[str, int]]
    roles: list[tuple[str, int]]
    first: datetime | None
    last: datetime | None


def of_contributor(contributor: Contributor, *, at: datetime) -> Tally:
    """One query over what is theirs."""
    live = Window.objects.live(at=at)
    roles = live.filter(edition__byline_rows__contributor=contributor)
    return _tally(
        _counted("language", "edition__language", live.by(contributor)).union(
            _counted("role", "edition__byline_rows__role", roles), all=True
        )
    )


def of_source(source: Source, *, at: datetime) -> Tally:
    """One query over what came from it."""
    live = Window.objects.live(at=at).reprinted_from(source)
    return _tally(_counted("language", "edition__language", live))


def how_reprinted(newest: Edition | None, *, at: datetime) -> list[SafeString]:
    """Sentences on which basis the newest reprint of a source stands here; none where it only stays in the
    archive. One query, none without a reprint.
    """
    if newest is None or not newest.relation:
        return []
    needs, known = clearance.of_edition(newest)
    in_force = clearance.in_force(needs, known, at)
    basis = in_force[0].basis if in_force else ""
    if basis not in REPRINTED:
        return []
    said = (REPRINTED[basis], _("Each says its own terms at its foot."))
    return [conditional_escape(str(sentence)) for sentence in said]


def _counted(kind: str, column: str, rows: WindowQuerySet) -> QuerySet[Any]:
    """How many articles by a column, with the first and the last day of publication."""
    span = (Min("published_at"), Max("published_at"))
    name = Value(kind, output_field=CharField())
    return (
        rows.order_by().values_list(name, column).annotate(Count("article", distinct=True), *span)
    )


def _tally(rows: Iterable[Any]) -> Tally:
    found: dict[str, list[tuple[str, int]]] = {"language": [], "role": []}
    days: list[datetime] = []
    for kind, name, count, first, last in rows:
        found[kind].append((name, count))
        days += [first, last]
    for counted in found.values():
        counted.sort(key=lambda one: (-one[1], one[0]))
    return Tally(
        count=sum(count for _language, count in found["language"]),
        languages=found["language"],
        roles=found["role"],
        first=min(days, default=None),
        last=max(days, default=None),
    )
