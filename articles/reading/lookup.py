"""From a slug to what stands there: the window that is open, or the last one that was."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.utils.translation import get_language

from articles import addresses
from articles.models import Edition, Window
from articles.models.compiled import compiled
from articles.models.windows import WindowQuerySet


def latest(slug: str, *, at: datetime) -> Window:
    """The window of this address that began last, open or over. Raises 404 where nothing ever ran:
    drafts, schedules, and slugs that only a coming version will have. One query, two for old slugs.
    """
    window: Window | None = next(iter(_begun(slug, at)), None)
    if window is None:
        raise Http404
    if window.edition.slug != slug:
        ran = Edition.objects.filter(article=window.article_id, slug=slug, at__lte=at)
        if not ran.exists():
            raise Http404
    return window


@compiled
def _begun(slug: str, at: datetime) -> WindowQuerySet:
    return Window.objects.begun(at=at).at_address(slug)[:1]


def elsewhere(
    request: HttpRequest, edition: Edition, slug: str
) -> HttpResponsePermanentRedirect | None:
    """A redirect to the one address, where this one has an old slug or another language's prefix."""
    is_its_language = addresses.interface_language(edition.language) == get_language()
    if edition.slug == slug and is_its_language:
        return None
    asked = request.resolver_match
    if asked is None or asked.url_name is None:
        return moved(addresses.article(edition.slug, edition.language))
    more = {name: part for name, part in asked.kwargs.items() if name != "slug"}
    return moved(addresses.article(edition.slug, edition.language, view=asked.url_name, **more))


def moved(address: str) -> HttpResponsePermanentRedirect:
    """For good as far as anybody knows, but an old address may become the current one again: a browser
    that did not ask each time would go round between the two.
    """
    response = HttpResponsePermanentRedirect(address)
    response.headers["Cache-Control"] = "no-cache"
    return response
