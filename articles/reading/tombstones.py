"""The removal notice: what stays at the address of an article that is no longer public.

Title, byline, where the original is, and why; none of the text.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, Permission
from articles.models.articles import WithdrawalReason
from articles.reading import chrome
from articles.rights import credit_words

GONE = 410
LEGAL = 451  # RFC 7725: only for a legal demand, naming who blocks
PAUSED = 404

WITHDRAWN: dict[str, str | Promise] = {
    WithdrawalReason.HOLDER_REQUEST: _("It was removed at the request of the rights holder."),
    WithdrawalReason.RIGHTS_ENDED: _("Our permission to publish it has ended."),
    WithdrawalReason.SOURCE_RETRACTED: _("It was removed because its source retracted it."),
    WithdrawalReason.ERROR: _("It was published in error and has been removed."),
    WithdrawalReason.LEGAL_DEMAND: _("It was removed because of a legal demand."),
}


def show(request: HttpRequest, edition: Edition, *, at: datetime) -> HttpResponse:
    """The notice with its status: 410, 451 for a legal demand, 404 while a permission is suspended."""
    article = edition.article
    is_withdrawn = article.withdrawn_at is not None and article.withdrawn_at <= at
    status, reason = _why(edition, at=at, is_withdrawn=is_withdrawn)
    original = edition.piece.original
    source_slug = edition.source.slug if edition.source else ""
    context = {
        "edition": edition,
        "reason": reason,
        "notice": article.withdrawal_notice if is_withdrawn else "",
        "original": original
        and credit_words.tombstone(
            original, source_slug=source_slug, language=edition.piece.language
        ),
    }
    response = chrome.respond(
        request,
        "articles/article_tombstone.html",
        context,
        status=status,
        has_other_languages=False,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    if status == LEGAL:
        blocker = request.build_absolute_uri(reverse("front"))
        response.headers["Link"] = f'<{blocker}>; rel="blocked-by"'
    return response


def _why(edition: Edition, *, at: datetime, is_withdrawn: bool) -> tuple[int, str | Promise]:
    article = edition.article
    if is_withdrawn:
        is_demand = article.withdrawal_reason == WithdrawalReason.LEGAL_DEMAND
        return (LEGAL if is_demand else GONE), WITHDRAWN[article.withdrawal_reason]
    if article.planned_takedown_at and article.planned_takedown_at <= at:
        return GONE, _("It was published for a limited time, which is over.")
    if Permission.objects.needed_by(edition).suspended().exists():
        return PAUSED, _("It is not shown for the moment, while its rights are being checked.")
    return GONE, _("Our permission to publish it has ended.")
