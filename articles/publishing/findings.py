"""What the checklist is made of: the draft that it looks at, and the findings that it gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.functional import Promise

from articles.clearance import Chains
from articles.models import (
    Article,
    Contributor,
    CreditPermission,
    Permission,
    ReprintCredit,
    Section,
)


class Finding(NamedTuple):
    """One thing to look at. `field` is a form field's name, for sections `sections-<n>-<field>`
    counted from 0 in reading order. `about` is what it was found in, as far as the place and its
    content make a difference: a warning that was accepted asks again once that changed. `permission` is
    the id of the permission whose own field it is about, 0 for a field of the article."""

    level: Literal["blocker", "warning"]
    code: str
    message: str | Promise
    field: str
    about: str = ""
    permission: int = 0

    @property
    def mark(self) -> str:
        """What it is known by from one look to the next: 16 hex digits of its code and `about`."""
        return hashlib.sha256(f"{self.code}\n{self.about}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Draft:
    """An article with its parts in reading order, as they are stored or as they are being typed."""

    article: Article
    sections: list[Section]
    has_tag: bool
    has_byline: bool
    translators: list[Contributor]
    credit: ReprintCredit | None
    needs: list[CreditPermission]
    known: Chains | None = None  # the permissions that it needs, where they were read


def block(code: str, message: str | Promise, field: str) -> Finding:
    return Finding("blocker", code, message, field)


def about_permission(
    permission: Permission, code: str, message: str | Promise, field: str
) -> Finding:
    """A blocker in a field of the permission itself."""
    return Finding("blocker", code, message, field, permission=permission.pk)


def warn(code: str, message: str | Promise, field: str, about: str = "") -> Finding:
    return Finding("warning", code, message, field, about)
