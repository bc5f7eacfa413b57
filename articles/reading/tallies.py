"""What the page of a contributor or a source says at its head: how much of theirs is here, and how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.models import Contributor, Edition
from articles.models.lists import by_list
from articles.models.people import Role
from articles.models.tallies import Tallied
from articles.models.term_choices import Basis
from articles.reading import lists

# On which basis we reprint a source now, as far as readers are told (see `credit_words`).
REPRINTED: dict[str, str | Promise] = {
    Basis.PERMISSION: _("We reprint its articles with permission."),
    Basis.WHITELIST: _("We reprint its articles with permission."),
    Basis.SYNDICATION: _("We reprint its articles by arrangement."),
    Basis.PUBLIC_DOMAIN: _("What we reprint from it is in the public domain."),
    Basis.OPEN_LICENCE: _("What we reprint from it stands under a public licence."),
}


def of_contributor(
    contributor: Contributor, *, at: datetime
) -> tuple[Tallied, list[tuple[str, int]]]:
    """What is live of theirs, and in which roles, with how many each, the most first. One query."""
    roles = {by_list(contributor.pk, role): role for role in Role.values}
    found = lists.tallied(by_list(contributor.pk), *roles, at=at)
    counted = [(role, found[name].total) for name, role in roles.items() if found[name].total]
    counted.sort(key=lambda one: (-one[1], one[0]))
    return found[by_list(contributor.pk)], counted


def together(tallied: Iterable[Tallied]) -> Tallied:
    """What several lists hold that share no article."""
    whole = Tallied()
    for one in tallied:
        whole.total += one.total
        whole.is_known |= one.is_known
        whole.ends += one.ends
        for language, count in one.by_language.items():
            whole.by_language[language] = whole.by_language.get(language, 0) + count
    whole.ends = sorted(set(whole.ends))
    return whole


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
