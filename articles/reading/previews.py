"""One saved version, shown to whoever has its signed link: no account, no cookie, no copy that stays."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import CreditPermission, Edition, PreviewLink, ReprintCredit, Tag
from articles.reading import chrome, clock
from articles.reading.article_page import render_article

# Nobody stores the page, lists it, or learns its address from a link that is followed.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
GONE = 410


@require_safe
def preview_link(request: HttpRequest, token: str) -> HttpResponse:
    """The version that the link was made for. 410 once it is over, 404 for a link that nobody made.

    A link to an article that was withdrawn since is over, too. At most 12 queries.
    """
    link = PreviewLink.objects.select_related("article").by_token(token)
    if link is None:
        raise Http404
    is_over = not link.is_open(at=clock.now(request)) or link.article.withdrawn_at is not None
    with translation.override(addresses.interface_language(link.piece.language)):
        response = _over(request) if is_over else _shown(request, link)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _over(request: HttpRequest) -> HttpResponse:
    return chrome.respond(
        request, "articles/preview_over.html", status=GONE, has_other_languages=False
    )


def _shown(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    at = clock.now(request)
    article, piece = link.article, link.piece
    credit = ReprintCredit.objects.filter(article=article).select_related("source").first()
    source = credit.source if credit else None
    known = Tag.objects.resolve(piece.tags)
    return render_article(
        request,
        Edition.objects.unsaved(article, piece, at=at, source=source),
        at=at,
        needs=CreditPermission.objects.filter(credit__article=article),
        tags=Tag.objects.filter(pk__in=[tag.pk for tag in known.values()]),
        is_preview=True,
        until=link.expires_at,
    )
