"""The removal notice: what stays at the address of an article that is no longer public.

Title, people, where the original is, from when to when it ran here, and why it went; none of the text.
Where that was agreed for the end of a permission, the summary stays with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.clearance import Standing
from articles.models import Article, Edition, Upstream, Window
from articles.models.articles import WithdrawalReason
from articles.models.compiled import Question, compiled
from articles.models.term_choices import Ending
from articles.models.upstream import UpstreamState
from articles.outputs import signals
from articles.reading import chrome
from articles.rights import credit_words, past_end

A_MOMENT = timedelta(microseconds=1)  # before an end, which is the first moment that is out
STAYS = 200
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
MISSING: dict[int, Promise] = {
    STAYS: _("The article itself is no longer here."),
    PAUSED: _("This article is not here at the moment."),
}


@dataclass(frozen=True)
class Notice:
    """Why it is gone. `words` are the publication's own, `upstream` what the source says of it."""

    status: int
    reason: str | Promise
    words: str = ""
    upstream: Upstream | None = None

    @property
    def sentences(self) -> list[str]:
        """What is missing, and why."""
        return [
            str(MISSING.get(self.status, _("This article is no longer here."))),
            str(self.reason),
        ]


def show(request: HttpRequest, edition: Edition, *, at: datetime) -> HttpResponse:
    """The notice with its status: 410, 451 for a legal demand, 404 while a permission is suspended, and
    200 where the summary stays, which it does at the article's own address alone. Three queries, two
    where neither a permission nor a source has a part in it.
    """
    with chrome.asked_with(request, *_asking_in_turn(edition, at=at)):
        notice = _notice(edition, at=at)
    if notice.status == STAYS and not _is_its_own(request):
        notice = Notice(GONE, notice.reason)
    original = edition.piece.original
    source_slug = edition.reprinted_from.slug if edition.reprinted_from else ""
    ran = Window.objects.begun(at=at).filter(article=edition.article_id).span()
    context = {
        "edition": edition,
        "notice": notice,
        "is_summary": notice.status == STAYS,
        "ran": ran,
        "last_moment": ran and ran.until - A_MOMENT,
        "original": original
        and credit_words.tombstone(
            original, source_slug=source_slug, language=edition.piece.language
        ),
        "signals": signals.NOT_LISTED,
        "stood_at": request.build_absolute_uri(edition.get_absolute_url()),
    }
    response = chrome.respond(
        request,
        "articles/article_tombstone.html",
        context,
        status=notice.status,
        has_other_languages=False,
    )
    for name, value in signals.NOT_LISTED.headers.items():
        response.headers[name] = value
    if notice.status == LEGAL:
        blocker = request.build_absolute_uri(reverse("front"))
        response.headers["Link"] = f'<{blocker}>; rel="blocked-by"'
    if notice.status == PAUSED:
        response.headers["Cache-Control"] = "no-store"
    return response


def bare(notice: HttpResponse, body: str, content_type: str) -> HttpResponse:
    """The notice's status and headers with a body of another kind, which says what is to be said."""
    status = notice.status_code if notice.status_code >= 400 else GONE
    response = HttpResponse(body, status=status, content_type=content_type)
    for name in ("X-Robots-Tag", "Link", "Cache-Control", signals.USAGE):
        if name in notice.headers:
            response.headers[name] = notice.headers[name]
    return response


def _is_its_own(request: HttpRequest) -> bool:
    """Whether the article's own address is asked for, and not a page under it."""
    return request.resolver_match is not None and request.resolver_match.url_name == "article"


def _notice(edition: Edition, *, at: datetime) -> Notice:
    article = edition.article
    if article.withdrawn_at and article.withdrawn_at <= at:
        return _withdrawn(article)
    if article.planned_takedown_at and article.planned_takedown_at <= at:
        return Notice(GONE, _("It was published for a limited time, which is over."))
    needs, known = clearance.of_edition(_in_turn(edition, at=at))
    ended = past_end.ended(needs, known, at)
    if ended and ended.standing == Standing.SUSPENDED:
        words = _("Its rights are being checked.")
        return Notice(PAUSED, words)
    stays = ended is not None and ended.ending == Ending.LINK
    return Notice(STAYS if stays else GONE, _("Our permission to publish it has ended."))


def _withdrawn(article: Article) -> Notice:
    is_demand = article.withdrawal_reason == WithdrawalReason.LEGAL_DEMAND
    upstream = None
    if article.withdrawal_reason == WithdrawalReason.SOURCE_RETRACTED:
        retracted = Upstream.objects.filter(state=UpstreamState.RETRACTED)
        upstream = retracted.filter(article=article).first()
    return Notice(
        LEGAL if is_demand else GONE,
        WITHDRAWN[article.withdrawal_reason],
        words=article.withdrawal_notice,
        upstream=upstream,
    )


def _in_turn(edition: Edition, *, at: datetime) -> Edition:
    """The version that would stand here: the last to run, or one that was not cleared when its turn came."""
    return next(iter(_turns(edition.article_id, at)), edition)


def _asking_in_turn(edition: Edition, *, at: datetime) -> list[Question]:
    return [_turns.asking(edition.article_id, at)]


@compiled
def _turns(article: int, at: datetime) -> QuerySet[Edition]:
    turns = Edition.objects.filter(article=article, at__lte=at).order_by("-number")
    return turns.defer("content")[:1]
