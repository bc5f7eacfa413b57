"""How a permission stands, what it lacks, what relies on it, in the words of the desk. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import clearance, windows
from articles.models import (
    Article,
    CreditPermission,
    Edition,
    EditionPermission,
    Evidence,
    Permission,
    Window,
)
from articles.models.rights import COUNTED, PermissionState
from articles.models.term_choices import Basis, Licence, Onward
from articles.rights import days, requirements
from articles.rights.coming_end import is_endless

MOST_ARTICLES = 50
OVER = frozenset(
    {
        clearance.Standing.EXPIRED,
        clearance.Standing.REVOKED,
        clearance.Standing.SUSPENDED,
        clearance.Standing.REFUSED,
    }
)


class Relying(NamedTuple):
    """Articles that rely on a permission: the latest of them, and how many there are. `choosing` are
    those whose working copy alone chose it: it counts for them once they are published.
    """

    articles: Sequence[Article]
    number: int
    choosing: Sequence[Article]

    @property
    def others(self) -> int:
        return self.number - len(self.articles)


class Renewal(NamedTuple):
    """One permission of a chain. `address` is empty for the one whose page this is."""

    permission: Permission
    term: str
    standing: str
    address: str


class Lacking(NamedTuple):
    """One thing that must be said before it can be granted, and where."""

    label: str
    message: str | Promise
    address: str


def standing(permission: Permission, *, at: datetime, chain: Iterable[Permission] = ()) -> str:
    """What was renewed and still counts is told with its chain. No query."""
    return str(clearance.standing(permission, at, chain=chain).label)


def kind(permission: Permission, *, at: datetime, chain: Iterable[Permission] = ()) -> str:
    """The mark beside it, of those that the state of an article has. No query."""
    now = clearance.standing(permission, at, chain=chain)
    marks = {"in_force": "live", "renewed": "live", "expiring": "coming", "scheduled": "coming"}
    return marks.get(now, "ended" if now in OVER else "")


def mark(permission: Permission, chain: Iterable[Permission], *, at: datetime) -> SafeString:
    """How it stands in a word, as lists and pages show it. No query."""
    chain = list(chain)
    return format_html(
        '<span class="state {}">{}</span>',
        kind(permission, at=at, chain=chain),
        standing(permission, at=at, chain=chain),
    )


def address_of(permission_id: int, field: str = "") -> str:
    """The page of a permission, and on it the field that a rule names."""
    page = reverse("admin:articles_permission_change", args=[permission_id])
    names = {"evidence": "proof_kind"}
    return f"{page}#id_{names.get(field, field)}" if field else page


def label_of(field: str) -> str:
    """What the form calls a field that a rule names."""
    if field == "evidence":
        return _("What proves it?")
    column: Any = Permission._meta.get_field(field)
    return str(capfirst(str(column.verbose_name)))


def lack_link(permission: Permission, field: str, message: str | Promise) -> SafeString:
    """What is missing, with the way to its field."""
    if not field:
        return format_html("{}", message)
    return format_html(
        '<a href="{}">{}</a>: {}', address_of(permission.pk, field), label_of(field), message
    )


def lacking(permission: Permission) -> list[Lacking]:
    """What an open permission still has to say. One query."""
    return [
        Lacking(label_of(field), message, address_of(permission.pk, field))
        for field, message in requirements.lacking(permission)
    ]


def term(permission: Permission) -> str:
    """From which day to which, in the time zone of whoever allowed it. No query."""
    zone = permission.zone
    from_, until = permission.valid_from, permission.valid_until
    told = {
        "from": days.from_in_words(from_, zone) if from_ else "",
        "until": days.until_in_words(until, zone, names_zone=True) if until else "",
    }
    if is_endless(permission):
        return _("from %(from)s, without end") % told if from_ else _("without end")
    if from_ and until:
        return _("from %(from)s until %(until)s") % told
    if from_:
        return _("from %(from)s") % {"from": days.from_in_words(from_, zone, names_zone=True)}
    return _("until %(until)s") % told if until else ""


def uses(permission: Permission) -> str:
    """Which use is allowed where nobody was asked. No query."""
    if permission.basis == Basis.EXCEPTION:
        return _("An excerpt, as the law allows")
    if permission.licence and Licence(permission.licence).forbids_changes:
        return _("What the licence allows: word for word only")
    return _("What the licence allows")


def onward(permission: Permission) -> str:
    """What readers are told of reprinting. No query."""
    return str(Onward(permission.onward_now).label)


def forbids_commerce(permission: Permission) -> bool:
    """Whether it runs by a public licence that keeps it out of a commercial publication. No query."""
    is_by_licence = permission.basis == Basis.OPEN_LICENCE and permission.licence
    return bool(is_by_licence) and Licence(permission.licence).forbids_commerce


def last_day(permission: Permission) -> str:
    """The last day as they count it, or that there is none. No query."""
    if is_endless(permission):
        return _("without end")
    until = permission.valid_until
    return days.until_in_words(until, permission.zone) if until else ""


def chain(permission: Permission) -> list[Permission]:
    """What it renews, itself, and what renews it, the first first. One query."""
    return list(Permission.objects.chains([permission.pk]).order_by("pk"))


def chains_of_renewed(permissions: Iterable[Permission]) -> dict[int, list[Permission]]:
    """The chains of those that were renewed, by the id of the first. One query, none without any."""
    ids = [row.pk for row in permissions if row.state == PermissionState.SUPERSEDED]
    found: dict[int, list[Permission]] = defaultdict(list)
    for row in Permission.objects.chains(ids).order_by("pk") if ids else ():
        found[row.chain_id].append(row)
    return found


def renewals(permission: Permission, rows: list[Permission], *, at: datetime) -> list[Renewal]:
    """Its chain in words; empty where it stands alone. No query."""
    if len(rows) == 1:
        return []
    return [
        Renewal(
            row,
            term(row),
            standing(row, at=at, chain=rows),
            "" if row.pk == permission.pk else address_of(row.pk),
        )
        for row in rows
    ]


def carrier(permission: Permission, rows: list[Permission], *, at: datetime) -> Permission | None:
    """Another of its chain that is in force at that instant. No query."""
    spans = clearance.counting(rows)
    return next(
        (row for row, span in spans if row.pk != permission.pk and clearance.lies_in([span], at)),
        None,
    )


def relying(permission: Permission, *, at: datetime) -> Relying:
    """The articles of which what readers see, or will, needs it, each with `is_live` and `is_coming`;
    and those that only chose it. At most three queries.
    """
    standing_on = windows.standing_on(permission, at=at)
    live = Window.objects.live(at=at).filter(article=OuterRef("pk"))
    coming = Window.objects.filter(article=OuterRef("pk"), live_from__gt=at)
    rows = standing_on.annotate(is_live=Exists(live), is_coming=Exists(coming))
    shown = list(rows.order_by("-pk")[: MOST_ARTICLES + 1])
    number = standing_on.count() if len(shown) > MOST_ARTICLES else len(shown)
    choosing = windows.choosing(permission, at=at).annotate(
        is_published=Exists(Edition.objects.filter(article=OuterRef("pk")))
    )
    return Relying(shown[:MOST_ARTICLES], number, list(choosing.order_by("-pk")[:MOST_ARTICLES]))


def to_publish(permission: Permission, *, at: datetime) -> SafeString:
    """The articles that were published on something else and chose it since, with the way to publish
    them again; empty without any. One query.
    """
    rows = windows.choosing(permission, at=at)
    published = rows.filter(editions__isnull=False).distinct().order_by("title", "pk")
    links = [
        format_html(
            '{} (<a href="{}">{}</a>)',
            article,
            reverse("admin:articles_article_change", args=[article.pk]),
            _("publish it again"),
        )
        for article in published[:MOST_ARTICLES]
    ]
    if not links:
        return SafeString()
    told = format_html_join(" · ", "{}", ((link,) for link in links))
    return format_html(
        "{} {}", _("For readers it counts only once these are published again:"), told
    )


def not_for_trade(*, at: datetime) -> QuerySet[Article]:
    """The articles online at that instant that run by a public licence without commercial use."""
    windows_now = Window.objects.live(at=at)
    chains = Permission.objects.filter(
        basis=Basis.OPEN_LICENCE, licence__contains="-NC", state__in=COUNTED
    ).annotate(chain=Coalesce("first", "pk"))
    needs = EditionPermission.objects.annotate(chain=Coalesce("permission__first", "permission"))
    editions = needs.filter(chain__in=chains.values("chain"), edition__windows__in=windows_now)
    return Article.objects.filter(pk__in=editions.values("edition__article"))


def count_relying(permissions: Iterable[Permission], *, at: datetime) -> dict[int, tuple[int, int]]:
    """How many articles rely on each chain, and how many only chose it, by the id of its first
    permission. Three queries.
    """
    chains = Permission.objects.chains([permission.pk for permission in permissions]).values("pk")
    needs: tuple[tuple[QuerySet[Any], str], ...] = (
        (EditionPermission.objects.standing(at=at), "edition__article"),
        (CreditPermission.objects.filter(credit__article__withdrawn_at=None), "credit__article"),
    )
    found: list[dict[int, set[int]]] = []
    for rows, article in needs:
        articles: dict[int, set[int]] = defaultdict(set)
        first = Coalesce("permission__first", "permission")
        known = rows.filter(permission__in=chains).annotate(chain=first)
        for key, pk in known.values_list("chain", article).distinct():
            articles[key].add(pk)
        found.append(articles)
    relying, chosen = found
    return {
        key: (len(relying.get(key, ())), len(chosen.get(key, set()) - relying.get(key, set())))
        for key in {*relying, *chosen}
    }


def proofs(permission: Permission) -> list[Any]:
    """What proves it, each with who added it and who looked at it. Two queries."""
    rows = Evidence.objects.filter(permission=permission).select_related("added_by")
    return list(rows.prefetch_related("checks__checked_by"))
