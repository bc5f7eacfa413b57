"""How each claim of a text stands beside the record: told there already, noted in a draft, or answered
otherwise by a permission that counts. Answers only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from articles import clearance
from articles.clearance import Standing
from articles.language import words
from articles.models import Article, Permission, ReprintCredit
from articles.models.credits import Covers
from articles.models.people import Role
from articles.models.rights import PermissionState
from articles.publishing.filling import label
from articles.rights.claims import TRANSLATOR, Suggestion

DRAFTED = (PermissionState.DRAFT, PermissionState.REQUESTED)
OVER = frozenset({Standing.EXPIRED, Standing.REVOKED, Standing.REFUSED})


class Stands(Enum):
    """`DECIDED`: a permission decides it, and is no draft that a claim could be noted in."""

    OPEN = "open"
    RECORDED = "recorded"
    NOTED = "noted"
    DECIDED = "decided"


class Answer(NamedTuple):
    """How a claim stands; where a permission says otherwise, the field and what it says."""

    stands: Stands
    field: object = ""
    said: str = ""


def answers(article: Article, found: list[Suggestion], *, at: datetime) -> dict[int, Answer]:
    """By the place of the claim, for those that would fill something. At most seven queries."""
    credit = ReprintCredit.objects.filter(article=article).select_related("source").first()
    if credit is None:
        return {}
    needs = list(credit.needs.select_related("permission").filter(covers=Covers.ORIGINAL))
    known = clearance.chains(needs)
    held = [need.permission for need in needs]
    in_force = clearance.in_force(needs, known, at)
    is_kept = any(not is_open(row, known, at) for row in held)
    facts = _Facts(article, credit)

    def answer(one: Suggestion) -> Answer:
        if not all(facts.hold(name, value) for name, value in one.facts.items()):
            return Answer(Stands.OPEN)
        if not one.is_private:
            return Answer(Stands.RECORDED)
        if in_force:
            return _by_those(in_force, one)
        drafts = [row for row in held if row.state in DRAFTED]
        if any(one.text in row.notes and not _differing(row, one) for row in drafts):
            return Answer(Stands.NOTED)
        return Answer(Stands.DECIDED if is_kept and not drafts else Stands.OPEN)

    return {one.place: answer(one) for one in found if one.fills}


def is_open(permission: Permission, known: clearance.Chains, at: datetime) -> bool:
    """Whether a claim may still be noted for it: it is a draft, or over, so that another may be begun."""
    latest = max(known[permission.pk], key=lambda row: row.pk)
    return permission.state in DRAFTED or clearance.standing(latest, at) in OVER


def _by_those(in_force: Iterable[Permission], one: Suggestion) -> Answer:
    """What the permissions that count say of it."""
    differing = [_differing(row, one) for row in in_force]
    if one.terms and not all(differing):
        return Answer(Stands.RECORDED)
    if not one.terms:
        noted = any(one.text in row.notes for row in in_force)
        return Answer(Stands.RECORDED if noted else Stands.DECIDED)
    return Answer(Stands.DECIDED, *differing[0])


def _differing(permission: Permission, one: Suggestion) -> tuple[object, str] | tuple[()]:
    """The first field in which it says something else, with what it says."""
    for name, value in one.terms.items():
        said = permission.onward_now if name == "onward" else getattr(permission, name)
        if said != value:
            column = Permission._meta.get_field(name)
            choices: dict[object, object] = dict(column.flatchoices)  # type: ignore[union-attr]
            return label(permission, name), str(choices.get(said, said))
    return ()


class _Facts:
    """What the reprint credit and the bylines say already."""

    def __init__(self, article: Article, credit: ReprintCredit) -> None:
        people = article.bylines.filter(role=Role.TRANSLATOR).select_related("contributor")
        self.credit = credit
        self.known = {
            "source": set(map(words.fold, credit.source.also_called())) if credit.source else set(),
            "authors": set(map(words.fold, words.split_tags(credit.authors))),
            TRANSLATOR: {words.fold(str(row.contributor)) for row in people},
        }

    def hold(self, name: str, value: str) -> bool:
        if name not in self.known:
            return str(getattr(self.credit, name)) == value
        names = words.split_tags(value) if name != "source" else [value]
        return set(map(words.fold, names)) <= self.known[name]
