"""Where an article stands, and what was found in its text, in the words of the desk. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.language import credit_lines
from articles.models import Article, Masthead, Window
from articles.models.rights import FAR_FUTURE, Onward
from articles.publishing import release


@dataclass(frozen=True)
class Status:
    """What readers see at an instant, and what they will see; `ended_at` where the last window is over."""

    stage: str
    live: Window | None
    live_until: datetime | None
    coming: Window | None
    ended_at: datetime | None
    is_published: bool
    is_changed: bool


def status(article: Article, *, at: datetime) -> Status:
    """About 10 queries: the windows, the last version, and the working copy frozen to compare."""
    windows = list(
        article.windows.select_related("edition").defer("edition__content").order_by("live_from")
    )
    live = next((window for window in windows if window.is_open(at=at)), None)
    coming = next((window for window in windows if window.live_from > at), None)
    over = [window for window in windows if window.live_until <= at]
    last = article.editions.order_by("-number").first()
    if last:
        last.article = article
    return Status(
        stage=article.get_stage_display(),
        live=live,
        live_until=live.live_until if live and live.live_until < FAR_FUTURE else None,
        coming=coming,
        ended_at=over[-1].live_until if over and not live and not coming else None,
        is_published=last is not None,
        is_changed=last is not None and release.is_changed(article, last),
    )


def anchor(field: str) -> str:
    """The part of the change page that a finding of the checklist is about, as its address names it."""
    if field == "bylines":
        return "#bylines-group"
    if field == "credit_record-permissions":
        return "#id_credit_record-0-original_permissions"
    return "#id_" + field.replace("credit_record-", "credit_record-0-")


@dataclass(frozen=True)
class Missing:
    """A place without its picture; `origin` is what the document said stood there."""

    place: str
    origin: str
    anchor: str


def missing_pictures(article: Article) -> Iterator[Missing]:
    """One query."""
    if article.is_picture_missing and not article.image_id:
        yield Missing(_("Lead picture"), article.picture_origin, anchor("image"))
    for number, section in enumerate(article.sections.all()):
        if section.is_picture_missing and not section.image_id:
            place = _("Section %(number)d") % {"number": number + 1}
            yield Missing(place, section.picture_origin, anchor(f"sections-{number}-image"))


CLAIMS: dict[str, str | Promise] = {
    "permission": gettext_lazy("It says that reprinting was authorised."),
    "licensee": gettext_lazy("It says that %(value)s may reprint it."),
    "source": gettext_lazy("Source: %(value)s"),
    "source_url": gettext_lazy("Address of the original: %(value)s"),
    "first_published": gettext_lazy("First published: %(value)s"),
    "author": gettext_lazy("Author: %(value)s"),
    "translator": gettext_lazy("Translator: %(value)s"),
    "licence": gettext_lazy("Public licence: %(value)s"),
    "copyright": gettext_lazy("Copyright: %(value)s"),
    "changes": gettext_lazy("What was changed: %(value)s"),
    "red_flag": gettext_lazy("Take care: %(value)s"),
}


@dataclass(frozen=True)
class FoundClaim:
    """A credit line of the text in the desk's words, with the words of the text."""

    said: str
    text: str
    line: int
    names_us: bool


def claims(report: dict[str, Any]) -> list[FoundClaim]:
    """What the text says of itself. One query where it names who may reprint it."""
    found = report.get("claims", [])
    licensees = any(claim.get("kind") == "licensee" for claim in found)
    masthead = Masthead.objects.first() if licensees else None
    names = masthead.names if masthead else []
    return [
        FoundClaim(
            said=_claim_in_words(claim),
            text=claim.get("text", ""),
            line=claim.get("line", 0),
            names_us=claim.get("kind") == "licensee"
            and credit_lines.names_us(claim.get("value", ""), names),
        )
        for claim in found
    ]


def _claim_in_words(claim: dict[str, Any]) -> str:
    kind, value = claim.get("kind", ""), claim.get("value", "")
    if kind == "onward":
        label = Onward(value).label if value in Onward.values else value
        return _("May others reprint? %(answer)s.") % {"answer": label}
    sentence = CLAIMS.get(kind)
    return str(sentence) % {"value": value} if sentence else f"{kind}: {value}"
