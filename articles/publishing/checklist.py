"""What must be right before an article may be published, and what had better be.

A blocker is refused; a warning is the editor's to weigh. Each finding names its field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Literal, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.language import html, words
from articles.models import (
    Article,
    CreditPermission,
    Masthead,
    Permission,
    ReprintCredit,
    Section,
    Window,
)
from articles.models.articles import FigureColumns
from articles.models.credits import Relation
from articles.models.rights import Licence, Onward

ENDS_SOON = timedelta(days=30)
LONG_PARAGRAPH = 400  # words, or characters of Chinese: several screens of a phone


class Finding(NamedTuple):
    """One thing to look at. `field` is a form field's name, for sections `sections-<n>-<field>`
    counted from 0 in reading order. `about` is what it was found in, as far as the place and its
    content make a difference: a warning that was accepted asks again once that changed."""

    level: Literal["blocker", "warning"]
    code: str
    message: str | Promise
    field: str
    about: str = ""

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
    credit: ReprintCredit | None
    needs: list[CreditPermission]


def findings(article: Article, *, at: datetime) -> list[Finding]:
    """What stands against publishing what is saved. At most 10 queries."""
    rows = ReprintCredit.objects.filter(article=article).select_related("source")
    credit = rows.prefetch_related("needs__permission").first()
    draft = Draft(
        article,
        sections=list(article.sections.select_related("image")),
        has_tag=article.tags.exists(),
        has_byline=article.bylines.exists(),
        credit=credit,
        needs=list(credit.needs.all()) if credit else [],
    )
    return findings_of(draft, at=at)


def findings_of(draft: Draft, *, at: datetime) -> list[Finding]:
    """Everything that stands against publishing at that instant, blockers first. At most 5 queries."""
    article, sections = draft.article, draft.sections
    found = [
        *_text(article, sections),
        *_links(article, sections, at),
        *_pictures(article, sections),
        *_filing(draft),
        *_rights(draft, at),
    ]
    return sorted(found, key=lambda finding: finding.level != "blocker")


def blockers(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level == "blocker"]


def warnings(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level == "warning"]


def _block(code: str, message: str | Promise, field: str) -> Finding:
    return Finding("blocker", code, message, field)


def _warn(code: str, message: str | Promise, field: str, about: str = "") -> Finding:
    return Finding("warning", code, message, field, about)


def _text(article: Article, sections: list[Section]) -> Iterator[Finding]:
    if not article.title.strip():
        yield _block("no_title", _("The article has no title."), "title")
    if not article.language:
        yield _block("no_language", _("Say which language the article is in."), "language")
    if not any(html.plain_text(section.body).strip() for section in sections):
        yield _block("no_text", _("The article has no text."), "sections-0-body")
    if not article.deck.strip():
        yield _warn("no_deck", _("There is no deck: lists will show the title alone."), "deck")
    for number, section in enumerate(sections):
        for paragraph in html.paragraphs(section.body):
            if words.count_words(html.plain_text(paragraph)) > LONG_PARAGRAPH:
                message = _("Section %(number)d has a very long paragraph.")
                yield _warn(
                    "long_paragraph",
                    message % {"number": number + 1},
                    f"sections-{number}-body",
                    about=f"{section.key} {paragraph}",
                )
                break


def _links(article: Article, sections: list[Section], at: datetime) -> Iterator[Finding]:
    """Links to articles of ours that no reader could follow at that instant; itself it will be there."""
    keys = [html.linked_keys([section.body]) - {article.key} for section in sections]
    wanted = set().union(*keys)
    if not wanted:
        return
    is_live = Exists(Window.objects.live(at=at).filter(article=OuterRef("pk")))
    known = {row.key: row for row in Article.objects.filter(key__in=wanted).annotate(live=is_live)}
    for number, linked in enumerate(keys):
        for key in sorted(linked):
            row: Any = known.get(key)
            if row and row.live:
                continue
            message = _("Section %(number)d links to an article that does not exist.")
            if row:
                message = _("Section %(number)d links to “%(title)s”, which is not public.")
            names = {"number": number + 1, "title": str(row)}
            yield _block("dead_link", message % names, f"sections-{number}-body")


def _pictures(article: Article, sections: list[Section]) -> Iterator[Finding]:
    yield from _picture(article, article, str(_("Lead picture")), "")
    for number, section in enumerate(sections):
        name = _("Section %(number)d") % {"number": number + 1}
        yield from _picture(section, article, name, f"sections-{number}-")


def _picture(place: FigureColumns, article: Article, name: str, prefix: str) -> Iterator[Finding]:
    if place.is_picture_missing and not place.image_id:
        message = _("%(place)s: picture missing. Choose one or remove it.")
        yield _block("picture_missing", message % {"place": name}, f"{prefix}image")
    if not place.image or place.is_decorative:
        return
    alt = place.described(article.language).strip()
    if not alt:
        message = _("%(place)s: describe the picture, or mark it as decorative.")
        yield _block("no_alt", message % {"place": name}, f"{prefix}alt")
    elif words.fold(alt) == words.fold(article.title):
        message = _("%(place)s: the picture's description repeats the title. Say what it shows.")
        yield _block("alt_repeats_title", message % {"place": name}, f"{prefix}alt")


def _filing(draft: Draft) -> Iterator[Finding]:
    if not draft.has_tag:
        yield _warn("no_tag", _("There is no tag: readers will not find it by browsing."), "tags")
    if not draft.has_byline:
        yield _warn("no_byline", _("Nobody is named as the author."), "bylines")


def _rights(draft: Draft, at: datetime) -> Iterator[Finding]:
    credit = draft.credit
    if credit is None:
        return
    if credit.source is None:
        yield _block(
            "no_source",
            _("This is a reprint: choose the source that it comes from."),
            "credit_record-source",
        )
    if credit.relation == Relation.TRANSLATION and not credit.language:
        yield _warn(
            "no_original_language",
            _("Say which language it was translated from."),
            "credit_record-language",
        )
    yield from _clearance(credit, draft.needs, at)


def _clearance(
    credit: ReprintCredit, needs: list[CreditPermission], at: datetime
) -> Iterator[Finding]:
    field = "credit_record-permissions"
    if not any(need.covers == "original" for need in needs):
        yield _block("no_permission", _("No permission is recorded for this reprint."), field)
        return
    known = clearance.chains(needs)
    spans = clearance.cleared(needs, known)
    if not any(span.from_ <= at < span.until for span in spans):
        reasons = (_why_not(known[need.permission_id], at, field) for need in needs)
        yield from dict.fromkeys(chain.from_iterable(reasons))
        return
    ends_at = clearance.ends_at(spans, at)
    if ends_at and ends_at - at <= ENDS_SOON:
        message = _("The permission ends within %(days)d days.")
        yield _warn(
            "permission_ends_soon",
            message % {"days": ENDS_SOON.days},
            field,
            about=ends_at.isoformat(),
        )
    is_commercial = Masthead.objects.filter(is_commercial=True).exists()
    for permission in clearance.in_force(needs, known, at):
        yield from _terms(credit, permission, is_commercial)


def _why_not(renewals: list[Permission], at: datetime, field: str) -> Iterator[Finding]:
    """The one reason that describes best why no permission of the chain counts at that instant.

    It names none: writers read it too, and permissions are private.
    """
    spans = [span for _permission, span in clearance.counting(renewals)]
    if any(span.from_ <= at < span.until for span in spans):
        return
    latest = max(renewals, key=lambda permission: permission.pk)
    if latest.state in clearance.STOPPED or not spans:
        message = _("The permission is not granted: %(state)s.")
        state = {"state": latest.get_state_display()}
        yield _block("permission_not_granted", message % state, field)
    elif all(at < span.from_ for span in spans):
        message = _("The permission does not count yet at that moment.")
        yield _block("permission_not_yet", message, field)
    else:
        message = _("The permission has ended by then. Renew it first.")
        yield _block("permission_lapsed", message, field)


def _terms(credit: ReprintCredit, permission: Permission, is_commercial: bool) -> Iterator[Finding]:
    field = "credit_record-permissions"
    asks_holder = permission.onward == Onward.CONTACT_HOLDER
    if asks_holder and not permission.onward_contact and not permission.is_forwarded:
        yield _block(
            "no_holder_contact",
            _(
                "Readers are told to ask the original author, but no contact is known. Add one to "
                "the permission, or choose “write to us, we forward”."
            ),
            field,
        )
    if not permission.licence:
        return
    licence = Licence(permission.licence)
    if licence.forbids_commerce and is_commercial:
        yield _block(
            "licence_forbids_commerce",
            _("The licence forbids commercial use, and this publication is commercial."),
            field,
        )
    if licence.forbids_changes and credit.relation != Relation.VERBATIM:
        yield _block(
            "licence_forbids_changes",
            _("The licence allows the text word for word only."),
            "credit_record-relation",
        )
